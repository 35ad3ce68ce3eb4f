"""What each unit holds, in one group-by: enough to prove most units within their caps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from privkit.engine.caps import Caps
from privkit.engine.common import one_row
from privkit.engine.drawing import WIDTH
from privkit.engine.protocol import Table

if TYPE_CHECKING:
    from privkit.engine.bounding import Backend

_WORDS = 4  # a column of more than 4 x 62 values has no bits


@dataclass(frozen=True)
class Check:
    """One cap: distinct values or combinations of ``columns``, or rows in each of them."""

    kind: Literal["values", "groups", "rows"]
    columns: tuple[str, ...]
    most: int


def checks_of(caps: Caps) -> tuple[Check, ...]:
    """The caps one after the other, without those that the ones before imply."""
    out = [Check("values", (column,), most) for column, most in caps.values.items()]
    implied = caps.implied_groups
    if caps.groups is not None and (implied is None or implied > caps.groups):
        out.append(Check("groups", caps.columns, caps.groups))
    if caps.rows_per_group is not None:
        out.append(Check("rows", caps.columns, caps.rows_per_group))
    return tuple(out)


@dataclass(frozen=True)
class Domain:
    """The values of a column of few: ``privkit_code`` from 0, and its bit in ``privkit_w0``, ``privkit_w1``…"""

    table: Table
    words: int


class Profile:
    """A row per unit: its rows ``privkit_n``, the bits it holds, and a bound of its distinct values.

    ``suspects`` counts the units that a check does not clear. For ``values`` of a column of few
    values they are exactly the units over the cap.
    """

    def __init__(
        self, backend: Backend, table: Table, unit: str, columns: Sequence[str], checks: Sequence[Check]
    ) -> None:
        self._backend, self._unit, self.columns = backend, unit, tuple(columns)
        self.domains = {column: self._domain(table, column) for column in self.columns}
        self.table = backend.checkpoint(self._grouped(table))
        asked = ["coalesce(sum(privkit_n), 0)", "count(*)"]
        asked += [f"coalesce(sum(CASE WHEN {self.over(c)} THEN 1 ELSE 0 END), 0)" for c in checks]
        named = ", ".join(f"CAST({a} AS BIGINT) AS s{i}" for i, a in enumerate(asked))
        found = [int(n) for n in one_row(backend.sql(f"SELECT {named} FROM {{p}}", p=self.table))]
        self.rows, self.units = found[:2]
        self._suspects = dict(zip(checks, found[2:], strict=True))

    def suspects(self, check: Check) -> int:
        """Units that may be over a cap."""
        return self._suspects[check]

    def over(self, check: Check) -> str:
        """True, in SQL, for the units that may be over a cap."""
        distinct = [f"privkit_d{self.columns.index(column)}" for column in check.columns]
        if check.kind == "values":
            return f"{distinct[0]} > {check.most}"
        if check.kind == "groups":
            bound = "privkit_n"  # no more combinations than rows, nor than the product
            product = " * ".join(f"CAST({d} AS DECIMAL(12, 0))" for d in distinct[:3])
            if len(distinct) <= 3:
                bound = f"least(CAST(privkit_n AS DECIMAL(36, 0)), {product})"
            return f"{bound} > {check.most}"
        # d distinct values of one column leave n - d + 1 rows for the fullest combination; d must be exact
        exact = [d for column, d in zip(check.columns, distinct, strict=True) if self.domains[column]]
        return f"privkit_n + 1 - greatest(1, {', '.join(exact or ['1'])}) > {check.most}"

    def bits(self, column: str) -> list[str]:
        """The names of the columns that hold a unit's bits."""
        domain = self.domains[column]
        number = self.columns.index(column)
        return [f"privkit_b{number}_{word}" for word in range(domain.words if domain else 0)]

    def _domain(self, table: Table, column: str) -> Domain | None:
        b, name = self._backend, self._backend.quote(column)
        limit = _WORDS * WIDTH
        met = b.checkpoint(b.sql(f"SELECT DISTINCT {name} FROM {{t}} LIMIT {limit + 1}", t=table))
        (size,) = one_row(b.sql("SELECT count(*) AS n FROM {m}", m=met))
        if size > limit:
            return None
        words = max(1, -(-int(size) // WIDTH))
        coded = f"SELECT {name}, row_number() OVER (ORDER BY {name}) - 1 AS privkit_code FROM {{m}}"
        bits = ", ".join(
            f"CASE WHEN privkit_code BETWEEN {w * WIDTH} AND {w * WIDTH + WIDTH - 1} "
            f"THEN {b.shifted(f'privkit_code - {w * WIDTH}')} ELSE 0 END AS privkit_w{w}"
            for w in range(words)
        )
        return Domain(b.checkpoint(b.sql(f"SELECT *, {bits} FROM ({coded}) AS c", m=met)), words)

    def _grouped(self, table: Table) -> Table:
        b, unit = self._backend, self._backend.quote(self._unit)
        joins, aggregates, distinct, tables = [], ["count(*) AS privkit_n"], [], {"t": table}
        for number, column in enumerate(self.columns):
            name, domain, bits = b.quote(column), self.domains[column], self.bits(column)
            if domain:
                tables[f"d{number}"] = domain.table
                joins.append(
                    f"JOIN {{d{number}}} AS d{number} ON t.{name} IS NOT DISTINCT FROM d{number}.{name}"
                )
                aggregates += [f"bit_or(d{number}.privkit_w{w}) AS {bit}" for w, bit in enumerate(bits)]
                counted = " + ".join(f"CAST(bit_count({bit}) AS BIGINT)" for bit in bits)
            else:
                held = f"count(t.{name})"
                one = f"{held} = 0 OR ({held} = count(*) AND min(t.{name}) = max(t.{name}))"
                aggregates.append(f"CASE WHEN {one} THEN 1 ELSE count(*) END AS privkit_m{number}")
                counted = f"privkit_m{number}"
            distinct.append(f", {counted} AS privkit_d{number}")
        inner = (
            f"SELECT t.{unit}, {', '.join(aggregates)} FROM {{t}} AS t {' '.join(joins)} GROUP BY t.{unit}"
        )
        return b.sql(f"SELECT *{''.join(distinct)} FROM ({inner}) AS g", **tables)
