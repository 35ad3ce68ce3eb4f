"""The step ``make_k_anonymous``: which groups are wanted, of what, and how they are looked for."""

from __future__ import annotations

from privkit.policy.model.levels import LevelRule
from privkit.policy.scalars import Codes, Label, Name, Number, Percent, Positive, YesNo
from privkit.policy.terms import Choice, Section, term


class DiversityKind(Choice):
    DISTINCT = "distinct", "distincte"
    ENTROPY = "entropy", "entropie"
    RECURSIVE = "recursive", "récursive"


class Diversity(Section):
    """Values of a confidential column in each group (l-diversity, Machanavajjhala et al. 2007)."""

    column: Name = term("colonne", "Confidential column.", "Colonne confidentielle.")
    at_least: Positive = term("au_moins", "Number of distinct values.", "Nombre de valeurs distinctes.")
    into_bands: Codes | None = term(
        "en_tranches",
        "Bands in which a number is counted.",
        "Tranches dans lesquelles un nombre est compté.",
        default=None,
    )


class RecursiveL(Section):
    """Recursive (c, l)-diversity: the commonest value is held by less than c times those ranked l and below."""

    l: Positive = term("l", "Rank from which values are added up.", "Rang à partir duquel on additionne.")  # noqa: E741
    c: Number = term("c", "Largest ratio.", "Plus grand rapport.")


class Distance(Choice):
    EQUAL = "equal", "égale"
    ORDERED = "ordered", "ordonnée"
    HIERARCHICAL = "hierarchical", "hiérarchique"


class Confidential(Section):
    """What each group must not tell about one confidential column. All that is written must hold."""

    into_bands: Codes | None = term(
        "en_tranches",
        "Bands in which a number is counted.",
        "Tranches dans lesquelles un nombre est compté.",
        default=None,
    )
    distinct_l: Positive | None = term(
        "l_distinct",
        "Least number of distinct values.",
        "Nombre minimal de valeurs distinctes.",
        default=None,
    )
    entropy_l: Number | None = term(
        "l_entropie",
        "Values as varied as this many equally frequent ones.",
        "Valeurs aussi variées qu'autant de valeurs également fréquentes.",
        default=None,
    )
    recursive_l: RecursiveL | None = term(
        "l_récursive",
        "The commonest value must not weigh too much.",
        "La valeur la plus fréquente ne doit pas trop peser.",
        default=None,
    )
    t_closeness: Number | None = term(
        "t_proximité",
        "Largest distance, from 0 to 1, between a group and the whole table.",
        "Plus grande distance, de 0 à 1, entre un groupe et la table entière.",
        default=None,
    )
    distance: Distance = term(
        "distance",
        "How t-closeness measures it: values all equally far, in order, or along a hierarchy.",
        "Comment la t-proximité la mesure : valeurs toutes aussi éloignées, dans l'ordre, ou selon une hiérarchie.",
        default=Distance.EQUAL,
    )
    hierarchy: Label | None = term(
        "hiérarchie",
        "Hierarchy file of the hierarchical distance.",
        "Fichier de hiérarchie de la distance hiérarchique.",
        default=None,
    )
    delta_disclosure: Number | None = term(
        "delta_divulgation",
        "Largest logarithm (base 2) of a value's frequency in a group over that in the table.",
        "Plus grand logarithme (base 2) de la fréquence d'une valeur dans un groupe sur celle de la table.",
        default=None,
    )
    beta_likeness: Number | None = term(
        "beta_vraisemblance",
        "Largest relative gain of a value's frequency in a group.",
        "Plus grand gain relatif de fréquence d'une valeur dans un groupe.",
        default=None,
    )
    enhanced: YesNo = term(
        "renforcée",
        "Enhanced β-likeness: rare values are protected by the logarithm of their frequency too.",
        "β-vraisemblance renforcée : le logarithme de leur fréquence protège aussi les valeurs rares.",
        default=False,
    )
    frequency_at_most: Percent | None = term(
        "fréquence_au_plus",
        "Largest share of a group that one value may hold: the α of (α, k)-anonymity.",
        "Plus grande part d'un groupe qu'une valeur peut tenir : l'α du (α, k)-anonymat.",
        default=None,
    )


#: Of these, a confidential column names one at least.
CONFIDENTIAL_MODELS = (
    *("distinct_l", "entropy_l", "recursive_l", "t_closeness"),
    *("delta_disclosure", "beta_likeness", "frequency_at_most"),
)


class Population(Section):
    """The people the data were drawn from: a file that counts them, or a weight per row."""

    file: Label | None = term(
        "fichier",
        "CSV file with the quasi-identifiers, one line per person or with a count.",
        "Fichier CSV des quasi-identifiants, une ligne par personne ou avec un effectif.",
        default=None,
    )
    weight: Name | None = term(
        "poids",
        "Column of sampling weights: how many people a row stands for.",
        "Colonne de poids de sondage : combien de personnes une ligne représente.",
        default=None,
    )
    count: Name | None = term(
        "effectif",
        "Column of the file that counts people.",
        "Colonne du fichier qui compte les personnes.",
        default=None,
    )


