"""No class of fewer units than ``least`` holds: every class of so few units is tried."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from privkit.anonymity.bounds import LARGEST_LEAST, least_size
from privkit.anonymity.criteria import AttributeModel

from .test_every_model import ATTRIBUTES


def classes_of(units: int, values: int) -> Iterator[tuple[int, ...]]:
    if values == 1:
        yield (units,)
        return
    for first in range(units + 1):
        for rest in classes_of(units - first, values - 1):
            yield (first, *rest)


def smallest_that_holds(model: AttributeModel) -> int:
    for units in range(1, 26):
        if model.holds(np.array(list(classes_of(units, 4)), np.float64)).any():
            return units
    return 26


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_no_smaller_class_holds(name: str) -> None:
    rng = np.random.default_rng([5, *name.encode()])
    reached = 0
    for _ in range(25):
        codes = np.append(rng.choice(4, 29, p=rng.dirichlet(np.ones(4) * 3)), 3)
        model = ATTRIBUTES[name](rng, codes, rng.integers(1, 4, 30), None)
        smallest = smallest_that_holds(model)
        assert 1 <= model.least <= smallest or smallest == 26
        reached += model.least == smallest
    assert reached > (0 if name == "t ordered" else 5)


def test_what_never_holds_ends_the_count() -> None:
    assert least_size(lambda units: False) == LARGEST_LEAST
