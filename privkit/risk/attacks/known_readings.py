"""The attacker is a neighbour: he read the meter of a household in some months, and wants the others.

He takes the released row nearest to what he knows in those months. He succeeds when that row gives every other
month, or at least the volume of the year, as near as the tolerance. Households use water alike, so strangers are
guessed too: the risk is what the people of the release are guessed beyond people who were not in it.

On rows protected one by one he may know which row is his neighbour's; that is not asked here, only what he learns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from privkit.errors import DataError, Problem
from privkit.risk.attacks.encode import encode
from privkit.risk.attacks.excess import excess
from privkit.risk.attacks.levels import bounded
from privkit.risk.attacks.result import AttackResult, Orders, Tally
from privkit.risk.attacks.scene import Scene
from privkit.words import Words

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_CHOICES = 30  # choices of months that are tried, at most
_LEARNING = 6000  # attacks on each side by which the worst choice is found
_LEARNT = 1 / 3  # share of the people on whom the worst choice is found


@dataclass(frozen=True)
class Knowledge:
    """``months`` known, each to the nearest multiple of ``precision`` (0: exactly). A guess is right within the share
    ``tolerance`` of the truth, or within ``precision`` of it."""

    months: int = 2
    precision: float = 0.0
    tolerance: float = 0.05


def known_readings(
    scene: Scene, orders: Orders, profile: Sequence[str], knowledge: Knowledge | None = None
) -> AttackResult:
    """The attack on households with ``profile``, the columns of one quantity over time, fields of kind number.

    For each household the months are drawn among those it has. Groups: "year", where the sum over the profile is
    wanted and not each month, within the tolerance over the square root of the months not known (as near as a sum
    whose months are guessed that well; any household of the size comes within 5 %); "worst_months", the months, the
    same for all, that do best on some of the people, counted on others. Households with fewer months than are to be
    known and one more are not attacked. Equal numbers of people of the release and of others. Raises DataError
    (PK677) for a profile with no more columns than ``months``, and what :func:`encode` raises.
    """
    asked = knowledge or Knowledge()
    if not 1 <= asked.months < len(profile):
        raise _short_profile(asked.months)
    stage = encode(scene.only(profile))
    columns = stage.columns(profile)
    rng = np.random.default_rng(orders.seed)
    release = stage.release.values[:, columns]
    release = release[rng.permutation(len(release))]  # no choice among equals by the order of the values
    sides = [_attackable(s.values[:, columns], asked.months) for s in (stage.originals, stage.control)]
    size = min(len(side) for side in sides)
    sides = [side[rng.permutation(len(side))[:size]] for side in sides]
    learnt = min(int(size * _LEARNT), orders.attacks)
    counted = [side[learnt:][: orders.attacks] for side in sides]
    each = orders.levels(3)

    def result(group: str, found: Bools) -> AttackResult:
        a, c = (Tally(int(half.sum()), len(half)) for half in np.split(found, 2))
        return AttackResult("known_readings", a, c, bounded(partial(excess, a, c), each), group)

    choices = _choices(len(columns), asked.months, rng)
    both = np.vstack(counted)
    drawn = _attack(release, both, _draw(both, choices, rng), asked)
    worst = _worst(release, np.vstack([side[:learnt] for side in sides]), choices, asked)
    same = _attack(release, both, worst & ~np.isnan(both), asked)
    whole = result("", drawn[0])
    groups = (result("year", drawn[1]), result("worst_months", same[0]))
    return AttackResult(whole.attack, whole.originals, whole.control, whole.risk, "", groups)


def _attackable(profiles: Floats, months: int) -> Floats:
    enough: Floats = profiles[(~np.isnan(profiles)).sum(axis=1) > months]
    return enough


def _choices(width: int, months: int, rng: np.random.Generator) -> Bools:
    """Choices of months, each a row: all of them, or some that are drawn."""
    if comb(width, months) <= _CHOICES:
        taken = [list(c) for c in combinations(range(width), months)]
    else:
        taken = [rng.permutation(width)[:months].tolist() for _ in range(_CHOICES)]
    out = np.zeros((len(taken), width), bool)
    for row, columns in zip(out, taken, strict=True):
        row[columns] = True
    return out


def _draw(profiles: Floats, choices: Bools, rng: np.random.Generator) -> Bools:
    """For each person a choice of months that he has, else as many of those that he has."""
    there = ~np.isnan(profiles)
    months = int(choices[0].sum())
    fits = there.astype(np.int64) @ choices.T == months
    known = choices[np.where(fits, rng.random(fits.shape), -1.0).argmax(axis=1)]
    order = np.where(there, rng.random(there.shape), np.inf)
    own = order.argsort(axis=1).argsort(axis=1) < months
    return np.where(fits.any(axis=1)[:, None], known, own)


def _worst(release: Floats, both: Floats, choices: Bools, asked: Knowledge) -> Bools:
    """The choice of months that sets people of the release (the first half) the most apart from strangers."""
    half = len(both) // 2
    some = max(50, _LEARNING // len(choices))
    people = np.vstack([both[:half][:some], both[half:][:some]])
    gaps = []
    for known in choices:
        found = _attack(release, people, known & ~np.isnan(people), asked)[0]
        first, second = np.split(found, 2)
        gaps.append(int(first.sum()) - int(second.sum()))
    worst: Bools = choices[int(np.argmax(gaps))]
    return worst


def _attack(release: Floats, people: Floats, known: Bools, asked: Knowledge) -> tuple[Bools, Bools]:
    """Whether the row found gives every other month of each person, and the sum of the year.

    ``known``: people × columns. People who know the same columns are looked for together.
    """
    said = people
    if asked.precision:
        said = np.round(people / asked.precision) * asked.precision
    found = np.full(len(people), -1, np.int64)
    patterns, which = np.unique(known, axis=0, return_inverse=True)
    which = which.reshape(-1)
    order = np.argsort(which, kind="stable")
    ends = np.searchsorted(which[order], np.arange(len(patterns) + 1))
    for number, pattern in enumerate(patterns):
        mine = order[ends[number] : ends[number + 1]]
        found[mine] = _nearest_row(release[:, pattern], said[mine][:, pattern])
    guess = np.where((found >= 0)[:, None], release[found], np.nan)
    right = _near(guess, people, asked.tolerance, asked.precision) | known
    closer = asked.tolerance / np.sqrt(np.maximum(1, (~known & ~np.isnan(people)).sum(axis=1)))
    whole = _near(np.nansum(guess, axis=1), np.nansum(people, axis=1), closer, asked.precision)
    told = (found >= 0) & ~np.isnan(guess).all(axis=1)
    return right.all(axis=1) & told, whole & told


def _nearest_row(release: Floats, said: Floats) -> Ints:
    """The row with the least sum of differences in the months known, among rows that have them all; -1 without."""
    usable = np.flatnonzero(~np.isnan(release).any(axis=1))
    if not len(usable) or not release.shape[1]:
        return np.full(len(said), -1, np.int64)
    from scipy.spatial import cKDTree

    found: Ints = usable[cKDTree(release[usable]).query(said, p=1)[1]]
    return found


def _near(guess: Floats, truth: Floats, tolerance: Floats | float, precision: float) -> Bools:
    """Within the tolerance of the truth, whatever its sign; missing is guessed by missing."""
    within = np.abs(guess - truth) <= np.maximum(tolerance * np.abs(truth), precision) + 1e-9
    return within | (np.isnan(guess) & np.isnan(truth))


def _short_profile(months: int) -> DataError:
    return DataError(
        Problem(
            "PK677",
            Words(
                f"the attacker knows {months} readings, and there are no more in the profile",
                f"l'attaquant connaît {months} relevés, et le profil n'en contient pas davantage",
            ),
            instead=Words(
                "let the attacker know at least one reading, and fewer than there are columns",
                "donnez à l'attaquant un relevé au moins, et moins qu'il n'y a de colonnes",
            ),
        )
    )
