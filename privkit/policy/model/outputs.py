"""Sections ``outputs``, ``comparison``, ``technical`` and ``evidence``."""

from __future__ import annotations

from privkit.policy.scalars import Label, Name, Names, Number, Percent, Period, Positive, Whole
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
    label: Label | None = term(
        "mention", "Words shown beside the file.", "Mention affichée à côté du fichier.", default=None
    )


class Marks(Section):
    """Three shares: the two states and the middle of a group."""

    low: Percent = term("bas", "Lower mark.", "Repère bas.")
    middle: Percent = term("milieu", "Middle mark.", "Repère du milieu.")
    high: Percent = term("haut", "Upper mark.", "Repère haut.")


class Comparison(Section):
    """Section ``comparison``: the reference-household table made from the protected file."""

    target: Name = term("grandeur", "Column compared.", "Colonne comparée.")
    unit: Label = term("unité", "Its unit of measure.", "Son unité de mesure.")
    groups_by: tuple[Name, ...] = term(
        "groupes_par",
        "Columns that make groups, the most important first.",
        "Colonnes qui font les groupes, la plus importante d'abord.",
    )
    at_least: Positive = term(
        "au_moins",
        "Least number of units in a group; neighbouring bands are merged.",
        "Nombre minimal d'unités par groupe ; les tranches voisines sont fusionnées.",
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


class Technical(Section):
    """Section ``technical``: numbers a DPO may fold away."""

    seed: Whole = term(
        "graine",
        "Seed of what is drawn at random, except differential privacy.",
        "Graine des tirages, sauf confidentialité différentielle.",
        default=1,
    )
    attacks: Positive | None = term("attaques", "Number of attacks.", "Nombre d'attaques.", default=None)
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
