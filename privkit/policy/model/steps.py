"""Section ``steps``: what is done to the tables, in order. One model per step, one step per list item."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from privkit.policy.model.aggregation import Aggregate, LimitContribution
from privkit.policy.model.anonymity import MakeKAnonymous
from privkit.policy.model.perturbation import (
    AddNoise,
    Microaggregate,
    PostRandomise,
    Sample,
    SuppressLocally,
    Swap,
)
from privkit.policy.model.pseudonyms import Pseudonymise
from privkit.policy.model.synthesis import SetAside, Synthesise
from privkit.policy.scalars import (
    Codes,
    Day,
    Label,
    LastPeriod,
    Name,
    Number,
    Percent,
    Period,
    Positive,
    Prose,
    YesNo,
)
from privkit.policy.terms import Choice, Section, term


class ColumnMap(Section):
    """A step written as a mapping of user columns, with an optional ``because`` beside them.

    A key whose value is a mapping is a column, whatever its name; a key whose value is plain text is a
    keyword. So a column may be called ``because``.
    """

    @model_validator(mode="before")
    @classmethod
    def _split(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        columns = {key: value for key, value in raw.items() if isinstance(value, dict)}
        return {key: value for key, value in raw.items() if key not in columns} | {"columns": columns}


class Reason(Choice):
    OBJECTION = "objection", "opposition"
    RESTRICTION = "restriction", "limitation"
    ERASURE = "erasure", "effacement"


class ApplyRequests(Section):
    """Leave out the units whose request is received, under examination or accepted (GDPR art. 17, 18, 21)."""

    reasons: tuple[Reason, ...] = term(
        "motifs", "Which requests are applied.", "Quelles demandes sont appliquées."
    )


class OldReason(Choice):
    RETENTION = "retention", "conservation"


class DropOlderThan(Section):
    """Leave out rows older than the retention period, or than a period of its own."""

    reason: OldReason | None = term(
        "motif",
        "retention: the period of the register.",
        "conservation : la durée du registre.",
        default=None,
    )
    duration: Period | None = term("durée", "Or a period of its own.", "Ou une durée propre.", default=None)
    from_: Name | None = term(
        "à_partir_de", "Date column it is counted from.", "Colonne de date de départ.", default=None
    )


class RowRule(Section):
    """Which values of a column are wanted; all that is written must hold."""

    among: Codes | None = term("parmi", "One of these.", "L'une de ces valeurs.", default=None)
    not_among: Codes | None = term("hors", "None of these.", "Aucune de ces valeurs.", default=None)
    at_least: Number | None = term("au_moins", "At least this.", "Au moins cela.", default=None)
    at_most: Number | None = term("au_plus", "At most this.", "Au plus cela.", default=None)
    above: Number | None = term("au_dessus_de", "More than this.", "Plus que cela.", default=None)
    below: Number | None = term("en_dessous_de", "Less than this.", "Moins que cela.", default=None)
    from_: Day | None = term("de", "From this day on.", "À partir de ce jour.", default=None)
    to: Day | None = term("à", "Until this day, included.", "Jusqu'à ce jour, compris.", default=None)
    filled: YesNo | None = term(
        "renseignée", "yes: a value is there.", "oui : une valeur est présente.", default=None
    )


class KeepRows(ColumnMap):
    """Keep the rows that satisfy every rule; a missing value satisfies none but ``filled: no``."""

    columns: dict[Name, RowRule] = term("columns", "Rules by column.", "Règles par colonne.")
    because: Prose | None = term("parce_que", "Why these rows.", "Pourquoi ces lignes.", default=None)


class LinkKeep(Choice):
    ONLY_MATCHES = "only_matches", "seulement_les_correspondances"
    ALL_OF_FIRST = "all_of_first", "toutes_celles_de_la_première"


class Link(Section):
    """Bring the columns of a second table to the first; the second has one row per key."""

    tables: tuple[Name, Name] = term("tables", "First and second table.", "Première et seconde table.")
    on: Name = term("sur", "Column both tables hold.", "Colonne présente dans les deux tables.")
    keep: LinkKeep = term(
        "garder",
        "What happens to rows without a match.",
        "Ce que deviennent les lignes sans correspondance.",
        default=LinkKeep.ONLY_MATCHES,
    )
    matched_at_least: Percent | None = term(
        "correspondances_au_moins",
        "Least share of rows that must match.",
        "Part minimale de lignes qui doivent correspondre.",
        default=None,
    )
    because: Prose | None = term(
        "parce_que", "Why the tables are linked.", "Pourquoi croiser ces tables.", default=None
    )


class Summary(Section):
    """One column of the summary: exactly one way to compute it."""

    sum: Name | None = term("somme", "Sum of a column.", "Somme d'une colonne.", default=None)
    mean: Name | None = term("moyenne", "Mean of a column.", "Moyenne d'une colonne.", default=None)
    count: Name | None = term(
        "nombre",
        "Number of filled values of a column.",
        "Nombre de valeurs présentes d'une colonne.",
        default=None,
    )
    smallest: Name | None = term("plus_petite", "Smallest value.", "Plus petite valeur.", default=None)
    largest: Name | None = term("plus_grande", "Largest value.", "Plus grande valeur.", default=None)
    latest: Name | None = term(
        "dernière", "Value at the latest date.", "Valeur à la dernière date.", default=None
    )
    over: LastPeriod | None = term(
        "sur",
        "Only the rows of this period before the as-of date.",
        "Seulement les lignes de cette période avant la date d'arrêté.",
        default=None,
    )
    by_date: Name | None = term(
        "selon",
        "Date column for `latest` and `over`.",
        "Colonne de date pour `dernière` et `sur`.",
        default=None,
    )


SUMMARIES = ("sum", "mean", "count", "smallest", "largest", "latest")


class Summarise(Section):
    """One row per privacy unit."""

    by: Name = term("par", "Name of the privacy unit.", "Nom de l'unité protégée.")
    table: Name | None = term(
        "table", "Which table, when several are live.", "Quelle table, s'il y en a plusieurs.", default=None
    )
    columns: dict[Name, Summary] = term("colonnes", "Columns to compute.", "Colonnes à calculer.")


class Kept(Section):
    """A column that is kept, and why."""

    because: Prose = term("parce_que", "Why this column is needed.", "Pourquoi cette colonne est nécessaire.")


class Minimise(Section):
    """Keep only the columns named (GDPR art. 5(1)(c)); the rest is dropped."""

    keep: dict[Name, Kept] = term(
        "garder", "Columns kept, each with its reason.", "Colonnes gardées, chacune avec sa raison."
    )


class DateLevel(Choice):
    MONTH = "month", "mois"
    QUARTER = "quarter", "trimestre"
    YEAR = "year", "année"


class Generalisation(Section):
    """How one column is made coarser: exactly one way."""

    into_bands: Codes | None = term(
        "en_tranches",
        'Edges [0, 40, 60] or bands ["1", "2", "3 to 4", "5 and more"].',
        'Bornes [0, 40, 60] ou tranches ["1", "2", "3 à 4", "5 et plus"].',
        default=None,
    )
    to: DateLevel | None = term(
        "au", "month, quarter or year of a date.", "mois, trimestre ou année d'une date.", default=None
    )
    as_: Name | None = term("nommée", "New name of the column.", "Nouveau nom de la colonne.", default=None)
    first_characters: Positive | None = term(
        "premiers_caractères",
        "Keep the first characters of a code.",
        "Garder les premiers caractères d'un code.",
        default=None,
    )
    rounded_to: Number | None = term(
        "arrondie_à", "Nearest multiple of this.", "Multiple le plus proche de ce nombre.", default=None
    )
    with_hierarchy: Label | None = term(
        "avec_hiérarchie", "File of a hierarchy.", "Fichier d'une hiérarchie.", default=None
    )
    level: Name | None = term("niveau", "Level of the hierarchy.", "Niveau de la hiérarchie.", default=None)


GENERALISATIONS = ("into_bands", "to", "first_characters", "rounded_to", "with_hierarchy")


class Limit(Section):
    """A bound known before reading the data, and why."""

    at: Number = term("à", "The bound.", "La borne.")
    because: Prose | None = term("parce_que", "Why this bound.", "Pourquoi cette borne.", default=None)


class Rounding(Section):
    """The multiple a number is rounded to."""

    to: Number = term("à", "Nearest multiple of this.", "Multiple le plus proche de ce nombre.")


class Blank(Section):
    """Which values of a column are blanked: exactly one way."""

    among: Codes | None = term("parmi", "These values.", "Ces valeurs.", default=None)
    above: Number | None = term("au_dessus_de", "Values above this.", "Les valeurs au-dessus.", default=None)
    below: Number | None = term(
        "en_dessous_de", "Values below this.", "Les valeurs en dessous.", default=None
    )
    rarer_than: Positive | None = term(
        "plus_rares_que",
        "Values held by fewer units than this.",
        "Les valeurs portées par moins d'unités que cela.",
        default=None,
    )


class Step(Section):
    """One item of ``steps``: exactly one of these."""

    apply_requests: ApplyRequests | None = term(
        "appliquer_les_demandes",
        "Apply objections and restrictions.",
        "Appliquer les oppositions et les limitations.",
        default=None,
    )
    drop_older_than: DropOlderThan | None = term(
        "retirer_les_anciens", "Leave out old rows.", "Retirer les lignes anciennes.", default=None
    )
    keep_rows: KeepRows | None = term(
        "garder_lignes", "Keep some rows only.", "Ne garder que certaines lignes.", default=None
    )
    pseudonymise: Pseudonymise | None = term(
        "pseudonymiser",
        "Replace identifiers by pseudonyms.",
        "Remplacer les identifiants par des pseudonymes.",
        default=None,
    )
    link: Link | None = term("croiser", "Link two tables.", "Croiser deux tables.", default=None)
    summarise: Summarise | None = term(
        "résumer", "One row per privacy unit.", "Une ligne par unité protégée.", default=None
    )
    minimise: Minimise | None = term(
        "minimiser", "Keep only the columns needed.", "Ne garder que les colonnes nécessaires.", default=None
    )
    generalise: dict[Name, Generalisation] | None = term(
        "généraliser", "Make columns coarser.", "Rendre des colonnes moins précises.", default=None
    )
    top_code: dict[Name, Limit] | None = term(
        "plafonner",
        "Replace larger values by a bound.",
        "Ramener les valeurs plus grandes à une borne.",
        default=None,
    )
    bottom_code: dict[Name, Limit] | None = term(
        "relever_au_plancher",
        "Replace smaller values by a bound.",
        "Ramener les valeurs plus petites à une borne.",
        default=None,
    )
    round: dict[Name, Rounding] | None = term(
        "arrondir", "Round numbers.", "Arrondir des nombres.", default=None
    )
    suppress: dict[Name, Blank] | None = term(
        "supprimer", "Blank some values.", "Effacer certaines valeurs.", default=None
    )
    make_k_anonymous: MakeKAnonymous | None = term(
        "rendre_k_anonyme", "Groups of at least k units.", "Des groupes d'au moins k unités.", default=None
    )
    suppress_locally: SuppressLocally | None = term(
        "supprimer_localement",
        "Blank the values that single someone out.",
        "Effacer les valeurs qui isolent quelqu'un.",
        default=None,
    )
    microaggregate: Microaggregate | None = term(
        "microagréger",
        "Give groups of near units one value.",
        "Donner une même valeur à des groupes d'unités proches.",
        default=None,
    )
    swap: Swap | None = term(
        "permuter",
        "Exchange values between near rows.",
        "Échanger des valeurs entre lignes proches.",
        default=None,
    )
    add_noise: AddNoise | None = term(
        "bruiter", "Add random noise to numbers.", "Ajouter un bruit aléatoire à des nombres.", default=None
    )
    post_randomise: PostRandomise | None = term(
        "post_randomiser",
        "Redraw some categories at random.",
        "Tirer de nouveau au hasard certaines catégories.",
        default=None,
    )
    sample: Sample | None = term(
        "échantillonner",
        "Keep a random sample of the units.",
        "Garder un échantillon d'unités tiré au hasard.",
        default=None,
    )
    limit_contribution: LimitContribution | None = term(
        "limiter_la_contribution",
        "The most one unit can change.",
        "Le plus qu'une unité puisse changer.",
        default=None,
    )
    aggregate: Aggregate | None = term(
        "agréger", "Tables of counts, sums, means.", "Tableaux de nombres, sommes, moyennes.", default=None
    )
    set_aside: SetAside | None = term(
        "mettre_de_côté",
        "People no model sees, to judge the release.",
        "Des personnes qu'aucun modèle ne voit, pour juger la sortie.",
        default=None,
    )
    synthesise: Synthesise | None = term(
        "synthétiser", "Rows made by a model.", "Des lignes faites par un modèle.", default=None
    )


#: Known words that no step does yet: told as such, never skipped. English: French.
LATER_STEPS = {
    "match": "apparier",
    "redact": "caviarder",
}
