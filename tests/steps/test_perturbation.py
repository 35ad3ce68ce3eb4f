"""Steps that perturb: what is promised of what leaves, the seed, and what is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.engine.canonical import arrow_type
from privkit.errors import DataError
from privkit.run.limits import limits
from privkit.steps.build import build_steps
from privkit.steps.perturbed import array_of, numbers_of
from privkit.steps.walk import walk

D = Decimal
TABLES = {
    "bills": {
        "home": "direct_identifier code",
        "commune": "quasi_identifier code",
        "people": "quasi_identifier integer",
        "size": "quasi_identifier number:1",
        "garden": "quasi_identifier yes_no",
        "day": "quasi_identifier date",
        "volume": "confidential number:2",
    }
}
TWO = {**TABLES, "people": {"home": "direct_identifier code", "age": "quasi_identifier integer"}}


def city(n: int, seed: int, blanks: float = 0.1) -> dict[str, list]:
    rng = np.random.default_rng(seed)

    def some(values):
        return [None if rng.random() < blanks else v for v in values]

    return {
        "home": [f"Zyxcanari{i:05}" for i in range(n)],
        "commune": some(rng.choice(["01", "02", "03"], n).tolist()),
        "people": some(rng.integers(1, 12, n).tolist()),
        "size": some([D(int(v)) / 10 for v in rng.integers(-50, 999, n)]),
        "garden": some([bool(v) for v in rng.integers(0, 2, n)]),
        "volume": some([D(int(v)) / 100 for v in rng.integers(0, 30_000, n)]),
    }


def done(bench, steps, data, tables=TABLES):
    """The released rows in the order of homes, as columns, and the record of the last step."""
    document = bench.read(steps, tables)
    walked, _ = bench.walk(document, data if "bills" in data else {"bills": data})
    table = walked.released["bills"]
    held = bench.engine.collect_arrow(table.select(*TABLES["bills"]), 99_999)
    return held.sort_by("home").to_pydict(), walked


def numbers(values):
    return np.array([np.nan if v is None else float(v) for v in values])


# what is promised


@given(n=st.integers(5, 60), k=st.integers(2, 5), seed=st.integers(0, 999), median=st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_household_shares_its_numbers_with_k_minus_1_others(bench, n, k, seed, median):
    value = ", value: median" if median else ""
    steps = f"- microaggregate: {{ columns: [people, size, volume], k: {k}{value} }}"
    data = city(n, seed)
    out, walked = done(bench, steps, data)
    shared = Counter(zip(out["people"], out["size"], out["volume"], strict=True))
    assert min(shared.values()) >= k
    assert {type(v) for v in out["people"]} <= {int, type(None)}
    assert all(v is None or -v.as_tuple().exponent == 2 for v in out["volume"])
    assert out["commune"] == data["commune"]
    figures = walked.records[-1].changes.figures
    assert figures["values_blanked"] == sum(
        (a is None) - (b is None)
        for c in ("people", "size", "volume")
        for a, b in zip(out[c], data[c], strict=True)
    )


def test_groups_keep_to_their_commune_and_means_to_their_total(bench):
    data = city(200, 0, blanks=0)
    out, _ = done(bench, "- microaggregate: { columns: [volume], k: 4, by: [commune] }", data)
    for commune in ("01", "02", "03"):
        inside = [i for i, c in enumerate(data["commune"]) if c == commune]
        before, after = (sum(float(x["volume"][i]) for i in inside) for x in (data, out))
        assert after == pytest.approx(before, abs=0.005 * len(inside))
        assert min(Counter(out["volume"][i] for i in inside).values()) >= 4


@pytest.mark.parametrize("blank", ["own_value", "any_value"])
@pytest.mark.parametrize("seed", range(3))
def test_k_households_share_each_combination_as_blanks_are_said_to_count(bench, blank, seed):
    on = ["commune", "people", "garden"]
    data = city(120, seed)
    out, walked = done(
        bench, f"- suppress_locally: {{ k: 4, on: [{', '.join(on)}], blank_is: {blank} }}", data
    )
    rows = list(zip(*(out[c] for c in on), strict=True))
    if blank == "own_value":
        assert min(Counter(rows).values()) >= 4
    else:
        for one in rows:
            like = [all(a == b or None in (a, b) for a, b in zip(one, two, strict=True)) for two in rows]
            assert sum(like) >= 4
    for column in on:  # blanked or as it was
        assert all(b is None or a == b for a, b in zip(data[column], out[column], strict=True))
    figures = walked.records[-1].changes.figures
    assert 0 < sum(figures["values_blanked"].values()) < 3 * 120
    assert figures["values_blanked"] == {
        c: sum(b is None and a is not None for a, b in zip(data[c], out[c], strict=True)) for c in on
    }


def test_a_dear_column_is_blanked_less(bench):
    data = city(120, 0)
    steps = "- suppress_locally: {{ k: 4, on: [commune, people], weights: {{ {}: 20 }} }}"
    lost = {}
    for dear in ("commune", "people"):
        _, walked = done(bench, steps.format(dear), data)
        lost[dear] = walked.records[-1].changes.figures["values_blanked"]
    assert lost["people"]["people"] < lost["commune"]["people"]
    assert lost["commune"]["commune"] <= lost["people"]["commune"]


@pytest.mark.parametrize("by", ["", ", by: [commune, garden]"])
def test_swapping_keeps_the_values_of_the_column(bench, by):
    data = city(300, 1)
    out, walked = done(bench, f"- swap: {{ columns: [people, volume, size], within: 10 %{by} }}", data)
    for column in ("people", "volume", "size"):
        assert Counter(out[column]) == Counter(data[column])
        assert [v is None for v in out[column]] == [v is None for v in data[column]]
    where = [data[c] for c in ("commune", "garden")] if by else []
    for column in ("volume", "size"):
        before = Counter(zip(data[column], *where, strict=True))
        assert Counter(zip(out[column], *where, strict=True)) == before
    changed = walked.records[-1].changes.figures["values_changed"]["volume"]
    assert 0.6 < changed < 1
    assert changed == pytest.approx(
        np.mean([a != b for a, b in zip(out["volume"], data["volume"], strict=True)])
    )
    rank = {v: r for r, v in enumerate(sorted(v for v in data["volume"] if v is not None))}
    if not by:
        gaps = [
            abs(rank[a] - rank[b])
            for a, b in zip(out["volume"], data["volume"], strict=True)
            if a is not None
        ]
        assert max(gaps) <= 0.1 * 300 + 5  # equal values share a rank here


def test_noise_stays_in_type_and_bounds(bench):
    data = city(500, 2)
    bounds = "bounds: { people: { at_least: 1 }, volume: { at_least: 0, at_most: 300 } }"
    out, walked = done(bench, f"- add_noise: {{ columns: [people, volume], strength: 50 %, {bounds} }}", data)
    assert all(v is None or (isinstance(v, int) and v >= 1) for v in out["people"])
    assert all(v is None or (-v.as_tuple().exponent == 2 and 0 <= v <= 300) for v in out["volume"])
    for column in ("people", "volume"):
        assert [v is None for v in out[column]] == [v is None for v in data[column]]
    moved = numbers(out["volume"]) - numbers(data["volume"])
    spread = np.nanstd(numbers(data["volume"]))
    assert 0.25 < np.nanstd(moved) / spread < 0.55  # reflected at the bounds, so somewhat below 0.5
    assert walked.records[-1].changes.figures["values_changed"]["volume"] > 0.8
    assert out["size"] == data["size"]


def test_categories_are_redrawn_within_their_part(bench):
    data = city(400, 3)
    data["garden"] = [c == "01" for c in data["commune"]]
    out, walked = done(
        bench, "- post_randomise: { columns: [commune, garden], keep: 50 %, by: [people] }", data
    )
    changed = walked.records[-1].changes.figures["values_changed"]
    assert 0.2 < changed["commune"] < 0.5
    assert changed["commune"] == np.mean(
        [a != b for a, b in zip(out["commune"], data["commune"], strict=True)]
    )
    for people in set(data["people"]):
        of = [
            {v for v, p in zip(x["commune"], data["people"], strict=True) if p == people} for x in (data, out)
        ]
        assert of[1] <= of[0]
    out, _ = done(bench, "- post_randomise: { columns: [garden], keep: 0 %, by: [commune] }", data)
    assert out["garden"] == data["garden"]  # one value in each part: nothing else to draw


def test_categories_redrawn_together_give_no_new_combination(bench):
    data = city(400, 3)
    step = "- post_randomise: {{ columns: [commune, garden, people], keep: 20 %, together: {} }}"
    true = set(zip(data["commune"], data["garden"], data["people"], strict=True))
    new = {}
    for together in ("yes", "no"):
        out, walked = done(bench, step.format(together), data)
        new[together] = set(zip(out["commune"], out["garden"], out["people"], strict=True)) - true
    assert not new["yes"]
    assert new["no"]
    out, walked = done(bench, step.format("yes"), data)
    figures = walked.records[-1].changes.figures
    assert list(figures["values_changed"]) == ["commune × garden × people"]
    assert figures["probability_kept"]["commune × garden × people"][0] >= 0.2


def test_a_sample_keeps_whole_units_in_every_table(bench):
    rows = {
        "bills": {"home": [f"h{i // 3}" for i in range(90)], "volume": [D(i) for i in range(90)]},
        "people": {"home": [f"h{i // 2}" for i in range(70)], "age": list(range(70))},
    }
    document = bench.read("- sample: { share: 50 % }", TWO)
    walked, _ = bench.walk(document, rows)
    homes = {t: bench.rows(walked.released[t], "home") for t in ("bills", "people")}
    drawn = set(homes["bills"]) | set(homes["people"])
    assert len(drawn) == 18  # half of h0 to h34, half up
    for table, kept in homes.items():
        assert Counter(kept) == Counter(h for h in rows[table]["home"] if h in drawn)
    assert walked.records[-1].changes.figures == {"units_before": 35, "units_drawn": 18, "strata": 1}
    assert bench.engine.count(walked.baseline["bills"], None).rows == 90


def test_a_stratified_sample_has_its_part_of_each(bench):
    data = city(200, 4)
    out, _ = done(bench, "- sample: { share: 25 %, by: [commune] }", data)
    assert len(out["home"]) == 50
    for commune, count in Counter(data["commune"]).items():
        assert abs(out["commune"].count(commune) - count / 4) < 1


# the seed

DRAWS = {
    "swap": "- swap: { columns: [volume], within: 20 % }",
    "add_noise": "- add_noise: { columns: [volume], strength: 20 % }",
    "post_randomise": "- post_randomise: { columns: [commune], keep: 30 % }",
    "sample": "- sample: { share: 50 % }",
    "microaggregate": "- microaggregate: { columns: [people, volume], k: 5 }",
    "suppress_locally": "- suppress_locally: { k: 5, on: [commune, people] }",
}


@pytest.mark.parametrize("step", DRAWS)
def test_neither_the_order_of_the_rows_nor_time_changes_a_draw(bench, step):
    data = city(100, 5)
    first, _ = done(bench, DRAWS[step], data)
    assert done(bench, DRAWS[step], data)[0] == first
    order = np.random.default_rng(0).permutation(100)
    assert done(bench, DRAWS[step], {c: [v[i] for i in order] for c, v in data.items()})[0] == first


@pytest.mark.parametrize("step", ["swap", "add_noise", "post_randomise", "sample"])
def test_one_other_value_makes_another_draw(bench, step):
    """Else whoever has the policy could draw the same and take it away."""
    data = city(100, 6)
    first, _ = done(bench, DRAWS[step], data)
    other = data | {"size": [D("0.1"), *data["size"][1:]]}
    again, _ = done(bench, DRAWS[step], other)
    if step == "sample":
        assert first["home"] != again["home"]
        return
    column = "commune" if step == "post_randomise" else "volume"
    assert np.mean([a != b for a, b in zip(first[column], again[column], strict=True)]) > 0.3


def test_the_seed_of_the_policy_and_the_number_of_the_step_count(bench):
    data, step = city(100, 7), DRAWS["add_noise"]
    document = bench.read(step, TABLES)
    other = document.policy.model_copy(
        update={"technical": document.policy.technical.model_copy(update={"seed": 2})}
    )
    out = []
    for policy in (document.policy, other):
        context = replace(bench.context(document), policy=policy)
        steps = build_steps(document)
        found = walk(steps, bench.upload(opening(document), {"bills": data}), opening(document), context)
        out.append(bench.rows(found.released["bills"], "home", "volume"))
    late, _ = done(bench, "- keep_rows: { home: { filled: yes } }\n" + step, data)
    out.append(list(zip(late["home"], late["volume"], strict=True)))
    assert out[0] != out[1]
    assert out[0] != out[2] != out[1]


def opening(document):
    from privkit.steps.build import opening_schemas

    return opening_schemas(document.policy)


def test_numbers_come_back_as_they_were():
    """Noise of nothing: rounding, signs, blanks and the largest numbers."""
    from privkit.values import Column, Role, Type

    for kind, decimals, values in (
        (Type.NUMBER, 2, [D("-0.01"), D("0.00"), None, D("12.34"), D("9007199254740.99")]),
        (Type.INTEGER, 0, [-1, 0, None, 2**53]),
    ):
        column = Column("x", kind, Role.OTHER, decimals=decimals)
        array = pa.array(values, arrow_type(column))
        assert array_of(numbers_of(array, column), column).equals(array)
    column = Column("x", Type.NUMBER, Role.OTHER, decimals=1)
    made = array_of(np.array([2.5, -2.5, 1e30, -1e30, np.nan]), column)
    largest = D(10**18 - 1) / 10
    assert made.to_pylist() == [D("0.3"), D("-0.3"), largest, -largest, None]
    made = array_of(np.array([1e30, -0.5]), Column("x", Type.INTEGER, Role.OTHER))
    assert made.to_pylist() == [2**63 - 1025, -1]


# what is refused

SEVERAL = {"home": ["Zyxcanari"] * 2 + ["b", "c"], "volume": [D(1)] * 4, "people": [1] * 4}


@pytest.mark.parametrize("step", ["microaggregate", "suppress_locally"])
def test_several_rows_of_a_household_are_refused(bench, step):
    told = bench.refused(bench.read(DRAWS[step], TABLES), {"bills": SEVERAL})
    assert "PK467 4 rows for 3 households: groups would count rows" in told[0]


@pytest.mark.parametrize("step", ["microaggregate", "suppress_locally"])
def test_fewer_units_than_k_is_told(bench, step):
    told = bench.refused(bench.read(DRAWS[step], TABLES), {"bills": city(3, 0)})
    assert told[0] == "PK470 groups of 5 units cannot be made: units in the table: 3"


def test_a_small_part_is_told(bench):
    data = city(20, 0, blanks=0) | {"commune": ["01"] * 18 + ["02"] * 2}
    steps = "- microaggregate: { columns: [volume], k: 3, by: [commune] }"
    assert bench.refused(bench.read(steps, TABLES), {"bills": data})[0] == (
        "PK471 groups of 3 units cannot be made in every part: parts with fewer units: 1"
    )


def test_a_unit_in_two_parts_of_a_sample_is_told(bench):
    data = {"home": ["Zyxcanari", "Zyxcanari"], "commune": ["01", "02"]}
    told = bench.refused(bench.read("- sample: { share: 50 %, by: [commune] }", TABLES), {"bills": data})
    assert "PK734 a household has several values of the columns the sample goes by" in told[0]


@pytest.mark.parametrize("step", DRAWS)
def test_too_many_rows_are_told(bench, step):
    document = bench.read(DRAWS[step], TABLES)
    context = replace(bench.context(document), largest_collect=9)
    tables = bench.upload(opening(document), {"bills": city(10, 0)})
    with pytest.raises(DataError, match="PK731 10 rows: this step brings at most 9 together"):
        walk(build_steps(document), tables, opening(document), context)


@pytest.mark.parametrize("step", DRAWS)
@pytest.mark.parametrize("data", [{}, {"home": [f"h{i}" for i in range(7)]}])
def test_no_row_and_no_value_are_no_reason_to_stop(bench, step, data):
    _, walked = done(bench, DRAWS[step], data)
    rows = walked.records[-1].after["bills"].rows
    assert rows == (4 if step == "sample" and data else len(data.get("home", [])))


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("microaggregate: { columns: [commune], k: 3 }", "PK717 the column commune is not a number"),
        ("microaggregate: { columns: [volume], k: 3, by: [volume] }", "PK735 volume is named twice"),
        ("microaggregate: { columns: [volume], k: 3, by: [sector] }", "PK701 no table holds the column sector at this step"),
        ("swap: { columns: [garden], within: 5 % }",
         "PK719 the values of garden have no order: swapping takes numbers or dates"),
        ("swap: { columns: [volume], within: 0 % }", "PK730 with 0% this step has no purpose"),
        ("swap: { columns: [home], within: 5 % }",
         "PK702 home tells the privacy units apart: this step cannot change it"),
        ("add_noise: { columns: [day], strength: 5 % }", "PK717 the column day is not a number"),
        ("add_noise: { columns: [volume], strength: 0 % }", "PK730 with 0% this step has no purpose"),
        ("add_noise: { columns: [volume], strength: 5 %, bounds: { size: { at_least: 0 } } }",
         "PK732 no noise is added to size"),
        ("add_noise: { columns: [volume], strength: 5 %, bounds: { volume: { at_least: 5, at_most: 5 } } }",
         "PK733 at_least is not below at_most"),
        ("post_randomise: { columns: [volume], keep: 80 % }", "PK719 the values of volume are not categories"),
        ("post_randomise: { columns: [commune], keep: 100 % }", "PK730 with 100% this step has no purpose"),
        ("sample: { share: 100 % }", "PK730 with 100% this step has no purpose"),
        ("suppress_locally: { k: 3, on: [commune], weights: { commune: 0 } }", "PK726 a weight is more than 0"),
        ("swap: { columns: [volume, age], within: 5 % }", "PK701 no table holds volume and age together at this step"),
        ("generalise: { volume: { into_bands: [0, 50] } }\n- microaggregate: { columns: [volume], k: 3 }",
         "PK717 the column volume is not a number"),
        ("swap: { columns: [people], within: 5 % }\n- keep_rows: { people: { at_least: 2 } }",
         "PK727 rows are chosen by people, which a step before perturbed"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_before_any_data(bench, step, told):
    found = bench.told(bench.read(f"- {step}", TWO))
    assert [line.split(" ", 1)[1] for line in found] == [told]


def test_the_baseline_is_not_perturbed(bench):
    data = city(60, 8)
    steps = "\n".join(
        DRAWS[s] for s in ("microaggregate", "add_noise", "post_randomise", "suppress_locally", "sample")
    )
    _, walked = done(bench, steps, data)
    for column in ("commune", "people", "volume"):
        rows = bench.rows(walked.baseline["bills"], "home", column)
        assert [v for _, v in rows] == data[column]


def test_blanks_counted_otherwise_than_in_the_condition_are_told(bench):
    from privkit.policy.checks import check_document

    steps = "- suppress_locally: {{ k: 11, on: [commune], blank_is: {} }}"
    told = {
        blank: [p.code for p in check_document(bench.read(steps.format(blank), TABLES), date(2026, 1, 1))]
        for blank in ("own_value", "any_value")
    }
    assert "PK736" in told["any_value"]
    assert "PK736" not in told["own_value"]
    below = bench.read("- suppress_locally: { k: 5, on: [commune] }", TABLES)
    assert "PK505" in [p.code for p in check_document(below, date(2026, 1, 1))]


# what is said


@pytest.mark.parametrize("language", ["en", "fr"])
def test_sentences_and_limits_are_said_in_both_languages(bench, language):
    document = bench.read("\n".join(DRAWS.values()), TABLES)
    said = [step.say().say(language) for step in build_steps(document)]
    assert len(set(said)) == len(DRAWS)
    for text in [*said, *(w.say(language) for w in limits(document.policy))]:
        assert text[0].isupper()
        assert text.endswith(".")
        assert ".." not in text
        assert "  " not in text
    assert len(limits(document.policy)) == 2 + len(DRAWS) + 1


def test_a_step_is_said_with_its_reason(bench):
    text = "colonnes: [volume, size], k: 5, valeur: médiane, par: [commune], parce_que: Un volume désigne."
    (step,) = build_steps(bench.read(f"- microagréger: {{ {text} }}", TABLES, "fr"))
    assert step.say().fr == (
        "Former des groupes d'au moins 5 foyers aux valeurs proches de volume et size, puis remplacer ces valeurs "
        "par la médiane du groupe ; aucun groupe ne mêle des valeurs différentes de commune (Un volume désigne)."
    )
