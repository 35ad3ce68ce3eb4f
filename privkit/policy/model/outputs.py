"""Sections ``outputs``, ``comparison``, ``technical`` and ``evidence``."""

from __future__ import annotations

from privkit.policy.scalars import Code, Label, Name, Names, Number, Percent, Period, Positive, Prose, Whole
from privkit.policy.terms import Choice, Section, term


class Nature(Choice):
    GENERALISED = "generalised", "généralisées"
    PSEUDONYMISED = "pseudonymised", "pseudonymisées"
    AGGREGATED = "aggregated", "agrégées"
    SYNTHETIC = "synthetic", "synthétiques"


class Proposed(Choice):
    PERSONAL = "personal", "personnelle"
    ANONYMOUS = "anonymous", "anonyme"


class Qualification(Section):
    """What is proposed, and for whom: anonymity is said for someone, and decided by a person."""

    proposed: Proposed = term("proposée", "personal or anonymous.", "personnelle ou anonyme.")
    for_: Label = term("pour", "For whom.", "Pour qui.")
    decided_by: Label | None = term("décidée_par", "Who decided it.", "Qui l'a décidée.", default=None)


class Sharing(Choice):
    INTERNAL = "internal", "interne"
    AGREEMENT = "agreement", "convention"
    ENCLAVE = "enclave", "environnement_sécurisé"
    PUBLIC = "public", "public"


class Beside(Choice):
    """Files published beside a table."""

    TABLE_SCHEMA = "table_schema", "schéma_de_table"
    DATA_DICTIONARY = "data_dictionary", "dictionnaire_de_données"
    MARGINS = "margins", "marges"
    READER_NOTE = "reader_note", "note_au_lecteur"
    CATALOGUE_ENTRY = "catalogue_entry", "fiche_de_catalogue"
    WORKBOOK = "workbook", "classeur"
    CHART = "chart", "graphique"
    MAP = "map", "carte"


class Grain(Choice):
    """The scale of a territory, as French local catalogues name it."""

    BELOW_COMMUNE = "below_commune", "infracommunale"
    COMMUNE = "commune", "communale"
    INTERCOMMUNAL = "intercommunal", "intercommunale"
    CANTON = "canton", "cantonale"
    DEPARTMENT = "department", "départementale"
    REGION = "region", "régionale"
    OTHER = "other", "autre"


class Publication(Section):
    """What a catalogue and a reader must know of a published table."""

    title: Label | None = term("titre", "Title in the catalogue.", "Titre au catalogue.", default=None)
    description: Prose | None = term("description", "What it holds.", "Ce qu'il contient.", default=None)
    period: Label | None = term(
        "période",
        "Period the figures are about, such as 2025: releases of one period are compared.",
        "Période des chiffres, par exemple 2025 : les diffusions d'une même période sont rapprochées.",
        default=None,
    )
    geography_year: Label | None = term(
        "année_de_la_géographie", "Year of the areas.", "Millésime des zones.", default=None
    )
    geometry: Label | None = term(
        "géométrie", "File (.geojson) of the areas.", "Fichier (.geojson) des zones.", default=None
    )
    frequency: Label | None = term(
        "fréquence", "How often it comes out.", "Rythme de parution.", default=None
    )
    errata: Prose | None = term(
        "errata",
        "What is done when an error is found.",
        "Ce qui est fait quand une erreur est trouvée.",
        default=None,
    )
    contact: Label | None = term("contact", "Whom to ask.", "À qui demander.", default=None)
    page: Label | None = term(
        "page", "Address where it is published.", "Adresse où elle est publiée.", default=None
    )
    siret: Code | None = term(
        "siret", "SIRET of the publisher, 14 digits.", "SIRET de qui publie, 14 chiffres.", default=None
    )
    territory: Label | None = term(
        "territoire", "Name of the territory covered.", "Nom du territoire couvert.", default=None
    )
    scale: Grain | None = term("maille", "Scale of that territory.", "Maille de ce territoire.", default=None)
    theme: Label | None = term("thème", "Theme in the catalogue.", "Thème au catalogue.", default=None)
    keywords: Names = term("mots_clés", "Words it is found by.", "Mots qui la font trouver.", default=())


class Output(Section):
    """One file that leaves."""

    name: Name = term("nom", "Its name.", "Son nom.")
    from_: Name | None = term(
        "tirée_de",
        "Table it is made from, when several are live.",
        "Table dont elle est tirée, s'il y en a plusieurs.",
        default=None,
    )
    file: Label = term(
        "fichier",
        "Path inside the run's outputs (.csv or .parquet).",
        "Chemin dans les sorties du passage (.csv ou .parquet).",
    )
    nature: Nature = term("nature", "What kind of data.", "Quelle sorte de données.")
    qualification: Qualification = term("qualification", "Proposed, for whom.", "Proposée, pour qui.")
    sharing: Sharing = term(
        "partage",
        "With whom it is shared (NIST SP 800-188).",
        "Avec qui elle est partagée (NIST SP 800-188).",
    )
    recipients: Names = term(
        "destinataires", "Who receives it, or none.", "Qui la reçoit, ou aucun.", default=()
    )
    eliminate_after: Period | None = term(
        "éliminer_après", "When it must be eliminated.", "Quand elle doit être éliminée.", default=None
    )
    licence: Label | None = term(
        "licence", "Licence of a publication.", "Licence d'une publication.", default=None
    )
    with_: tuple[Beside, ...] = term(
        "avec", "Files published beside it.", "Fichiers publiés à côté.", default=()
    )
    publication: Publication | None = term(
        "publication", "What the catalogue says of it.", "Ce que le catalogue en dit.", default=None
    )
    label: Label | None = term(
        "mention", "Words shown beside the file.", "Mention affichée à côté du fichier.", default=None
    )


