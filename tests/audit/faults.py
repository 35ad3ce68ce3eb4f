"""Faults to plant in a release, one function each: what an audit must catch. They undo themselves with ``monkeypatch``."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import narwhals as nw
import numpy as np
import pytest

from privkit.dp import answer as answering
from privkit.dp import noise as sources
from privkit.dp.intervals import NOTHING
from privkit.dp.measures.base import Noisy
from privkit.dp.noise import Noise
from privkit.dp.plan import Plan
from privkit.engine.caps import Bounded
from privkit.engine.cells import Aggregating
from privkit.engine.fixed_point import FixedPoint
from privkit.engine.protocol import Engine, Table
from privkit.steps.aggregate import after, noisy

Patch = pytest.MonkeyPatch


class Wrapped:
    """A source of noise around another: as it is, until a fault changes a method."""

    def __init__(self, inner: Noise) -> None:
        self.inner = inner
        self.drawn: dict[Any, Any] = {}

    def geometric(self, size: int, scale: Fraction) -> Any:
        return self.inner.geometric(size, scale)

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> Any:
        return self.inner.discrete_gaussian(size, sigma_squared)


class Halved(Wrapped):
    def geometric(self, size: int, scale: Fraction) -> Any:
        return self.inner.geometric(size, scale / 2)

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> Any:
        return self.inner.discrete_gaussian(size, sigma_squared / 4)


class Reused(Wrapped):
    """The same noise for every answer of one size and scale."""

    def geometric(self, size: int, scale: Fraction) -> Any:
        return self.drawn.setdefault((size, scale), self.inner.geometric(size, scale))

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> Any:
        key = size, sigma_squared
        return self.drawn.setdefault(key, self.inner.discrete_gaussian(size, sigma_squared))


class Seeded(Wrapped):
    """Noise that whoever knows the seed draws again."""

    def geometric(self, size: int, scale: Fraction) -> Any:
        draw, chance = np.random.default_rng(7), -np.expm1(-1 / float(scale))
        return (draw.geometric(chance, size) - draw.geometric(chance, size)).astype(object)


class Silent(Wrapped):
    """No noise at all: what is published is exact, so what one household changes can be read."""

    def geometric(self, size: int, scale: Fraction) -> Any:
        return np.zeros(size, dtype=object)


def _source(patch: Patch, wrapper: type[Wrapped]) -> None:
    real = sources.open_noise
    patch.setattr(sources, "open_noise", lambda name: wrapper(real(name)))


def half_the_noise(patch: Patch) -> None:
    _source(patch, Halved)


def no_noise(patch: Patch) -> None:
    _source(patch, Silent)


def noise_drawn_once(patch: Patch) -> None:
    _source(patch, Reused)


def seeded_noise(patch: Patch) -> None:
    _source(patch, Seeded)


def unbounded(patch: Patch, engine: Engine) -> None:
    """All rows are kept."""

    def bound(self: Engine, table: Table, unit: str, caps: Any, key: bytes) -> Bounded:
        return Bounded(table, 0, 0, 0, 0, checked_only=True)

    patch.setattr(type(engine), "bound", bound)


def draw_tells_of_others(patch: Patch, engine: Engine) -> None:
    """Households of two areas keep the first, or the last where their pair of areas has an even number of households.

    Areas 2n and 2n + 1 are a pair.
    """

    def bound(self: Any, table: Table, unit: str, caps: Any, key: bytes) -> Bounded:
        if not caps.values:
            return Bounded(table, 0, 0, 0, 0, checked_only=True)
        pair = "CAST(substr(area, 2) AS INTEGER) // 2"
        text = (
            f"SELECT t.* FROM {{t}} AS t JOIN (SELECT {pair} AS p, count(DISTINCT home) % 2 AS odd FROM {{t}} GROUP BY 1) "
            f"AS n ON {pair} = n.p JOIN (SELECT home, min(area) AS a, max(area) AS b FROM {{t}} GROUP BY home) AS h "
            "ON t.home = h.home WHERE t.area = CASE WHEN odd = 1 THEN a ELSE b END"
        )
        return Bounded(self.query(text, t=table), 0, 0, 0, 0, checked_only=False)

    patch.setattr(type(engine), "bound", bound)


def not_clamped(patch: Patch) -> None:
    """Values go into sums as they are."""
    patch.setattr(FixedPoint, "_clipped", lambda self: nw.col(self.column.name))


def totals_not_clamped(patch: Patch) -> None:
    """What one household adds up to in a cell goes into sums as it is."""
    patch.setattr(Aggregating, "_clamped", lambda self, name: nw.col(f"privkit u {name}"))


def _after_answer(patch: Patch, change: Any) -> None:
    """Change the noisy answers of every table by what is exact: ``change(need, noisy, exact_of, all_noisy)``."""
    real = answering.answer

    def told(asked: Any, exact: Any, plan: Any, noise: Any) -> Any:
        found = real(asked, exact, plan, noise)
        exact_of = {one.need: np.asarray(exact[one.query.name]) for one in asked.answers}
        return replace(
            found, noisy={need: change(need, one, exact_of, found.noisy) for need, one in found.noisy.items()}
        )

    patch.setattr(answering, "answer", told)


def sums_within_what_rows_allow(patch: Patch) -> None:
    """A noisy sum is brought between n × lower and n × upper, n exact: what diffprivlib's tools do."""

    def change(need: Any, one: Noisy, exact_of: Any, all_noisy: Any) -> Noisy:
        if need.kind != "sum":
            return one
        n = next(values for other, values in exact_of.items() if other.kind in ("units", "rows"))
        return replace(
            one, values=np.clip(one.values, n * (need.lower - need.centre), n * (need.upper - need.centre))
        )

    _after_answer(patch, change)


