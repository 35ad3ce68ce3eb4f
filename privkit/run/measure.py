"""``measure``: what an attacker could learn from a file, by the roles of a policy's columns."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.engine import open_engine
from privkit.engine.protocol import Overrides, Source
from privkit.engine.sources.detect import detect
from privkit.engine.sources.frame import detect_frame
from privkit.errors import DataError, Problem
from privkit.gates.exhibit import Exhibit, Measured
from privkit.run.inputs import overrides
from privkit.run.recording import THRESHOLDS
from privkit.steps.build import build_steps, column_of, opening_schemas
from privkit.steps.walk import checked_flow
from privkit.values import Column, Schema, Type
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from privkit.policy.reader import Document

NOT_TEXT = "PK406"  # a file that keeps its own types (Parquet, data frame) holds raw values, not labels


def measure_source(document: Document, source: Path | pd.DataFrame) -> dict[str, Any]:
    """Groups, uniqueness, prosecutor and marketer risk, direct identifiers left, as JSON values.

    ``source`` is a file or a data frame. Columns take the role they have in the policy's output, or in its
    tables; a column the policy does not know is an error. When the file holds the policy's unit column,
    units are counted, else each row is one.
    """
    if isinstance(source, Path):
        read = Source("file", source, None, detect(source, _overrides(document, source)))
    else:
        read = Source("file", None, source, detect_frame(source))
    try:
        return _measured(document, read, raw=False)
    except DataError as error:
        if any(problem.code != NOT_TEXT for problem in error.problems):
            raise
        return _measured(document, read, raw=True)


def _overrides(document: Document, file: Path) -> Overrides:
    """How the policy says a file is read, when it is one of its own."""
    folder = document.path.resolve().parent
    for rule in document.policy.data.tables.values():
        if rule.file and (folder / rule.file).resolve() == file.resolve():
            return overrides(rule)
    return Overrides()


def _measured(document: Document, read: Source, *, raw: bool) -> dict[str, Any]:
    """The figures of a source whose columns hold what the steps left, or (``raw``) what the tables declare."""
    columns, unit = _columns(document, read.reading.columns, raw=raw)
    with (
        tempfile.TemporaryDirectory(prefix="privkit-") as spill,
        open_engine("duckdb", spill=Path(spill)) as engine,
    ):
        table = engine.checkpoint(engine.scan(read, columns))
        schema = Schema(tuple(columns), unit)
        exhibit = Exhibit("file", Measured(engine, table, schema), None)
        return figures(exhibit, document.policy.data.privacy_unit.name)


def figures(exhibit: Exhibit, unit_name: str) -> dict[str, Any]:
    """The figures of one exhibit."""
    groups = exhibit.groups
    prosecutor = groups.prosecutor()
    return {
        "counted_in": unit_name if exhibit.schema.unit else "row",
        "rows": exhibit.after.counts.rows,
        "units": exhibit.after.units,
        "quasi_identifiers": list(exhibit.quasi_identifiers),
        "groups": groups.classes,
        "smallest_group": groups.smallest,
        "unique": exhibit.unique_units,
        "unique_share": exhibit.unique_units / exhibit.after.units if exhibit.after.units else 0.0,
        "below": {str(k): groups.units_below(k) for k in THRESHOLDS},
        "prosecutor_highest": prosecutor.highest,
        "prosecutor_average": prosecutor.average,
        "marketer": groups.marketer,
        "direct_identifiers": sorted({f.column for f in exhibit.identifiers}),
    }


def _columns(document: Document, names: Sequence[str], *, raw: bool) -> tuple[list[Column], str | None]:
    known = _known(document, raw=raw)
    unknown = [n for n in names if n not in known]
    if unknown and len(unknown) == len(names):  # without a header, names would be somebody's data
        raise DataError(
            Problem(
                "PK813",
                Words(
                    "no column of this file is one of the policy's",
                    "aucune colonne de ce fichier n'est de la politique",
                ),
                instead=Words(
                    "give the file a first line with the names of its columns, or name the right file",
                    "donnez au fichier une première ligne avec le nom de ses colonnes, ou désignez le bon fichier",
                ),
            )
        )
    if unknown:
        shown = ", ".join(unknown)
        raise DataError(
            Problem(
                "PK851",
                Words(
                    f"the policy does not know the columns {shown}",
                    f"la politique ne connaît pas les colonnes {shown}",
                ),
                instead=Words(
                    "declare them under data: their role decides what is measured",
                    "déclarez-les sous données : leur rôle décide de ce qui est mesuré",
                ),
            )
        )
    unit = document.policy.data.privacy_unit.column
    return [known[n] for n in names], unit if unit in names else None


def _known(document: Document, *, raw: bool) -> dict[str, Column]:
    """Columns by name: as declared, and as they are at the end of the steps (which wins unless ``raw``)."""
    policy = document.policy
    final = checked_flow(build_steps(document), opening_schemas(policy)).final
    out = {
        name: column_of(table, name, declared)
        for table, rule in policy.data.tables.items()
        for name, declared in rule.columns.items()
    }
    for schema in final.values():
        for column in schema.kept:
            before = out.get(column.name)
            if before is None:
                out[column.name] = column
            elif not raw:
                out[column.name] = _looser(before, column)
    return out


def _looser(declared: Column, left: Column) -> Column:
    """A column that may hold raw values or labels is read as text."""
    if declared.type == left.type:
        return left
    return Column(left.name, Type.TEXT, left.role, left.origin)
