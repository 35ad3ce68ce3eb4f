"""Linkability (WP29 05/2014): which of several records, from another source, is the same person's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from privkit.risk.attacks.cohorts import Groups, Mask, cohorts, judge, recognisable
from privkit.risk.attacks.encode import Encoded, Sheet, encode, no_field
from privkit.risk.attacks.neighbours import Neighbours
from privkit.risk.attacks.result import AttackResult, Orders
from privkit.risk.attacks.scene import Scene
from privkit.risk.packing import Ints

#: Records of other people among which the right one must be found.
DECOYS = 9


def attack(
    scene: Scene,
    orders: Orders,
    first: Sequence[str],
    second: Sequence[str],
    *,
    groups: Groups | None = None,
) -> AttackResult:
    """The attacker has the release, one person's columns ``first`` from one source, and from another source the columns
    ``second`` of ten persons. It wants to tell which of the ten is the same person.

    It takes the released rows nearest to the first record, ties included (:mod:`privkit.risk.attacks.neighbours`), and
    for each of the ten the share of the rows nearest to it that are among them: what tells best whose record it is,
    when the ten are drawn from one population. It succeeds when the right one has the greatest share, alone. Ten and
    not two: chance alone then succeeds seldom, so that what the release adds is known closely.

    Targets are as many of the release as strangers, and so are the other nine, drawn on the side of the target; whose
    second record is the target's own is no rival. That columns go together in the population helps on both sides alike;
    only the excess is risk. On an exact copy the right one wins wherever one of the two records points at few people;
    where many people share both there is nothing to tell. Besides everybody, the attack is made on people at whom one
    of the two records points alone (``recognisable``), where a copy gives 1, and on each of ``groups``. Columns named in
    both lists are in both records. Raises DataError (PK670 to PK673).
    """
    encoded = encode(scene.only([*first, *second]))
    known = [encoded.columns(first), encoded.columns(second)]
    if not all(known):
        raise no_field()
    rng = np.random.default_rng([orders.seed, 2])
    everybody, *parts = cohorts(encoded, groups or {}, rng)
    found = [everybody, *recognisable(encoded, known, rng), *parts]
    return judge("linkability", encoded, found, orders, _Joiner(encoded, known[0], known[1], rng).right)


class _Joiner:
    """Released rows as pairs (kind by the first columns, kind by the second), with how many of each."""

    def __init__(
        self, encoded: Encoded, first: list[int], second: list[int], rng: np.random.Generator
    ) -> None:
        self._first, self._second = Neighbours(encoded, first), Neighbours(encoded, second)
        self._columns, self._rng = list(second), rng
        space = self._second.kinds
        pairs, self._count = np.unique(self._first.kind * space + self._second.kind, return_counts=True)
        kind, self._other = pairs // space, pairs % space
        self._starts: Ints = np.searchsorted(kind, np.arange(self._first.kinds + 1)).astype(np.int64)
        self._size = np.bincount(self._second.kind, minlength=space)
        self._rows = np.zeros(space, np.int64)

    def right(self, targets: Sheet) -> Mask:
        """Whether the second record of each target is told from those of others. Decoys are other targets, as far
        along their random order as drawn."""
        number = len(targets)
        first, second = self._first.nearest(targets), self._second.nearest(targets)
        near = np.add.reduceat(self._size[second.kinds], second.starts[:-1])[second.case]
        ahead = self._rng.choice(np.arange(1, max(2, number)), min(DECOYS, max(0, number - 1)), replace=False)
        others = (np.arange(number)[:, None] + ahead[None, :]) % number
        records = targets.codes[:, self._columns]
        rivals = (records[others] != records[:, None, :]).any(axis=2)
        found = np.zeros(number, np.bool_)
        for target in range(number):
            met = self._meet(first.of(target))
            asked = [target, *others[target][rivals[target]].tolist()]
            rows = np.array([self._rows[second.of(one)].sum() for one in asked])
            # shares are compared as products, so that equal ones are equal
            wins = rows[0] * near[asked[1:]] > rows[1:] * near[target]
            found[target] = bool(rows[0]) and len(asked) > 1 and bool(wins.all())
            self._rows[met] = 0
        return found

    def _meet(self, kinds: Ints) -> Ints:
        """Count, by their second kind, the released rows of some first kinds; the second kinds met."""
        places = np.concatenate([np.arange(self._starts[k], self._starts[k + 1]) for k in kinds])
        np.add.at(self._rows, self._other[places], self._count[places])
        met: Ints = self._other[places]
        return met
