"""Section ``privacy_budget``: the ledger every release about the same people spends from."""

from __future__ import annotations

from privkit.policy.scalars import Label, Name, Number, Prose
from privkit.policy.terms import Choice, Section, term


class Accounting(Choice):
    """How losses add up (Dwork, Roth 2014; Bun, Steinke 2016; Koskela et al. 2020)."""

    BASIC = "basic", "simple"
    ZCDP = "zcdp", "zcdp"
    PLD = "pld", "pld"


class Amount(Section):
    """An amount of privacy loss: epsilon, and delta where the noise needs one."""

    epsilon: Number = term(
        "epsilon",
        "Epsilon, such as 1: the privacy loss.",
        "Epsilon, par exemple 1 : la perte de confidentialité.",
    )
    delta: Number | None = term("delta", "Delta, such as 1e-7.", "Delta, par exemple 1e-7.", default=None)


class PrivacyBudget(Section):
    """Section ``privacy_budget``: whom it protects, for which period, how much in all, how much now."""

    ledger: Label = term(
        "registre_des_dépenses",
        "File every release about these people spends from.",
        "Fichier où dépense toute diffusion sur ces personnes.",
    )
    protects: Name = term(
        "protège",
        "What is protected: the privacy unit, with all its rows.",
        "Ce qui est protégé : l'unité protégée, avec toutes ses lignes.",
    )
    each_year_of: Name | None = term(
        "chaque_année_de",
        "Column of dates: one year of a unit is protected, not all its years.",
        "Colonne de dates : une année d'une unité est protégée, non toutes ses années.",
        default=None,
    )
    people: Label | None = term(
        "personnes",
        "Who they are, in the same words in every policy about them; the unit's name if absent.",
        "Qui elles sont, dans les mêmes mots dans toute politique sur elles ; le nom de l'unité sinon.",
        default=None,
    )
    period: Label = term(
        "période", "Period the budget is for, such as 2025.", "Période du budget, par exemple 2025."
    )
    total: Amount = term(
        "total", "For all releases of the period.", "Pour toutes les diffusions de la période."
    )
    this_release: Amount = term("cette_diffusion", "For this release.", "Pour cette diffusion.")
    accounting: Accounting = term(
        "comptabilité",
        "How losses add up: basic, zcdp or pld.",
        "Comment les pertes s'ajoutent : simple, zcdp ou pld.",
        default=Accounting.PLD,
    )
    because: Prose | None = term("parce_que", "Why this much.", "Pourquoi autant.", default=None)
