"""What contribution bounding needs of Spark: queries over views, and words hashed where the rows are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from privkit.engine.bounding import ONE, TWO
from privkit.engine.common import impossible
from privkit.engine.drawing import PRIME
from privkit.engine.protocol import Table

if TYPE_CHECKING:
    from privkit.engine.spark import SparkEngine


class SparkBackend:
    """See :class:`privkit.engine.bounding.Backend`."""

    draws = False  # a plain sort in Spark scales out, and needs nothing of privkit on the workers

    def __init__(self, engine: SparkEngine) -> None:
        self._engine = engine

    def sql(self, text: str, **tables: Table) -> Table:
        return self._engine.query(text, **tables)

    def checkpoint(self, table: Table) -> Table:
        return self._engine.checkpoint(table)

    def quote(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def shifted(self, places: str) -> str:
        return f"shiftleft(CAST(1 AS BIGINT), CAST({places} AS INT))"

    def lowest(self, expression: str, n: int) -> str:
        if n == 1:
            return f"min({expression})"
        return f"array_max(slice(array_sort(collect_list({expression})), 1, {n}))"

    def worded(self, table: Table, columns: Sequence[str], texts: Sequence[str], key: bytes) -> Table:
        hashed = self._engine.keyed_hash(table, texts, "privkit_hash", key, [])
        # 60 bits from the beginning of the digest, 60 bits from its ninth byte on
        words = ", ".join(
            f"CAST(conv(substr(privkit_hash, {start}, 15), 16, 10) AS BIGINT) % {PRIME} AS {name}"
            for start, name in ((1, ONE), (17, TWO))
        )
        chosen = ", ".join(map(self.quote, columns))
        return self.checkpoint(self.sql(f"SELECT {chosen}, {words} FROM {{h}}", h=hashed))

    def drawn(
        self, over: Table, unit: str, bits: Sequence[str], values: Table, most: int, key: bytes
    ) -> Table:
        raise impossible("drawing outside Spark")
