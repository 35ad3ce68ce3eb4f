"""What several tables of counts tell together, against all tables that agree with them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from privkit.errors import DataError
from privkit.risk.attacks.reconstruction import CountTable, _bounds, _space, reconstruct
from privkit.risk.attacks.result import Orders, Tally


def table(people: pd.DataFrame, *columns: str) -> CountTable:
    counts = people.groupby(list(columns), dropna=False).size().rename("units").reset_index()
    return CountTable(counts, columns, "units")


def people(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame({c: rng.choice(list("xyz"), rows, p=[0.6, 0.3, 0.1]) for c in "abs"})


def test_bounds_hold_whatever_the_people_and_are_the_narrowest_for_two_tables() -> None:
    """By enumeration of every table 2 × 2 × 2 of so many people."""
    rng = np.random.default_rng(1)
    every = np.array(list(product(range(4), repeat=8)))
    axes = np.array(list(product("xy", repeat=3)))
    for _ in range(6):
        truth = every[rng.integers(len(every))]
        frame = pd.DataFrame(np.repeat(axes, truth, axis=0), columns=list("abs"))
        if frame.nunique().tolist() != [2, 2, 2]:
            continue
        tables = [table(frame, "a", "b"), table(frame, "a", "s"), table(frame, "b", "s")]
        for some in (tables[:2], tables):
            columns = [[("abs").index(c) for c in t.columns] for t in some]
            agree = np.ones(len(every), bool)
            for which in columns:
                for values in product("xy", repeat=2):
                    cell = (axes[:, which] == values).all(axis=1)
                    agree &= every[:, cell].sum(axis=1) == truth[cell].sum()
            space = _space(some, ("a", "b", "s"))
            low, high = _bounds(some, space)
            assert (low <= every[agree].min(axis=0)).all() and (high >= every[agree].max(axis=0)).all()
            if len(some) == 2 and truth.max() < 2:
                assert (low == every[agree].min(axis=0)).all()


def test_one_person_told_by_a_difference() -> None:
    """Nobody published the cell: the total by area, less those of the other kind."""
    frame = pd.DataFrame({"area": ["n"] * 5 + ["s"] * 4, "kind": ["flat"] * 4 + ["house"] + ["flat"] * 4})
    frame["tariff"] = ["full"] * 4 + ["social"] + ["full"] * 4
    tables = [table(frame, "area", "kind"), table(frame, "area", "tariff"), table(frame, "kind", "tariff")]
    strangers = frame.assign(tariff=["social"] * 4 + ["full"] + ["social"] * 4)
    found = reconstruct(tables, frame, strangers, ["area", "kind"], "tariff", Orders())
    assert found.attack.originals == Tally(9, 9)
    assert found.attack.control == Tally(0, 9)
    assert (found.combinations, found.known, found.small) == (8, 3, 1)


def test_strangers_are_told_as_well_where_it_follows_from_the_columns() -> None:
    rng = np.random.default_rng(2)

    def rows(n: int) -> pd.DataFrame:
        a = rng.choice(list("xy"), n)
        return pd.DataFrame({"a": a, "b": rng.choice(list("xyz"), n), "s": np.where(a == "x", "no", "yes")})

    mine = rows(500)
    found = reconstruct(
        [table(mine, "a", "s"), table(mine, "a", "b")], mine, rows(500), ["a", "b"], "s", Orders()
    )
    assert found.attack.originals.rate == found.attack.control.rate == 1
    assert found.attack.risk.value == 0


def test_no_alarm_on_tables_of_other_people() -> None:
    alarms = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        counted, o, c = people(30, rng), people(200, rng), people(200, rng)
        tables = [table(counted, "a", "b"), table(counted, "a", "s"), table(counted, "b", "s")]
        alarms += reconstruct(tables, o, c, ["a", "b"], "s", Orders(seed=seed)).attack.risk.low > 0
    assert alarms <= 8


def test_a_table_of_all_columns_gives_everybody_away_who_is_alone() -> None:
    rng = np.random.default_rng(3)
    mine = pd.DataFrame({"a": np.arange(300), "s": rng.choice(["x", "y", None], 300)})
    found = reconstruct([table(mine, "a", "s")], mine, mine.assign(a=mine.a + 1000), ["a"], "s", Orders())
    assert found.attack.originals == Tally(300, 300) and found.attack.control == Tally(0, 300)
    assert found.small == 300


def test_hidden_cells_tell_nothing_by_themselves() -> None:
    frame = pd.DataFrame({"a": ["x", "x", "y"], "s": ["u", "v", "u"]})
    counts = table(frame, "a", "s").frame.assign(units=np.nan)
    for hidden in (
        CountTable(counts, ("a", "s"), "units", False),
        CountTable(counts[:0], ("a", "s"), "units", False),
    ):
        whole = table(frame, "s")
        found = reconstruct([hidden, whole, table(frame, "a")], frame, frame, ["a"], "s", Orders())
        assert found.attack.originals.successes == 0
    one = CountTable(counts.assign(units=[1.0, np.nan, 1.0]), ("a", "s"), "units", False)
    found = reconstruct([one, table(frame, "a")], frame, frame, ["a"], "s", Orders())
    assert found.known == 3  # the hidden cell follows from the total


def test_columns_that_are_nowhere_and_too_many_combinations() -> None:
    frame = pd.DataFrame({"a": ["x"], "s": ["u"]})
    with pytest.raises(DataError) as caught:
        reconstruct([table(frame, "a")], frame, frame, ["a"], "s", Orders())
    assert caught.value.text("en")[0] == (
        "PK675 the columns known, or the one wanted, are in no table or not in the people given"
    )
    wide = pd.DataFrame({c: np.arange(200) for c in "abs"})
    with pytest.raises(DataError, match="PK676"):
        reconstruct([table(wide, "a", "b"), table(wide, "s")], wide, wide, ["a"], "s", Orders())
