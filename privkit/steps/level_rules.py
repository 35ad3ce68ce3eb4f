"""From the levels a policy asks for to the hierarchy of a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from privkit.anonymity.builders import from_code_prefixes
from privkit.anonymity.builders_dates import from_moments
from privkit.anonymity.builders_rules import (
    LARGEST_DOMAIN,
    Interval,
    from_groups,
    from_intervals,
    from_levels,
    from_redaction,
    merged,
)
from privkit.anonymity.hierarchy_levels import read_levels
from privkit.anonymity.straddling import Straddled
from privkit.errors import DataError, Problem
from privkit.policy.model.levels import LevelRule, Straddling
from privkit.steps.bands import BETWEEN, FROM, UNDER, join_labels, read_bands
from privkit.steps.base import Context, Spot
from privkit.steps.level_checks import as_written, way_of
from privkit.steps.levels import Levels, known_values, levels_of
from privkit.steps.recoding import BandRecoding
from privkit.values import Changes, Column, Type
from privkit.words import Language, Words

AND_MORE = {"en": "{} more", "fr": "{} autres"}


def levels_for(
    column: Column,
    present: Sequence[str | None],
    files: Mapping[str, str],
    rules: Mapping[str, LevelRule],
    context: Context,
    spot: Spot,
) -> Levels:
    """The hierarchy of a column of ``make_k_anonymous``: its rule, else its file, else what earlier steps left.

    What an area over two coarser ones needed is noted in ``context.straddled``. DataError as builders raise it,
    at the line of the policy when no file is to blame.
    """
    rule = rules.get(column.name)
    values = known_values(present, column)
    if rule is None or (not values and rule.file is None and rule.groups is None):
        found = levels_of(column, present, files.get(column.name), context)
    else:
        try:
            found = from_rule(column, values, rule, context.language, context.folder)
        except DataError as error:
            raise DataError(
                *(
                    p
                    if p.place
                    else spot.problem(p.code, p.message, p.instead, at=("levels", column.name, way_of(rule)))
                    for p in error.problems
                )
            ) from None
    context.straddled[column.name] = found.straddled
    return found


def from_rule(column: Column, values: list[str], rule: LevelRule, language: Language, folder: Path) -> Levels:
    """The hierarchy that a rule makes of the distinct values of a column; files are named from ``folder``.

    DataError as the builders raise it.
    """
    return _BUILDERS[way_of(rule)](column, values, rule, language, folder)


def _bands(column: Column, values: list[str], rule: LevelRule, language: Language, folder: Path) -> Levels:
    import pandas as pd

    assert rule.bands is not None
    recoding = read_bands(rule.bands, language)
    label_of = dict(zip(values, recoding.apply(pd.Series(values, dtype=object)), strict=True))
    outside = sum(label is None for label in label_of.values())
    if outside:
        raise DataError(_outside(column.name, outside))
    used = set(label_of.values())
    labels = list(recoding.labels)
    if isinstance(recoding, BandRecoding) and recoding.below not in used:
        labels.remove(recoding.below)
    wider = merged(labels, rule.merge or (), lambda a, b: join_labels(a, b, language))
    fine = [label_of[value] for value in values]
    levels = [fine, *([onto[label] for label in fine] for onto in wider)]
    return Levels(from_levels(column.name, values, levels), True)


def _widths(column: Column, values: list[str], rule: LevelRule, language: Language, folder: Path) -> Levels:
    assert rule.widths is not None
    low, high = rule.lower_bound, rule.upper_bound
    whole = column.type is Type.INTEGER
    origin = rule.origin if rule.origin is not None else low if low is not None else Decimal(0)
    hierarchy = from_intervals(
        values,
        rule.widths,
        interval_label(language),
        name=column.name,
        origin=origin,
        lower=low,
        upper=high,
        whole=whole,
    )
    public = whole and low is not None and high is not None and high - low <= LARGEST_DOMAIN
    inside = public and all(low <= Decimal(value) < high for value in values)  # type: ignore[operator]
    return Levels(hierarchy, not inside)


def interval_label(language: Language) -> Callable[[Interval], str]:
    """The label of an interval, as bands are labelled: 20 to under 25, 85 and more, under 20."""

    def label(interval: Interval) -> str:
        start, end = (None if bound is None else format(bound.normalize(), "f") for bound in interval)
        if start is None:
            return UNDER[language].format(end)
        return FROM[language].format(start) if end is None else BETWEEN[language].format(start, end)

    return label


def _prefixes(column: Column, values: list[str], rule: LevelRule, language: Language, folder: Path) -> Levels:
    assert rule.first_characters is not None
    return Levels(from_code_prefixes(values, rule.first_characters, name=column.name), True)


def _redacted(column: Column, values: list[str], rule: LevelRule, language: Language, folder: Path) -> Levels:
    assert rule.redact_last is not None
    return Levels(from_redaction(values, rule.redact_last, name=column.name), True)


def _dates(column: Column, values: list[str], rule: LevelRule, language: Language, folder: Path) -> Levels:
    assert rule.dates is not None
    return Levels(from_moments(values, [part.value for part in rule.dates], name=column.name), True)


def _groups(column: Column, values: list[str], rule: LevelRule, language: Language, folder: Path) -> Levels:
    assert rule.groups is not None
    names = tuple(rule.groups)
    first, *wider = rule.groups.values()
    listed = {label: as_written(items, column) for label, items in first.items()}
    hierarchy = from_groups(values, [listed, *wider], name=column.name, level_names=names, others=rule.others)
    return Levels(hierarchy, not set(values) <= {item for items in listed.values() for item in items})


def _common(column: Column, values: list[str], rule: LevelRule, language: Language, folder: Path) -> Levels:
    assert rule.common is not None
    shown = as_written(rule.common, column)
    alone = {label: (value,) for label, value in zip(rule.common, shown, strict=True)}
    hierarchy = from_groups(values, [alone], name=column.name, others=rule.others)
    return Levels(hierarchy, not set(values) <= set(shown))


def _file(column: Column, values: list[str], rule: LevelRule, language: Language, folder: Path) -> Levels:
    assert rule.file is not None
    settled = read_levels(
        folder / rule.file,
        column=column.name,
        keep=rule.keep or (),
        share=rule.share,
        way=(rule.straddling or Straddling.REFUSE).value,
        and_more=AND_MORE[language],
    )
    return Levels(settled.hierarchy, False, settled.straddled)


_BUILDERS: Mapping[str, Callable[[Column, list[str], LevelRule, Language, Path], Levels]] = {
    "bands": _bands,
    "widths": _widths,
    "first_characters": _prefixes,
    "redact_last": _redacted,
    "dates": _dates,
    "groups": _groups,
    "common": _common,
    "file": _file,
}


def straddling_changes(
    context: Context, on: Sequence[str], codes: Any, weights: Any, levels: Sequence[int] | None = None
) -> Changes:
    """What areas over several coarser ones needed, in figures and words; nothing when there were none.

    ``codes[i, j]`` numbers the value of combination i in column j of ``on``; ``weights`` are its privacy units.
    ``levels`` are those chosen: what was settled above them, or below the top, changed nothing. None when levels differ between rows.
    """
    figures: dict[str, Any] = {}
    notes: list[Words] = []
    for number, column in enumerate(on):
        for told in context.straddled.get(column, ()):
            if levels is not None and not told.level <= levels[number] < told.top:
                continue
            figures.setdefault(column, []).append(
                {
                    "level": told.name,
                    "straddling": told.labels,
                    "values": int(np.count_nonzero(told.values)),
                    "units": told.units(codes[:, number], weights),
                    "moved": float(told.moved),
                    "joint_labels": told.joint,
                    "widest_joint_label": told.widest,
                }
            )
            notes.append(_straddling_said(column, told))
    return Changes({"straddling": figures} if figures else {}, tuple(notes))


def _straddling_said(column: str, told: Straddled) -> Words:
    if told.joint:
        return Words(
            f"{column}: {told.name} areas that share a finer one are taken together.",
            f"{column} : les secteurs {told.name} qui ont en commun un secteur plus fin sont réunis.",
        )
    return Words(
        f"{column}: an area over several {told.name} counts where its largest share lies.",
        f"{column} : un secteur à cheval sur plusieurs {told.name} compte là où est sa plus grande part.",
    )


def _outside(name: str, count: int) -> Problem:
    return Problem(
        "PK466",
        Words(
            f"distinct values of {name} that fall in no band: {count}",
            f"valeurs distinctes de {name} qui ne tombent dans aucune tranche : {count}",
        ),
        instead=Words(
            'add the band that is missing, such as "0"', "ajoutez la tranche qui manque, par exemple « 0 »"
        ),
    )
