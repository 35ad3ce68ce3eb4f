"""Profiles, such as twelve monthly volumes: from columns to a few variables of the joint model, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from privkit.synth.bins import Grid, grid_of
from privkit.synth.domain import Attribute, Domain, Profile
from privkit.synth.encode import column_of, units_of
from privkit.synth.marginals.answers import Answers
from privkit.synth.marginals.moments import Directions, directions_of, exact_moments, whole_rows
from privkit.synth.marginals.profile_parts import (
    Codes,
    Flags,
    Floats,
    Scale,
    gap_codes,
    gap_draw,
    gap_sizes,
    level_scale,
    parts_of,
    scores_of,
    shape_scale,
    spread_code,
    spread_draw,
    spreads,
)
from privkit.synth.marginals.project import tiers


@dataclass(frozen=True, eq=False)
class Variable:
    """A variable of the joint model: a code for each row.

    ``tiers`` are the widths of the blocks that are counted (:func:`privkit.synth.marginals.project.tiers`). Codes
    from ``known`` on stand for no value; ``hidden`` among them is never written back.
    """

    name: str
    codes: Codes
    size: int
    known: int
    ordered: bool
    tiers: tuple[int, ...] = (1,)
    hidden: int | None = None


@dataclass(frozen=True, eq=False)
class Shape:
    """How one profile is cut into variables. ``directions`` come from noisy moments, all else from the domain."""

    attributes: tuple[Attribute, ...]
    names: tuple[str, ...]
    directions: Directions

    @property
    def gappy(self) -> bool:
        """Whether periods may be missing."""
        return self.names[0].endswith(":gaps")

    @property
    def scale(self) -> Scale:
        """The grid of the levels."""
        return level_scale(max(_top(grid) for grid in _grids(self.attributes)))

    def variables(self, frame: pd.DataFrame) -> list[Variable]:
        """The variables of each row."""
        amounts, absent = _amounts(frame, self.attributes)
        level, deviations = _level(amounts, absent)
        periods, cells = len(self.attributes), self.scale.cells
        nothing = absent.all(axis=1)
        # A unit that used nothing has no level: a code of its own says so, and no other variable does.
        zeros = np.where(level > 0, ((amounts == 0) & ~absent).sum(axis=1), 0).astype(np.int64)
        levels = np.where(nothing, cells + 1, np.where(level > 0, self.scale.code(level), cells))
        scores, left = self._scores(deviations, absent)
        grid = shape_scale(periods)
        told = [
            (zeros, periods, False, None),
            (levels, cells, True, cells + 1),
            *((grid.code(score), grid.cells, True, None) for score in scores.T),
            (spread_code(left), spreads(), True, None),
        ]
        if self.gappy:
            told.insert(0, (gap_codes(absent), gap_sizes(periods), False, None))
        return [
            Variable(
                name,
                codes,
                known if hidden is None else hidden + 1,
                known,
                ordered,
                tiers(known) if ordered else (1,),
                hidden,
            )
            for name, (codes, known, ordered, hidden) in zip(self.names, told, strict=True)
        ]

    def columns(self, codes: list[Codes], rng: np.random.Generator) -> dict[str, pd.Series]:
        """Values for the codes of the variables, within the bounds of each column."""
        rows, periods = len(codes[0]), len(self.attributes)
        gaps, *rest = codes if self.gappy else (np.zeros(rows, np.int64), *codes)
        zeros, level, *shape, spread = rest
        grid, scale = shape_scale(periods), self.scale
        levels = np.where(level < scale.cells, scale.draw(np.minimum(level, scale.cells - 1), rng), 0.0)
        scores = (
            np.stack([grid.draw(score, rng) for score in shape], axis=1) if shape else np.zeros((rows, 0))
        )
        deviations = self._deviations(scores, spread_draw(spread, rng), rng)
        absent = gap_draw(gaps, periods, rng)
        amounts = _amounts_of(levels, deviations, zeros, absent, scale.most)
        out = {}
        for place, (attribute, one) in enumerate(zip(self.attributes, _grids(self.attributes), strict=True)):
            units = one.units(amounts[:, place] + float(one.values(np.array([one.low]))[0]))
            least = np.where((amounts[:, place] > 0) & (units == one.low), min(one.low + 1, one.high), units)
            gone = absent[:, place] & attribute.nullable
            out[attribute.name] = column_of(attribute, one.values(least), gone)
        return out

    def _scores(self, deviations: Floats, absent: Flags) -> tuple[Floats, Floats]:
        """Coordinates along the directions, and the spread of what they leave; missing periods are as the mean."""
        gap = np.where(absent, 0.0, deviations - self.directions.mean)
        scores = gap @ self.directions.along.T
        left = gap - scores @ self.directions.along
        return scores, np.sqrt((left**2).sum(axis=1) / max(1, self.directions.freedom))

    def _deviations(self, scores: Floats, spread: Floats, rng: np.random.Generator) -> Floats:
        """What each period is beside the level: along the directions, and by chance as far as the spread says."""
        chance = rng.standard_normal((len(scores), len(self.attributes))) @ self.directions.root.T
        norms = np.sqrt((chance**2).sum(axis=1) / max(1, self.directions.freedom))
        chance *= np.divide(spread, norms, out=np.zeros_like(spread), where=norms > 1e-9)[:, None]
        return np.asarray(self.directions.mean + scores @ self.directions.along + chance)


def measure_shape(frame: pd.DataFrame, domain: Domain, profile: Profile, answers: Answers) -> Shape:
    """The directions of the shapes of a profile, from one noisy answer: its second moments.

    Units with a gap, or that used nothing, count as 0 in it.
    """
    attributes = tuple(domain[column] for column in profile.columns)
    amounts, absent = _amounts(frame, attributes)
    level, deviations = _level(amounts, absent)
    whole = whole_rows(deviations) * ((level > 0) & ~absent.any(axis=1))[:, None]
    noisy, variance = answers.gaussian(exact_moments(whole))
    found = directions_of(noisy, variance, len(attributes), scores_of(profile))
    return Shape(attributes, parts_of(domain, profile), found)


def _grids(attributes: tuple[Attribute, ...]) -> list[Grid]:
    return [grid_of(attribute) for attribute in attributes]


def _top(grid: Grid) -> float:
    """The largest amount above the least."""
    return float((grid.high - grid.low) / 10.0**grid.decimals)


def _amounts(frame: pd.DataFrame, attributes: tuple[Attribute, ...]) -> tuple[Floats, Flags]:
    """What each period holds above its lowest bound (0 where nothing is known), and where it is missing."""
    amounts, absent = [], []
    for attribute, grid in zip(attributes, _grids(attributes), strict=True):
        units, gone = units_of(frame[attribute.name], attribute, grid)
        amounts.append(np.where(gone, 0.0, (units - grid.low) / 10.0**grid.decimals))
        absent.append(gone)
    return np.stack(amounts, axis=1), np.stack(absent, axis=1)


def _level(amounts: Floats, absent: Flags) -> tuple[Floats, Floats]:
    """The mean over the periods known, and what each period is beside it: 0 where it is missing or all are 0."""
    known = (~absent).sum(axis=1)
    level = amounts.sum(axis=1) / np.maximum(known, 1)
    beside = np.divide(amounts, level[:, None], out=np.ones_like(amounts), where=(level > 0)[:, None]) - 1.0
    return level, np.where(absent, 0.0, beside)


def _amounts_of(
    levels: Floats, deviations: Floats, zeros: Codes, absent: Flags, most: float
) -> NDArray[np.float64]:
    """Amounts of this level over the periods known, the lowest ``zeros`` of them 0, none over ``most``."""
    raw = np.where(absent, np.inf, np.maximum(1.0 + deviations, 0.02))
    rank = np.argsort(np.argsort(raw, axis=1), axis=1)
    share = np.where(absent | (rank < zeros[:, None]), 0.0, raw)
    known = np.maximum((~absent).sum(axis=1), 1)
    out = share * levels[:, None]
    for _ in range(3):  # what is cut at the top goes to the other periods
        held = out.sum(axis=1) / known
        out *= np.divide(levels, held, out=np.zeros_like(levels), where=held > 0)[:, None]
        out = np.minimum(out, most)
    return out
