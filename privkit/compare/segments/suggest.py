"""Bands proposed from data: a shallow tree on the quantity compared, in rules a person can read and correct.

A proposal, never a decision: the policy declares the bands, so that they are the same for everybody and from one
release to the next.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd

from privkit.compare.grid import Codes
from privkit.compare.labels import as_labels
from privkit.compare.marks import Floats, as_floats
from privkit.compare.segments.circular import refuse_circular
from privkit.compare.segments.ladders import Ladder, Shelf, encode, ladder_of, shelf_of
from privkit.compare.segments.quality import Quality, finer, quality_of
from privkit.compare.segments.refusals import no_bands, no_column, too_few, too_small
from privkit.compare.segments.stability import Place, Stability, stability_of
from privkit.compare.segments.tree import Tree, grow
from privkit.compare.spec import ComparisonSpec
from privkit.errors import DataError
from privkit.steps.bands import read_bands
from privkit.words import Language

LEAST_UNITS = 11  # the hard floor of a group
USUAL_UNITS = 30
MOST_EDGES = 6  # per column: as many bands as a person reads
BOOTSTRAPS = 20

Scale = Ladder | Shelf


@dataclass(frozen=True)
class Rule:
    """One group of the tree: what is asked of each column that tells it apart, and its units, rounded down to tens."""

    conditions: Mapping[str, str]
    units: int


@dataclass(frozen=True)
class Suggestion:
    """Bands per number, columns by what they explain, rules of the tree, and what they are worth.

    ``bands`` are written as a policy does: edges, or ranges of whole numbers. ``shares`` gives the part of the spread of
    log(1 + target) that each column of ``groups_by`` explains in the tree; ``unused`` columns explain nothing more.
    ``units``, rounded down to tens, had everything; ``left_out`` is the share that lacked the target or a
    column, 0 for fewer than ``at_least``.
    """

    target: str
    groups_by: tuple[str, ...]
    bands: Mapping[str, tuple[str, ...]]
    shares: Mapping[str, float]
    unused: tuple[str, ...]
    rules: tuple[Rule, ...]
    at_least: int
    units: int
    left_out: float
    stability: Stability
    quality: Quality | None
    language: Language


def suggest(
    table: pd.DataFrame,
    target: str,
    columns: Sequence[str],
    rng: np.random.Generator,
    *,
    at_least: int = USUAL_UNITS,
    language: Language = "en",
    derived: Collection[str] = (),
    bootstraps: int = BOOTSTRAPS,
) -> Suggestion:
    """Bands of ``columns`` that tell households apart by ``target``: one row per unit, numbers as numbers.

    ``derived`` names columns known to come from the target. Nothing told is about fewer than ``at_least`` units.
    PolicyError: PK555 (a column says again what the target says), PK556 (``at_least`` under 11). DataError PK556:
    a column that is not there, too few units, or no column that tells units apart.
    """
    if at_least < LEAST_UNITS:
        raise too_small(at_least, LEAST_UNITS)
    missing = [c for c in (target, *columns) if c not in table.columns]
    if missing or not columns:
        raise DataError(*(no_column(c, [str(n) for n in table.columns]) for c in missing or [""]))
    whole = len(table)
    names = list(dict.fromkeys(columns))
    table = _known(table, target, names, language)
    if len(table) < 2 * at_least:
        raise DataError(too_few(target, at_least))
    refuse_circular(table, target, names, rng, derived)
    others = [c for c in names if c != target]
    found = _Grown.of(table, target, others, at_least, int(rng.integers(2**31)))
    if not found.tree.gains:
        raise DataError(no_bands(target, others))
    bands, shares = found.bands(language), found.shares()
    ordered = sorted(shares, key=lambda c: (-shares[c], c))
    return Suggestion(
        target,
        tuple(ordered),
        {c: bands[c] for c in ordered if c in bands},
        {c: shares[c] for c in ordered},
        tuple(c for c in others if c not in shares),
        found.rules(language),
        at_least,
        len(table) // 10 * 10,
        _left_out(whole, len(table), at_least),
        stability_of(
            table, target, found.place, lambda t: _again(t, target, others, at_least, rng), rng, bootstraps
        ),
        _quality(table, target, ordered, bands, at_least, language, rng),
        language,
    )


def _known(table: pd.DataFrame, target: str, columns: Sequence[str], language: Language) -> pd.DataFrame:
    """The rows with everything: numbers, and labels as text."""
    out = {}
    for name in dict.fromkeys((*columns, target)):
        values = table[name]
        if name == target or _is_number(values):
            out[name] = pd.Series(as_floats(values))
        else:
            out[name] = as_labels(values, language).where(values.notna(), None).reset_index(drop=True)
    return pd.DataFrame(out).dropna().reset_index(drop=True)


def _is_number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _left_out(whole: int, kept: int, at_least: int) -> float:
    """The share of units that lack something; nothing is told about fewer than ``at_least``."""
    return (whole - kept) / whole if whole - kept >= at_least else 0.0


def _again(
    table: pd.DataFrame, target: str, columns: Sequence[str], at_least: int, rng: np.random.Generator
) -> Place:
    return _Grown.of(table, target, columns, at_least, int(rng.integers(2**31))).place


@dataclass(frozen=True)
class _Grown:
    """A tree and the scales of its columns."""

    table: pd.DataFrame
    scales: tuple[Scale, ...]
    tree: Tree
    codes: Codes
    at_least: int

    @staticmethod
    def of(table: pd.DataFrame, target: str, columns: Sequence[str], at_least: int, seed: int) -> _Grown:
        quantity: Floats = np.log1p(np.maximum(table[target].to_numpy(np.float64), 0.0))
        scales = tuple(_scale(c, table[c], quantity, at_least) for c in columns)
        codes = encode(table, scales)
        sizes = tuple(len(s.edges) + 1 if isinstance(s, Ladder) else len(s.labels) for s in scales)
        return _Grown(table, scales, grow(codes, quantity, sizes, at_least, seed), codes, at_least)

    def place(self, table: pd.DataFrame) -> Codes:
        return self.tree.place(encode(table, self.scales))

    def shares(self) -> dict[str, float]:
        """What each column explains."""
        out: dict[str, float] = {}
        for (at, _), gain in self.tree.gains.items():
            name = self.scales[at].column
            out[name] = out.get(name, 0.0) + gain
        return out

    def bands(self, language: Language) -> dict[str, tuple[str, ...]]:
        """The bands of each number that is cut: its most useful edges, each band with enough units."""
        out = {}
        for at, scale in enumerate(self.scales):
            gains = {cut: gain for (column, cut), gain in self.tree.gains.items() if column == at}
            if isinstance(scale, Shelf) or not gains:
                continue
            best = sorted(gains, key=lambda cut: (-gains[cut], cut))[:MOST_EDGES]
            cuts = _large_enough(self.codes[:, at], sorted(best), self.at_least)
            out[scale.column] = _written(scale, cuts, language)
        return out

    def rules(self, language: Language) -> tuple[Rule, ...]:
        out = []
        for leaf in self.tree.leaves:
            conditions = {
                scale.column: scale.say(low, high, language)
                for scale, (low, high) in zip(self.scales, leaf.ranges, strict=True)
                if (low, high) != (0, _last(scale))
            }
            out.append(Rule(conditions, leaf.units // 10 * 10))
        return tuple(out)


def _last(scale: Scale) -> int:
    return len(scale.edges) if isinstance(scale, Ladder) else len(scale.labels) - 1


def _scale(column: str, values: pd.Series, quantity: Floats, at_least: int) -> Scale:
    if _is_number(values):
        return ladder_of(column, values, at_least)
    return shelf_of(column, values, quantity, at_least)


def _large_enough(codes: Codes, cuts: list[int], at_least: int) -> list[int]:
    """Cuts taken away until every band holds enough units; the smallest band joins its smaller neighbour."""
    while cuts:
        sizes = np.bincount(np.searchsorted(cuts, codes, side="right"), minlength=len(cuts) + 1)
        small = int(sizes.argmin())
        if sizes[small] >= at_least:
            break
        beside = [n for n in (small - 1, small + 1) if 0 <= n < len(sizes)]
        cuts.pop(min(small, min(beside, key=lambda n: int(sizes[n]))))
    return cuts


def _written(scale: Ladder, cuts: Sequence[int], language: Language) -> tuple[str, ...]:
    """Bands as a policy writes them: edges, or the ranges of what is counted one by one."""
    if not scale.counted:
        return tuple(format(scale.edges[cut - 1].normalize(), "f") for cut in cuts)
    ends = [0, *cuts, len(scale.edges) + 1]
    return tuple(scale.say(low, high - 1, language) for low, high in pairwise(ends))


def _quality(
    table: pd.DataFrame,
    target: str,
    groups_by: Sequence[str],
    bands: Mapping[str, tuple[str, ...]],
    at_least: int,
    language: Language,
    rng: np.random.Generator,
) -> Quality | None:
    """What the bands, merged as a policy merges them, are worth on households held out."""
    orders, banded = {}, table[[*groups_by, target]].copy()
    for column, written in bands.items():
        recoding = read_bands(written, language)
        banded[column], orders[column] = recoding.apply(table[column]), recoding.labels
    marks = Fraction(1, 5), Fraction(1, 2), Fraction(4, 5)
    spec = ComparisonSpec(target, "", tuple(groups_by), at_least, *marks, Decimal(1), language)
    return quality_of(banded, finer(spec, table[target].to_numpy(np.float64)), orders, rng)
