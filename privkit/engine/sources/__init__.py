"""Files and frames: how they are found out and how their raw rows are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from privkit.engine.protocol import Overrides, Source


def source_of(name: str, given: Path | pd.DataFrame | pa.Table, overrides: Overrides | None = None) -> Source:
    """The table ``name`` as a source: a file or a frame, with how it is read. Raises DataError."""
    from privkit.engine.protocol import Source

    if isinstance(given, Path):
        from privkit.engine.sources.detect import detect

        return Source(name, given, None, detect(given, overrides))
    from privkit.engine.sources.frame import detect_frame

    return Source(name, None, given, detect_frame(given))
