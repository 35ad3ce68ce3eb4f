"""A column as the text its labels are made from: what hierarchies list and groups are told apart by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import narwhals as nw

from privkit.errors import Problem
from privkit.steps.bands import BadBands, read_bands
from privkit.steps.base import Spot
from privkit.steps.recoding import BandRecoding, RangeRecoding
from privkit.values import Column, Type
from privkit.words import Language, Words

YES_NO = {"en": ("yes", "no"), "fr": ("oui", "non")}
Fault = Literal["order", "form", "overlap", "hole", "edges", "number"]

BAD_BANDS: dict[Fault, Words] = {
    "order": Words(
        "write the edges from the smallest to the largest",
        "écrivez les bornes de la plus petite à la plus grande",
    ),
    "form": Words('write "1", "3 to 4", "5 and more"', "écrivez « 1 », « 3 à 4 », « 5 et plus »"),
    "overlap": Words("two bands share a value", "deux tranches ont une valeur en commun"),
    "hole": Words("a value falls between two bands", "une valeur tombe entre deux tranches"),
    "edges": Words(
        "for a column of type number, write edges: [0, 40, 60]",
        "pour une colonne de type nombre, écrivez des bornes : [0, 40, 60]",
    ),
    "number": Words("only numbers fall into bands", "seuls des nombres se rangent en tranches"),
}


def as_text(column: Column, language: Language) -> nw.Expr:
    """The canonical text of a column; yes or no in the policy's language. NULL stays NULL."""
    from privkit.engine.expressions import text_of

    value = nw.col(column.name)
    if column.type.is_text:
        return value
    if column.type is not Type.YES_NO:
        return text_of(value, column)
    yes, no = YES_NO[language]
    worded = nw.when(value).then(nw.lit(yes)).when(~value).then(nw.lit(no))
    chosen: nw.Expr = worded.otherwise(nw.lit(None, dtype=nw.String()))
    return chosen


def in_bands(column: Column, bands: Sequence[str], language: Language) -> nw.Expr:
    """The label of the band of each number; a number outside every band is NULL. Raises BadBands."""
    return banded(nw.col(column.name), read_bands(bands, language))


def banded(value: nw.Expr, recoding: BandRecoding | RangeRecoding) -> nw.Expr:
    """The engine's form of a recoding into bands."""
    from privkit.engine import expressions as ex

    if isinstance(recoding, BandRecoding):
        return ex.band(value, recoding.edges, recoding.band_labels, recoding.below)
    return ex.in_list_band(value, recoding.ranges, None)


def told_apart(column: Column, bands: Sequence[str] | None, language: Language) -> nw.Expr:
    """The text by which values of a confidential column count as distinct."""
    return in_bands(column, bands, language) if bands else as_text(column, language)


def fault_of(bands: Sequence[str], column: Column, language: Language) -> Fault | None:
    """What is wrong with bands for a column: a key of ``BAD_BANDS``, or None."""
    try:
        read = read_bands(bands, language)
    except BadBands as bad:
        fault: Fault = bad.args[0]
        return fault
    if not column.type.is_numeric:
        return "number"
    return "edges" if isinstance(read, RangeRecoding) and column.type is Type.NUMBER else None


def bad_bands(bands: Sequence[str], column: Column, spot: Spot, at: tuple[str | int, ...]) -> Problem | None:
    """The problem PK720 of bands that cannot be used on a column, or None."""
    fault = fault_of(bands, column, spot.language)
    if fault is None:
        return None
    words = Words("these bands cannot be read", "ces tranches sont illisibles")
    if fault == "number":
        words = Words(
            f"the column {column.name} is not a number", f"la colonne {column.name} n'est pas un nombre"
        )
    return spot.problem("PK720", words, BAD_BANDS[fault], at=at)
