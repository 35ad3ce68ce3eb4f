"""Reading a hierarchy from a file: ARX's form, or a CSV whose header names the levels."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from privkit.anonymity.builders import from_rows
from privkit.anonymity.hierarchy import TOP, Hierarchy
from privkit.errors import DataError, Place, Problem
from privkit.words import Words


def read_hierarchy_file(
    path: str | Path, *, column: str, separator: str | None = None, header: bool | None = None
) -> Hierarchy:
    """The hierarchy of ``column``: one line per value, from the value to its widest label.

    Two forms: ARX's (no header, last cell ``*``), and a CSV with a header that names the levels
    (``code_iris,secteur,commune``). UTF-8, with or without a mark, or cp1252. ``separator`` None finds
    ``;`` or ``,``; ``header`` None takes the first line as names unless its last cell is ``*``, or is the
    widest label of another line.
    Blank lines are skipped; spaces around cells and separators ending a line are dropped.

    DataError PK430 (unreadable), PK431 (encoding), PK432 to PK435 and PK438 (contents), with ``file:line``.
    """
    rows, names, lines = read_cells(path, column=column, separator=separator, header=header)
    return from_rows(column, rows, names, file=str(path), lines=lines)


def read_cells(
    path: str | Path, *, column: str, separator: str | None = None, header: bool | None = None
) -> tuple[list[tuple[str, ...]], tuple[str, ...], list[int]]:
    """The rows of a hierarchy file, the names of its columns (none in ARX's form) and the line of each row.

    Nothing is checked but that it can be read: DataError PK430, PK431, PK439.
    """
    file = str(path)
    text = _decode(_read(Path(path), column), file, column)
    rows, lines = _cells(text, separator or _separator(text), file, column)
    names: tuple[str, ...] = ()
    if rows and (header if header is not None else _names_levels(rows)):
        names, rows, lines = rows[0], rows[1:], lines[1:]
    return rows, names, lines


def _names_levels(rows: list[tuple[str, ...]]) -> bool:
    """Is the first line a header? The name of a level is neither ``*`` nor one of the labels of that level."""
    last = rows[0][-1]
    return last != TOP and not any(row[-1] == last for row in rows[1:] if len(row) == len(rows[0]))


def _read(path: Path, column: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise DataError(
            Problem(
                "PK430",
                Words(
                    f"the hierarchy file of {column} cannot be read",
                    f"le fichier de hiérarchie de {column} ne peut pas être lu",
                ),
                Place(str(path)),
                Words("check its name and your rights on it", "vérifiez son nom et vos droits sur lui"),
            )
        ) from None


def _decode(raw: bytes, file: str, column: str) -> str:
    # A zero byte means UTF-16 or a binary file, which cp1252 would read as nonsense.
    for encoding in () if b"\0" in raw else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(
        Problem(
            "PK431",
            Words(
                f"the hierarchy file of {column} is neither UTF-8 nor cp1252 text",
                f"le fichier de hiérarchie de {column} n'est un texte ni en UTF-8 ni en cp1252",
            ),
            Place(file),
            Words("save it as CSV UTF-8", "enregistrez-le en CSV UTF-8"),
        )
    )


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return ";" if ";" in first else ","


def _cells(text: str, separator: str, file: str, column: str) -> tuple[list[tuple[str, ...]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    try:
        for cells in reader:
            row = [cell.strip() for cell in cells]
            while row and not row[-1]:  # a separator at the end of a line
                row.pop()
            if row:
                rows.append(tuple(row))
                lines.append(reader.line_num)
    except csv.Error:
        raise DataError(
            Problem(
                "PK439",
                Words(
                    f"the hierarchy file of {column} is not a CSV file from line {reader.line_num} on",
                    f"le fichier de hiérarchie de {column} n'est plus un CSV dès la ligne {reader.line_num}",
                ),
                Place(file, reader.line_num),
                Words("check the quotes", "vérifiez les guillemets"),
            )
        ) from None
    return rows, lines
