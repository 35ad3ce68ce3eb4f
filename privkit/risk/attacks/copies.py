"""The attacker has the release and wants a row that is somebody's exact record, every released column alike.

Few columns of categories meet by chance: a row that equals somebody's record is no copy when people who were not in
the data are met as often. So people who are *alone* with their record, among those of the data and those set aside
together, are looked for in the release. If nothing is copied, who of the two kinds is met is a matter of luck: given
how many are met in all, the number from the data is hypergeometric. That is exact at any sizes of the two.

Copies stand out where luck seldom meets: people are taken in three kinds, which share the error.

* *certain*: records with so many digits that the coincidence is not to be expected once in a thousand such
  releases. One of them met is a copy, whatever the people set aside.
* *rare*: nobody else has the same values in all columns but one.
* *other*: alone all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from privkit.risk.attacks.digits import Bools, chance_of
from privkit.risk.attacks.encode import Codes, encode
from privkit.risk.attacks.result import Orders, Tally
from privkit.risk.attacks.scene import Scene
from privkit.risk.packing import pack

#: Coincidences expected among all certain records together are at most this.
_EXPECTED_AT_MOST = 1e-3


@dataclass(frozen=True)
class Kind:
    """People alone with their record, of one kind: those of the data and those set aside, and how many are met.

    ``low`` and ``high``: between how many of those met are copies.
    """

    name: str
    originals: Tally
    control: Tally
    low: int
    high: int


@dataclass(frozen=True)
class CopiedRecords:
    """What was copied. ``found``: people of the data, alone with their record, whose record is in the release;
    ``expected``: how many of them by chance; ``low`` to ``high``: copies beyond chance, at ``confidence`` over all
    ``kinds`` together. ``rows``: released rows that hold a record found.
    """

    found: int
    expected: float
    low: int
    high: int
    rows: int
    confidence: float
    kinds: tuple[Kind, ...]

    @property
    def excess(self) -> float:
        """Copies beyond chance, estimated: within ``low`` and ``high``."""
        return min(max(self.found - self.expected, self.low), self.high)

    def held(self, at_most: int) -> bool:
        """Whether no more copies than ``at_most`` are proved."""
        return self.low <= at_most


def copied_records(scene: Scene, orders: Orders) -> CopiedRecords:
    """Count the records copied, all released columns (``scene.fields``) compared.

    Everybody is looked for: nothing is drawn. Missing equals missing. Raises what :func:`encode` raises.
    """
    stage = encode(scene)
    n, m = len(stage.originals), len(stage.control)
    codes = np.vstack([stage.originals.codes, stage.control.codes, stage.release.codes])
    keys = pack(codes.astype(np.int64))
    people, released = keys[: n + m], keys[n + m :]
    size = int(keys.max()) + 1
    alone = (np.bincount(people, minlength=size) == 1)[people]
    times = np.bincount(released, minlength=size)[people]
    met, mine = alone & (times > 0), np.arange(n + m) < n
    kinds = _kinds(codes[: n + m], len(released), alone, met, mine)
    tail = (1 - orders.levels().proof) / 2 / len(kinds)
    counted = tuple(_count(name, among, met, mine, tail) for name, among in kinds.items())
    return CopiedRecords(
        found=int((met & mine).sum()),
        expected=sum(_by_chance(kind) for kind in counted),
        low=sum(kind.low for kind in counted),
        high=sum(kind.high for kind in counted),
        rows=int(times[met & mine].sum()),
        confidence=orders.confidence,
        kinds=counted,
    )


def _kinds(people: Codes, rows: int, alone: Bools, met: Bools, mine: Bools) -> dict[str, Bools]:
    """The three kinds of people, told without a look at who is in the data."""
    chance = chance_of(people) * rows
    order = np.argsort(chance[alone], kind="stable")
    few = np.cumsum(chance[alone][order]) <= _EXPECTED_AT_MOST
    certain = np.zeros(len(people), bool)
    certain[np.flatnonzero(alone)[order[few]]] = True
    if (certain & met & ~mine).any():  # what cannot happen did: nothing is certain here
        certain[:] = False
    rare = alone & ~certain & ~_has_neighbour(people)
    return {"certain": certain, "rare": rare, "other": alone & ~certain & ~rare}


def _has_neighbour(people: Codes) -> Bools:
    """Who shares with somebody all columns but one, or all."""
    found = np.zeros(len(people), bool)
    for j in range(people.shape[1]):
        keys = pack(np.delete(people, j, axis=1).astype(np.int64))
        found |= (np.bincount(keys) > 1)[keys]
    return found


def _count(name: str, among: Bools, met: Bools, mine: Bools, tail: float) -> Kind:
    a, b = Tally(*_two(met, among & mine)), Tally(*_two(met, among & ~mine))
    if name == "certain":
        return Kind(name, a, b, a.successes, a.successes)
    return Kind(name, a, b, *between(a, b, tail))


def _two(met: Bools, among: Bools) -> tuple[int, int]:
    return int((met & among).sum()), int(among.sum())


def _by_chance(kind: Kind) -> float:
    if kind.name == "certain" or not kind.control.attacks:
        return 0.0
    # k copies leave (found - k) met among (attacks - k), at the rate of the people set aside
    rate, found, attacks = kind.control.rate, kind.originals.successes, kind.originals.attacks
    copies = (found - rate * attacks) / (1 - rate) if rate < 1 else 0.0
    return found - min(max(copies, 0.0), float(found))


def between(originals: Tally, control: Tally, tail: float) -> tuple[int, int]:
    """The fewest and the most copies that explain the counts, each end wrong with probability ``tail`` at most.

    With k copies, those who are met without being copied are drawn among everybody else without regard to who was
    in the data: hypergeometric given their number.
    """
    from scipy.stats import hypergeom

    found, attacks = originals.successes, originals.attacks
    if not found:
        return 0, 0
    k = np.arange(found + 1)
    law = hypergeom(attacks + control.attacks - k, attacks - k, found + control.successes - k)
    low = k[law.sf(found - k - 1) > tail]
    high = k[law.cdf(found - k) > tail]
    return int(low.min()), int(high.max(initial=0))
