"""make_k_anonymous with every model: what leaves satisfies it by an independent measure, households are counted."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from privkit.risk import disclosure as risk
from privkit.risk.disclosure import Cells

D = Decimal
TABLES = {
    "bills": {
        "home": "direct_identifier code",
        "area": "quasi_identifier code",
        "people": "quasi_identifier integer",
        "job": "confidential category",
        "volume": "confidential number:1",
        "weight": "other number:2",
    }
}
HIERARCHY = "area,zone\n01,A\n02,A\n03,B\n04,B\n"
JOBS = "baker,food\ncook,food\nnurse,care\ndoctor,care\n".replace("food", "food,*").replace("care", "care,*")


def make(more, *, k=2, remove="0 %", on="area, people", hierarchies=True):
    named = ", hierarchies: { area: h.csv }" if hierarchies else ""
    return f"- make_k_anonymous: {{ k: {k}, on: [{on}], remove_at_most: {remove}{named}{more} }}"


def city(n: int, seed: int) -> dict[str, list]:
    rng = np.random.default_rng(seed)
    return {
        "home": [f"h{i:04}" for i in range(n)],
        "area": rng.choice(["01", "02", "03", "04"], n).tolist(),
        "people": rng.integers(1, 5, n).tolist(),
        "job": rng.choice(["baker", "cook", "nurse", "doctor"], n, p=[0.4, 0.3, 0.2, 0.1]).tolist(),
        "volume": [D(int(v)) for v in rng.integers(0, 9, n)],
        "weight": [D("2.5")] * n,
    }


@pytest.fixture
def released(bench, hierarchy):
    def run(steps, data, language="en"):
        hierarchy(HIERARCHY)
        hierarchy(JOBS, "jobs.csv")
        found, _ = bench.walk(bench.read(steps, TABLES, language), {"bills": data})
        return bench.engine.collect(found.released["bills"], 99_999), found.records[-1].changes

    return run


def cells(frame: pd.DataFrame, on: list[str], value: str) -> Cells:
    group = frame.groupby(on, dropna=False).ngroup().to_numpy()
    codes, names = pd.factorize(frame[value], sort=True)
    counted = pd.DataFrame({"g": group, "v": codes}).value_counts().sort_index().reset_index(name="n")
    return Cells(
        *(counted[c].to_numpy().astype(np.int64) for c in ("g", "v", "n")), int(group.max()) + 1, len(names)
    )


MODELS = {
    "distinct_l: 3": lambda c: risk.distinct_values(c).min() >= 3,
    "entropy_l: 2.5": lambda c: risk.effective_values(c).min() >= 2.5 - 1e-9,
    "recursive_l: { c: 2, l: 2 }": lambda c: risk.recursive_ratio(c, 2).max() < 2,
    "t_closeness: 0.25": lambda c: risk.equal_distance(c).max() <= 0.25 + 1e-9,
    "delta_disclosure: 1.2": lambda c: risk.disclosure(c).max() < 1.2,
    "beta_likeness: 0.8": lambda c: risk.likeness_gain(c).max() <= 0.8 + 1e-9,
    "frequency_at_most: 60 %": lambda c: risk.largest_share(c).max() <= 0.6 + 1e-9,
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("method", ["full_domain", "local"])
def test_what_leaves_satisfies_the_model(released, model, method):
    more = f", confidential: {{ job: {{ {model} }} }}, method: {method}"
    frame, changes = released(make(more, k=3), city(120, 4))
    assert len(frame) == 120
    found = cells(frame, ["area", "people"], "job")
    assert found.sizes.min() >= 3
    assert MODELS[model](found)
    assert changes.figures["groups"] == found.groups
    assert changes.figures["loss"] < 1 or found.groups == 1


@pytest.mark.parametrize("distance", ["ordered", "hierarchical"])
def test_distances_of_t_closeness(released, distance):
    if distance == "ordered":
        more, column = "volume: { t_closeness: 0.2, distance: ordered }", "volume"
    else:
        more, column = "job: { t_closeness: 0.2, distance: hierarchical, hierarchy: jobs.csv }", "job"
    frame, _ = released(make(f", confidential: {{ {more} }}"), city(150, 5))
    found = cells(frame, ["area", "people"], column)
    order = np.array([0, 0, 1, 1])  # baker, cook, doctor, nurse
    worst = (
        risk.ordered_distance(found)
        if distance == "ordered"
        else risk.hierarchical_distance(found, [np.arange(4), order])
    )
    assert worst.max() <= 0.2 + 1e-9


def test_several_columns_and_models_together(released):
    more = ", confidential: { job: { distinct_l: 2, t_closeness: 0.3 }, volume: { into_bands: [0, 4], frequency_at_most: 80 % } }"
    frame, _ = released(make(more, k=5), city(200, 6))
    by_job, bands = cells(frame, ["area", "people"], "job"), frame.assign(volume=frame["volume"] >= 4)
    assert risk.distinct_values(by_job).min() >= 2
    assert risk.equal_distance(by_job).max() <= 0.3 + 1e-9
    assert risk.largest_share(cells(bands, ["area", "people"], "volume")).max() <= 0.8 + 1e-9


def test_local_groups_lose_less_and_remove_nobody(released):
    data = city(100, 7)
    whole, full = released(make("", k=6), data)
    local, own = released(make(", method: local", k=6), data)
    assert len(whole) == len(local) == 100
    assert own.figures["loss"] < full.figures["loss"]
    assert local.groupby(["area", "people"]).size().min() >= 6
    assert sorted(local["home"]) == sorted(data["home"])
    # each label covers the value it stands for
    covers = {"01": {"01", "A", "*"}, "02": {"02", "A", "*"}, "03": {"03", "B", "*"}, "04": {"04", "B", "*"}}
    raw = dict(zip(data["home"], data["area"], strict=True))
    assert all(label in covers[raw[home]] for home, label in zip(local["home"], local["area"], strict=True))


def test_households_are_counted_and_not_their_rows(released):
    """Two homes have nine rows of one area, a third has two of another: three homes, in groups of 2 and 1."""
    data = {"home": ["a"] * 5 + ["b"] * 4 + ["c"] * 2, "area": ["01"] * 9 + ["02"] * 2, "people": [1] * 11}
    frame, changes = released(make("", k=2, on="area", remove="0 %"), data)
    assert set(frame["area"]) == {"A"}
    frame, changes = released(make("", k=2, on="area", remove="34 %"), data)
    assert set(frame["area"]) == {"01"}
    assert len(frame) == 9
    assert (changes.figures["units_removed"], changes.figures["units"]) == (1, 3)


def test_k_map_counts_the_population_of_a_file(released, hierarchy):
    hierarchy("area,people,held\n01,1,9\n02,1,1\n02,1,1\n03,1,50\n", "people.csv")
    data = {"home": list("abcdefgh"), "area": ["01"] * 7 + ["02"], "people": [1] * 8}
    population = ", k_map: {}, population: {{ file: people.csv, count: held }}"
    frame, _ = released(make(population.format(2), k=1), data)
    assert sorted(frame["area"]) == ["01"] * 7 + ["02"]
    frame, _ = released(make(population.format(3), k=1), data)
    assert sorted(frame["area"]) == ["A"] * 8
    frame, _ = released(make(population.format(3), k=1, remove="50 %"), data)
    assert sorted(frame["area"]) == ["01"] * 7


def test_weights_stand_for_the_population(released):
    data = {
        "home": list("abcd"),
        "area": ["01", "01", "02", "02"],
        "people": [1] * 4,
        "weight": [D(5), D(5), D(1), D(2)],
    }
    frame, _ = released(make(", k_map: 4, population: { weight: weight }", k=1), data)
    assert set(frame["area"]) == {"A"}
    frame, _ = released(make(", k_map: 3, population: { weight: weight }", k=1), data)
    assert set(frame["area"]) == {"01", "02"}


def test_presence_hides_who_is_in_the_data(released, hierarchy):
    hierarchy("area,people\n" + "01,1\n" * 2 + "02,1\n" * 8, "people.csv")
    data = {"home": list("abc"), "area": ["01", "01", "02"], "people": [1, 1, 1]}
    frame, _ = released(make(", presence: { at_most: 50 % }, population: { file: people.csv }", k=1), data)
    assert set(frame["area"]) == {"A"}
    frame, _ = released(make(", presence: { at_most: 100 % }, population: { file: people.csv }", k=1), data)
    assert set(frame["area"]) == {"01", "02"}


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ([D(1), None], "PK493 rows whose weight weight is missing, zero or negative: 1"),
        ([D(-1), D(0)], "PK493 rows whose weight weight is missing, zero or negative: 2"),
    ],
)
def test_weights_that_stand_for_nobody_are_refused(bench, hierarchy, weights, told):
    hierarchy(HIERARCHY)
    document = bench.read(make(", k_map: 4, population: { weight: weight }", k=1), TABLES)
    data = {"home": ["a", "b"], "area": ["01", "01"], "people": [1, 1], "weight": weights}
    assert told in bench.refused(document, {"bills": data})[0]


def test_a_population_file_without_its_columns_is_refused(bench, hierarchy):
    hierarchy(HIERARCHY)
    hierarchy("area,n\n01,1\n", "people.csv")
    document = bench.read(make(", k_map: 4, population: { file: people.csv }", k=1), TABLES)
    told = bench.refused(document, {"bills": city(5, 0)})
    assert "PK495 the population file lacks the columns people" in told[0]


def test_a_population_smaller_than_the_data_is_refused(bench, hierarchy):
    """The data were drawn from it: a short file would be a k-map of nothing."""
    hierarchy(HIERARCHY)
    hierarchy("area,people,n\n01,1,4\n", "people.csv")
    document = bench.read(make(", k_map: 4, population: { file: people.csv, count: n }", k=1), TABLES)
    told = bench.refused(document, {"bills": city(5, 0)})
    assert "PK495 the population file counts 4 people, fewer than the 5 units of the data" in told[0]


def test_a_value_its_hierarchy_lacks_points_at_the_step(bench, hierarchy):
    hierarchy("area,zone\n01,A\n02,A\n")
    told = bench.refused(bench.read(make(""), TABLES), {"bills": city(40, 0)})
    place, _, message = told[0].partition(" ")
    assert message == "PK437 distinct values of area missing from its hierarchy: 2"
    assert re.fullmatch(r".*:\d+:\d+:", place)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (", k_map: 3", ["PK762 k_map and presence count a population, and none is named"]),
        (", population: { weight: weight }", ["PK762 nothing uses this population"]),
        (", k_map: 3, population: { weight: job }", ["PK762 the weight job is not a number"]),
        (
            ", confidential: { area: { distinct_l: 2 } }",
            ["PK763 area is both a quasi-identifier and confidential here"],
        ),
        (", confidential: { job: { t_closeness: 2 } }", ["PK764 this number is outside its range"]),
        (
            ", confidential: { job: { t_closeness: 0.2, distance: ordered } }",
            ["PK765 the values of job have no order to measure a distance in"],
        ),
        (
            ", confidential: { job: { t_closeness: 0.2, distance: hierarchical } }",
            ["PK765 the hierarchical distance needs the hierarchy file of the values themselves"],
        ),
        (
            ", method: local, metric: precision",
            ["PK761 only the method full_domain has a choice of metrics"],
        ),
        (", confidential: { jab: { distinct_l: 2 } }", ["PK701 no table holds the column jab at this step"]),
    ],
)
def test_what_cannot_be_is_told_before_any_data(bench, more, told):
    found = bench.told(bench.read(make(more, hierarchies=False), TABLES))
    assert [line.split(" ", 1)[1] for line in found] == told


@pytest.mark.parametrize(
    ("asked", "instead"),
    [
        ("t_closeness: 2", "write a number from 0 to 1, for example 0.2"),
        ("entropy_l: 0.5", "write a number of at least 1, for example 3"),
        ("delta_disclosure: 0", "write a number above 0, for example 1"),
        ("frequency_at_most: 0 %", "write a share above 0 %, for example 50 %"),
    ],
)
def test_a_number_outside_its_range_is_told_its_range(bench, asked, instead):
    document = bench.read(make(f", confidential: {{ job: {{ {asked} }} }}", hierarchies=False), TABLES)
    assert [p.instead.en for p in bench.flow(document)[1] if p.code == "PK764"] == [instead]


def test_the_sentence_says_every_model(bench):
    from privkit.steps.build import build_steps

    more = (
        ", method: local, k_map: 9, population: { weight: weight }, confidential: { job: { distinct_l: 3, t_closeness: 0.2 },"
        " volume: { into_bands: [0, 4], frequency_at_most: 60 % } }"
    )
    said = build_steps(bench.read(make(more, k=5, remove="2 %"), TABLES))[0].say()
    assert said.en == (
        "Make area and people coarser, group by group and as little as possible, until at least 5 households share each "
        "combination; in every group: at least 9 people of the population share its combination (k-map); job takes "
        "at least 3 distinct values (l-diversity); job is spread as in the whole table, within 0.2 (t-closeness, all "
        "values equally far apart); volume is counted in bands (0 and 4); no value of volume holds more than 60% of a group "
        "((α, k)-anonymity); remove at most 2% of them."
    )
    assert said.fr.startswith(
        "Rendre area et people moins précis, groupe par groupe et le moins possible, jusqu'à ce qu'au"
    )
    assert said.fr.endswith("; en retirer 2 % au plus.")


@pytest.mark.spark
@pytest.mark.parametrize(
    "more", [", method: local", ", method: local, confidential: { job: { distinct_l: 2 } }"]
)
def test_local_groups_are_the_same_on_both_engines(bench, on_spark, hierarchy, more):
    hierarchy(HIERARCHY)
    found = []
    for one in (bench, on_spark):
        walked, _ = one.walk(one.read(make(more, k=7), TABLES), {"bills": city(150, 8)})
        found.append(one.rows(walked.released["bills"], "home", "area", "people"))
    assert found[0] == found[1]
    assert len(found[0]) == 150


def test_mondrian_cuts_numbers_into_intervals_that_do_not_overlap(released):
    data = city(200, 9)
    frame, changes = released(
        make(", method: mondrian", k=8, on="people, volume"),
        {**data, "volume": [v * 3 for v in data["volume"]]},
    )
    assert len(frame) == 200
    sizes = frame.groupby(["people", "volume"]).size()
    assert sizes.min() >= 8
    assert changes.figures["groups"] == len(sizes)
    assert (changes.figures["smallest_group"], changes.figures["units_removed"]) == (sizes.min(), 0)
    raw = dict(
        zip(data["home"], zip(data["people"], (v * 3 for v in data["volume"]), strict=True), strict=True)
    )
    boxes = frame.assign(p=[parsed(x) for x in frame["people"]], v=[parsed(x) for x in frame["volume"]])
    for home, p, v in zip(boxes["home"], boxes["p"], boxes["v"], strict=True):
        people, volume = raw[home]
        assert p[0] <= people <= p[1] and v[0] <= volume <= v[1]
    # no household of another box falls inside this one
    distinct = boxes[["p", "v"]].drop_duplicates().to_numpy().tolist()
    for p, v in distinct:
        others = [(q, w) for q, w in distinct if (q, w) != (p, v)]
        assert all(
            p[2] <= q[0] or q[2] <= p[0] or v[2] <= w[0] or w[2] <= v[0] or (p == q and v == w)
            for q, w in others
        )


def parsed(label: str) -> tuple[float, float, float]:
    """Start, end, and end for overlap (the last interval is closed)."""
    low, _, high = label.replace("under ", "").partition(" to ")
    return float(low), float(high), float(high)


def test_mondrian_with_public_bounds_levels_and_a_model(released):
    more = (
        ", method: mondrian, bounds: { people: { at_least: 0, at_most: 10 } }, cut_at_multiples_of: { people: 2 },"
        " confidential: { job: { distinct_l: 2 } }"
    )
    frame, _ = released(make(more, k=5), city(120, 10))
    assert set(frame["people"]) <= {
        "0 to under 2",
        "2 to under 4",
        "4 to 10",
        "0 to under 4",
        "2 to 10",
        "0 to 10",
    }
    found = cells(frame, ["area", "people"], "job")
    assert found.sizes.min() >= 5
    assert risk.distinct_values(found).min() >= 2


def test_mondrian_keeps_blanks_apart_or_says_so(released):
    data = city(60, 11)
    data["people"] = [None if i % 3 == 0 else p for i, p in enumerate(data["people"])]
    frame, _ = released(make(", method: mondrian", k=6, on="people"), data)
    assert frame["people"].isna().sum() in (0, 20)
    assert frame.groupby("people", dropna=False).size().min() >= 6


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            ", bounds: { people: { at_least: 0, at_most: 9 } }",
            "PK766 people is not a number that this step cuts into intervals",
        ),
        (
            ", method: mondrian, bounds: { people: { at_least: 9, at_most: 0 } }",
            "PK764 the numbers given for people are reversed or not positive",
        ),
        (
            ", method: mondrian, cut_at_multiples_of: { area: 5 }",
            "PK766 area is not a number that this step cuts into intervals",
        ),
    ],
)
def test_what_mondrian_cannot_cut_is_told_before_any_data(bench, more, told):
    found = bench.told(bench.read(make(more, hierarchies=False), TABLES))
    assert [line.split(" ", 1)[1] for line in found] == [told]


def test_a_value_outside_its_public_bounds_is_told_without_it(bench, hierarchy):
    hierarchy(HIERARCHY)
    document = bench.read(
        make(", method: mondrian, bounds: { people: { at_least: 1, at_most: 3 } }", on="people"), TABLES
    )
    told = bench.refused(document, {"bills": city(50, 12)})
    assert "PK458 values of people outside its bounds, or infinite: " in told[0]


@pytest.mark.parametrize("method", ["local", "mondrian"])
def test_no_row_is_no_reason_to_stop(released, method):
    frame, _ = released(make(f", method: {method}"), {})
    assert len(frame) == 0


def test_groups_follow_the_columns_of_the_comparison_first(bench):
    """Both columns can be merged alike; the one that is compared keeps its detail."""
    from dataclasses import replace

    from privkit.steps.build import build_steps, opening_schemas

    data = {
        "home": list("abcdefgh"),
        "area": ["01", "01", "01", "01", "02", "02", "02", "02"],
        "people": [1, 1, 2, 2, 1, 1, 2, 2],
    }
    document = bench.read(make("", k=4, hierarchies=False), TABLES)
    (step,) = build_steps(document)
    for first, kept in ((("people",), "people"), (("area",), "area")):
        one = replace(step, first=first)
        assert f"The columns of the comparison ({kept}) keep their detail first." in one.say().en
        context, opening = bench.context(document), opening_schemas(document.policy)
        done = one.run(bench.upload(opening, {"bills": data}), opening, context)
        frame = bench.engine.collect(done.tables["bills"], 99)
        other = "area" if kept == "people" else "people"
        assert set(frame[other]) == {"*"}
        assert frame[kept].nunique() == 2
    weighted = replace(step, first=("people",), rule=step.rule.model_copy(update={"weights": {"area": D(5)}}))
    assert "comparison" not in weighted.say().en
    assert weighted.column_weights() == [5.0, 1.0]
