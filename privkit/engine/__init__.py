"""Where data live: engines, sources, writers, fingerprints.

Only this room holds native DuckDB or Spark code. Everything else works on a
:data:`~privkit.engine.protocol.Table` with the expressions of :mod:`privkit.engine.expressions`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privkit.engine.protocol import Engine


def open_engine(name: str, *, spill: Path, memory: str = "1GiB", threads: int | None = None) -> Engine:
    """Open an engine: ``duckdb`` (embedded) or ``spark``. Use it in a ``with`` block.

    ``spill`` is a folder for temporary data; ``memory`` bounds what the engine holds.
    Raises UsageError when the name is unknown or the package is not installed.
    """
    if name == "duckdb":
        from privkit.engine.duckdb import DuckDBEngine

        return DuckDBEngine(spill=spill, memory=memory, threads=threads)
    if name == "spark":
        from privkit.engine.spark import open_spark

        return open_spark(spill=spill, memory=memory, threads=threads)
    from privkit.errors import Problem, UsageError
    from privkit.words import Words

    raise UsageError(
        Problem(
            "PK429",
            Words(f"there is no engine named {name}", f"il n'y a pas de moteur nommé {name}"),
            instead=Words("--engine duckdb or --engine spark", "--engine duckdb ou --engine spark"),
        )
    )
