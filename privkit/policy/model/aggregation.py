"""Steps ``limit_contribution`` and ``aggregate``: tables of counts, sums, means, quantiles, histograms."""

from __future__ import annotations

from privkit.policy.scalars import Code, Codes, Label, Name, Number, Percent, Positive, Prose, YesNo
from privkit.policy.terms import Choice, Section, term


class SamplingKey(Section):
    """The key that draws which rows of a unit are kept."""

    secret: Name = term("secret", "Name of the secret.", "Nom du secret.")


class LimitContribution(Section):
    """The most one unit can change in the tables (contribution bounding; NIST SP 800-226, 2.3)."""

    per: Name = term("par", "The privacy unit, such as household.", "L'unité protégée, par exemple foyer.")
    at_most: dict[Name, Positive] = term(
        "au_plus",
        "Values of a column (months: 12), rows per value (rows_per_month: 1), groups or rows in all.",
        "Valeurs d'une colonne (mois: 12), lignes par valeur (lignes_par_mois: 1), groupes ou lignes en tout.",
    )
    total_per_group: dict[Name, Number] = term(
        "total_par_groupe",
        "Largest total of a column, for one unit in one cell of a table.",
        "Plus grand total d'une colonne, pour une unité dans une case d'un tableau.",
        default={},
    )
    key: SamplingKey | None = term(
        "clé",
        "Key that draws the rows kept; a fresh one for each run if absent.",
        "Clé qui tire les lignes gardées ; une nouvelle à chaque passage sinon.",
        default=None,
    )
    because: Prose | None = term("parce_que", "Why these limits.", "Pourquoi ces limites.", default=None)


class PrivacyModel(Choice):
    DIFFERENTIAL_PRIVACY = "differential_privacy", "confidentialité_différentielle"
    STATISTICAL_SECRECY = "statistical_secrecy", "secret_statistique"


class KeyRule(Section):
    """Which values of a column make the rows of a table: a public list, a range of dates, or chosen privately."""

    known_list: Label | None = term(
        "liste_connue",
        "Public file (.csv) that lists the values.",
        "Fichier public (.csv) qui donne les valeurs.",
        default=None,
    )
    column: Name | None = term(
        "colonne",
        "Column of the file, if not of that name.",
        "Colonne du fichier, si elle a un autre nom.",
        default=None,
    )
    label: Name | None = term(
        "libellé",
        "Column of the file with the labels.",
        "Colonne du fichier qui porte les libellés.",
        default=None,
    )
    values: Codes | None = term("valeurs", "The values.", "Les valeurs.", default=None)
    from_: Code | None = term(
        "de", "First month, quarter, year or day.", "Premier mois, trimestre, année ou jour.", default=None
    )
    to: Code | None = term("à", "Last one.", "Le dernier.", default=None)
    chosen_privately: YesNo | None = term(
        "choisies_en_privé",
        "yes: only values held by enough units, at the price of delta.",
        "oui : seulement les valeurs portées par assez d'unités, au prix de delta.",
        default=None,
    )


#: Ways to say which values a column takes: exactly one. ``from`` goes with ``to``.
KEY_SOURCES = ("known_list", "values", "from_", "chosen_privately")


class Mechanism(Choice):
    AUTO = "auto", "auto"
    GEOMETRIC = "geometric", "géométrique"
    DISCRETE_GAUSSIAN = "discrete_gaussian", "gaussien_discret"


