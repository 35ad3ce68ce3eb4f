"""Controlled rounding: additive, near, right on average; and what an attacker makes of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.errors import InternalError
from privkit.secrecy.rounding import Rounded, audit_rounded, rounded
from privkit.secrecy.rules import Rules

from .tables import city

SHAPES = [
    [("area", "kind"), ("area",), ("kind",), ()],
    [("area", "kind"), ("commune", "kind"), ("kind",), ("area",), ("commune",), ()],
    [("area", "kind"), ("area", "month"), ("area",), ("kind",), ("month",), ()],
]


@given(
    st.integers(0, 10_000), st.sampled_from(range(3)), st.sampled_from([3, 5, 10]), st.sampled_from([-1, 0])
)
@settings(deadline=None, max_examples=30)
def test_rounded_tables_add_up_and_stay_near(seed: int, shape: int, base: int, quantity: int) -> None:
    cells = city(60, 4, 3, 2, seed).cells(*SHAPES[shape])
    true = cells.units if quantity < 0 else cells.figures[0].total
    held = rounded(cells, quantity, base, np.random.default_rng(seed))
    rows = (
        cells.relations.matrix[np.flatnonzero(cells.relations.exact)]
        if quantity < 0
        else cells.relations.matrix
    )
    assert (held.values % base == 0).all()
    assert held.kind == "controlled"
    assert not (rows @ held.values).any()
    assert (np.abs(held.values - true) < base).all()
    assert (held.values[true % base == 0] == true[true % base == 0]).all()
    assert (held.values >= 0).all()


def test_right_on_average() -> None:
    cells = city(120, 4, 3, 1, seed=2).cells(*SHAPES[0])
    draw = np.random.default_rng(0)
    error = np.mean([rounded(cells, -1, 5, draw).values - cells.units for _ in range(120)], axis=0)
    assert np.abs(error).max() < 1.6  # a biased choice errs by up to 4
    assert abs(error.mean()) < 0.25


def test_the_same_draw_rounds_alike() -> None:
    cells = city(120, 4, 3, 1, seed=2).cells(*SHAPES[1])
    one, other = (rounded(cells, -1, 5, np.random.default_rng(7)).values for _ in range(2))
    assert (one == other).all()


def test_rounded_counts_hide_small_ones_from_the_attacker() -> None:
    cells = city(120, 5, 3, 1, seed=4).cells(*SHAPES[0])
    rules = Rules(min_count=11)
    held = rounded(cells, -1, 5, np.random.default_rng(1))
    result = audit_rounded(cells, held, rules)
    assert result.checked > 0
    for one in result.exposed:
        assert one.high - one.low < 4
        assert one.low <= cells.units[one.cell] <= one.high


def test_figures_left_as_they_are_are_exposed() -> None:
    """A planted fault: rounding that says base 5 and rounds nothing away."""
    cells = city(120, 5, 3, 1, seed=4).cells(*SHAPES[0])
    held = Rounded(-1, 1, cells.units, "controlled")
    asked = replace(held, base=5)
    assert held.reach == 0
    assert asked.reach == 4
    wide = audit_rounded(cells, asked, Rules(min_count=11))
    assert wide.checked == int(((cells.units > 0) & (cells.units < 11)).sum())


def test_a_base_of_one_rounds_nothing() -> None:
    cells = city(60, 4, 3, 1, seed=1).cells(*SHAPES[0])
    with pytest.raises(InternalError) as caught:
        rounded(cells, -1, 1, np.random.default_rng(0))
    assert caught.value.text("fr") == ["PK570 les chiffres s'arrondissent à un multiple de 2 ou plus"]
