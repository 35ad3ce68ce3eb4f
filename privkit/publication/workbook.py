"""The copy for spreadsheets: the data, the dictionary, the note. Needs the extra ``excel``.

No cell is a formula: text that begins like one is stored as text, and marked so. Numbers are numbers; codes,
dates and months stay text, as in the CSV. The same table always gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from privkit.errors import missing_extra
from privkit.publication.about import About
from privkit.publication.blocks import Items, Lead, Part, Prose, Table, Text
from privkit.publication.dictionary import TITLES, Entry
from privkit.publication.frame import rows_of
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd

_SHEETS = (Words("data", "donnees"), Words("dictionary", "dictionnaire"), Words("note", "note"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
_EPOCH = (1980, 1, 1, 0, 0, 0)


def workbook(frame: pd.DataFrame, entries: Sequence[Entry], text: Text, about: About) -> bytes:
    """The bytes of the .xlsx file.

    :raises UsageError: PK902 when openpyxl is not installed.
    """
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    names = [words.say(about.language) for words in _SHEETS]
    data = book.active
    data.title = names[0]
    _fill(data, list(frame.columns), rows_of(frame))
    head = [title.say(about.language) for title in TITLES]
    _fill(book.create_sheet(names[1]), head, ([*vars(entry).values()] for entry in entries), wrap=True)
    _write_note(book.create_sheet(names[2]), text)
    book.properties.creator = _legal(about.publisher)
    book.properties.title = _legal(about.title)
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue(), about)


def check_installed() -> None:
    """PK902 now rather than after the noise is drawn."""
    _openpyxl()


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise missing_extra("openpyxl", "excel") from error
    return openpyxl


def _fill(sheet: Any, head: Sequence[str], rows: Iterable[Sequence[Any]], wrap: bool = False) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    widths = [len(name) for name in head]
    for column, name in enumerate(head, 1):
        _set(sheet.cell(1, column), name).font = Font(bold=True)
    for line, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell = _set(sheet.cell(line, column), value)
            if wrap:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            widths[column - 1] = max(widths[column - 1], len(str(value)))
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width, _WIDEST) + 2
    sheet.freeze_panes = "A2"
    if sheet.max_row > 1:
        sheet.auto_filter.ref = sheet.dimensions


def _write_note(sheet: Any, text: Text) -> None:
    from openpyxl.styles import Alignment, Font

    lines: list[tuple[str, bool]] = [(text.title, True), (text.under, False)]
    for section in text.sections:
        lines += [("", False), (section.title, True)]
        lines += [(line, False) for part in section.parts for line in _lines(part)]
    for row, (line, bold) in enumerate(lines, 1):
        if line:
            cell = _set(sheet.cell(row, 1), line.replace("`", ""))
            cell.font, cell.alignment = Font(bold=bold), Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 100


def _lines(part: Part) -> list[str]:
    if isinstance(part, str | Lead | Prose):
        return [part if isinstance(part, str) else part.text]
    if isinstance(part, Items):
        return [f"• {item}" for item in part.texts]
    if isinstance(part, Table):
        return [" | ".join(row) for row in (part.head, *part.rows)]
    return []


def _set(cell: Any, value: Any) -> Any:
    """Write one value: a number as a number, everything else as text, never as a formula."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        text = _legal(str(value))
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_FORMULA)
        if cell.quotePrefix:
            cell.number_format = "@"
    else:
        cell.value = value
        if isinstance(value, Decimal):
            cell.number_format = "0." + "0" * max(-int(value.as_tuple().exponent), 1)
    return cell


def _legal(text: str) -> str:
    """Text without the control signs that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\N{REPLACEMENT CHARACTER}", text)[:32767]


def _without_clock(book: bytes, about: About) -> bytes:
    """The same archive without the hour at which it was made."""
    stamp = f"{about.as_of.isoformat()}T00:00:00Z"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp.encode(), content)
            new.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
