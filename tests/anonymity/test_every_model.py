"""Every model, alone and with others, and every metric, against a search of every node.

This is what catches pruning that a model does not allow: treating t-closeness, entropy or caps as if part
of a violating class always violated fails here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from privkit.anonymity.builders import from_rows
from privkit.anonymity.criteria import (
    AlphaK,
    AttributeModel,
    BetaLikeness,
    Criteria,
    DeltaDisclosure,
    DistinctL,
    EntropyL,
    HierarchicalDistance,
    KMap,
    OrderedDistance,
    Presence,
    RecursiveCL,
    TCloseness,
)
from privkit.anonymity.scores import METRICS
from privkit.anonymity.search import search
from privkit.errors import DataError

from .slow_search import Case, a_hierarchy, best

LIMITS = [Fraction(0), Fraction(1, 20), Fraction(1, 4), Fraction(3, 5), Fraction(1)]
TREE = from_rows("s", [("a", "A"), ("b", "A"), ("c", "B"), ("d", "B")])
Make = Callable[[np.random.Generator, np.ndarray, np.ndarray, np.ndarray | None], AttributeModel]


def any_of(rng: np.random.Generator, *values: float) -> float:
    return float(rng.choice(values))


ATTRIBUTES: dict[str, Make] = {
    "distinct": lambda r, s, w, u: DistinctL(int(r.integers(1, 4)), s),
    "entropy": lambda r, s, w, u: EntropyL(any_of(r, 1.3, 1.8, 2, 2.5, 3), s),
    "recursive": lambda r, s, w, u: RecursiveCL(any_of(r, 0.5, 1, 2, 3), int(r.integers(1, 4)), s),
    "t equal": lambda r, s, w, u: TCloseness.of(any_of(r, 0, 0.1, 0.2, 0.3, 0.5), s, w, unit_codes=u),
    "t ordered": lambda r, s, w, u: TCloseness.of(
        any_of(r, 0.05, 0.1, 0.2, 0.3), s, w, "", OrderedDistance([2, 0, 3, 1]), u
    ),
    "t tree": lambda r, s, w, u: TCloseness.of(
        any_of(r, 0.05, 0.1, 0.2, 0.3), s, w, "", HierarchicalDistance(TREE), u
    ),
    "delta": lambda r, s, w, u: DeltaDisclosure.of(any_of(r, 0.3, 0.7, 1, 2), s, w, "", u),
    "beta": lambda r, s, w, u: BetaLikeness.of(any_of(r, 0.2, 0.5, 1, 2), s, w, "", False, u),
    "enhanced beta": lambda r, s, w, u: BetaLikeness.of(any_of(r, 0.5, 1, 2), s, w, "", True, u),
    "alpha": lambda r, s, w, u: AlphaK(any_of(r, 0.3, 0.4, 0.5, 0.7), s),
}


def rows(rng: np.random.Generator) -> tuple[list[object], np.ndarray, np.ndarray, np.ndarray]:
    hierarchies = [a_hierarchy(rng, f"q{j}") for j in range(int(rng.integers(2, 4)))]
    count = int(rng.integers(6, 30))
    combos = np.stack([rng.integers(0, len(h.values), count) for h in hierarchies], axis=1)
    skew = rng.dirichlet(np.ones(4) * any_of(rng, 0.7, 3, 30))
    confidential = np.append(rng.choice(4, count - 1, p=skew), 3)
    return hierarchies, combos, rng.integers(1, int(rng.integers(2, 5)), count), confidential  # type: ignore[return-value]


def a_case(rng: np.random.Generator, names: list[str], in_units: bool = False) -> Case:
    hierarchies, combos, weights, confidential = rows(rng)
    unit_codes = None
    if in_units:
        weights = np.ones(len(combos), int)
        unit_codes = rng.integers(0, max(2, len(combos) * 2 // 3), len(combos))
    second = rng.integers(0, 4, len(combos))
    second[0] = 3
    attributes = [
        ATTRIBUTES[name](rng, second if j else confidential, weights, unit_codes)
        for j, name in enumerate(names)
    ]
    criteria = Criteria(int(rng.integers(1, 5)), tuple(attributes), (), unit_codes)
    return Case(hierarchies, combos, weights, criteria, LIMITS[rng.integers(len(LIMITS))])  # type: ignore[arg-type]


def compare(case: Case, metric: str) -> bool:
    """Whether there was a choice to compare."""
    expected = best(case, metric)
    call = (case.hierarchies, case.combos, case.weights, case.criteria, case.limit, metric)
    if expected is None:
        with pytest.raises(DataError):
            search(*call, column_weights=case.column_weights)  # type: ignore[arg-type]
        return False
    optimum = search(*call, column_weights=case.column_weights)  # type: ignore[arg-type]
    assert optimum.score == pytest.approx(expected.score, rel=1e-10, abs=1e-12)
    assert optimum.levels == expected.levels
    assert optimum.suppressed_units == expected.suppressed
    assert (optimum.classes, optimum.exact, optimum.bound) == (len(expected.sizes), True, optimum.score)
    if expected.sizes:
        assert (optimum.smallest_class, optimum.largest_class) == (expected.sizes[0], expected.sizes[-1])
    return True


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", ATTRIBUTES)
def test_each_model_alone(name: str, metric: str) -> None:
    rng = np.random.default_rng([len(name), *name.encode(), *metric.encode()])
    assert sum(compare(a_case(rng, [name]), metric) for _ in range(25)) > 9


@pytest.mark.parametrize("metric", METRICS)
def test_models_together(metric: str) -> None:
    rng = np.random.default_rng([1, *metric.encode()])
    names = list(ATTRIBUTES)
    cases = (a_case(rng, list(rng.choice(names, int(rng.integers(2, 4))))) for _ in range(100))
    assert sum(compare(case, metric) for case in cases) > 30


@pytest.mark.parametrize("metric", METRICS)
def test_several_rows_of_a_unit(metric: str) -> None:
    rng = np.random.default_rng([2, *metric.encode()])
    names = list(ATTRIBUTES)
    cases = (a_case(rng, list(rng.choice(names, int(rng.integers(0, 3)))), in_units=True) for _ in range(80))
    assert sum(compare(case, metric) for case in cases) > 30


@pytest.mark.parametrize("metric", METRICS)
def test_models_of_the_population(metric: str) -> None:
    rng = np.random.default_rng([3, *metric.encode()])
    compared = 0
    for _ in range(150):
        hierarchies, combos, weights, confidential = rows(rng)
        weights = weights * (rng.random(len(weights)) < 0.8)
        weights[0] += not weights.any()
        people = weights + rng.integers(0, 6, len(weights)) * (rng.random(len(weights)) < 0.7)
        models = [KMap(int(rng.integers(1, 15)), people)] if rng.random() < 0.5 else []
        if not models or rng.random() < 0.7:
            low, high = any_of(rng, 0, 0, 0.1, 0.3), any_of(rng, 0.5, 0.7, 0.9)
            models.append(Presence(low, high, people))  # type: ignore[arg-type]
        attributes = (DistinctL(2, confidential),) if rng.random() < 0.3 else ()
        criteria = Criteria(int(rng.integers(1, 4)), attributes, tuple(models))
        case = Case(hierarchies, combos, weights, criteria, LIMITS[rng.integers(len(LIMITS))])  # type: ignore[arg-type]
        compared += compare(case, metric)
    assert compared > 50


@pytest.mark.parametrize("metric", [m for m in METRICS if m not in ("discernibility", "average_class_size")])
def test_columns_that_count_differently(metric: str) -> None:
    rng = np.random.default_rng([7, *metric.encode()])
    compared = 0
    for _ in range(40):
        case = a_case(rng, ["t equal"] if rng.random() < 0.3 else [])
        weights = rng.integers(0, 4, len(case.hierarchies)).astype(float)
        weights[0] += not weights.any()
        compared += compare(replace(case, column_weights=tuple(weights.tolist())), metric)
    assert compared > 20


def test_metrics_of_class_sizes_take_no_column_weights() -> None:
    case = a_case(np.random.default_rng(8), [])
    for metric in ("discernibility", "average_class_size"):
        with pytest.raises(ValueError, match="no column weights"):
            search(
                case.hierarchies,
                case.combos,
                case.weights,
                case.criteria,
                case.limit,
                metric,  # type: ignore[arg-type]
                column_weights=[1.0] * len(case.hierarchies),
            )
