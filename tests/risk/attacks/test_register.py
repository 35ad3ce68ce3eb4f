"""Linking a release with a register: the right links where people are in it, hardly any claim where they are not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from privkit.errors import DataError
from privkit.risk.attacks.comparison import Comparison
from privkit.risk.attacks.register import link, register_linkage
from privkit.risk.attacks.result import AttackResult, Orders

ALL = [
    Comparison("name", "text"),
    Comparison("street", "text"),
    Comparison("born", "date", 3),
    Comparison("commune", "exact"),
    Comparison("area", "number", 2),
]
_SYLLABLES = [first + second for first in "bcdfgjlmnprstv" for second in "aeiou"]


def words(number: int, rng: np.random.Generator) -> list[str]:
    return ["".join(rng.choice(_SYLLABLES, rng.integers(2, 5))) for _ in range(number)]


def people(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    names, streets = words(2000, np.random.default_rng(0)), words(300, np.random.default_rng(1))
    return pd.DataFrame(
        {
            "name": rng.choice(names, rows),
            "street": rng.choice(streets, rows),
            "born": pd.Timestamp("1940-01-01") + pd.to_timedelta(rng.integers(0, 25000, rows), "D"),
            "commune": rng.integers(0, 20, rows).astype(str),
            "area": np.round(np.exp(rng.normal(4.3, 0.4, rows))),
        }
    )


def spoilt(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Other accents and capitals, a letter lost here and there, areas measured again, birth dates missing."""
    out = frame.copy()
    lost = rng.random(len(out)) < 0.15
    out["name"] = [
        n[:2] + n[3:] if gone and len(n) > 4 else n for n, gone in zip(out["name"], lost, strict=True)
    ]
    out["name"] = out["name"].str.replace("e", "é").str.title()
    out["area"] += np.where(rng.random(len(out)) < 0.3, rng.integers(-2, 3, len(out)), 0)
    out.loc[rng.random(len(out)) < 0.1, "born"] = pd.NaT
    return out


def world(seed: int, rows: int = 3000) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray, np.ndarray]:
    """A release of ``rows`` people, a register with half of them and as many others."""
    rng = np.random.default_rng(seed)
    mine, strangers = people(rows, rng), people(rows // 2, rng)
    register = pd.concat([mine.iloc[: rows // 2], strangers], ignore_index=True)
    order = rng.permutation(rows)
    release = spoilt(mine, rng).iloc[order]
    return release, register, np.arange(rows) < rows // 2, np.where(order < rows // 2, order, -1)


def attacked(seed: int, columns: list[Comparison]) -> AttackResult:
    release, register, inside, truth = world(seed)
    return register_linkage(release, register, columns, inside, truth, Orders())


def test_people_are_found_in_spite_of_mistakes() -> None:
    found = attacked(1, ALL)
    assert found.originals.attacks == found.control.attacks == 1500
    assert found.risk.low > 0.95 and found.control.successes <= 2


def test_without_names_the_other_columns_do() -> None:
    found = attacked(2, ALL[2:])
    assert found.risk.low > 0.8 and found.control.rate < 0.02


@pytest.mark.parametrize("columns", [ALL[3:], ALL[3:4], ALL[4:]])
def test_columns_that_many_share_link_nobody(columns: list[Comparison]) -> None:
    found = attacked(3, columns)
    assert found.originals.rate < 0.02


def test_no_alarm_on_rows_that_are_nobody() -> None:
    """People of the register are claimed as often whether the release was made from them or not."""
    alarms = 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        register = people(600, rng)
        found = register_linkage(
            people(600, rng), register, ALL[2:], rng.random(600) < 0.5, None, Orders(seed=seed)
        )
        alarms += found.risk.low > 0
    assert alarms <= binom.ppf(0.999, 25, 0.025)


def test_synthetic_rows_that_are_copies_are_found() -> None:
    release, register, inside, _ = world(4)
    found = register_linkage(release, register, ALL, inside, None, Orders())
    assert found.risk.low > 0.9


@pytest.mark.parametrize("share", [0.02, 0.05, 0.2])
@pytest.mark.parametrize("columns", [ALL, ALL[2:]])
def test_planted_copies_are_found(share: float, columns: list[Comparison]) -> None:
    rng = np.random.default_rng(7)
    mine, strangers, synthetic = people(3000, rng), people(3000, rng), people(3000, rng)
    rows = int(share * 3000)
    release = pd.concat([mine.iloc[:rows], synthetic.iloc[rows:]])
    register = pd.concat([mine, strangers])
    found = register_linkage(release, register, columns, np.arange(6000) < 3000, None, Orders())
    assert found.risk.low > 0 and found.risk.value == pytest.approx(share, rel=0.4)


def test_each_row_and_each_person_is_claimed_once() -> None:
    release, register, _, _ = world(5, 800)
    register = pd.concat([register, register.iloc[:50]], ignore_index=True)  # people listed twice
    found = link(pd.concat([release, release.iloc[:40]]), register, ALL)
    rows = found.row[found.row >= 0]
    assert len(rows) == len(set(rows.tolist())) > 200
    assert (found.row[:50] < 0).all() and (found.row[-50:] < 0).all()
    assert ((found.probability >= 0.9) == (found.row >= 0)).all()


def test_blocks_may_be_given() -> None:
    release, register, inside, truth = world(6)
    right = register_linkage(release, register, ALL, inside, truth, Orders(), blocks=[["commune", "street"]])
    assert right.risk.low > 0.9
    born = register_linkage(release, register, ALL, inside, truth, Orders(), blocks=[["born"]])
    assert 0.8 < born.originals.rate < 0.95  # those whose date is missing are not compared


def test_everything_missing_or_alike() -> None:
    blank = pd.DataFrame({"commune": [None] * 5, "area": [np.nan] * 5})
    alike = pd.DataFrame({"commune": ["a"] * 5, "area": [1.0] * 5})
    for frame in (blank, alike):
        assert (link(frame, frame, ALL[3:]).row == -1).all()
    assert link(alike[:1], alike[:1], ALL[3:]).row.tolist() in ([-1], [0])


def test_nothing_to_compare() -> None:
    with pytest.raises(DataError) as caught:
        link(people(3, np.random.default_rng(0)), people(3, np.random.default_rng(0)), [])
    assert caught.value.text("en") == [
        "PK678 the register and the release share no column to compare",
        "  → name at least one column that both have",
    ]
    with pytest.raises(DataError, match="PK671"):
        link(people(3, np.random.default_rng(0)), people(3, np.random.default_rng(0))[["area"]], ALL)
