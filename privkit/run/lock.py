"""One run of a policy at a time."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from privkit.errors import DataError, Problem
from privkit.words import Words


class PolicyLock:
    """An exclusive lock on a policy's folder, given back by the system when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def __enter__(self) -> Self:
        import fcntl

        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise DataError(
                Problem(
                    "PK801",
                    Words(
                        "another run of this policy is going on",
                        "un autre passage de cette politique est en cours",
                    ),
                    instead=Words(
                        "wait until it ends, then start again", "attendez sa fin, puis recommencez"
                    ),
                )
            ) from None
        self._handle = handle
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
