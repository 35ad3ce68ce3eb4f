"""The walk over schemas and over tables: the baseline beside what is protected, and problems told together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from privkit.errors import PolicyError
from privkit.steps.base import Done
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.walk import checked_flow, walk
from privkit.values import Counts, Type
from privkit.words import Words

D = Decimal
TABLES = {
    "bills": {
        "home": "direct_identifier code",
        "commune": "quasi_identifier code",
        "day": "quasi_identifier date",
        "volume": "confidential number:2",
        "people": "quasi_identifier integer",
    }
}
SUMMARY = "- summarise: { by: household, columns: { total: { sum: volume }, x: { largest: people } } }\n"


def names(schema):
    return schema.names


def lines(bench, text, tables=TABLES):
    return [line.split(" ", 1)[1] for line in bench.told(bench.read(text, tables))]


def test_the_baseline_forks_before_the_first_protecting_step(bench):
    text = SUMMARY + "- top_code: { total: { at: 5 } }\n- minimise: { keep: { total: { because: It. } } }"
    found, problems = bench.flow(bench.read(text, TABLES))
    assert not problems
    assert found.fork == 1
    assert names(found.baseline["bills"]) == names(found.final["bills"]) == ("home", "total")


def test_protection_before_a_shape_step_leaves_the_baseline_unprotected(bench):
    """Sums of capped volumes beside sums of volumes, of the same households."""
    document = bench.read("- top_code: { volume: { at: 5 } }\n" + SUMMARY, TABLES)
    given = {"home": ["a", "a", "b"], "volume": [D(1), D(100), D(3)], "people": [1, 2, 3]}
    walked, _ = bench.walk(document, {"bills": given})
    assert walked.flow.fork == 0
    assert names(walked.flow.baseline["bills"]) == names(walked.flow.final["bills"]) == ("home", "total", "x")
    assert bench.rows(walked.released["bills"], "home", "total") == [("a", D(6)), ("b", D(3))]
    assert bench.rows(walked.baseline["bills"], "home", "total") == [("a", D(101)), ("b", D(3))]


def test_several_rows_per_unit_are_numbered_alike_on_both_sides(bench):
    document = bench.read("- top_code: { volume: { at: 5 } }\n- round: { people: { to: 5 } }", TABLES)
    given = {"home": ["a", "a", "b"], "volume": [D(1), D(100), D(3)], "people": [1, 2, 3]}
    walked, _ = bench.walk(document, {"bills": given})
    after = dict(bench.rows(walked.released["bills"], "_privkit_row", "volume"))
    before = dict(bench.rows(walked.baseline["bills"], "_privkit_row", "volume"))
    assert set(after) == set(before) == {0, 1, 2}
    assert all(after[row] == min(before[row], D(5)) for row in before)
    assert not walked.flow.final["bills"]["_privkit_row"].kept
    assert all("_privkit_row" not in record.columns_after["bills"] for record in walked.records)


def test_without_protection_the_baseline_is_what_leaves(bench):
    walked, _ = bench.walk(bench.read(SUMMARY, TABLES), {"bills": {"home": ["a"], "people": [1]}})
    assert walked.baseline["bills"] is walked.released["bills"]
    assert walked.flow.baseline == walked.flow.final


def test_the_baseline_follows_new_names(bench):
    """Else the raw days of a column kept under its new name would be lost, and loss could not be measured."""
    text = (
        "- generalise: { day: { to: month, as: month } }\n- minimise: { keep: { month: { because: It. } } }"
    )
    walked, _ = bench.walk(bench.read(text, TABLES), {"bills": {"home": ["a"], "day": [date(2024, 2, 29)]}})
    assert bench.rows(walked.released["bills"], "month") == ["2024-02"]
    assert bench.rows(walked.baseline["bills"], "month") == [date(2024, 2, 29)]
    assert walked.flow.baseline["bills"]["month"].type is Type.DATE
    assert walked.flow.baseline["bills"]["month"].origin == ("bills.day",)


@pytest.mark.parametrize(
    "step",
    [
        "keep_rows: { commune: { among: [01] } }",
        "keep_rows: { commune: { filled: yes } }",
        "link: { tables: [bills, areas], on: commune }",
    ],
)
@pytest.mark.parametrize(
    "before",
    [
        "generalise: { commune: { first_characters: 2 } }",
        "make_k_anonymous: { k: 2, on: [day, commune], remove_at_most: 0 % }",
    ],
)
def test_rows_are_not_chosen_by_labels(bench, before, step):
    """The baseline has no labels: it could not lose the same rows."""
    tables = {**TABLES, "areas": {"commune": "other code", "area": "other code"}}
    document = bench.read(f"- {before}\n- {step}", tables)
    (problem,) = bench.flow(document)[1]
    assert problem.lines("en")[0].endswith(
        "PK727 rows are chosen by commune, which a step before made coarser"
    )
    assert problem.instead.fr == "placez cette étape avant celle-là"


def test_a_column_used_after_it_went_is_told_at_its_line(bench):
    text = (
        "- minimise:\n    keep:\n      people: { because: It. }\n"
        "- top_code:\n    volume: { at: 5 }\n- suppress:\n    commune: { rarer_than: 2 }"
    )
    document = bench.read(text, TABLES)
    where = {
        name: n
        for n, t in enumerate(document.text.splitlines(), 1)
        for name in ("volume: { at", "commune: { rarer")
        if name in t
    }
    assert bench.told(document) == [
        f"{where['volume: { at']}:15 PK701 no table holds the column volume at this step",
        f"{where['commune: { rarer']}:16 PK701 no table holds the column commune at this step",
    ]


def test_problems_of_every_step_are_told_together(bench):
    text = (
        "- keep_rows: { commune: { above: 3 } }\n"
        "- top_code: { people: { at: 1.5 } }\n"
        "- round: { day: { to: 5 } }\n"
        "- generalise: { volume: { to: year } }\n"
        "- summarise: { by: home, columns: { x: { sum: y } } }"
    )
    document = bench.read(text, TABLES)
    with pytest.raises(PolicyError) as caught:
        checked_flow(build_steps(document), opening_schemas(document.policy))
    assert [p.code for p in caught.value.problems] == ["PK717", "PK722", "PK717", "PK719", "PK715", "PK701"]
    assert all(p.place and p.place.line and p.place.column and p.line_text for p in caught.value.problems)
    french = "\n".join(caught.value.text("fr"))
    assert "la colonne day n'est pas un nombre" in french


def test_a_row_without_a_unit_stops_the_run_before_the_first_step(bench):
    document = bench.read(SUMMARY, TABLES)
    given = {"bills": {"home": ["Zyxcanari", None, None], "people": [1, 2, 3]}}
    assert bench.refused(document, given) == [
        "PK465 table bills: rows without home, the column of the privacy unit: 2",
        "  → fill it in, or take these rows out of the file: a person who is not counted is not protected",
    ]
    assert bench.refused(document, given, language="fr")[0] == (
        "PK465 table bills : lignes sans home, la colonne de l'unité protégée : 2"
    )


def test_each_record_counts_rows_and_units(bench):
    document = bench.read("- keep_rows: { people: { above: 1 } }\n- round: { people: { to: 5 } }", TABLES)
    given = {"home": ["a", "a", "b"], "people": [1, 2, 3]}
    walked, _ = bench.walk(document, {"bills": given})
    first, second = walked.records
    assert (first.before["bills"].rows, first.before["bills"].units) == (3, 2)
    assert (first.after["bills"].rows, first.after["bills"].units) == (2, 2)
    assert second.before == second.after == first.after
    assert (first.number, first.name, first.kind) == (1, "keep_rows", "shape")


def test_no_record_holds_a_value(bench):
    text = (
        "- suppress: { commune: { rarer_than: 2 } }\n- generalise: { day: { to: year } }\n"
        "- make_k_anonymous: { k: 1, on: [commune, day], remove_at_most: 0 % }"
    )
    given = {
        "home": ["Zyxcanari1", "b"],
        "commune": ["Zyxcanari2", "Zyxcanari2"],
        "day": [date(1957, 1, 1)] * 2,
    }
    walked, _ = bench.walk(bench.read(text, TABLES), {"bills": given})
    shown = repr(walked.records)
    assert "Zyxcanari" not in shown
    assert "1957" not in shown


def test_protection_after_a_summary_is_compared_by_unit(bench):
    found, _ = bench.flow(bench.read(SUMMARY + "- top_code: { total: { at: 5 } }", TABLES))
    assert "_privkit_row" not in names(found.final["bills"])
    assert found.final["bills"].one_row_per_unit


class Tabulate:
    """A step that makes an aggregated table; it counts what it leaves."""

    spot, kind, name, changes_rows, aggregates = None, "protect", "aggregate", True, True

    def say(self):
        return Words("Count.", "Compter.")

    def fate(self, schemas, report):
        return {"bills": replace(schemas["bills"], columns=schemas["bills"].columns[:2])}

    def run(self, tables, schemas, context):
        kept = tables["bills"].select("home", "commune").head(1)
        return Done({"bills": kept}, counts={"bills": Counts(77, 7)})

    def parameters(self):
        return {}


TABULATED = """\
- generalise: { day: { to: month } }
- keep_rows: { day: { among: ["2025-01", "2025-02"] } }
"""


def test_aggregated_tables_have_no_baseline_and_number_no_rows(bench):
    document = bench.read(TABULATED, TABLES)
    opening = opening_schemas(document.policy)
    steps = [*build_steps(document), Tabulate()]
    found = checked_flow(steps, opening)  # rows chosen by month: no baseline has to follow
    assert found.baseline == {}
    assert all("_privkit_row" not in s["bills"] for s in (*found.before, *found.after))
    given = {
        "home": ["a", "a", "b"],
        "day": [date(2025, m, 3) for m in (1, 2, 3)],
        "commune": ["x", "y", "z"],
    }
    context = bench.context(document)
    walked = walk(steps, bench.upload(opening, {"bills": given}), opening, context)
    assert walked.baseline == {}
    assert walked.records[-1].before["bills"] == Counts(2, 1)
    assert walked.records[-1].after["bills"] == Counts(77, 7)  # not counted again
    assert bench.rows(walked.released["bills"], "home", "commune") in ([("a", "x")], [("a", "y")])
