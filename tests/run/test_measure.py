"""``measure``: figures against a plain count of small tables, whatever file they come in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.errors import DataError
from privkit.run import measure_cells, measure_estimates
from privkit.run.measure import Asked, measure_source
from privkit.run.measure_columns import Named
from privkit.run.measured import Measurement, Measurements

ON = ("town", "people")
HOMES = [
    ("h1", "Rezé", "2", "10"),
    ("h2", "Rezé", "2", "20"),
    ("h3", "Rezé", "2", "10"),
    ("h4", "Orvault", "1", "30"),
    ("h5", "Orvault", "3", "40"),
    ("h6", "*", "*", "50"),
]


def frame(rows: list[tuple[Any, ...]] = HOMES) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["home", "town", "people", "volume"])


def measured(data: Any, **named: Any) -> Measurement:
    more = {"on": ON, "confidential": ("volume",), "unit": "home"} | named
    return measure_source(Asked(named=Named(**more)), data).after


def test_units_groups_and_risks() -> None:
    found = measured(frame())
    assert (found.counted_in, found.rows, found.units, found.once) == ("unit", 6, 6, True)
    assert (found.groups.classes, found.groups.smallest, found.median_group) == (3, 1, 1)
    assert (found.unique, found.groups.units_below(3)) == (2, 2)
    assert found.groups.prosecutor().average == pytest.approx(3 / 5)
    told = found.as_json()
    assert told["below"] == {"2": 2, "3": 2, "5": 5, "10": 5, "11": 5}
    assert told["prosecutor_at_risk"] == {"0.2": 1.0}


def test_what_is_suppressed_throughout_is_in_no_group() -> None:
    """Counting the stars as a group would take the rarest households for a crowd, or for a unique one."""
    found = measured(frame([*HOMES, *((f"x{n}", "*", "*", "1") for n in range(40))]))
    assert (found.units, found.suppressed, found.groups.units) == (46, 41, 5)
    assert found.unique_share == 2 / 5
    spaced = measured(frame([*HOMES[:5], ("h6", " *", "* ", "50")]))
    assert spaced.suppressed == 1
    one_star = measured(frame([*HOMES, ("h7", "*", "2", "60")]))
    assert (one_star.suppressed, one_star.unique) == (1, 3)  # a cell suppressed is a label like another


def test_a_blank_is_a_value_and_no_star() -> None:
    found = measured(frame([("a", None, None, "1"), ("b", None, None, "2"), ("c", "Rezé", None, "3")]))
    assert (found.suppressed, found.groups.classes, found.unique) == (0, 2, 1)
    assert found.diversity[0].least_distinct == 1


def test_known_facts_say_which_sets_single_out_most() -> None:
    sets = {one.columns: one.unique for one in measured(frame()).known.sets}
    assert sets == {("town",): 0, ("people",): 2, ("town", "people"): 2}


def test_several_rows_of_a_unit_count_once() -> None:
    rows = [
        ("h1", "Rezé", "2", "10"),
        ("h1", "Rezé", "2", "20"),
        ("h2", "Rezé", "2", "30"),
        ("h2", "Nantes", "2", "3"),
    ]
    found = measured(frame(rows))
    assert (found.rows, found.units, found.once) == (4, 2, False)
    assert found.groups.histogram == ((1, 1), (2, 1))
    assert found.unique == 1
    assert {s.columns: s.unique for s in found.known.sets}[("people",)] == 0


def test_rows_are_counted_without_a_unit() -> None:
    found = measured(frame(), unit=None)
    assert (found.counted_in, found.units) == ("row", 6)


def test_no_quasi_identifier_everybody_is_in_one_group(tiny: Any) -> None:
    tiny.change(
        ("town:     { role: quasi_identifier", "town:     { role: other"),
        ("people:   { role: quasi_identifier", "people:   { role: other"),
    )
    from privkit.policy.reader import read_document

    found = measure_source(Asked(read_document(tiny.policy)), tiny.bills).after
    assert (found.groups.histogram, found.unique, found.known.sets) == (((60, 1),), 0, ())


LINES = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "*", None]),
        st.sampled_from(["1", "2", "*"]),
        st.sampled_from(["x", "y", "z", None]),
        st.integers(0, 12),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_the_engine_counts_as_python_does(lines: list[tuple[Any, ...]]) -> None:
    """Groups, uniques, known facts and distinct values of any table, one row per unit or several."""
    rows = [(f"h{unit}", town, people, volume) for town, people, volume, unit in lines]
    found = measured(frame(rows))
    present = [r for r in rows if r[1:3] != ("*", "*")]
    groups: dict[Any, set[str]] = {}
    for home, town, people, _ in present:
        groups.setdefault((town, people), set()).add(home)
    sizes = sorted(len(g) for g in groups.values())
    assert sorted(s for s, n in found.groups.histogram for _ in range(n)) == sizes
    alone = {next(iter(g)) for g in groups.values() if len(g) == 1}
    assert found.unique == len(alone)
    assert found.suppressed == len({r[0] for r in rows}) - len({r[0] for r in present})
    by_set = {s.columns: s.unique for s in found.known.sets}
    assert by_set[ON] == found.unique


@pytest.mark.parametrize("rows", [HOMES, [*HOMES, ("h1", "Orvault", "3", "11"), ("h2", "Rezé", "2", "70")]])
def test_large_tables_are_counted_alike(rows: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Above a size nothing is brought into memory: sets are counted and diversity measured by the engine."""
    inside = measured(frame(rows))
    monkeypatch.setattr(measure_cells, "MOST_CELLS", 2)
    monkeypatch.setattr(measure_estimates, "MOST_SUDA", 2)
    outside = measured(frame(rows))
    assert outside.known.sets == inside.known.sets
    one, other = inside.diversity[0], outside.diversity[0]
    assert (one.least_distinct, one.least_entropy) == (
        other.least_distinct,
        pytest.approx(other.least_entropy),
    )
    assert other.largest_distance is None and other.reason is not None
    wide = [(f"{i}", "t", f"{i // 3}", f"{i % 3}") for i in range(9)]  # nobody alone: the engine's entropy
    entropy = measured(frame(wide)).diversity[0]
    monkeypatch.setattr(measure_cells, "MOST_CELLS", 1000)
    assert entropy.least_entropy == pytest.approx(measured(frame(wide)).diversity[0].least_entropy)
    assert entropy.least_distinct == 3


