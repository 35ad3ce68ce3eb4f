"""Twelve months of a unit by sequential trees: first their level, then the shape, month after month.

The level is the mean size of the months known (without their sign: a correction may be negative). A month is learnt as
its ratio to the level, from the level, the ratios of the three months before, the mean of all those before and the
same month one year before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.synth.domain import Domain, Profile
from privkit.synth.forms import as_numbers, from_numbers
from privkit.synth.tree_columns import NumberPart, fit_number
from privkit.synth.tree_models import Model, Sequence, Variable

Floats = npt.NDArray[np.float64]

YEAR = 12


@dataclass(frozen=True)
class ProfilePart:
    """How the months of one profile are drawn."""

    profile: Profile
    domain: Domain
    dtypes: tuple[Any, ...]
    level: NumberPart
    months: tuple[NumberPart, ...]

    @property
    def models(self) -> tuple[Model, ...]:
        return tuple(m for part in (self.level, *self.months) for m in part.models)

    def draw(
        self, drawn: dict[str, Floats], rows: int, rng: np.random.Generator
    ) -> Mapping[str, pd.Series[Any]]:
        """Draw the level and the months into ``drawn``; give the columns of the profile."""
        level = self.level.draw(drawn, rows, rng)
        shape = np.full((rows, len(self.months)), np.nan)
        for t, part in enumerate(self.months):
            drawn.update({v.name: v.values for v in companions(self.profile.name, shape, t)})
            shape[:, t] = part.draw(drawn, rows, rng)
        volumes = _volumes(level, shape)
        return {
            name: from_numbers(volumes[:, t], self.domain[name], self.dtypes[t])
            for t, name in enumerate(self.profile.columns)
        }


def fit_profile(
    frame: pd.DataFrame, profile: Profile, domain: Domain, sequence: Sequence, rarest: int
) -> ProfilePart:
    """Grow the trees of the level and of each month."""
    volumes = np.stack([as_numbers(frame[name], domain[name].kind) for name in profile.columns], axis=1)
    level = _mean(np.abs(volumes))
    shape = np.where(np.isnan(volumes), np.nan, volumes / np.where(level > 0, level, 1.0)[:, None])
    beneath = fit_number(f"{profile.name}\0level", level, sequence, rarest, nullable=True)
    before, months = list(sequence.known), []
    for t, name in enumerate(profile.columns):
        part = fit_number(
            f"{profile.name}\0{t}",
            shape[:, t],
            sequence,
            rarest,
            domain[name].nullable,
            companions(profile.name, shape, t),
        )
        sequence.known[:] = before  # a month is told to the next ones by its companions only
        months.append(part)
    dtypes = tuple(frame[name].dtype for name in profile.columns)
    return ProfilePart(profile, domain, dtypes, beneath, tuple(months))


def companions(name: str, shape: Floats, t: int) -> tuple[Variable, ...]:
    """What is told of the months before month ``t``: the last three, the mean of all, the same month a year before."""
    if t == 0:
        return ()
    out = [Variable(f"{name}\0before {lag}", shape[:, t - lag]) for lag in (1, 2, 3) if t >= lag]
    out.append(Variable(f"{name}\0mean", _mean(shape[:, :t])))
    if t >= YEAR:
        out.append(Variable(f"{name}\0year", shape[:, t - YEAR]))
    return tuple(out)


def _mean(values: Floats) -> Floats:
    """The mean of what is known in each row, NaN where nothing is."""
    known = (~np.isnan(values)).sum(axis=1)
    total = np.nansum(values, axis=1)
    return np.where(known > 0, total / np.maximum(known, 1), np.nan)


def _volumes(level: Floats, shape: Floats) -> Floats:
    """Months from level and shape; the shape is scaled so that their mean size is the level drawn."""
    mean = _mean(np.abs(shape))
    return np.asarray(shape / np.where(mean > 0, mean, 1.0)[:, None] * level[:, None])
