"""What to tell when values do not fit: the row, the shape of the value, what to write instead."""

from __future__ import annotations

from dataclasses import dataclass

from privkit.engine.dates import FORMS
from privkit.engine.protocol import Source
from privkit.errors import Problem, nearest, pattern_of
from privkit.values import Column, Type
from privkit.words import Words

_KINDS = {
    Type.TEXT: Words("text", "du texte"),
    Type.CODE: Words("a code", "un code"),
    Type.CATEGORY: Words("a category", "une catégorie"),
    Type.INTEGER: Words("a whole number", "un nombre entier"),
    Type.NUMBER: Words("a number", "un nombre"),
    Type.DATE: Words("a date", "une date"),
    Type.DATETIME: Words("a date and time", "une date avec heure"),
    Type.YES_NO: Words("yes or no", "oui ou non"),
}


@dataclass(frozen=True)
class Wrong:
    """The first wrong value of a column. ``row`` counts as a spreadsheet does."""

    row: int
    value: str  # never told: only its pattern is
    how_many: int
    decimals: int  # the most decimals among the wrong values

    def __repr__(self) -> str:
        return f"Wrong(row={self.row}, how_many={self.how_many})"


def where(table: str, column: str) -> Words:
    """``table T, column C``"""
    return Words(f"table {table}, column {column}", f"table {table}, colonne {column}")


def wrong_value(source: Source, column: Column, wrong: Wrong) -> Problem:
    """The problem of a value that does not fit the type of its column."""
    shape = pattern_of(wrong.value)
    others = _others(wrong.how_many - 1)
    if column.type is Type.NUMBER and column.decimals < wrong.decimals <= 9:
        told = Words(
            f": row {wrong.row} has more than {column.decimals} decimals (pattern {shape})",
            f" : la ligne {wrong.row} a plus de {column.decimals} décimales (forme {shape})",
        )
        instead = Words(
            f"decimals: {wrong.decimals} under this column", f"décimales: {wrong.decimals} sous cette colonne"
        )
        return Problem("PK403", where(source.name, column.name) + told + others, instead=instead)
    kind = _KINDS[column.type]
    told = Words(
        f": row {wrong.row} is not {kind.en} (pattern {shape})",
        f" : la ligne {wrong.row} n'est pas {kind.fr} (forme {shape})",
    )
    return Problem(
        "PK402",
        where(source.name, column.name) + told + others,
        instead=_instead(source, column, wrong.value),
    )


def _others(count: int) -> Words:
    if count < 1:
        return Words("", "")
    return Words(
        f"; {count} more row{'s' if count > 1 else ''} like it",
        f" ; {count} autre{'s' if count > 1 else ''} ligne{'s' if count > 1 else ''} de même",
    )


def _instead(source: Source, column: Column, value: str) -> Words:
    if column.type in (Type.DATE, Type.DATETIME):
        return _instead_of_moment(source, column, value.strip())
    if column.type is Type.INTEGER:
        return Words(
            "type: number with decimals, or type: code if it is not a quantity",
            "type: nombre avec des décimales, ou type: code si ce n'est pas une quantité",
        )
    if column.type is Type.NUMBER:
        mark = "." if source.reading.decimal == "," else ","
        if mark in value and source.reading.decimal:
            return under_reading("decimal", f'"{mark}"', "décimale", f'"{mark}"')
        return Words(
            "type: code or text, or mend this row in the file",
            "type: code ou texte, ou corriger cette ligne dans le fichier",
        )
    return Words(
        "yes/no, true/false, y/n or 1/0 in the file, or type: category",
        "oui/non, vrai/faux, o/n ou 1/0 dans le fichier, ou type: catégorie",
    )


def _instead_of_moment(source: Source, column: Column, value: str) -> Words:
    month_first = value[:10].replace("-", "/").split("/")
    if len(month_first) == 3 and month_first[1].isdigit() and month_first[0].isdigit():
        first, second = int(month_first[0]), int(month_first[1])
        if first <= 12 < second <= 31 and source.reading.dates != "mm/dd/yyyy":
            return under_reading("dates", "mm/dd/yyyy", "dates", "mm/jj/aaaa")
    if column.type is Type.DATE and ":" in value:
        return Words("type: datetime", "type: date_heure")
    known = [f for f in FORMS.values() if f.name != source.reading.dates]
    names_en = ", ".join(f.name for f in known)
    names_fr = ", ".join(f.french for f in known)
    return under_reading("dates", f"one of {names_en}", "dates", f"l'une de {names_fr}")


def under_reading(key: str, value: str, clef: str, valeur: str) -> Words:
    """What to write under the table's ``reading:``."""
    return Words(
        f"reading: {{ {key}: {value} }} under this table", f"lecture: {{ {clef}: {valeur} }} sous cette table"
    )


def mixed_marks(source: Source, column: Column) -> Problem:
    """The problem of a column that writes both 1.5 and 1,5."""
    return Problem(
        "PK404",
        where(source.name, column.name)
        + Words(
            ": some numbers have a decimal comma, others a decimal point",
            " : certains nombres ont une virgule décimale, d'autres un point",
        ),
        instead=under_reading("decimal", '","', "décimale", '","'),
    )


def missing_column(source: Source, name: str) -> Problem:
    """The problem of a declared column that the file does not have."""
    near = nearest(name, source.reading.columns)
    return Problem(
        "PK405",
        where(source.name, name) + Words(": not in the file", " : absente du fichier"),
        instead=Words(f"{near}?", f"{near} ?") if near else None,
    )


def wrong_type(source: Source, column: Column, found: str) -> Problem:
    """The problem of a typed file whose column can never become the declared type."""
    kind = _KINDS[column.type]
    return Problem(
        "PK406",
        where(source.name, column.name)
        + Words(
            f": the file holds {found}, which is not {kind.en}",
            f" : le fichier contient {found}, ce qui n'est pas {kind.fr}",
        ),
        instead=Words(
            "another type under this column, or another column type in the file",
            "un autre type sous cette colonne, ou un autre type dans le fichier",
        ),
    )
