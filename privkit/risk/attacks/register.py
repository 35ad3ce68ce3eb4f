"""The motivated intruder: he has the release, and a register with names (a list of subscribers, a table of properties)
that shares some columns with it. He wants to know which person of the register a released row is about.

He links records as statistical offices do (Fellegi and Sunter 1969; Winkler 1990): values are the same, near or
unlike; how much each tells is learnt from the two files themselves, without knowing any match. He claims a link when
it is probable, and more than all its rivals together, for the row as for the person.

People of the register who are not in the release are claimed too, and wrongly: they are the control.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.errors import DataError, Problem
from privkit.risk.attacks import linkage
from privkit.risk.attacks.blocking import Pairs, candidate_pairs, passes_for, random_pairs
from privkit.risk.attacks.comparison import Comparison, Prepared, levels_of, prepared
from privkit.risk.attacks.excess import excess
from privkit.risk.attacks.levels import bounded
from privkit.risk.attacks.result import AttackResult, Orders, Tally
from privkit.words import Words

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Links:
    """For each row of the register the released row claimed to be about the person, -1 for none, and how probable
    the link was (0 without)."""

    row: Ints
    probability: Floats


def register_linkage(
    release: pd.DataFrame,
    register: pd.DataFrame,
    comparisons: Sequence[Comparison],
    inside: Bools,
    truth: Ints | None,
    orders: Orders,
    *,
    blocks: Sequence[Sequence[str]] | None = None,
    threshold: float = 0.9,
) -> AttackResult:
    """The attack on people of the register who are in the release, and on as many who are not.

    ``inside``: which rows of the register are people the release was made from. ``truth``: for each released row the
    position of its person in the register, -1 when he is not there; a link succeeds when it is right. None where no
    row is anybody's (synthetic data): a link claimed succeeds, on both sides. ``blocks``: sets of columns on one of
    which two records must agree to be compared; chosen from the data when None. Raises what :func:`link` raises.
    """
    found = link(release, register, comparisons, orders.seed, blocks=blocks, threshold=threshold)
    people = np.arange(len(register))
    claimed = found.row >= 0
    right = claimed if truth is None else claimed & (truth[np.maximum(found.row, 0)] == people)
    rng = np.random.default_rng(orders.seed)
    sides = [rng.permutation(np.flatnonzero(side)) for side in (inside, ~inside)]
    size = min(len(sides[0]), len(sides[1]), orders.attacks)
    originals = Tally(int(right[sides[0][:size]].sum()), size)
    control = Tally(int(claimed[sides[1][:size]].sum()), size)
    return AttackResult(
        "register_linkage", originals, control, bounded(partial(excess, originals, control), orders.levels())
    )


def link(
    release: pd.DataFrame,
    register: pd.DataFrame,
    comparisons: Sequence[Comparison],
    seed: int = 1,
    *,
    blocks: Sequence[Sequence[str]] | None = None,
    threshold: float = 0.9,
) -> Links:
    """The links that the intruder claims. Raises DataError: PK671 for a column that is in one file only, PK673 for
    numbers or dates that are none, PK678 without a comparison."""
    if not comparisons:
        raise _nothing_shared()
    two = prepared(release, register, comparisons)
    rng = np.random.default_rng(seed)
    strangers = levels_of(two, random_pairs(len(release), len(register), rng))
    u = linkage.shares(strangers, np.ones(len(strangers)))
    names = [c.name for c in comparisons]
    passes = [[names.index(n) for n in block] for block in blocks] if blocks is not None else passes_for(two)
    scored = _scored(two, passes, u)
    return _claims(scored, len(release), len(register), threshold)


@dataclass(frozen=True)
class _Scored:
    """Pairs, what speaks for each (a logarithm), and how many pairs of one person there are thought to be."""

    pairs: Pairs
    weight: Floats
    matches: float


def _scored(two: Prepared, passes: Sequence[Sequence[int]], u: Floats) -> _Scored:
    width, most = u.shape[0], float(min(two.left, two.right))
    found, patterns, learnt = [], [], []
    for block in passes:
        pairs = candidate_pairs(two, block)
        pattern = linkage.packed(levels_of(two, pairs))
        kinds, counts = np.unique(pattern, return_counts=True)
        rest = [j for j in range(width) if j not in block]
        if rest and len(pairs):
            learnt.append((rest, linkage.estimate(linkage.unpacked(kinds, width), counts, rest, u, most)))
        found.append(pairs)
        patterns.append(pattern)
    m = _together(learnt, width)
    pairs, first = Pairs.unique(found, two.right)
    pattern = np.concatenate(patterns)[first] if patterns else np.zeros(0, np.int64)
    kinds, which = np.unique(pattern, return_inverse=True)
    weight = linkage.weights(linkage.unpacked(kinds, width), m, u)[which.reshape(-1)]
    return _Scored(pairs, weight, max([rates.matches for _, rates in learnt], default=1.0))


def _together(learnt: list[tuple[list[int], linkage.Rates]], width: int) -> Floats:
    """The rates of each column, over the passes that did not hold it, weighed by the matches they found."""
    total, m = np.full(width, 1e-3), np.tile(np.array([0.05, 0.1, 0.85]), (width, 1)) * 1e-3
    for columns, rates in learnt:
        m[columns] += rates.m[columns] * rates.matches
        total[columns] += rates.matches
    mean: Floats = m / total[:, None]
    return mean


def _claims(scored: _Scored, left: int, right: int, threshold: float) -> Links:
    """Links probable enough from both ends, each row and each person in one of them at most.

    A row has a match with probability matches / rows, any of the register alike; the pairs not compared are taken
    for strangers.
    """
    row, probability = np.full(right, -1, np.int64), np.zeros(right)
    if not len(scored.pairs):
        return Links(row, probability)
    odds = np.exp(np.minimum(scored.weight, 500.0))
    likely = np.ones(len(odds))
    for side, here, there in ((scored.pairs.left, left, right), (scored.pairs.right, right, left)):
        prior = min(0.99, max(scored.matches, 1.0) / here)
        share = prior / there * odds
        rivals = np.bincount(side, weights=share, minlength=here)[side]
        likely = np.minimum(likely, share / (1 - prior + rivals))
    taken = np.flatnonzero(likely >= max(threshold, 0.5 + 1e-9))  # more than half from both ends: one at most
    row[scored.pairs.right[taken]], probability[scored.pairs.right[taken]] = (
        scored.pairs.left[taken],
        likely[taken],
    )
    return Links(row, probability)


def _nothing_shared() -> DataError:
    return DataError(
        Problem(
            "PK678",
            Words(
                "the register and the release share no column to compare",
                "le registre et la publication n'ont aucune colonne à comparer",
            ),
            instead=Words(
                "name at least one column that both have",
                "nommez au moins une colonne que les deux possèdent",
            ),
        )
    )