class Measure(Section):
    """One figure of each cell: exactly one kind."""

    count: Name | None = term(
        "nombre",
        "Count of the privacy unit, or of rows.",
        "Nombre d'unités protégées, ou de lignes.",
        default=None,
    )
    sum: Name | None = term("somme", "Sum of a column.", "Somme d'une colonne.", default=None)
    mean: Name | None = term("moyenne", "Mean of a column.", "Moyenne d'une colonne.", default=None)
    variance: Name | None = term("variance", "Variance of a column.", "Variance d'une colonne.", default=None)
    histogram: Name | None = term(
        "histogramme", "Rows by band of a column.", "Lignes par tranche d'une colonne.", default=None
    )
    quantiles: Name | None = term(
        "quantiles", "Quantiles of a column.", "Quantiles d'une colonne.", default=None
    )
    at: tuple[Percent, ...] = term(
        "à",
        "Which quantiles, such as [25 %, 50 %, 75 %].",
        "Quels quantiles, par exemple [25 %, 50 %, 75 %].",
        default=(),
    )
    bands: tuple[Number, ...] = term(
        "tranches",
        "Edges of the bands of a histogram or of quantiles.",
        "Bornes des tranches d'un histogramme ou des quantiles.",
        default=(),
    )
    bounds: tuple[Number, ...] = term(
        "bornes",
        "Public least and greatest value of a row; those of top_code and bottom_code if absent.",
        "Plus petite et plus grande valeur publiques d'une ligne ; celles de plafonner et relever_au_plancher sinon.",
        default=(),
    )
    precision: Number | None = term(
        "précision",
        "Numbers are counted in multiples of this.",
        "Les nombres sont comptés en multiples de cela.",
        default=None,
    )
    weight: Number | None = term(
        "poids",
        "Share of the table's budget, beside the other measures.",
        "Part du budget du tableau, à côté des autres mesures.",
        default=None,
    )


#: The kinds of measure: exactly one.
MEASURES = ("count", "sum", "mean", "variance", "histogram", "quantiles")


class TableWanted(Section):
    """One table: what its cells are, what is measured in each."""

    by: dict[Name, KeyRule] = term(
        "par", "Columns that make the cells.", "Colonnes qui font les cases.", default={}
    )
    measure: Measure | None = term("mesure", "The one measure.", "La mesure unique.", default=None)
    measures: dict[Name, Measure] = term(
        "mesures",
        "Several measures, by name of column.",
        "Plusieurs mesures, par nom de colonne.",
        default={},
    )
    epsilon: Number | None = term(
        "epsilon",
        "Its part of the epsilon of this release; a part in proportion if losses do not simply add up.",
        "Sa part de l'epsilon de cette diffusion ; en proportion si les pertes ne s'ajoutent pas simplement.",
        default=None,
    )
    mechanism: Mechanism = term(
        "mécanisme",
        "Which noise; auto: the one with the smaller margin.",
        "Quel bruit ; auto : celui de plus petite marge.",
        default=Mechanism.AUTO,
    )


class Preset(Choice):
    """Least numbers in use: tax files 11, energy 10, business statistics 3."""

    TAX = "tax", "fiscal"
    ENERGY = "energy", "énergie"
    BUSINESS = "business", "entreprises"


class Method(Choice):
    SUPPRESSION = "suppression", "suppression"
    CONTROLLED_ROUNDING = "controlled_rounding", "arrondi_contrôlé"


class DominanceRule(Section):
    """The largest contributors may hold at most a share of a total."""

    largest: Positive = term(
        "les_plus_grands", "How many contributors.", "Combien de contributeurs.", default=1
    )
    at_most: Percent = term("au_plus", "Their largest share.", "Leur plus grande part.")


class SecrecyRules(Section):
    """Rules of statistical secrecy (Hundepool et al. 2012)."""

    preset: Preset | None = term(
        "préréglage", "tax, energy or business.", "fiscal, énergie ou entreprises.", default=None
    )
    at_least: Positive | None = term(
        "au_moins", "Least number of units in a cell.", "Nombre minimal d'unités par case.", default=None
    )
    dominance: DominanceRule | None = term(
        "dominance", "Dominance rule.", "Règle de dominance.", default=None
    )
    p_percent: Percent | None = term(
        "p_pour_cent",
        "No contributor may be estimated within this share of its value.",
        "Aucun contributeur ne doit être estimé à moins de cette part de sa valeur.",
        default=None,
    )
    method: Method = term(
        "méthode",
        "Hide cells, or round all of them.",
        "Cacher des cases, ou les arrondir toutes.",
        default=Method.SUPPRESSION,
    )
    base: Positive | None = term(
        "base",
        "Multiple counts are rounded to by a controlled rounding.",
        "Multiple auquel un arrondi contrôlé amène les nombres.",
        default=None,
    )
    bases: dict[Name, Number] = term(
        "bases", "The same for sums, by column.", "De même pour les sommes, par colonne.", default={}
    )


