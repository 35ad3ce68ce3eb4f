"""Public grids for numbers and dates: whole units between bounds known beforehand, cut into cells of equal width.

Everything is counted in whole units (10^-decimals, or days): a value is in one cell and a cell holds whole units, so
nothing rests on how a double is rounded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from privkit.errors import PolicyError
from privkit.synth.codes_marginals import no_bounds
from privkit.synth.domain import Attribute, Kind

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]

#: A number is cut this finely unless told: enough for quantiles to half a percent of the range. Cells that noise would
#: drown are joined afterwards, from noisy counts.
CELLS = 256
_LARGEST = 2**52  # units: a double holds every whole number up to there


@dataclass(frozen=True)
class Grid:
    """Units ``low`` to ``high``, both included, cut into ``cells`` of as equal width as whole units allow."""

    low: int
    high: int
    cells: int
    decimals: int

    @property
    def width(self) -> int:
        """How many units there are."""
        return self.high - self.low + 1

    @property
    def edges(self) -> Codes:
        """The first unit of each cell, and one past the last: ``cells + 1`` numbers."""
        return np.array(
            [self.low + -(-i * self.width // self.cells) for i in range(self.cells + 1)], np.int64
        )

    def units(self, values: Floats) -> Codes:
        """Finite or infinite values as units, clipped to the bounds."""
        scale = 10.0**self.decimals
        near = np.clip(values, (self.low - 1) / scale, (self.high + 1) / scale)  # so that nothing overflows
        return np.clip(np.rint(near * scale).astype(np.int64), self.low, self.high)

    def cell_of(self, units: Codes) -> Codes:
        """The cell of each unit."""
        return np.searchsorted(self.edges, units, side="right").astype(np.int64) - 1

    def draw(self, cells: Codes, rng: np.random.Generator) -> Codes:
        """A unit in each cell, each as likely."""
        edges = self.edges
        return rng.integers(edges[cells], edges[cells + 1], dtype=np.int64)

    def values(self, units: Codes) -> Floats:
        """Units as numbers with the decimals of the grid."""
        return np.round(units / 10.0**self.decimals, self.decimals)


def grid_of(attribute: Attribute) -> Grid:
    """The grid of a number, an integer or a date. Raises PolicyError (PK641) without two bounds in order."""

    low, high = attribute.low, attribute.high
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)) or low > high:
        raise PolicyError(no_bounds(attribute.name))
    decimals = attribute.decimals if attribute.kind is Kind.NUMBER else 0
    scale = 10**decimals
    first, last = math.ceil(round(low * scale, 6)), math.floor(round(high * scale, 6))
    if first > last or max(abs(first), abs(last)) > _LARGEST:
        raise PolicyError(no_bounds(attribute.name))
    return Grid(first, last, min(attribute.bins or CELLS, last - first + 1), decimals)
