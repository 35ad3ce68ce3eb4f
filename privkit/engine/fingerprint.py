"""What tells one version of the data from another, without holding any of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.engine.protocol import Source

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Fingerprint:
    """SHA-256 of the content, in hexadecimal, and its size in bytes."""

    sha256: str
    size: int


def fingerprint(path: Path) -> Fingerprint:
    """The fingerprint of a file, read a block at a time."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return Fingerprint(digest.hexdigest(), size)


class _Sink:
    """A file object that keeps nothing but the digest of what is written to it."""

    def __init__(self) -> None:
        self.digest, self.size, self.closed = hashlib.sha256(), 0, False

    def write(self, block: Any) -> int:
        data = memoryview(block)
        self.digest.update(data)
        self.size += data.nbytes
        return data.nbytes

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


def fingerprint_frame(frame: pd.DataFrame | pa.Table) -> Fingerprint:
    """The fingerprint of a frame: of its columns and rows in order as an Arrow IPC stream."""
    import pyarrow as pa

    from privkit.engine.sources.frame import detect_frame, frame_rows

    reading = detect_frame(frame)
    table = frame_rows(Source("frame", None, frame, reading), reading.columns).combine_chunks()
    sink = _Sink()
    with pa.ipc.new_stream(sink, table.schema.remove_metadata()) as writer:
        writer.write_table(table.replace_schema_metadata(None), max_chunksize=65_536)
    return Fingerprint(sink.digest.hexdigest(), sink.size)
