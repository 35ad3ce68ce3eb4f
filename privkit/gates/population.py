"""``k_map`` and ``presence``: what the output tells of the population it was drawn from."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from privkit.gates.base import Trial, percent, round_up_percent
from privkit.gates.exhibit import Exhibit
from privkit.gates.matched import Matched, matched
from privkit.policy.model.population_conditions import KMap, PresenceBounds
from privkit.steps.base import shown_share
from privkit.values import Outcome, Verdict
from privkit.words import Words

_EMPTY = Words("no row is left", "aucune ligne ne reste")
#: What is measured and what is asked are compared with this much room: counts of people may be fractions.
ROOM = 1e-9


def k_map(rule: KMap, trial: Trial) -> list[Verdict]:
    """Held when k people at least share each combination of the output (Sweeney 2002; El Emam & Dankar 2008).

    An output without rows discloses nothing and holds. Raises DataError (PK495) for a file that cannot be used.
    """
    return [_k_map(rule, exhibit, trial) for exhibit in trial.concerned(rule.output)]


def _k_map(rule: KMap, exhibit: Exhibit, trial: Trial) -> Verdict:
    required = Words(f"at least {rule.at_least}", f"au moins {rule.at_least}")
    if not exhibit.after.units:
        return _verdict("k_map", rule, exhibit, Outcome.HELD, _EMPTY, required)
    found = matched(exhibit, rule.population, trial)
    if isinstance(found, Words):
        return _verdict("k_map", rule, exhibit, Outcome.INCONCLUSIVE, found, required)
    people = found.people[found.held]
    fewest = math.floor(float(people.min()) + ROOM)
    held = fewest >= rule.at_least
    figures = {
        "fewest": fewest,
        "required": rule.at_least,
        "units_below": int(found.units[found.held][people < rule.at_least - ROOM].sum()),
    }
    measured = Words(
        f"people of the population in the rarest combination: {fewest}",
        f"personnes de la population dans la combinaison la plus rare : {fewest}",
    )
    nearest = Words(
        f"a step make_k_anonymous with k_map: {rule.at_least}, coarser columns, or at_least: {fewest}",
        f"une étape rendre_k_anonyme avec k_carte: {rule.at_least}, des colonnes moins précises, "
        f"ou au_moins: {fewest}",
    )
    outcome = Outcome.HELD if held else Outcome.FAILED
    return _verdict("k_map", rule, exhibit, outcome, measured, required, figures, None if held else nearest)


def presence(rule: PresenceBounds, trial: Trial) -> list[Verdict]:
    """Held when the share of each combination's people who are in the output lies within bounds (δ-presence).

    A least share is asked of the combinations of the population that the output does not hold, too: there,
    absence is certain. An output without rows holds. Raises DataError (PK495) for a file that cannot be used.
    """
    return [_presence(rule, exhibit, trial) for exhibit in trial.concerned(rule.output)]


def _presence(rule: PresenceBounds, exhibit: Exhibit, trial: Trial) -> Verdict:
    required = _bounds(rule)
    if not exhibit.after.units:
        return _verdict("presence", rule, exhibit, Outcome.HELD, _EMPTY, required)
    found = matched(exhibit, rule.population, trial)
    if isinstance(found, Words):
        return _verdict("presence", rule, exhibit, Outcome.INCONCLUSIVE, found, required)
    least, most = _shares(found)
    held = most <= float(rule.at_most) + ROOM and least >= float(rule.at_least or 0) - ROOM
    low, high = percent(least), percent(most)
    measured = Words(
        f"share of a combination's people who are in the output: {low.en} to {high.en}",
        f"part des personnes d'une combinaison qui sont dans la sortie : de {low.fr} à {high.fr}",
    )
    figures = {
        "least": least,
        "most": most,
        "required_most": float(rule.at_most),
        "required_least": float(rule.at_least or 0),
    }
    outcome = Outcome.HELD if held else Outcome.FAILED
    nearest = None if held else _reached(rule, least, most)
    return _verdict("presence", rule, exhibit, outcome, measured, required, figures, nearest)


def _shares(found: Matched) -> tuple[float, float]:
    """The least and the greatest share, over every combination that somebody has."""
    present = found.people > 0
    shares = found.units[present] / found.people[present]
    return float(shares.min()), float(shares.max())


def _bounds(rule: PresenceBounds) -> Words:
    most = shown_share(rule.at_most)
    said = Words(f"at most {most.en}", f"au plus {most.fr}")
    if rule.at_least:
        least = shown_share(rule.at_least)
        said = Words(f"at least {least.en}, ", f"au moins {least.fr}, ") + said
    return said


def _reached(rule: PresenceBounds, least: float, most: float) -> Words:
    """The bounds that would pass, as a condition may write them."""
    said = Words("coarser columns, or ", "des colonnes moins précises, ou ")
    parts = []
    if most > float(rule.at_most) + ROOM:
        up = round_up_percent(most)
        parts.append(Words(f"at_most: {up.en}", f"au_plus: {up.fr}"))
    if least < float(rule.at_least or 0) - ROOM:
        down = round_up_percent(Fraction(math.floor(least * 1000), 1000))
        parts.append(Words(f"at_least: {down.en}", f"au_moins: {down.fr}"))
    return said + Words(", ".join(p.en for p in parts), ", ".join(p.fr for p in parts))


def _verdict(
    name: str,
    rule: KMap | PresenceBounds,
    exhibit: Exhibit,
    outcome: Outcome,
    measured: Words,
    required: Words,
    figures: dict[str, Any] | None = None,
    nearest: Words | None = None,
) -> Verdict:
    on = {"on": list(exhibit.quasi_identifiers)} if figures else {}
    return Verdict(
        name, exhibit.output, outcome, measured, required, {**(figures or {}), **on}, rule.because, nearest
    )
