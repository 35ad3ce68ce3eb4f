"""The conditions on the risk of records as written: what is refused, and the sentences read aloud."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from privkit.policy.checks import check_document
from privkit.policy.model.population_conditions import KMap, PresenceBounds
from privkit.policy.model.risk_conditions import PopulationUniqueness, RecordRisk, SpecialUniques
from privkit.policy.reader import Document
from privkit.policy.sentences_risk import (
    k_map,
    population_uniqueness,
    presence,
    record_risk,
    special_uniques,
)

TODAY = date(2026, 11, 24)
ANCHOR = {"en": "  - households_removed: ", "fr": "  - foyers_retirés: "}


@pytest.fixture
def problems(read: Callable[..., Document], training: dict[str, str]) -> Callable[..., list[tuple[str, str]]]:
    """The codes and messages of one more condition in the training template."""

    def found(rule: str, language: str = "en") -> list[tuple[str, str]]:
        text = training[language]
        mark = ANCHOR[language]
        assert mark in text
        document = read(text.replace(mark, f"  - {rule}\n{mark}", 1))
        return [
            (p.code, p.message.say(document.language))
            for p in check_document(document, TODAY)
            if p.code in ("PK104", "PK507", "PK508", "PK509", "PK510", "PK511", "PK514", "PK515")
        ]

    return found


@pytest.mark.parametrize(
    ("rule", "code", "message"),
    [
        (
            "record_risk: { measure: marketer, each_at_most: 5 % }",
            "PK507",
            "`each_at_most` does not go with the measure `marketer`",
        ),
        (
            "record_risk: { measure: prosecutor, number_at_most: 5 }",
            "PK507",
            "`number_at_most` does not go with the measure `prosecutor`",
        ),
        (
            "record_risk: { measure: prosecutor, each_at_most: 5 %, population: { file: p.csv } }",
            "PK514",
            "the measure `prosecutor` does nothing of `population`",
        ),
        (
            "presence: { at_least: 5 %, at_most: 4 %, population: { file: p.csv } }",
            "PK515",
            "the least share is above the largest one",
        ),
        (
            "record_risk: { measure: individual, each_at_most: 5 % }",
            "PK508",
            "the measure `individual` needs a column under `weight`",
        ),
        (
            "record_risk: { measure: household, each_at_most: 5 % }",
            "PK508",
            "the measure `household` needs a column under `household`",
        ),
        (
            "record_risk: { measure: prosecutor, weight: volume_m3, each_at_most: 5 % }",
            "PK508",
            "the measure `prosecutor` does nothing of `weight`",
        ),
        (
            "record_risk: { measure: individual, weight: volume_m33, each_at_most: 5 % }",
            "PK104",
            "no table has a column `volume_m33`",
        ),
        (
            "record_risk: { measure: individual, weight: use, each_at_most: 5 % }",
            "PK509",
            "the weight `use` is not a number",
        ),
        (
            "population_uniqueness: { at_most: 1 %, sampling_fraction: 0 % }",
            "PK510",
            "a sampling fraction of 0 %: nothing was drawn",
        ),
        (
            "population_uniqueness: { at_most: 1 %, population: 10.5 }",
            "PK511",
            "a population is a whole number of units",
        ),
        (
            "special_uniques: { score_above: 1 %, at_most: 1 %, sampling_fraction: 0 % }",
            "PK510",
            "a sampling fraction of 0 %: nothing was drawn",
        ),
    ],
)
def test_refused(problems, rule, code, message):
    assert problems(rule) == [(code, message)]


def test_refused_in_french(problems):
    assert problems(
        "risque_par_enregistrement: { mesure: prospecteur, chacun_au_plus: 5 %, foyer: usage }", "fr"
    ) == [
        ("PK507", "`chacun_au_plus` ne va pas avec la mesure `prospecteur`"),
        ("PK508", "la mesure `prospecteur` ne fait rien de `foyer`"),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "record_risk: { measure: individual, weight: volume_m3, average_at_most: 5 % }",
        "record_risk: { measure: household, household: area, share_above: { risk: 9 %, at_most: 1 % } }",
        "record_risk: { measure: expected_reidentifications, number_at_most: 12.5 }",
        "record_risk: { measure: journalist, each_at_most: 5 %, population: { file: p.csv, count: n } }",
        "record_risk: { measure: marketer, average_at_most: 5 %, population: { file: p.csv } }",
        "k_map: { at_least: 5, population: { file: p.csv } }",
        "presence: { at_least: 4 %, at_most: 4 %, population: { file: p.csv } }",
        "population_uniqueness: { at_most: 1 %, population: 600 000, estimator: snb }",
        "special_uniques: { score_above: 1 %, at_most: 1 %, sampling_fraction: 100 %, columns_together: 3 }",
    ],
)
def test_accepted(problems, rule):
    assert problems(rule) == []


def said(words: Callable[..., object], model: type, **rule: object) -> tuple[str, str]:
    found = words(model.model_validate(rule, context={"language": "en"}, by_name=True))
    return found.en, found.fr  # type: ignore[attr-defined]


def test_sentences():
    assert said(record_risk, RecordRisk, measure="prosecutor", each_at_most="20 %") == (
        "To someone who knows that a unit is in the file (prosecutor), no unit runs a risk of "
        "re-identification above 20%.",
        "Pour qui sait qu'une unité est dans le fichier (procureur), aucune unité ne court un risque de "
        "réidentification supérieur à 20 %.",
    )
    assert said(
        record_risk, RecordRisk, measure="expected_reidentifications", weight="w", number_at_most="2.5"
    ) == (
        "If every unit were looked for, at most 2.5 re-identifications are expected; each unit stands for "
        "as many of the population as column w says.",
        "Si toutes les unités étaient recherchées, on s'attend à au plus 2,5 réidentifications ; chaque "
        "unité en représente dans la population autant que le dit la colonne w.",
    )
    assert said(population_uniqueness, PopulationUniqueness, at_most="0.5 %", population="600000") == (
        "At most 0.5% of the population (of 600,000 units) is estimated to be unique on the "
        "quasi-identifiers left; the estimator is chosen by Dankar's rule.",
        "Au plus 0,5 % de la population (de 600 000 unités) est estimée unique par les quasi-identifiants "
        "restants ; l'estimateur est choisi par la règle de Dankar.",
    )
    english, french = said(
        special_uniques,
        SpecialUniques,
        score_above="20 %",
        at_most="1 %",
        sampling_fraction="10 %",
        columns_together="3",
    )
    assert english.endswith("the output being 10% of the population, looking at up to 3 columns together.")
    assert french.startswith("Au plus 1 % des unités se distinguent si bien par quelques colonnes")


def test_sentences_of_the_population():
    file = {"file": "people.csv"}
    assert said(k_map, KMap, at_least="5", population=file) == (
        "Each combination of quasi-identifiers left is shared by at least 5 people of the population (k-map); the "
        "file people.csv counts the population.",
        "Chaque combinaison de quasi-identifiants restants est partagée par au moins 5 personnes de la population "
        "(k-carte) ; le fichier people.csv compte la population.",
    )
    assert "au moins 1 personne de la population" in said(k_map, KMap, at_least="1", population=file)[1]
    assert said(presence, PresenceBounds, at_least="1 %", at_most="20 %", population=file) == (
        "Of the people of the population who share a combination of quasi-identifiers, at most 20% and at least 1% "
        "are in the output (δ-presence); the file people.csv counts the population.",
        "Des personnes de la population qui partagent une combinaison de quasi-identifiants, au plus 20 % et au "
        "moins 1 % sont dans la sortie (δ-présence) ; le fichier people.csv compte la population.",
    )
    _, french = said(record_risk, RecordRisk, measure="journalist", each_at_most="5 %", population=file)
    assert french.endswith("supérieur à 5 % ; le fichier people.csv compte la population.")
