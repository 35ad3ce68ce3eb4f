"""Numbers in whole units between public bounds: cells that part them, draws that stay in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.errors import PolicyError
from privkit.synth.bins import CELLS, Grid, grid_of
from privkit.synth.domain import Attribute, Kind

GRIDS = st.builds(
    lambda low, width, cells, decimals: Grid(low, low + width, min(cells, width + 1), decimals),
    st.integers(-(10**6), 10**6),
    st.integers(0, 10**7),
    st.integers(1, 600),
    st.integers(0, 4),
)


@given(GRIDS)
def test_cells_part_the_units(grid: Grid) -> None:
    edges = grid.edges
    assert (edges[0], edges[-1]) == (grid.low, grid.high + 1)
    widths = np.diff(edges)
    assert widths.min() >= 1 and widths.max() - widths.min() <= 1
    assert (grid.cell_of(edges[:-1]) == np.arange(grid.cells)).all()
    assert (grid.cell_of(edges[1:] - 1) == np.arange(grid.cells)).all()


@given(GRIDS, st.integers(0, 1000))
def test_a_draw_is_in_its_cell_and_comes_back_from_its_decimals(grid: Grid, seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, grid.cells, 50)
    units = grid.draw(cells, rng)
    assert (grid.cell_of(units) == cells).all()
    assert (grid.units(grid.values(units)) == units).all()


@given(GRIDS, st.lists(st.floats(allow_nan=False, width=64), max_size=20))
def test_any_number_is_clipped_without_a_warning(grid: Grid, numbers: list[float]) -> None:
    with np.errstate(all="raise", under="ignore"):
        units = grid.units(np.array(numbers, dtype=float))
    assert ((units >= grid.low) & (units <= grid.high)).all()


def test_a_small_range_has_a_cell_for_each_value() -> None:
    assert grid_of(Attribute("age", Kind.INTEGER, low=17, high=90)) == Grid(17, 90, 74, 0)
    assert grid_of(Attribute("x", Kind.NUMBER, low=0, high=60, decimals=3)) == Grid(0, 60_000, CELLS, 3)
    assert grid_of(Attribute("x", Kind.NUMBER, low=0.05, high=0.25, decimals=1, bins=9)) == Grid(1, 2, 2, 1)


@pytest.mark.parametrize(
    ("low", "high"), [(None, 1.0), (0.0, None), (2.0, 1.0), (0.0, float("inf")), (0.2, 0.4), (0.0, 1e300)]
)
def test_bounds_that_are_none_are_refused(low: float | None, high: float | None) -> None:
    with pytest.raises(PolicyError, match=r"^PK641 column n: "):
        grid_of(Attribute("n", Kind.INTEGER, low=low, high=high))
