"""Primary rules at their thresholds, their presets, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from privkit.errors import PolicyError
from privkit.secrecy.cells import Cells, Dimension, Measure, gather
from privkit.secrecy.coverage import Coverage, coverage
from privkit.secrecy.primary import Reason, needs, primary
from privkit.secrecy.rules import Rules, preset


def cells_of(*rows: tuple[int, int, int, int]) -> Cells:
    """Cells (units, sum, largest, second) under no margin."""
    frame = pd.DataFrame(rows, columns=["units", "m3", "m3_largest", "m3_second"])
    frame["area"] = [f"a{i}" for i in range(len(rows))]
    return gather([Dimension(("area",))], [frame], [Measure("m3")])


@pytest.mark.parametrize(("name", "least"), [("tax", 11), ("energy", 10), ("business", 3)])
def test_presets_hide_one_unit_less_than_their_number(name: str, least: int) -> None:
    cells = cells_of(*[(n, 10 * n, 10 if n else 0, 10 if n > 1 else 0) for n in (0, 1, least - 1, least)])
    assert (primary(cells, preset(name)) > 0).tolist() == [False, True, True, False]
    assert preset(name, 20).min_count == 20


def test_unknown_presets_and_impossible_rules() -> None:
    with pytest.raises(PolicyError) as caught:
        preset("fiscal")
    assert caught.value.text("fr") == [
        "PK577 il n'y a pas de seuils de secret nommés fiscal",
        "  → tax, energy ou business",
    ]
    for wrong in (
        {"min_count": 0},
        {"dominance": Fraction(1)},
        {"dominance_of": 3},
        {"p_percent": Fraction(0)},
    ):
        with pytest.raises(PolicyError, match="PK577"):
            replace(Rules(), **wrong)


def test_dominance_is_above_the_share_not_at_it() -> None:
    cells = cells_of((20, 1000, 850, 50), (20, 1000, 851, 50), (20, 1000, 500, 400))
    assert (primary(cells, Rules()) > 0).tolist() == [False, True, False]
    two = Rules(dominance_of=2)
    assert (primary(cells, two) > 0).tolist() == [True, True, True]


def test_p_percent_is_about_the_second_guessing_the_first() -> None:
    cells = cells_of((20, 1000, 500, 451), (20, 1000, 500, 450), (20, 1000, 900, 10))
    rules = Rules(dominance=None, p_percent=Fraction(1, 10))
    assert (primary(cells, rules) > 0).tolist() == [True, False, False]
    need = needs(cells, rules, primary(cells, rules))[1]
    assert need is not None
    assert need.up.tolist() == [1, 0, 0]  # 10 % of 500, less the 49 of the others


def test_what_must_stay_in_doubt() -> None:
    cells = cells_of((3, 100, 50, 40), (20, 1000, 900, 50), (20, 1000, 100, 50))
    counts, sums = needs(cells, Rules(), primary(cells, Rules()))
    assert counts is not None
    assert sums is not None
    assert (counts.up.tolist(), counts.width.tolist()) == ([8, 0, 0], [11, 0, 0])
    assert sums.up.tolist() == [10, 59, 0]  # a tenth; 900 / 85 % - 1000, rounded up
    assert needs(cells, Rules(counts=False), primary(cells, Rules()))[0] is None


def test_empty_cells_are_hidden_when_asked() -> None:
    cells = cells_of((0, 0, 0, 0), (30, 300, 10, 10))
    assert primary(cells, Rules(zeros="secret")).tolist() == [Reason.EMPTY, 0]


def test_coverage_counts_inner_cells() -> None:
    cells = cells_of((5, 100, 30, 20), (15, 300, 30, 20))
    held = coverage(cells, np.array([True, False]))
    assert held == Coverage(2, 1, 2, 1, 0.75, (("m3", 0.75),))
