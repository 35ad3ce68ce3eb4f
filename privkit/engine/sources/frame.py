"""pandas and Arrow frames given from Python: copied to Arrow, never kept nor changed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from privkit.engine.protocol import Reading, Source
from privkit.errors import DataError, Problem
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd


def detect_frame(frame: pd.DataFrame | pa.Table) -> Reading:
    """The reading of a frame: its column names. Raises DataError when two are alike."""
    from privkit.engine.sources.names import tidy

    columns, notes = tidy([str(name) for name in _names(frame)])
    return Reading("frame", columns=columns, notes=notes)


def frame_rows(source: Source, names: Sequence[str]) -> Any:
    """The columns ``names`` as an Arrow table, unconverted."""
    assert source.frame is not None
    chosen = [source.reading.columns.index(name) for name in names]
    try:
        return _copied(source.frame, chosen, names)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        raise DataError(_mixed(source)) from None


def frame_rows_of(frame: Any, names: Sequence[str]) -> Any:
    """The columns ``names`` of a frame made by privkit itself, as an Arrow table."""
    have = [str(name) for name in _names(frame)]
    return _copied(frame, [have.index(name) for name in names], names)


def _copied(frame: Any, positions: Sequence[int], names: Sequence[str]) -> Any:
    if isinstance(frame, pa.Table):
        return pa.table([_plain(frame.column(i)) for i in positions], names=list(names))
    return pa.table([_array(frame.iloc[:, i]) for i in positions], names=list(names))


def _names(frame: pd.DataFrame | pa.Table) -> list[Any]:
    return list(frame.column_names) if isinstance(frame, pa.Table) else list(frame.columns)


def _array(series: Any) -> Any:
    """One pandas column as Arrow. Objects may hold text, whole numbers, Decimal, dates, booleans."""
    import pandas as pd

    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(series.cat.categories.dtype if not series.hasnans else object)
    if series.dtype == object:
        kinds = {type(v) for v in series if not _missing(v)}
        if kinds == {Decimal}:
            return pa.array([None if _missing(v) else format(v, "f") for v in series], pa.string())
        if len(kinds) > 1 and kinds <= {str, int}:
            return pa.array([None if _missing(v) else str(v) for v in series], pa.string())
    return _plain(pa.array(series, from_pandas=False if _is_float(series) else None))


def _missing(value: object) -> bool:
    return value is None or value != value or type(value).__name__ in ("NAType", "NaTType")


def _is_float(series: Any) -> bool:
    return bool(str(series.dtype).lower().startswith("float"))


def _plain(array: Any) -> Any:
    """Without dictionaries: DuckDB names each of them a type of its own."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return array.cast(kind.value_type)
    return array


def _mixed(source: Source) -> Problem:
    return Problem(
        "PK406",
        Words(
            f"table {source.name}: a column of the frame mixes several kinds of values",
            f"table {source.name} : une colonne du tableau mêle plusieurs genres de valeurs",
        ),
        instead=Words("one kind of value per column", "un seul genre de valeurs par colonne"),
    )
