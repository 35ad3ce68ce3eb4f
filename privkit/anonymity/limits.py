"""Why no choice of levels is admissible: what even everything generalised does not meet, and what it reaches."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.classes import AttributeModel, Rows, class_counts
from privkit.anonymity.closeness import TCloseness
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.diversity import DistinctL, EntropyL, RecursiveCL
from privkit.anonymity.likeness import AlphaK, BetaLikeness, DeltaDisclosure
from privkit.anonymity.population import KMap, Presence
from privkit.errors import DataError, Problem
from privkit.words import Words

_DETAIL = 1000  # thresholds are told to three decimals, rounded to the side that passes


def no_choice(criteria: Criteria, weights: npt.NDArray[np.int64]) -> DataError:
    """One problem per criterion that one class of everything violates (there is one at least)."""
    return DataError(*_problems(criteria, weights))


def no_time() -> DataError:
    """The search was stopped before it met an admissible choice."""
    return DataError(
        Problem(
            "PK446",
            Words(
                "time ran out before any admissible choice of levels was found",
                "le temps a manqué avant qu'un choix de niveaux admissible soit trouvé",
            ),
            instead=Words(
                "allow more time or more suppression, or relax a criterion",
                "accordez plus de temps ou de suppression, ou assouplissez un critère",
            ),
        )
    )


def _problems(criteria: Criteria, weights: npt.NDArray[np.int64]) -> Iterator[Problem]:
    everything = np.zeros(len(weights), np.int64)
    present = weights > 0
    units = int(weights.sum())
    if criteria.unit_codes is not None:
        units = len(np.unique(np.asarray(criteria.unit_codes)[present]))
    if units < criteria.k:
        yield _fewer_units(criteria.k, units)
    unit_codes = None if criteria.unit_codes is None else np.asarray(criteria.unit_codes)
    rows = Rows(everything, 1, weights.astype(np.float64), criteria.columns, (), unit_codes)
    for model, column in criteria.models:
        counts = next(class_counts(rows, column, criteria.widths[column], np.zeros(1, np.int64)))[1]
        if not model.holds(counts)[0]:
            yield _of_model(model, float(model.reached(counts)[0]))
    for held in criteria.population:
        people = np.array([np.asarray(held.population, np.float64).sum()])
        if held.violated(np.array([float(units)]), people)[0]:
            yield _of_population(held, units, float(people[0]))


def _fewer_units(k: int, units: int) -> Problem:
    return Problem(
        "PK440",
        Words(
            f"k = {k} cannot be reached: privacy units in the table: {units}",
            f"k = {k} est hors d'atteinte : unités de confidentialité de la table : {units}",
        ),
        instead=Words(
            f"lower k to {units} or less, or bring more data; with this k, only suppressing 100% would pass",
            f"abaissez k à {units} ou moins, ou apportez plus de données ; avec ce k, seule une suppression de "
            "100 % passerait",
        ),
    )


def _of_model(model: AttributeModel, reached: float) -> Problem:
    column = model.name or "?"
    match model:
        case DistinctL():
            return _fewer_values(column, model.l, int(reached))
        case EntropyL():
            most = _down(reached)
            return _blocked(
                "PK447",
                ("entropy l", "l par entropie", model.l),
                column,
                Words(f"lower l to {most} or less", f"abaissez l à {_fr(most)} ou moins"),
                most,
            )
        case RecursiveCL():
            return _recursive(model, column, reached)
        case TCloseness():
            return _raised("PK448", "t", model.t, column, reached)
        case DeltaDisclosure():
            return _raised("PK450", "delta", model.delta, column, reached, strict=True)
        case BetaLikeness():
            return _raised("PK450", "beta", model.beta, column, reached)
        case AlphaK():
            return _raised("PK450", "alpha", model.alpha, column, reached)
    raise AssertionError("a model without a message")


def _fewer_values(column: str, wanted: int, found: int) -> Problem:
    return Problem(
        "PK444",
        Words(
            f"l = {wanted} cannot be reached: distinct values of {column}: {found}",
            f"l = {wanted} est hors d'atteinte : valeurs distinctes de {column} : {found}",
        ),
        instead=Words(
            f"lower l to {found} or less; with this l, only suppressing 100% would pass",
            f"abaissez l à {found} ou moins ; avec ce l, seule une suppression de 100 % passerait",
        ),
    )


def _recursive(model: RecursiveCL, column: str, reached: float) -> Problem:
    if reached == np.inf:
        instead = Words(
            f"lower l: {column} has fewer than {model.l} values",
            f"abaissez l : {column} a moins de {model.l} valeurs",
        )
        return _blocked("PK447", ("recursive c", "c récursif", model.c), column, instead, None)
    least = _up(reached, strict=True)
    instead = Words(f"raise c to {least} or lower l", f"relevez c à {_fr(least)} ou abaissez l")
    return _blocked("PK447", ("recursive c", "c récursif", model.c), column, instead, least)


def _raised(
    code: str, name: str, wanted: float, column: str, reached: float, strict: bool = False
) -> Problem:
    least = _up(reached, strict)
    instead = Words(f"raise {name} to {least} or more", f"relevez {name} à {_fr(least)} ou plus")
    return _blocked(code, (name, name, wanted), column, instead, least)


def _blocked(
    code: str, named: tuple[str, str, float], column: str, instead: Words, nearest: float | None
) -> Problem:
    en, fr, wanted = named
    reached = Words("", "") if nearest is None else Words(f": {nearest:g} is", f" : {_fr(nearest)} l'est")
    return Problem(
        code,
        Words(
            f"{en} = {wanted:g} of {column} is not met even with everything generalised{reached.en}",
            f"{fr} = {_fr(wanted)} de {column} n'est pas tenu même en généralisant tout{reached.fr}",
        ),
        instead=Words(
            f"{instead.en}, or allow more suppression", f"{instead.fr}, ou permettez plus de suppression"
        ),
    )


def _of_population(model: Any, units: int, people: float) -> Problem:
    if isinstance(model, KMap):
        return Problem(
            "PK454",
            Words(
                f"k = {model.k} in the population cannot be reached: people in it: {people:g}",
                f"k = {model.k} dans la population est hors d'atteinte : personnes qu'elle compte : {people:g}",
            ),
            instead=Words(
                f"lower k to {floor(people)} or less, or give the whole population",
                f"abaissez k à {floor(people)} ou moins, ou donnez la population entière",
            )
            if people >= 1
            else Words("give the whole population", "donnez la population entière"),
        )
    assert isinstance(model, Presence)
    share = units / people if people else np.inf
    rare = share < model.at_least
    bound = _down(share) if rare else _up(share)
    en, fr = ("at least", "au moins") if rare else ("at most", "au plus")
    wanted = model.at_least if rare else model.at_most
    return Problem(
        "PK455",
        Words(
            f"a presence of {en} {wanted:g} is not met even with everything generalised: it is {share:.4g}",
            f"une présence d'{fr} {_fr(wanted)} n'est pas tenue même en généralisant tout : "
            f"elle est de {_fr(share)}",
        ),
        instead=Words(
            f"write {en} {bound:g}, or give the population that the table was drawn from",
            f"écrivez {fr} {_fr(bound)}, ou donnez la population dont la table est tirée",
        ),
    )


def _fr(value: float) -> str:
    return f"{value:.4g}".replace(".", ",")


def _down(value: float) -> float:
    return floor(value * _DETAIL + 1e-9) / _DETAIL


def _up(value: float, strict: bool = False) -> float:
    scaled = value * _DETAIL
    return (floor(scaled) + 1 if strict else ceil(scaled - 1e-9)) / _DETAIL
