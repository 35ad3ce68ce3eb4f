"""Plain sentences for the conditions on the risk of each record."""

from __future__ import annotations

from fractions import Fraction

from privkit.policy.model.population_conditions import KMap, PopulationFile, PresenceBounds
from privkit.policy.model.risk_conditions import (
    Estimator,
    PopulationUniqueness,
    RecordRisk,
    RiskMeasure,
    SpecialUniques,
)
from privkit.policy.say import number, share
from privkit.words import Words, same

_ATTACKERS = {
    RiskMeasure.PROSECUTOR: Words(
        "To someone who knows that a unit is in the file (prosecutor)",
        "Pour qui sait qu'une unité est dans le fichier (procureur)",
    ),
    RiskMeasure.JOURNALIST: Words(
        "To someone who does not know whether a unit is in the file (journalist)",
        "Pour qui ne sait pas si une unité est dans le fichier (journaliste)",
    ),
    RiskMeasure.MARKETER: Words(
        "To someone who tries to match every unit (marketer)",
        "Pour qui essaie de rapprocher toutes les unités (prospecteur)",
    ),
    RiskMeasure.INDIVIDUAL: Words("By the individual-risk model", "Selon le modèle du risque individuel"),
    RiskMeasure.HOUSEHOLD: Words(
        "Counting that whoever finds one member of a household finds them all",
        "En comptant que retrouver un membre d'un foyer, c'est les retrouver tous",
    ),
    RiskMeasure.EXPECTED_REIDENTIFICATIONS: Words(
        "If every unit were looked for", "Si toutes les unités étaient recherchées"
    ),
}
_ESTIMATORS = {
    Estimator.AUTOMATIC: Words(
        "the estimator is chosen by Dankar's rule",
        "l'estimateur est choisi par la règle de Dankar",
    ),
    Estimator.ZAYATZ: Words("by Zayatz's estimator", "par l'estimateur de Zayatz"),
    Estimator.PITMAN: Words("by Pitman's model", "par le modèle de Pitman"),
    Estimator.SNB: Words("by the slide negative binomial model", "par le modèle binomial négatif décalé"),
    Estimator.LOG_LINEAR: Words(
        "by a log-linear model of independent columns",
        "par un modèle log-linéaire à colonnes indépendantes",
    ),
}


def record_risk(rule: RecordRisk) -> Words:
    """The condition, read aloud."""
    return _ATTACKERS[rule.measure] + same(", ") + _asked(rule) + _columns(rule) + same(".")


def _asked(rule: RecordRisk) -> Words:
    if rule.each_at_most is not None:
        most = share(rule.each_at_most)
        return Words(
            f"no unit runs a risk of re-identification above {most.en}",
            f"aucune unité ne court un risque de réidentification supérieur à {most.fr}",
        )
    if rule.average_at_most is not None:
        most = share(rule.average_at_most)
        return Words(
            f"the risk of re-identification is at most {most.en} on average",
            f"le risque de réidentification est d'au plus {most.fr} en moyenne",
        )
    if rule.share_above is not None:
        most, risk = share(rule.share_above.at_most), share(rule.share_above.risk)
        return Words(
            f"at most {most.en} of units run a risk of re-identification above {risk.en}",
            f"au plus {most.fr} des unités courent un risque de réidentification supérieur à {risk.fr}",
        )
    most = number(rule.number_at_most or 0)
    return Words(
        f"at most {most.en} re-identifications are expected",
        f"on s'attend à au plus {most.fr} réidentifications",
    )


def _columns(rule: RecordRisk) -> Words:
    out = same("")
    if rule.weight:
        out += Words(
            f"; each unit stands for as many of the population as column {rule.weight} says",
            f" ; chaque unité en représente dans la population autant que le dit la colonne {rule.weight}",
        )
    if rule.household:
        out += Words(
            f"; column {rule.household} tells who lives together",
            f" ; la colonne {rule.household} dit qui vit ensemble",
        )
    return out + _counted(rule.population) if rule.population else out


def _counted(population: PopulationFile) -> Words:
    return Words(
        f"; the file {population.file} counts the population",
        f" ; le fichier {population.file} compte la population",
    )


def k_map(rule: KMap) -> Words:
    """The condition, read aloud."""
    least = rule.at_least
    said = Words(
        f"Each combination of quasi-identifiers left is shared by at least {least} "
        f"{'person' if least == 1 else 'people'} of the population (k-map)",
        f"Chaque combinaison de quasi-identifiants restants est partagée par au moins {least} "
        f"{'personne' if least == 1 else 'personnes'} de la population (k-carte)",
    )
    return said + _counted(rule.population) + same(".")


def presence(rule: PresenceBounds) -> Words:
    """The condition, read aloud."""
    most = share(rule.at_most)
    said = Words(
        f"Of the people of the population who share a combination of quasi-identifiers, at most {most.en}",
        "Des personnes de la population qui partagent une combinaison de quasi-identifiants, au plus "
        f"{most.fr}",
    )
    if rule.at_least:
        least = share(rule.at_least)
        said += Words(f" and at least {least.en}", f" et au moins {least.fr}")
    return (
        said
        + Words(" are in the output (δ-presence)", " sont dans la sortie (δ-présence)")
        + _counted(rule.population)
        + same(".")
    )


def population_uniqueness(rule: PopulationUniqueness) -> Words:
    """The condition, read aloud."""
    most, how = share(rule.at_most), _ESTIMATORS[rule.estimator]
    if rule.population is not None:
        size = f"{int(rule.population):,}"
        spaced = size.replace(",", " ")
        against = Words(f"of {size} units", f"de {spaced} unités")
    else:
        part = share(rule.sampling_fraction or Fraction(0))
        against = Words(f"of which the output is {part.en}", f"dont la sortie est {part.fr}")
    return Words(
        f"At most {most.en} of the population ({against.en}) is estimated to be unique on the quasi-identifiers "
        f"left; {how.en}.",
        f"Au plus {most.fr} de la population ({against.fr}) est estimée unique par les quasi-identifiants "
        f"restants ; {how.fr}.",
    )


def special_uniques(rule: SpecialUniques) -> Words:
    """The condition, read aloud."""
    most, score, part = share(rule.at_most), share(rule.score_above), share(rule.sampling_fraction)
    sets = (
        Words(
            f", looking at up to {rule.columns_together} columns together",
            f", en regardant jusqu'à {rule.columns_together} colonnes ensemble",
        )
        if rule.columns_together
        else same("")
    )
    return Words(
        f"At most {most.en} of units are so easily told apart by a few columns that a match would be right "
        f"with a probability above {score.en} (DIS-SUDA score), the output being {part.en} of the "
        f"population{sets.en}.",
        f"Au plus {most.fr} des unités se distinguent si bien par quelques colonnes qu'un rapprochement "
        f"serait juste avec une probabilité supérieure à {score.fr} (score DIS-SUDA), la sortie étant "
        f"{part.fr} de la population{sets.fr}.",
    )
