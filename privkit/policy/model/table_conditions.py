"""Conditions on published tables: budget, margins, keys, small cells, dominance, previous releases."""

from __future__ import annotations

from privkit.policy.scalars import Name, Names, Percent, Positive, Prose, Quantity
from privkit.policy.terms import Choice, Section, term


class Within(Choice):
    THIS_RELEASE = "this_release", "cette_diffusion"


class BudgetHeld(Section):
    """What was spent is within what the policy allows: it covers singling out, linkability and inference."""

    within: Within = term("dans", "this_release.", "cette_diffusion.", default=Within.THIS_RELEASE)
    because: Prose | None = term("parce_que", "Why.", "Pourquoi.", default=None)
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)


class MarginOfError(Section):
    """The margin of the figures of a table is small enough."""

    table: Name = term("tableau", "Which table.", "Quel tableau.")
    measure: Name | None = term("mesure", "Which of its measures.", "Laquelle de ses mesures.", default=None)
    at_most: Quantity = term(
        "au_plus",
        "Largest margin, such as 400 m3, or a share of the figure, such as 20 %.",
        "Plus grande marge, par exemple 400 m3, ou part du chiffre, par exemple 20 %.",
    )
    for_at_least: Percent | None = term(
        "pour_au_moins",
        "Share of the published cells that must hold; all if absent.",
        "Part des cases publiées qui doivent tenir ; toutes sinon.",
        default=None,
    )
    confidence: Percent | None = term("confiance", "95 % if absent.", "95 % sinon.", default=None)
    because: Prose | None = term("parce_que", "Why this margin.", "Pourquoi cette marge.", default=None)
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)


class EveryKeyPublished(Section):
    """Every value of the public lists has its row, empty ones too."""

    tables: Names = term("tableaux", "Which tables, or all.", "Quels tableaux, ou tous.")
    because: Prose | None = term("parce_que", "Why.", "Pourquoi.", default=None)
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)


class SmallCells(Section):
    """No published cell, and no cell that can be worked out from others, has fewer units than this."""

    at_least: Positive = term("au_moins", "Least number of units.", "Nombre minimal d'unités.")
    because: Prose | None = term("parce_que", "Why this number.", "Pourquoi ce nombre.", default=None)
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)


class Dominance(Section):
    """In no published total do the largest contributors hold more than a share."""

    largest: Positive = term(
        "les_plus_grands", "How many contributors.", "Combien de contributeurs.", default=1
    )
    at_most: Percent = term("au_plus", "Their largest share.", "Leur plus grande part.")
    because: Prose | None = term("parce_que", "Why this share.", "Pourquoi cette part.", default=None)
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)


class DifferenceWithPrevious(Section):
    """Beside what was released before, no group of fewer units than this can be worked out."""

    at_least: Positive = term(
        "au_moins", "Least number of units in a difference.", "Nombre minimal d'unités dans une différence."
    )
    because: Prose | None = term("parce_que", "Why this number.", "Pourquoi ce nombre.", default=None)
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
