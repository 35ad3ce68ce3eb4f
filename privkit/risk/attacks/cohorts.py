"""The targets of an attack: as many of the release as strangers, of everybody and of each subgroup."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from privkit.risk.attacks.encode import Codes, Encoded, Sheet
from privkit.risk.attacks.excess import excess, unknown
from privkit.risk.attacks.levels import bounded
from privkit.risk.attacks.result import FEWEST, AttackResult, Orders, Tally
from privkit.risk.attacks.sides import Positions, sides
from privkit.risk.packing import pack

Mask = npt.NDArray[np.bool_]
#: Subgroups by name: which rows of the originals, and which of the control, in the order of the frames of the stage.
Groups = Mapping[str, tuple[Mask, Mask]]
#: Whether the attack succeeds on each target, given as the rows of one side.
Attempt = Callable[[Sheet], Mask]

#: Targets at whom what the attacker knows points: nobody else of the same sample has these values.
RECOGNISABLE = "recognisable"
#: A subgroup with more than this share of everybody is everybody.
NEARLY_ALL = 0.98


@dataclass(frozen=True)
class Cohort:
    """Targets, as positions in the encoded originals and control: as many of each, in random order."""

    name: str
    people: Positions
    strangers: Positions


def cohorts(encoded: Encoded, groups: Groups, rng: np.random.Generator) -> list[Cohort]:
    """Everybody first, then each group."""
    found = [Cohort("", rng.permutation(len(encoded.originals)), rng.permutation(len(encoded.control)))]
    for name, (of_originals, of_control) in groups.items():
        inside = np.flatnonzero(of_originals[encoded.originals_order])
        outside = np.flatnonzero(of_control[encoded.control_order])
        found.append(Cohort(name, rng.permutation(inside), rng.permutation(outside)))
    return found


def recognisable(encoded: Encoded, known: Sequence[Sequence[int]], rng: np.random.Generator) -> list[Cohort]:
    """Those alone with their values of one of the sets of columns ``known``, among people and others, or among
    strangers and others (:class:`~privkit.risk.attacks.sides.Sides`): two samples of one size. No cohort where nearly
    everybody is."""
    drawn = sides(encoded, rng)
    rest = encoded.originals.codes[drawn.others]
    people = _alone(encoded.originals.codes[drawn.people], rest, known)
    strangers = _alone(encoded.control.codes[drawn.strangers], rest, known)
    if people.mean() > NEARLY_ALL and strangers.mean() > NEARLY_ALL:
        return []
    return [Cohort(RECOGNISABLE, drawn.people[people], drawn.strangers[strangers])]


def judge(
    name: str,
    encoded: Encoded,
    found: Sequence[Cohort],
    orders: Orders,
    attempt: Attempt,
) -> AttackResult:
    """Attack every cohort and compare its two sides; a gain is proved for all cohorts together.

    The same number of targets on both sides, ``orders.attacks`` at most. A cohort too small to measure is told with no
    attack and an interval from 0 to 1.
    """
    found = [_equal(cohort, orders.attacks) for cohort in found]
    fewest = [1 if not cohort.name else FEWEST for cohort in found]
    measurable = [len(cohort.people) >= least for cohort, least in zip(found, fewest, strict=True)]
    each = orders.levels(max(1, sum(measurable)))
    results = []
    for cohort, enough in zip(found, measurable, strict=True):
        if not enough:
            results.append(
                AttackResult(name, Tally(0, 0), Tally(0, 0), unknown(each.confidence), cohort.name)
            )
            continue
        originals = _tally(attempt(encoded.originals.rows(cohort.people)))
        control = _tally(attempt(encoded.control.rows(cohort.strangers)))
        risk = bounded(partial(excess, originals, control), each)
        results.append(AttackResult(name, originals, control, risk, cohort.name))
    return replace(results[0], groups=tuple(results[1:]))


def _tally(succeeded: Mask) -> Tally:
    return Tally(int(succeeded.sum()), len(succeeded))


def _equal(cohort: Cohort, attacks: int) -> Cohort:
    size = min(len(cohort.people), len(cohort.strangers), attacks)
    return replace(cohort, people=cohort.people[:size], strangers=cohort.strangers[:size])


def _alone(part: Codes, others: Codes, known: Sequence[Sequence[int]]) -> Mask:
    alone = np.zeros(len(part), np.bool_)
    for columns in known:
        keys = pack(np.concatenate([part, others])[:, list(columns)].astype(np.int64))
        alone |= np.bincount(keys)[keys[: len(part)]] == 1
    return alone
