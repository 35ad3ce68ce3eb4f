"""The codes of ``limit_contribution`` and ``aggregate``, with a title for each."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK768": Words("a public list without the column asked", "une liste publique sans la colonne demandée"),
    "PK769": Words(
        "a public list with a value twice, or blank", "une liste publique avec une valeur en double, ou vide"
    ),
    "PK771": Words("a range of dates that cannot be followed", "un intervalle de dates impossible à suivre"),
    "PK772": Words("a limit on nothing there is", "une limite qui ne porte sur rien"),
    "PK773": Words("a contribution nothing limits", "une contribution que rien ne limite"),
    "PK774": Words("bounds that are not said", "des bornes qui ne sont pas dites"),
    "PK775": Words("bounds that cannot be used", "des bornes inutilisables"),
    "PK776": Words("a precision or a weight that cannot be used", "une précision ou un poids inutilisable"),
    "PK777": Words("bands or quantiles that cannot be used", "des tranches ou des quantiles inutilisables"),
    "PK778": Words(
        "a step that ties units together before noise", "une étape qui lie des unités avant le bruit"
    ),
    "PK779": Words("noise without a limit of contribution", "du bruit sans limite de contribution"),
    "PK780": Words("a step that may undo a limit", "une étape qui peut défaire une limite"),
    "PK781": Words("a limit on another unit", "une limite sur une autre unité"),
    "PK782": Words("no single table of the units", "pas de table unique des unités"),
    "PK783": Words("a column the tables cannot use", "une colonne que les tableaux ne peuvent employer"),
    "PK784": Words("years that cannot be told", "des années impossibles à dire"),
    "PK785": Words("a step on rows after the tables", "une étape sur des lignes après les tableaux"),
    "PK786": Words("columns of a list that is not there", "des colonnes d'une liste absente"),
    "PK787": Words("a count of something unknown", "un nombre d'on ne sait quoi"),
    "PK788": Words("a measure of what is no number", "une mesure de ce qui n'est pas un nombre"),
    "PK789": Words("statistical secrecy not settled", "secret statistique non réglé"),
    "PK790": Words(
        "something done to a table or measure there is not",
        "quelque chose sur un tableau ou une mesure absents",
    ),
    "PK529": Words("counts of units that do not add up", "des nombres d'unités qui ne s'additionnent pas"),
    "PK530": Words("years that a step before blurs", "des années qu'une étape d'avant rend floues"),
    "PK791": Words("two columns of one name", "deux colonnes de même nom"),
    "PK792": Words("keys chosen privately without delta", "des clés choisies en privé sans delta"),
    "PK795": Words("a table of too many cells", "un tableau de trop de cases"),
    "PK794": Words("a range of too many dates", "un intervalle de trop de dates"),
    "PK796": Words("days of a column without dates", "des jours d'une colonne sans dates"),
    "PK798": Words(
        "a range of periods the column never holds",
        "un intervalle de périodes que la colonne ne porte jamais",
    ),
    "PK797": Words("noise that was not reserved", "du bruit qui n'a pas été réservé"),
}
