"""An attacker who learns on half of the blocks how releases with a canary look, and is counted on the other half."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .bounds import ALPHA, Counted, Flags, epsilon_of, mu_of

Floats = NDArray[np.float64]
Measure = Callable[[Counted, float], float]
_QUANTILES = np.concatenate(
    [np.linspace(0.002, 0.05, 9), np.linspace(0.075, 0.925, 35), np.linspace(0.95, 0.998, 9)]
)


def epsilon_seen(figures: Floats, coin: Flags, fixed: Sequence[Flags] = (), delta: float = 0.0) -> float:
    """The most epsilon that the published figures (blocks × figures) prove; ``fixed``: events set beforehand."""
    return _seen(figures, coin, fixed, lambda counted, alpha: epsilon_of(counted, alpha, delta))


def mu_seen(figures: Floats, coin: Flags, fixed: Sequence[Flags] = ()) -> float:
    """The most mu that the published figures prove."""
    return _seen(figures, coin, fixed, mu_of)


def _seen(figures: Floats, coin: Flags, fixed: Sequence[Flags], measure: Measure) -> float:
    """The greatest bound over all events, which share ``ALPHA``."""
    alpha = ALPHA / (2 * len(fixed) + 1)
    learning = np.arange(len(coin)) % 2 == 0
    event = chosen(figures, coin, learning, measure)
    found = [measure(Counted.of(event[~learning], coin[~learning]), alpha)]
    found += [measure(Counted.of(e, coin).swapped, alpha) for e in fixed]
    return max(found + [measure(Counted.of(e, coin), alpha) for e in fixed])


def chosen(figures: Floats, coin: Flags, learning: Flags, measure: Measure) -> Flags:
    """The event, over all blocks, whose bound is best on the blocks learnt from; never looks at the others' coins."""
    best, event = -1.0, np.zeros(len(coin), dtype=bool)
    for score in scores(figures, coin, learning):
        for limit in np.unique(np.quantile(score[learning], _QUANTILES)):
            for above in (True, False):
                one = score >= limit if above else score <= limit
                # the event is told of the canary; its absence is met by the other side of another limit
                bound = measure(Counted.of(one[learning], coin[learning]), ALPHA)
                if bound > best:
                    best, event = bound, one
    return event


def scores(figures: Floats, coin: Flags, learning: Flags) -> Iterator[Floats]:
    """What the attacker orders blocks by: each figure, how far it is from usual, and all of them weighed together."""
    blank = np.isnan(figures)
    filled = np.where(blank, np.nanmedian(np.where(blank.all(axis=0), 0.0, figures), axis=0), figures)
    columns = np.hstack([filled, blank[:, blank.any(axis=0)].astype(float)])
    columns = columns[:, np.ptp(columns, axis=0) > 0]
    low, high = (np.median(columns[learning & side], axis=0) for side in (~coin, coin))
    spread = np.maximum(np.median(np.abs(columns - np.median(columns, axis=0)), axis=0), 1e-9)
    yield from columns.T
    yield from np.abs(columns - low).T
    between = np.where(high != low, (columns - low) / np.where(high != low, high - low, 1.0), 0.0)
    yield weighed(np.clip(between, 0, 1), coin, learning)
    yield weighed(np.clip((columns - low) / spread, -50, 50), coin, learning)


def weighed(columns: Floats, coin: Flags, learning: Flags) -> Floats:
    """Fisher's discriminant, learnt on some blocks, of all of them."""
    known, there = columns[learning], coin[learning]
    apart = known[there].mean(axis=0) - known[~there].mean(axis=0)
    within = np.cov(
        np.vstack([known[there] - known[there].mean(axis=0), known[~there] - known[~there].mean(axis=0)]).T
    )
    within = np.atleast_2d(within) + 1e-9 * np.eye(len(apart))
    score: Floats = columns @ np.linalg.solve(within, apart)
    return score
