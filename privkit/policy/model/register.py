"""The parts of a policy a lawyer reads first: what it is, the register entry, who decides."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from privkit.policy.scalars import Day, Label, Name, Names, Period, Prose, none_or
from privkit.policy.terms import Choice, Section, term


class State(Choice):
    DRAFT = "draft", "brouillon"
    VALIDATED = "validated", "validée"
    WITHDRAWN = "withdrawn", "retirée"


class About(Section):
    """Section ``policy``: its name, its version, its life."""

    name: Name = term("nom", "Short name, used for folders.", "Nom court, utilisé pour les dossiers.")
    title: Label = term("titre", "What it is about, in one line.", "De quoi il s'agit, en une ligne.")
    version: Label = term("version", "Version of this policy.", "Version de cette politique.")
    replaces: Label | None = term("remplace", "Version it replaces.", "Version remplacée.", default=None)
    state: State = term("état", "Draft, validated or withdrawn.", "Brouillon, validée ou retirée.")
    effective_from: Day | None = term(
        "date_d_effet", "First day it applies.", "Premier jour d'application.", default=None
    )
    review_before: Day = term(
        "à_revoir_avant", "Day by which it must be read again.", "Jour avant lequel il faut la relire."
    )


class Ground(Choice):
    CONSENT = "consent", "consentement"
    CONTRACT = "contract", "contrat"
    LEGAL_OBLIGATION = "legal_obligation", "obligation_légale"
    VITAL_INTERESTS = "vital_interests", "intérêts_vitaux"
    PUBLIC_TASK = "public_task", "mission_d_intérêt_public"
    LEGITIMATE_INTERESTS = "legitimate_interests", "intérêts_légitimes"


class LegalBasis(Section):
    """GDPR art. 6(1)."""

    ground: Ground = term(
        "fondement", "One of the six grounds of GDPR art. 6(1).", "Un des six fondements de l'article 6(1)."
    )
    texts: Names = term("textes", "Texts it rests on.", "Textes sur lesquels il repose.", default=())
    because: Prose = term("parce_que", "Why this ground applies.", "Pourquoi ce fondement s'applique.")


class Afterwards(Choice):
    ELIMINATE = "eliminate", "éliminer"
    ARCHIVE = "archive", "archiver"


class Retention(Section):
    """How long, from when, why, and what then (GDPR art. 5(1)(e))."""

    duration: Period = term("durée", "How long, such as 3 years.", "Combien de temps, par exemple 3 ans.")
    from_: Name = term(
        "à_partir_de", "Date column it is counted from.", "Colonne de date à partir de laquelle on compte."
    )
    because: Prose = term("parce_que", "Why this long.", "Pourquoi cette durée.")
    then: Afterwards = term(
        "ensuite", "What happens at the end.", "Ce qui se passe ensuite.", default=Afterwards.ELIMINATE
    )


class Requests(Section):
    """The list of requests of persons: right, purpose, state, date; one line per request."""

    list: Label = term("liste", "File of the requests.", "Fichier des demandes.")
    column: Name = term(
        "colonne", "Column that names the privacy unit.", "Colonne qui désigne l'unité protégée."
    )


class Rights(Section):
    """How persons are told and how their requests reach the data (GDPR art. 12 to 22)."""

    information: Prose = term(
        "information", "How persons are informed.", "Comment les personnes sont informées."
    )
    requests: Requests | None = term(
        "demandes", "Where requests are listed.", "Où sont listées les demandes.", default=None
    )


class Dpia(Section):
    """The impact assessment this policy belongs to (GDPR art. 35)."""

    reference: Label = term("référence", "Its reference.", "Sa référence.")
    version: Label | None = term("version", "Its version.", "Sa version.", default=None)
    state: State = term("état", "Its state.", "Son état.")


class Processor(Section):
    """A processor and the contract that binds it (GDPR art. 28)."""

    name: Label = term("nom", "Its name.", "Son nom.")
    contract: Label | None = term(
        "contrat", "Reference of the contract.", "Référence du contrat.", default=None
    )


Processors = Annotated[
    tuple[Processor, ...], BeforeValidator(none_or(lambda text: {"name": text, "nom": text}))
]


class Register(Section):
    """Section ``register``: the entry of the record of processing (GDPR art. 30)."""

    record: Label = term("fiche", "Reference of the entry.", "Référence de la fiche.")
    controller: Label = term(
        "responsable_de_traitement", "Who decides why and how.", "Qui décide pourquoi et comment."
    )
    joint_controllers: Names = term(
        "responsables_conjoints",
        "Joint controllers, or none.",
        "Responsables conjoints, ou aucun.",
        default=(),
    )
    processors: Processors = term(
        "sous_traitants",
        "Processors and their contracts, or none.",
        "Sous-traitants et leurs contrats, ou aucun.",
        default=(),
    )
    dpo: Label = term(
        "dpo",
        "How to reach the data protection officer.",
        "Comment joindre le délégué à la protection des données.",
    )
    purpose: Prose = term("finalité", "One purpose.", "Une seule finalité.")
    legal_basis: LegalBasis = term("base_légale", "The ground and why.", "Le fondement et pourquoi.")
    data_subjects: Names = term("personnes_concernées", "Whose data.", "Les données de qui.")
    data_categories: Names = term(
        "catégories_de_données", "Which kinds of data.", "Quelles catégories de données."
    )
    recipients: Names = term(
        "destinataires", "Who receives the result, or none.", "Qui reçoit le résultat, ou aucun."
    )
    audience: Label | None = term(
        "public_visé",
        "For a publication: who may read it.",
        "Pour une publication : qui peut la lire.",
        default=None,
    )
    transfers_outside_eu: Names = term(
        "transferts_hors_ue",
        "Transfers outside the EU, or none.",
        "Transferts hors UE, ou aucun.",
        default=(),
    )
    retention: Retention = term("conservation", "How long and why.", "Combien de temps et pourquoi.")
    rights: Rights = term("droits", "Rights of persons.", "Droits des personnes.")
    dpia: Dpia | None = term("aipd", "The impact assessment.", "L'analyse d'impact.", default=None)


class Opinion(Choice):
    FAVOURABLE = "favourable", "favorable"
    WITH_RESERVATIONS = "favourable_with_reservations", "favorable_avec_réserves"
    UNFAVOURABLE = "unfavourable", "défavorable"


class DpoAdvice(Section):
    """The advice of the data protection officer (GDPR art. 35(2), 39)."""

    opinion: Opinion = term("sens", "Favourable or not.", "Favorable ou non.")
    date: Day = term("date", "When it was given.", "Date de l'avis.")
    text: Prose | None = term("texte", "Its words.", "Son texte.", default=None)


class Decider(Choice):
    CONTROLLER = "controller", "responsable_de_traitement"
    DPO = "dpo", "dpo"  # known so that `check` can say why it is refused


class Decision(Section):
    """The decision of the controller; the DPO advises and never decides (GDPR art. 38(6))."""

    by: Decider = term("par", "Who decides: the controller.", "Qui décide : le responsable de traitement.")
    capacity: Label = term("qualité", "In which capacity.", "En quelle qualité.")
    date: Day = term("date", "When.", "Date de la décision.")


class Governance(Section):
    """Section ``governance``: advice and decision."""

    dpo_advice: DpoAdvice | None = term("avis_du_dpo", "The DPO's advice.", "L'avis du DPO.", default=None)
    decision: Decision | None = term(
        "décision", "The controller's decision.", "La décision du responsable.", default=None
    )
