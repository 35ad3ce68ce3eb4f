"""Conditions on the risk of each record: what an attacker who knows some columns could still find."""

from __future__ import annotations

from privkit.policy.model.population_conditions import PopulationFile
from privkit.policy.scalars import Name, Number, Percent, Positive, Prose
from privkit.policy.terms import Choice, Section, term


class RiskMeasure(Choice):
    PROSECUTOR = "prosecutor", "procureur"
    JOURNALIST = "journalist", "journaliste"
    MARKETER = "marketer", "prospecteur"
    INDIVIDUAL = "individual", "individuel"
    HOUSEHOLD = "household", "foyer"
    EXPECTED_REIDENTIFICATIONS = "expected_reidentifications", "réidentifications_attendues"


class Estimator(Choice):
    AUTOMATIC = "automatic", "automatique"
    ZAYATZ = "zayatz", "zayatz"
    PITMAN = "pitman", "pitman"
    SNB = "snb", "snb"
    LOG_LINEAR = "log_linear", "log_linéaire"


class ShareAbove(Section):
    """At most a share of units bears more than a risk."""

    risk: Percent = term("risque", "The risk not to pass.", "Le risque à ne pas dépasser.")
    at_most: Percent = term(
        "au_plus", "Largest share of units above it.", "Part maximale d'unités au-dessus."
    )


class RecordRisk(Section):
    """Probability that a unit is re-identified (El Emam 2013; Franconi and Polettini 2004)."""

    measure: RiskMeasure = term("mesure", "Which attacker, which risk.", "Quel attaquant, quel risque.")
    each_at_most: Percent | None = term(
        "chacun_au_plus",
        "No unit bears more than this risk.",
        "Aucune unité ne court plus que ce risque.",
        default=None,
    )
    average_at_most: Percent | None = term(
        "moyenne_au_plus",
        "Largest risk on average over units.",
        "Risque moyen maximal sur les unités.",
        default=None,
    )
    share_above: ShareAbove | None = term(
        "part_au_dessus",
        "At most a share of units above a risk.",
        "Au plus une part des unités au-dessus d'un risque.",
        default=None,
    )
    number_at_most: Number | None = term(
        "nombre_au_plus",
        "Largest number of units expected to be re-identified.",
        "Nombre maximal d'unités que l'on s'attend à voir réidentifiées.",
        default=None,
    )
    weight: Name | None = term(
        "poids",
        "Column: how many units of the population each unit stands for.",
        "Colonne : combien d'unités de la population chaque unité représente.",
        default=None,
    )
    household: Name | None = term(
        "foyer",
        "Column that tells which units live together.",
        "Colonne qui dit quelles unités vivent ensemble.",
        default=None,
    )
    population: PopulationFile | None = term(
        "population",
        "The file that counts the population, for journalist and marketer.",
        "Le fichier qui compte la population, pour journaliste et prospecteur.",
        default=None,
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this risk.", "Pourquoi ce risque.", default=None)


class PopulationUniqueness(Section):
    """Share of the population that is unique, estimated from the output (Dankar et al. 2012)."""

    at_most: Percent = term("au_plus", "Largest share of the population.", "Part maximale de la population.")
    sampling_fraction: Percent | None = term(
        "taux_de_sondage",
        "Share of the population that is in the output.",
        "Part de la population qui est dans la sortie.",
        default=None,
    )
    population: Number | None = term(
        "population", "Units in the population.", "Nombre d'unités de la population.", default=None
    )
    estimator: Estimator = term(
        "estimateur",
        "How it is estimated.",
        "Comment elle est estimée.",
        default=Estimator.AUTOMATIC,
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this share.", "Pourquoi cette part.", default=None)


class SpecialUniques(Section):
    """Share of units told apart by few columns, by DIS-SUDA score (Elliot, Manning and Ford 2002)."""

    score_above: Percent = term(
        "score_au_dessus",
        "Score from which a unit counts: the probability that a match is right.",
        "Score à partir duquel une unité compte : la probabilité qu'un rapprochement soit juste.",
    )
    at_most: Percent = term("au_plus", "Largest share of units.", "Part maximale d'unités.")
    sampling_fraction: Percent = term(
        "taux_de_sondage",
        "Share of the population that is in the output.",
        "Part de la population qui est dans la sortie.",
    )
    columns_together: Positive | None = term(
        "colonnes_ensemble",
        "Largest number of columns known together.",
        "Nombre maximal de colonnes connues ensemble.",
        default=None,
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this share.", "Pourquoi cette part.", default=None)
