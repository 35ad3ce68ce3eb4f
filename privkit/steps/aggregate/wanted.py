"""What each table measures, with everything settled that the policy leaves implicit: names, bounds, precision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from privkit.policy.model.aggregation import MEASURES, Measure, Mechanism, TableWanted
from privkit.policy.model.policy import Policy
from privkit.policy.model.steps import RowRule
from privkit.published import header
from privkit.steps.aggregate.periods import PeriodKind
from privkit.steps.base import plural
from privkit.values import Column
from privkit.words import Language

Kind = Literal["count_units", "count_rows", "sum", "mean", "variance", "histogram", "quantiles"]
ROWS: Mapping[Language, str] = {"en": "rows", "fr": "lignes"}
PREFIX: Mapping[str, Mapping[Language, str]] = {
    "mean": {"en": "mean_", "fr": "moyenne_"},
    "variance": {"en": "variance_", "fr": "variance_"},
    "histogram": {"en": "rows_", "fr": "lignes_"},
    "quantiles": {"en": "", "fr": ""},
}
BINS = 100  # of the histogram quantiles are read from, when the policy gives no bands


@dataclass(frozen=True)
class MeasureSpec:
    """One measure of a table. ``low`` and ``high`` are the public bounds of a row, None for a count."""

    word: str  # the key under ``measures``, or "measure"
    name: str  # of the published column, or its beginning
    kind: Kind
    column: str | None
    precision: Decimal = Decimal(1)
    low: Decimal | None = None
    high: Decimal | None = None
    edges: tuple[Decimal, ...] = ()
    at: tuple[Fraction, ...] = ()
    weight: Fraction = Fraction(1)
    complete: bool = False  # rows without a value were left out before
    total: Decimal | None = None  # the most one unit may add up to in a cell, in absolute value

    @property
    def decimals(self) -> int:
        """Digits after the decimal point of the precision."""
        return max(0, -int(self.precision.normalize().as_tuple().exponent))


@dataclass(frozen=True)
class TableSpec:
    """One table: its name, the columns that make its cells, its measures and its part of the budget."""

    name: str
    by: tuple[str, ...]
    measures: tuple[MeasureSpec, ...]
    epsilon: Fraction | None
    mechanism: Mechanism


@dataclass(frozen=True)
class Settings:
    """What is known around the tables: the unit's name, public bounds set by earlier steps, totals, language."""

    unit_name: str
    bounds: Mapping[str, tuple[Decimal | None, Decimal | None]]
    totals: Mapping[str, Decimal]
    filled: frozenset[str]  # columns of which rows without a value were left out
    language: Language
    noisy: bool = True  # with noise, bounds must be known beforehand
    periods: Mapping[str, PeriodKind] = field(default_factory=dict)  # of columns of dates made coarser


def written_measures(wanted: TableWanted) -> dict[str, Measure]:
    """The measures of a table by key: the one measure is called ``measure``."""
    return {"measure": wanted.measure} if wanted.measure else dict(wanted.measures)


def kind_of(measure: Measure, settings: Settings) -> Kind | None:
    """The kind of a measure; None for a count of something else than units and rows."""
    word = next(name for name in MEASURES if getattr(measure, name) is not None)
    if word != "count":
        return word  # type: ignore[return-value]
    if measure.count in (settings.unit_name, plural(settings.unit_name)):
        return "count_units"
    return "count_rows" if measure.count == ROWS[settings.language] else None


def column_of_measure(measure: Measure) -> str | None:
    """The column a measure is about; None for a count."""
    return next(
        (str(getattr(measure, n)) for n in MEASURES[1:] if getattr(measure, n) is not None),
        None,
    )


def default_name(kind: Kind, column: str | None, settings: Settings) -> str:
    """The published name of a lone measure."""
    if kind == "count_units":
        return header(plural(settings.unit_name))
    if kind == "count_rows":
        return ROWS[settings.language]
    return header(PREFIX.get(kind, {}).get(settings.language, "") + str(column))


