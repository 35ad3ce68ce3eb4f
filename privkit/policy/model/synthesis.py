"""Steps ``set_aside`` and ``synthesise``: rows made by a model, judged by people the model never saw."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo

from privkit.policy.model.aggregation import KeyRule
from privkit.policy.scalars import Codes, Label, Name, Number, Percent, Positive, Prose, YesNo
from privkit.policy.terms import Choice, Section, term


class SetAside(Section):
    """A random part of the units that no generator sees and no output holds: attacks are judged on it."""

    share: Percent = term("part", "Share of the units set aside.", "Part des unités mises de côté.")
    name: Name = term("nom", "What it is called.", "Comment on l'appelle.", default="control")
    by: Name | None = term("par", "The privacy unit.", "L'unité protégée.", default=None)
    because: Prose | None = term("parce_que", "Why.", "Pourquoi.", default=None)


class SynthesisMethod(Choice):
    """How rows are made; those of the SDV library need its extra."""

    MARGINALS = "marginals", "marginales"
    TREES = "trees", "arbres"
    GAUSSIAN_COPULA = "gaussian_copula", "copule_gaussienne"
    CTGAN = "ctgan", "ctgan"
    TVAE = "tvae", "tvae"
    PAR = "par", "par"
    HMA = "hma", "hma"


class Neighbours(Choice):
    """What two neighbouring sets of data differ by (NIST SP 800-226)."""

    REPLACE_ONE = "replace_one", "remplacer_un"
    ADD_OR_REMOVE_ONE = "add_or_remove_one", "ajouter_ou_retirer_un"


class SynthesisLoss(Section):
    """The privacy loss of a generator: it covers every row that is made, however many."""

    epsilon: Number = term("epsilon", "Epsilon, such as 1.", "Epsilon, par exemple 1.")
    delta: Number = term("delta", "Delta, such as 1e-6.", "Delta, par exemple 1e-6.")
    neighbours: Neighbours = term(
        "voisins",
        "replace_one: one unit has other values. add_or_remove_one: one unit more or less.",
        "remplacer_un : une unité a d'autres valeurs. ajouter_ou_retirer_un : une unité de plus ou de moins.",
        default=Neighbours.REPLACE_ONE,
    )


class SynthesisModel(Section):
    """What protects the people the model learns from: differential privacy, or nothing but the attacks measured."""

    differential_privacy: SynthesisLoss | None = term(
        "confidentialité_différentielle",
        "Noise on all that the model learns.",
        "Du bruit sur tout ce que le modèle apprend.",
        default=None,
    )


#: How the absence of a privacy model is written, by language.
NO_MODEL = {"en": "none", "fr": "aucun"}


def _no_model(value: Any, info: ValidationInfo) -> Any:
    language = str((info.context or {}).get("language", "en"))
    return {} if isinstance(value, str) and value.strip() == NO_MODEL[language] else value


class DomainRule(KeyRule):
    """What is publicly known of a column: its values, or its bounds and how many parts it is cut into."""

    at_least: Number | None = term(
        "au_moins", "Public least value.", "Plus petite valeur publique.", default=None
    )
    at_most: Number | None = term(
        "au_plus", "Public greatest value.", "Plus grande valeur publique.", default=None
    )
    parts: Positive | None = term(
        "parties", "Into how many parts it is cut.", "En combien de parties on la coupe.", default=None
    )


class NeverAbove(Section):
    """A column that never passes another one of the same row."""

    column: Name = term("colonne", "The lower one.", "La plus basse.")
    limit: Name = term("limite", "The one it never passes.", "Celle qu'elle ne dépasse jamais.")


class Values(Section):
    """Some values of one column, or none at all."""

    column: Name = term("colonne", "Which column.", "Quelle colonne.")
    among: Codes = term("parmi", "One of these values.", "L'une de ces valeurs.", default=())
    missing: YesNo = term("absente", "yes: no value.", "oui : aucune valeur.", default=False)


class Implication(Section):
    """When one column has some values, another has some values."""

    when: Values = term("quand", "The condition.", "La condition.")
    then: Values = term("alors", "What follows.", "Ce qui s'ensuit.")


class Combinations(Section):
    """Only the combinations of a public list exist: a sector lies in one commune."""

    columns: tuple[Name, ...] = term("colonnes", "Which columns.", "Quelles colonnes.")
    known_list: Label = term(
        "liste_connue", "Public file (.csv) of combinations.", "Fichier public (.csv) des combinaisons."
    )


class Total(Section):
    """A column is the sum of others."""

    column: Name = term("colonne", "The total.", "Le total.")
    parts: tuple[Name, ...] = term("parts", "What it adds up.", "Ce qu'il additionne.")


class HardRule(Section):
    """What holds in every row that is made: exactly one of these."""

    never_above: NeverAbove | None = term(
        "jamais_au_dessus",
        "One column never passes another.",
        "Une colonne n'en dépasse jamais une autre.",
        default=None,
    )
    implies: Implication | None = term(
        "implique", "Some values follow from others.", "Des valeurs découlent d'autres.", default=None
    )
    combinations: Combinations | None = term(
        "combinaisons",
        "Only listed combinations exist.",
        "Seules des combinaisons listées existent.",
        default=None,
    )
    total: Total | None = term("total", "A total and its parts.", "Un total et ses parts.", default=None)


class Synthesise(Section):
    """Replaces the tables by rows a model made; no row of a person is left."""

    method: SynthesisMethod = term("méthode", "How rows are made.", "Comment les lignes sont faites.")
    privacy_model: Annotated[SynthesisModel, BeforeValidator(_no_model)] = term(
        "modèle_de_confidentialité",
        "differential_privacy with its epsilon and delta, or none.",
        "confidentialité_différentielle avec epsilon et delta, ou aucun.",
    )
    rows: Positive | None = term(
        "lignes",
        "How many units are made; about as many as there are if absent.",
        "Combien d'unités sont faites ; à peu près autant qu'il y en a sinon.",
        default=None,
    )
    domain: dict[Name, DomainRule] = term(
        "domaine",
        "What is publicly known of each column.",
        "Ce que l'on sait publiquement de chaque colonne.",
        default={},
    )
    period: Name | None = term(
        "période",
        "Column that tells the readings of one unit apart, when a second table holds several rows per unit.",
        "Colonne qui distingue les relevés d'une unité, quand une seconde table a plusieurs lignes par unité.",
        default=None,
    )
    periods: Codes = term(
        "périodes", "Its values, publicly known.", "Ses valeurs, publiquement connues.", default=()
    )
    must_respect: tuple[HardRule, ...] = term(
        "doit_respecter", "What holds in every row.", "Ce qui est vrai dans toute ligne.", default=()
    )
    keep_together: tuple[Name, ...] = term(
        "garder_ensemble",
        "Columns whose joint distribution matters most.",
        "Colonnes dont la répartition conjointe compte le plus.",
        default=(),
    )
    because: Prose | None = term("parce_que", "Why.", "Pourquoi.", default=None)


#: What a synthesis without a list of values may be told of a column.
DOMAIN_SOURCES = ("known_list", "values", "from_", "at_least", "at_most", "parts", "chosen_privately")

#: Methods of the SDV library.
OF_SDV = (
    SynthesisMethod.GAUSSIAN_COPULA,
    SynthesisMethod.CTGAN,
    SynthesisMethod.TVAE,
    SynthesisMethod.PAR,
    SynthesisMethod.HMA,
)
