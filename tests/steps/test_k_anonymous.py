"""make_k_anonymous: what leaves is k-anonymous by an independent count, and its recodings say how it was made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.anonymity.check import check_classes
from privkit.steps.recoding import apply_chain

D = Decimal
ON = ("commune", "people", "size", "garden", "day")
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
HIERARCHY = "commune,area\n01,A\n02,A\n03,B\n04,B\n"
BANDS = "- generalise: { size: { into_bands: [0, 40, 60, 80] } }\n"


def make(k=2, on=ON, remove="0 %", more=""):
    return (
        f"- make_k_anonymous: {{ k: {k}, on: [{', '.join(on)}], remove_at_most: {remove}, "
        f"hierarchies: {{ commune: h.csv }}{more} }}"
    )


def city(n: int, seed: int, blanks: float = 0.1) -> dict[str, list]:
    rng = np.random.default_rng(seed)

    def some(values):
        return [None if rng.random() < blanks else v for v in values]

    return {
        "home": [f"Zyxcanari{i}" for i in range(n)],
        "commune": some(rng.choice(["01", "02", "03", "04"], n).tolist()),
        "people": some(rng.integers(1, 12, n).tolist()),
        "size": some([D(int(v)) / 10 for v in rng.integers(-50, 999, n)]),
        "garden": some([bool(v) for v in rng.integers(0, 2, n)]),
        "day": some([date(2020 + int(v) // 12, int(v) % 12 + 1, 28) for v in rng.integers(0, 30, n)]),
        "volume": some([D(int(v)) for v in rng.integers(0, 5, n)]),
    }


def walked(bench, hierarchy, text, data, language="en"):
    hierarchy(HIERARCHY)
    return bench.walk(bench.read(text, TABLES, language), {"bills": data})


def frames(bench, found):
    """The released table and its baseline, in the order of households."""
    return (
        bench.engine.collect(t["bills"], 99_999).sort_values("home", ignore_index=True)
        for t in (found.released, found.baseline)
    )


def plain(values):
    return [None if pd.isna(v) else v for v in values]


@given(
    n=st.integers(20, 150),
    seed=st.integers(0, 10_000),
    k=st.integers(2, 7),
    share=st.sampled_from(["0 %", "5 %", "20 %"]),
    diverse=st.booleans(),
    banded=st.booleans(),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_leaves_is_as_promised_and_the_recodings_reproduce_it(
    bench, hierarchy, n, seed, k, share, diverse, banded
):
    more = ", l_diversity: { column: volume, at_least: 2, into_bands: [0, 2, 4] }" if diverse else ""
    found, context = walked(
        bench, hierarchy, (BANDS if banded else "") + make(k, ON, share, more), city(n, seed)
    )
    released, baseline = frames(bench, found)
    bands = pd.cut(released["volume"], [0, 2, 4, 99], right=False).cat.codes if diverse else None
    counted = check_classes(released[list(ON)], k=k, l=2 if diverse else None, confidential=bands)
    assert counted.holds, counted
    removed = n - len(released)
    assert removed <= int(share.removesuffix(" %")) * n // 100
    figures = found.records[-1].changes.figures
    assert figures["units_removed"] == removed
    assert figures["smallest_group"] == counted.smallest_class
    assert figures["groups"] == counted.classes
    kept = baseline[baseline["home"].isin(released["home"])].reset_index(drop=True)
    assert list(kept["home"]) == list(released["home"])
    for column in ON:
        assert plain(apply_chain(context.recodings[column], kept[column])) == plain(released[column]), column


def test_nothing_is_removed_that_need_not_be(bench, hierarchy):
    data = {"home": list("abcd"), "commune": ["01", "01", "03", "03"]}
    found, _ = walked(bench, hierarchy, make(2, ("commune",)), data)
    assert bench.rows(found.released["bills"], "home", "commune") == [
        ("a", "01"), ("b", "01"), ("c", "03"), ("d", "03"),
    ]  # fmt: skip


def test_the_smallest_group_is_k_and_not_one_less(bench, hierarchy):
    """Two of 01 and three of 03: with k = 3, the two must join the rest."""
    data = {"home": list("abcde"), "commune": ["01", "01", "03", "03", "03"]}
    found, _ = walked(bench, hierarchy, make(3, ("commune",)), data)
    assert set(bench.rows(found.released["bills"], "commune")) == {"*"}
    found, _ = walked(bench, hierarchy, make(3, ("commune",), "40 %"), data)
    assert bench.rows(found.released["bills"], "home") == ["c", "d", "e"]


def test_a_missing_value_is_a_value_of_its_own(bench, hierarchy):
    data = {"home": list("abcd"), "commune": [None, None, "03", "03"], "volume": [D(1)] * 4}
    found, context = walked(bench, hierarchy, make(2, ("commune",)), data)
    assert bench.rows(found.released["bills"], "commune") == ["03", "03", None, None]
    assert plain(apply_chain(context.recodings["commune"], pd.Series([None, "03"], dtype=object))) == [
        None,
        "03",
    ]
    data["commune"][1] = "03"
    found, context = walked(bench, hierarchy, make(2, ("commune",)), data)
    assert set(bench.rows(found.released["bills"], "commune")) == {"*"}
    assert plain(apply_chain(context.recodings["commune"], pd.Series([None, "03"], dtype=object))) == [
        "*",
        "*",
    ]


@pytest.mark.parametrize(("language", "words"), [("en", ["no", "yes"]), ("fr", ["non", "oui"])])
def test_yes_and_no_are_words_of_the_policy(bench, hierarchy, language, words):
    text = (
        make(1, ("garden",))
        if language == "en"
        else ("- rendre_k_anonyme: { k: 1, sur: [garden], retirer_au_plus: 0 % }")
    )
    data = {"home": ["a", "b"], "garden": [True, False]}
    found, context = walked(bench, hierarchy, text, data, language)
    assert bench.rows(found.released["bills"], "garden") == words
    told = pd.Series([True, "yes", "oui", False, "no", "non"], dtype=object)
    assert plain(apply_chain(context.recodings["garden"], told)) == [words[1]] * 3 + [words[0]] * 3


def test_labels_of_merged_bands(bench, hierarchy):
    sizes = [D(10), D(45), D(65), D(90)]
    data = {"home": list("abcd"), "size": sizes}
    found, _ = walked(bench, hierarchy, BANDS + make(2, ("size",)), data)
    assert bench.rows(found.released["bills"], "size") == ["0 to under 60"] * 2 + ["60 and more"] * 2


def test_days_become_months_then_quarters(bench, hierarchy):
    days = [date(2024, 1, 5), date(2024, 2, 29), date(2024, 5, 1), date(2024, 6, 30)]
    data = {"home": list("abcd"), "day": days}
    found, _ = walked(bench, hierarchy, make(2, ("day",)), data)
    assert bench.rows(found.released["bills"], "day") == ["2024-Q1", "2024-Q1", "2024-Q2", "2024-Q2"]


def test_a_code_that_looks_like_a_month_is_a_code(bench, hierarchy):
    tables = {"bills": {"home": "direct_identifier code", "note": "quasi_identifier category"}}
    document = bench.read("- make_k_anonymous: { k: 1, on: [note], remove_at_most: 0 % }", tables)
    assert bench.after(document, {"home": ["a", "b"], "note": ["2024-13", "0000-99"]}, "note") == [
        "0000-99", "2024-13",
    ]  # fmt: skip


def test_diversity_is_reached_or_the_group_goes(bench, hierarchy):
    data = {
        "home": list("abcdef"),
        "commune": ["01"] * 3 + ["03"] * 3,
        "volume": [D(1), D(1), D(1), D(1), D(3), None],
    }
    more = ", l_diversity: { column: volume, at_least: 2 }"
    found, _ = walked(bench, hierarchy, make(3, ("commune",), "0 %", more), data)
    assert set(bench.rows(found.released["bills"], "commune")) == {"*"}
    found, _ = walked(bench, hierarchy, make(3, ("commune",), "50 %", more), data)
    assert bench.rows(found.released["bills"], "home") == ["d", "e", "f"]
    data["volume"] = [D(1), D(0), D("1.99"), D(1), D(3), D(2)]
    found, _ = walked(bench, hierarchy, make(3, ("commune",), "50 %", more), data)
    assert len(bench.rows(found.released["bills"], "home")) == 6
    more = ", l_diversity: { column: volume, at_least: 2, into_bands: [0, 2] }"
    found, _ = walked(bench, hierarchy, make(3, ("commune",), "50 %", more), data)
    assert bench.rows(found.released["bills"], "home") == ["d", "e", "f"]


def test_values_of_units_that_go_are_not_in_what_leaves(bench, hierarchy):
    tables = {"bills": {"home": "direct_identifier code", "note": "quasi_identifier category"}}
    document = bench.read("- make_k_anonymous: { k: 2, on: [note], remove_at_most: 50 % }", tables)
    data = {"bills": {"home": list("abcd"), "note": ["x", "x", "x", "Zyxcanari"]}}
    _, context = bench.walk(document, data)
    (recoding,) = context.recodings["note"]
    assert recoding.to_json()["table"] == {"x": "x"}
    assert recoding.labels == ("x",)


def test_whole_numbers_keep_their_order(bench, hierarchy):
    data = {"home": list("abc"), "people": [10, 2, 1]}
    _, context = walked(bench, hierarchy, make(1, ("people",)), data)
    assert context.recodings["people"][-1].labels == ("1", "2", "10")


@pytest.mark.parametrize("data", [{}, {"home": ["a", "b", "c"]}])
def test_no_row_and_no_value_are_no_reason_to_stop(bench, hierarchy, data):
    found, _ = walked(bench, hierarchy, make(3), data)
    assert found.records[-1].after["bills"].rows == len(data.get("home", []))


def test_fewer_units_than_k_is_told_with_k(bench, hierarchy):
    hierarchy(HIERARCHY)
    document = bench.read(make(5), TABLES)
    told = bench.refused(document, {"bills": city(4, 0)})
    assert told[0].endswith(": PK440 k = 5 cannot be reached: privacy units in the table: 4")
    assert told[-1].endswith("; privkit measure --as POLICY --frontier tells what each k costs")
    assert (
        "PK440 k = 5 est hors d'atteinte" in bench.refused(document, {"bills": city(4, 0)}, language="fr")[0]
    )


def test_fewer_values_than_l_is_told(bench, hierarchy):
    hierarchy(HIERARCHY)
    document = bench.read(make(2, ON, "0 %", ", l_diversity: { column: volume, at_least: 3 }"), TABLES)
    data = city(20, 0) | {"volume": [D(1), D(2)] * 10}
    told = bench.refused(document, {"bills": data})[0]
    assert told.endswith(": PK444 l = 3 cannot be reached: distinct values of volume: 2")


def test_local_groups_of_several_rows_per_household_are_refused(bench, hierarchy):
    """They would count rows."""
    hierarchy(HIERARCHY)
    document = bench.read(make(2, more=", method: local"), TABLES)
    data = city(20, 0) | {"home": ["Zyxcanari"] * 2 + [f"h{i}" for i in range(18)]}
    assert (
        "PK467 20 rows for 19 households: local groups would count rows"
        in bench.refused(document, {"bills": data})[0]
    )


SECOND = {
    **TABLES,
    "places": {"people": "quasi_identifier integer", "area": "other code", "home": "direct_identifier code"},
}


@pytest.mark.parametrize(
    ("tables", "step", "told"),
    [
        (
            TABLES,
            "k: 2, on: [comune], remove_at_most: 5 %",
            ["PK701 no table holds the column comune at this step"],
        ),
        (
            SECOND,
            "k: 2, on: [commune, area], remove_at_most: 5 %",
            ["PK701 no table holds commune and area together at this step"],
        ),
        (
            SECOND,
            "k: 2, on: [people], remove_at_most: 5 %",
            ["PK716 several tables hold people: bills and places"],
        ),
        (
            TABLES,
            "k: 2, counted_in: person, on: [people], remove_at_most: 5 %",
            ["PK715 person is not the privacy unit"],
        ),
        (
            TABLES,
            "k: 2, on: [people], remove_at_most: 5 %, l_diversity: { column: volume, at_least: 2, into_bands: ['1', '2 and more'] }",
            ["PK720 these bands cannot be read"],
        ),
        (
            TABLES,
            "k: 2, on: [people], remove_at_most: 5 %, l_diversity: { column: commune, at_least: 2, into_bands: [0, 1] }",
            ["PK720 the column commune is not a number"],
        ),
        (
            TABLES,
            "k: 2, on: [people], remove_at_most: 5 %, l_diversity: { column: volum, at_least: 2 }",
            ["PK701 no table holds the column volum at this step"],
        ),
        (
            TABLES,
            "k: 2, on: [people], remove_at_most: 5 %, hierarchies: { peple: h.csv }",
            ["PK701 no table holds the column peple at this step"],
        ),
    ],
)
def test_what_cannot_be_is_told_before_any_data(bench, tables, step, told):
    found = bench.told(bench.read(f"- make_k_anonymous: {{ {step} }}", tables))
    assert [line.split(" ", 1)[1] for line in found] == told


def test_the_sentence_says_the_share_as_written(bench):
    from privkit.steps.build import build_steps

    said = build_steps(bench.read(make(11, ("commune", "people"), "0.5 %"), TABLES))[0].say()
    assert said.en == (
        "Make commune and people coarser, as little as possible, until at least 11 households share each "
        "combination; remove at most 0.5% of them."
    )
    assert said.fr.endswith("; en retirer 0,5 % au plus.")
