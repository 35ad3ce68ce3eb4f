"""What an attack found: how often it succeeded on the people of the release, and on people who were not in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from privkit.risk.attacks.levels import Levels, levels
from privkit.values import Interval

#: Attacks on each side below which a subgroup is not attacked at all, and below which it cannot show that there is no
#: leak: without one success among so many, the upper bound is still about 5 %.
FEWEST, ENOUGH = 30, 100


@dataclass(frozen=True)
class Tally:
    """Attacks really made, and those that succeeded."""

    successes: int
    attacks: int

    @property
    def rate(self) -> float:
        return self.successes / self.attacks if self.attacks else 0.0


@dataclass(frozen=True)
class Orders:
    """How an attack is run: ``attacks`` asked of each kind, ``confidence`` of the whole family of ``comparisons``
    that one decision rests on (Bonferroni), ``seed`` of every draw."""

    attacks: int = 2000
    confidence: float = 0.95
    comparisons: int = 1
    seed: int = 1

    def levels(self, groups: int = 1) -> Levels:
        """How sure the ends of an interval are, for an attack on so many groups."""
        return levels(self.confidence, self.comparisons * groups)


@dataclass(frozen=True)
class AttackResult:
    """One attack on one group of people.

    ``risk`` is the excess of ``originals`` over ``control``, (a - c) / (1 - c), in [0, 1], with an interval of the
    confidence asked: 0 when people in the release are attacked no better than people who were not in it.
    ``group`` is the empty text for everybody, else the subgroup attacked ("outliers"); ``groups`` are the subgroups
    of an attack on everybody, already counted in the correction for multiplicity.
    """

    attack: str
    originals: Tally
    control: Tally
    risk: Interval
    group: str = ""
    groups: tuple[AttackResult, ...] = field(default=())

    @property
    def measured(self) -> bool:
        """Whether the figure decides: of everybody always, of a subgroup when its attacks are many, or few and enough
        to show a leak."""
        attacks = min(self.originals.attacks, self.control.attacks)
        return not self.group or attacks >= ENOUGH or self.risk.low > 0

    @property
    def worst(self) -> AttackResult:
        """The group, everybody included, with the highest upper bound among those whose figure decides."""
        return max((self, *(r for r in self.groups if r.measured)), key=lambda r: r.risk.high)
