"""A weighted population that stands for the estimate: it grows by a column at a time, and its weights are raked.

Any set of marginals can be kept up, with no junction tree: it costs a pass over the population each. Raking (iterative
proportional fitting, Deming and Stephan 1940) finds, among populations with these rows, the one nearest to the start
that agrees with the marginals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np
from numpy.typing import NDArray

from privkit.synth.marginals.table import Codes, Key, flat

Floats = NDArray[np.float64]


def spread(counts: Floats, draws: int, rng: np.random.Generator) -> Codes:
    """``draws`` codes in the proportions of ``counts``, each within one of its share (systematic sampling)."""
    ends = np.cumsum(counts)
    marks = (np.arange(draws) + rng.random()) * (ends[-1] / max(draws, 1))
    found = np.minimum(np.searchsorted(ends, marks, side="right"), len(counts) - 1)
    return np.asarray(found, dtype=np.int64)


@dataclass
class Population:
    """Codes of the variables joined so far, the number of groups of each variable, a weight for each row."""

    sizes: Sequence[int]
    total: float
    rows: int
    columns: dict[int, Codes] = field(default_factory=dict)
    weights: Floats = field(init=False)
    _targets: list[tuple[Codes, Floats]] = field(default_factory=list)
    _margins: list[tuple[Codes, Floats]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.weights = np.full(self.rows, self.total / self.rows)

    def counts(self, key: Key) -> Floats:
        """The weight in each cell of a marginal."""
        size = prod(self.sizes[variable] for variable in key)
        cells = flat(self.columns, key, self.sizes)
        return np.asarray(np.bincount(cells, weights=self.weights, minlength=size), dtype=np.float64)

    def start(self, variable: int, counts: Floats, rng: np.random.Generator) -> None:
        """The first variable, in the proportions of its counts."""
        self.columns[variable] = rng.permutation(spread(counts, self.rows, rng))

    def join(self, key: Key, counts: Floats, rng: np.random.Generator) -> None:
        """A new variable, the last of ``key``: drawn given the others, within one of its share in each of their cells.

        ``counts`` are those of the marginal of ``key``.
        """
        given = flat(self.columns, key[:-1], self.sizes)
        table = counts.reshape(-1, self.sizes[key[-1]])
        ends = np.cumsum(table, axis=1)
        ends /= np.maximum(ends[:, -1:], 1e-300)
        ends[:, -1] = 1.0
        order = np.lexsort((rng.random(self.rows), given))
        cell = given[order]
        held = np.bincount(given, minlength=len(table))
        place = np.arange(self.rows) - (np.cumsum(held) - held)[cell]
        mark = (place + rng.random(len(table))[cell]) / held[cell]
        # One search in all the cells at once: cell c's marks lie in [c, c + 1[.
        found = np.searchsorted((ends + np.arange(len(table))[:, None]).ravel(), mark + cell, side="right")
        drawn = np.empty(self.rows, np.int64)
        drawn[order] = np.clip(found - cell * table.shape[1], 0, table.shape[1] - 1)
        self.columns[key[-1]] = drawn

    def aim(self, key: Key, counts: Floats) -> None:
        """A marginal that raking must agree with from now on; those of one variable, the best known, come last."""
        held = self._margins if len(key) == 1 else self._targets
        held.append((flat(self.columns, key, self.sizes).astype(np.int32), counts))

    def rake(self, sweeps: int) -> None:
        """Weights that agree with the marginals aimed at: each in turn."""
        for _ in range(sweeps):
            for cells, target in (*self._targets, *self._margins):
                now = np.bincount(cells, weights=self.weights, minlength=len(target))
                self.weights *= np.divide(target, now, out=np.zeros_like(target), where=now > 0)[cells]
        held = float(self.weights.sum())
        self.weights = (
            self.weights * (self.total / held) if held > 0 else np.full(self.rows, self.total / self.rows)
        )


def fit_margins(table: Floats, rows: Floats, columns: Floats, sweeps: int = 20) -> Floats:
    """A table of two ways with these margins, nearest to the one given; a trace of independence keeps it possible."""
    out = table + 1e-6 * np.outer(rows, columns) / max(float(columns.sum()), 1e-9)
    for _ in range(sweeps):
        out = out * np.divide(columns, out.sum(axis=0), out=np.zeros_like(columns), where=out.sum(axis=0) > 0)
        out = (
            out
            * np.divide(rows, out.sum(axis=1), out=np.zeros_like(rows), where=out.sum(axis=1) > 0)[:, None]
        )
    return out
