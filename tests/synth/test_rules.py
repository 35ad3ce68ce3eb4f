"""Hard rules: whether they can hold, which rows keep them, and rows made to keep them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.errors import DataError
from privkit.synth.domain import Attribute, Domain, Kind
from privkit.synth.rules import (
    Combinations,
    Implies,
    Order,
    Rule,
    Total,
    check,
    holds,
    repair,
    seen_combinations,
)

DOMAIN = Domain(
    (
        Attribute("sector", Kind.CATEGORY, values=("N", "S")),
        Attribute("commune", Kind.CATEGORY, values=("n1", "n2", "s1")),
        Attribute("garden", Kind.YES_NO),
        Attribute("watering", Kind.NUMBER, decimals=1, low=0, high=50),
        Attribute("first", Kind.DATE, low=0, high=20_000),
        Attribute("last", Kind.DATE, low=0, high=20_000),
        Attribute("winter", Kind.INTEGER, low=0, high=100),
        Attribute("summer", Kind.INTEGER, low=0, high=100),
        Attribute("year", Kind.INTEGER, low=0, high=150),
    )
)
PLACES = Combinations(("sector", "commune"), (("N", "n1"), ("N", "n2"), ("S", "s1")))
DRY = Implies("garden", (False, None), "watering", (0,))
DATES = Order("first", "last")
YEAR = Total("year", ("winter", "summer"))
RULES: tuple[Rule, ...] = (PLACES, DRY, DATES, YEAR)


def drawn(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Rows of a generator that knows no rule."""
    told = np.array([False, True, None], dtype=object)
    days = np.datetime64("1970-01-01") + rng.integers(0, 20_000, (2, rows)).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "sector": rng.choice(np.array(["N", "S"], object), rows),
            "commune": rng.choice(np.array(["n1", "n2", "s1"], object), rows, p=[0.6, 0.3, 0.1]),
            "garden": told[rng.integers(0, 3, rows)],
            "watering": np.where(rng.random(rows) < 0.1, np.nan, rng.integers(0, 500, rows) / 10),
            "first": days[0].astype("datetime64[ns]"),
            "last": days[1].astype("datetime64[ns]"),
            "winter": rng.integers(0, 101, rows),
            "summer": pd.array(
                np.where(rng.random(rows) < 0.1, None, rng.integers(0, 101, rows)), dtype="Int64"
            ),
            "year": rng.integers(0, 151, rows),
        }
    )


def redrawing(seed: int) -> Callable[[int], pd.DataFrame]:
    rng = np.random.default_rng(seed)
    return lambda rows: drawn(rows, rng)


def test_which_rows_keep_each_rule() -> None:
    frame = pd.DataFrame(
        {
            "sector": ["N", "N", None],
            "commune": ["n1", "s1", "n1"],
            "garden": pd.array([False, False, True], dtype=object),
            "watering": [0.0, np.nan, 3.0],
            "first": pd.to_datetime(["2020-01-01", "2020-01-02", None]),
            "last": pd.to_datetime(["2020-01-01", "2020-01-01", "2020-01-01"]),
            "winter": [1.0, np.nan, np.nan],
            "summer": [2.0, 2.0, np.nan],
            "year": [3.0, 3.0, np.nan],
        }
    )
    assert holds(frame, [PLACES], DOMAIN).tolist() == [True, False, False]
    assert holds(frame, [DRY], DOMAIN).tolist() == [True, False, True]
    assert holds(frame, [DATES], DOMAIN).tolist() == [True, False, True]
    assert holds(frame, [YEAR], DOMAIN).tolist() == [True, False, True]
    assert holds(frame, RULES, DOMAIN).tolist() == [True, False, False]
    assert holds(frame, [], DOMAIN).all()


def test_missing_is_a_value_that_rules_can_name() -> None:
    frame = pd.DataFrame({"sector": [None, "N"], "commune": ["n1", None], "watering": [np.nan, 1.0]})
    assert holds(frame, [Combinations(("sector", "commune"), ((None, "n1"),))], DOMAIN).tolist() == [
        True,
        False,
    ]
    assert holds(frame, [Implies("commune", (None,), "watering", (None,))], DOMAIN).tolist() == [True, False]


