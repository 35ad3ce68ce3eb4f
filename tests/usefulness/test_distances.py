from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.usefulness.distances import Distances, distances, total_variation
from privkit.usefulness.variables import Sides, Variable

Frame = pd.DataFrame
Made = Callable[..., Frame]
TWO = (Variable("a", "category"), Variable("b", "category"))


def of(real: Frame, released: Frame, variables: tuple[Variable, ...] = TWO, **more: object) -> Distances:
    return distances(Sides(real, released, variables, **more))  # type: ignore[arg-type]


def values(found: Distances, order: int) -> dict[tuple[str, ...], float]:
    way = found.way(order)
    assert way is not None
    return {d.columns: d.value for d in way.each}


def test_a_case_by_hand() -> None:
    """a: 50/50 against 75/25. (a, b): x1 .5, y2 .5 against x1 .5, x2 .25, y2 .25."""
    real = Frame({"a": ["x"] * 50 + ["y"] * 50, "b": ["1"] * 50 + ["2"] * 50})
    released = Frame({"a": ["x"] * 75 + ["y"] * 25, "b": ["1"] * 50 + ["2"] * 50})
    found = of(real, released)
    assert values(found, 1) == {("a",): 0.25, ("b",): 0.0}
    assert values(found, 2) == {("a", "b"): 0.25}
    assert found.way(3) is None
    way = found.way(1)
    assert way is not None and way.worst.columns == ("a",) and way.mean == 0.125


def test_missing_is_a_value_of_its_own() -> None:
    real = Frame({"a": ["x"] * 60})
    gone = Frame({"a": ["x"] * 30 + [None] * 30})
    assert values(of(real, gone, TWO[:1]), 1) == {("a",): 0.5}
    assert values(of(Frame({"a": [None] * 60}), Frame({"a": [None] * 60}), TWO[:1]), 1) == {("a",): 0.0}


def test_what_lies_outside_the_real_range_is_far() -> None:
    real = Frame({"a": np.arange(1000.0)})
    assert values(of(real, real + 10_000, (Variable("a", "number"),)), 1) == {("a",): 1.0}


def test_the_same_rows_in_another_order_are_the_same(people: Made, variables: tuple[Variable, ...]) -> None:
    real, released, held = people(900, 1), people(700, 2), people(300, 3)
    shuffled = [f.sample(frac=1, random_state=5) for f in (real, released, held)]
    assert of(real, released, variables, held=held) == of(
        shuffled[0], shuffled[1], variables, held=shuffled[2]
    )


def test_a_copy_is_at_zero_and_a_fresh_sample_at_the_floor(
    people: Made, variables: tuple[Variable, ...]
) -> None:
    real = people(3000, 1)
    copy = of(real, real, variables)
    assert [way.mean for way in copy.ways] == [0.0, 0.0, 0.0]
    fresh = [of(real, people(2000, seed), variables, held=people(800, 99)) for seed in range(2, 8)]
    for order in (1, 2, 3):
        means = [(w.mean, w.floor_mean) for f in fresh if (w := f.way(order))]
        mean, floor = np.mean(means, axis=0)
        assert floor == pytest.approx(mean, rel=0.2)


def test_columns_that_no_longer_go_together_are_seen_in_pairs(
    people: Made, independent: Made, variables: tuple[Variable, ...]
) -> None:
    real = people(3000, 1)
    found = of(real, independent(real), variables)
    one, two = found.way(1), found.way(2)
    assert one is not None and two is not None
    assert one.mean == 0.0 and two.mean > 2 * two.floor_mean
    assert two.worst.columns in {("kind", "pool"), ("rooms", "use")}


def test_texts_that_nearly_all_differ_are_left_out_and_named() -> None:
    real = Frame({"a": [f"n{k}" for k in range(80)], "b": ["1", "2"] * 40})
    found = of(real, real)
    assert found.left_out == ("a",)
    assert [way.order for way in found.ways] == [1]


def test_too_many_triples_are_drawn_and_it_is_said() -> None:
    rng = np.random.default_rng(0)
    wide = Frame({f"c{k}": rng.choice(["x", "y"], 60) for k in range(8)})
    sides = Sides(wide, wide, tuple(Variable(c, "category") for c in wide))
    way = distances(sides, at_most=10).way(3)
    assert way is not None and len(way.each) == 10 and way.of == 56
    assert len({d.columns for d in way.each}) == 10
    assert distances(sides, at_most=10) == distances(sides, at_most=10)


def brute(first: list[int], second: list[int]) -> float:
    met = {*first, *second}
    return sum(abs(first.count(c) / len(first) - second.count(c) / len(second)) for c in met) / 2


samples = st.lists(st.integers(0, 9), min_size=1, max_size=40)


@settings(deadline=None)
@given(samples, samples, st.sampled_from([10, 10_000]))
def test_dense_and_sparse_counts_agree_with_the_definition(
    first: list[int], second: list[int], cells: int
) -> None:
    a, b = np.array(first), np.array(second)
    found = total_variation(a, b, cells)
    assert found == pytest.approx(brute(first, second))
    assert 0 <= found <= 1
    assert found == pytest.approx(total_variation(b, a, cells))
    assert total_variation(a, a, cells) == pytest.approx(0)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6))
def test_more_columns_are_never_nearer(seed: int) -> None:
    """Crossing can only tell more apart: each pair is at least as far as each of its columns."""
    rng = np.random.default_rng(seed)
    frames = [Frame({"a": rng.choice(list("xyz"), 60), "b": rng.choice(list("12"), 60)}) for _ in range(2)]
    found = of(frames[0], frames[1])
    one, two = values(found, 1), values(found, 2)
    assert two["a", "b"] >= max(one.values()) - 1e-12
