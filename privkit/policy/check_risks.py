"""Checks of the conditions on the risk of records (PK507 to PK511, PK514, PK515): no data read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from privkit.errors import Problem
from privkit.policy.check_register import unknown_column
from privkit.policy.declared import declared_columns, made_from, pseudonyms
from privkit.policy.model.data import ColumnType
from privkit.policy.model.risk_conditions import RecordRisk, RiskMeasure
from privkit.policy.reader import Document
from privkit.words import Words

_PER_UNIT = ("each_at_most", "average_at_most", "share_above")
_BOUNDS: Mapping[RiskMeasure, tuple[str, ...]] = {
    RiskMeasure.PROSECUTOR: _PER_UNIT,
    RiskMeasure.JOURNALIST: _PER_UNIT,
    RiskMeasure.MARKETER: ("average_at_most",),
    RiskMeasure.INDIVIDUAL: _PER_UNIT,
    RiskMeasure.HOUSEHOLD: _PER_UNIT,
    RiskMeasure.EXPECTED_REIDENTIFICATIONS: ("number_at_most",),
}
_NEEDED: Mapping[RiskMeasure, tuple[str, ...]] = {
    RiskMeasure.INDIVIDUAL: ("weight",),
    RiskMeasure.HOUSEHOLD: ("household",),
}
_USED: Mapping[RiskMeasure, tuple[str, ...]] = {
    RiskMeasure.INDIVIDUAL: ("weight",),
    RiskMeasure.HOUSEHOLD: ("household", "weight"),
    RiskMeasure.EXPECTED_REIDENTIFICATIONS: ("weight",),
}
_OF_POPULATION = (RiskMeasure.JOURNALIST, RiskMeasure.MARKETER)
_NUMERIC = (ColumnType.INTEGER, ColumnType.NUMBER)


def check_risks(document: Document) -> Iterator[Problem]:
    """Problems of ``record_risk``, ``population_uniqueness`` and ``special_uniques``."""
    for number, condition in enumerate(document.policy.release_only_if):
        path = ("release_only_if", number)
        if rule := condition.record_risk:
            here = (*path, "record_risk")
            yield from _bound(document, here, rule)
            yield from _columns(document, here, rule)
            if rule.population and rule.measure not in _OF_POPULATION:
                yield _no_population(document, here, rule)
        if (bounds := condition.presence) and (bounds.at_least or 0) > bounds.at_most:
            yield _crossed(document, (*path, "presence", "at_least"))
        for kind in ("population_uniqueness", "special_uniques"):
            found = getattr(condition, kind)
            if found and found.sampling_fraction == 0:
                yield _nothing_drawn(document, (*path, kind, "sampling_fraction"))
        unique = condition.population_uniqueness
        if unique and unique.population is not None and (unique.population < 1 or unique.population % 1):
            yield document.problem(
                "PK511",
                (*path, "population_uniqueness", "population"),
                Words(
                    "a population is a whole number of units", "une population est un nombre entier d'unités"
                ),
                Words("write for example 600 000", "écrire par exemple 600 000"),
            )


def _bound(document: Document, path: tuple[str | int, ...], rule: RecordRisk) -> Iterator[Problem]:
    fit = _BOUNDS[rule.measure]
    for name in (*_PER_UNIT, "number_at_most"):
        if getattr(rule, name) is not None and name not in fit:
            measure = rule.measure.say(document.language)
            word = document.written(name, RecordRisk)
            right = ", ".join(f"`{document.written(one, RecordRisk)}`" for one in fit)
            yield document.problem(
                "PK507",
                (*path, name),
                Words(
                    f"`{word}` does not go with the measure `{measure}`",
                    f"`{word}` ne va pas avec la mesure `{measure}`",
                ),
                Words(f"write {right}", f"écrire {right}"),
            )


def _columns(document: Document, path: tuple[str | int, ...], rule: RecordRisk) -> Iterator[Problem]:
    measure = rule.measure.say(document.language)
    for name in ("weight", "household"):
        column, word = getattr(rule, name), document.written(name, RecordRisk)
        if column is None:
            if name in _NEEDED.get(rule.measure, ()):
                yield document.problem(
                    "PK508",
                    (*path, "measure"),
                    Words(
                        f"the measure `{measure}` needs a column under `{word}`",
                        f"la mesure `{measure}` a besoin d'une colonne sous `{word}`",
                    ),
                    Words(f"add `{word}:` and its column", f"ajouter `{word}:` et sa colonne"),
                )
        elif name not in _USED.get(rule.measure, ()):
            yield document.problem(
                "PK508",
                (*path, name),
                Words(
                    f"the measure `{measure}` does nothing of `{word}`",
                    f"la mesure `{measure}` ne fait rien de `{word}`",
                ),
                Words("remove it, or change the measure", "le retirer, ou changer de mesure"),
            )
        else:
            yield from _known(document, (*path, name), column, numeric=name == "weight")


def _known(
    document: Document, path: tuple[str | int, ...], column: str, *, numeric: bool
) -> Iterator[Problem]:
    """A column that some table declares or some step makes; a weight must be a number."""
    declared = [c for c in declared_columns(document.policy) if c.name == column]
    made = {*made_from(document.policy), *pseudonyms(document.policy)}
    if not declared and column not in made:
        known = [*(c.name for c in declared_columns(document.policy)), *made]
        yield unknown_column(document, path, column, known)
    elif numeric and declared and column not in made and not any(c.rule.type in _NUMERIC for c in declared):
        word = document.written("number", type(declared[0].rule))
        yield document.problem(
            "PK509",
            path,
            Words(f"the weight `{column}` is not a number", f"le poids `{column}` n'est pas un nombre"),
            Words(f"declare the column as `{word}`", f"déclarer la colonne comme `{word}`"),
        )


def _no_population(document: Document, path: tuple[str | int, ...], rule: RecordRisk) -> Problem:
    measure, word = rule.measure.say(document.language), document.written("population", RecordRisk)
    right = ", ".join(f"`{one.say(document.language)}`" for one in _OF_POPULATION)
    return document.problem(
        "PK514",
        (*path, "population"),
        Words(
            f"the measure `{measure}` does nothing of `{word}`",
            f"la mesure `{measure}` ne fait rien de `{word}`",
        ),
        Words(
            f"remove it, or write a measure among {right}", f"le retirer, ou écrire une mesure parmi {right}"
        ),
    )


def _crossed(document: Document, path: tuple[str | int, ...]) -> Problem:
    return document.problem(
        "PK515",
        path,
        Words("the least share is above the largest one", "la part minimale dépasse la part maximale"),
        Words(
            "write for example { at_least: 1 %, at_most: 20 % }",
            "écrire par exemple { au_moins: 1 %, au_plus: 20 % }",
        ),
    )


def _nothing_drawn(document: Document, path: tuple[str | int, ...]) -> Problem:
    return document.problem(
        "PK510",
        path,
        Words(
            "a sampling fraction of 0 %: nothing was drawn", "un taux de sondage de 0 % : rien n'a été tiré"
        ),
        Words(
            "write the share of the population that is in the output, 100 % when it is whole",
            "écrire la part de la population qui est dans la sortie, 100 % quand elle est entière",
        ),
    )