@pytest.mark.parametrize("rules", [(rule,) for rule in RULES] + [RULES])
def test_all_rows_keep_all_rules_and_types_stay(rules: tuple[Rule, ...]) -> None:
    frame = drawn(4000, np.random.default_rng(1))
    out, told = repair(frame, rules, DOMAIN, redrawing(2), np.random.default_rng(3))
    assert holds(out, rules, DOMAIN).all()
    assert out.dtypes.to_dict() == frame.dtypes.to_dict()
    assert len(out) == 4000 and out.index.equals(pd.RangeIndex(4000))
    assert told.rows == 4000 and min(told.untouched, told.redrawn, told.mended, told.replaced) >= 0
    assert out.winter.between(0, 100).all() and out.year.between(0, 150).all()
    again, _ = repair(frame, rules, DOMAIN, redrawing(2), np.random.default_rng(3))
    pd.testing.assert_frame_equal(out, again)


def test_rows_that_hold_are_left_alone() -> None:
    frame = drawn(3000, np.random.default_rng(1))
    good = holds(frame, [PLACES, DATES], DOMAIN)
    out, told = repair(frame, [PLACES, DATES], DOMAIN, redrawing(2), np.random.default_rng(3))
    pd.testing.assert_frame_equal(out[good], frame[good])
    assert told.untouched == good.sum() and told.redrawn == (~good).sum()


def test_drawing_again_gives_the_distribution_given_the_rule() -> None:
    out, _ = repair(
        drawn(60_000, np.random.default_rng(1)), [PLACES], DOMAIN, redrawing(2), np.random.default_rng(3)
    )
    shares = out.groupby(["sector", "commune"]).size() / len(out)
    assert np.abs(shares.to_numpy() - np.array([0.6, 0.3, 0.1])).max() < 0.01


def stubborn(rows: int) -> pd.DataFrame:
    """A generator that only ever breaks every rule."""
    frame = drawn(rows, np.random.default_rng(0))
    frame["sector"], frame["commune"], frame["garden"], frame["watering"] = "S", "n1", False, 5.0
    frame["first"], frame["last"] = pd.Timestamp("2020-01-02"), pd.Timestamp("2020-01-01")
    frame["winter"], frame["summer"] = 100, pd.array([100] * rows, dtype="Int64")
    return frame


@pytest.mark.parametrize("rule", RULES)
def test_what_no_drawing_gives_is_mended(rule: Rule) -> None:
    out, told = repair(stubborn(50), [rule], DOMAIN, stubborn, np.random.default_rng(3))
    assert holds(out, [rule], DOMAIN).all()
    assert (told.redrawn, told.mended, told.replaced) == (0, 50, 0)


def test_mending_changes_as_little_as_can_be() -> None:
    out, _ = repair(stubborn(50), RULES, DOMAIN, stubborn, np.random.default_rng(3))
    assert (out.sector == "S").all() and (out.commune == "s1").all()  # one column of the two
    assert (out["first"] == "2020-01-01").all() and (out["last"] == "2020-01-02").all()  # swapped
    assert (out.year == 150).all() and (out.winter + out.summer == 150).all()
    assert (out.watering == 0).all() and (out.garden == False).all()  # noqa: E712


def test_rules_that_only_together_are_impossible_are_refused() -> None:
    rules = (
        Implies("garden", (True, False, None), "watering", (0,)),
        Implies("commune", ("n1", "n2", "s1", None), "watering", (1,)),
    )
    assert check(rules, DOMAIN) == ()
    with pytest.raises(DataError) as refused:
        repair(drawn(100, np.random.default_rng(1)), rules, DOMAIN, redrawing(2), np.random.default_rng(3))
    assert refused.value.text("en") == [
        "PK584 no synthetic row can keep the 2 rules together",
        "  → remove or loosen one of the rules: the data themselves may break it",
    ]


def test_empty_tables_and_no_rules() -> None:
    frame = drawn(5, np.random.default_rng(1))
    assert repair(frame, (), DOMAIN, redrawing(2), np.random.default_rng(3))[0] is frame
    assert len(repair(frame.head(0), RULES, DOMAIN, redrawing(2), np.random.default_rng(3))[0]) == 0


