"""Contribution bounding on either engine: look first, draw only among those over a cap.

One group-by per unit counts its rows and, for columns of few values, tells which values it holds (a
bit each): :mod:`privkit.engine.profile`. That clears most units. Only the others, the suspects, are
gone through in detail, and only those found over a cap are hashed. What a unit keeps depends on its
own rows and the key: bits are numbered by the values present, the order they are taken in is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Protocol

import narwhals as nw

from privkit.engine import expressions as ex
from privkit.engine.caps import Bounded, Caps
from privkit.engine.common import column_held, impossible, one_row
from privkit.engine.drawing import order_sql, sub_key
from privkit.engine.profile import Check, Profile, checks_of
from privkit.engine.protocol import Table

_CHUNK = 1_000_000  # rows that one window sorts at once: DuckDB holds a window in memory
TEXT, ONE, TWO = "privkit_text", "privkit_1", "privkit_2"


class Backend(Protocol):
    """What bounding needs of an engine, beside SQL that both understand."""

    draws: bool  # whether it has ``drawn``; otherwise SQL alone does it

    def sql(self, text: str, **tables: Table) -> Table:
        """A query; ``{name}`` in it stands for the table given by that name."""
        ...

    def checkpoint(self, table: Table) -> Table: ...

    def quote(self, name: str) -> str: ...

    def shifted(self, places: str) -> str:
        """1 shifted to the left, as a 64-bit integer."""
        ...

    def lowest(self, expression: str, n: int) -> str:
        """An aggregate: the n-th smallest of at least n values."""
        ...

    def worded(self, table: Table, columns: Sequence[str], texts: Sequence[str], key: bytes) -> Table:
        """The rows of ``table``, ``columns`` only, with the two words of their ``texts``; computed."""
        ...

    def drawn(
        self, over: Table, unit: str, bits: Sequence[str], values: Table, most: int, key: bytes
    ) -> Table:
        """The bits that each unit keeps, by :func:`~privkit.engine.drawing.kept_words`.

        ``over`` has the unit, its text and its bits; ``values`` the words of each bit.
        """
        ...


class Bounding:
    """One call of :meth:`Engine.bound`."""

    def __init__(self, backend: Backend, unit: str, caps: Caps, key: bytes) -> None:
        if len(key) < 16:
            raise impossible("bound with a key of less than 16 bytes")
        if unit in caps.values or unit in caps.columns:
            raise impossible("a cap on the privacy unit itself")
        self._backend, self._unit, self._key = backend, unit, key
        self._checks = checks_of(caps)
        self._columns = tuple(dict.fromkeys([*caps.values, *caps.columns]))

    def run(self, table: Table) -> Bounded:
        """Apply the caps in order."""
        profile = self._profile(table, self._checks)
        given, before, units, stale = table, profile.rows, profile.units, False
        over: list[Table] = []
        for number, check in enumerate(self._checks):
            left = self._checks[number:]
            if stale and any(map(profile.suspects, left)):
                profile, stale = self._profile(table, left), False
            if not profile.suspects(check):
                continue
            cut = self._cut(table, check, profile)
            if cut is not None:
                (table, cut_units), stale = cut, True
                over.append(cut_units)
        if not over:
            return Bounded(given, before, before, units, 0, checked_only=True)
        return Bounded(table, before, self._rows(table), units, self._distinct(over), checked_only=False)

    def _profile(self, table: Table, checks: Sequence[Check]) -> Profile:
        return Profile(self._backend, table, self._unit, self._columns, checks)

    def _cut(self, table: Table, check: Check, profile: Profile) -> tuple[Table, Table] | None:
        """The table within one cap and the units that were over it; None when nobody was."""
        if check.kind == "rows":
            return self._cut_rows(table, check, profile)
        if check.kind == "values" and profile.domains[check.columns[0]] and self._backend.draws:
            return self._cut_bits(table, check, profile)
        return self._cut_values(table, check, profile)

    def _cut_bits(self, table: Table, check: Check, profile: Profile) -> tuple[Table, Table]:
        """Values of a column of few: drawn for each unit from the bits it holds."""
        b, (column,) = self._backend, check.columns
        domain, bits = profile.domains[column], profile.bits(column)
        assert domain is not None
        chosen = ", ".join([b.quote(self._unit), *bits])
        over = b.sql(f"SELECT {chosen} FROM {{p}} WHERE {profile.over(check)}", p=profile.table)
        words = b.worded(
            self._texts(domain.table, [column], "privkit_code"),
            ["privkit_code"],
            [TEXT],
            sub_key(self._sub_key(check), "of values"),
        )
        kept = b.drawn(
            self._texts(over, [self._unit], *bits), self._unit, bits, words, check.most, self._sub_key(check)
        )
        stays = " OR ".join(f"(d.privkit_w{w} & k.{bit}) <> 0" for w, bit in enumerate(bits))
        text = (
            f"SELECT {self._names(table, 't')} FROM {{t}} AS t JOIN {{d}} AS d ON {self._same('t', 'd', [column])} "
            f"LEFT JOIN {{k}} AS k ON {self._same('t', 'k', [self._unit])} WHERE k.{bits[0]} IS NULL OR {stays}"
        )
        cut = self._settled(b.sql(text, t=table, d=domain.table, k=kept), kept, profile)
        return cut, b.sql(f"SELECT {b.quote(self._unit)} FROM {{k}}", k=kept)

    def _cut_values(self, table: Table, check: Check, profile: Profile) -> tuple[Table, Table] | None:
        """Values, or combinations, of any column: drawn from the distinct pairs of the suspects."""
        b, unit = self._backend, self._backend.quote(self._unit)
        each = [self._unit, *check.columns]
        names = ", ".join(f"t.{b.quote(c)}" for c in each)
        text = (
            f"SELECT DISTINCT {names} FROM {{t}} AS t SEMI JOIN (SELECT {unit} FROM {{p}} "
            f"WHERE {profile.over(check)}) AS p ON {self._same('t', 'p', [self._unit])}"
        )
        pairs = b.checkpoint(b.sql(text, t=table, p=profile.table))
        many = f"SELECT {unit} FROM {{x}} GROUP BY {unit} HAVING count(*) > {check.most}"
        over = b.checkpoint(b.sql(many, x=pairs))
        if not self._rows(over):
            return None
        pairs = self._semi(pairs, over, [self._unit])
        ranked = b.checkpoint(self._ranked(pairs, over, check.columns, self._sub_key(check)))
        last = b.lowest("privkit_rank", check.most)
        text = (
            f"SELECT {', '.join(f'r.{b.quote(c)}' for c in each)} FROM {{r}} AS r JOIN "
            f"(SELECT {unit}, {last} AS privkit_last FROM {{r}} GROUP BY {unit}) AS l "
            f"ON {self._same('r', 'l', [self._unit])} WHERE r.privkit_rank > l.privkit_last"
        )
        gone = b.checkpoint(b.sql(text, r=ranked))
        return self._settled(self._anti(table, gone, each), over, profile), over

    def _cut_rows(self, table: Table, check: Check, profile: Profile) -> tuple[Table, Table] | None:
        """Rows of the combinations that have too many, drawn by what they hold."""
        b, unit = self._backend, self._backend.quote(self._unit)
        each = [self._unit, *check.columns]
        names = ", ".join(f"t.{b.quote(c)}" for c in each)
        text = (
            f"SELECT {names}, count(*) AS privkit_n FROM {{t}} AS t SEMI JOIN (SELECT {unit} FROM {{p}} "
            f"WHERE {profile.over(check)}) AS p ON {self._same('t', 'p', [self._unit])} "
            f"GROUP BY {names} HAVING count(*) > {check.most}"
        )
        full = b.checkpoint(b.sql(text, t=table, p=profile.table))
        if not self._rows(full):
            return None
        over = b.checkpoint(b.sql(f"SELECT DISTINCT {unit} FROM {{f}}", f=full))
        rest = [name for name in table.collect_schema().names() if name not in each]
        there = b.checkpoint(self._semi(table, full, each))
        ranked = self._ranked(there, over, rest, self._sub_key(check))
        near = b.checkpoint(self._near(ranked, each, check.most))
        pieces = max(1, -(-self._rows(near) // _CHUNK))
        kept = [self._first_rows(table, near, each, check.most, pieces, n) for n in range(pieces)]
        whole = [self._anti(table, full, each), *kept]
        return self._settled(reduce(self._stacked, whole), over, profile), over

    def _near(self, ranked: Table, each: Sequence[str], most: int) -> Table:
        """The rows up to the last that stays, and those like it in rank."""
        b, by = self._backend, ", ".join(map(self._backend.quote, each))
        text = (
            f"SELECT r.* FROM {{r}} AS r JOIN (SELECT {by}, {b.lowest('privkit_rank', most)} AS privkit_last "
            f"FROM {{r}} GROUP BY {by}) AS l ON {self._same('r', 'l', each)} WHERE r.privkit_rank <= l.privkit_last"
        )
        return b.sql(text, r=ranked)

    def _first_rows(
        self, table: Table, ranked: Table, each: Sequence[str], most: int, pieces: int, piece: int
    ) -> Table:
        b = self._backend
        by = ", ".join(map(b.quote, each))
        text = (
            f"SELECT {self._names(table, 'w')} FROM (SELECT *, row_number() OVER (PARTITION BY {by} "
            f"ORDER BY privkit_rank) AS privkit_place FROM {{r}} WHERE privkit_piece % {pieces} = {piece}) AS w "
            f"WHERE privkit_place <= {most}"
        )
        return b.checkpoint(b.sql(text, r=ranked))

    def _settled(self, cut: Table, over: Table, profile: Profile) -> Table:
        """Computed once when many units lose rows; a join with a few costs less than a copy of the rest."""
        many = self._rows(over) * 2 > profile.units
        return self._backend.checkpoint(cut) if many else cut

    def _ranked(self, rows: Table, units: Table, columns: Sequence[str], key: bytes) -> Table:
        """Rows with ``privkit_rank``, the order in which their unit takes them, and a word of the unit."""
        b = self._backend
        unit_words = b.worded(self._texts(units, [self._unit], self._unit), [self._unit], [TEXT], key)
        each = list(columns) or [self._unit]
        met = b.sql(f"SELECT DISTINCT {', '.join(map(b.quote, each))} FROM {{x}}", x=rows)
        texts = [f"{TEXT}{n}" for n in range(len(each))]
        words = b.worded(self._texts(met, each, *each, apart=True), each, texts, sub_key(key, "of values"))
        rank = order_sql(f"u.{ONE}", f"u.{TWO}", f"v.{ONE}", f"v.{TWO}")
        text = (
            f"SELECT {self._names(rows, 'x')}, {rank} AS privkit_rank, u.{ONE} AS privkit_piece FROM {{x}} AS x "
            f"JOIN {{u}} AS u ON {self._same('x', 'u', [self._unit])} JOIN {{v}} AS v ON {self._same('x', 'v', each)}"
        )
        return b.sql(text, x=rows, u=unit_words, v=words)

    def _texts(self, table: Table, columns: Sequence[str], *also: str, apart: bool = False) -> Table:
        """Columns as text that says whether they are NULL, beside others as they are."""
        held = table.collect_schema()
        made = []
        for number, name in enumerate(columns):
            column = column_held(name, held[name])
            value = nw.col(name)
            said = (
                ex.units_of(value, column).cast(nw.String()) if column.decimals else ex.text_of(value, column)
            )
            text = nw.concat_str([nw.lit("1"), said.fill_null("")])
            marked = nw.when(value.is_null()).then(nw.lit("0")).otherwise(text)
            made.append(marked.alias(f"{TEXT}{number}" if apart else TEXT))
        return table.select(*dict.fromkeys([*([] if apart else columns), *also]), *made)

    def _semi(self, table: Table, keys: Table, on: Sequence[str]) -> Table:
        text = f"SELECT {self._names(table, 't')} FROM {{t}} AS t SEMI JOIN {{k}} AS k ON {self._same('t', 'k', on)}"
        return self._backend.sql(text, t=table, k=keys)

    def _anti(self, table: Table, keys: Table, on: Sequence[str]) -> Table:
        text = f"SELECT {self._names(table, 't')} FROM {{t}} AS t ANTI JOIN {{k}} AS k ON {self._same('t', 'k', on)}"
        return self._backend.sql(text, t=table, k=keys)

    def _stacked(self, above: Table, below: Table) -> Table:
        names = self._names(above, "")
        return self._backend.sql(
            f"SELECT {names} FROM {{a}} UNION ALL SELECT {names} FROM {{b}}", a=above, b=below
        )

    def _names(self, table: Table, of: str) -> str:
        prefix = f"{of}." if of else ""
        return ", ".join(f"{prefix}{self._backend.quote(n)}" for n in table.collect_schema().names())

    def _same(self, one: str, other: str, columns: Sequence[str]) -> str:
        """NULL is a value: it is the same as NULL."""
        names = map(self._backend.quote, columns)
        return " AND ".join(f"{one}.{n} IS NOT DISTINCT FROM {other}.{n}" for n in names)

    def _rows(self, table: Table) -> int:
        return int(one_row(self._backend.sql("SELECT count(*) AS n FROM {t}", t=table))[0])

    def _distinct(self, over: Sequence[Table]) -> int:
        return self._rows(self._backend.sql("SELECT DISTINCT * FROM {t}", t=reduce(self._stacked, over)))

    def _sub_key(self, check: Check) -> bytes:
        return sub_key(self._key, "\0".join([check.kind, *check.columns]))
