"""Steps that change values rather than make them coarser: grouped, swapped, noised, redrawn, sampled, blanked."""

from __future__ import annotations

from privkit.policy.scalars import Name, Number, Percent, Positive, Prose, YesNo
from privkit.policy.terms import Choice, Section, term


class Aggregate(Choice):
    MEAN = "mean", "moyenne"
    MEDIAN = "median", "médiane"


class Microaggregate(Section):
    """Groups of at least k units with near values, which take one value (MDAV; Hansen, Mukherjee 2003)."""

    columns: tuple[Name, ...] = term("colonnes", "Columns of numbers.", "Colonnes de nombres.")
    k: Positive = term("k", "Least number of units in a group.", "Nombre minimal d'unités par groupe.")
    value: Aggregate = term(
        "valeur",
        "What each group takes: mean or median.",
        "Ce que prend chaque groupe : moyenne ou médiane.",
        default=Aggregate.MEAN,
    )
    by: tuple[Name, ...] = term(
        "par",
        "Groups never mix values of these columns.",
        "Les groupes ne mêlent pas ces colonnes.",
        default=(),
    )
    because: Prose | None = term("parce_que", "Why.", "Pourquoi.", default=None)


class Swap(Section):
    """Values exchanged between rows of near rank (Moore 1996)."""

    columns: tuple[Name, ...] = term(
        "colonnes",
        "Columns of numbers or dates, each swapped by itself.",
        "Colonnes de nombres ou de dates, permutées une à une.",
    )
    within: Percent = term(
        "à_moins_de",
        "Largest distance between two ranks, as a share of the rows.",
        "Écart maximal entre deux rangs, en part des lignes.",
    )
    by: tuple[Name, ...] = term(
        "par",
        "Only rows with the same values of these columns are swapped.",
        "Seules des lignes de mêmes valeurs de ces colonnes sont permutées.",
        default=(),
    )
    because: Prose | None = term("parce_que", "Why.", "Pourquoi.", default=None)


class Bounds(Section):
    """Between which numbers a column stays."""

    at_least: Number | None = term("au_moins", "At least this.", "Au moins cela.", default=None)
    at_most: Number | None = term("au_plus", "At most this.", "Au plus cela.", default=None)


class AddNoise(Section):
    """Gaussian noise (Kim 1986). It is not differential privacy."""

    columns: tuple[Name, ...] = term("colonnes", "Columns of numbers.", "Colonnes de nombres.")
    strength: Percent = term(
        "force",
        "Standard deviation of the noise, as a share of that of the column.",
        "Écart-type du bruit, en part de celui de la colonne.",
    )
    keep_correlations: YesNo = term(
        "garder_les_corrélations",
        "yes: the noise has the correlations of the data.",
        "oui : le bruit a les corrélations des données.",
        default=True,
    )
    keep_spread: YesNo = term(
        "garder_la_dispersion",
        "yes: mean and variance are brought back.",
        "oui : moyenne et variance sont ramenées à celles d'origine.",
        default=False,
    )
    bounds: dict[Name, Bounds] = term("bornes", "Bounds of a column.", "Bornes d'une colonne.", default={})
    because: Prose | None = term("parce_que", "Why.", "Pourquoi.", default=None)


class PostRandomise(Section):
    """Post-randomisation, PRAM, with an invariant matrix (Gouweleeuw et al. 1998)."""

    columns: tuple[Name, ...] = term(
        "colonnes",
        "Columns of categories, redrawn by themselves or together.",
        "Colonnes de catégories, tirées de nouveau une à une ou ensemble.",
    )
    keep: Percent = term(
        "garder",
        "Probability that a value is kept.",
        "Probabilité qu'une valeur soit gardée.",
    )
    together: YesNo = term(
        "ensemble",
        "yes: columns are redrawn as one, so that only combinations of the data come out.",
        "oui : les colonnes sont tirées d'un bloc, et seules sortent des combinaisons des données.",
        default=False,
    )
    by: tuple[Name, ...] = term(
        "par",
        "Values are drawn among rows with the same values of these columns.",
        "Les valeurs sont tirées parmi les lignes de mêmes valeurs de ces colonnes.",
        default=(),
    )
    because: Prose | None = term("parce_que", "Why.", "Pourquoi.", default=None)


class Sample(Section):
    """A random sample of the privacy units."""

    share: Percent = term("part", "Share of the units kept.", "Part des unités gardées.")
    by: tuple[Name, ...] = term(
        "par",
        "The same share for each combination of values of these columns.",
        "La même part pour chaque combinaison de valeurs de ces colonnes.",
        default=(),
    )
    because: Prose | None = term("parce_que", "Why.", "Pourquoi.", default=None)


class BlankAs(Choice):
    OWN_VALUE = "own_value", "valeur_à_part"
    ANY_VALUE = "any_value", "toute_valeur"


class SuppressLocally(Section):
    """Local suppression: the fewest blanks such that k units share each combination."""

    k: Positive = term("k", "Least number of units in a group.", "Nombre minimal d'unités par groupe.")
    on: tuple[Name, ...] = term("sur", "Quasi-identifiers.", "Quasi-identifiants.")
    blank_is: BlankAs = term(
        "un_blanc_est",
        "own_value: blanks form groups of their own. any_value: a blank is equal to every value.",
        "valeur_à_part : les blancs forment leurs propres groupes. toute_valeur : un blanc est égal à tout.",
        default=BlankAs.OWN_VALUE,
    )
    weights: dict[Name, Number] = term(
        "poids",
        "How much a blank costs in a column; 1 where nothing is written.",
        "Combien coûte un blanc dans une colonne ; 1 quand rien n'est écrit.",
        default={},
    )
    because: Prose | None = term("parce_que", "Why.", "Pourquoi.", default=None)
