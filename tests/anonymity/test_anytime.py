"""A search that is stopped keeps its best choice and an honest bound; one too large for memory goes by boxes."""

from __future__ import annotations

from fractions import Fraction
from time import monotonic

import numpy as np
import pytest

from privkit.anonymity import boxes, search, state
from privkit.anonymity.builders import from_rows
from privkit.anonymity.criteria import Criteria, EntropyL
from privkit.anonymity.result import Progress
from privkit.anonymity.scores import METRICS
from privkit.errors import DataError

from .slow_search import best
from .test_every_model import ATTRIBUTES, a_case, compare

DEEP = [from_rows(f"q{j}", [(str(i), f"a{i // 2}", f"b{i // 4}") for i in range(8)]) for j in range(20)]


class Interrupting:
    """A progress callback that interrupts at its n-th call."""

    def __init__(self, after: int) -> None:
        self.after, self.told = after, list[Progress]()

    def __call__(self, progress: Progress) -> None:
        self.told.append(progress)
        if len(self.told) >= self.after:
            raise KeyboardInterrupt


@pytest.mark.parametrize("by_boxes", [False, True])
@pytest.mark.parametrize("metric", METRICS)
def test_the_bound_of_an_interrupted_search_is_honest(
    monkeypatch: pytest.MonkeyPatch, metric: str, by_boxes: bool
) -> None:
    monkeypatch.setattr(state, "_TELL_EVERY", 0.0)
    if by_boxes:
        monkeypatch.setattr(search, "MOST_NODES", 0)
    rng = np.random.default_rng([4, *metric.encode()])
    stopped = 0
    for _ in range(60):
        case = a_case(rng, list(rng.choice(list(ATTRIBUTES), int(rng.integers(0, 3)))))
        expected = best(case, metric)
        if expected is None:
            continue
        progress = Interrupting(int(rng.integers(1, 8)))
        call = (case.hierarchies, case.combos, case.weights, case.criteria, case.limit, metric)
        try:
            found = search.search(*call, progress=progress)  # type: ignore[arg-type]
        except KeyboardInterrupt:  # before any admissible choice was met: there is nothing to give
            continue
        slack = 1e-9 * max(1.0, expected.score)
        assert found.bound <= expected.score + slack
        assert found.score >= expected.score - slack
        assert found.exact == (found.stopped == "")
        assert all(told.bound <= expected.score + slack for told in progress.told)
        stopped += found.stopped == "interrupted"
    assert stopped > 10


@pytest.mark.parametrize("waiting", [boxes.MOST_BOXES, 3])
@pytest.mark.parametrize("metric", METRICS)
def test_boxes_find_the_optimum(monkeypatch: pytest.MonkeyPatch, metric: str, waiting: int) -> None:
    monkeypatch.setattr(search, "MOST_NODES", 0)
    monkeypatch.setattr(boxes, "MOST_BOXES", waiting)
    monkeypatch.setattr(boxes, "MOST_SEEN", 10)
    rng = np.random.default_rng([5, *metric.encode()])
    names = list(ATTRIBUTES)
    cases = (a_case(rng, list(rng.choice(names, int(rng.integers(0, 3))))) for _ in range(60))
    assert sum(compare(case, metric) for case in cases) > 20


def test_twenty_columns_answer_in_time_with_a_bound() -> None:
    rng = np.random.default_rng(6)
    combos = rng.integers(0, 8, (3000, 20))
    start = monotonic()
    found = search.search(DEEP, combos, np.ones(3000, int), Criteria(5), Fraction(1, 20), time_limit=2.0)
    assert monotonic() - start < 10
    assert (found.exact, found.stopped, found.lattice_size) == (False, "time", 4**20)
    assert 0 < found.bound < found.score < 1
    assert found.suppressed_units <= 150
    assert found.smallest_class >= 5


def test_seventy_columns() -> None:
    many = [from_rows(f"q{j}", [("0", "a"), ("1", "a")]) for j in range(70)]
    combos = np.zeros((40, 70), int)
    combos[:, 3] = np.arange(40) % 2
    combos[0, 69] = 1
    found = search.search(many, combos, np.ones(40, int), Criteria(5), Fraction(0))
    assert found.exact
    assert [j for j, level in enumerate(found.levels) if level] == [69]


def test_out_of_time_before_any_admissible_choice() -> None:
    rng = np.random.default_rng(7)
    combos = rng.integers(0, 8, (3000, 20))
    uneven = np.append(np.zeros(2500, int), rng.integers(0, 3, 500))
    criteria = Criteria(5, (EntropyL(2.9, uneven, "volume"),))
    with pytest.raises(DataError) as caught:
        search.search(DEEP, combos, np.ones(3000, int), criteria, Fraction(9, 10), time_limit=0.0)
    assert caught.value.text("en") == [
        "PK446 time ran out before any admissible choice of levels was found",
        "  → allow more time or more suppression, or relax a criterion",
    ]
    assert caught.value.text("fr")[0] == (
        "PK446 le temps a manqué avant qu'un choix de niveaux admissible soit trouvé"
    )
