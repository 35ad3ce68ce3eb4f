"""Secondary suppression: what else to hide so that no secret figure can be computed back.

Boxes first when the table is large, then the cheapest paths for what the attacker still finds, until it finds
nothing; then cells hidden for nothing are published again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from privkit.secrecy.attack import Exposed, audit
from privkit.secrecy.cells import Bools, Cells
from privkit.secrecy.codes import wrong_rule
from privkit.secrecy.cost import costs, hideable
from privkit.secrecy.cubes import box_in
from privkit.secrecy.doubt import Floats
from privkit.secrecy.exact import cheapest
from privkit.secrecy.lighten import lightened, sides
from privkit.secrecy.paths import Paths, paths_of
from privkit.secrecy.primary import Need
from privkit.secrecy.rules import Rules
from privkit.secrecy.unknown import COUNTS
from privkit.words import Words

_BOXES_FROM = 250  # cells
_TURNS = 400
_MOST = 24  # figures mended between two attacks: what mends one often mends many
_EXACT_TO, _EXACT_FIRST = 250, 40
_LIGHTER_TO = 3000


@dataclass(frozen=True)
class Chosen:
    """The cells to hide, primary ones included; ``optimal`` when no cheaper choice is safe (False: not known)."""

    secret: Bools
    optimal: bool


def suppress(
    cells: Cells,
    rules: Rules,
    first: Bools,
    wanted: tuple[Need | None, ...],
    keep: Bools | None = None,
) -> Chosen:
    """Hide cells until the attacker finds nothing. ``first``: secret cells; ``keep``: cells that must be published.

    Raises PolicyError (PK577) when no choice protects them.
    """
    may = hideable(cells, rules, keep) | first
    secret = _safe(cells, rules, first, wanted, may)
    if secret is None:
        raise wrong_rule(
            Words("no choice of hidden cells protects the secret ones: too many cells must be published, or the attacker "
                  "is said to know too much already",
                  "aucun choix de cases cachées ne protège les cases secrètes : trop de cases doivent être publiées, ou "
                  "l'attaquant est supposé en savoir déjà trop"),
            Words("publish a coarser table, or fewer margins", "publiez un tableau moins fin, ou moins de marges"),
        )  # fmt: skip
    if (secret == first).all():
        return Chosen(secret, True)
    if len(cells) <= _EXACT_TO and int(first.sum()) <= _EXACT_FIRST:
        best, optimal = cheapest(cells, rules, first, wanted, may, secret)
        if optimal:
            return Chosen(best, True)
    if len(cells) <= _LIGHTER_TO:
        secret = _lighter(cells, rules, secret, first, wanted)
    return Chosen(secret, False)


def _lighter(
    cells: Cells, rules: Rules, secret: Bools, first: Bools, wanted: tuple[Need | None, ...]
) -> Bools:
    """A cheaper safe choice among hidden cells, where one is found."""
    again = _safe(
        cells, rules, first, wanted, secret
    )  # choosing among what is hidden, it sees all of it at once
    weight = costs(cells, rules)
    if again is not None and weight[again].sum() < weight[secret].sum():
        secret = again
    lighter = lightened(cells, rules, secret, first, wanted)
    if (lighter != secret).any() and audit(cells, lighter, rules, wanted).holds:
        return lighter
    return secret


def _safe(
    cells: Cells, rules: Rules, first: Bools, wanted: tuple[Need | None, ...], may: Bools
) -> Bools | None:
    """A safe choice among some cells; None when none is found."""
    secret = first.copy()
    if len(cells) > _BOXES_FROM:
        secret = box_in(cells, rules, secret, wanted, may)
    paths: dict[int, Paths] = {}
    weight = costs(cells, rules)
    for _ in range(_TURNS):
        found = audit(cells, secret, rules, wanted, most=_MOST).exposed
        if not found:
            return secret
        before = secret.copy()
        for one in sorted(found, key=lambda e: (e.quantity, -_size(wanted, e), e.cell)):
            if one.quantity not in paths:
                paths[one.quantity] = paths_of(cells, one.quantity, may, rules)
            _widen(cells, rules, secret, wanted, one, paths[one.quantity], weight)
        if (secret == before).all():
            break
    return may if audit(cells, may, rules, wanted).holds else None


def _size(wanted: tuple[Need | None, ...], one: Exposed) -> int:
    need = wanted[one.quantity - COUNTS]
    return 0 if need is None else int(need.up[one.cell] + need.down[one.cell])


def _widen(
    cells: Cells,
    rules: Rules,
    secret: Bools,
    wanted: tuple[Need | None, ...],
    one: Exposed,
    paths: Paths,
    weight: Floats,
) -> None:
    """Hide what lets one figure move as far as it must, up and down; out of the sight of insiders where possible."""
    need = wanted[one.quantity - COUNTS]
    if need is None:
        return
    secret[one.cell] = True
    insider = np.zeros(len(cells), bool)
    insider[list(one.knows)] = True
    alone = cells.units == 1
    alone[one.cell] = False
    careful = rules.insiders and one.quantity != COUNTS
    for side, want in sides(need, one.cell):
        for known in (alone | insider, insider) if careful else (insider,):
            price = np.where(secret, 0.0, weight)
            found = paths.cheapest(one.cell, side, want, price, known)
            if found is not None:
                secret[found] = True
                break
