"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stopped = Literal["", "time", "interrupted"]


@dataclass(frozen=True)
class Optimum:
    """The admissible choice of one level per column with the least score.

    Classes are those left unsuppressed; their sizes are privacy units (0 when all is suppressed).
    ``loss`` and ``loss_per_column`` lie in [0, 1] and count suppressed units as lost entirely, whatever
    the metric; ``score`` is the value of the metric asked for. No admissible choice scores less than
    ``bound``; it equals the score when the search is ``exact``, that is unless it was ``stopped`` early.
    ``evaluated`` nodes were grouped and counted out of ``lattice_size``.
    """

    levels: tuple[int, ...]
    suppressed_units: int
    loss: float
    loss_per_column: tuple[float, ...]
    classes: int
    smallest_class: int
    largest_class: int
    evaluated: int
    lattice_size: int
    score: float = 0.0
    bound: float = 0.0
    exact: bool = True
    stopped: Stopped = ""


@dataclass(frozen=True)
class Progress:
    """Where a search stands: nodes settled, the best score so far and the bound (infinite: none yet)."""

    settled: int
    best: float
    bound: float
    evaluated: int
