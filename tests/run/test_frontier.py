"""The frontier: each point is the optimum of its k, and a greater k never loses less."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.errors import DataError, PolicyError
from privkit.policy.reader import read_document
from privkit.run.frontier import Frontier, frontier_of_policy, has_step
from privkit.run.measure import Asked, frontier_of
from privkit.run.measure_columns import Named

DAY = date(2026, 11, 15)
NONE, SOME = Fraction(0), Fraction(1, 4)


def of(
    frame: pd.DataFrame, tmp_path: Path, ks: tuple[int, ...] = (2, 3), limits: Any = (NONE, SOME)
) -> Frontier:
    path = tmp_path / "homes.csv"
    frame.to_csv(path, index=False)
    return frontier_of(Asked(named=Named(("town", "people"), (), "home")), path, DAY, "en", ks, limits)


def homes(towns: str, people: str) -> pd.DataFrame:
    rows = range(len(towns))
    return pd.DataFrame({"home": [f"h{n}" for n in rows], "town": list(towns), "people": list(people)})


def test_each_point_is_what_its_k_costs(tmp_path: Path) -> None:
    found = of(homes("aaaabbbc", "11112222"), tmp_path)
    assert (found.counted_in, found.units, found.on, found.heights) == ("unit", 8, ("town", "people"), (1, 1))
    two = found.at(SOME)[0]
    assert (two.k, two.removed, two.share, two.groups, two.smallest, two.levels) == (
        2,
        1,
        1 / 8,
        2,
        3,
        (0, 0),
    )
    kept = found.at(NONE)[0]
    assert (kept.removed, kept.groups, kept.smallest, kept.levels, kept.loss) == (0, 2, 4, (1, 0), 0.5)


LINES = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("123")), min_size=6, max_size=25)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_more_anonymity_costs_more_and_more_removal_costs_less(
    tmp_path: Path, lines: list[tuple[str, str]]
) -> None:
    frame = homes("".join(t for t, _ in lines), "".join(p for _, p in lines))
    found = of(frame, tmp_path, (2, 3, 5), (NONE, Fraction(1, 10), SOME))
    for limit in found.limits:
        points = found.at(limit)
        assert [p.k for p in points] == [2, 3, 5]
        assert all(a.loss <= b.loss + 1e-9 for a, b in pairwise(points))
        assert all(p.removed <= limit * len(lines) and (p.smallest >= p.k or not p.groups) for p in points)
    for strict, loose in zip(found.at(NONE), found.at(SOME), strict=True):
        assert loose.loss <= strict.loss + 1e-9


def test_a_k_above_the_number_of_units_is_not_reached(tmp_path: Path) -> None:
    found = of(homes("aabb", "1122"), tmp_path, (2, 9), (NONE,))
    small, large = found.at(NONE)
    assert small.reached and not large.reached
    assert large.as_json()["not_reached"]["en"] == "k = 9 cannot be reached with 4 units"


def test_the_largest_k_within_a_loss(tmp_path: Path) -> None:
    found = of(homes("aaaabbbc", "11112222"), tmp_path, (2, 3, 5, 9), (NONE,))
    best = found.largest_k(0.5, NONE)
    assert best is not None and best.k == 3
    assert found.largest_k(0.1, NONE) is None


def test_the_policy_s_own_step_is_a_point(city_folder: Path, privkit: Callable[..., Any]) -> None:
    """What the frontier tells of the policy's k and limit is what its run does; no key is needed to look."""
    policy = city_folder / "water-training.en.yaml"
    document = read_document(policy)
    assert has_step(document)
    for key in (city_folder / "secrets").iterdir():
        key.rename(key.with_suffix(".aside"))
    found = frontier_of_policy(document, DAY, (2, 50), (NONE,))
    assert not (city_folder / "reports").exists()
    for key in (city_folder / "secrets").iterdir():
        key.rename(key.with_suffix(".key"))
    assert privkit("apply", policy, "--as-of", DAY.isoformat()).code == 0
    evidence = json.loads(
        (city_folder / "reports" / "water-training" / "current" / "evidence.json").read_text()
    )
    (done,) = [s["changes"]["figures"] for s in evidence["steps"] if s["name"] == "make_k_anonymous"]
    assert found.limit is not None
    (own,) = [p for p in found.at(found.limit) if p.k == found.k]
    assert (own.removed, own.groups, own.smallest) == (
        done["units_removed"],
        done["groups"],
        done["smallest_group"],
    )
    assert own.loss == pytest.approx(float(done["loss"]))
    assert dict(zip(found.on, own.levels, strict=True)) == done["levels"]
    assert {p.k for p in found.points} == {2, 50, found.k}


def test_a_file_of_the_policy_is_searched_as_its_step_would(city_folder: Path) -> None:
    document = read_document(city_folder / "water-training.en.yaml")
    bills = city_folder / "donnees" / "factures.parquet"
    found = frontier_of(Asked(document), bills, DAY, "en", (2,), (NONE,))
    assert found.k is not None and found.counted_in == "household"


def test_a_policy_without_the_step(tiny: Any) -> None:
    with pytest.raises(PolicyError) as told:
        frontier_of_policy(read_document(tiny.policy), DAY)
    assert "PK854 the policy has no step make_k_anonymous" in told.value.text("en")[0]
    found = frontier_of(Asked(read_document(tiny.policy)), tiny.bills, DAY, "en", (2,), (NONE,))
    assert (found.k, found.on, found.points[0].groups) == (None, ("town", "people"), 6)


def test_several_rows_and_no_columns_are_refused(tiny: Any, tmp_path: Path) -> None:
    frame = homes("aabb", "1122").assign(home="h")
    with pytest.raises(DataError, match="PK467"):
        of(frame, tmp_path)
    tiny.change(
        ("town:     { role: quasi_identifier", "town:     { role: other"),
        ("people:   { role: quasi_identifier", "people:   { role: other"),
    )
    with pytest.raises(DataError, match="PK855"):
        frontier_of(Asked(read_document(tiny.policy)), tiny.bills, DAY, "en", (2,), (NONE,))