def mean_of_the_exact_count(patch: Patch) -> None:
    """The sum has noise, the number it is divided by has none."""

    def change(need: Any, one: Noisy, exact_of: Any, all_noisy: Any) -> Noisy:
        return Noisy(exact_of[need], NOTHING) if need.kind == "rows" else one

    _after_answer(patch, change)


def centre_read_from_data(patch: Patch) -> None:
    """Sums are centred on the mean of each cell, which is put back by the noisy count."""

    def change(need: Any, one: Noisy, exact_of: Any, all_noisy: Any) -> Noisy:
        if need.kind != "sum":
            return one
        lines = next(other for other in exact_of if other.kind == "rows")
        drawn, n = one.values - exact_of[need], exact_of[lines]
        mean = (exact_of[need] + need.centre * n) // np.maximum(n, 1)
        centred = exact_of[need] + (need.centre - mean) * n
        return replace(one, values=drawn + centred + (mean - need.centre) * all_noisy[lines].values)

    _after_answer(patch, change)


def _before_answer(patch: Patch, change: Any) -> None:
    """Change the exact answers: ``change(need, exact)``."""
    real = answering.answer

    def told(asked: Any, exact: Any, plan: Any, noise: Any) -> Any:
        changed = {
            one.query.name: change(one.need, np.asarray(exact[one.query.name])) for one in asked.answers
        }
        return real(asked, changed, plan, noise)

    patch.setattr(answering, "answer", told)


def rounded_before_noise(patch: Patch) -> None:
    """Sums are rounded to twice their bound, through floats, before the noise that their bound calls for."""

    def change(need: Any, exact: Any) -> Any:
        step = 2.0 * need.upper
        return (np.floor(exact / step + 0.5) * step).astype(np.int64) if need.kind == "sum" else exact

    _before_answer(patch, change)


def budget_spent_twice(patch: Patch) -> None:
    """Every measure gets the whole budget, as if it were alone."""
    real = Plan.of

    def of(self: Plan, name: str) -> Any:
        planned = real(self, name)
        scale, squared, weight = planned.scale, planned.sigma_squared, planned.query.weight
        return replace(planned, scale=scale and scale * weight, sigma_squared=squared and squared * weight)

    patch.setattr(Plan, "of", of)


def _with_exact(patch: Patch) -> list[Any]:
    """The exact answers of each table made, as they come."""
    real, held = noisy.exact_answers, list[Any]()

    def seen(*given: Any) -> Any:
        held.append(real(*given))
        return held[-1]

    patch.setattr(noisy, "exact_answers", seen)
    return held


def only_cells_that_hold_rows(patch: Patch) -> None:
    """A naive GROUP BY: public keys without a row are left out."""
    held, real = _with_exact(patch), noisy.frame_of

    def frame_of(draft: Any) -> Any:
        answers = held.pop(0).answers.values()
        return real(draft)[np.any([a.reshape(len(a), -1).any(axis=1) for a in answers], axis=0)]

    patch.setattr(noisy, "frame_of", frame_of)


def hidden_by_exact_counts(patch: Patch) -> None:
    """hide_below looks at the data."""
    held = _with_exact(patch)

    def hide(drafts: Any, name: str, at_least: int) -> Any:
        draft = drafts[name]
        few = next(v for need, v in held[0].answers.items() if need.kind == "units") < at_least
        return {**drafts, name: draft.having({f: v.hiding(few) for f, v in draft.figures.items()})}

    patch.setattr(after, "_hide_below", hide)


def every_key_met(patch: Patch) -> None:
    """Private keys: all that are in the data."""
    real = answering.keep
    patch.setattr(answering, "keep", lambda noisy, least: real(noisy, -(2**40)))


def keys_over_zero(patch: Patch) -> None:
    """Private keys: those whose noisy count is not zero or less."""
    real = answering.keep
    patch.setattr(answering, "keep", lambda noisy, least: real(noisy, 1))
