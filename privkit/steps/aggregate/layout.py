"""The columns of a published table, known before any figure is: keys, labels, measures, bounds, status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from privkit.policy.model.aggregation import After, KeyRule
from privkit.published import (
    HIGH,
    HIGH_FR,
    LABEL,
    LABEL_FR,
    LOW,
    LOW_FR,
    OWN_STATUS,
    OWN_STATUS_FR,
    STATUS,
    STATUS_FR,
    MeasureKind,
    header,
)
from privkit.steps.aggregate.wanted import MeasureSpec, TableSpec
from privkit.steps.base import plural, shown_number
from privkit.values import Column, Role, Schema, Type
from privkit.words import Language, Words

RATIO_DECIMALS = 3
MOST_DECIMALS = 9


@dataclass(frozen=True)
class Figure:
    """One published figure: its column, the part of its measure it is, and its decimals (None: a whole number)."""

    name: str
    kind: MeasureKind
    spec: MeasureSpec | None  # None for a ratio
    part: int  # band of a histogram, number of a quantile
    decimals: int
    says: Words
    unit: str

    @property
    def type(self) -> Type:
        return Type.NUMBER if self.decimals else Type.INTEGER


@dataclass(frozen=True)
class Layout:
    """The columns of one table, in order. ``bounded`` when each figure has a lower and an upper bound."""

    table: str
    keys: tuple[tuple[str, str, str | None], ...]  # column of the policy, published name, name of its labels
    figures: tuple[Figure, ...]
    bounded: bool
    language: Language

    @property
    def status(self) -> str:
        return STATUS_FR if self.language == "fr" else STATUS

    def low(self, name: str) -> str:
        return name + (LOW_FR if self.language == "fr" else LOW)

    def high(self, name: str) -> str:
        return name + (HIGH_FR if self.language == "fr" else HIGH)

    def status_of(self, name: str) -> str | None:
        """The column of one figure's own status: there is one per figure where a table has several."""
        if len(self.figures) < 2:
            return None
        return name + (OWN_STATUS_FR if self.language == "fr" else OWN_STATUS)

    def schema(self, source: Schema) -> Schema:
        """The schema of the table; a figure comes from the column measured."""
        columns: list[Column] = []
        for key, name, label in self.keys:
            origin = source[key].origin if key in source else ()
            columns.append(Column(name, Type.CODE, Role.OTHER, origin))
            if label:
                columns.append(Column(label, Type.TEXT, Role.OTHER))
        for figure in self.figures:
            of = figure.spec.column if figure.spec else None
            origin = source[of].origin if of is not None and of in source else ()
            names = [figure.name, *((self.low(figure.name), self.high(figure.name)) if self.bounded else ())]
            columns += [
                Column(n, figure.type, Role.OTHER, origin, figure.decimals, figure.unit) for n in names
            ]
            if own := self.status_of(figure.name):
                columns.append(Column(own, Type.CATEGORY, Role.OTHER))
        columns.append(Column(self.status, Type.CATEGORY, Role.OTHER))
        return Schema(tuple(columns), None)


def layout_of(
    spec: TableSpec,
    keys: Mapping[str, KeyRule],
    ratios: Sequence[tuple[str, str]],
    unit_name: str,
    measure_units: Mapping[str, str | None],
    language: Language,
    *,
    bounded: bool,
) -> Layout:
    """The layout of a table. ``ratios`` are the (name, unit) of the columns that ratios add to it."""
    suffix = LABEL_FR if language == "fr" else LABEL
    named = tuple(
        (column, header(column), header(column) + suffix if keys[column].label else None)
        for column in spec.by
    )
    figures = [f for m in spec.measures for f in figures_of(m, unit_name, measure_units, language)]
    figures += [
        Figure(
            header(name),
            "ratio",
            None,
            0,
            RATIO_DECIMALS,
            Words("ratio of two figures", "rapport de deux chiffres"),
            unit,
        )
        for name, unit in ratios
    ]
    return Layout(spec.name, named, tuple(figures), bounded, language)


def figures_of(
    spec: MeasureSpec, unit_name: str, units: Mapping[str, str | None], language: Language
) -> Iterator[Figure]:
    """The published figures of one measure: one, or one per band or quantile."""
    of = spec.column or ""
    unit = units.get(of) or ""
    finer = min(spec.decimals + 2, MOST_DECIMALS)
    match spec.kind:
        case "count_units":
            yield Figure(
                spec.name,
                "count_units",
                spec,
                0,
                0,
                Words(f"number of {plural(unit_name)}", f"nombre {_of(plural(unit_name))}"),
                unit_name,
            )
        case "count_rows":
            yield Figure(spec.name, "count_rows", spec, 0, 0, Words("number of rows", "nombre de lignes"), "")
        case "sum":
            yield Figure(
                spec.name, "sum", spec, 0, spec.decimals, Words(f"sum of {of}", f"somme de {of}"), unit
            )
        case "mean":
            yield Figure(spec.name, "mean", spec, 0, finer, Words(f"mean of {of}", f"moyenne de {of}"), unit)
        case "variance":
            squared = f"{unit}²" if unit else ""
            says = Words(f"variance of {of}", f"variance de {of}")
            yield Figure(spec.name, "variance", spec, 0, min(2 * spec.decimals, MOST_DECIMALS), says, squared)
        case "histogram":
            for part, (low, high) in enumerate(zip(spec.edges, spec.edges[1:], strict=False)):
                a, b = shown_number(low), shown_number(high)
                name = header(f"{spec.name}_{a.en}_{b.en}")
                says = Words(
                    f"rows with {of} from {a.en} to {b.en}", f"lignes dont {of} va de {a.fr} à {b.fr}"
                )
                yield Figure(name, "histogram", spec, part, 0, says, "")
        case "quantiles":
            for part, share in enumerate(spec.at):
                percent = shown_number(Fraction(share) * 100)
                name = header(f"q{percent.en.replace('.', '_')}_{spec.name}")
                says = Words(f"quantile {percent.en}% of {of}", f"quantile {percent.fr} % de {of}")
                yield Figure(name, "quantile", spec, part, spec.decimals, says, unit)


def _of(name: str) -> str:
    """French: de foyers, d'abonnés."""
    return f"d'{name}" if name[:1].lower() in "aâeéèêiîoôuyh" else f"de {name}"


def ratios_of(then: Sequence[After], table: str) -> list[str]:
    """The columns that the ratios of ``then`` add to a table."""
    return [step.ratio.as_ for step in then if step.ratio and step.ratio.of == table]
