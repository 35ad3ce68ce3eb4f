"""Which levels a quasi-identifier may be generalised to, when the policy names no file."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from privkit.anonymity.builders import flat, from_bands, from_dates
from privkit.anonymity.hierarchy import TOP, Hierarchy
from privkit.anonymity.hierarchy_file import read_hierarchy_file
from privkit.anonymity.straddling import Straddled
from privkit.steps.bands import join_labels
from privkit.steps.base import Context
from privkit.steps.recoding import BandRecoding, BlankRecoding, DateRecoding, RangeRecoding, Recoding
from privkit.values import Column, Type


class Levels(NamedTuple):
    """A hierarchy, whether its values were taken from the data (they must not be told further), what straddled."""

    hierarchy: Hierarchy
    from_data: bool
    straddled: tuple[Straddled, ...] = ()


def levels_of(column: Column, present: Sequence[str | None], file: str | None, context: Context) -> Levels:
    """The hierarchy of a column.

    From the file the policy names; else from the hierarchy an earlier step used; else neighbouring bands two
    by two; else month, quarter, year for days and months; else the value and nothing.
    """
    values = known_values(present, column)
    if file is not None:
        return Levels(read_hierarchy_file(context.folder / file, column=column.name), False)
    if column.name in context.hierarchies:
        return Levels(context.hierarchies[column.name], False)
    last = _labelling(context.recodings.get(column.name, []))
    bands = _bands(last, values)
    if bands:
        name = column.name
        return Levels(from_bands(bands, lambda a, b: join_labels(a, b, context.language), name=name), False)
    months = isinstance(last, DateRecoding) and last.level == "month"
    if values and (column.type is Type.DATE or months):
        return Levels(from_dates(values, name=column.name), True)  # quarters as `generalise` writes them
    return Levels(flat(values, name=column.name) if values else _nothing(column.name), True)


def known_values(present: Sequence[str | None], column: Column) -> list[str]:
    """The distinct values from low to high: numbers by size, others by their characters.

    NULL and ``*`` (a cell suppressed before) are none: encoding gives them their place.
    """
    values = {v for v in present if v is not None and v != TOP}
    return sorted(values, key=Decimal) if column.type.is_numeric else sorted(values)


def _nothing(name: str) -> Hierarchy:
    """The hierarchy of a column without any value: the missing one alone, then ``*``."""
    return Hierarchy(name, ("",), (("",), ("*",)), ("0", "*"), null=True)


def _labelling(recodings: Sequence[Recoding]) -> Recoding | None:
    """The last recoding that made labels: blanking leaves those there were."""
    return next((r for r in reversed(recodings) if not isinstance(r, BlankRecoding)), None)


def _bands(last: Recoding | None, present: Sequence[str]) -> list[str]:
    """The labels of a banding, in order; the band below the first edge only when it is used."""
    if isinstance(last, RangeRecoding):
        return list(last.labels)
    if isinstance(last, BandRecoding):
        return [label for label in last.labels if label != last.below or label in present]
    return []
