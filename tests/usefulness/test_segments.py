from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from privkit.errors import InternalError
from privkit.usefulness.segments import agreement

Frame = pd.DataFrame


def tell(made_from: Frame, people: Frame) -> npt.NDArray[np.int64]:
    """Under or over the median of one's group; nothing in a group of fewer than ten rows."""
    groups = made_from.groupby("kind")["use"]
    median = people["kind"].map(groups.median().where(groups.size() >= 10)).astype(float)
    return np.where(median.isna(), -1, people["use"] > median)


def homes(number: int, seed: int, level: float = 1.0) -> Frame:
    rng = np.random.default_rng(seed)
    kind = rng.choice(["flat", "house"], number)
    return Frame({"kind": kind, "use": level * rng.gamma(4, 20 + 10 * (kind == "house"), number)})


def test_the_same_table_tells_the_same() -> None:
    real, people = homes(500, 1), homes(300, 2)
    found = agreement(tell, real, real, people, np.random.default_rng(1))
    assert found.changed is not None and found.changed.value == 0 and found.people == 300
    assert found.floor is not None and 0 < found.floor < 0.06 and found.silent == 0


def test_a_shifted_release_changes_what_is_told_and_a_fresh_one_does_not() -> None:
    real, people = homes(2000, 1), homes(1000, 2)
    far, near = (
        agreement(tell, real, homes(2000, 3, level), people, np.random.default_rng(1)) for level in (1.5, 1.0)
    )
    assert far.changed is not None and near.changed is not None and near.floor is not None
    assert far.changed.low > 0.15 > near.changed.high
    assert near.changed.value < 2 * near.floor


def test_the_floor_is_what_a_fresh_sample_changes() -> None:
    found = [
        agreement(tell, homes(800, s), homes(400, 50 + s), homes(800, 99), np.random.default_rng(s))
        for s in range(12)
    ]
    changed = np.mean([f.changed.value for f in found if f.changed is not None])
    assert np.mean([f.floor for f in found if f.floor is not None]) == pytest.approx(changed, rel=0.3)


def test_a_group_that_is_gone_is_silent() -> None:
    real, people = homes(500, 1), homes(300, 2)
    flats = real[real["kind"] == "flat"]
    found = agreement(tell, real, flats, people, np.random.default_rng(1))
    assert found.silent == pytest.approx((people["kind"] == "house").mean())
    assert found.changed is not None and found.changed.value >= found.silent


def test_nobody_told_anything_is_not_measurable() -> None:
    real = homes(60, 1).assign(kind=[str(k) for k in range(60)])
    found = agreement(tell, real, real, real, np.random.default_rng(1))
    assert (found.changed, found.silent, found.floor, found.people) == (None, None, None, 0)


def test_too_few_rows_is_a_bug() -> None:
    few = homes(20, 1)
    with pytest.raises(InternalError, match="PK590"):
        agreement(tell, few, few, few, np.random.default_rng(1))