class Marks(Section):
    """Three shares: the two states and the middle of a group."""

    low: Percent = term("bas", "Lower mark.", "Repère bas.")
    middle: Percent = term("milieu", "Middle mark.", "Repère du milieu.")
    high: Percent = term("haut", "Upper mark.", "Repère haut.")


class Service(Choice):
    """What is compared: the advice given, and the alert of abnormal use, belong to one service only."""

    DRINKING_WATER = "drinking_water", "eau_potable"
    ENERGY = "energy", "énergie"
    OTHER = "other", "autre"


class GroupWords(Section):
    """How one column of the groups reads in a message."""

    name: Label | None = term(
        "nom",
        "What the column is called, such as number of occupants.",
        "Comment s'appelle la colonne, par exemple nombre d'occupants.",
        default=None,
    )
    band: Label | None = term(
        "tranche",
        "How its bands read, {} standing for the band: “{} people”.",
        "Comment se lisent ses tranches, {} tenant la place de la tranche : « {} personnes ».",
        default=None,
    )
    values: dict[Label, Label] = term(
        "valeurs",
        "How a value reads: { yes: with a garden }.",
        "Comment se lit une valeur : { oui: avec jardin }.",
        default={},
    )


#: Units of a volume: of water, when a comparison does not say of what.
VOLUMES = ("m3", "m³", "l", "litre", "litres", "liter", "liters")
#: Units of money: nothing is used up in them.
MONEY = ("€", "euro", "euros", "eur", "$", "dollar", "dollars", "usd", "£", "chf")


def service_of(said: Service | None, unit: str) -> Service:
    """The service that is said, else that of the unit: drinking water for a volume, other for the rest.

    >>> service_of(None, "m3").value, service_of(None, "kWh").value, service_of(Service.ENERGY, "m3").value
    ('drinking_water', 'other', 'energy')
    """
    if said is not None:
        return said
    return Service.DRINKING_WATER if unit.strip().lower() in VOLUMES else Service.OTHER


class Span(Choice):
    """How long the compared quantity covers."""

    YEAR = "year", "an"
    QUARTER = "quarter", "trimestre"
    MONTH = "month", "mois"


class Comparison(Section):
    """Section ``comparison``: the reference-household table made from the protected file."""

    target: Name = term("grandeur", "Column compared.", "Colonne comparée.")
    unit: Label = term("unité", "Its unit of measure.", "Son unité de mesure.")
    service: Service | None = term(
        "service",
        "What is compared: drinking_water, energy or other; drinking water when volumes are in m3 and nothing is said.",
        "Ce qui est comparé : eau_potable, énergie ou autre ; l'eau potable si l'unité est le m3 et que rien n'est dit.",
        default=None,
    )
    over: Span = term(
        "sur_un",
        "Time the quantity covers, as a bill says it: year, quarter or month.",
        "Durée que couvre la grandeur, telle que la facture la dit : an, trimestre ou mois.",
        default=Span.YEAR,
    )
    groups_by: tuple[Name, ...] = term(
        "groupes_par",
        "Columns that make groups, the most important first.",
        "Colonnes qui font les groupes, la plus importante d'abord.",
    )
    phrases: dict[Name, GroupWords] = term(
        "phrases",
        "How each of these columns reads in a message.",
        "Comment se lit chacune de ces colonnes dans un message.",
        default={},
    )
    at_least: Positive = term(
        "au_moins",
        "Least number of units in a group, never under 11; neighbouring bands are merged.",
        "Nombre minimal d'unités par groupe, jamais sous 11 ; les tranches voisines sont fusionnées.",
        default=30,
    )
    marks: Marks = term(
        "repères", "Marks, such as 20 %, 50 %, 80 %.", "Repères, par exemple 20 %, 50 %, 80 %."
    )
    round_to: Number = term("arrondir_à", "Marks are rounded to this.", "Les repères sont arrondis à cela.")
    file: Label = term(
        "fichier", "Path inside the run's outputs (.json).", "Chemin dans les sorties du passage (.json)."
    )
    from_: Name | None = term(
        "tirée_de",
        "Table it is made from, when several are live.",
        "Table dont elle est tirée, s'il y en a plusieurs.",
        default=None,
    )


class NoiseSource(Choice):
    DIFFPRIVLIB = "diffprivlib", "diffprivlib"
    OPENDP = "opendp", "opendp"


class Technical(Section):
    """Section ``technical``: numbers a DPO may fold away."""

    seed: Whole = term(
        "graine",
        "Seed of what is drawn at random, except differential privacy.",
        "Graine des tirages, sauf confidentialité différentielle.",
        default=1,
    )
    attacks: Positive = term(
        "attaques", "Number of attacks of each kind.", "Nombre d'attaques de chaque sorte.", default=2000
    )
    noise: NoiseSource = term(
        "bruit",
        "Library that draws the noise.",
        "Bibliothèque qui tire le bruit.",
        default=NoiseSource.DIFFPRIVLIB,
    )
    memory: Label | None = term(
        "mémoire", "Memory limit, such as 1GiB.", "Limite de mémoire, par exemple 1GiB.", default=None
    )


class Format(Choice):
    HTML = "html", "html"
    MARKDOWN = "markdown", "markdown"
    JSON = "json", "json"
    PIA = "pia_tool", "outil_pia"


class Reader(Choice):
    DPO = "dpo", "dpo"
    CONTROLLER = "controller", "responsable_de_traitement"
    PUBLIC = "public", "public"


class Evidence(Section):
    """Section ``evidence``: which reports, for whom."""

    report: tuple[Format, ...] = term("rapport", "Formats.", "Formats.")
    readers: tuple[Reader, ...] = term("lecteurs", "Readers.", "Lecteurs.")
