"""The small areas of the simulated city: a strict tree area → sector → commune → metropolis.

Area codes have the form of Insee's IRIS codes (commune, then four digits of which the first two group
neighbours), but their numbers are invented. A commune under 5,000 inhabitants is one area ending in
``0000``, as Insee writes communes it does not divide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from privkit.demo.draw import Floats, Ints
from privkit.demo.places import COMMUNES, METROPOLIS, Commune

_INHABITANTS_PER_AREA = 2_600
_AREAS_PER_SECTOR = 5
_UNDIVIDED_BELOW = 5_000


@dataclass(frozen=True)
class Geography:
    """The areas, one entry each: code, sector, index of the commune, weight within it, share of houses."""

    codes: tuple[str, ...]
    sectors: tuple[str, ...]
    commune: Ints
    weights: Floats
    houses: Floats

    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """The tree as rows of ``references/iris_vers_secteur.csv``."""
        names = (COMMUNES[int(c)].name for c in self.commune)
        return tuple(
            (code, sector, name, METROPOLIS)
            for code, sector, name in zip(self.codes, self.sectors, names, strict=True)
        )


def make_geography(rng: np.random.Generator) -> Geography:
    """Draw how dwellings and houses spread over the areas. Codes and sectors do not depend on the draw."""
    areas = [(index, *area) for index, commune in enumerate(COMMUNES) for area in _areas_of(commune)]
    commune = np.array([a[0] for a in areas], dtype=np.int64)
    mean = np.array([c.houses for c in COMMUNES])[commune]
    odds = np.log(mean / (1 - mean)) + 0.8 * rng.standard_normal(len(areas))
    return Geography(
        codes=tuple(a[1] for a in areas),
        sectors=tuple(a[2] for a in areas),
        commune=commune,
        weights=np.exp(0.35 * rng.standard_normal(len(areas))),
        houses=1 / (1 + np.exp(-odds)),
    )


def _areas_of(commune: Commune) -> list[tuple[str, str]]:
    """Codes and sector names of a commune's areas."""
    if commune.inhabitants < _UNDIVIDED_BELOW:
        return [(f"{commune.code}0000", f"{commune.name} - secteur 01")]
    count = round(commune.inhabitants / _INHABITANTS_PER_AREA)
    groups = np.array_split(np.arange(count), max(1, round(count / _AREAS_PER_SECTOR)))
    return [
        (f"{commune.code}{number:02d}{rank:02d}", f"{commune.name} - secteur {number:02d}")
        for number, group in enumerate(groups, start=1)
        for rank in range(1, len(group) + 1)
    ]
