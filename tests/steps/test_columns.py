"""minimise, top_code, bottom_code, round, suppress: what a column holds afterwards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from privkit.steps.recoding import apply_chain

D = Decimal
TABLES = {
    "bills": {
        "home": "direct_identifier code",
        "commune": "quasi_identifier code",
        "people": "quasi_identifier integer",
        "volume": "confidential number:2",
    }
}
HOMES = ["Zyxcanari", "b", "c", "d", "e", "f"]
VALUES = {
    "home": HOMES,
    "commune": ["1", "1", "2", "2", "3", None],
    "people": [-7, -5, -2, 2, 5, None],
    "volume": [D("-2.50"), D("-0.01"), D("0.00"), D("2.49"), D("500.00"), None],
}


def column(bench, text, name, values=VALUES, tables=TABLES):
    return dict(bench.after(bench.read(text, tables), values, "home", name))


def expected(*values):
    return dict(zip(HOMES, values, strict=True))


# minimise


def test_the_unit_stays_aside_and_is_never_written(bench):
    document = bench.read("- minimise: { keep: { people: { because: Needed. } } }", TABLES)
    walked, _ = bench.walk(document, {"bills": VALUES})
    schema = walked.flow.final["bills"]
    assert schema.unit == "home"
    assert not schema["home"].kept
    assert walked.records[0].changes.figures == {"columns_dropped": ["commune", "home", "volume"]}
    path = bench.folder / "out.csv"
    bench.engine.write(walked.released["bills"], schema, path, "csv")
    assert path.read_text() == 'people\n-7\n-5\n-2\n2\n5\n""\n'
    import pyarrow.parquet as pq

    bench.engine.write(walked.released["bills"], schema, bench.folder / "out.parquet", "parquet")
    assert pq.read_table(bench.folder / "out.parquet").column_names == ["people"]
    assert b"Zyxcanari" not in (bench.folder / "out.parquet").read_bytes()


def test_the_unit_leaves_when_it_is_kept(bench):
    text = "- minimise: { keep: { home: { because: Needed. }, people: { because: Needed. } } }"
    assert [c.name for c in bench.flow(bench.read(text, TABLES))[0].final["bills"].kept] == ["home", "people"]


def test_a_table_of_which_nothing_is_kept_and_nobody_counted_goes(bench):
    tables = {**TABLES, "areas": {"area": "other code"}}
    document = bench.read("- minimise: { keep: { people: { because: Needed. } } }", tables)
    walked, _ = bench.walk(document, {"bills": VALUES, "areas": {"area": ["x"]}})
    assert list(walked.released) == list(walked.flow.final) == ["bills"]


def test_a_column_that_is_nowhere_is_told_at_its_name(bench):
    document = bench.read("- minimise: { keep: { peeple: { because: Needed. } } }", TABLES)
    (problem,) = bench.flow(document)[1]
    assert problem.lines("en")[0].endswith("PK701 no table holds the column peeple at this step")
    assert problem.lines("en")[-1] == "  → write people, or move the step"
    assert problem.lines("fr")[-1] == "  → écrivez people, ou déplacez l'étape"
    line = document.text.splitlines()[problem.place.line - 1]
    assert line[problem.place.column - 1 :].startswith("{ because")


# bounds and multiples


@pytest.mark.parametrize(
    ("step", "name", "found"),
    [
        ("top_code: { people: { at: 2 } }", "people", expected(-7, -5, -2, 2, 2, None)),
        ("bottom_code: { people: { at: -5 } }", "people", expected(-5, -5, -2, 2, 5, None)),
        (
            "top_code: { volume: { at: 2.49 } }",
            "volume",
            expected(D("-2.50"), D("-0.01"), D(0), D("2.49"), D("2.49"), None),
        ),
        ("bottom_code: { volume: { at: 0 } }", "volume", expected(D(0), D(0), D(0), D("2.49"), D(500), None)),
        ("round: { people: { to: 5 } }", "people", expected(-5, -5, 0, 0, 5, None)),
        ("round: { people: { to: 10 } }", "people", expected(-10, -10, 0, 0, 10, None)),
        ("round: { volume: { to: 5 } }", "volume", expected(D(-5), D(0), D(0), D(0), D(500), None)),
        (
            "round: { volume: { to: 0.02 } }",
            "volume",
            expected(D("-2.50"), D("-0.02"), D(0), D("2.50"), D(500), None),
        ),
    ],
)
def test_numbers_brought_to_a_bound_or_a_multiple(bench, step, name, found):
    """Half away from zero: -5 to the nearest 10 is -10, -0.01 to the nearest 0.02 is -0.02."""
    assert column(bench, f"- {step}", name) == found


@pytest.mark.parametrize("step", ["top_code: { people: { at: 2 } }", "round: { volume: { to: 5 } }"])
def test_the_recoding_does_as_the_engine_does(bench, step):
    import pandas as pd

    document = bench.read(f"- {step}", TABLES)
    walked, context = bench.walk(document, {"bills": VALUES})
    ((name, chain),) = context.recodings.items()
    raw = pd.Series([None if v is None else float(v) for v in VALUES[name]])
    done = dict(zip(HOMES, apply_chain(chain, raw), strict=True))
    for home, value in bench.rows(walked.released["bills"], "home", name):
        assert (value is None and pd.isna(done[home])) or float(value) == done[home]


def test_changed_values_are_counted_over_every_table(bench):
    tables = {**TABLES, "visits": {"home": "direct_identifier code", "people": "other integer"}}
    document = bench.read("- top_code: { people: { at: 2 } }", tables)
    walked, _ = bench.walk(document, {"bills": VALUES, "visits": {"home": ["b", "c"], "people": [9, 3]}})
    assert walked.records[0].changes.figures == {"values_changed": {"people": 3}}


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("top_code: { people: { at: 2.5 } }", "PK722 2.5 has more decimals than the column people (0)"),
        (
            "bottom_code: { volume: { at: 0.001 } }",
            "PK722 0.001 has more decimals than the column volume (2)",
        ),
        ("round: { volume: { to: 0.005 } }", "PK722 0.005 has more decimals than the column volume (2)"),
        ("round: { volume: { to: 0 } }", "PK723 a multiple is more than 0"),
        ("round: { volume: { to: -5 } }", "PK723 a multiple is more than 0"),
        ("top_code: { commune: { at: 2 } }", "PK717 the column commune is not a number"),
        ("round: { volum: { to: 2 } }", "PK701 no table holds the column volum at this step"),
    ],
)
def test_bounds_that_cannot_be_are_told(bench, step, told):
    assert [line.split(" ", 1)[1] for line in bench.told(bench.read(f"- {step}", TABLES))] == [told]


def test_numbers_are_told_with_a_comma_in_french(bench):
    document = bench.read("- plafonner: { people: { à: '2,5' } }", TABLES, "fr")
    assert [line.split(" ", 1)[1] for line in bench.told(document)] == [
        "PK722 2,5 a plus de décimales que la colonne people (0)"
    ]


@pytest.mark.parametrize(
    "step",
    [
        "top_code: { number: { at: 2 } }",
        "round: { number: { to: 2 } }",
        "generalise: { number: { into_bands: [0, 10] } }",
        "generalise: { number: { into_bands: [0, 10], as: other } }",
        "suppress: { number: { rarer_than: 2 } }",
        "make_k_anonymous: { k: 2, on: [number], remove_at_most: 5 % }",
    ],
)
def test_no_protection_changes_what_tells_units_apart(bench, step):
    """Units would melt into each other, and everything is counted in units."""
    tables = {"bills": {"home": "quasi_identifier integer", "n": "other integer"}}
    document = bench.read(f"- {step}".replace("number", "home"), tables)
    assert [line.split(" ", 1)[1] for line in bench.told(document)] == [
        "PK702 home tells the privacy units apart: this step cannot change it"
    ]


# suppress


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("commune: { among: [1, 3] }", expected(None, None, "2", "2", None, None)),
        ("people: { above: 2 }", expected(-7, -5, -2, 2, None, None)),
        ("people: { below: -5 }", expected(None, -5, -2, 2, 5, None)),
        ("people: { above: 4.5 }", expected(-7, -5, -2, 2, None, None)),
        ("people: { among: ['-7', 5] }", expected(None, -5, -2, 2, None, None)),
        ("commune: { rarer_than: 2 }", expected("1", "1", "2", "2", None, None)),
        ("people: { rarer_than: 2 }", expected(None, None, None, None, None, None)),
        ("people: { rarer_than: 1 }", expected(-7, -5, -2, 2, 5, None)),
    ],
)
def test_each_way_to_blank(bench, rule, found):
    import pandas as pd

    name = rule.split(":")[0]
    document = bench.read(f"- suppress: {{ {rule} }}", TABLES)
    walked, context = bench.walk(document, {"bills": VALUES})
    assert dict(bench.rows(walked.released["bills"], "home", name)) == found
    done = apply_chain(context.recodings[name], pd.Series(VALUES[name], dtype=object))
    assert [None if pd.isna(v) else v for v in done] == list(found.values())


def test_rare_is_counted_in_units_not_in_rows(bench):
    """Ten rows of one household are one household."""
    values = {"home": ["a"] * 10 + ["b", "c"], "commune": ["Zyxcanari"] * 10 + ["2", "2"]}
    document = bench.read("- suppress: { commune: { rarer_than: 2 } }", TABLES)
    walked, _ = bench.walk(document, {"bills": values})
    assert bench.rows(walked.released["bills"], "commune") == ["2", "2", *[None] * 10]
    assert walked.records[0].changes.figures == {"values_blanked": {"commune": 10}}


def test_a_rare_value_is_not_in_the_recoding_that_leaves(bench):
    values = {"home": ["a", "b", "c"], "commune": ["Zyxcanari", "2", "2"]}
    _, context = bench.walk(
        bench.read("- suppress: { commune: { rarer_than: 2 } }", TABLES), {"bills": values}
    )
    (recoding,) = context.recodings["commune"]
    assert recoding.to_json() == {
        "kind": "blank", "among": [], "above": None, "below": None, "only": ["2"], "order": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("commune: { above: 2 }", "PK717 the column commune is not a number"),
        ("people: { among: [x] }", "PK707 the column people takes a whole number"),
    ],
)
def test_blanks_that_cannot_be_are_told(bench, rule, told):
    found = bench.told(bench.read(f"- suppress: {{ {rule} }}", TABLES))
    assert [line.split(" ", 1)[1] for line in found] == [told]
