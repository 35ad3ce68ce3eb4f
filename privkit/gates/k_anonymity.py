"""``k_anonymity``: the smallest group, over every quasi-identifier left in the output."""

from __future__ import annotations

from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.policy.model.conditions import KAnonymity
from privkit.steps.base import counted
from privkit.values import Outcome, Verdict
from privkit.words import Words


def judge(rule: KAnonymity, trial: Trial) -> list[Verdict]:
    """Held when every group has at least k units (Sweeney 2002, doi:10.1142/S0218488502001648).

    An output without rows discloses nothing and holds.
    """
    verdicts = []
    for exhibit in trial.concerned(rule.output):
        smallest, empty = exhibit.groups.smallest, exhibit.after.units == 0
        held = empty or smallest >= rule.at_least
        below = exhibit.groups.units_below(rule.at_least)
        size = counted(smallest, trial.unit_name)
        measured = (
            Words("no row is left", "aucune ligne ne reste")
            if empty
            else Words(
                f"smallest group: {size.en}",
                f"plus petit groupe : {size.fr}",
            )
        )
        verdicts.append(
            Verdict(
                "k_anonymity",
                exhibit.output,
                Outcome.HELD if held else Outcome.FAILED,
                measured,
                Words(f"at least {rule.at_least}", f"au moins {rule.at_least}"),
                {
                    "smallest": smallest,
                    "required": rule.at_least,
                    "units_below": below,
                    "on": list(exhibit.quasi_identifiers),
                },
                rule.because,
                None if held else _nearest(rule.at_least, smallest, exhibit),
            )
        )
    return verdicts


def _nearest(k: int, smallest: int, exhibit: Exhibit) -> Words:
    on = exhibit.quasi_identifiers
    if not on or exhibit.after.units < k:
        return Words(f"more data, or at_least: {smallest}", f"plus de données, ou au_moins: {smallest}")
    names = ", ".join(on)
    return Words(
        f"a step make_k_anonymous with k: {k} on [{names}], coarser columns, or at_least: {smallest}",
        f"une étape rendre_k_anonyme avec k: {k} sur [{names}], des colonnes moins précises, ou au_moins: {smallest}",
    )