def test_sets_that_would_take_too_long_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure_cells, "MOST_WORK", 10)
    found = measured(frame()).known
    assert found.up_to == 2
    monkeypatch.setattr(measure_cells, "MOST_WORK", 7)
    found = measured(frame()).known
    assert (found.up_to, [s.columns for s in found.sets]) == (1, [("people",), ("town",)])
    assert found.reason is not None
    assert found.reason.en == "sets of 2 columns and more are not tried on 3 distinct combinations"


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[str], Path]:
    def save(kind: str) -> Path:
        path = tmp_path / f"homes.{kind}"
        {"csv": frame().to_csv, "parquet": frame().to_parquet, "xlsx": frame().to_excel}[kind](
            path, index=False
        )
        return path

    return save


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_every_kind_of_file_gives_the_same_figures(saved: Callable[[str], Path], kind: str) -> None:
    assert measured(saved(kind)).as_json() == measured(frame()).as_json()


def test_numbers_and_dates_of_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "typed.parquet"
    pd.DataFrame(
        {
            "home": range(4),
            "built": pd.to_datetime(["2001-01-01", "2001-01-01", "2002-01-01", "2002-01-01"]),
            "garden": [True, True, False, None],
            "volume": [1.5, 2.5, 3.5, 4.5],
        }
    ).to_parquet(path, index=False)
    named = Named(("built", "garden"), ("volume",), "home")
    found = measure_source(Asked(named=named), path).after
    assert (found.groups.classes, found.unique, found.diversity[0].least_distinct) == (3, 2, 1)


def test_columns_that_are_not_there() -> None:
    with pytest.raises(DataError) as told:
        measured(frame(), on=("town", "peeple"), confidential=("ville",))
    assert told.value.text("en") == [
        "PK852 the file has no column peeple",
        "  → write people",
        "PK852 the file has no column ville",
        "  → name a column of its first line",
    ]


def test_a_file_without_header_shows_nothing_of_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "headless.csv"
    path.write_text("tomn,Dupont\nx,y\n")
    with pytest.raises(DataError) as told:
        measured(path, on=("town",), confidential=(), unit=None)
    assert told.value.text("en") == [
        "PK852 the file has no column town",
        "  → name a column of its first line",
    ]


def test_roles_are_needed() -> None:
    with pytest.raises(DataError) as told:
        measure_source(Asked(), frame())
    assert told.value.text("fr") == [
        "PK853 les rôles des colonnes ne sont pas connus",
        "  → --as POLITIQUE, ou --quasi-identifiers colonne,colonne",
    ]


def test_a_row_of_nobody_is_refused() -> None:
    with pytest.raises(DataError) as told:
        measured(frame([*HOMES, (None, "Rezé", "2", "1")]))
    assert told.value.text("en")[0] == "PK465 rows without home, the column of the privacy unit: 1"


def both(after: pd.DataFrame, before: pd.DataFrame) -> Measurements:
    return measure_source(Asked(named=Named(ON, ("volume",), "home")), after, before)


def test_the_detail_lost_is_that_of_the_loss_metric() -> None:
    before = frame([(f"h{n}", "ab"[n % 2], str(n % 4), "1") for n in range(8)])
    after = before.assign(people=before["people"].map(lambda p: "low" if p in "01" else "high")).iloc[:6]
    found = both(after, before).detail
    assert found is not None and found.removed == 2
    town, people = found.columns
    # two of eight rows are gone; a label of people stands for two of the four values
    assert town.loss == pytest.approx(2 / 8)
    assert people.loss == pytest.approx(6 / 8 * (2 - 1) / (4 - 1) + 2 / 8)
    assert found.loss == pytest.approx((town.loss + people.loss) / 2)
    assert (people.values_before, people.values_after, people.entropy_before) == (4, 2, 2.0)


