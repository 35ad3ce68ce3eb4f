"""How the levels of a quasi-identifier are made, when no earlier step and no plain file says so."""

from __future__ import annotations

from privkit.policy.scalars import Code, Codes, Label, Name, Names, Number, Positive
from privkit.policy.terms import Choice, Section, term


class DatePart(Choice):
    DAY = "day", "jour"
    WEEK = "week", "semaine"
    MONTH = "month", "mois"
    QUARTER = "quarter", "trimestre"
    YEAR = "year", "année"
    DECADE = "decade", "décennie"


class Straddling(Choice):
    REFUSE = "refuse", "refuser"
    LARGEST_SHARE = "largest_share", "plus_grande_part"
    GROUP = "group", "regrouper"


class LevelRule(Section):
    """Levels of one column, from the finest to the coarsest; ``*`` comes last by itself. Exactly one way."""

    bands: Codes | None = term(
        "tranches",
        'Edges [0, 40, 60] or bands ["1", "2", "3 to 4", "5 and more"]; neighbours are then taken together.',
        'Bornes [0, 40, 60] ou tranches ["1", "2", "3 à 4", "5 et plus"] ; les voisines sont ensuite réunies.',
        default=None,
    )
    widths: tuple[Number, ...] | None = term(
        "largeurs",
        "Widths of intervals, each a multiple of the one before: [5, 10, 20].",
        "Largeurs d'intervalles, chacune multiple de la précédente : [5, 10, 20].",
        default=None,
    )
    first_characters: tuple[Positive, ...] | None = term(
        "premiers_caractères",
        "Characters of a code kept at each level: [5, 2].",
        "Caractères d'un code gardés à chaque niveau : [5, 2].",
        default=None,
    )
    redact_last: tuple[Positive, ...] | None = term(
        "caviarder_les_derniers",
        "Last characters replaced by * at each level: [1, 2, 3].",
        "Derniers caractères remplacés par * à chaque niveau : [1, 2, 3].",
        default=None,
    )
    dates: tuple[DatePart, ...] | None = term(
        "dates",
        "Parts of a date: [month, quarter, year]; week goes with year and decade only.",
        "Parties d'une date : [mois, trimestre, année] ; semaine ne va qu'avec année et décennie.",
        default=None,
    )
    groups: dict[Name, dict[Name, Codes]] | None = term(
        "groupes",
        "Name of a level, then its labels and what each one holds.",
        "Nom d'un niveau, puis ses libellés et ce que chacun contient.",
        default=None,
    )
    common: Codes | None = term(
        "courantes",
        "Values kept apart; the rest goes under `others`.",
        "Valeurs gardées à part ; le reste va sous `autres`.",
        default=None,
    )
    file: Label | None = term(
        "fichier",
        "Hierarchy file; a value may stand on several lines.",
        "Fichier de hiérarchie ; une valeur peut y avoir plusieurs lignes.",
        default=None,
    )
    merge: tuple[Positive, ...] | None = term(
        "réunir",
        "With bands: how many neighbours are taken together, level by level. Two by two by default.",
        "Avec tranches : combien de voisines sont réunies, niveau par niveau. Deux par deux par défaut.",
        default=None,
    )
    origin: Number | None = term(
        "origine",
        "With widths: where an interval starts. The lower bound, or 0, by default.",
        "Avec largeurs : où commence un intervalle. La borne basse, ou 0, par défaut.",
        default=None,
    )
    lower_bound: Number | None = term(
        "borne_basse",
        "With widths: smaller values stay together.",
        "Avec largeurs : les valeurs plus petites restent ensemble.",
        default=None,
    )
    upper_bound: Number | None = term(
        "borne_haute",
        "With widths: this value and larger ones stay together.",
        "Avec largeurs : cette valeur et les plus grandes restent ensemble.",
        default=None,
    )
    others: Code | None = term(
        "autres",
        "With groups or common: label of what is not listed.",
        "Avec groupes ou courantes : libellé de ce qui n'est pas cité.",
        default=None,
    )
    keep: Names | None = term(
        "garder",
        "With file: columns of the file that are levels, in this order. All by default.",
        "Avec fichier : colonnes du fichier qui sont des niveaux, dans cet ordre. Toutes par défaut.",
        default=None,
    )
    share: Name | None = term(
        "part",
        "With file: column that weighs each line.",
        "Avec fichier : colonne qui pèse chaque ligne.",
        default=None,
    )
    straddling: Straddling | None = term(
        "à_cheval",
        "With file: what becomes of an area that lies in two coarser ones. refuse by default.",
        "Avec fichier : que devient un secteur à cheval sur deux plus grands. refuser par défaut.",
        default=None,
    )


#: The ways to make levels: exactly one.
LEVEL_RULES = (
    "bands",
    "widths",
    "first_characters",
    "redact_last",
    "dates",
    "groups",
    "common",
    "file",
)
#: Words that only go with some of them.
GOES_WITH: dict[str, tuple[str, ...]] = {
    "merge": ("bands",),
    "origin": ("widths",),
    "lower_bound": ("widths",),
    "upper_bound": ("widths",),
    "others": ("groups", "common"),
    "keep": ("file",),
    "share": ("file",),
    "straddling": ("file",),
}
