"""The search against an exhaustive one in fractions and dictionaries."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.anonymity.apply import apply_levels, suppressed_mask
from privkit.anonymity.builders import flat, from_rows
from privkit.anonymity.check import check_classes
from privkit.anonymity.criteria import Criteria, DistinctL
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.search import search
from privkit.errors import DataError


@dataclass(frozen=True)
class Case:
    hierarchies: list[Hierarchy]
    combos: np.ndarray
    weights: np.ndarray
    criteria: Criteria
    limit: Fraction
    column_weights: list[int] | None


@st.composite
def a_hierarchy(draw: st.DrawFn, name: str) -> Hierarchy:
    count = draw(st.integers(1, 6))
    columns = [[f"v{i}" for i in range(count)]]
    for level in range(1, draw(st.integers(1, 3))):
        below = sorted(set(columns[-1]))
        parent = {label: f"{level}.{draw(st.integers(0, len(below) - 1))}" for label in below}
        columns.append([parent[label] for label in columns[-1]])
    made = from_rows(name, list(zip(*columns, strict=True)))
    start = draw(st.sampled_from([0, 0, 0, 1]))
    made = made.from_level(start)
    return made.with_null() if draw(st.booleans()) else made


@st.composite
def a_case(draw: st.DrawFn) -> Case:
    hierarchies = [draw(a_hierarchy(f"q{j}")) for j in range(draw(st.integers(1, 3)))]
    one_row = st.tuples(
        *(st.integers(0, len(h.values) - 1) for h in hierarchies),
        st.integers(1, draw(st.sampled_from([1, 4]))),
        st.integers(0, 2),
        st.integers(0, 1),
    )
    rows = np.array(draw(st.lists(one_row, min_size=1, max_size=25)))
    q = len(hierarchies)
    wanted = draw(st.sampled_from([(), (2,), (3,), (2, 2), (1, 2)]))
    distinct = tuple(DistinctL(least, rows[:, q + 1 + j], f"s{j}") for j, least in enumerate(wanted))
    limit = Fraction(draw(st.integers(0, 20)), 20)
    weights = draw(st.none() | st.lists(st.integers(0, 3), min_size=q, max_size=q).filter(any))
    return Case(
        hierarchies, rows[:, :q], rows[:, q], Criteria(draw(st.integers(1, 6)), distinct), limit, weights
    )


@dataclass(frozen=True)
class Node:
    loss: Fraction
    levels: tuple[int, ...]
    suppressed: int
    sizes: list[int]


def counted(case: Case, levels: tuple[int, ...]) -> Node:
    """One node by dictionaries and fractions."""
    classes: dict[tuple[Any, ...], list[int]] = {}
    for i, row in enumerate(case.combos):
        key = tuple(
            (h.labels[level][v], h.null and level < h.height and v == len(h.values) - 1)
            for h, level, v in zip(case.hierarchies, levels, row, strict=True)
        )
        classes.setdefault(key, []).append(i)
    bad: set[int] = set()
    sizes = []
    for members in classes.values():
        size = int(case.weights[members].sum())
        diverse = all(len({int(d.codes[i]) for i in members}) >= d.l for d in case.criteria.attributes)
        if size < case.criteria.k or not diverse:
            bad.update(members)
        else:
            sizes.append(size)
    weights = case.column_weights or [1] * len(levels)
    loss = Fraction(0)
    for j, (h, level) in enumerate(zip(case.hierarchies, levels, strict=True)):
        under = [
            sum(h.leaves[i] for i, label in enumerate(h.labels[level]) if label == own)
            for own in h.labels[level]
        ]
        if h.null and level < h.height:
            under[-1] = 1
        n, domain = int(case.weights.sum()), h.domain
        shares = sum(
            int(w) * (Fraction(1) if i in bad else Fraction(under[case.combos[i, j]], domain))
            for i, w in enumerate(case.weights)
        )
        if domain > 1:
            loss += (
                Fraction(weights[j], sum(weights))
                * (shares - Fraction(n, domain))
                / (n - Fraction(n, domain))
            )
    return Node(loss, levels, int(case.weights[sorted(bad)].sum()), sizes)


def exhaustive(case: Case) -> Node | None:
    limit = int(case.limit * int(case.weights.sum()))
    nodes = [counted(case, levels) for levels in product(*(range(h.height + 1) for h in case.hierarchies))]
    admissible = [node for node in nodes if node.suppressed <= limit]
    return min(admissible, key=lambda node: (node.loss, node.levels)) if admissible else None


def found(case: Case) -> Any:
    return search(
        case.hierarchies,
        case.combos,
        case.weights,
        case.criteria,
        case.limit,
        column_weights=case.column_weights,
    )


@settings(max_examples=400, deadline=None)
@given(a_case())
def test_it_finds_the_optimum_of_an_exhaustive_search(case: Case) -> None:
    expected = exhaustive(case)
    if expected is None:
        with pytest.raises(DataError, match=r"PK44[04]"):
            found(case)
        return
    optimum = found(case)
    assert optimum.levels == expected.levels
    assert optimum.suppressed_units == expected.suppressed
    assert optimum.loss == pytest.approx(float(expected.loss), abs=1e-12)
    assert optimum.classes == len(expected.sizes)
    assert optimum.smallest_class == min(expected.sizes, default=0)
    assert optimum.largest_class == max(expected.sizes, default=0)
    assert optimum.evaluated <= optimum.lattice_size


@settings(max_examples=100, deadline=None)
@given(a_case())
def test_what_it_leaves_holds_by_another_count(case: Case) -> None:
    if exhaustive(case) is None:
        return
    optimum = found(case)
    gone = suppressed_mask(case.hierarchies, case.combos, case.weights, case.criteria, optimum.levels)
    assert case.weights[gone].sum() == optimum.suppressed_units
    labels = apply_levels(case.hierarchies, optimum.levels)
    frame = pd.DataFrame({j: labels[j][case.combos[:, j]] for j in range(len(labels))}, dtype=object)
    for wanted in case.criteria.attributes or (DistinctL(1, np.zeros(len(frame), int)),):
        checked = check_classes(
            frame, case.weights, case.criteria.k, wanted.l, wanted.codes.tolist(), gone.tolist()
        )
        assert checked.holds
        assert (checked.classes, checked.smallest_class) == (optimum.classes, optimum.smallest_class)


AREA = from_rows("area", [("a1", "A"), ("a2", "A"), ("b1", "B"), ("b2", "B")])
KIND = flat(["x", "y"], name="kind")


def test_k_is_reached_exactly_not_one_less() -> None:
    combos = np.array([[0, 0], [1, 0], [2, 0], [3, 0]])
    four = search([AREA, KIND], combos, np.array([4, 5, 5, 5]), Criteria(5), Fraction(0))
    assert four.levels == (1, 0)
    five = search([AREA, KIND], combos, np.array([5, 5, 5, 5]), Criteria(5), Fraction(0))
    assert (five.levels, five.smallest_class, five.classes) == ((0, 0), 5, 4)


def test_the_limit_is_rounded_down_to_whole_units() -> None:
    combos = np.array([[0, 0], [2, 0]])
    weights = np.array([2, 8])
    assert search([AREA, KIND], combos, weights, Criteria(3), Fraction(2, 10)).suppressed_units == 2
    assert search([AREA, KIND], combos, weights, Criteria(3), Fraction(19, 100)).suppressed_units == 0


def test_equal_losses_take_the_first_columns_least() -> None:
    kinds = [flat(["x", "y"], name=name) for name in ("one", "two")]
    optimum = search(
        kinds, np.array([[0, 0], [1, 1], [0, 1], [1, 0]]), np.ones(4, int), Criteria(2), Fraction(0)
    )
    assert optimum.levels == (0, 1)


def test_suppressing_everything_when_it_may() -> None:
    optimum = search([KIND], np.array([[0], [1]]), np.array([1, 1]), Criteria(5), Fraction(1))
    assert (optimum.levels, optimum.suppressed_units, optimum.classes, optimum.loss) == ((0,), 2, 0, 1.0)


def test_an_empty_table_is_left_as_it_is() -> None:
    optimum = search([AREA, KIND], np.empty((0, 2), int), np.empty(0, int), Criteria(5), Fraction(0))
    assert (optimum.levels, optimum.loss, optimum.classes, optimum.lattice_size) == ((0, 0), 0.0, 0, 6)


def test_the_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    combos, weights = rng.integers(0, 2, (60, 2)), rng.integers(1, 4, 60)
    order = rng.permutation(60)
    first = search([AREA, KIND], combos, weights, Criteria(20), Fraction(1, 10))
    assert search([AREA, KIND], combos[order], weights[order], Criteria(20), Fraction(1, 10)) == first


@pytest.mark.parametrize(
    ("hierarchies", "weights", "limit", "metric"),
    [
        ([KIND], [0], Fraction(0), "loss"),
        ([KIND], [1], Fraction(3, 2), "loss"),
        ([KIND], [1], Fraction(-1), "loss"),
        ([KIND], [1], Fraction(0), "loss_am"),
        ([], [1], Fraction(0), "loss"),
    ],
)
def test_calls_that_make_no_sense_are_bugs(
    hierarchies: list[Hierarchy], weights: list[int], limit: Fraction, metric: str
) -> None:
    combos = np.zeros((1, len(hierarchies)), int)
    with pytest.raises(ValueError):
        search(hierarchies, combos, np.array(weights), Criteria(1), limit, metric)


def a_deep_case(rng: np.random.Generator) -> Case:
    """Taller trees than hypothesis draws, and columns whose loss does not count: many equal bounds."""
    hierarchies = []
    for j in range(int(rng.integers(2, 4))):
        columns = [[f"v{i}" for i in range(int(rng.integers(2, 9)))]]
        for level in range(1, int(rng.integers(1, 5))):
            below = sorted(set(columns[-1]))
            parent = {label: f"{level}.{rng.integers(0, max(1, len(below) * 2 // 3))}" for label in below}
            columns.append([parent[label] for label in columns[-1]])
        hierarchies.append(from_rows(f"q{j}", list(zip(*columns, strict=True))))
    rows = int(rng.integers(5, 25))
    combos = np.stack([rng.integers(0, len(h.values), rows) for h in hierarchies], axis=1)
    free = [int(weight) for weight in rng.integers(0, 2, len(hierarchies))]
    limit = Fraction(int(rng.integers(0, 21)), 20)
    criteria = Criteria(int(rng.integers(2, 7)))
    return Case(hierarchies, combos, rng.integers(1, 4, rows), criteria, limit, free if any(free) else None)


def test_columns_whose_loss_does_not_count() -> None:
    rng = np.random.default_rng(0)
    compared = 0
    for case in (a_deep_case(rng) for _ in range(300)):
        expected = exhaustive(case)
        if expected is not None:
            optimum = found(case)
            assert (optimum.levels, optimum.suppressed_units) == (expected.levels, expected.suppressed)
            compared += 1
    assert compared > 250
