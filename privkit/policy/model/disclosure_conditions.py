"""Conditions on what a group tells of a confidential column. One model per condition."""

from __future__ import annotations

from privkit.policy.model.anonymity import Distance, DiversityKind
from privkit.policy.scalars import Codes, Label, Name, Number, Percent, Prose, YesNo
from privkit.policy.terms import Section, term


class OfConfidential(Section):
    """What every condition on a confidential column is given."""

    column: Name = term("colonne", "Confidential column.", "Colonne confidentielle.")
    into_bands: Codes | None = term(
        "en_tranches",
        "Bands in which a number is counted.",
        "Tranches dans lesquelles un nombre est compté.",
        default=None,
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this bound.", "Pourquoi cette borne.", default=None)


class LDiversity(OfConfidential):
    """Every group holds at least l distinct values of a confidential column (Machanavajjhala et al. 2007)."""

    at_least: Number = term(
        "au_moins",
        "Least number of distinct values; whole, but for the kind entropy.",
        "Nombre minimal de valeurs distinctes ; entier, sauf pour le genre entropie.",
    )
    kind: DiversityKind = term(
        "genre",
        "distinct: values are counted. entropy: rare ones count less. recursive: with c.",
        "distincte : on compte les valeurs. entropie : les rares comptent moins. récursive : avec c.",
        default=DiversityKind.DISTINCT,
    )
    c: Number | None = term(
        "c",
        "Largest ratio of the recursive kind.",
        "Plus grand rapport du genre récursif.",
        default=None,
    )


class TCloseness(OfConfidential):
    """In every group a confidential column is spread as in the whole output (Li et al. 2007)."""

    at_most: Number = term("au_plus", "Largest distance, 0 to 1.", "Plus grande distance, de 0 à 1.")
    distance: Distance = term(
        "distance",
        "Values all equally far, in order, or along a hierarchy.",
        "Valeurs toutes aussi éloignées, dans l'ordre, ou selon une hiérarchie.",
        default=Distance.EQUAL,
    )
    hierarchy: Label | None = term(
        "hiérarchie",
        "Hierarchy file of the hierarchical distance.",
        "Fichier de hiérarchie de la distance hiérarchique.",
        default=None,
    )


class DeltaDisclosure(OfConfidential):
    """No value of a confidential column is much more or less frequent in a group (Brickell & Shmatikov 2008)."""

    at_most: Number = term(
        "au_plus", "Largest logarithm, base 2, of the ratio.", "Plus grand logarithme, base 2, du rapport."
    )


class BetaLikeness(OfConfidential):
    """No value of a confidential column gains much frequency in a group (Cao & Karras 2012)."""

    at_most: Number = term("au_plus", "Largest relative gain.", "Plus grand gain relatif.")
    enhanced: YesNo = term(
        "renforcée",
        "Rare values are protected by the logarithm of their frequency too.",
        "Le logarithme de leur fréquence protège aussi les valeurs rares.",
        default=False,
    )


class FrequencyInGroup(OfConfidential):
    """No value of a confidential column holds too much of a group: the α of (α, k)-anonymity (Wong et al. 2006)."""

    at_most: Percent = term("au_plus", "Largest share of a group.", "Plus grande part d'un groupe.")
