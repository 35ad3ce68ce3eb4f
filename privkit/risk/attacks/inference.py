"""Attribute inference (WP29 05/2014): guess what one does not know of a person from what one knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from privkit.risk.attacks.cohorts import Groups, Mask, cohorts, judge, recognisable
from privkit.risk.attacks.encode import MISSING, Encoded, Sheet, encode, no_field
from privkit.risk.attacks.neighbours import Neighbours, Ties, flatten
from privkit.risk.attacks.result import AttackResult, Orders
from privkit.risk.attacks.scene import Scene
from privkit.risk.packing import Ints

#: Pairs of a target and a released value weighed at once; bounds the memory.
_BATCH = 4_000_000


def attack(
    scene: Scene,
    orders: Orders,
    secret: str,
    known: Sequence[str],
    *,
    within: float = 0.05,
    groups: Groups | None = None,
) -> AttackResult:
    """The attacker has the release and the columns ``known`` of a person, and wants that person's ``secret``.

    It takes the released rows nearest to what it knows, ties included (:mod:`privkit.risk.attacks.neighbours`), and
    guesses their most frequent value (the more frequent in the release when two are) or, for a number, their median
    (the lower of two); missing is a value too. A category is guessed when it is equal; a number when it is no
    further from the true one than ``within`` of its size or, where that is less, of the spread of the column (from
    the 5th to the 95th percentile of the release): dates and large numbers that differ little get no easier, a
    negative number is as hard as a positive one, and zero must be exact.

    Targets are as many of the release as strangers. A guess right of strangers as well is a law of the population,
    not a leak; only the excess is risk. Besides everybody, the attack is made on the people whom ``known``
    points at (``recognisable``): on an exact copy they are all guessed, while among people alike nobody can say
    which is the target; and on each of ``groups``. Raises DataError (PK670 to PK673).
    """
    wanted = scene.only([*known, secret])
    encoded = encode(wanted)
    hidden = encoded.columns([secret])[0]
    columns = [j for j in encoded.columns(known) if j != hidden]
    if not columns:
        raise no_field()
    rng = np.random.default_rng([orders.seed, 3])
    index = Neighbours(encoded, columns)
    guesser = _Guesser(encoded, index, hidden, within)
    everybody, *parts = cohorts(encoded, groups or {}, rng)
    found = [everybody, *recognisable(encoded, [columns], rng), *parts]
    return judge("inference", encoded, found, orders, guesser.right)


class _Guesser:
    """What the release says of the secret of each kind of rows, and the guess it makes for a target."""

    def __init__(self, encoded: Encoded, index: Neighbours, hidden: int, within: float) -> None:
        self._index, self._hidden = index, hidden
        self._number = encoded.is_number(hidden)
        secrets = encoded.release.codes[:, hidden].astype(np.int64)
        space = int(secrets.max()) + 1
        pairs, self._count = np.unique(index.kind * space + secrets, return_counts=True)
        kind, self._code = pairs // space, pairs % space
        self._starts: Ints = np.searchsorted(kind, np.arange(index.kinds + 1)).astype(np.int64)
        self._often = np.bincount(secrets, minlength=space)
        values = encoded.release.values[:, hidden]
        self._value = np.full(space, np.nan)
        self._value[secrets] = values
        present = values[~np.isnan(values)]
        spread = float(np.subtract(*np.quantile(present, [0.95, 0.05]))) if len(present) else 0.0
        self._within, self._spread = within, spread

    def right(self, targets: Sheet) -> Mask:
        """Whether the guess for each target is right."""
        ties = self._index.nearest(targets)
        guess = np.concatenate([self._guesses(part) for part in _batches(ties, self._starts)])[ties.case]
        codes = targets.codes[:, self._hidden]
        if not self._number:
            return np.asarray(guess == codes)
        truth, guessed = targets.values[:, self._hidden], self._value[guess]
        allowed = self._within * np.minimum(np.abs(truth), self._spread)
        near = np.abs(guessed - truth) <= allowed * (1 + 1e-9)
        return np.asarray(np.where(codes == MISSING, guess == MISSING, (guess != MISSING) & near))

    def _guesses(self, ties: Ties) -> Ints:
        case, position = flatten(ties, self._starts)
        space = len(self._often)
        pairs, inverse = np.unique(case * space + self._code[position], return_inverse=True)
        weight = np.bincount(inverse, self._count[position]).astype(np.int64)
        case, code = pairs // space, pairs % space
        if self._number:
            return _medians(case, code, weight)
        order = np.lexsort((code, -self._often[code], -weight, case))
        first = np.unique(case[order], return_index=True)[1]
        return np.asarray(code[order][first])


def _medians(case: Ints, code: Ints, weight: Ints) -> Ints:
    """The lower median code of each case (codes grow with values), missing where most are missing.

    ``case`` then ``code`` grow."""
    missing = code == MISSING
    cases = int(case[-1]) + 1
    absent = np.bincount(case, weight * missing, cases).astype(np.int64)
    present = np.bincount(case, weight * ~missing, cases).astype(np.int64)
    weight = np.where(missing, 0, weight)
    before = np.concatenate([[0], np.cumsum(present)])[:-1]
    up_to = np.cumsum(weight) - before[case]
    reached = (2 * up_to >= present[case]) & ~missing
    guess = np.full(cases, MISSING, np.int64)
    found, first = np.unique(case[reached], return_index=True)
    guess[found] = code[reached][first]
    return np.where(absent > present, MISSING, guess)


def _batches(ties: Ties, starts: Ints) -> Iterator[Ties]:
    """The cases in parts that weigh at most a few million pairs."""
    weights = np.concatenate([[0], np.cumsum(starts[ties.kinds + 1] - starts[ties.kinds])])[ties.starts]
    begin = 0
    while begin < ties.cases:
        end = int(np.searchsorted(weights, weights[begin] + _BATCH, side="right")) - 1
        end = min(max(end, begin + 1), ties.cases)
        cut = ties.starts[begin : end + 1]
        yield Ties(np.arange(end - begin), cut - cut[0], ties.kinds[cut[0] : cut[-1]])
        begin = end
