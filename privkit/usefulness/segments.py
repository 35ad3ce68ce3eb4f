"""Whether people are told the same from a table made of released rows as from one made of real rows.

What a person is told is whatever ``tell`` says: the place of a household among comparable ones, a tariff, a class.
Some of it would change without any protection, had other people been drawn: that is the floor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.usefulness.codes import misuse
from privkit.usefulness.variables import SMALLEST
from privkit.values import Interval
from privkit.words import Words

#: ``tell(made_from, people)``: what each person is told by a table made from some rows; -1 for nothing.
Tell = Callable[[pd.DataFrame, pd.DataFrame], npt.NDArray[np.integer]]


@dataclass(frozen=True)
class Agreement:
    """Of the people whom real data tell something: the share told otherwise, or nothing, by released data.

    ``silent``: told nothing any more. ``floor``: told otherwise, or nothing, by one of two resamples of the real
    rows than by the other, one as large as the real data, one as the release; mean over draws. ``people``: those
    told something by real data; the rest is None without any.
    """

    changed: Interval | None
    silent: float | None
    floor: float | None
    people: int


def agreement(
    tell: Tell,
    real: pd.DataFrame,
    released: pd.DataFrame,
    people: pd.DataFrame,
    rng: np.random.Generator,
    *,
    redraws: int = 10,
    confidence: float = 0.95,
) -> Agreement:
    """Compare what ``people`` (control units, best) are told by real and by released rows; Wilson's interval."""
    if min(len(real), len(released), len(people)) < SMALLEST or redraws < 1:
        raise misuse(
            Words(
                f"agreement needs {SMALLEST} rows of each and a redraw",
                f"la concordance demande {SMALLEST} lignes de chaque et un tirage",
            )
        )
    before, after = tell(real, people), tell(released, people)
    told = before >= 0
    number = int(told.sum())
    if not number:
        return Agreement(None, None, None, 0)
    floors = [_by_chance(tell, real, len(released), people, rng) for _ in range(redraws)]
    changed = int((after != before)[told].sum())
    return Agreement(
        _wilson(changed, number, confidence), float((after < 0)[told].mean()), float(np.mean(floors)), number
    )


def _by_chance(
    tell: Tell, real: pd.DataFrame, size: int, people: pd.DataFrame, rng: np.random.Generator
) -> float:
    """The share told otherwise by one of two resamples than by the other: both vary, as real and released do."""
    first, second = (
        tell(real.iloc[np.sort(rng.integers(0, len(real), n))], people) for n in (len(real), size)
    )
    told = first >= 0
    return float((first != second)[told].mean()) if told.any() else 0.0


def _wilson(successes: int, trials: int, confidence: float) -> Interval:
    from scipy.stats import binomtest

    found = binomtest(successes, trials).proportion_ci(confidence, method="wilson")
    return Interval(successes / trials, float(found.low), float(found.high), confidence)
