"""The attacker has the release and a list of people like those it was made from, some of whom were in it. He wants
to know of each whether he was: being in a file (of people cut off, of a benefit) can be the secret.

Where the release is denser than the list, people were more likely in (DOMIAS: van Breugel, Sun, Qian, van der Schaar
2023, *Membership inference attacks against synthetic data through overfitting detection*). The list has as many of
the people of the release as of people who were not in it, and everything is scored without a look at who is who: if
the release tells nothing, the two kinds are scored alike. The attacker takes the score and the limit that do best on
half of the people, and is counted on the other half, so that luck in the choice counts for nothing; then the halves
are exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
import numpy.typing as npt

from privkit.risk.attacks.density import cut, distances, kernels, marginals
from privkit.risk.attacks.encode import Encoded, encode
from privkit.risk.attacks.excess import share, unknown
from privkit.risk.attacks.levels import Levels, bounded
from privkit.risk.attacks.near import Scaled, outlying, scaled
from privkit.risk.attacks.result import AttackResult, Orders, Tally
from privkit.risk.attacks.scene import Scene
from privkit.values import Interval

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Targets = Literal["random", "outliers"]

_POOL = 10  # times the attacks asked: people of each kind on the attacker's list, at most
_COUNTED = 5  # times the attacks asked: people of each kind attacked, at most; small shares need many
_OUTLIERS = 0.25  # share of the list that lies farthest from its neighbours
_SURE = 0.05  # share of strangers among outliers that may be accused: who goes for them wants to be sure
_LOW = 0.01  # share of strangers that an attacker who wants few false alarms accuses


@dataclass(frozen=True)
class Rule:
    """Who is taken to be in the data: those whose score of this number is the limit at least."""

    score: int
    limit: float

    def __call__(self, scores: Floats) -> Bools:
        return scores[:, self.score] >= self.limit


def membership(
    scene: Scene, orders: Orders, targets: Sequence[Targets] = ("random", "outliers")
) -> AttackResult:
    """The attack on everybody ("random"), and on the records farthest from their neighbours ("outliers", Meeus et
    al. 2023). ``risk`` is the attacker's **advantage**, share of members taken to be in less that of strangers.

    Outliers are attacked by one who accuses one stranger in twenty at most. Both are attacked a second time, as
    "low_false_positives", by one who accuses one in a hundred, and takes no rule that may be luck: he finds copies of
    few. The first of the targets stands for itself, all others are its groups. As each attack costs little, up to
    five times as many are made as ordered, where there are people enough. Raises what :func:`encode` raises.
    """
    rng = np.random.default_rng(orders.seed)
    stage = encode(scene)
    size = min(len(stage.originals), len(stage.control), _POOL * orders.attacks)
    lists = [rng.permutation(len(s))[:size] for s in (stage.originals, stage.control)]
    mine = np.arange(2 * size) < size
    release, pool = _in_numbers(stage, lists)
    groups = {name: _people(name, pool, mine, _COUNTED * orders.attacks, rng) for name in targets}
    asked = np.unique(np.concatenate([half for halves in groups.values() for half in halves]))
    scores = _scores(stage, lists, release, pool, asked, rng)
    each = orders.levels(2 * len(groups))
    results: list[AttackResult] = []
    for name, halves in groups.items():
        known = [(scores[np.searchsorted(asked, half)], mine[half]) for half in halves]
        group = "" if name == "random" else name
        main = best_rule if name == "random" else partial(best_rule, accused=_SURE)
        results.append(_attacked(known, main, group, each))
        results.append(_attacked(known, sure_rule, f"{group}, low_false_positives".removeprefix(", "), each))
    return replace(results[0], groups=tuple(results[1:]))


def difference(members: Tally, strangers: Tally, confidence: float) -> Interval:
    """The advantage, a - c, put together from the exact intervals of both shares (Newcombe 1998, with the ends of
    Clopper and Pearson); in [0, 1]. Nothing is known without an attack on both."""
    if not members.attacks or not strangers.attacks:
        return unknown(confidence)
    a, c = share(members, confidence), share(strangers, confidence)
    value = a.value - c.value
    low = value - float(np.hypot(a.value - a.low, c.high - c.value))
    high = value + float(np.hypot(a.high - a.value, c.value - c.low))
    value, low, high = (min(max(x, 0.0), 1.0) for x in (value, low, high))
    return Interval(value, low, high, confidence)


def best_rule(scores: Floats, mine: Bools, accused: float = 1.0) -> Rule:
    """The rule whose advantage is the greatest, of those that accuse a share of the strangers at most.

    ``scores``: people × scores; ``mine``: who of them was in the data.
    """
    return _best(scores, mine, lambda a, c, n, m: np.where(c <= accused, a - c, -np.inf))


def sure_rule(scores: Floats, mine: Bools) -> Rule:
    """The rule that accuses one stranger in a hundred at most, and whose advantage, less three of its standard
    errors, is the greatest: a copy of few is not missed for the luck of another rule."""
    return _best(scores, mine, _surely)


def _surely(a: Floats, c: Floats, n: int, m: int) -> Floats:
    return np.where(c <= _LOW, a - c - 3 * np.sqrt(_variance(a, n) + _variance(c, m)), -np.inf)


def _best(scores: Floats, mine: Bools, worth: Callable[[Floats, Floats, int, int], Floats]) -> Rule:
    found = (-np.inf, Rule(0, np.inf))  # nobody is accused by who could not learn
    n, m = int(mine.sum()), int((~mine).sum())
    for number, score in enumerate(scores.T if len(scores) else ()):
        order = np.argsort(-score, kind="stable")
        ordered = score[order]
        last = np.append(ordered[1:] != ordered[:-1], True)  # a limit takes all of those who score the same
        a, c = (np.cumsum(side[order])[last] / max(1, k) for side, k in ((mine, n), (~mine, m)))
        value = worth(a, c, n, m)
        at = int(np.argmax(value))
        if value[at] > found[0]:
            found = (float(value[at]), Rule(number, float(ordered[last][at])))
    return found[1]


def _variance(rate: Floats, people: int) -> Floats:
    """Of a share: never 0, as if two more had been tried."""
    around = (rate * people + 1) / (people + 2)
    return around * (1 - around) / (people + 2)


def _in_numbers(stage: Encoded, lists: list[Ints]) -> tuple[Scaled, Scaled]:
    release, originals, control = scaled([stage.release, stage.originals, stage.control], stage.fields)
    first, second = originals[lists[0]], control[lists[1]]
    pool = Scaled(np.vstack([first.codes, second.codes]), np.vstack([first.numbers, second.numbers]))
    return release, pool


def _scores(
    stage: Encoded, lists: list[Ints], release: Scaled, pool: Scaled, asked: Ints, rng: np.random.Generator
) -> Floats:
    """People asked × scores; the last is the mean of their places on all the others."""
    people = [stage.originals.rows(lists[0]), stage.control.rows(lists[1])]
    rough = np.vstack([cut(p) for p in people])
    exact = np.vstack([p.codes for p in people]).astype(np.int64)
    found = [marginals(cut(stage.release), rough, rng)]
    found += kernels(stage.release.codes.astype(np.int64), exact)
    if pool.numbers.shape[1]:
        found += kernels(cut(stage.release), rough)
    table = [score[asked] for score in found] + [distances(release, pool, asked)]
    places = [np.argsort(np.argsort(score, kind="stable"), kind="stable") for score in table]
    return np.column_stack([*table, np.mean(places, axis=0)])


def _people(name: Targets, pool: Scaled, mine: Bools, attacks: int, rng: np.random.Generator) -> list[Ints]:
    """Whom to attack, as many of each kind, in two halves."""
    among = np.arange(len(pool))
    if name == "outliers":
        far = outlying(pool, pool, rng, itself=True)
        mixed = rng.permutation(
            len(pool)
        )  # people as far are taken at random, and not those of the data first
        among = mixed[np.argsort(-far[mixed], kind="stable")][: max(2, round(_OUTLIERS * len(pool)))]
    sides = [rng.permutation(among[mine[among] == side]) for side in (True, False)]
    size = min(*(len(side) for side in sides), attacks)
    return [np.concatenate([side[start:size:2] for side in sides]) for start in (0, 1)]


def _attacked(
    halves: list[tuple[Floats, Bools]], learn: Callable[[Floats, Bools], Rule], group: str, asked: Levels
) -> AttackResult:
    """Each half attacked by the rule learnt on the other."""
    taken = [learn(*other)(scores) for (scores, _), other in zip(halves, halves[::-1], strict=True)]
    members, strangers = (
        Tally(
            sum(int(t[mine == side].sum()) for t, (_, mine) in zip(taken, halves, strict=True)),
            sum(int((mine == side).sum()) for _, mine in halves),
        )
        for side in (True, False)
    )
    return AttackResult(
        "membership", members, strangers, bounded(partial(difference, members, strangers), asked), group
    )
