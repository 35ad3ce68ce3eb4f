"""What can be wrong in the levels a policy asks for, before any data is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from privkit.anonymity.builders_dates import fault_of_levels
from privkit.errors import Problem
from privkit.policy.model.data import ColumnType
from privkit.policy.model.levels import GOES_WITH, LEVEL_RULES, LevelRule
from privkit.policy.scalars import plain_number
from privkit.steps.base import Report, Spot, require
from privkit.steps.recoding import plain_text
from privkit.steps.texts import bad_bands
from privkit.values import Column, Schema, Type
from privkit.words import Words

_TEXTS = (Type.CODE, Type.TEXT, Type.CATEGORY)
_APPLY: Mapping[str, tuple[Type, ...]] = {
    "bands": (Type.INTEGER, Type.NUMBER),
    "widths": (Type.INTEGER, Type.NUMBER),
    "first_characters": _TEXTS,
    "redact_last": (*_TEXTS, Type.INTEGER),
    "dates": (Type.DATE, Type.DATETIME, *_TEXTS),
    "groups": tuple(Type),
    "common": tuple(Type),
    "file": tuple(Type),
}


def way_of(rule: LevelRule) -> str:
    """Which of the ways a rule uses, by its English word."""
    return next(way for way in LEVEL_RULES if getattr(rule, way) is not None)


def as_written(values: Sequence[str], column: Column) -> tuple[str, ...]:
    """Values a policy lists, in the canonical text of the column: 1,50 is 1.5 in a column of numbers."""
    if not column.type.is_numeric:
        return tuple(values)
    return tuple(_number(value) for value in values)


def _number(value: str) -> str:
    try:
        return plain_text(Decimal(plain_number(value.strip())))
    except ArithmeticError:
        return value


def check_levels(
    rules: Mapping[str, LevelRule],
    on: tuple[str, ...],
    files: Mapping[str, str],
    schema: Schema,
    spot: Spot,
    report: Report,
) -> None:
    """Report what is wrong in ``levels`` of a step at ``spot``: PK701, PK720, PK750 to PK756."""
    for column, rule in rules.items():
        if not require({"": schema}, column, spot, report, at=("levels", column)):
            continue
        for problem in _problems(column, rule, on, files, schema[column], spot):
            report(problem)


def _problems(
    name: str, rule: LevelRule, on: tuple[str, ...], files: Mapping[str, str], column: Column, spot: Spot
) -> Iterator[Problem]:
    at = ("levels", name)
    way = way_of(rule)
    if name not in on:
        yield spot.problem(
            "PK756",
            Words(f"this step does not generalise {name}", f"cette étape ne généralise pas {name}"),
            Words("add it to on:, or remove its levels", "ajoutez-la à sur :, ou retirez ses niveaux"),
            at=at,
        )
    if name in files:
        yield spot.problem(
            "PK751",
            Words(f"two places say the levels of {name}", f"deux endroits disent les niveaux de {name}"),
            Words("keep hierarchies: or levels:", "gardez hiérarchies : ou niveaux :"),
            at=at,
        )
    for word, ways in GOES_WITH.items():
        if getattr(rule, word) is not None and way not in ways:
            yield _beside(word, ways, way, spot, at)
    if column.type not in _APPLY[way]:
        kind = next(word for word in ColumnType if word.value == column.type.value)
        yield spot.problem(
            "PK750",
            Words(
                f"the column {name} is of type {column.type}: {spot.word(way)} does not apply to it",
                f"la colonne {name} est de type {kind.fr} : {spot.word(way)} ne s'y applique pas",
            ),
            Words(
                "for a column already made coarser, use groups or a file",
                "pour une colonne déjà moins précise, employez groupes ou un fichier",
            ),
            at=(*at, way),
        )
    elif rule.bands is not None and (problem := bad_bands(rule.bands, column, spot, (*at, "bands"))):
        yield problem
    yield from _order(rule, spot, at)
    yield from _bounds(rule, spot, at)
    yield from _groups(rule, column, spot, at)


def _beside(word: str, ways: tuple[str, ...], way: str, spot: Spot, at: tuple[str, ...]) -> Problem:
    written = [spot.word(one) for one in ways]
    return spot.problem(
        "PK755",
        Words(
            f"{spot.word(word)} does not go with {spot.word(way)}",
            f"{spot.word(word)} ne va pas avec {spot.word(way)}",
        ),
        Words(
            f"use it with {' or '.join(written)}, or remove it",
            f"employez-le avec {' ou '.join(written)}, ou retirez-le",
        ),
        at=(*at, word),
    )


_FINE_TO_COARSE: Mapping[str, Words] = {
    "widths": Words(
        "write widths above 0, each a multiple of the one before: [5, 10, 20]",
        "écrivez des largeurs au-dessus de 0, chacune multiple de la précédente : [5, 10, 20]",
    ),
    "first_characters": Words(
        "write fewer and fewer characters: [5, 2]", "écrivez de moins en moins de caractères : [5, 2]"
    ),
    "redact_last": Words(
        "write more and more characters: [1, 2, 3]", "écrivez de plus en plus de caractères : [1, 2, 3]"
    ),
    "order": Words(
        "write dates from the finest part to the coarsest: [month, quarter, year]",
        "écrivez les dates de la partie la plus fine à la plus large : [mois, trimestre, année]",
    ),
    "week": Words(
        "a week belongs to no month: write [week, year], or [month, quarter, year]",
        "une semaine n'appartient à aucun mois : écrivez [semaine, année], ou [mois, trimestre, année]",
    ),
    "merge": Words("take at least 2 neighbours together", "réunissez au moins 2 voisines"),
}


def _order(rule: LevelRule, spot: Spot, at: tuple[str, ...]) -> Iterator[Problem]:
    """Levels that do not get coarser."""
    wrong: list[tuple[str, str]] = []
    widths = rule.widths
    if widths is not None and (
        not widths or any(w <= 0 for w in widths) or any(b <= a or b % a for a, b in pairwise(widths))
    ):
        wrong.append(("widths", "widths"))
    for word, growing in (("first_characters", False), ("redact_last", True)):
        counts = getattr(rule, word)
        if counts is not None and (not counts or list(counts) != sorted(set(counts), reverse=not growing)):
            wrong.append((word, word))
    if rule.dates is not None and (fault := fault_of_levels([part.value for part in rule.dates])):
        wrong.append(("dates", fault))
    if rule.merge is not None and (not rule.merge or any(size < 2 for size in rule.merge)):
        wrong.append(("merge", "merge"))
    for word, why in wrong:
        yield spot.problem(
            "PK752",
            Words("these levels do not go from fine to coarse", "ces niveaux ne vont pas du fin au large"),
            _FINE_TO_COARSE[why],
            at=(*at, word),
        )


def _bounds(rule: LevelRule, spot: Spot, at: tuple[str, ...]) -> Iterator[Problem]:
    low, high = rule.lower_bound, rule.upper_bound
    if low is not None and high is not None and low >= high:
        yield spot.problem(
            "PK753",
            Words(
                "the lower bound is not under the upper one",
                "la borne basse n'est pas au-dessous de la borne haute",
            ),
            Words("write the smaller one as the lower bound", "écrivez la plus petite comme borne basse"),
            at=(*at, "lower_bound"),
        )


def _groups(rule: LevelRule, column: Column, spot: Spot, at: tuple[str, ...]) -> Iterator[Problem]:
    """Items in two groups, and labels of a level that the next one forgets. What the policy lists may be told."""
    if rule.common is not None and rule.others is None:
        yield _ungrouped(
            Words("the rest has no label", "le reste n'a pas de libellé"),
            Words("add others: and a label", "ajoutez autres : et un libellé"),
            spot,
            (*at, "common"),
        )
    for item in _twice(as_written(rule.common or (), column)):
        yield _ungrouped(
            Words(f"{item} is listed twice", f"{item} est cité deux fois"),
            Words("keep it once", "ne le gardez qu'une fois"),
            spot,
            (*at, "common"),
        )
    before: set[str] | None = None
    for level, groups in (rule.groups or {}).items():
        here = (*at, "groups", level)
        written = [item for held in groups.values() for item in held]
        items = as_written(written, column) if before is None else tuple(written)
        for item in _twice(items):
            yield _ungrouped(
                Words(f"{item} is in two groups of {level}", f"{item} est dans deux groupes de {level}"),
                Words("keep it in one", "ne le gardez que dans un"),
                spot,
                here,
            )
        if before is not None and rule.others is None:
            for label in sorted(before - set(items)):
                yield _ungrouped(
                    Words(
                        f"{label} is in no group of {level}", f"{label} n'est dans aucun groupe de {level}"
                    ),
                    Words(
                        "add it to a group, or write others:", "ajoutez-le à un groupe, ou écrivez autres :"
                    ),
                    spot,
                    here,
                )
        before = set(groups)


def _twice(items: Sequence[str]) -> list[str]:
    """Items that stand more than once."""
    return sorted(item for item, times in Counter(items).items() if times > 1)


def _ungrouped(message: Words, instead: Words, spot: Spot, at: tuple[str, ...]) -> Problem:
    return spot.problem("PK754", message, instead, at=at)
