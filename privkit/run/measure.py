"""``measure``: what an attacker could learn from a file, by the roles of its columns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from privkit.engine import open_engine
from privkit.engine.protocol import Overrides, Source
from privkit.engine.sources.detect import detect
from privkit.engine.sources.frame import detect_frame
from privkit.errors import DataError, Problem
from privkit.gates.exhibit import Exhibit, Measured
from privkit.policy.scalars import plain_name
from privkit.run.frontier import KS, LIMITS, Frontier, frontier_of_file, frontier_of_policy, has_step
from privkit.run.inputs import overrides
from privkit.run.measure_cells import Cells
from privkit.run.measure_columns import Described, Named, described
from privkit.run.measure_detail import detail_lost
from privkit.run.measure_estimates import estimates
from privkit.run.measure_matches import matches
from privkit.run.measured import Measurement, Measurements
from privkit.run.recording import THRESHOLDS
from privkit.values import Role, Schema
from privkit.words import Language, Words

if TYPE_CHECKING:
    import pandas as pd

    from privkit.engine.protocol import Engine
    from privkit.policy.model.data import TableRule
    from privkit.policy.reader import Document

Data: TypeAlias = "Path | pd.DataFrame"

NOT_TEXT = "PK406"  # a file that keeps its own types (Parquet, data frame) holds raw values, not labels
MEMORY = "2GiB"


@dataclass(frozen=True)
class Asked:
    """What to measure: the policy whose roles apply, or the columns themselves.

    ``ks`` are the sizes below which units are counted, ``thresholds`` the risks above which they are, ``fraction``
    the share of the population that the file is a sample of.
    """

    document: Document | None = None
    named: Named = field(default_factory=Named)
    ks: tuple[int, ...] = THRESHOLDS
    thresholds: tuple[float, ...] = (0.2,)
    fraction: float | None = None


def measure_source(asked: Asked, source: Data, against: Data | None = None) -> Measurements:
    """Measure a file or a data frame, and the original beside it when there is one.

    When the file holds the column of the privacy unit, units are counted, else each row is one. Raises
    DataError: PK851 and PK852 (unknown columns), PK853 (no roles), PK465 (rows without a unit), and what
    reading raises.
    """
    if asked.document is None and not asked.named.on:
        raise DataError(_no_roles())
    with _engine(asked.document) as engine:
        after = read(engine, asked, source)
        found = _measured(after, asked)
        if against is None:
            return Measurements(found)
        before = read(engine, asked, against)
        lost, again = detail_lost(after.cells, before.cells), matches(after.cells, before.cells)
        return Measurements(found, _measured(before, asked), lost, again)


def frontier_of(
    asked: Asked,
    file: Path,
    as_of: date,
    language: Language,
    ks: Sequence[int] = KS,
    limits: Sequence[Fraction] = LIMITS,
) -> Frontier:
    """What each k costs: on the policy's own step for one of its files, else on the file as it stands."""
    document = asked.document
    if (
        document is not None
        and not asked.named.on
        and _rule_of(document, file) is not None
        and has_step(document)
    ):
        return frontier_of_policy(document, as_of, ks, limits)
    if document is None and not asked.named.on:
        raise DataError(_no_roles())
    with _engine(document) as engine:
        what = read(engine, asked, file)
        return frontier_of_file(what.cells, what.counted_in, language, ks, limits)


@contextmanager
def _engine(document: Document | None) -> Iterator[Engine]:
    memory = (document.policy.technical.memory if document else None) or MEMORY
    with (
        tempfile.TemporaryDirectory(prefix="privkit-") as spill,
        open_engine("duckdb", spill=Path(spill), memory=memory) as engine,
    ):
        yield engine


@dataclass(frozen=True)
class Read:
    """A file that is read: its table, grouped when asked, and what is counted."""

    cells: Cells
    rows: int
    units: int
    counted_in: str


def read(engine: Engine, asked: Asked, data: Data) -> Read:
    """A file as a table of the engine, with its roles. Values that are not labels are read as they are."""
    if isinstance(data, Path):
        source = Source("file", data, None, detect(data, _overrides(asked.document, data)))
    else:
        source = Source("file", None, data, detect_frame(data))
    try:
        return _read(engine, source, described(source, asked.document, asked.named, raw=False))
    except DataError as error:
        if asked.document is None or any(problem.code != NOT_TEXT for problem in error.problems):
            raise
        return _read(engine, source, described(source, asked.document, asked.named, raw=True))


