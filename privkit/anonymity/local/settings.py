"""How much work each effort is worth. Counts of work, never times: the result must not depend on the machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Effort = Literal["fast", "balanced", "thorough"]


@dataclass(frozen=True)
class Settings:
    """``window`` points are compared with each point, ``near_per_k`` of them kept for each unit of k, and more
    as k grows: a class is chosen among its near points.

    ``passes`` over all classes improve the first partition, fewer when ``stall`` passes in a row gain
    less than ``least_gain`` of the loss.
    """

    window: int
    near_per_k: int
    near_least: int
    near_most: int
    passes: int
    stall: int = 24
    least_gain: float = 1e-4

    def passes_for(self, k: int) -> int:
        """With a small k there is less to share out again, and less to gain by going on."""
        return int(self.passes * (1 + min(1.0, k / 10) ** 2) / 2)

    def near(self, k: int) -> int:
        return min(self.near_most, max(self.near_least, self.near_per_k * k, 2 * k * k if self.passes else 0))


SETTINGS: dict[Effort, Settings] = {
    "fast": Settings(window=512, near_per_k=4, near_least=20, near_most=128, passes=0),
    "balanced": Settings(window=4096, near_per_k=12, near_least=32, near_most=200, passes=170),
    "thorough": Settings(window=8192, near_per_k=16, near_least=48, near_most=256, passes=1900, stall=100),
}