def spec_of(
    word: str, measure: Measure, kind: Kind, column: Column | None, settings: Settings
) -> MeasureSpec:
    """A measure, settled. Bounds may still be missing: the checks say so."""
    name = column.name if column else None
    published = default_name(kind, name, settings) if word == "measure" else header(word)
    weight = Fraction(measure.weight) if measure.weight is not None else Fraction(1)
    if column is None:
        return MeasureSpec(word, published, kind, None, weight=weight)
    precision = measure.precision or Decimal(1).scaleb(-column.decimals)
    low, high = settings.bounds.get(column.name, (None, None))
    if len(measure.bounds) == 2:
        low, high = measure.bounds
    edges = tuple(measure.bands)
    if edges and kind in ("histogram", "quantiles"):
        low, high = edges[0], edges[-1]
    elif kind == "quantiles" and low is not None and high is not None and low < high:
        edges = even_edges(low, high, column)
    return MeasureSpec(
        word,
        published,
        kind,
        name,
        precision,
        low,
        high,
        edges,
        measure.at,
        weight,
        column.name in settings.filled,
        settings.totals.get(column.name),
    )


def even_edges(low: Decimal, high: Decimal, column: Column) -> tuple[Decimal, ...]:
    """Edges of at most :data:`BINS` equal bins between two public bounds, each a value the column can take.

    >>> from privkit.values import Role, Type
    >>> even_edges(Decimal(0), Decimal(5), Column("n", Type.INTEGER, Role.OTHER))
    (Decimal('0'), Decimal('1'), Decimal('2'), Decimal('3'), Decimal('4'), Decimal('5'))
    """
    step = Decimal(1).scaleb(-column.decimals)
    width = max(step, ((high - low) / BINS / step).to_integral_value(rounding="ROUND_CEILING") * step)
    edges, at = [], low
    while at < high:
        edges.append(at)
        at += width
    return (*edges, high)


def bounds_before(policy: Policy, number: int) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Public bounds of columns, from the ``bottom_code`` and ``top_code`` steps before a step."""
    found: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for item in policy.steps[:number]:
        for column, limit in (item.bottom_code or {}).items():
            low, high = found.get(column, (None, None))
            found[column] = (limit.at if low is None else max(low, limit.at), high)
        for column, limit in (item.top_code or {}).items():
            low, high = found.get(column, (None, None))
            found[column] = (low, limit.at if high is None else min(high, limit.at))
    return found


def filled_before(policy: Policy, number: int) -> frozenset[str]:
    """Columns of which the steps before left out the rows without a value: ``keep_rows: { x: { filled: yes } }``."""
    found: set[str] = set()
    for item in policy.steps[:number]:
        if item.link or item.summarise:
            found.clear()  # what was known of a column is of another table's rows
        if item.keep_rows:
            found |= {name for name, rule in item.keep_rows.columns.items() if _needs_value(rule)}
        if item.suppress:
            found -= set(item.suppress)
    return frozenset(found)


def periods_before(policy: Policy, number: int) -> dict[str, PeriodKind]:
    """The columns that the steps before made periods of dates: month, quarter or year."""
    found: dict[str, PeriodKind] = {}
    for item in policy.steps[:number]:
        for column, rule in (item.generalise or {}).items():
            if rule.to is not None:
                found[rule.as_ or column] = rule.to.value
    return found


def _needs_value(rule: RowRule) -> bool:
    """Whether a row without a value is left out: every rule but ``filled: no`` asks for one."""
    return rule.filled is not False


def budget_shares(tables: Sequence[TableSpec], epsilon: Fraction) -> dict[str, Fraction]:
    """The share of the release each table gets: as written, or what is left in equal parts.

    Tables that name no epsilon share what the others leave. Shares are in ]0, 1] and add up to at most 1.
    """
    written = {t.name: t.epsilon / epsilon for t in tables if t.epsilon is not None}
    left = 1 - sum(written.values(), Fraction(0))
    others = [t.name for t in tables if t.epsilon is None]
    return {t.name: written.get(t.name, left / max(1, len(others))) for t in tables}
