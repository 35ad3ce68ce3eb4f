"""Models that compare the table with the population it was drawn from: k-map and delta-presence.

``population[i]`` counts the people of the population in combination i. Combinations met in the population
only are rows with weight 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.bounds import Floats

_SLACK = 1e-9


@dataclass(frozen=True)
class KMap:
    """Every class matches at least ``k`` people of the population (Sweeney 2002)."""

    k: int
    population: npt.NDArray[Any] = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError("k is at least 1")

    def most_kept(self, released: Floats, people: Floats) -> Floats:
        """All or nothing: part of a class matches no more people than the class."""
        return np.where(people >= self.k - _SLACK, released, 0.0)

    @property
    def forbids_suppression(self) -> bool:
        """Whether a suppressed class violates the model too."""
        return False

    def violated(self, released: Floats, people: Floats) -> npt.NDArray[np.bool_]:
        """For each class, by its units and the people it matches. A class with no unit is none."""
        return np.asarray((people < self.k - _SLACK) & (released > 0))


@dataclass(frozen=True)
class Presence:
    """delta-presence: in every class, between ``at_least`` and ``at_most`` of the population are in the
    table (Nergiz, Atzori & Clifton 2007, doi:10.1145/1247480.1247554).

    With ``at_least`` above 0, people whose class is suppressed, or who match no unit, are known to be
    absent: only generalising mends that, so nothing may be suppressed.
    """

    at_least: float
    at_most: float
    population: npt.NDArray[Any] = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 0 <= self.at_least <= self.at_most <= 1:
            raise ValueError("presence lies between 0 and 1, the lower limit first")

    def most_kept(self, released: Floats, people: Floats) -> Floats:
        """What is kept of a class counts at most ``at_most`` of its people."""
        return np.minimum(released, np.floor(self.at_most * people + _SLACK))

    @property
    def forbids_suppression(self) -> bool:
        """Whether a suppressed class violates the model too."""
        return self.at_least > 0

    def violated(self, released: Floats, people: Floats) -> npt.NDArray[np.bool_]:
        """For each class, by its units and the people it matches; classes with no unit too."""
        rare = released < self.at_least * people - _SLACK
        return np.asarray(rare | (released > self.at_most * people + _SLACK))
