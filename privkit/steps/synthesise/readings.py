"""Units with several rows: their readings beside them while a model learns, and apart again in what it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from privkit.errors import DataError
from privkit.steps.base import Report, Schemas, Spot
from privkit.steps.literals import literal
from privkit.steps.synthesise.frames import frame_of, in_order, rows_of
from privkit.steps.synthesise.settled import Settled
from privkit.synth.two_tables import TwoTables, long, wide
from privkit.values import Column, Type
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.steps.synthesise.step import Synthesise
    from privkit.steps.synthesise.wanted import Wanted

_DTYPES = {Type.DATE: np.dtype("datetime64[s]"), Type.INTEGER: np.dtype(float), Type.NUMBER: np.dtype(float)}


def layout_of(
    settled: Settled,
    schemas: Schemas,
    columns: tuple[Column, ...],
    readings: tuple[Column, ...],
    periods: tuple[str, ...],
    spot: Spot,
    report: Report,
) -> TwoTables | None:
    """How the readings stand beside their units, from the policy alone. None without readings, or when told as wrong:
    PK537 (periods that are not listed, or listed twice), PK538 (a period that is not of the type of its column)."""
    if settled.child is None or settled.period is None:
        return None
    period = schemas[settled.child][settled.period]
    written = spot.word("periods")
    if not periods or len(set(periods)) < len(periods):
        report(
            spot.problem(
                "PK537",
                Words(
                    f"the values of {period.name} must be listed, each once: how many readings a unit has depends on them",
                    f"les valeurs de {period.name} doivent être listées, chacune une fois : le nombre de relevés en dépend",
                ),
                Words(
                    f"write {written}: [2025-01, 2025-02, …]", f"écrivez {written} : [2025-01, 2025-02, …]"
                ),
                at=("period",),
            )
        )
        return None
    try:
        places = tuple(_place(text, period) for text in periods)
    except ValueError:
        report(
            spot.problem(
                "PK538",
                Words(
                    f"a period is not of the type of {period.name}",
                    f"une période n'est pas du type de {period.name}",
                ),
                Words("write it as the column holds it", "écrivez-la comme la colonne la porte"),
                at=("periods",),
            )
        )
        return None
    return TwoTables(
        settled.unit,
        period.name,
        tuple(c.name for c in readings),
        places,
        tuple(c.name for c in columns),
        (settled.unit, period.name, *(c.name for c in readings)),
        tuple(_DTYPES.get(c.type, np.dtype(object)) for c in (period, *readings)),
        tuple(c.name for c in readings if c.type.is_numeric),
    )


def _place(text: str, period: Column) -> Any:
    found = literal(text, period)
    return found if isinstance(found, str) or period.type is Type.DATE else float(found)  # type: ignore[arg-type]


def beside(
    step: Synthesise, settled: Settled, wanted: Wanted, held: Mapping[str, Any], schemas: Schemas
) -> tuple[pd.DataFrame, Any]:
    """One row per unit with its readings, sorted by values; the same as Arrow. DataError PK585, PK587."""
    assert settled.child is not None and wanted.layout is not None
    layout, child = wanted.layout, schemas[settled.child]
    unit, period = child[settled.unit], child[str(layout.period)]
    children = frame_of(held[settled.child], [unit, period, *wanted.readings])
    if settled.parent is None:
        parents = children[[unit.name]].drop_duplicates()
    else:
        parents = frame_of(held[settled.parent], [schemas[settled.parent][unit.name], *wanted.columns])
    try:
        frame, _ = wide(parents, children, unit.name, period.name, layout.measures, layout.places)
    except DataError as error:
        raise step.spot.located(error) from None
    columns = wanted.all_columns
    rows = in_order(rows_of(frame[[c.name for c in columns]], columns), columns)
    return frame_of(rows, columns), rows


def apart(settled: Settled, wanted: Wanted, made: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables again, their keys holding together."""
    assert settled.child is not None and wanted.layout is not None
    parents, children = long(made, wanted.layout)
    out = {settled.child: children}
    if settled.parent is not None:
        out[settled.parent] = parents
    return out
