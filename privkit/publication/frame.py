"""The table itself, in the form in which it is published.

A figure is never blank without a reason, and never 0 in the place of one: where its status is ``published``
it is there with its bounds; where it is ``secret`` neither is. The status is that of the row, or that of the
figure itself in a table of several figures; the row is then ``published`` when all its figures are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from privkit.errors import InternalError, PolicyError, Problem
from privkit.published import STATUS_WORDS, CellStatus, MeasureColumn, Published, header
from privkit.values import Column, Role, Type
from privkit.words import Language, Words

if TYPE_CHECKING:
    import pandas as pd

_BY_WORD = {word: s for s, words in STATUS_WORDS.items() for word in (s.value, words.en, words.fr)}


def figure_columns(measure: MeasureColumn) -> list[str]:
    """The columns of a measure: the figure, then its bounds when it has some."""
    return [name for name in (measure.name, measure.low, measure.high) if name is not None]


def columns_to_publish(published: Published) -> tuple[Column, ...]:
    """The columns of the published table, in order: codes and labels, figures and bounds, status.

    :raises PolicyError: PK691, two columns with one name, or a name that portals refuse.
    """
    columns: list[Column] = []
    for key in published.keys:
        columns.append(Column(key.name, Type.CODE, Role.OTHER))
        if key.label_name is not None:
            columns.append(Column(key.label_name, Type.TEXT, Role.OTHER))
    for measure in published.measures:
        type = Type.NUMBER if measure.decimals else Type.INTEGER
        columns += [
            Column(name, type, Role.OTHER, decimals=measure.decimals, measure=measure.unit)
            for name in figure_columns(measure)
        ]
        if measure.status is not None:
            columns.append(Column(measure.status, Type.CATEGORY, Role.OTHER))
    columns.append(Column(published.status, Type.CATEGORY, Role.OTHER))
    names = [column.name for column in columns]
    wrong = sorted({n for n in names if names.count(n) > 1 or header(n) != n})
    if wrong:
        raise PolicyError(_names(published.name, wrong))
    return tuple(columns)


def frame_to_publish(published: Published, language: Language) -> pd.DataFrame:
    """The rows to write, with the words of ``language`` for the status of each cell.

    Codes and labels are text, whole figures nullable integers, others exact decimals, None where there is none.

    :raises PolicyError: PK691 (see :func:`columns_to_publish`).
    :raises InternalError: PK689, a blank without a reason; PK690, a secret cell with a figure.
    """
    import pandas as pd

    columns = columns_to_publish(published)
    out: dict[str, Any] = {}
    for column in columns:
        if column.type is Type.CATEGORY:
            found = statuses(published, column.name)
            out[column.name] = [STATUS_WORDS[status].say(language) for status in found]
            continue
        values = published.frame[column.name].tolist()
        if column.type.is_text:
            out[column.name] = [None if _blank(v) or v == "" else str(v) for v in values]
        else:
            figures = [None if _blank(v) else _figure(v, column.decimals) for v in values]
            out[column.name] = pd.Series(figures, dtype="Int64" if column.type is Type.INTEGER else object)
    _check_blanks(published, out)
    return pd.DataFrame(out, columns=[column.name for column in columns])


def statuses(published: Published, column: str | None = None) -> list[CellStatus]:
    """The status of each row, whichever language its word is in. PK689 for a blank or unknown one."""
    given = published.frame[column or published.status].tolist()
    known = [_BY_WORD[str(value)] for value in given if str(value) in _BY_WORD]
    if len(known) < len(given):
        raise InternalError(_no_reason(published.name, len(given) - len(known)))
    return known


def statuses_of(published: Published, measure: MeasureColumn) -> list[CellStatus]:
    """The status of one figure in each row: its own, or that of the row."""
    return statuses(published, measure.status)


def _check_blanks(published: Published, out: dict[str, Any]) -> None:
    row = statuses(published)
    for measure in published.measures:
        status = statuses_of(published, measure)
        for name in figure_columns(measure):
            cells = [(s, _blank(value)) for s, value in zip(status, out[name], strict=True)]
            if any(s is CellStatus.SECRET and not blank for s, blank in cells):
                raise InternalError(_shown(published.name, name))
            missing = sum(s is CellStatus.PUBLISHED and blank for s, blank in cells)
            missing += sum(
                r is CellStatus.PUBLISHED and blank
                for r, (s, blank) in zip(row, cells, strict=True)
                if s is not CellStatus.PUBLISHED
            )
            if missing:
                raise InternalError(_no_reason(published.name, missing, name))
    for key in published.keys:
        blanks = sum(_blank(value) for value in out[key.name])
        if blanks:
            raise InternalError(_no_reason(published.name, blanks, key.name))


def rows_of(frame: pd.DataFrame) -> Iterator[list[Any]]:
    """The rows as lists of Python values, None for nothing."""
    columns = [[None if _blank(v) else v for v in frame[name].tolist()] for name in frame.columns]
    yield from (list(row) for row in zip(*columns, strict=True))


def _blank(value: Any) -> bool:
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, float | Decimal) and math.isnan(value)


def _figure(value: Any, decimals: int) -> int | Decimal:
    exact = Decimal(str(value)) if not isinstance(value, Decimal) else value
    if not decimals:
        return int(exact.to_integral_value())
    return exact.quantize(Decimal(1).scaleb(-decimals))


def _names(table: str, wrong: list[str]) -> Problem:
    shown = ", ".join(f"`{name}`" for name in wrong)
    return Problem(
        "PK691",
        Words(
            f"table `{table}`: columns {shown} cannot be published under these names, or twice",
            f"table `{table}` : les colonnes {shown} ne peuvent être publiées sous ces noms, ou deux fois",
        ),
        instead=Words(
            "give each its own name: lower-case letters without accents, digits and _",
            "donner à chacune son nom : minuscules sans accent, chiffres et _",
        ),
    )


def _no_reason(table: str, rows: int, name: str = "") -> Problem:
    column = f" `{name}`" if name else ""
    return Problem(
        "PK689",
        Words(
            f"table `{table}`: {rows} cells{column} are blank and no status says why",
            f"table `{table}` : {rows} cases{column} sont vides et aucun statut ne dit pourquoi",
        ),
    )


def _shown(table: str, name: str) -> Problem:
    return Problem(
        "PK690",
        Words(
            f"table `{table}`: `{name}` has figures in cells declared secret",
            f"table `{table}` : `{name}` porte des chiffres dans des cases déclarées secrètes",
        ),
    )
