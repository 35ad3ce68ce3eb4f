"""The fitted generator: a weighted population of groups of values, and how values spread within each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from privkit.synth.encode import Encoding
from privkit.synth.marginals.groups import Grouping
from privkit.synth.marginals.plan import MarginalPlan
from privkit.synth.marginals.population import Population, spread
from privkit.synth.marginals.profile import Shape
from privkit.synth.marginals.table import Codes


@dataclass(frozen=True, eq=False)
class MarginalModel:
    """See :class:`privkit.synth.protocol.Fitted`. All it holds was made from noisy answers."""

    plan: MarginalPlan
    encodings: tuple[Encoding, ...]
    shapes: tuple[Shape, ...]
    groupings: tuple[Grouping, ...]
    hidden: tuple[int | None, ...]
    population: Population
    measured: Sequence[Mapping[str, object]]

    def sample(self, rows: int, rng: np.random.Generator) -> pd.DataFrame:
        """``rows`` rows, in the order of the domain; types follow from the kinds, values keep to the bounds."""
        picked = self._picked(rows, rng)
        codes = [
            _codes_within(grouping, hidden, self.population.columns[place][picked], rng)
            for place, (grouping, hidden) in enumerate(zip(self.groupings, self.hidden, strict=True))
        ]
        made = {e.attribute.name: e.decode(c, rng) for e, c in zip(self.encodings, codes, strict=False)}
        place = len(self.encodings)
        for shape in self.shapes:
            made |= shape.columns(codes[place : place + len(shape.names)], rng)
            place += len(shape.names)
        return pd.DataFrame({name: made[name] for name in self.plan.domain.names}, index=pd.RangeIndex(rows))

    def describe(self) -> Mapping[str, Any]:
        """The marginals measured, what they cost, the noisy number of rows; fractions as text, no data value."""
        kinds = [m.kind for m in self.plan.measurements]
        return {
            "method": "marginals",
            "neighbours": str(self.plan.neighbours),
            "rho": str(self.plan.rho),
            "delta_of_categories": str(self.plan.delta),
            "rows_estimated": max(1, round(self.population.total)),
            "answers": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
            "noise": [
                {
                    "what": m.what,
                    "kind": m.kind,
                    "rho": str(m.rho),
                    "share": round(float(m.rho / self.plan.rho), 4),
                }
                | ({} if m.sigma_squared is None else {"sigma": round(float(m.sigma_squared) ** 0.5, 2)})
                for m in self.plan.measurements
            ],
            "groups": {name: g.size for name, g in zip(self._names(), self.groupings, strict=True)},
            "marginals": [dict(told) for told in self.measured],
            "focus": list(self.plan.focus),
        }

    def _names(self) -> list[str]:
        parts = [name for shape in self.shapes for name in shape.names]
        return [*(e.attribute.name for e in self.encodings), *parts]

    def _picked(self, rows: int, rng: np.random.Generator) -> Codes:
        """Rows of the population, each within one of its share; like rows beside each other, so that groups are too."""
        population = self.population
        order = np.lexsort([population.columns[v] for v in _by_size(population.sizes)])
        return rng.permutation(order[spread(population.weights[order], rows, rng)])


def _by_size(sizes: Sequence[int]) -> list[int]:
    """Variables from the most to the fewest groups: the last one sorts first."""
    return sorted(range(len(sizes)), key=lambda v: (-sizes[v], v))


def _codes_within(grouping: Grouping, hidden: int | None, groups: Codes, rng: np.random.Generator) -> Codes:
    """A code in each group, in the proportions of the likely counts.

    The ``hidden`` code stands for values that are not known: it becomes one of those before it, the values that are,
    in their own proportions. It stays when there are none: nothing but no value can be written.
    """
    out = np.empty(len(groups), np.int64)
    for group in range(grouping.size):
        members, at = np.flatnonzero(grouping.of_code == group), np.flatnonzero(groups == group)
        out[at] = _shared(members, grouping.counts, len(at), rng)
    if hidden:
        at = np.flatnonzero(out == hidden)
        out[at] = _shared(np.arange(hidden), grouping.counts, len(at), rng)
    return out


def _shared(codes: Codes, counts: NDArray[np.float64], number: int, rng: np.random.Generator) -> Codes:
    """``number`` of the codes, in the proportions of their counts, in any order."""
    share = counts[codes]
    share = share if share.sum() > 0 else np.ones(len(codes))
    return np.asarray(codes[rng.permutation(spread(share, number, rng))], np.int64)
