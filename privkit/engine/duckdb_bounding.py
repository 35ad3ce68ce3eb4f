"""What contribution bounding needs of DuckDB: queries over views, and words hashed in Python by pieces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from privkit.engine.bounding import ONE, TEXT, TWO
from privkit.engine.drawing import kept_words, words_of
from privkit.engine.protocol import Table
from privkit.engine.sql import quoted

if TYPE_CHECKING:
    from privkit.engine.duckdb import DuckDBEngine


class DuckDBBackend:
    """See :class:`privkit.engine.bounding.Backend`."""

    draws = True

    def __init__(self, engine: DuckDBEngine) -> None:
        self._engine = engine

    def sql(self, text: str, **tables: Table) -> Table:
        return self._engine.query(text, **tables)

    def checkpoint(self, table: Table) -> Table:
        return self._engine.checkpoint(table)

    def quote(self, name: str) -> str:
        return quoted(name)

    def shifted(self, places: str) -> str:
        return f"(CAST(1 AS BIGINT) << CAST({places} AS INTEGER))"

    def lowest(self, expression: str, n: int) -> str:
        if n == 1:
            return f"min({expression})"
        return f"list_max(min({expression}, {n}))"

    def worded(self, table: Table, columns: Sequence[str], texts: Sequence[str], key: bytes) -> Table:
        def with_words(rows: Any) -> Any:
            found = words_of(key, [_column(rows, t) for t in texts])
            out = rows.select(list(columns))
            for name, words in zip((ONE, TWO), found, strict=True):
                out = out.append_column(name, [words])
            return out

        return self._mapped(table, with_words)

    def drawn(
        self, over: Table, unit: str, bits: Sequence[str], values: Table, most: int, key: bytes
    ) -> Table:
        import pyarrow as pa

        held = values.sort("privkit_code").collect(backend="pyarrow").to_native()
        m, k = (held.column(name).to_numpy() for name in (ONE, TWO))

        def with_kept(rows: Any) -> Any:
            a, b = words_of(key, [_column(rows, TEXT)])
            kept = kept_words(
                np.column_stack([rows.column(bit).to_numpy() for bit in bits]), a, b, m, k, most
            )
            columns = [pa.array(kept[:, number]) for number in range(len(bits))]
            return pa.table([rows.column(unit), *columns], names=[unit, *bits])

        return self._mapped(over, with_kept)

    def _mapped(self, table: Table, made: Callable[[Any], Any]) -> Table:
        """The rows as ``made`` changes each piece of them."""
        import pyarrow as pa

        rows = self._engine.checkpoint(table).to_native()
        name = self._engine.new_name()
        empty = True
        for batch in self._engine.pieces(rows):
            self._insert(name, made(pa.Table.from_batches([batch])), first=empty)
            empty = False
        if empty:
            self._insert(name, made(rows.to_arrow_table()), first=True)
        return self._engine.named(name)

    def _insert(self, name: str, rows: Any, *, first: bool) -> None:
        with self._engine.seen(rows) as view:
            how = f"CREATE TABLE {quoted(name)} AS" if first else f"INSERT INTO {quoted(name)}"
            self._engine.run(f"{how} SELECT * FROM {quoted(view)}")


def _column(rows: Any, name: str) -> Any:
    return rows.column(name).combine_chunks()
