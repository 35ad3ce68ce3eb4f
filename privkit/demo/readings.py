"""Readings as rows: one per contract and month, plus a few corrections and rows sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from privkit.demo.contracts import Contracts
from privkit.demo.draw import Floats, Ints
from privkit.demo.dwellings import Dwellings
from privkit.demo.volumes import Calendar, monthly_volumes

CORRECTIONS = 0.001  # share of readings overestimated, then corrected by a negative row
SENT_TWICE = 0.0002
REMARKS = 0.03  # share of readings with a remark
#: Contracts per batch: the memory of a run depends on it, and so do the draws. Never change lightly.
BATCH = 8_192


@dataclass(frozen=True)
class Readings:
    """Rows of a batch. ``contract`` and ``month`` are indexes; ``remark`` is one too, -1 for none."""

    contract: Ints
    month: Ints
    volume: Floats
    remark: Ints

    def __len__(self) -> int:
        return int(self.contract.size)


def make_readings(
    rng: np.random.Generator, contracts: Contracts, dwellings: Dwellings, calendar: Calendar, remarks: int
) -> Iterator[Readings]:
    """The readings in batches of contracts. ``remarks`` counts the remarks; 0 is that of corrections."""
    for first in range(0, len(contracts), BATCH):
        part = slice(first, min(first + BATCH, len(contracts)))
        volume = monthly_volumes(rng, contracts, part, dwellings, calendar)
        contract, month = np.nonzero(~np.isnan(volume))
        yield _with_accidents(rng, contract + first, month, volume[contract, month], remarks)


def _with_accidents(
    rng: np.random.Generator, contract: Ints, month: Ints, volume: Floats, remarks: int
) -> Readings:
    """Add remarks, negative corrections (the month's total stays true) and rows sent twice."""
    size = contract.size
    draw = rng.random(size)
    corrected = draw < CORRECTIONS
    repeated = (draw >= CORRECTIONS) & (draw < CORRECTIONS + SENT_TWICE)
    remark = np.where(rng.random(size) < REMARKS, rng.integers(1, remarks, size), -1)
    over = np.round(0.5 + volume * rng.uniform(0.3, 1.2, size), 3)
    row = np.repeat(np.arange(size), 1 + (corrected | repeated))
    extra = np.zeros(row.size, dtype=np.bool_)
    extra[1:] = row[1:] == row[:-1]
    negative = extra & corrected[row]
    total = np.round(volume + np.where(corrected, over, 0.0), 3)[row]
    return Readings(
        contract=contract[row],
        month=month[row],
        volume=np.where(negative, -over[row], total),
        remark=np.where(negative, 0, remark[row]),
    )
