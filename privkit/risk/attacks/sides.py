"""Two groups of people of the same size to attack: some of the release, and as many who were not in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from privkit.risk.attacks.encode import Encoded, Sheet

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sides:
    """Positions in the encoded sheets: ``people`` among the originals, ``strangers`` in the control, as many of each,
    in random order; ``others`` are the rest of the originals.

    If the release says nothing of its own people that it does not say of strangers, ``people`` and ``strangers`` may
    be exchanged, whatever ``others`` and the release are: they are two samples of one size from one population. So
    whatever is decided with the release and ``others`` alone (who is an outlier, who is rare) falls on both alike,
    and an attack must succeed as often on both.
    """

    people: Positions
    strangers: Positions
    others: Positions


def sides(encoded: Encoded, rng: np.random.Generator, *, keep_others: bool = False) -> Sides:
    """Draw both sides, as large as they can be: the size of the smaller of originals and control.

    With ``keep_others`` at least half of the originals are left as others.
    """
    whole, control = len(encoded.originals), len(encoded.control)
    size = min(whole // 2 if keep_others else whole, control)
    originals = rng.permutation(whole)
    return Sides(originals[:size], rng.permutation(control)[:size], originals[size:])


def sheets(encoded: Encoded, drawn: Sides) -> tuple[Sheet, Sheet, Sheet]:
    """The rows of people, strangers and others."""
    return (
        encoded.originals.rows(drawn.people),
        encoded.control.rows(drawn.strangers),
        encoded.originals.rows(drawn.others),
    )
