"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Optimum:
    """The admissible choice of one level per column with the least loss.

    Classes are those left unsuppressed; their sizes are privacy units (0 when all is suppressed).
    ``loss`` and ``loss_per_column`` lie in [0, 1] and count suppressed units as lost entirely.
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
