"""The frontier as a table for people, and the sentence that says which k a bound on the loss allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privkit.cli.tables import Ledger, percent, short_percent, whole
from privkit.words import Language, Words

if TYPE_CHECKING:
    from privkit.run.frontier import Frontier


def table(found: Frontier, units: Words, language: Language) -> Ledger:
    """One row per limit and k; the policy's own is marked."""
    rows = []
    for limit in found.limits:
        for point in found.at(limit):
            own = point.k == found.k and point.limit == found.limit
            start = (short_percent(float(limit), language), f"{point.k}{' ◂' if own else '  '}")
            if not point.reached:
                never = Words("not reached", "hors d'atteinte").say(language)
                rows.append((*start, "–", never, "–", "–"))
                continue
            rows.append(
                (
                    *start,
                    whole(point.groups, language),
                    f"{whole(point.removed, language)} ({percent(point.share, language)})",
                    ("" if point.exact else "≤ ") + percent(point.loss, language),
                    whole(point.smallest, language),
                )
            )
    title = Words("Frontier: what each k costs", "Frontière : ce que coûte chaque k")
    if found.k is not None:
        title += Words(" (◂ the policy's)", " (◂ celui de la politique)")
    heads = Words(
        f"at most removed|k  |groups|{units.en} removed|loss|smallest",
        f"retrait au plus|k  |groupes|{units.fr} en moins|perte|plus petit",
    )
    return Ledger(title.say(language), tuple(heads.say(language).split("|")), tuple(rows))


def sentence(found: Frontier, loss: float) -> Words:
    """The largest k that keeps the loss within a bound, at the policy's limit on removal or the highest tried."""
    limit = found.limit if found.limit is not None else found.limits[-1]
    start = Words(
        f"Removing at most {short_percent(float(limit), 'en')}, ",
        f"En retirant au plus {short_percent(float(limit), 'fr')}, ",
    )
    bound = _shares(loss)
    best = found.largest_k(loss, limit)
    if best is not None:
        cost = _shares(best.loss)
        return start + Words(
            f"the largest k tried that keeps the loss within {bound.en} is {best.k} (loss {cost.en}).",
            f"le plus grand k essayé qui garde la perte dans la limite de {bound.fr} est {best.k} (perte {cost.fr}).",
        )
    least = next((p for p in found.at(limit) if p.reached), None)
    if least is None:
        return start + Words("no k tried is reached.", "aucun k essayé n'est atteint.")
    cost = _shares(least.loss)
    return start + Words(
        f"no k tried keeps the loss within {bound.en}: k = {least.k} already loses {cost.en}.",
        f"aucun k essayé ne garde la perte dans la limite de {bound.fr} : k = {least.k} perd déjà {cost.fr}.",
    )


def _shares(share: float) -> Words:
    return Words(short_percent(share, "en"), short_percent(share, "fr"))
