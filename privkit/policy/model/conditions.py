"""Section ``release_only_if``: what must hold, or nothing leaves. One model per condition."""

from __future__ import annotations

from privkit.policy.model.attack_conditions import (
    CopiedRecords,
    Fidelity,
    Inference,
    KnownReadings,
    Linkability,
    LinkingAttack,
    Membership,
    SinglingOut,
    Usefulness,
)
from privkit.policy.model.disclosure_conditions import (
    BetaLikeness,
    DeltaDisclosure,
    FrequencyInGroup,
    LDiversity,
    TCloseness,
)
from privkit.policy.model.fairness_condition import Fairness
from privkit.policy.model.population_conditions import KMap, PresenceBounds
from privkit.policy.model.risk_conditions import PopulationUniqueness, RecordRisk, SpecialUniques
from privkit.policy.model.successive_condition import SuccessiveReferences
from privkit.policy.model.table_conditions import (
    BudgetHeld,
    DifferenceWithPrevious,
    Dominance,
    EveryKeyPublished,
    MarginOfError,
    SmallCells,
)
from privkit.policy.scalars import Name, Percent, Positive, Prose, Whole
from privkit.policy.terms import Choice, Section, term


class KAnonymity(Section):
    """Every group of equal quasi-identifiers left in the output has at least k units (Sweeney 2002)."""

    at_least: Positive = term(
        "au_moins", "Least number of units in a group.", "Nombre minimal d'unités par groupe."
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this number.", "Pourquoi ce nombre.", default=None)


class Uniqueness(Section):
    """Share of units alone in their group."""

    at_most: Percent = term("au_plus", "Largest share of units.", "Part maximale d'unités.")
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this share.", "Pourquoi cette part.", default=None)


class DirectIdentifiersLeft(Section):
    """Direct identifiers left in the output: by role, by name of column, by content."""

    at_most: Whole = term("au_plus", "Largest number of columns.", "Nombre maximal de colonnes.")
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this number.", "Pourquoi ce nombre.", default=None)


class HouseholdsRemoved(Section):
    """Share of units that protection removed from the baseline."""

    at_most: Percent = term("au_plus", "Largest share of units.", "Part maximale d'unités.")
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this share.", "Pourquoi cette part.", default=None)


class InformationLoss(Section):
    """Loss of detail of the quasi-identifiers, 0 % = as before, 100 % = all lost (Iyengar 2002)."""

    at_most: Percent = term("au_plus", "Largest loss.", "Perte maximale.")
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this loss.", "Pourquoi cette perte.", default=None)


class CostMeasure(Choice):
    """``messages_changed``: another state, or no message any more. ``opposite_messages``: low told high, or high told
    low. ``reference_error``: relative error of the middle mark, median over households."""

    MESSAGES_CHANGED = "messages_changed", "messages_changés"
    OPPOSITE_MESSAGES = "opposite_messages", "messages_opposés"
    REFERENCE_ERROR = "reference_error", "erreur_de_référence"


class ProtectionCost(Section):
    """What protection changes to the messages, between the raw and the protected reference table."""

    measure: CostMeasure = term(
        "mesure", "What is counted.", "Ce qui est compté.", default=CostMeasure.MESSAGES_CHANGED
    )
    at_most: Percent = term("au_plus", "Largest share, or error.", "Part ou erreur maximale.")
    because: Prose | None = term("parce_que", "Why this share.", "Pourquoi cette part.", default=None)


class Condition(Section):
    """One item of ``release_only_if``: exactly one of these."""

    k_anonymity: KAnonymity | None = term(
        "k_anonymat", "Groups of at least k units.", "Des groupes d'au moins k unités.", default=None
    )
    l_diversity: LDiversity | None = term(
        "l_diversité",
        "Diversity of a confidential column.",
        "Diversité d'une colonne confidentielle.",
        default=None,
    )
    t_closeness: TCloseness | None = term(
        "t_proximité",
        "Spread of a confidential column in each group.",
        "Répartition d'une colonne confidentielle dans chaque groupe.",
        default=None,
    )
    delta_disclosure: DeltaDisclosure | None = term(
        "delta_divulgation",
        "Frequency of values in each group, more or less.",
        "Fréquence des valeurs dans chaque groupe, en plus ou en moins.",
        default=None,
    )
    beta_likeness: BetaLikeness | None = term(
        "beta_vraisemblance",
        "Gain of frequency of values in each group.",
        "Gain de fréquence des valeurs dans chaque groupe.",
        default=None,
    )
    frequency_in_group: FrequencyInGroup | None = term(
        "fréquence_dans_un_groupe",
        "Share of a group that one value holds.",
        "Part d'un groupe qu'une valeur tient.",
        default=None,
    )
    uniqueness: Uniqueness | None = term(
        "unicité", "Units alone in their group.", "Unités seules dans leur groupe.", default=None
    )
    direct_identifiers_left: DirectIdentifiersLeft | None = term(
        "identifiants_restants", "Direct identifiers left.", "Identifiants directs restants.", default=None
    )
    households_removed: HouseholdsRemoved | None = term(
        "foyers_retirés", "Units removed by protection.", "Unités retirées par la protection.", default=None
    )
    information_loss: InformationLoss | None = term(
        "perte_d_information", "Detail lost.", "Détail perdu.", default=None
    )
    record_risk: RecordRisk | None = term(
        "risque_par_enregistrement",
        "Risk that a unit is re-identified.",
        "Risque qu'une unité soit réidentifiée.",
        default=None,
    )
    k_map: KMap | None = term(
        "k_carte",
        "Groups of at least k people of the population.",
        "Des groupes d'au moins k personnes de la population.",
        default=None,
    )
    presence: PresenceBounds | None = term(
        "présence",
        "Share of the population that is known to be in the output (δ-presence).",
        "Part de la population que l'on sait dans la sortie (δ-présence).",
        default=None,
    )
    population_uniqueness: PopulationUniqueness | None = term(
        "unicité_dans_la_population",
        "Units unique in the population.",
        "Unités uniques dans la population.",
        default=None,
    )
    special_uniques: SpecialUniques | None = term(
        "uniques_particuliers",
        "Units told apart by few columns.",
        "Unités que peu de colonnes distinguent.",
        default=None,
    )
    protection_cost: ProtectionCost | None = term(
        "coût_de_protection",
        "Messages changed by protection.",
        "Messages changés par la protection.",
        default=None,
    )
    fairness: Fairness | None = term(
        "équité",
        "Groups told high about as often.",
        "Des groupes dits hauts à peu près autant.",
        default=None,
    )
    successive_references: SuccessiveReferences | None = term(
        "références_successives",
        "Nothing told of who leaves between two reference tables.",
        "Rien de dit sur qui part entre deux tables de référence.",
        default=None,
    )
    privacy_budget: BudgetHeld | None = term(
        "budget_de_confidentialité",
        "Privacy loss within the budget.",
        "Perte de confidentialité dans le budget.",
        default=None,
    )
    margin_of_error: MarginOfError | None = term(
        "marge_d_erreur", "Margin of the figures.", "Marge des chiffres.", default=None
    )
    every_key_published: EveryKeyPublished | None = term(
        "toutes_les_clés_publiées", "No row left out.", "Aucune ligne omise.", default=None
    )
    small_cells: SmallCells | None = term(
        "petites_cases", "No cell of few units.", "Aucune case de peu d'unités.", default=None
    )
    dominance: Dominance | None = term(
        "dominance", "No total held by a few.", "Aucun total tenu par quelques-uns.", default=None
    )
    difference_with_previous_release: DifferenceWithPrevious | None = term(
        "différence_avec_la_diffusion_précédente",
        "Nothing told by two releases together.",
        "Rien que deux diffusions disent ensemble.",
        default=None,
    )
    copied_records: CopiedRecords | None = term(
        "enregistrements_copiés", "Rows that copy someone.", "Lignes qui copient quelqu'un.", default=None
    )
    singling_out: SinglingOut | None = term(
        "individualisation", "Someone is isolated.", "Quelqu'un est isolé.", default=None
    )
    linkability: Linkability | None = term(
        "corrélation", "Two files are linked.", "Deux fichiers sont reliés.", default=None
    )
    inference: Inference | None = term(
        "inférence", "A secret is guessed.", "Un secret est deviné.", default=None
    )
    membership: Membership | None = term(
        "appartenance",
        "Someone is known to be in the data.",
        "On sait que quelqu'un est dans les données.",
        default=None,
    )
    known_readings: KnownReadings | None = term(
        "relevés_connus",
        "A few readings give the others.",
        "Quelques relevés donnent les autres.",
        default=None,
    )
    linking_attack: LinkingAttack | None = term(
        "attaque_par_croisement",
        "A register of names is linked.",
        "Un annuaire de noms est croisé.",
        default=None,
    )
    fidelity: Fidelity | None = term("fidélité", "Distributions kept.", "Répartitions gardées.", default=None)
    usefulness: Usefulness | None = term(
        "utilité", "Models still learn.", "Les modèles apprennent encore.", default=None
    )


def kind_of(condition: Condition) -> str:
    """The English keyword of a condition."""
    return next(name for name in type(condition).model_fields if getattr(condition, name) is not None)


#: Conditions on published tables, and not on rows of persons.
ON_TABLES = (
    "privacy_budget",
    "margin_of_error",
    "every_key_published",
    "small_cells",
    "dominance",
    "difference_with_previous_release",
)

#: Conditions on attacks: each compares the release with people who were not in it.
ATTACKS = (
    "copied_records",
    "singling_out",
    "linkability",
    "inference",
    "membership",
    "known_readings",
    "linking_attack",
)

#: Conditions on what the rows are still worth, measured against real people.
WORTH = ("fidelity", "usefulness")

#: Conditions on what groups tell of the confidential column they name.
ON_CONFIDENTIAL = ("l_diversity", "t_closeness", "delta_disclosure", "beta_likeness", "frequency_in_group")


def inferred_column(condition: Condition) -> str | None:
    """The confidential column a condition is about, if any."""
    rules = (getattr(condition, name) for name in ON_CONFIDENTIAL)
    return next((str(rule.column) for rule in rules if rule is not None), None)


#: Known words that no condition measures yet: told as such, never skipped. English: French.
LATER_CONDITIONS: dict[str, str] = {}