class Presence(Section):
    """δ-presence (Nergiz, Atzori & Clifton 2007): how sure one may be that somebody is in the data."""

    at_least: Percent | None = term("au_moins", "Least share.", "Part minimale.", default=None)
    at_most: Percent = term("au_plus", "Largest share.", "Part maximale.")


class PublicBounds(Section):
    """Public bounds of a number, known before reading the data."""

    at_least: Number = term("au_moins", "Least value there may be.", "Plus petite valeur possible.")
    at_most: Number = term("au_plus", "Greatest value there may be.", "Plus grande valeur possible.")


class Method(Choice):
    FULL_DOMAIN = "full_domain", "domaine_entier"
    LOCAL = "local", "locale"
    MONDRIAN = "mondrian", "mondrian"


class LossMetric(Choice):
    LOSS = "loss", "perte"
    LOSS_GEOMETRIC = "loss_geometric", "perte_géométrique"
    PRECISION = "precision", "précision"
    DISCERNIBILITY = "discernibility", "discernabilité"
    AVERAGE_CLASS_SIZE = "average_class_size", "taille_moyenne"
    ENTROPY = "entropy", "entropie"


class Effort(Choice):
    FAST = "fast", "rapide"
    BALANCED = "balanced", "équilibré"
    THOROUGH = "thorough", "poussé"


class MakeKAnonymous(Section):
    """Optimal generalisation and suppression into groups of k units (Samarati 2001; loss of Iyengar 2002)."""

    k: Positive = term("k", "Least number of units in a group.", "Nombre minimal d'unités par groupe.")
    counted_in: Name | None = term(
        "compté_en", "Name of the privacy unit.", "Nom de l'unité protégée.", default=None
    )
    on: tuple[Name, ...] = term("sur", "Quasi-identifiers.", "Quasi-identifiants.")
    remove_at_most: Percent = term(
        "retirer_au_plus", "Largest share of units removed.", "Part maximale d'unités retirées."
    )
    l_diversity: Diversity | None = term(
        "l_diversité", "Diversity wanted in each group.", "Diversité voulue dans chaque groupe.", default=None
    )
    confidential: dict[Name, Confidential] = term(
        "confidentielles",
        "What a group must not tell, by confidential column.",
        "Ce qu'un groupe ne doit pas apprendre, par colonne confidentielle.",
        default={},
    )
    population: Population | None = term(
        "population",
        "The people the data were drawn from, for k_map and presence.",
        "Les personnes dont les données sont tirées, pour k_carte et présence.",
        default=None,
    )
    k_map: Positive | None = term(
        "k_carte",
        "Least number of people of the population in a group (k-map).",
        "Nombre minimal de personnes de la population par groupe (k-carte).",
        default=None,
    )
    presence: Presence | None = term(
        "présence",
        "Share of the population of a group that is in the data (δ-presence).",
        "Part de la population d'un groupe présente dans les données (δ-présence).",
        default=None,
    )
    method: Method = term(
        "méthode",
        "full_domain: one level per column. local: each group has its own levels, and loses less. "
        "mondrian: numbers are cut into intervals that do not overlap.",
        "domaine_entier : un niveau par colonne. locale : chaque groupe a ses niveaux, et perd moins. "
        "mondrian : les nombres sont coupés en intervalles qui ne se chevauchent pas.",
        default=Method.FULL_DOMAIN,
    )
    metric: LossMetric = term(
        "mesure_de_perte",
        "Which loss is made least.",
        "Quelle perte est rendue minimale.",
        default=LossMetric.LOSS,
    )
    weights: dict[Name, Number] = term(
        "poids",
        "How much the detail of a column matters; without weights, columns of the comparison come first.",
        "Combien compte le détail d'une colonne ; sans poids, celles de la comparaison passent d'abord.",
        default={},
    )
    hierarchies: dict[Name, Label] = term(
        "hiérarchies", "Hierarchy file of a column.", "Fichier de hiérarchie d'une colonne.", default={}
    )
    levels: dict[Name, LevelRule] = term(
        "niveaux",
        "How the levels of a column are made.",
        "Comment les niveaux d'une colonne sont faits.",
        default={},
    )
    bounds: dict[Name, PublicBounds] = term(
        "bornes",
        "Public bounds of a number that mondrian cuts; without them, those of the data are told.",
        "Bornes publiques d'un nombre que mondrian coupe ; sans elles, celles des données sont dites.",
        default={},
    )
    cut_at_multiples_of: dict[Name, Number] = term(
        "couper_aux_multiples_de",
        "Mondrian cuts a number only at multiples of this.",
        "Mondrian ne coupe un nombre qu'aux multiples de celui-ci.",
        default={},
    )
    effort: Effort = term(
        "effort",
        "How long the local method looks for better groups.",
        "Combien de temps la méthode locale cherche de meilleurs groupes.",
        default=Effort.BALANCED,
    )
    seconds_at_most: Positive | None = term(
        "secondes_au_plus",
        "Time limit of the search: the best found so far is kept, with how far from the best it may be.",
        "Durée limite de la recherche : le meilleur trouvé est gardé, avec son écart possible au meilleur.",
        default=None,
    )
