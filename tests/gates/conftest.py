"""Tables on trial: small frames in the engine, beside their baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest

from privkit.engine import open_engine
from privkit.engine.canonical import arrow_schema
from privkit.engine.protocol import Engine
from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit, Measured
from privkit.policy.terms import Section
from privkit.values import Column, Role, Schema, Type, Verdict

QI, OTHER = Role.QUASI_IDENTIFIER, Role.OTHER
SHORT = {"qi": QI, "conf": Role.CONFIDENTIAL, "direct": Role.DIRECT_IDENTIFIER, "other": OTHER}


@pytest.fixture(scope="session")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", spill=tmp_path_factory.mktemp("spill"), threads=1) as engine:
        yield engine


@pytest.fixture
def column() -> Callable[..., Column]:
    """``column("area", "qi code")``; ``-`` before the role hides it."""

    def make(name: str, said: str = "qi category", origin: str | None = None, **more: Any) -> Column:
        role, kind = said.removeprefix("-").split()
        kind, _, decimals = kind.partition(":")
        kept = not said.startswith("-")
        return Column(
            name, Type(kind), SHORT[role], (origin or f"t.{name}",), int(decimals or 0), kept=kept, **more
        )

    return make


@pytest.fixture
def measured(duck: Engine) -> Callable[..., Measured]:
    """``measured(columns, rows, unit)``: rows as tuples in the order of the columns."""

    def make(
        columns: Sequence[Column],
        rows: Sequence[tuple[Any, ...]],
        unit: str | None = "home",
        *,
        one: bool = True,
    ) -> Measured:
        values = {c.name: [row[i] for row in rows] for i, c in enumerate(columns)}
        table = duck.upload(pa.table(values, schema=arrow_schema(columns)), list(columns))
        return Measured(duck, table, Schema(tuple(columns), unit, one_row_per_unit=one and unit is not None))

    return make


@pytest.fixture
def judge() -> Callable[..., Verdict]:
    """The only verdict of a condition on one output."""

    def make(
        gate: Callable[[Any, Trial], list[Verdict]],
        model: type[Section],
        rule: Mapping[str, Any],
        after: Measured,
        before: Measured | None = None,
    ) -> Verdict:
        checked = model.model_validate(dict(rule), context={"language": "en"}, by_name=True)
        trial = Trial((Exhibit("out", after, before),), "household", "en", None)
        (verdict,) = gate(checked, trial)
        return verdict

    return make
