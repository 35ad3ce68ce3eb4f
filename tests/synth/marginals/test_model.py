"""What comes out: rows of the domain, whatever went in, like those that went in when noise allows."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.synth.domain import Attribute, Domain, Kind
from privkit.synth.marginals import MarginalModel, Neighbours, fit_marginals, plan_marginals

from .noises import NoNoise, SeededNoise
from .worlds import domains, frame_of

DELTA = Fraction(1, 10**6)


def fitted(
    domain: Domain,
    frame: pd.DataFrame,
    rho: Fraction = Fraction(1, 2),
    focus: tuple[str, ...] = (),
    exact: bool = False,
) -> MarginalModel:
    plan = plan_marginals(domain, rho, DELTA, Neighbours.REPLACE_ONE, focus)
    return fit_marginals(frame, plan, NoNoise() if exact else SeededNoise(1), np.random.default_rng(1))


def outside(attribute: Attribute, column: pd.Series) -> str | None:
    """Why a column is none of the domain, or None."""
    shown = column.dropna()
    if attribute.kind is Kind.NUMBER and str(column.dtype) != "float64":
        return "type"
    if attribute.kind is Kind.INTEGER and str(column.dtype) != ("Int64" if attribute.nullable else "int64"):
        return "type"
    if attribute.kind is Kind.DATE:
        shown = (shown - pd.Timestamp("1970-01-01")).dt.days
    if attribute.kind in (Kind.NUMBER, Kind.INTEGER, Kind.DATE):
        low, high = attribute.low or 0, attribute.high or 0
        if not attribute.nullable and len(shown) < len(column):
            return "missing"
        if not shown.between(low, high).all():
            return "bounds"
        return (
            None
            if np.allclose(shown.astype(float), shown.astype(float).round(attribute.decimals))
            else "decimals"
        )
    if attribute.kind is Kind.YES_NO:
        return None if set(shown) <= {True, False} else "values"
    return None if set(shown) <= set(attribute.values or [f"v{i}" for i in range(8)]) else "values"


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(domains(), st.integers(0, 80), st.integers(0, 99), st.integers(0, 40))
def test_rows_are_of_the_domain_whatever_went_in(domain: Domain, rows: int, seed: int, wanted: int) -> None:
    made = fitted(domain, frame_of(domain, rows, seed)).sample(wanted, np.random.default_rng(seed))
    assert tuple(made.columns) == domain.names
    assert len(made) == wanted
    assert {a.name: outside(a, made[a.name]) for a in domain.attributes} == dict.fromkeys(domain.names)


def test_types_do_not_depend_on_the_data() -> None:
    domain = Domain(
        (
            Attribute("n", Kind.INTEGER, low=0, high=9),
            Attribute("d", Kind.DATE, low=0, high=9),
            Attribute("y", Kind.YES_NO, nullable=False),
            Attribute("t", Kind.CATEGORY, values=("a",)),
        )
    )
    empty = pd.DataFrame({"n": [], "d": [], "y": [], "t": []})
    full = pd.DataFrame(
        {"n": [3, 4], "d": pd.to_datetime(["1970-01-02"] * 2), "y": [True, False], "t": ["a", "a"]}
    )
    types = [
        fitted(domain, f).sample(5, np.random.default_rng(1)).dtypes.astype(str).to_dict()
        for f in (empty, full)
    ]
    assert types == [{"n": "Int64", "d": "datetime64[s]", "y": "bool", "t": "object"}] * 2


def homes(rows: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    house = rng.random(rows) < 0.4
    garden = house & (rng.random(rows) < 0.8)
    area = np.clip(np.round(rng.lognormal(np.where(house, 4.6, 4.0), 0.3)), 10, 400)
    area[rng.random(rows) < 0.1] = np.nan
    return pd.DataFrame({"kind": np.where(house, "house", "flat"), "garden": garden, "area": area})


HOMES = Domain(
    (
        Attribute("kind", Kind.CATEGORY, values=("flat", "house"), nullable=False),
        Attribute("garden", Kind.YES_NO, nullable=False),
        Attribute("area", Kind.NUMBER, low=0, high=1000),
    )
)


def test_without_noise_counts_come_back() -> None:
    frame = homes(4000, 1)
    made = fitted(HOMES, frame, exact=True).sample(4000, np.random.default_rng(1))
    for columns in (["kind"], ["garden"], ["kind", "garden"]):
        real, synthetic = (f.value_counts(columns) for f in (frame, made))
        assert (real - synthetic.reindex(real.index, fill_value=0)).abs().max() <= 25
    assert abs(made["area"].isna().mean() - 0.1) < 0.02
    for kind in ("house", "flat"):
        real, synthetic = (f.loc[f["kind"] == kind, "area"].quantile([0.2, 0.5, 0.8]) for f in (frame, made))
        assert (real / synthetic - 1).abs().max() < 0.06


def test_combinations_that_do_not_exist_stay_rare() -> None:
    """No flat has a garden."""
    made = fitted(HOMES, homes(20_000, 2)).sample(20_000, np.random.default_rng(1))
    assert ((made["kind"] == "flat") & made["garden"]).mean() < 0.002


def test_a_sample_is_drawn_again_from_its_seed_and_as_long_as_wanted() -> None:
    model = fitted(HOMES, homes(500, 3))
    first, again = (model.sample(700, np.random.default_rng(5)) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(model.sample(700, np.random.default_rng(6)))
    assert len(model.sample(200_000, np.random.default_rng(1))) == 200_000


def test_columns_that_say_nothing_and_tables_that_say_little() -> None:
    domain = Domain((*HOMES.attributes, Attribute("one", Kind.CATEGORY, values=("x",), nullable=False)))
    frame = homes(300, 4).assign(one="x", area=np.nan)
    made = fitted(domain, frame, Fraction(5)).sample(100, np.random.default_rng(1))
    assert set(made["one"]) == {"x"}
    assert made["area"].isna().mean() > 0.9
    for rows in (0, 1, 2):
        assert len(fitted(domain, frame.iloc[:rows]).sample(10, np.random.default_rng(1))) == 10


def test_many_categories_are_joined_for_measuring_and_come_apart_again() -> None:
    rng = np.random.default_rng(1)
    areas = tuple(f"{town}{i:03}" for town in "ABCDE" for i in range(100))
    at = np.minimum(rng.geometric(0.01, 20_000) - 1, 499)
    frame = pd.DataFrame({"area": np.array(areas, dtype=object)[at], "big": at < 100})
    domain = Domain(
        (
            Attribute("area", Kind.CATEGORY, values=areas, nullable=False),
            Attribute("big", Kind.YES_NO, nullable=False),
        )
    )
    model = fitted(domain, frame, Fraction(1, 8))
    made = model.sample(20_000, np.random.default_rng(1))
    assert 10 <= model.describe()["groups"]["area"] <= 80
    real, synthetic = (
        f["area"].value_counts(normalize=True).reindex(areas, fill_value=0) for f in (frame, made)
    )
    assert (real - synthetic).abs().sum() / 2 < 0.08
    first = made["area"].str[0] == "A"
    assert abs(float(made.loc[first, "big"].mean()) - 1) < 0.1
    assert float(made.loc[~first, "big"].mean()) < 0.1


def test_a_focus_is_measured_together() -> None:
    model = fitted(HOMES, homes(5000, 1), focus=("area", "kind", "garden"))
    assert ["area", "kind", "garden"] in [m["columns"] for m in model.describe()["marginals"]]


def test_what_is_told_for_the_evidence() -> None:
    told = fitted(HOMES, homes(5000, 1), Fraction(1, 10)).describe()
    assert {k: told[k] for k in ("method", "neighbours", "focus", "answers")} == {
        "method": "marginals",
        "neighbours": "replace_one",
        "focus": [],
        "answers": {"choice": 4, "gaussian": 8},
    }
    assert abs(told["rows_estimated"] - 5000) < 200
    assert Fraction(told["rho"]) <= Fraction(1, 10)
    assert sum(n["share"] for n in told["noise"]) == pytest.approx(1, abs=0.01)
    assert set(told["noise"][0]) == {"what", "kind", "rho", "share", "sigma"}
    assert {tuple(m) for m in told["marginals"]} == {("columns", "cells")}
