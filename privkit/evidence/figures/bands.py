"""Bands of group sizes: read from the label of the record, said in either language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from privkit.words import Language


@dataclass(frozen=True, order=True)
class Band:
    """Group sizes from ``low`` to ``high`` (None: no end)."""

    low: int
    high: int | None

    def say(self, language: Language) -> str:
        """The band in words."""
        french = language == "fr"
        if self.high is None:
            return f"{self.low} {'et plus' if french else 'and more'}"
        if self.low == self.high:
            return str(self.low)
        return f"{self.low} {'à' if french else 'to'} {self.high}"


def read_band(label: str) -> Band | None:
    """The band a label names: ``1``, ``2 to 4``, ``50 and more``. None when it names no number.

    >>> read_band("2 to 4"), read_band("100 and more")
    (Band(low=2, high=4), Band(low=100, high=None))
    """
    numbers = [int(n) for n in re.findall(r"\d+", label)]
    if not numbers:
        return None
    if len(numbers) > 1:
        return Band(numbers[0], numbers[1])
    return Band(numbers[0], numbers[0] if label.strip().isdigit() else None)