def _overrides(document: Document | None, file: Path) -> Overrides:
    """How the policy says a file is read, when it is one of its own."""
    rule = _rule_of(document, file) if document is not None else None
    return overrides(rule) if rule is not None else Overrides()


def _rule_of(document: Document, file: Path) -> TableRule | None:
    """The table of the policy that a file is, if it is one."""
    folder = document.path.resolve().parent
    rules = document.policy.data.tables.values()
    return next((r for r in rules if r.file and (folder / r.file).resolve() == file.resolve()), None)


def _read(engine: Engine, source: Source, what: Described) -> Read:
    table = engine.scan(source, what.columns, what.aliases)
    unit = what.unit
    counts = engine.count(table, unit)
    if unit is not None and (nulls := engine.nulls(table, unit)):
        raise DataError(_no_unit(unit, nulls))
    units = counts.rows if counts.units is None else counts.units
    once = units == counts.rows
    schema = Schema(what.columns, unit, one_row_per_unit=once)
    cells = Cells(engine, table, schema, schema.with_role(Role.QUASI_IDENTIFIER), once)
    return Read(cells, counts.rows, units, what.unit_name if unit else "row")


def _measured(source: Read, asked: Asked) -> Measurement:
    cells = source.cells
    confidential = [cells.schema[name] for name in cells.schema.with_role(Role.CONFIDENTIAL)]
    return Measurement(
        counted_in=source.counted_in,
        rows=source.rows,
        units=source.units,
        suppressed=source.units - cells.units,
        once=cells.once,
        quasi_identifiers=cells.on,
        groups=cells.groups,
        unique=cells.unique,
        ks=tuple(sorted(set(asked.ks))),
        thresholds=tuple(sorted(set(asked.thresholds))),
        known=cells.known_facts(),
        diversity=tuple(cells.diversity_of(column) for column in confidential),
        identifiers=_exhibit(cells).identifiers,
        estimates=estimates(cells, *_risk_columns(asked, cells), _fraction(asked, source.units)),
    )


def _risk_columns(asked: Asked, cells: Cells) -> tuple[str | None, str | None]:
    """The columns of weights and of households: as named, else those of the policy's conditions that are there."""
    rules = asked.document.policy.release_only_if if asked.document else []
    told = [rule.record_risk for rule in rules if rule.record_risk]
    weights = [asked.named.weight, *(rule.weight for rule in told)]
    homes = [asked.named.household, *(rule.household for rule in told)]
    there = [
        [plain_name(n) for n in names if n and plain_name(n) in cells.schema] for names in (weights, homes)
    ]
    return next(iter(there[0]), None), next(iter(there[1]), None)


def _fraction(asked: Asked, units: int) -> float | None:
    """The share of the population in the file: as told, else as the policy's condition says it."""
    rules = asked.document.policy.release_only_if if asked.document else []
    for rule in (r.population_uniqueness for r in rules if r.population_uniqueness):
        if asked.fraction is None and rule.sampling_fraction:
            return float(rule.sampling_fraction)
        if asked.fraction is None and rule.population and units:
            return min(1.0, units / float(rule.population))
    return asked.fraction


def _exhibit(cells: Cells) -> Exhibit:
    return Exhibit("file", Measured(cells.engine, cells.table, cells.schema), None)


def _no_roles() -> Problem:
    return Problem(
        "PK853",
        Words("the roles of the columns are not known", "les rôles des colonnes ne sont pas connus"),
        instead=Words(
            "--as POLICY, or --quasi-identifiers column,column",
            "--as POLITIQUE, ou --quasi-identifiers colonne,colonne",
        ),
    )


def _no_unit(unit: str, rows: int) -> Problem:
    return Problem(
        "PK465",
        Words(
            f"rows without {unit}, the column of the privacy unit: {rows}",
            f"lignes sans {unit}, la colonne de l'unité protégée : {rows}",
        ),
        instead=Words(
            "fill it in, or take these rows out of the file: a person who is not counted is not measured",
            "renseignez-la, ou retirez ces lignes du fichier : qui n'est pas compté n'est pas mesuré",
        ),
    )
