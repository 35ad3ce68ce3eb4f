"""How a file is to be read: found out, or refused with what to write in the policy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from privkit.engine.complaints import under_reading
from privkit.engine.dates import FORMS, form_named
from privkit.engine.protocol import Overrides, Reading
from privkit.engine.sources.names import tidy
from privkit.engine.sources.separators import records, separator_of
from privkit.errors import DataError, Problem
from privkit.words import Words, same

_NUMBER = r"[+-]?[\d \u00a0\u202f]*\d?"
_COMMA = re.compile(_NUMBER + r",\d+")
_POINT = re.compile(_NUMBER + r"\.\d+")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([ T].*)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}( .*)?")


def detect(path: Path, overrides: Overrides | None = None) -> Reading:
    """Find out how ``path`` is read; what the policy says in ``overrides`` wins.

    The whole file is gone through once to be sure of its encoding; the rest comes from its first
    256 KiB. Raises DataError, telling what to write, when the file does not say enough.
    """
    overrides = overrides or Overrides()
    _check(overrides)
    if not path.is_file():
        raise DataError(_not_found(path))
    try:
        with path.open("rb") as stream:
            magic = stream.read(8)
    except OSError:
        raise DataError(_not_opened(path)) from None
    if not magic:
        from privkit.engine.sources.text import empty_file

        raise DataError(empty_file(path.name))
    if magic.startswith(b"PAR1"):
        return _parquet(path)
    if magic.startswith(b"PK\x03\x04"):
        return _workbook(path, overrides)
    if magic.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError(_unknown_kind(path))
    return _text(path, "gzip" if magic.startswith(b"\x1f\x8b") else None, overrides)


def _check(overrides: Overrides) -> None:
    """Refuse settings that mean nothing."""
    problems = []
    if overrides.decimal not in (None, ".", ","):
        problems.append(_bad_setting("decimal", "décimale", '"," or "."', '"," ou "."'))
    if overrides.dates is not None and form_named(overrides.dates) is None:
        names = ", ".join(FORMS), ", ".join(f.french for f in FORMS.values())
        problems.append(_bad_setting("dates", "dates", *names))
    if overrides.separator is not None and len(_separator(overrides.separator)) != 1:
        problems.append(_bad_setting("separator", "séparateur", '";" "," "|" or tab', '";" "," "|" ou tab'))
    if overrides.header_row is not None and overrides.header_row < 1:
        problems.append(_bad_setting("header_row", "ligne_d_en_tête", "1 or more", "1 ou plus"))
    if problems:
        raise DataError(*problems)


def _separator(wanted: str) -> str:
    return "\t" if wanted.lower() in ("tab", "\\t", "tabulation") else wanted


def _bad_setting(key: str, clef: str, values: str, valeurs: str) -> Problem:
    return Problem(
        "PK415",
        Words(f"reading: {key} is not a known setting", f"lecture : {clef} n'est pas un réglage connu"),
        instead=Words(f"{key}: {values}", f"{clef}: {valeurs}"),
    )


def _parquet(path: Path) -> Reading:
    from privkit.engine.sources.parquet import parquet_columns

    return Reading("parquet", columns=parquet_columns(path))


def _workbook(path: Path, overrides: Overrides) -> Reading:
    from privkit.engine.sources.xlsx import open_workbook, text_of_cell

    with open_workbook(path) as book:
        names = list(book.sheetnames)
        if overrides.sheet is None and len(names) > 1:
            raise DataError(_which_sheet(path, names))
        sheet = overrides.sheet or names[0]
        if sheet not in names:
            raise DataError(_which_sheet(path, names))
        header_row = overrides.header_row or 1
        head = next(book[sheet].iter_rows(min_row=header_row, max_row=header_row, values_only=True), ())
    titles = [text_of_cell(v) for v in head]
    while titles and not titles[-1]:
        titles.pop()
    if not titles:
        raise DataError(_no_header(path, header_row))
    columns, notes = tidy(titles)
    return Reading(
        "xlsx",
        decimal=overrides.decimal,
        dates=_form(overrides),
        sheet=sheet,
        header_row=header_row,
        columns=columns,
        notes=notes,
    )


def _form(overrides: Overrides) -> str | None:
    form = form_named(overrides.dates) if overrides.dates else None
    return form.name if form else None


def _text(path: Path, compression: Literal["gzip"] | None, overrides: Overrides) -> Reading:
    from privkit.engine.sources.text import empty_file, examine

    seen = examine(path, compression, overrides.encoding)
    if not seen.sample.strip():
        raise DataError(empty_file(path.name))
    header_row = overrides.header_row or 1
    sample = "\n".join(seen.sample.split("\n")[header_row - 1 :])
    if not sample.strip():
        raise DataError(_no_header(path, header_row))
    wanted = _separator(overrides.separator) if overrides.separator else None
    separator = wanted or separator_of(sample)
    if separator is None:
        raise DataError(_which_separator(path))
    rows = records(sample, separator)
    columns, notes = tidy(rows[0])
    cells = [cell.strip() for row in rows[1:] for cell in row]
    return Reading(
        "csv",
        encoding=seen.encoding,
        separator=separator,
        decimal=overrides.decimal or _decimal(cells),
        dates=_form(overrides) or _dates(cells),
        compression=compression,
        header_row=header_row,
        columns=columns,
        notes=notes,
    )


def _decimal(cells: list[str]) -> Literal[".", ","] | None:
    """The decimal mark when only one is seen; None: each column is looked at when it is read."""
    comma = any(_COMMA.fullmatch(c) for c in cells)
    point = any(_POINT.fullmatch(c) for c in cells)
    if comma == point:
        return None
    return "," if comma else "."


def _dates(cells: list[str]) -> str | None:
    """The form of days when only one is seen and cannot be mistaken."""
    iso = any(_ISO.fullmatch(c) for c in cells)
    slashed = [m for c in cells if (m := _SLASHED.fullmatch(c))]
    if slashed and not iso:
        return "dd/mm/yyyy" if all(int(m[2]) <= 12 for m in slashed) else None
    return "yyyy-mm-dd" if iso and not slashed else None


def _not_found(path: Path) -> Problem:
    return Problem(
        "PK401",
        Words(f"{path} is not a file", f"{path} n'est pas un fichier"),
        instead=Words(
            "the path of the file, from the policy's folder", "le chemin, depuis le dossier de la politique"
        ),
    )


def _not_opened(path: Path) -> Problem:
    return Problem(
        "PK401",
        Words(f"{path} cannot be opened", f"{path} ne peut pas être ouvert"),
        instead=Words("the right to read this file", "le droit de lire ce fichier"),
    )


def _unknown_kind(path: Path) -> Problem:
    return Problem(
        "PK414",
        Words(
            f"{path.name} is an old workbook (.xls), which is not read",
            f"{path.name} est un ancien classeur (.xls), qui n'est pas lu",
        ),
        instead=Words("save it as .xlsx or .csv", "l'enregistrer en .xlsx ou en .csv"),
    )


def _which_sheet(path: Path, names: list[str]) -> Problem:
    shown = ", ".join(names)
    return Problem(
        "PK413",
        Words(f"{path.name} has the sheets {shown}", f"{path.name} a les feuilles {shown}"),
        instead=under_reading("sheet", names[0], "feuille", names[0]),
    )


def _no_header(path: Path, row: int) -> Problem:
    return Problem(
        "PK416",
        Words(f"{path.name}: row {row} holds no header", f"{path.name} : la ligne {row} n'a pas d'en-tête"),
        instead=under_reading("header_row", "…", "ligne_d_en_tête", "…"),
    )


def _which_separator(path: Path) -> Problem:
    return Problem(
        "PK410",
        same(path.name)
        + Words(": several separators are possible", " : plusieurs séparateurs sont possibles"),
        instead=under_reading("separator", '";"', "séparateur", '";"'),
    )
