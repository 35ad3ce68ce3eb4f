"""Bad input: figures that cannot be those of a table are refused, without a data value."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from privkit.errors import DataError, InternalError
from privkit.secrecy.cells import Cells, Dimension, Measure, gather
from privkit.secrecy.relations import missing_grains, steps

from .tables import city

AREA = Dimension(("area", "commune"), ({"x": "c", "y": "c"},))


def frame(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def areas(**changes: list[object]) -> pd.DataFrame:
    columns: dict[str, list[object]] = {
        "area": ["x", "y"], "units": [2, 3], "m3": [30, 60], "m3_largest": [20, 30], "m3_second": [10, 20]
    }  # fmt: skip
    return frame(**{**columns, **changes})


def total(**changes: list[object]) -> pd.DataFrame:
    columns: dict[str, list[object]] = {"units": [5], "m3": [90], "m3_largest": [30], "m3_second": [20]}
    return frame(**{**columns, **changes})


def both(inner: pd.DataFrame, margin: pd.DataFrame | None = None, measure: Measure | None = None) -> Cells:
    frames = [inner, total() if margin is None else margin]
    return gather([Dimension(("area",))], frames, [measure or Measure("m3")])


def test_a_table_and_its_margin() -> None:
    cells = both(areas())
    assert len(cells) == 3
    assert cells.relations.matrix.toarray().tolist() == [[1, 1, -1]]
    assert cells.relations.exact.tolist() == [True]
    assert cells.inner.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"units": [-2, 3]}, "PK571", "1 cells have a negative count of units"),
        ({"m3_largest": [20, -1]}, "PK571", "the largest contributions to m3 are negative in some cells"),
        ({"m3": [-30, 60]}, "PK578", "1 cells of m3 have a negative sum, and m3 is said to have none"),
        ({"m3": [30, 2**53]}, "PK576", "a figure of the column m3 is above 2^52"),
        ({"area": ["x", "x"]}, "PK573", "the same cell is given twice, in one frame or in two of the same grain"),
        ({"m3": [31, 60]}, "PK572", None),  # two units, and more than both contributions
        ({"units": [0, 5]}, "PK572", None),  # nobody, and a sum
        ({"units": [1, 4]}, "PK572", None),  # one unit, two contributions
        ({"m3_second": [10, 40]}, "PK572", None),  # the second above the first
        ({"m3_second": [10, 5]}, "PK572", None),  # 30 + 2 x 5 is under 60
    ],
)  # fmt: skip
def test_contradictions_are_refused(changes: dict[str, list[object]], code: str, said: str | None) -> None:
    with pytest.raises(DataError) as caught:
        both(areas(**changes))
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.instead is not None
    if said is not None:
        assert problem.message.en == said


@pytest.mark.parametrize(
    ("margin", "name"),
    [
        ({"m3": [95]}, "m3"),
        ({"units": [6]}, "units"),
        ({"units": [4]}, "units"),
    ],
)
def test_margins_that_do_not_add_up(margin: dict[str, list[object]], name: str) -> None:
    with pytest.raises(DataError) as caught:
        both(areas(), total(**margin))
    assert caught.value.text("en") == [
        f"PK574 1 margins of {name} are not what their cells make",
        "  → count margins on the same rows as cells, and say which dimensions split units",
    ]


def test_a_margin_without_cells_and_cells_without_a_margin() -> None:
    with pytest.raises(DataError, match="PK574"):
        both(areas().iloc[:0])
    with pytest.raises(DataError, match="PK574"):
        both(areas(), total().iloc[:0])


def test_units_in_several_months_count_once() -> None:
    months = areas().rename(columns={"area": "month"})
    margin = total(units=[4], m3_largest=[45], m3_second=[25])
    cells = gather([Dimension(("month",), splits_units=False)], [months, margin], [Measure("m3")])
    assert cells.relations.exact.tolist() == [False]
    for wrong in (2, 6):  # fewer than a month has, more than all months
        with pytest.raises(DataError, match="PK574"):
            gather([Dimension(("month",), splits_units=False)], [months, margin.assign(units=wrong)])


def test_codes_need_a_parent() -> None:
    with pytest.raises(DataError) as caught:
        gather([AREA], [areas(area=["x", "z"]), total()], [Measure("m3")])
    assert caught.value.text("en") == [
        "PK575 1 codes of the column area have no parent code above them",
        "  → give each code its parent in the hierarchy",
    ]


def test_dominance_of_negative_values_is_on_absolute_ones() -> None:
    signed = Measure("m3", low=None)
    inner = areas(m3=[10, 60], m3_magnitude=[30, 60])
    cells = both(inner, total(m3=[70], m3_magnitude=[90]), signed)
    assert cells.figures[0].magnitude.tolist() == [30, 60, 90]
    with pytest.raises(DataError, match="PK572"):
        both(inner.assign(m3_magnitude=[5, 60]), total(m3=[70], m3_magnitude=[90]), signed)


@pytest.mark.parametrize(
    "inner", [areas(units=[2.0, 3.0]), areas(area=["x", None]), areas().drop(columns="m3_second")]
)
def test_what_only_a_bug_brings(inner: pd.DataFrame) -> None:
    with pytest.raises(InternalError, match="PK570"):
        both(inner)


def test_levels_nobody_publishes_are_passed_over() -> None:
    cells = city(100, 6, 2, 1, seed=1).cells(("area", "kind"), ("commune",), ())
    published = cells.relations.matrix @ cells.figures[0].total
    assert not published.any()
    assert cells.relations.matrix.shape[0] == (~cells.inner).sum()


def test_grains_two_tables_share() -> None:
    assert missing_grains([(0, 1), (1, 0)]) == [(1, 1)]
    assert missing_grains([(0, 2, 0), (1, 0, 1)]) == [(1, 2, 1)]
    assert steps([(0, 0), (1, 0), (0, 1), (1, 1)]) == [
        ((0, 0), (1, 0)), ((0, 0), (0, 1)), ((1, 0), (1, 1)), ((0, 1), (1, 1))
    ]  # fmt: skip
    assert steps([(0, 0), (1, 1)]) == [((0, 0), (1, 1))]
    assert np.array(missing_grains([(0, 0)])).size == 0
