"""Local recoding: what must hold whatever the data, and how near it comes to the optimum of tiny tables."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.anonymity.builders import flat, from_rows
from privkit.anonymity.check import check_classes
from privkit.anonymity.criteria import Criteria, DistinctL
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.local import LocalRecoding, recode_locally
from privkit.errors import DataError


@dataclass(frozen=True)
class Case:
    hierarchies: list[Hierarchy]
    combos: np.ndarray
    weights: np.ndarray
    k: int
    l: int  # noqa: E741
    confidential: np.ndarray
    column_weights: list[int] | None

    @property
    def criteria(self) -> Criteria:
        return Criteria(self.k, (DistinctL(self.l, self.confidential, "s"),) if self.l > 1 else ())


@st.composite
def a_hierarchy(draw: st.DrawFn, name: str) -> Hierarchy:
    count = draw(st.integers(1, 6))
    columns = [[f"v{i}" for i in range(count)]]
    for level in range(1, draw(st.integers(1, 3))):
        below = sorted(set(columns[-1]))
        parent = {label: f"{level}.{draw(st.integers(0, len(below) - 1))}" for label in below}
        columns.append([parent[label] for label in columns[-1]])
    made = from_rows(name, list(zip(*columns, strict=True)))
    made = made.from_level(draw(st.sampled_from([0, 0, 0, 1])))
    return made.with_null() if draw(st.booleans()) and made.height else made


@st.composite
def a_case(draw: st.DrawFn) -> Case:
    hierarchies = [draw(a_hierarchy(f"q{j}")) for j in range(draw(st.integers(1, 4)))]
    one_row = st.tuples(
        *(st.integers(0, len(h.values) - 1) for h in hierarchies),
        st.integers(1, draw(st.sampled_from([1, 4]))),
        st.integers(0, 2),
    )
    rows = np.array(draw(st.lists(one_row, min_size=1, max_size=40)))
    q = len(hierarchies)
    weights = draw(st.none() | st.lists(st.integers(0, 3), min_size=q, max_size=q).filter(any))
    return Case(
        hierarchies,
        rows[:, :q],
        rows[:, q],
        draw(st.integers(1, 6)),
        draw(st.sampled_from([1, 1, 2, 3])),
        rows[:, q + 1],
        weights,
    )


def feasible(case: Case) -> bool:
    return bool(case.weights.sum() >= case.k and len(np.unique(case.confidential)) >= case.l)


def shown(case: Case, result: LocalRecoding) -> pd.DataFrame:
    """The label of every kept piece, as text."""
    kept = result.class_of >= 0
    columns = {j: result.labels(j)[result.class_of[kept]] for j in range(len(case.hierarchies))}
    return pd.DataFrame(columns, index=np.flatnonzero(kept))


def lowest_common(hierarchy: Hierarchy, values: set[int]) -> int:
    return next(
        level
        for level in range(hierarchy.height + 1)
        if len({int(hierarchy.codes(level)[v]) for v in values}) == 1
    )


def recounted_loss(case: Case, result: LocalRecoding) -> Fraction:
    """From the members of each class, in fractions."""
    total, out = int(case.weights.sum()), Fraction(0)
    prices = case.column_weights or [1] * len(case.hierarchies)
    for j, hierarchy in enumerate(case.hierarchies):
        lost = Fraction(0)
        for row, units, number in zip(result.rows, result.units, result.class_of, strict=True):
            level = hierarchy.height if number < 0 else int(result.levels[number, j])
            under = int(hierarchy.weight_under(level)[case.combos[row, j]])
            lost += Fraction(int(units) * (under - 1), max(1, hierarchy.domain - 1))
        out += Fraction(prices[j], sum(prices)) * lost / total
    return out


@settings(max_examples=60, deadline=None)
@given(a_case(), st.sampled_from(["fast", "balanced"]), st.integers(0, 4))
def test_what_always_holds(case: Case, effort: Any, tenths: int) -> None:
    limit = Fraction(tenths, 10)
    if not feasible(case):
        with pytest.raises(DataError):
            recode_locally(case.hierarchies, case.combos, case.weights, case.criteria, effort=effort)
        return
    arguments = (case.hierarchies, case.combos, case.weights, case.criteria)
    options: Any = {"effort": effort, "suppression_limit": limit, "column_weights": case.column_weights}
    result = recode_locally(*arguments, **options)
    # the pieces of a row add up to its weight, and none is empty
    assert (np.bincount(result.rows, result.units, minlength=len(case.weights)) == case.weights).all()
    assert (result.units > 0).all()
    assert result.suppressed_units == result.units[result.class_of < 0].sum()
    assert result.suppressed_units <= limit * case.weights.sum()
    # every class of equal labels holds, counted by another route
    labels, kept = shown(case, result), result.class_of >= 0
    told = check_classes(
        labels, result.units[kept], case.k, case.l, pd.Series(case.confidential[result.rows[kept]])
    )
    assert told.holds and told.classes == result.classes and told.smallest_class == result.smallest_class
    # labels are those of the lowest common level, and true of every member
    for number in range(result.classes):
        members = case.combos[result.rows[result.class_of == number]]
        for j, hierarchy in enumerate(case.hierarchies):
            level = lowest_common(hierarchy, set(members[:, j].tolist()))
            assert result.levels[number, j] == level
            assert set(hierarchy.codes(level)[members[:, j]].tolist()) == {int(result.codes[number, j])}
    assert result.loss == pytest.approx(float(recounted_loss(case, result)), abs=1e-12)
    again = recode_locally(*arguments, **options)
    assert again.loss == result.loss and (again.class_of == result.class_of).all()


def partitions(items: list[int]) -> Any:
    if not items:
        yield []
        return
    for rest in partitions(items[1:]):
        yield [[items[0]], *rest]
        for i in range(len(rest)):
            yield [*rest[:i], [items[0], *rest[i]], *rest[i + 1 :]]


def optimum(case: Case) -> float:
    """The least loss of any partition of the units, all tried."""
    units = [row for row, weight in enumerate(case.weights) for _ in range(weight)]
    best = np.inf
    cache: dict[frozenset[int], float] = {}

    def cost(block: list[int]) -> float:
        rows = frozenset(units[i] for i in block)
        if rows not in cache:
            total = 0.0
            for j, h in enumerate(case.hierarchies):
                values = {int(case.combos[row, j]) for row in rows}
                under = int(h.weight_under(lowest_common(h, values))[next(iter(values))])
                total += (under - 1) / max(1, h.domain - 1)
            cache[rows] = total / len(case.hierarchies)
        return cache[rows] * len(block)

    for partition in partitions(list(range(len(units)))):
        if all(len(b) >= case.k for b in partition):
            best = min(best, sum(map(cost, partition)))
    return best / len(units)


@pytest.mark.parametrize("seed", range(6))
def test_near_the_optimum_of_tiny_tables(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ages = from_rows("age", [(str(i), f"a{i // 2}", f"b{i // 4}") for i in range(8)])
    kinds = flat(["x", "y", "z"], name="kind")
    combos = np.stack([rng.integers(0, 8, 9), rng.integers(0, 3, 9)], axis=1)
    case = Case([ages, kinds], combos, np.ones(9, int), 2 + seed % 2, 1, np.zeros(9, int), None)
    found = recode_locally(case.hierarchies, combos, case.weights, case.criteria, effort="thorough").loss
    best = optimum(case)
    assert best - 1e-12 <= found <= 1.1 * best + 1e-12


def test_a_table_that_already_holds_is_left_as_it_is() -> None:
    ages = from_rows("age", [(str(i), f"a{i // 2}") for i in range(4)])
    result = recode_locally([ages], np.array([[0], [1], [3]]), np.array([5, 6, 7]), Criteria(5))
    assert (result.loss, result.classes, result.smallest_class) == (0.0, 3, 5)
    assert list(result.labels(0)) == ["0", "1", "3"]


def test_a_large_combination_lends_its_spare_units() -> None:
    ages = from_rows("age", [(str(i), f"a{i // 2}") for i in range(4)])
    result = recode_locally([ages], np.array([[0], [1]]), np.array([9, 1]), Criteria(5))
    assert sorted(result.labels(0)) == ["0", "a0"]
    assert result.loss == pytest.approx(5 / 10 * 1 / 3)  # five units shown as one of two values among four


def test_labels_of_two_meanings_are_refused() -> None:
    towns = from_rows("town", [("Nantes", "Loire"), ("Loire", "Forez")])
    with pytest.raises(DataError) as caught:
        recode_locally([towns], np.array([[0], [1]]), np.array([1, 1]), Criteria(2))
    assert caught.value.text("en") == [
        "PK456 labels of the hierarchy of town that mean two different groups of values: 1",
        "  → give each group its own label: local recoding shows several levels of a column together",
    ]
    assert caught.value.text("fr") == [
        "PK456 étiquettes de la hiérarchie de town qui désignent deux groupes de valeurs différents : 1",
        "  → donnez à chaque groupe sa propre étiquette : le recodage local montre ensemble plusieurs niveaux "
        "d'une colonne",
    ]


def test_an_interruption_gives_what_has_been_found() -> None:
    rng = np.random.default_rng(1)
    ages = from_rows("age", [(str(i), f"a{i // 4}", f"b{i // 16}") for i in range(64)])
    combos = np.stack([rng.integers(0, 64, 600) for _ in range(3)], axis=1)
    hierarchies = [ages, ages, ages]

    def stop(doing: str, share: float) -> None:
        if doing == "improve":
            raise KeyboardInterrupt

    result = recode_locally(hierarchies, combos, np.ones(600, int), Criteria(3), progress=stop)
    assert result.stopped == "interrupted" and result.smallest_class >= 3
    timed = recode_locally(hierarchies, combos, np.ones(600, int), Criteria(3), time_limit=0)
    assert timed.stopped == "time" and timed.smallest_class >= 3


def test_an_interruption_from_the_keyboard_keeps_the_last_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    from privkit.anonymity.local import improve

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    rng = np.random.default_rng(1)
    ages = from_rows("age", [(str(i), f"a{i // 4}", f"b{i // 16}") for i in range(64)])
    combos = np.stack([rng.integers(0, 64, 300) for _ in range(2)], axis=1)
    monkeypatch.setattr(improve, "exchange", interrupted)
    result = recode_locally([ages, ages], combos, np.ones(300, int), Criteria(3))
    assert result.stopped == "interrupted" and result.smallest_class >= 3


def test_an_empty_table() -> None:
    result = recode_locally([flat(["x"], name="q")], np.empty((0, 1)), np.empty(0), Criteria(3))
    assert (result.classes, result.loss, len(result.rows)) == (0, 0.0, 0)
