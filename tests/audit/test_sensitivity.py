"""What one household changes in the exact answers, measured: never more than the noise is scaled to.

Through the whole path, on neighbouring tables at random: any measure, bounds, caps, totals, keys, mode, and a household made to
do harm. The draws of the others are the same on both sides, for the key is; the answers are met where noise is added.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from privkit.dp import answer as answering
from privkit.engine.protocol import Engine

from . import faults
from .releases import Asked, Rows, known_areas, release

KEYS = {
    "area": "area: { known_list: areas.csv }",
    "month": "month: { from: 2025-01, to: 2025-03 }",
    "private": "area: { chosen_privately: yes }",
}
BOUNDS = ("[0, 5]", "[-3, 4]", "[2, 9]", "[-9, -1]", "[0, 0.3]")
MEASURES = (
    "{ count: household }",
    "{ count: rows }",
    "{ sum: volume, bounds: BOUNDS, precision: 0.1 }",
    "{ mean: volume, bounds: BOUNDS }",
    "{ variance: volume, bounds: BOUNDS }",
    "{ quantiles: volume, bounds: BOUNDS, at: [25 %, 50 %] }",
)
Answers = dict[str, dict[tuple[Any, ...], Any]]


def asked_at_random(draw: np.random.Generator) -> Asked:
    """A policy: one to two tables, caps that bound them all."""
    tables = []
    for name in ("first", "second")[: draw.integers(1, 3)]:
        by = list(draw.choice(["area", "month"], draw.integers(0, 3), replace=False))
        by = ["private" if key == "area" and draw.random() < 0.4 else key for key in by]
        tables.append(
            f"{name}:\n  by: {{ {', '.join(KEYS[k] for k in by)} }}\n  measures:"
            if by
            else f"{name}:\n  measures:"
        )
        for number in draw.choice(len(MEASURES), draw.integers(1, 4), replace=False):
            wanted = MEASURES[number].replace("BOUNDS", str(draw.choice(BOUNDS)))
            tables.append(f"    m{number}: {wanted}")
        if draw.random() < 0.5:
            tables.append(f"    bands: {{ histogram: volume, bands: [-1, 0, 0.5, {draw.integers(2, 5)}] }}")
    caps = [
        f"areas: {draw.integers(1, 3)}",
        f"months: {draw.integers(1, 3)}",
        f"rows_per_month: {draw.integers(1, 4)}",
    ]
    caps += [f"groups: {draw.integers(1, 4)}"] * int(draw.random() < 0.3) + [
        f"rows: {draw.integers(1, 6)}"
    ] * int(draw.random() < 0.3)
    return Asked(
        "\n".join(tables),
        ", ".join(caps),
        epsilon="2",
        delta="1e-6",
        totals=f"volume: {draw.integers(1, 8)}" if draw.random() < 0.4 else "",
        each_year_of="day" if draw.random() < 0.3 else "",
    )


def rows_at_random(draw: np.random.Generator, homes: Any, extreme: bool) -> Rows:
    """Rows of households: areas outside the list, months outside the range, blanks, far values, the same row again."""
    size = len(homes)
    volume = draw.integers(-120, 120, size) / 10
    if extreme:
        volume = draw.choice([1e9, -1e9, 0.0, 0.1, 9.0, -9.0, 4.0], size)
    volume = np.where(draw.random(size) < 0.15, np.nan, volume)
    years = draw.choice([2024, 2025], size)
    return Rows.of(homes, draw.integers(0, 6, size), volume, draw.integers(1, 5, size), years)


def met(
    engine: Engine, folder: Path, asked: Asked, rows: Rows, patch: pytest.MonkeyPatch
) -> tuple[Answers, Mapping[str, Any]]:
    """The exact answers, by name of query and key of cell, and the noise planned for them."""
    from privkit.steps.aggregate import noisy as step

    found: Answers = {}
    plans: dict[str, Any] = {}
    keys: list[Any] = []
    real_exact, real = step.exact_answers, answering.answer

    def seen(*given: Any) -> Any:
        exact = real_exact(*given)
        keys.append(exact.keys)
        return exact

    def told(asked: Any, exact: Any, plan: Any, noise: Any) -> Any:
        cells = list(zip(*keys[-1], strict=True)) if keys[-1] else [()]
        for one in asked.answers:
            held = np.asarray(exact[one.query.name])
            held = held if one.strategy is None else one.strategy.ask(held)
            found[one.query.name] = dict(zip(cells, held.reshape(len(cells), -1).astype(object), strict=True))
            plans[one.query.name] = plan.of(one.query.name)
        return real(asked, exact, plan, noise)

    with patch.context() as here:
        here.setattr(step, "exact_answers", seen)
        here.setattr(answering, "answer", told)
        here.setattr(secrets, "token_bytes", lambda size: b"k" * size)
        release(engine, folder, asked, rows, "diffprivlib")
    return found, plans


def change(one: dict[Any, Any], other: dict[Any, Any]) -> list[int]:
    """What differs between two answers; a key that is on one side only is zero on the other."""
    out: list[int] = []
    for key in one.keys() | other.keys():
        a, b = one.get(key), other.get(key)
        out += [int(x) for x in (a if b is None else -b if a is None else a - b)]
    return out


def beyond(engine: Engine, folder: Path, seed: int, patch: pytest.MonkeyPatch) -> list[str]:
    """The answers, of a policy and neighbouring tables at random, that one household changes more than was planned."""
    draw = np.random.default_rng(seed)
    known_areas(folder, 4)
    asked = asked_at_random(draw)
    many = int(draw.choice([1, 3, 12, 60]))
    others = rows_at_random(draw, draw.integers(0, 12, 60), extreme=False)
    canary = rows_at_random(draw, np.full(many, 99), extreme=True)
    if asked.each_year_of:  # one year of a household is what is protected
        canary = Rows(canary.home, canary.area, canary.month, canary.volume, np.full(many, 2025))
        others += Rows.of(np.full(5, 99), draw.integers(0, 4, 5), 1.0, 1, 2024)
    with_it, plan = met(engine, folder, asked, others + canary, patch)
    without, _ = met(engine, folder, asked, others, patch)
    assert with_it.keys() == without.keys() == plan.keys()
    return [name for name in plan if not hidden(change(with_it[name], without[name]), plan[name])]


def hidden(moved: list[int], planned: Any) -> bool:
    """Whether a change of an answer is within its sensitivities, and the noise is as large as what is paid for it."""
    query = planned.query
    if planned.scale is not None:
        enough = planned.scale * planned.event.epsilon >= query.l1
    else:
        enough = planned.event.rho >= Fraction(query.l2_squared) / (2 * planned.sigma_squared)
    within = sum(map(abs, moved)) <= query.l1 and sum(x * x for x in moved) <= query.l2_squared
    return bool(enough and within)


@pytest.mark.parametrize("seed", range(24))
def test_one_household_changes_no_more_than_the_noise_hides(
    audited: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    assert beyond(audited, tmp_path, seed, monkeypatch) == []


@pytest.mark.parametrize(
    "fault", [faults.unbounded, faults.totals_not_clamped], ids=["unbounded", "totals_not_clamped"]
)
def test_a_planted_fault_is_caught(
    audited: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    fault(monkeypatch, audited) if fault is faults.unbounded else fault(monkeypatch)
    assert any(beyond(audited, tmp_path, seed, monkeypatch) for seed in range(24))