class Ratio(Section):
    """A published table divided by another, on the columns they share."""

    of: Name = term("de", "Table of the numerator.", "Tableau du numérateur.")
    to: Name = term("sur", "Table of the denominator.", "Tableau du dénominateur.")
    measure: Name | None = term(
        "mesure", "Its measure, if it has several.", "Sa mesure, s'il en a plusieurs.", default=None
    )
    over: Name | None = term(
        "mesure_sur", "The measure of the denominator.", "La mesure du dénominateur.", default=None
    )
    as_: Name = term("nommée", "Name of the new column.", "Nom de la nouvelle colonne.")


class HideBelow(Section):
    """Cells whose published count is small are not significant."""

    table: Name = term("tableau", "Table of counts.", "Tableau de nombres.")
    at_least: Positive = term("au_moins", "Least published count.", "Plus petit nombre publié.")
    because: Prose | None = term("parce_que", "Why this number.", "Pourquoi ce nombre.", default=None)


class HideUncertain(Section):
    """Cells whose margin is large beside their figure are not significant."""

    table: Name = term("tableau", "Table.", "Tableau.")
    margin_over: Percent = term(
        "marge_au_delà_de", "Margin as a share of the figure.", "Marge en part du chiffre."
    )
    because: Prose | None = term("parce_que", "Why this share.", "Pourquoi cette part.", default=None)


class Consistent(Section):
    """Tables of several grains made to add up by least squares."""

    tables: tuple[Name, ...] = term(
        "tableaux", "From the finest to the coarsest.", "Du plus fin au plus grossier."
    )


class After(Section):
    """What is done on published numbers only: exactly one of these."""

    consistent: Consistent | None = term(
        "rendre_cohérents", "Make tables add up.", "Faire concorder les tableaux.", default=None
    )
    non_negative: tuple[Name, ...] | None = term(
        "sans_négatif",
        "Tables whose negative figures become 0.",
        "Tableaux dont les chiffres négatifs deviennent 0.",
        default=None,
    )
    ratio: Ratio | None = term(
        "rapport", "A ratio of two tables.", "Un rapport de deux tableaux.", default=None
    )
    hide_below: HideBelow | None = term(
        "cacher_en_dessous", "Hide small counts.", "Cacher les petits nombres.", default=None
    )
    hide_uncertain: HideUncertain | None = term(
        "cacher_les_incertains", "Hide uncertain figures.", "Cacher les chiffres incertains.", default=None
    )
    round: dict[Name, Number] | None = term(
        "arrondir", "Round measures.", "Arrondir des mesures.", default=None
    )


class Aggregate(Section):
    """Tables made of all rows: with differential privacy, or under statistical secrecy."""

    privacy_model: PrivacyModel = term("modèle", "Which protection.", "Quelle protection.")
    from_: Name | None = term(
        "tirés_de", "Table they are made from.", "Table dont ils sont tirés.", default=None
    )
    tables: dict[Name, TableWanted] = term("tableaux", "The tables.", "Les tableaux.")
    secrecy: SecrecyRules | None = term("secret", "Rules of secrecy.", "Règles du secret.", default=None)
    then: tuple[After, ...] = term(
        "puis", "On published numbers only.", "Sur les chiffres publiés seulement.", default=()
    )
