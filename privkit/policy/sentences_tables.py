"""Plain sentences for what is said of published tables: the budget, and the conditions on tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from privkit.policy.model.budget import PrivacyBudget
from privkit.policy.model.policy import Policy
from privkit.policy.say import listing, number, reason, share
from privkit.policy.scalars import Amount
from privkit.words import Words, same

EVERY = frozenset({"all", "tous", "toutes"})


def budget_sentences(policy: Policy) -> Iterator[Words]:
    """Whom the budget protects, how much may be lost in all and now."""
    rule = policy.privacy_budget
    if rule is None:
        return
    total, now = _amount(rule, "total"), _amount(rule, "this_release")
    year = (
        Words(f", one year of {rule.each_year_of} at a time", f", une année de {rule.each_year_of} à la fois")
        if rule.each_year_of
        else same("")
    )
    yield Words(
        f"What is protected is one {rule.protects} with all its rows{year.en}: what leaves is nearly the same with or "
        "without it, and ε and δ bound how far they differ.",
        f"Ce qui est protégé est une unité ({rule.protects}) avec toutes ses lignes{year.fr} : ce qui sort est presque "
        "pareil avec ou sans elle, et ε et δ bornent l'écart.",
    )
    yield Words(
        f"The privacy loss of the period {rule.period} is at most {total.en} for all releases, of which {now.en} for this "
        f"one; it is written down in {rule.ledger} before any data is read.",
        f"La perte de confidentialité de la période {rule.period} est d'au plus {total.fr} pour toutes les diffusions, dont "
        f"{now.fr} pour celle-ci ; elle est inscrite dans {rule.ledger} avant toute lecture des données.",
    ) + reason(rule.because)


def _amount(rule: PrivacyBudget, which: str) -> Words:
    amount = getattr(rule, which)
    epsilon = number(amount.epsilon)
    if amount.delta is None:
        return Words(f"ε = {epsilon.en}", f"ε = {epsilon.fr}")
    delta = f"{amount.delta.normalize():E}".replace("E", "e")
    return Words(f"ε = {epsilon.en} and δ = {delta}", f"ε = {epsilon.fr} et δ = {delta.replace('.', ',')}")


def quantity(amount: Amount) -> Words:
    """A margin as the policy writes it."""
    if amount.is_share:
        return share(amount.number)
    exact = amount.number
    shown = number(Decimal(exact.numerator) / Decimal(exact.denominator))
    unit = f" {amount.unit}" if amount.unit else ""
    return Words(f"{shown.en}{unit}", f"{shown.fr}{unit}")


def _budget(rule: Any) -> Words:
    return Words(
        "The privacy loss is within the budget of this release; it bounds singling out, linkability and "
        "inference together.",
        "La perte de confidentialité tient dans le budget de cette diffusion ; elle borne ensemble "
        "l'individualisation, la corrélation et l'inférence.",
    )


def _margin(rule: Any) -> Words:
    most = quantity(rule.at_most)
    whose = Words(f"table {rule.table}", f"du tableau {rule.table}")
    if rule.measure:
        whose = Words(f"{rule.measure} of table {rule.table}", f"de {rule.measure} du tableau {rule.table}")
    cells = same("")
    if rule.for_at_least is not None:
        part = share(rule.for_at_least)
        cells = Words(f" in at least {part.en} of its cells", f" dans au moins {part.fr} de ses cases")
    sure = share(rule.confidence) if rule.confidence is not None else Words("95%", "95 %")
    return Words(
        f"The figures of {whose.en} are known within {most.en}{cells.en} (confidence {sure.en}).",
        f"Les chiffres {whose.fr} sont connus à {most.fr} près{cells.fr} (confiance de {sure.fr}).",
    )


def _keys(rule: Any) -> Words:
    names = listing(rule.tables)
    where = Words(f"in table {names.en}", f"dans le tableau {names.fr}")
    if len(rule.tables) > 1:
        where = Words(f"in tables {names.en}", f"dans les tableaux {names.fr}")
    if EVERY & set(rule.tables):
        where = Words("in every table", "dans chaque tableau")
    return Words(
        f"Every value of the public lists has its row, empty or not, {where.en}.",
        f"Chaque valeur des listes publiques a sa ligne, vide ou non, {where.fr}.",
    )


def _small(rule: Any) -> Words:
    return Words(
        f"No cell of fewer than {rule.at_least} units is shown, nor can be worked out from the others.",
        f"Aucune case de moins de {rule.at_least} unités n'est montrée, ni ne peut se déduire des autres.",
    )


def _dominance(rule: Any) -> Words:
    most = share(rule.at_most)
    if rule.largest == 1:
        return Words(
            f"In no total shown does the largest contributor hold more than {most.en}.",
            f"Dans aucun total montré le plus grand contributeur ne tient plus de {most.fr}.",
        )
    return Words(
        f"In no total shown do the {rule.largest} largest contributors hold more than {most.en}.",
        f"Dans aucun total montré les {rule.largest} plus grands contributeurs ne tiennent plus de {most.fr}.",
    )


def _difference(rule: Any) -> Words:
    return Words(
        f"Put beside earlier releases, the tables tell nothing of a group of fewer than {rule.at_least} units.",
        f"Rapprochés des diffusions passées, les tableaux ne disent rien d'un groupe de moins de {rule.at_least} unités.",
    )


TABLE_CONDITIONS: dict[str, Callable[[Any], Words]] = {
    "privacy_budget": _budget,
    "margin_of_error": _margin,
    "every_key_published": _keys,
    "small_cells": _small,
    "dominance": _dominance,
    "difference_with_previous_release": _difference,
}
