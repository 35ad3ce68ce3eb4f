"""Units and their readings side by side, and back."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.errors import DataError, InternalError
from privkit.synth.domain import Attribute, Domain, Kind, Profile
from privkit.synth.trees import fit_trees
from privkit.synth.two_tables import long, wide

PARENTS = pd.DataFrame({"contract": ["c9", "a1", "b2"], "garden": [True, False, True]})
CHILDREN = pd.DataFrame(
    {
        "month": ["2024-02", "2024-01", "2024-02", "2024-03"],
        "contract": ["a1", "c9", "c9", "a1"],
        "volume": [5, 7, 8, 6],
        "note": ["x", None, "y", None],
    }
)
MONTHS = ("2024-01", "2024-02", "2024-03")


def test_one_row_a_unit_one_column_a_measure_and_period() -> None:
    frame, layout = wide(PARENTS, CHILDREN, "contract", "month", ["volume"], MONTHS)
    assert list(frame.columns) == ["garden", "volume 01", "volume 02", "volume 03"]
    assert frame["volume 01"].tolist() == [7, pd.NA, pd.NA]
    assert frame["volume 02"].tolist() == [8, 5, pd.NA]
    assert layout.profiles == (Profile("volume", ("volume 01", "volume 02", "volume 03")),)
    attributes = layout.attributes(Attribute("volume", Kind.INTEGER, low=0, nullable=False))
    assert attributes[2] == Attribute("volume 03", Kind.INTEGER, low=0, nullable=True)


def test_back_to_two_tables_with_fresh_keys_that_hold() -> None:
    frame, layout = wide(PARENTS, CHILDREN, "contract", "month", ["volume", "note"], MONTHS)
    parents, children = long(frame, layout)
    assert parents.to_dict("list") == {"contract": ["1", "2", "3"], "garden": [True, False, True]}
    assert list(children.columns) == ["month", "contract", "volume", "note"]
    assert children.contract.tolist() == ["1", "1", "2", "2"]
    assert children.month.tolist() == ["2024-01", "2024-02", "2024-02", "2024-03"]
    assert children.volume.tolist() == [7, 8, 5, 6] and children.volume.dtype == np.int64
    assert children.note.tolist() == [None, "y", "x", None]
    assert long(pd.concat([frame] * 4), layout)[0].contract.tolist()[-1] == "12"


@pytest.mark.parametrize("dtype", ["datetime64[ns]", "datetime64[s]", "object"])
def test_periods_may_be_dates(dtype: str) -> None:
    days = [dt.date(2024, 1, 1), dt.date(2024, 2, 1)]
    children = pd.DataFrame(
        {"contract": ["a1", "b2"], "month": pd.Series(days).astype(dtype), "volume": [1.5, 2.5]}
    )
    for periods in (days, None):
        frame, layout = wide(PARENTS, children, "contract", "month", ["volume"], periods)
        back = long(frame, layout)[1]
        assert back.month.dtype == children.month.dtype
        assert back.month.tolist() == children.month.tolist() and back.volume.tolist() == [1.5, 2.5]


def test_readings_without_periods_by_rank() -> None:
    people = pd.DataFrame({"contract": ["a1", "b2", "a1", "a1"], "age": [40, 30, 8, 38]})
    frame, layout = wide(PARENTS, people, "contract", None, ["age"], cap=3, rank_by="age")
    assert frame.loc[1, ["age 01", "age 02", "age 03"]].tolist() == [8, 38, 40]
    _, children = long(frame, layout)
    assert children.to_dict("list") == {"contract": ["2", "2", "2", "3"], "age": [8, 38, 40, 30]}
    as_they_come, _ = wide(PARENTS, people, "contract", None, ["age"], cap=3)
    assert as_they_come.loc[1, ["age 01", "age 02", "age 03"]].tolist() == [40, 8, 38]


def refusal(*args: object, **options: object) -> list[str]:
    with pytest.raises(DataError) as refused:
        wide(*args, **options)  # type: ignore[arg-type]
    assert refused.value.text("fr") != refused.value.text("en")
    return refused.value.text("en")


def test_two_readings_for_one_period_are_refused() -> None:
    twice = pd.concat([CHILDREN, CHILDREN.head(1)])
    assert refusal(PARENTS, twice, "contract", "month", ["volume"], MONTHS) == [
        "PK585 readings whose month is missing or not listed: 0; that come after another one of the same unit and month: 1",
        "  → keep the listed periods, and add up or choose the readings of one unit for one period",
    ]
    assert "not listed: 1;" in refusal(PARENTS, CHILDREN, "contract", "month", ["volume"], MONTHS[:2])[0]
    gap = CHILDREN.assign(month=[None, *CHILDREN.month[1:]])
    assert "not listed: 1;" in refusal(PARENTS, gap, "contract", "month", ["volume"])[0]


def test_more_readings_than_the_cap_are_refused() -> None:
    assert refusal(PARENTS, CHILDREN, "contract", None, ["volume"], cap=1) == [
        "PK586 units with more than 1 rows: 2",
        "  → keep fewer rows a unit (limit_contribution), or raise the cap",
    ]


def test_keys_that_do_not_join_are_refused() -> None:
    orphan = CHILDREN.assign(contract=["a1", "c9", None, "zz"])
    assert (
        refusal(PARENTS, orphan, "contract", "month", ["volume"])[0]
        == "PK587 readings that belong to no unit: 2"
    )
    twice = PARENTS.assign(contract=["a1", "a1", None])
    assert refusal(twice, CHILDREN, "contract", "month", ["volume"])[0] == (
        "PK587 units whose key contract is missing: 1; or held by another unit: 1"
    )


def test_wrong_arguments_are_a_bug() -> None:
    with pytest.raises(InternalError, match="PK580 readings need either a period or a cap"):
        wide(PARENTS, CHILDREN, "contract", None, ["volume"])
    with pytest.raises(InternalError, match="PK580 two columns are named volume 01"):
        wide(PARENTS.assign(**{"volume 01": 0}), CHILDREN, "contract", "month", ["volume"], MONTHS)
    with pytest.raises(InternalError, match="PK580 a period is listed twice"):
        wide(PARENTS, CHILDREN, "contract", "month", ["volume"], ["2024-01"] * 2)


def test_synthetic_tables_have_keys_that_hold_and_plausible_numbers_of_readings() -> None:
    rng = np.random.default_rng(0)
    parents = pd.DataFrame({"id": np.arange(500), "garden": rng.random(500) < 0.5})
    some = pd.DataFrame({"id": np.repeat(np.arange(500), 4), "month": np.tile([1, 2, 3, 4], 500)})
    some["volume"] = np.round(rng.gamma(3, 2, len(some)) * (1 + parents.garden[some.id].to_numpy()), 2)
    late = rng.random(500) < 0.3  # came in the third month
    some = some[~(late[some.id] & (some.month < 3)) & (some.id >= 25)]  # 25 units have no reading
    frame, layout = wide(parents, some, "id", "month", ["volume"], [1, 2, 3, 4])
    volume = Attribute("volume", Kind.NUMBER, low=0, decimals=2)
    domain = Domain((Attribute("garden", Kind.YES_NO), *layout.attributes(volume)), layout.profiles)
    made = fit_trees(frame, domain, np.random.default_rng(1)).sample(800, np.random.default_rng(2))
    units, readings = long(made, layout)
    assert units.id.is_unique and set(readings.id) <= set(units.id)
    assert not readings.duplicated(["id", "month"]).any() and readings.volume.notna().all()
    real, new = (
        c.groupby("id").size().reindex(p.id, fill_value=0).value_counts(normalize=True)
        for p, c in ((parents, some), (units, readings))
    )
    assert abs(real.sub(new, fill_value=0)).max() < 0.06
    assert set(new.index[new > 0.01]) == {0, 2, 4}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_parting_what_was_joined_gives_the_readings_back(data: st.DataObject) -> None:
    units = data.draw(st.integers(1, 6))
    cells = data.draw(st.sets(st.tuples(st.integers(0, units - 1), st.integers(1, 4)), max_size=12))
    cells_in_some_order = data.draw(st.permutations(sorted(cells)))
    numbers = st.floats(-1e6, 1e6, allow_nan=False)
    parents = pd.DataFrame({"id": [f"real {u}" for u in range(units)], "kind": np.arange(units)})
    children = pd.DataFrame(
        {
            "id": pd.Series([f"real {u}" for u, _ in cells_in_some_order], dtype=object),
            "month": pd.Series([m for _, m in cells_in_some_order], dtype=np.int64),
            "volume": pd.Series([data.draw(numbers) for _ in cells_in_some_order], dtype=np.float64),
        }
    )
    frame, layout = wide(parents, children, "id", "month", ["volume"], [1, 2, 3, 4])
    back, readings = long(frame, layout)
    assert not any("real" in key for key in back.id)
    renamed = readings.assign(id=readings.id.map(dict(zip(back.id, parents.id, strict=True))))
    pd.testing.assert_frame_equal(
        renamed.sort_values(["id", "month"], ignore_index=True),
        children.sort_values(["id", "month"], ignore_index=True),
        check_dtype=len(children) > 0,
    )
