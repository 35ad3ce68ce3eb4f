"""The attacker against one written from the definition; hiding nothing but the primary cells must fail."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.secrecy.attack import audit, bounds
from privkit.secrecy.cells import Dimension, Measure, gather
from privkit.secrecy.primary import needs, primary
from privkit.secrecy.rules import Rules

from .tables import city, extremes, too_well_known

FLAT = [("area", "kind"), ("area",), ("kind",), ()]
DEEP = [("area", "kind"), ("commune", "kind"), ("kind",), ("area",), ("commune",), ()]
LINKED = [("area", "kind"), ("area", "month"), ("area",), ("kind",), ("month",), ()]
NO_MARGIN_BETWEEN = [("area", "kind"), ("commune",), ()]
TWO_VIEWS = [("area",), ("kind",)]
SHAPES = [FLAT, DEEP, LINKED, NO_MARGIN_BETWEEN, TWO_VIEWS]


@given(st.integers(0, 10_000), st.sampled_from(range(len(SHAPES))), st.floats(0.1, 0.7))
@settings(deadline=None, max_examples=20)
def test_same_intervals_as_two_programs_on_the_values(seed: int, shape: int, share: float) -> None:
    cells = city(60, 4, 2, 3, seed).cells(*SHAPES[shape])
    hidden = np.random.default_rng(seed).random(len(cells)) < share
    hidden |= cells.implied
    rules = Rules(min_count=5, insiders=False)
    number, low, high = bounds(cells, hidden, 0, rules)
    for cell, under, above in zip(number.tolist(), low, high, strict=True):
        expected = extremes(cells, hidden, 0, cell)
        assert under == pytest.approx(expected[0], abs=1e-3)
        assert above == pytest.approx(expected[1], abs=1e-3)


@given(st.integers(0, 10_000), st.sampled_from(range(len(SHAPES))), st.floats(0.0, 0.6))
@settings(deadline=None, max_examples=25)
def test_same_exposed_figures_as_two_programs_each(seed: int, shape: int, share: float) -> None:
    cells = city(60, 4, 2, 3, seed).cells(*SHAPES[shape])
    rules = Rules(min_count=5, insiders=False)
    reasons = primary(cells, rules)
    hidden = (reasons > 0) | (np.random.default_rng(seed).random(len(cells)) < share)
    wanted = needs(cells, rules, reasons)
    exact = bool(cells.relations.exact.all())
    wanted = wanted if exact else (None, *wanted[1:])  # looser counts have no such plain definition
    found = {(one.cell, one.quantity) for one in audit(cells, hidden, rules, wanted).exposed}
    assert found == too_well_known(cells, hidden, wanted)


def grid(*units: int) -> list[pd.DataFrame]:
    """A 2 x 2 table with its margins, everybody using 10."""
    a, b, c, d = units

    def frame(counts: list[int], **keys: list[str]) -> pd.DataFrame:
        n = np.array(counts, np.int64)
        ten = 10 * np.minimum(n, 1)
        second = 10 * (n > 1)
        return pd.DataFrame({**keys, "units": n, "m3": 10 * n, "m3_largest": ten, "m3_second": second})

    return [
        frame([a, b, c, d], area=["x", "x", "y", "y"], kind=["u", "v", "u", "v"]),
        frame([a + b, c + d], area=["x", "y"]),
        frame([a + c, b + d], kind=["u", "v"]),
        frame([a + b + c + d]),
    ]


def table(*units: int):
    return gather([Dimension(("area",)), Dimension(("kind",))], grid(*units), [Measure("m3")])


def test_one_hidden_cell_in_a_row_is_no_secret() -> None:
    cells = table(4, 30, 40, 50)
    rules = Rules(min_count=11)
    alone = primary(cells, rules) > 0
    assert alone.tolist() == [True, *[False] * 8]
    result = audit(cells, alone, rules)
    assert result.checked == 2
    assert [(e.cell, e.quantity, e.low, e.high) for e in result.exposed] == [(0, -1, 4, 4), (0, 0, 40, 40)]
    box = np.array([True] * 4 + [False] * 5)
    assert audit(cells, box, rules).holds
    _, low, high = bounds(cells, box, -1, rules)
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [(0, 34), (0, 34), (10, 44), (46, 80)]


def test_two_small_cells_of_a_row_are_shown_to_be_small() -> None:
    cells = table(2, 3, 40, 50)
    rules = Rules(min_count=11)
    both = np.array([True] * 4 + [False] * 5)  # the margin of the row says 5 in all
    assert not audit(cells, both, rules).holds
    margin = both.copy()
    margin[[4, 5]] = True
    assert audit(cells, margin, rules).holds


def test_a_household_alone_in_a_cell_reads_the_other_one() -> None:
    cells = table(1, 3, 40, 50)
    rules = Rules(min_count=4, dominance=None, counts=False)
    box = np.array([True] * 4 + [False] * 5)
    assert audit(cells, box, replace(rules, insiders=False)).holds
    (one,) = audit(cells, box, rules).exposed
    assert (one.cell, one.knows) == (1, (0,))
    assert extremes(cells, box, 0, 1, known=(0,)) == (30, 30)


def test_an_attacker_who_knows_more_is_stronger() -> None:
    cells = table(4, 30, 40, 50)
    box = np.array([True] * 4 + [False] * 5)
    rules = Rules(min_count=11, known_within=Fraction(1, 2))
    _, low, high = bounds(cells, box, 0, rules)
    assert (low[0], high[0]) == (20, 60)
    assert audit(cells, box, rules).holds
    assert not audit(cells, box, replace(rules, known_within=Fraction(1, 20))).holds


@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_without_secondary_suppression_the_audit_fails(shape: int) -> None:
    rules, held = Rules(min_count=11), []
    for seed in range(6):
        cells = city(150, 5, 3, 3, seed).cells(*SHAPES[shape])
        alone = primary(cells, rules) > 0
        if alone[~cells.implied].any():
            held.append(audit(cells, alone, rules).holds)
    assert held.count(False) >= 2


def test_two_views_without_a_total_give_each_other_away() -> None:
    """Areas and kinds are published, their total is not: it is the same in both all the same."""
    cells = city(300, 4, 3, 1, seed=5).cells(("area",), ("kind",))
    assert cells.implied.sum() == 1
    hidden = cells.implied.copy()
    hidden[0] = True
    _, low, high = bounds(cells, hidden, 0, Rules())
    assert low[0] == high[0] == cells.figures[0].total[0]
