"""The file that bands are proposed from: one row per privacy unit, numbers as numbers, the rest as labels."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from privkit.compare.segments.refusals import no_column, several_rows
from privkit.engine import open_engine
from privkit.engine.protocol import Overrides, Source
from privkit.engine.sources.detect import detect
from privkit.errors import DataError
from privkit.run.existing import Committed
from privkit.run.outputs import inside
from privkit.run.project import OUTPUTS
from privkit.values import Column, Role, Type

if TYPE_CHECKING:
    from privkit.policy.model.policy import Policy
    from privkit.policy.model.steps import Summarise

MOST_UNITS = 5_000_000
NUMBERS = 0.99  # share of the values that read as numbers for a column to be one
_LABELS = ("code", "category", "text", "yes_no")


def file_of(path: Path) -> Path:
    """The file itself, or the first output with rows of a run's folder. EvidenceError when it is not a run."""
    if not path.is_dir():
        return path
    outputs = Committed.read(path.resolve()).evidence["outputs"]
    files = [path / OUTPUTS / inside(str(one["file"])) for one in outputs if one.get("file")]
    return next((file for file in files if file.is_file()), path / OUTPUTS / "-")


def frame_of(
    path: Path, target: str, columns: Sequence[str], policy: Policy | None, unit: str | None
) -> pd.DataFrame:
    """The columns asked. DataError PK556 when one is missing or a unit has several rows, and what reading raises."""
    reading = detect(path, Overrides())
    wanted = list(dict.fromkeys((target, *columns)))
    missing = [name for name in wanted if name not in reading.columns]
    if missing:
        raise DataError(*(no_column(name, reading.columns) for name in missing))
    key = unit or (policy.data.privacy_unit.column if policy else None)
    read = [*wanted, *([key] if key and key in reading.columns and key not in wanted else [])]
    if unit and unit not in reading.columns:
        raise DataError(no_column(unit, reading.columns))
    frame = _text(path, reading, read) if reading.format != "parquet" else pd.read_parquet(path, columns=read)
    if key in frame and frame[key].dropna().duplicated().any():
        raise DataError(several_rows(str(key)))
    types = declared_types(policy) if policy else {}
    return pd.DataFrame({name: _typed(frame[name], types.get(name), name == target) for name in wanted})


def declared_types(policy: Policy) -> dict[str, str]:
    """The type each column has in the policy."""
    return {n: rule.type.value for table in policy.data.tables.values() for n, rule in table.columns.items()}


def derived_from(policy: Policy, target: str) -> frozenset[str]:
    """Columns that the policy computes from what the target is computed from, and that source itself."""
    sources: dict[str, str] = {}
    for step in policy.steps:
        rule: Summarise | None = getattr(step, "summarise", None)
        for name, summary in (rule.columns if rule else {}).items():
            kinds = (summary.sum, summary.mean, summary.smallest, summary.largest, summary.latest)
            if source := next((str(s) for s in kinds if s), None):
                sources[str(name)] = source
    source = sources.get(target, target)
    return frozenset({source, *(n for n, s in sources.items() if s == source)} - {target})


def _text(path: Path, reading: object, names: Sequence[str]) -> pd.DataFrame:
    columns = [Column(name, Type.TEXT, Role.OTHER) for name in names]
    with (
        tempfile.TemporaryDirectory(prefix="privkit-") as spill,
        open_engine("duckdb", spill=Path(spill)) as engine,
    ):
        table = engine.scan(Source("file", path, None, reading), columns)  # type: ignore[arg-type]
        return engine.collect(table, MOST_UNITS)


def _typed(values: pd.Series, declared: str | None, is_target: bool) -> pd.Series:
    """A number when the values read as numbers, unless the policy or a leading zero says they are codes."""
    if pd.api.types.is_bool_dtype(values) or (declared in _LABELS and not is_target):
        return values.astype(object)
    if pd.api.types.is_numeric_dtype(values):
        return values.astype(float)
    text = values.dropna().astype(str).str.strip()
    text = text[text != ""]
    numbers = pd.to_numeric(text.str.replace(",", ".", regex=False), errors="coerce")
    coded = text.str.match(r"0\d").any()
    if is_target or (len(text) and not coded and numbers.notna().mean() >= NUMBERS):
        return numbers.reindex(values.index).astype(float)
    return text.reindex(values.index).astype(object)
