"""Section ``data``: whose privacy is counted, which tables come in, where they come from."""

from __future__ import annotations

from privkit.policy.scalars import Code, Day, Label, Name, Names, Positive, Prose, Whole, YesNo
from privkit.policy.terms import Choice, Section, term


class Unit(Section):
    """Section ``privacy_unit``: all counts are counts of these (NIST SP 800-226)."""

    name: Name = term(
        "nom",
        "What one unit is called, such as household.",
        "Comment on appelle une unité, par exemple foyer.",
    )
    column: Name = term("colonne", "Column that tells units apart.", "Colonne qui distingue les unités.")


class ColumnRole(Choice):
    DIRECT_IDENTIFIER = "direct_identifier", "identifiant_direct"
    QUASI_IDENTIFIER = "quasi_identifier", "quasi_identifiant"
    CONFIDENTIAL = "confidential", "confidentiel"
    FREE_TEXT = "free_text", "texte_libre"
    OTHER = "other", "autre"


class ColumnType(Choice):
    TEXT = "text", "texte"
    CODE = "code", "code"
    CATEGORY = "category", "catégorie"
    INTEGER = "integer", "entier"
    NUMBER = "number", "nombre"
    DATE = "date", "date"
    DATETIME = "datetime", "date_et_heure"
    YES_NO = "yes_no", "oui_non"


class SpecialCategory(Choice):
    """GDPR art. 9 and 10. Not the same thing as the role ``confidential``."""

    HEALTH = "health", "santé"
    ORIGIN = "racial_or_ethnic_origin", "origine_raciale_ou_ethnique"
    OPINIONS = "political_opinions", "opinions_politiques"
    BELIEFS = "religious_or_philosophical_beliefs", "convictions_religieuses_ou_philosophiques"
    UNION = "trade_union_membership", "appartenance_syndicale"
    GENETIC = "genetic_data", "données_génétiques"
    BIOMETRIC = "biometric_data", "données_biométriques"
    SEX_LIFE = "sex_life_or_orientation", "vie_ou_orientation_sexuelle"
    OFFENCES = "criminal_offences", "infractions"


class ColumnUse(Choice):
    FAIRNESS = "fairness_check_only", "contrôle_d_équité_seulement"


class ColumnRule(Section):
    """One column of a table as it stands in the file."""

    role: ColumnRole = term("rôle", "Its role for privacy.", "Son rôle pour la vie privée.")
    type: ColumnType = term("type", "Its type.", "Son type.")
    read: YesNo = term(
        "lue", "no: the column is never read.", "non : la colonne n'est jamais lue.", default=True
    )
    unit: Label | None = term(
        "unité", "Unit of measure, such as m3.", "Unité de mesure, par exemple m3.", default=None
    )
    decimals: Whole | None = term(
        "décimales",
        "Digits after the decimal point (0 to 9).",
        "Chiffres après la virgule (0 à 9).",
        default=None,
    )
    origin: Prose | None = term(
        "origine", "Where this column comes from.", "D'où vient cette colonne.", default=None
    )
    use: ColumnUse | None = term("usage", "A restricted use.", "Un usage restreint.", default=None)
    special_category: SpecialCategory | None = term(
        "catégorie_particulière", "GDPR art. 9 or 10.", "RGPD, articles 9 et 10.", default=None
    )
    repeated: Positive | None = term(
        "répétée",
        "How many columns of the file this is, such as 12: name_1 to name_12.",
        "Combien de colonnes du fichier, par exemple 12 : nom_1 à nom_12.",
        default=None,
    )
    to_confirm: YesNo = term(
        "à_confirmer",
        "yes: guessed, a person must confirm.",
        "oui : deviné, à confirmer par une personne.",
        default=False,
    )


class Collection(Choice):
    DIRECT = "direct", "directe"
    INDIRECT = "indirect", "indirecte"
    DERIVED = "derived", "dérivée"


class Compatibility(Section):
    """Why a reuse for another purpose is compatible (GDPR art. 6(4))."""

    because: Prose = term(
        "parce_que", "Why the reuse is compatible.", "Pourquoi la réutilisation est compatible."
    )


class TermsOfUse(Section):
    """The conditions under which a table may be used, and until when."""

    engagement_act: Label | None = term(
        "acte_d_engagement", "Reference of the act.", "Référence de l'acte.", default=None
    )
    declared_functions: Names = term(
        "fonctions_déclarées", "Functions declared in it.", "Fonctions déclarées.", default=()
    )
    expires: Day | None = term("expire_le", "Last day of use.", "Dernier jour d'utilisation.", default=None)


class Origin(Section):
    """Where a table comes from (GDPR art. 14, 5(1)(b))."""

    source: Label = term("source", "Who holds it.", "Qui la détient.")
    collection: Collection = term(
        "collecte",
        "Collected from the persons, or elsewhere.",
        "Recueillie auprès des personnes, ou ailleurs.",
    )
    first_purpose: Label = term(
        "finalité_initiale", "What it was collected for.", "Pour quoi elle a été recueillie."
    )
    compatibility: Compatibility | None = term(
        "compatibilité",
        "Why the reuse is compatible.",
        "Pourquoi la réutilisation est compatible.",
        default=None,
    )
    terms_of_use: TermsOfUse | None = term(
        "conditions_d_usage", "Conditions of use.", "Conditions d'usage.", default=None
    )


class ReadingRule(Section):
    """How to read the file, where detection is not enough."""

    encoding: Label | None = term("encodage", "utf-8 or cp1252.", "utf-8 ou cp1252.", default=None)
    separator: Code | None = term(
        "séparateur", "Character between two columns.", "Caractère entre deux colonnes.", default=None
    )
    decimal: Code | None = term("décimale", "Decimal mark: , or .", "Signe décimal : , ou .", default=None)
    dates: Label | None = term(
        "dates",
        "Form of dates, such as dd/mm/yyyy.",
        "Forme des dates, par exemple jj/mm/aaaa.",
        default=None,
    )
    sheet: Label | None = term("feuille", "Sheet of the workbook.", "Feuille du classeur.", default=None)
    header_row: Positive | None = term(
        "ligne_d_en_tête",
        "Row that holds the names of columns.",
        "Ligne qui porte les noms de colonnes.",
        default=None,
    )


class TableRule(Section):
    """One table that comes in."""

    file: Label | None = term(
        "fichier",
        "Path of the file, from the policy's folder.",
        "Chemin du fichier, depuis le dossier de la politique.",
        default=None,
    )
    one_row_is: Prose = term("une_ligne_est", "What one row stands for.", "Ce que représente une ligne.")
    origin: Origin = term("origine", "Where it comes from.", "D'où elle vient.")
    reading: ReadingRule | None = term(
        "lecture", "How to read the file.", "Comment lire le fichier.", default=None
    )
    columns: dict[Name, ColumnRule] = term(
        "colonnes", "Every column of the file.", "Toutes les colonnes du fichier."
    )


class Data(Section):
    """Section ``data``."""

    privacy_unit: Unit = term("unité_protégée", "Whose privacy is counted.", "Qui est protégé et compté.")
    tables: dict[Name, TableRule] = term("tables", "The tables that come in.", "Les tables qui entrent.")
