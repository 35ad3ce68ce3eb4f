"""The codes of errors about budgets, with a title for each."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK870": Words("the privacy budget would be exceeded", "le budget de confidentialité serait dépassé"),
    "PK871": Words(
        "two totals for the same people and period", "deux totaux pour les mêmes personnes et la même période"
    ),
    "PK872": Words(
        "two units for the same people and period", "deux unités pour les mêmes personnes et la même période"
    ),
    "PK873": Words("data already spent from under other words", "données déjà comptées sous d'autres mots"),
    "PK874": Words(
        "data already spent from in another ledger", "données déjà comptées dans un autre registre"
    ),
    "PK875": Words("an entry that is no spend", "une entrée qui n'est pas une dépense"),
    "PK876": Words(
        "a spend that a run cites is not in the budget ledger",
        "une dépense citée par un passage manque au registre des dépenses",
    ),
    "PK877": Words("not a budget ledger", "pas un registre des dépenses"),
    "PK878": Words("an amount that cannot be spent", "un montant qui ne peut être dépensé"),
}
