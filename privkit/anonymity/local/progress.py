"""When to stop, and whom to tell."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Stopped = Literal["", "time", "interrupted"]
Progress = Callable[[str, float], None]


@dataclass
class Watch:
    """A limit of time in seconds, and a function told what is being done and which share of it is done.

    An interruption from the keyboard, or raised by the function, asks to stop as the end of the time does.
    """

    limit: float | None = None
    progress: Progress | None = None
    stopped: Stopped = ""
    _start: float = field(default_factory=time.monotonic)

    def over(self) -> bool:
        """Whether to stop now."""
        if not self.stopped and self.limit is not None and time.monotonic() - self._start >= self.limit:
            self.stopped = "time"
        return bool(self.stopped)

    def tell(self, doing: str, share: float) -> None:
        """Tell the progress of a stage; ``share`` is between 0 and 1."""
        if self.progress is not None and not self.stopped:
            try:
                self.progress(doing, min(1.0, max(0.0, share)))
            except KeyboardInterrupt:
                self.stopped = "interrupted"
