"""Singling out (WP29 05/2014; Cohen and Nissim 2020): a description that fits exactly one of the people."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from privkit.risk.attacks.encode import Encoded, encode
from privkit.risk.attacks.excess import excess_of, share, share_of_weighted, unknown
from privkit.risk.attacks.levels import Levels, bounded
from privkit.risk.attacks.predicates import Counts, People, multivariate, together, univariate
from privkit.risk.attacks.result import FEWEST, AttackResult, Orders, Tally
from privkit.risk.attacks.scene import Scene
from privkit.values import Interval

Sort = Literal["univariate", "multivariate", "both"]
#: Predicates of rows that stay alone in the release when any one column is left out.
ISOLATED = "isolated rows"


def attack(
    scene: Scene, orders: Orders, *, columns_together: int | None = None, kind: Sort = "both"
) -> AttackResult:
    """The attacker has the release alone, and wants to describe one of its people so that nobody else fits.

    It makes predicates that exactly one released row fulfils (:mod:`privkit.risk.attacks.predicates`): on one column
    (``univariate``) or on ``columns_together`` of them, all when None (``multivariate``), and succeeds with one when
    it holds for exactly one of the people; two alike are not singled out. Fewer predicates than asked are made when
    there are no more: the denominators are those made. Where no released row is alone (a k-anonymous release) it tries
    what holds for the fewest rows. Rows isolated in the release are attacked once more as a
    group (``isolated rows``); with ``both``, so are both sorts.

    **Comparison at equal sizes.** A broad predicate may isolate somebody by luck, more or less often as there are
    more people, so originals and control of different sizes cannot be compared. The originals are cut at random into
    K blocks of s people, K s as many as there are (but for less than K), and the control to s. Let e0 be the share
    of predicates that isolate one of all K s originals, and eb the same when block b is replaced by the control:
    again K s people. If the release tells of the people it was made from nothing but what is true of strangers, a
    block and the control can be exchanged, so e0 and every eb have the same expectation, whatever the sizes and
    however broad the predicates are. Replacing one block takes away the isolations that the release owes to its
    people (each owes it to one person, in one block) once in all K replacements; so the sum over b of e0 - eb
    estimates what the release adds, and c = e0 - that sum what as many strangers would give: exactly so when, of
    the people that a predicate holds for, one at most is there by copying and the others are there by chance.
    ``control`` shows c as a number of the same predicates; one person of the control counts K times in it, and its
    interval is that of as many fewer trials, or of the variance seen where that is greater.

    Raises DataError (PK670 to PK673).
    """
    encoded = encode(scene)
    rng = np.random.default_rng([orders.seed, 1])
    people = _people(encoded, rng)
    parts = _predicates(encoded, people, orders, columns_together, kind, rng)
    whole = together([counts for name, counts in parts.items() if name != ISOLATED])
    groups = {name: counts for name, counts in parts.items() if len(parts) > 1}
    if sum(len(counts) >= FEWEST for name, counts in groups.items() if name != ISOLATED) < 2:
        groups.pop("multivariate", None)  # as good as everybody
    measured = sum(len(counts) >= FEWEST for counts in groups.values())
    each = orders.levels(1 + measured)
    named = f"singling_out_{kind}" if kind != "both" else "singling_out"
    return replace(
        _compare(named, "", whole, each),
        groups=tuple(_compare(named, name, counts, each) for name, counts in groups.items()),
    )


def _predicates(
    encoded: Encoded,
    people: People,
    orders: Orders,
    columns_together: int | None,
    kind: Sort,
    rng: np.random.Generator,
) -> dict[str, Counts]:
    """By name; where no released row is alone, those that hold for the fewest rows."""
    every = len(encoded.fields)
    size = every if columns_together is None else min(max(columns_together, 1), every)
    parts: dict[str, Counts] = {}
    for rarest in (False, True):
        if kind != "multivariate":
            parts["univariate"] = univariate(encoded, people, orders.attacks, rng, rarest=rarest)
        if kind != "univariate":
            parts["multivariate"], isolated = multivariate(
                encoded, people, size, orders.attacks, rng, rarest=rarest
            )
            if size == every:
                parts[ISOLATED] = isolated
        if any(len(counts) for counts in parts.values()):
            break
    return parts


def _people(encoded: Encoded, rng: np.random.Generator) -> People:
    """The originals in blocks no larger than the control, and as much of the control as a block."""
    whole, control = len(encoded.originals), len(encoded.control)
    blocks = -(-whole // control)
    size = whole // blocks
    order = rng.permutation(whole)
    return People(
        tuple(encoded.originals.rows(order[k * size : (k + 1) * size]) for k in range(blocks)),
        encoded.control.rows(rng.permutation(control)[:size]),
    )


def _compare(name: str, group: str, counts: Counts, asked: Levels) -> AttackResult:
    made = len(counts)
    if not made:
        return AttackResult(name, Tally(0, 0), Tally(0, 0), unknown(asked.confidence), group)
    blocks = counts.blocks.shape[1]
    in_all = counts.blocks.sum(axis=1)
    isolates = in_all == 1
    replaced = (in_all[:, None] - counts.blocks + counts.control[:, None] == 1).sum(axis=1)
    by_strangers = isolates - (blocks * isolates - replaced)  # of each predicate; its mean is c
    originals = Tally(int(isolates.sum()), made)
    value = min(max(float(by_strangers.mean()), 0.0), 1.0)
    trials = made / blocks
    variance = float(by_strangers.var()) / made
    if 0 < value < 1 and variance > 0:
        trials = min(trials, value * (1 - value) / variance)

    def gained(confidence: float) -> Interval:
        strangers = share_of_weighted(value, trials, confidence)
        return excess_of(share(originals, confidence), strangers, confidence)

    return AttackResult(name, originals, Tally(round(value * made), made), bounded(gained, asked), group)
