"""The attacker knows every person of the data but for one, the canary, and wants to know whether the canary was in.

Nobody real knows that much: it is the attacker of the definition of differential privacy. A generator that claims
(ε, δ) must keep him in doubt; how often he is right proves a **lower bound on ε** that no claim may be under
(Jagielski, Ullman, Oprea 2020, *Auditing differentially private machine learning*; Nasr et al. 2021, *Adversary
instantiation*). The bound of Clopper and Pearson on each rate, an event chosen on half of the runs and counted on
the other half: an honest generator is accused with a probability of 1 − confidence at most.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.errors import DataError, Problem
from privkit.risk.attacks.near import outlying, scaled_frame
from privkit.risk.attacks.result import Tally
from privkit.risk.attacks.scene import Field
from privkit.risk.intervals import clopper_pearson
from privkit.words import Words

Floats = npt.NDArray[np.float64]
FitAndScore = Callable[[pd.DataFrame], float]

#: Fewer runs on each side prove nothing: half of them choose, half count.
FEWEST_RUNS = 8
_WITHIN = 0.02  # of the range of a number, for two values to be alike
_LIMITS = 100  # limits tried, spread evenly over the scores


@dataclass(frozen=True)
class EpsilonBound:
    """What runs with and without the canary prove. ``epsilon``: the least that explains them at ``delta``, 0 when
    they prove nothing; ``most``: the greatest bound that so many runs could prove. ``inside`` and ``outside``: how
    often the event was met with the canary in the data, and without, in the runs that were counted."""

    epsilon: float
    most: float
    delta: float
    confidence: float
    inside: Tally
    outside: Tally


@dataclass(frozen=True)
class _Event:
    """Scores on one side of a limit, as told of one of the two neighbours."""

    limit: float
    above: bool
    of_inside: bool  # the event speaks for the canary; else for its absence

    def met(self, scores: Floats) -> int:
        return int((scores >= self.limit if self.above else scores <= self.limit).sum())

    def tallies(self, inside: Floats, outside: Floats) -> tuple[Tally, Tally]:
        """How often it was met by the neighbour it speaks for, and by the other."""
        pair = Tally(self.met(inside), len(inside)), Tally(self.met(outside), len(outside))
        return pair if self.of_inside else pair[::-1]


def epsilon_proved(likely: Tally, unlikely: Tally, delta: float, confidence: float) -> float:
    """The least ε at ``delta`` under which an event is met so often on one data set, so seldom on its neighbour.

    ln((p − δ) / q), p from below and q from above, each end with half of what confidence leaves.
    """
    low = clopper_pearson(likely.successes, likely.attacks, confidence).low
    high = clopper_pearson(unlikely.successes, unlikely.attacks, confidence).high
    return max(0.0, math.log((low - delta) / high)) if low > delta else 0.0


def epsilon_bound(
    inside: Sequence[float] | Floats,
    outside: Sequence[float] | Floats,
    delta: float = 0.0,
    confidence: float = 0.95,
) -> EpsilonBound:
    """The lower bound on ε from the scores of runs with the canary and of runs without, in the order of the runs.

    The even runs choose the event (a limit, its side, and of which of the two it speaks); the odd ones are counted.
    A score that is missing meets no event. ``confidence``: of the bound,
    one-sided. Raises DataError (PK679) for fewer than 8 runs on a side.
    """
    there, absent = np.asarray(inside, np.float64), np.asarray(outside, np.float64)
    if min(len(there), len(absent)) < FEWEST_RUNS:
        raise _few_runs()
    event = _chosen(there[::2], absent[::2], delta, confidence)
    likely, unlikely = event.tallies(there[1::2], absent[1::2])
    full = Tally(likely.attacks, likely.attacks), Tally(0, unlikely.attacks)
    return EpsilonBound(
        epsilon_proved(likely, unlikely, delta, confidence),
        epsilon_proved(*full, delta, confidence),
        delta,
        confidence,
        *((likely, unlikely) if event.of_inside else (unlikely, likely)),
    )


def _chosen(there: Floats, absent: Floats, delta: float, confidence: float) -> _Event:
    """The event whose bound is the greatest on the runs given; between equals, the one best told apart."""
    both = np.concatenate([there, absent])
    known = np.sort(both[~np.isnan(both)])
    limits = (
        np.unique(known[np.linspace(0, len(known) - 1, _LIMITS).astype(np.int64)]) if len(known) else known
    )
    events = [
        _Event(float(t), above, mine) for t in limits for above in (True, False) for mine in (True, False)
    ]

    def worth(event: _Event) -> tuple[float, float]:
        likely, unlikely = event.tallies(there, absent)
        return epsilon_proved(likely, unlikely, delta, confidence), likely.rate - unlikely.rate

    return max(events, key=worth, default=_Event(0.0, True, True))


def choose_canaries(
    frame: pd.DataFrame, fields: Sequence[Field], number: int, seed: int = 1
) -> npt.NDArray[np.int64]:
    """Positions of the records that lie farthest from their neighbours, the farthest first.

    They are the vulnerable ones (Meeus, Guépin, Creţu, de Montjoye 2023, *Achilles' heels*): mean distance to the
    five nearest others, each column weighing the same, 1 for two unlike categories or for a number as far as the
    whole range. Large frames are measured against a sample.
    """
    values = scaled_frame(frame, fields)
    distance = outlying(values, values, np.random.default_rng(seed), itself=True)
    return np.argsort(-distance, kind="stable")[:number]


def likeness(release: pd.DataFrame, canary: pd.DataFrame, fields: Sequence[Field]) -> float:
    """A score for :func:`audit`: how often released rows hold the canary's values, and two of them together.

    For each column the square root of the rows that hold its value; for each pair of columns the rows that hold
    both, less those expected of columns that do not hang together, over the square root of one more than these: a row
    more of rare values weighs most. Values of categories are the same or
    not, missing too; numbers are when they lie within a fiftieth of the range of nearly all released values.
    ``canary`` is a frame of one row.
    """
    both = scaled_frame(pd.concat([canary[list(release.columns)], release], ignore_index=True), fields)
    one, rows = both[:1], both[1:]
    like = np.hstack([rows.codes == one.codes, np.abs(rows.numbers - one.numbers) <= _WITHIN]).astype(
        np.float64
    )
    together, single = like.T @ like, like.sum(axis=0)
    expected = np.outer(single, single) / max(1, len(like))
    return float(np.sqrt(single).sum() + np.triu((together - expected) / np.sqrt(expected + 1), 1).sum())


def audit(
    fit_and_score: FitAndScore,
    frame: pd.DataFrame,
    canary: pd.DataFrame,
    replacement: pd.DataFrame | None,
    runs: int,
    delta: float,
    confidence: float = 0.95,
) -> EpsilonBound:
    """The audit of whole fits on two neighbouring data sets: ``frame`` with the canary and ``frame`` without.

    ``canary`` and ``replacement`` are frames of one row. With a replacement the neighbours differ by one person
    *replaced*; with None by one person *added or removed*. ``fit_and_score`` fits the generator with fresh noise,
    and gives a number that is greater when the release seems to hold the canary (the share of rows near it). It is
    called ``runs`` times on each side, in turn. ε of the other relation is not proved: say which one was asked.
    Raises DataError (PK679) for fewer than 8 runs.
    """
    if runs < FEWEST_RUNS:
        raise _few_runs()
    with_canary = pd.concat([frame, canary], ignore_index=True)
    without = frame if replacement is None else pd.concat([frame, replacement], ignore_index=True)
    scores = np.array([[fit_and_score(with_canary), fit_and_score(without)] for _ in range(runs)])
    return epsilon_bound(scores[:, 0], scores[:, 1], delta, confidence)


def _few_runs() -> DataError:
    return DataError(
        Problem(
            "PK679",
            Words(
                f"a canary proves nothing in fewer than {FEWEST_RUNS} runs with it and as many without",
                f"un canari ne prouve rien en moins de {FEWEST_RUNS} essais avec lui et autant sans lui",
            ),
            instead=Words(
                "ask for 200 runs of each kind or more", "demandez 200 essais de chaque sorte ou davantage"
            ),
        )
    )
