"""The figures of each grain as they may be shown: exact, or rounded so that all of them still add up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.random import Philox

from privkit.engine.cell_values import Cells
from privkit.policy.model.aggregation import SecrecyRules
from privkit.secrecy.cells import Cells as System
from privkit.secrecy.rounding import Rounded, rounded
from privkit.steps.aggregate.secrecy_rules import least_units
from privkit.steps.aggregate.sums import ONE, Summed


@dataclass(frozen=True, eq=False)
class Shown:
    """One grain, in the order of its cells: units, totals in whole steps by name of sum, values counted in each."""

    units: Any
    totals: Mapping[str, Any]
    filled: Mapping[str, Any]


def exactly(cells: Cells, sums: Sequence[Summed]) -> Shown:
    """The figures as they are."""
    totals = {s.name: cells.contributions[s.name].signed_total for s in sums}
    filled = {s.name: cells.sums[s.name]["filled"] for s in sums if s.column != ONE}
    return Shown(cells.units, totals, filled)


def round_all(
    system: System, asked: SecrecyRules, sums: Sequence[Summed], seed: int, step: int
) -> tuple[Rounded, ...]:
    """Counts, then each sum, rounded to their bases. The draw depends on the policy's seed and on the figures."""
    draw = _generator(system, seed, step)
    counts = rounded(system, -1, base_of_counts(asked), draw)
    return (counts, *(rounded(system, n, base_of(asked, s), draw) for n, s in enumerate(sums)))


def base_of_counts(asked: SecrecyRules) -> int:
    """The multiple counts are rounded to: the policy's, or its least number of units."""
    return max(asked.base or least_units(asked), 2)


def base_of(asked: SecrecyRules, one: Summed) -> int:
    """The multiple of a sum, in whole steps of its precision; rows are rounded as units are."""
    if one.column == ONE:
        return base_of_counts(asked)
    return max(int(Fraction(asked.bases[one.column]) / Fraction(one.precision)), 2)


def as_rounded(
    held: Sequence[Rounded], system: System, frame: int, sums: Sequence[Summed], exact: Shown
) -> Shown:
    """The rounded figures of one grain."""
    here = system.frame_of == frame
    counts, *others = held
    totals = {s.name: one.values[here] for s, one in zip(sums, others, strict=True)}
    return Shown(counts.values[here], totals, exact.filled)


def _generator(system: System, seed: int, step: int) -> np.random.Generator:
    """A generator that whoever lacks the figures cannot make again."""
    total = hashlib.sha256(f"{seed}|{step}|rounding".encode())
    for values in (system.units, *(f.total for f in system.figures)):
        total.update(np.ascontiguousarray(values).tobytes())
    return np.random.Generator(Philox(int.from_bytes(total.digest()[:16], "big")))
