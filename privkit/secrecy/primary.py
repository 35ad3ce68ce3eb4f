"""Primary secrecy: cells that are secret by themselves, and how closely nobody may guess them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntFlag
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from privkit.secrecy.cells import Cells, Figures, Ints
from privkit.secrecy.rules import Rules


class Reason(IntFlag):
    """Why a cell is secret; several may hold. The public is told none of them but "secret"."""

    NONE = 0
    FEW_UNITS = 1
    DOMINANCE = 2
    P_PERCENT = 4
    EMPTY = 8
    SECONDARY = 16
    UNPUBLISHED = 32


@dataclass(frozen=True)
class Need:
    """How far from its value a figure of each cell must stay in doubt (Fischetti and Salazar 2001).

    The largest value an attacker cannot rule out must be at least value + ``up``, the smallest at most value −
    ``down``, and the interval at least ``width`` wide. All zero: the cell needs no protection.
    """

    up: Ints
    down: Ints
    width: Ints

    @property
    def any(self) -> npt.NDArray[np.bool_]:
        """Cells that need protection."""
        return (self.up > 0) | (self.down > 0) | (self.width > 0)


def primary(cells: Cells, rules: Rules) -> npt.NDArray[np.uint8]:
    """The reasons of each cell, before any secondary suppression."""
    units = cells.units
    reasons = np.where((units > 0) & (units < rules.min_count), Reason.FEW_UNITS, Reason.NONE).astype(
        np.uint8
    )
    if rules.zeros == "secret" and rules.min_count > 1:
        reasons |= np.where(units == 0, Reason.EMPTY, Reason.NONE).astype(np.uint8)
    for one in cells.figures:
        if rules.dominance is not None:
            reasons |= np.where(dominated(one, rules), Reason.DOMINANCE, Reason.NONE).astype(np.uint8)
        if rules.p_percent is not None:
            reasons |= np.where(guessed(one, rules), Reason.P_PERCENT, Reason.NONE).astype(np.uint8)
    reasons[cells.implied] = Reason.UNPUBLISHED
    return reasons


def dominated(one: Figures, rules: Rules) -> npt.NDArray[np.bool_]:
    """Cells whose largest contributors make more than the share allowed of the sum (of absolute values)."""
    return _short_of(one, rules) > 0


def guessed(one: Figures, rules: Rules) -> npt.NDArray[np.bool_]:
    """Cells whose second contributor can guess the first within p %."""
    return _too_close(one, rules) > 0


def _short_of(one: Figures, rules: Rules) -> Ints:
    """Dominance: what the sum lacks for the largest contributors to be within the share, (x1 + … + xn) / k − X."""
    share = rules.dominance
    if share is None:
        return np.zeros(len(one.total), np.int64)
    top = one.largest + (one.second if rules.dominance_of == 2 else 0)
    return _scaled(top, 1 / share) - one.magnitude


def _too_close(one: Figures, rules: Rules) -> Ints:
    """p %-rule: what the rest of the cell lacks to hide the largest contribution, p·x1 − (X − x1 − x2)."""
    share = rules.p_percent
    if share is None:
        return np.zeros(len(one.total), np.int64)
    return _scaled(one.largest, share) - (one.magnitude - one.largest - one.second)


def _scaled(values: Ints, share: Fraction) -> Ints:
    """Values times a share, exactly, rounded up to a whole number."""
    return np.array([math.ceil(int(v) * share) for v in values.tolist()], np.int64)


def needs(cells: Cells, rules: Rules, reasons: npt.NDArray[np.uint8]) -> tuple[Need | None, ...]:
    """What must stay in doubt: about the counts (None when they are not published), then about each measure."""
    counts = _counts(cells, rules, reasons) if rules.counts else None
    return (counts, *(_sums(one, cells, rules, reasons) for one in cells.figures))


def _counts(cells: Cells, rules: Rules, reasons: npt.NDArray[np.uint8]) -> Need:
    """A cell of few units: nobody may tell that it is small, nor pin it down within the minimum count."""
    small = (reasons & (Reason.FEW_UNITS | Reason.EMPTY)) > 0
    up = np.where(small, rules.min_count - cells.units, 0)
    return Need(up, np.zeros_like(up), np.where(small, rules.min_count, 0))


def _sums(one: Figures, cells: Cells, rules: Rules, reasons: npt.NDArray[np.uint8]) -> Need:
    """The widest of what each rule asks (Hundepool et al. 2012, table 4.2), the same above and below."""
    few = (reasons & Reason.FEW_UNITS) > 0
    level = np.where(few, np.maximum(_scaled(one.magnitude, rules.margin), 1), 0)
    level = np.maximum(level, np.maximum(_short_of(one, rules), _too_close(one, rules)))
    level = np.maximum(level, np.where((reasons & Reason.EMPTY) > 0, 1, 0))
    level[cells.implied] = 0
    low = one.measure.low
    down = level if low is None else np.minimum(level, one.total - low)
    up = level if one.measure.high is None else np.minimum(level, one.measure.high - one.total)
    return Need(up, down, up + down)
