"""Whether a quantity still moves through time as it did: season, memory, differences between units.

A profile is columns of one quantity over successive periods, one row per unit: twelve monthly volumes of a
household. Real data stand beside released data, and beside a sample of true people as large as the release.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from privkit.errors import DataError, Problem
from privkit.usefulness.association import pearson
from privkit.usefulness.codes import misuse
from privkit.usefulness.coding import Floats, cut_points
from privkit.usefulness.distances import total_variation
from privkit.usefulness.variables import Sides
from privkit.words import Words


@dataclass(frozen=True)
class Course:
    """How one set of units goes through time; None where it cannot be told.

    ``by_period``: mean of each period, over the units that have it. ``amplitude``: of the yearly season, the
    highest less the lowest seasonal mean, over the mean. ``lag_1``, ``lag_year``: correlation across units between
    two periods so far apart, mean over periods. ``own_lag_1``: the same after each unit's own mean and the season
    are taken away: what is left is the unit's memory from one period to the next. ``between_sd``: standard
    deviation across units of their means; ``within_sd``: of a unit around its own mean. ``zero``, ``missing``:
    shares of periods.
    """

    by_period: tuple[float | None, ...]
    amplitude: float | None
    lag_1: float | None
    lag_year: float | None
    own_lag_1: float | None
    between_sd: float | None
    within_sd: float | None
    zero: float
    missing: float


@dataclass(frozen=True)
class Longitudinal:
    """One profile. ``floor`` is another sample of true people. ``total``: the distance between the distributions
    of the sum over all periods (units with a gap have none: a value of its own), ``total_floor`` what chance alone
    makes of it."""

    columns: tuple[str, ...]
    year: int
    real: Course
    released: Course
    floor: Course
    total: float
    total_floor: float


def longitudinal(sides: Sides, columns: Sequence[str], *, year: int = 12) -> Longitudinal:
    """Compare the courses of a profile: ``columns`` in order of time, ``year`` periods in a year.

    ``columns`` are numbers among ``sides.variables``. DataError PK593 when no real unit has a value.
    """
    found = [sides.column(name) for name in columns]
    if len(found) < 2 or year < 2 or any(c.kind != "number" for c in found):
        raise misuse(
            Words("a profile is two columns of numbers or more", "un profil est fait d'au moins deux nombres")
        )
    true = np.column_stack([c.true_values for c in found if c.true_values is not None])
    released = np.column_stack([c.released_values for c in found if c.released_values is not None])
    real = true[sides.order[sides.order < len(sides.real)]]
    if np.isnan(real).all():
        raise DataError(_empty(columns))
    samples = [sides.redrawn(number) for number in sides.redraws]
    floors = [_total(true[a], true[b], sides.bins) for a, b in samples]
    return Longitudinal(
        tuple(columns), year, course(real, year), course(released[sides.released_order], year),
        course(true[samples[0][1]], year), _total(real, released, sides.bins), float(np.mean(floors)),
    )  # fmt: skip


def course(values: Floats, year: int) -> Course:
    """The course of ``values[unit, period]``, NaN for missing."""
    missing = np.isnan(values)
    present = ~missing
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing is NaN: None below
        by_period = np.nanmean(values, axis=0)
        season = np.array([np.nanmean(by_period[start::year]) for start in range(min(year, values.shape[1]))])
        own = np.nanmean(values, axis=1, keepdims=True)
        around = values - own
        level = np.nanmean(values)
        left = around - np.nanmean(around, axis=0)
        within = np.sqrt(np.nanmean(around**2)) if present.any() else np.nan
        between = np.nanstd(own)
        amplitude = (np.nanmax(season) - np.nanmin(season)) / abs(level) if level else np.nan
    return Course(
        tuple(_told(v) for v in by_period), _told(amplitude), _lag(values, 1), _lag(values, year),
        _lag(left, 1), _told(float(between)), _told(float(within)),
        float((values == 0).mean()), float(missing.mean()),
    )  # fmt: skip


def _lag(values: Floats, lag: int) -> float | None:
    """Correlation across units between periods ``lag`` apart, mean over the periods that have one."""
    if values.shape[1] <= lag:
        return None
    found = np.diagonal(pearson(values), lag)
    found = found[~np.isnan(found)]
    return float(found.mean()) if len(found) else None


def _total(first: Floats, second: Floats, bins: int) -> float:
    """The distance between the distributions of the sums, cut by quantiles of the first."""
    sums = first.sum(axis=1), second.sum(axis=1)
    edges, low, high = cut_points(sums[0], bins)
    codes = []
    for total in sums:
        code = np.searchsorted(edges, total, side="left") + 1
        code[total < low], code[total > high] = len(edges) + 2, len(edges) + 3
        code[np.isnan(total)] = 0
        codes.append(code)
    return total_variation(codes[0], codes[1], len(edges) + 4)


def _told(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _empty(columns: Sequence[str]) -> Problem:
    listed = ", ".join(columns)
    return Problem(
        "PK593",
        Words(
            f"the profile {listed} has no value in the training units",
            f"le profil {listed} n'a aucune valeur chez les unités d'apprentissage",
        ),
        instead=Words("take it out of the profiles to measure", "retirez-le des profils à mesurer"),
    )