def test_nothing_changed_nothing_lost() -> None:
    found = both(frame(HOMES[:5]), frame(HOMES[:5])).detail
    assert found is not None
    assert (found.loss, found.removed, [c.entropy_kept for c in found.columns]) == (0.0, 0, [1.0, 1.0])


def test_a_loss_that_cannot_be_measured_says_why() -> None:
    twice = frame([*HOMES, ("h1", "Rezé", "2", "9")])
    found = both(frame(), twice).detail
    assert found is not None and found.loss is None and found.reason is not None
    assert found.reason.en.startswith("the two files do not hold the same unit column with one row per unit")


def test_estimates_say_when_there_are_none() -> None:
    asked = Asked(named=Named(ON, (), "home"), fraction=0.01)
    found = {e.key: e for e in measure_source(asked, frame(HOMES[3:5])).after.estimates}
    assert found["suda_units"].value == 2
    assert found["population_uniques"].value is not None or found["population_uniques"].reason is not None
    several = measure_source(asked, frame([*HOMES, ("h1", "Orvault", "3", "1")])).after
    (told,) = [e for e in several.estimates if e.key == "population_uniques"]
    assert told.as_json() == {
        "not_estimable": {
            "en": "a unit has several rows, in several groups",
            "fr": "une unité a plusieurs lignes, dans plusieurs groupes",
        }
    }


def test_weights_give_the_individual_risk() -> None:
    data = frame(HOMES[:5]).assign(weight=["1", "1", "1", "1", "1"])
    found = measure_source(Asked(named=Named(ON, (), "home", "weight")), data).after
    risk = {e.key: e.value for e in found.estimates}
    # weights of 1: the data are the population, and the risk is 1 / f
    assert risk["individual_highest"] == 1.0
    assert risk["individual_average"] == pytest.approx(found.groups.marketer)
    for wrong, code in (("0", "PK682"), (None, "PK681")):
        with pytest.raises(DataError, match=code):
            measure_source(
                Asked(named=Named(ON, (), "home", "weight")), data.assign(weight=["1", "1", "1", "1", wrong])
            )


def test_a_file_that_keeps_the_pseudonym_is_counted_in_units(tiny: Any, tmp_path: Path) -> None:
    from privkit.policy.reader import read_document

    tiny.change(
        (
            "  - minimise:\n      keep:\n",
            "  - pseudonymise:\n      columns: [contract]\n      into: [home]\n"
            "      key: { secret: secrets/k.key, held_by: security officer, bound_to: this_version }\n"
            "  - minimise:\n      keep:\n        home:   { because: To link with next year. }\n",
        )
    )
    path = tmp_path / "out.csv"
    path.write_text("home,town,people,volume\na1,01053,2,10\na1,01053,1,10\nb2,01053,2,9\n")
    found = measure_source(Asked(read_document(tiny.policy)), path).after
    assert (found.counted_in, found.units, found.once) == ("household", 2, False)
    assert found.identifying_columns == []


def test_a_household_shares_its_risk_and_the_policy_may_name_the_columns(tiny: Any, tmp_path: Path) -> None:
    from privkit.policy.reader import read_document

    data = frame(HOMES[:5]).assign(weight=["4"] * 5, flat=["f", "f", "g", "g", "g"])
    named = Named(ON, (), "home", "weight", "flat")
    risk = {e.key: e.value for e in measure_source(Asked(named=named), data).after.estimates}
    alone = {
        e.key: e.value
        for e in measure_source(Asked(named=Named(ON, (), "home", "weight")), data).after.estimates
    }
    assert risk["individual_highest"] > alone["individual_highest"]  # type: ignore[operator]
    tiny.change(
        ("volume:   { role: confidential", "weight:   { role: other, type: number }\n        volume:   { role: confidential"),
        ("  - k_anonymity: { at_least: 5", "  - record_risk: { measure: individual, each_at_most: 50 %, weight: weight }\n"
         "  - population_uniqueness: { at_most: 5 %, sampling_fraction: 10 % }\n  - k_anonymity: { at_least: 5"),
    )  # fmt: skip
    lines = tiny.bills.read_text().splitlines()
    tiny.bills.write_text("\n".join([f"{lines[0]},weight", *(f"{line},10" for line in lines[1:])]) + "\n")
    found = measure_source(Asked(read_document(tiny.policy)), tiny.bills).after
    keys = {e.key for e in found.estimates}
    assert {"individual_highest", "population_uniques", "suda_highest"} <= keys


def test_only_values_with_an_order_have_an_ordered_distance() -> None:
    """The alphabet is none; the policy refuses it too."""
    rows = frame().astype({"volume": int})
    town, volume = measured(rows, on=("people",), confidential=("town", "volume")).diversity
    assert (town.column, town.largest_ordered_distance) == ("town", None)
    assert town.largest_distance is not None
    assert volume.largest_ordered_distance is not None