def test_combinations_seen_in_the_data_need_enough_units() -> None:
    frame = pd.DataFrame(
        {"sector": ["N"] * 3 + ["S"] * 2 + [None] * 3, "commune": ["n1"] * 3 + ["s1"] * 2 + ["n2"] * 3}
    )
    assert seen_combinations(frame, ["sector", "commune"]).allowed == (("N", "n1"), (None, "n2"))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Order("frist", "last"), "a rule names an unknown column: frist"),
        (Order("first", "first"), "a rule names a column twice: first, first"),
        (Order("first", "winter"), "first and winter cannot be compared"),
        (Order("sector", "commune"), "sector and commune cannot be compared"),
        (Implies("sector", ("East",), "garden", (False,)), "a rule gives sector a value it cannot have (values outside its domain: 1)"),
        (Implies("sector", ("N",), "winter", (0.5, 101)), "a rule gives winter a value it cannot have (values outside its domain: 2)"),
        (Implies("sector", (), "winter", (0,)), "a rule gives sector a value it cannot have (values outside its domain: 0)"),
        (Implies("sector", ("N",), "first", (3,)), "a rule gives first a value it cannot have (values outside its domain: 1)"),
        (Combinations(("sector", "commune"), (("N", "n9"),)), "combinations of sector, commune that cannot be used: 1 of 1"),
        (Combinations(("sector", "commune"), (("N",),)), "combinations of sector, commune that cannot be used: 1 of 1"),
        (Combinations(("sector", "commune"), ()), "combinations of sector, commune that cannot be used: 0 of 0"),
        (Total("winter", ("watering",)), "winter shows fewer decimals than its parts"),
        (Total("winter", ("garden",)), "winter is not a sum of numbers"),
    ],
)  # fmt: skip
def test_impossible_rules_are_told_before_any_data_are_read(rule: Rule, said: str) -> None:
    problems = check([rule], DOMAIN)
    assert [p.message.en for p in problems] == [said]
    assert problems[0].code == "PK583" and problems[0].instead is not None
    assert problems[0].message.fr != said


def test_bounds_that_no_row_can_meet() -> None:
    low, high = Attribute("a", Kind.INTEGER, low=5, high=9), Attribute("b", Kind.INTEGER, low=0, high=4)
    total = Attribute("t", Kind.INTEGER, low=0, high=4)
    domain = Domain((low, high, total))
    assert "can never be at most" in check([Order("a", "b")], domain)[0].message.en
    assert "never add up" in check([Total("t", ("a", "b"))], domain)[0].message.en
    assert check([Order("b", "a")], domain) == ()


def test_two_implications_that_contradict_each_other() -> None:
    rules = [Implies("sector", ("N", "S"), "winter", (0,)), Implies("sector", ("N",), "winter", (1, 2))]
    assert [p.message.en for p in check(rules, DOMAIN)] == ["two rules on sector leave no value to winter"]
    assert check([*rules[:1], Implies("sector", ("N",), "winter", (0, 1))], DOMAIN) == ()


def test_days_and_missing_values_may_be_named() -> None:
    day = Implies("garden", (True,), "first", (dt.date(2000, 1, 1), None))
    assert check([day], DOMAIN) == ()
    out, _ = repair(
        drawn(300, np.random.default_rng(1)), [day], DOMAIN, redrawing(2), np.random.default_rng(3)
    )
    assert set(out["first"][out.garden == True].dropna()) <= {pd.Timestamp("2000-01-01")}  # noqa: E712


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_possible_rules_end_up_kept(data: st.DataObject) -> None:
    """Random rules over small domains: all rows hold at the end, or the table is refused as impossible."""
    values = st.sampled_from(("a", "b", "c", None))
    numbers = st.sampled_from((None, 0, 1, 2, 3))
    x, y = Attribute("x", Kind.CATEGORY, values=("a", "b", "c")), Attribute("y", Kind.INTEGER, low=0, high=3)
    z = Attribute("z", Kind.INTEGER, low=0, high=3)
    domain = Domain((x, y, z))
    pairs = st.lists(st.tuples(values, numbers), min_size=1, max_size=8, unique=True)
    some = data.draw(
        st.lists(
            st.one_of(
                st.just(Order("y", "z")),
                st.just(Total("z", ("y",))),
                st.builds(lambda p: Combinations(("x", "y"), tuple(p)), pairs),
                st.builds(
                    lambda v, o: Implies("x", tuple(v), "z", tuple(o)),
                    st.lists(values, min_size=1, unique=True),
                    st.lists(numbers, min_size=1, unique=True),
                ),
            ),
            min_size=1,
            max_size=3,
        )
    )
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))

    def draw(rows: int) -> pd.DataFrame:
        whole = pd.array(rng.integers(0, 4, (2, rows))[0], dtype="Int64")
        other = pd.array(np.where(rng.random(rows) < 0.3, None, rng.integers(0, 4, rows)), dtype="Int64")
        return pd.DataFrame(
            {"x": rng.choice(np.array(["a", "b", "c", None], object), rows), "y": whole, "z": other}
        )

    try:
        out, told = repair(draw(30), some, domain, draw, rng)
    except DataError:
        return
    assert holds(out, some, domain).all()
    assert out.y.dropna().between(0, 3).all() and out.z.dropna().between(0, 3).all()
    assert told.untouched >= 0
