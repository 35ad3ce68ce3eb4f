"""What sequential trees draw for one column: its codes, or whether it is missing and then its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.synth.domain import Attribute, Kind
from privkit.synth.forms import TEXTS, Labels, as_numbers, from_numbers
from privkit.synth.rare import givable
from privkit.synth.tree_models import Model, Sequence, Variable

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class NumberPart:
    """A number, a date: first whether it is missing (None: never), then its value."""

    name: str
    missing: Model | None
    value: Model

    @property
    def models(self) -> tuple[Model, ...]:
        return (self.value,) if self.missing is None else (self.missing, self.value)

    def draw(self, drawn: dict[str, Floats], rows: int, rng: np.random.Generator) -> Floats:
        """Draw into ``drawn``; give the numbers."""
        for model in self.models:
            drawn[model.name] = model.draw(drawn, rows, rng)
        return drawn[self.name]


def fit_number(
    name: str,
    values: Floats,
    sequence: Sequence,
    rarest: int,
    nullable: bool,
    beside: tuple[Variable, ...] = (),
) -> NumberPart:
    """Grow the trees of a number. Fewer known values than ``rarest`` are as none."""
    if (~np.isnan(values)).sum() < rarest:
        values, nullable = np.full(len(values), np.nan), True
    missing = None
    if nullable and np.isnan(values).any():
        told = Variable(f"{name}\0missing", np.isnan(values).astype(np.float64), size=2)
        missing = sequence.add(told, beside, told=False)
    only = None if missing is None else missing.name
    return NumberPart(name, missing, sequence.add(Variable(name, values), beside, only))


@dataclass(frozen=True)
class ColumnPart:
    """One column of the table: how it is drawn and how it is written."""

    attribute: Attribute
    dtype: Any
    labels: Labels | None
    drawing: NumberPart | Model
    never_given: int = 0

    @property
    def models(self) -> tuple[Model, ...]:
        return self.drawing.models if isinstance(self.drawing, NumberPart) else (self.drawing,)

    def draw(
        self, drawn: dict[str, Floats], rows: int, rng: np.random.Generator
    ) -> Mapping[str, pd.Series[Any]]:
        """Draw into ``drawn``; give the column."""
        name = self.attribute.name
        if isinstance(self.drawing, NumberPart):
            return {name: from_numbers(self.drawing.draw(drawn, rows, rng), self.attribute, self.dtype)}
        codes = drawn[name] = self.drawing.draw(drawn, rows, rng)
        assert self.labels is not None
        if self.attribute.kind is Kind.YES_NO:
            return {name: from_numbers(np.where(codes < 2, codes, np.nan), self.attribute, self.dtype)}
        texts = pd.Series(self.labels.decode(codes.astype(np.int64)), name=name, dtype=object)
        return {name: texts if self.dtype == np.dtype(object) else texts.astype(self.dtype)}


def fit_column(column: pd.Series[Any], attribute: Attribute, sequence: Sequence, rarest: int) -> ColumnPart:
    """Grow the tree of a column that belongs to no profile.

    Raises a ``DataError`` (PK582) for a text that is nearly always different.
    """
    if attribute.kind not in (*TEXTS, Kind.YES_NO):
        values = as_numbers(column, attribute.kind)
        part = fit_number(attribute.name, values, sequence, rarest, attribute.nullable)
        return ColumnPart(attribute, column.dtype, None, part)
    labels, never = givable(column, attribute, rarest)
    codes = labels.encode(column)
    codes = np.where(codes < 0, labels.size, codes)  # the last code: a value that is never given
    given = codes < labels.size if attribute.nullable else codes < labels.size - 1
    if not given.any():  # nobody holds a value that may be given, and none is made up: the column is empty
        codes, given = np.full_like(codes, labels.size - 1), np.ones_like(given)
    target = Variable(
        attribute.name, codes.astype(np.float64), labels.size + 1, attribute.kind is Kind.ORDERED, given
    )
    return ColumnPart(attribute, column.dtype, labels, sequence.add(target), never)
