"""From rows in groups to a weighted population: join each variable to the others, then mend what is worst.

An adaptive choice of marginals in the manner of AIM (McKenna et al. 2022), with a network first (Zhang et al. 2017,
PrivBayes) and raking of a population in place of graphical models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from privkit.synth.marginals.answers import Answers
from privkit.synth.marginals.population import Population, fit_margins
from privkit.synth.marginals.project import shrink
from privkit.synth.marginals.select import MOST_CELLS, joins, pairs_and_triples, scores, thin
from privkit.synth.marginals.table import Key, Table

Floats = NDArray[np.float64]

_SWEEPS, _LAST_SWEEPS = 2, 10
_ROWS_LEAST, _ROWS_MOST = 20_000, 100_000


@dataclass
class Estimate:
    """The state of a fit: the exact table, which only :class:`Answers` may let out, and the population so far."""

    table: Table
    margins: Sequence[Floats]
    answers: Answers
    sensitivity: int
    rng: np.random.Generator
    population: Population = field(init=False)
    measured: list[Key] = field(default_factory=list)
    _scored: dict[Key, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        total = float(self.margins[0].sum())
        rows = int(np.clip(round(2 * total), _ROWS_LEAST, _ROWS_MOST))
        self.population = Population(self.table.sizes, total, rows)

    def grow(self) -> None:
        """Join each variable, the one best explained by one or two of those already in first."""
        count, population = len(self.margins), self.population
        outside = list(range(count))
        for _ in range(count - 1):
            key = self._next_join(outside)
            if not population.columns:
                population.start(key[0], self.margins[key[0]], self.rng)
                outside.remove(key[0])
            model = self._independent(key)
            measured = self._measure(key, model).reshape(-1, self.table.sizes[key[-1]])
            parents = population.counts(key[:-1])
            found = fit_margins(measured, parents, self.margins[key[-1]])
            population.join(key, found.ravel(), self.rng)
            population.aim(key, found.ravel())
            outside.remove(key[-1])
        if not population.columns:
            population.start(0, self.margins[0], self.rng)
        for variable, margin in enumerate(self.margins):
            population.aim((variable,), margin)
        population.rake(_SWEEPS)

    def focus(self, variables: Key) -> None:
        """Measure the joint distribution of some variables: the first of them when all make too many cells."""
        while len(variables) > 1 and self.table.cells(variables) > MOST_CELLS:
            variables = variables[:-1]
        self._learn(variables, _SWEEPS)

    def refine(self, times: int) -> None:
        """Measure what the population gets most wrong, several times; then rake until all agree."""
        every = thin(pairs_and_triples(len(self.margins)), self.table, self.rng, times)
        self._scored.clear()
        for _ in range(times):
            seen = {tuple(sorted(key)) for key in self.measured}
            left = [key for key in every if key not in seen] or every
            self._learn(self._chosen(left, self.population.counts), _SWEEPS)
        self.population.rake(_LAST_SWEEPS)

    def _next_join(self, outside: Sequence[int]) -> Key:
        inside = sorted(self.population.columns)
        if inside:
            return self._chosen(
                thin(joins(inside, outside), self.table, self.rng, len(self.margins)), self._independent
            )
        first = self._chosen(thin(combinations(outside, 2), self.table, self.rng, 1), self._independent)
        self._scored.clear()  # from now on one of a pair is in, and the last of a key is not
        return first

    def _chosen(self, keys: Sequence[Key], model: Callable[[Key], Floats]) -> Key:
        """A private choice. Scores are kept until what is learnt touches them: an old model does no harm to privacy."""
        new = [key for key in keys if key not in self._scored]
        found = scores(self.table, new, model, self.answers.sigma_squared_ahead)
        self._scored |= dict(zip(new, found.tolist(), strict=True))
        best = np.array([self._scored[key] for key in keys], dtype=np.int64)
        return keys[self.answers.choice(best, self.sensitivity)]

    def _independent(self, key: Key) -> Floats:
        """The marginal of a key if its last variable had nothing to do with the others."""
        inside = key[0] in self.population.columns
        parents = self.population.counts(key[:-1]) if inside else self.margins[key[0]]
        return np.outer(parents, self.margins[key[-1]] / self.population.total).ravel()

    def _measure(self, key: Key, model: Floats) -> Floats:
        noisy, variance = self.answers.gaussian(self.table.counts(key))
        self.measured.append(key)
        return shrink(noisy, variance, model, self.population.total)

    def _learn(self, key: Key, sweeps: int) -> None:
        self.population.aim(key, self._measure(key, self.population.counts(key)))
        self.population.rake(sweeps)
        touched = [old for old in self._scored if len(set(old) & set(key)) > 1]
        for old in touched:
            del self._scored[old]
