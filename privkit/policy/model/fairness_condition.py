"""Condition ``fairness``: no group of people is told "high" far more often than others."""

from __future__ import annotations

from privkit.policy.scalars import Name, Percent, Positive, Prose
from privkit.policy.terms import Section, term


class Fairness(Section):
    """Share of each group that the comparison tells to be among the highest."""

    by: tuple[Name, ...] = term(
        "selon",
        "Columns whose groups are compared, such as social_tariff and occupants.",
        "Colonnes dont on rapproche les groupes, par exemple tarif_social et nb_occupants.",
    )
    told_high_at_most: Percent = term(
        "dits_hauts_au_plus",
        "Largest share of a group told to be among the highest.",
        "Part maximale d'un groupe que l'on dit parmi les plus hauts.",
    )
    smallest_group: Positive = term(
        "plus_petit_groupe",
        "Groups of fewer units are not judged: chance would decide (at least 11).",
        "Les groupes de moins d'unités ne sont pas jugés : le hasard déciderait (au moins 11).",
        default=30,
    )
    because: Prose | None = term("parce_que", "Why this share.", "Pourquoi cette part.", default=None)
