"""Sequential trees: what they keep of the data, and what of a person they must not give."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.errors import DataError, InternalError
from privkit.synth.domain import Attribute, Domain, Kind, Profile
from privkit.synth.trees import fit_trees

MONTHS = tuple(f"m{m:02d}" for m in range(1, 13))
COLUMNS = Domain(
    (
        Attribute("sector", Kind.CATEGORY),
        Attribute("size", Kind.ORDERED, values=("small", "medium", "large")),
        Attribute("garden", Kind.YES_NO),
        Attribute("occupants", Kind.INTEGER, low=1, high=6),
        Attribute("area", Kind.NUMBER, decimals=1, low=0),
        Attribute("since", Kind.DATE),
    )
)


def households(n: int, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    occupants = rng.integers(1, 7, n)
    garden = rng.random(n) < 0.1 + 0.1 * occupants
    area = np.round(30 + 15 * occupants + rng.gamma(2, 8, n), 1)
    size = np.array(["small", "medium", "large"], object)[np.digitize(area, [70, 110])]
    frame = pd.DataFrame(
        {
            "sector": np.array([f"S{s:02d}" for s in rng.integers(0, 60, n)], object),
            "size": size,
            "garden": garden,
            "occupants": occupants,
            "area": area,
            "since": np.datetime64("2001-01-01") + (rng.integers(0, 8000, n)).astype("timedelta64[D]"),
        }
    )
    frame["since"] = frame["since"].astype("datetime64[ns]")
    frame.loc[rng.random(n) < 0.05, "area"] = np.nan
    frame.loc[rng.random(n) < 0.05, "sector"] = None
    return frame


def with_months(n: int, seed: int = 0) -> tuple[pd.DataFrame, Domain]:
    rng = np.random.default_rng(seed + 1)
    frame = households(n, seed)[["garden", "occupants"]]
    level = np.exp(rng.normal(0, 0.4, n)) * (3 + 2 * frame.occupants)
    for m, name in enumerate(MONTHS):
        season = 1 + 0.5 * np.sin(np.pi * m / 11) * frame.garden
        frame[name] = np.round(level * season * np.exp(rng.normal(0, 0.1, n)), 3)
    months = tuple(Attribute(name, Kind.NUMBER, decimals=3, low=0) for name in MONTHS)
    attributes = (Attribute("garden", Kind.YES_NO), Attribute("occupants", Kind.INTEGER))
    return frame, Domain(attributes + months, (Profile("volume", MONTHS),))


def made(
    frame: pd.DataFrame, domain: Domain, rows: int = 0, seed: int = 1, **options: object
) -> pd.DataFrame:
    fitted = fit_trees(frame, domain, np.random.default_rng(seed), **options)  # type: ignore[arg-type]
    return fitted.sample(rows or len(frame), np.random.default_rng(seed + 1))


def test_columns_order_types_and_bounds_are_those_of_the_table() -> None:
    frame = households(800)
    out = made(frame, COLUMNS, 500)
    assert list(out.columns) == list(frame.columns)
    assert out.dtypes.to_dict() == frame.dtypes.to_dict()
    assert len(out) == 500 and out.index.equals(pd.RangeIndex(500))
    assert out.occupants.between(1, 6).all()
    assert (out.area.dropna() * 10).round(6).mod(1).eq(0).all()
    assert out["size"].isin(["small", "medium", "large"]).all()


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("whole", pd.array([1, 2, None, 4] * 20, dtype="Int64"), Kind.INTEGER),
        ("float", np.array([1.0, 2.0, np.nan, 4.0] * 20), Kind.INTEGER),
        ("yes", pd.array([True, None, False, True] * 20, dtype=object), Kind.YES_NO),
        ("day", pd.array([dt.date(2020, 1, 1), None, dt.date(9999, 12, 31), dt.date(1, 1, 1)] * 20, dtype=object), Kind.DATE),
        ("text", pd.array(["a", None, "01053", "01053"] * 20, dtype=object), Kind.CATEGORY),
    ],
)  # fmt: skip
def test_missing_is_a_value_and_keeps_its_form(name: str, values: object, kind: Kind) -> None:
    frame = pd.DataFrame({"other": np.arange(80) % 3, name: values})
    domain = Domain((Attribute("other", Kind.INTEGER), Attribute(name, kind)))
    out = made(frame, domain, 400)
    assert out[name].dtype == frame[name].dtype
    assert set(out[name].dropna()) <= set(frame[name].dropna())
    assert 0.15 < out[name].isna().mean() < 0.35
    if frame[name].dtype == object:
        assert all(v is None for v in out[name][out[name].isna()])


def test_same_seeds_same_rows_and_other_seeds_other_rows() -> None:
    frame, domain = with_months(300)
    first = made(frame, domain)
    pd.testing.assert_frame_equal(first, made(frame, domain))
    assert not first.equals(made(frame, domain, seed=9))


@pytest.mark.parametrize("rows", [0, 1])
def test_no_row_and_one_row(rows: int) -> None:
    frame, domain = with_months(100)
    frame.loc[:50, "m01"] = np.nan
    fitted = fit_trees(frame, domain, np.random.default_rng(1))
    for seed in range(5):
        out = fitted.sample(rows, np.random.default_rng(seed))
        assert len(out) == rows and out.dtypes.to_dict() == frame.dtypes.to_dict()


def test_links_between_columns_are_kept() -> None:
    frame = households(4000)
    out = made(frame, COLUMNS)
    for data in (frame, out):
        assert abs(data.area.corr(data.occupants.astype(float)) - 0.89) < 0.05
    known = out.dropna(subset=["area"])
    assert (
        known["size"] == np.array(["small", "medium", "large"], object)[np.digitize(known.area, [70, 110])]
    ).mean() > 0.97
    shares = [d.groupby("occupants").garden.mean().to_numpy() for d in (frame, out)]
    assert np.abs(shares[0] - shares[1]).max() < 0.08


def test_a_category_of_many_values_is_kept_as_target_and_as_predictor() -> None:
    rng = np.random.default_rng(5)
    n, place = 6000, np.arange(300) / 300
    sector = rng.integers(0, 300, n)
    frame = pd.DataFrame(
        {
            "height": np.round(100 * place[sector] + rng.normal(0, 3, n)),
            "sector": np.array([f"S{s:03d}" for s in sector], object),
        }
    )
    domain = Domain((Attribute("height", Kind.INTEGER), Attribute("sector", Kind.CATEGORY)))
    for order in (("height", "sector"), ("sector", "height")):
        out = made(frame, domain, order=order)
        where = place[out.sector.str[1:].astype(int)]
        assert np.corrcoef(out.height, where)[0, 1] > 0.98, order


def test_a_value_few_units_hold_is_never_given_unless_it_is_public() -> None:
    frame = households(400)
    frame.loc[:1, "sector"] = "canary"
    out = made(frame, COLUMNS, 20_000)
    assert "canary" not in set(out.sector)
    public = tuple(sorted({*frame.sector.dropna(), "nowhere"}))
    domain = Domain((replace(COLUMNS["sector"], values=public), *COLUMNS.attributes[1:]))
    out = made(frame, domain, 20_000)
    assert "canary" in set(out.sector) and "nowhere" not in set(out.sector)


def test_a_value_that_is_not_among_the_public_ones_is_never_given() -> None:
    frame = households(400)
    frame.loc[:99, "size"] = "unheard"
    assert set(made(frame, COLUMNS, 2000)["size"]) == {"small", "medium", "large"}


def test_numbers_of_a_person_are_not_copied_when_smoothed() -> None:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"group": rng.integers(0, 3, 500), "exact": rng.normal(0, 1, 500).round(9)})
    domain = Domain((Attribute("group", Kind.INTEGER), Attribute("exact", Kind.NUMBER, decimals=9)))
    assert not set(made(frame, domain, 5000).exact) & set(frame.exact)
    assert set(made(frame, domain, 5000, smooth=False).exact) <= set(frame.exact)


def test_numbers_many_hold_are_given_as_they_are() -> None:
    frame = pd.DataFrame({"gain": [0.0] * 150 + [5000.0] * 50})
    assert set(made(frame, Domain((Attribute("gain", Kind.NUMBER),)), 1000).gain) == {0.0, 5000.0}


def test_a_leaf_never_holds_fewer_units_than_said() -> None:
    frame, domain = with_months(500)
    fitted = fit_trees(frame, domain, np.random.default_rng(1), smallest_leaf=25)
    for part in fitted.parts:
        for model in part.models:
            assert model.leaves.counts[model.leaves.counts > 0].min() >= 25


@pytest.mark.parametrize(("units", "leaf"), [(400, 20), (1500, 30), (4000, 50)])
def test_leaves_grow_with_the_table(units: int, leaf: int) -> None:
    told = fit_trees(households(units), COLUMNS, np.random.default_rng(1)).describe()
    assert told["smallest_leaf"] == leaf


def test_profiles_keep_level_season_and_memory() -> None:
    frame, domain = with_months(4000)
    out = made(frame, domain)
    for data in (frame, out):
        months = data[list(MONTHS)]
        assert abs(months.mean(axis=1).std() / frame[list(MONTHS)].mean(axis=1).std() - 1) < 0.06
    lags = [np.mean([d[a].corr(d[b]) for a, b in pairwise(MONTHS)]) for d in (frame, out)]
    assert abs(lags[0] - lags[1]) < 0.02
    swings = [d[d.garden].m06.mean() / d[d.garden].m01.mean() for d in (frame, out)]
    assert abs(swings[0] - swings[1]) < 0.05
    assert not set(out.m03) & set(frame.m03[frame.m03 > 50])  # large volumes are nobody's


@pytest.mark.parametrize("sign", [1, -1])
def test_profiles_with_gaps_zeros_and_corrections(sign: int) -> None:
    frame, domain = with_months(600)
    domain = Domain(tuple(replace(a, low=None) for a in domain.attributes), domain.profiles)
    frame.loc[:59, list(MONTHS)] = 0.0
    frame.loc[60:119, list(MONTHS)] = np.nan
    frame.loc[120:299, "m07"] = np.nan
    frame.loc[300:329, "m12"] *= sign
    out = made(frame, domain, 3000)
    months = out[list(MONTHS)]
    assert 0.05 < (months.isna().all(axis=1)).mean() < 0.15
    assert 0.05 < (months == 0).all(axis=1).mean() < 0.15
    assert (months.min().min() < 0) == (sign < 0)
    assert 0.3 < out.m07.isna().mean() < 0.5


def test_constant_and_empty_columns() -> None:
    frame = pd.DataFrame({"same": ["x"] * 60, "nan": [np.nan] * 60, "one": [7] * 60})
    frame["none"] = pd.Series([None] * 60, dtype=object)
    frame["few"] = [1.5] + [np.nan] * 59
    domain = Domain(
        (
            Attribute("same", Kind.CATEGORY),
            Attribute("none", Kind.CATEGORY),
            Attribute("nan", Kind.NUMBER),
            Attribute("one", Kind.INTEGER),
            Attribute("few", Kind.NUMBER, decimals=1),
        )
    )
    out = made(frame, domain, 100)
    assert (out.same == "x").all() and (out.one == 7).all()
    assert out[["none", "nan", "few"]].isna().all().all()


def test_a_column_that_may_not_be_missing_never_is() -> None:
    frame = households(400)
    domain = Domain(tuple(replace(a, nullable=False) for a in COLUMNS.attributes))
    assert made(frame, domain).notna().all().all()


def test_an_all_different_text_is_refused() -> None:
    frame = households(100)
    frame["sector"] = [f"contract {n}" for n in range(100)]
    with pytest.raises(DataError) as refused:
        made(frame, COLUMNS)
    assert refused.value.text("en") == [
        "PK582 column sector: more than half of the units hold a text that almost nobody else holds",
        "  → generalise the column, or drop it: a generator could only copy it",
    ]
    assert refused.value.text("fr") == [
        "PK582 colonne sector : plus de la moitié des unités ont un texte que presque personne d'autre n'a",
        "  → généralisez la colonne, ou retirez-la : un générateur ne pourrait que la recopier",
    ]


def test_too_few_units_are_refused() -> None:
    with pytest.raises(DataError) as refused:
        made(households(39), COLUMNS)
    assert refused.value.text("en") == [
        "PK581 synthetic rows cannot be learnt from so few units: 39, at least 40 are needed",
        "  → bring more data",
    ]


def test_wrong_arguments_are_a_bug() -> None:
    with pytest.raises(InternalError, match="PK580 the table lacks columns of the domain: since"):
        made(households(50).drop(columns="since"), COLUMNS)
    with pytest.raises(InternalError, match="PK580 the order of the visit must name each column"):
        made(households(50), COLUMNS, order=("sector",))


def test_the_description_holds_no_value() -> None:
    frame = households(400)
    frame.loc[:1, "sector"] = "canary"
    told = fit_trees(frame, COLUMNS, np.random.default_rng(0)).describe()
    assert told["values_never_given"]["sector"] >= 1
    assert told["order"][0] == "sector"
    assert "canary" not in str(told) and "S01" not in str(told)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_table_gives_rows_of_its_own_values(data: st.DataObject) -> None:
    n = data.draw(st.integers(12, 60))
    texts = data.draw(st.lists(st.sampled_from(["a", "b", "é", None]), min_size=n, max_size=n))
    numbers = data.draw(st.lists(st.one_of(st.none(), st.integers(-(10**6), 10**6)), min_size=n, max_size=n))
    frame = pd.DataFrame({"t": pd.Series(texts, dtype=object), "n": pd.array(numbers, dtype="Int64")})
    domain = Domain((Attribute("t", Kind.CATEGORY), Attribute("n", Kind.INTEGER, low=-1000, high=1000)))
    out = made(frame, domain, 50, smallest_leaf=5, rarest=1)
    assert out.dtypes.to_dict() == frame.dtypes.to_dict()
    assert {v for v in out.t if v is not None} <= set(texts)
    known = out.n.dropna()
    assert known.between(-1000, 1000).all()
    assert out.n.isna().any() <= frame.n.isna().any()
