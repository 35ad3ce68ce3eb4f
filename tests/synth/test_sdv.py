"""The adapter to SDV: its errors without SDV, and with it what it keeps, its seeds and its silence."""

from __future__ import annotations

import importlib.util
import logging
import sys
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from privkit.errors import DataError, InternalError, UsageError
from privkit.synth.domain import Attribute, Domain, Kind, Profile
from privkit.synth.quiet import changed, counted, quiet
from privkit.synth.rules import Combinations, Implies, Order, holds
from privkit.synth.sdv import LICENCE_NOTE, NEEDS, fit_sdv

HERE = {name: importlib.util.find_spec(name) is not None for name in ("sdv", "torch", "ctgan", "deepecho")}
sdv = pytest.mark.skipif(not HERE["sdv"], reason="sdv is not installed")
networks = pytest.mark.skipif(not all(HERE.values()), reason="torch, ctgan or deepecho is not installed")
MONTHS = tuple(f"m{m}" for m in range(1, 7))


def table(n: int = 300, seed: int = 0) -> tuple[pd.DataFrame, Domain]:
    rng = np.random.default_rng(seed)
    place = rng.integers(0, 4, n)
    built = rng.integers(20, 100, n)
    told = np.array([False, True, None], dtype=object)
    frame = pd.DataFrame(
        {
            "sector": np.array(["N", "N", "S", "S"], object)[place],
            "commune": np.array(["n1", "n2", "s1", "s2"], object)[place],
            "size": np.array(["small", "large", None], object)[rng.integers(0, 3, n)],
            "garden": told[rng.integers(0, 3, n)],
            "built": built,
            "plot": np.where(rng.random(n) < 0.1, np.nan, built + rng.gamma(2, 40, n).round(1)),
            "since": pd.Timestamp("2001-01-01") + pd.to_timedelta(rng.integers(0, 8000, n), unit="D"),
            "same": "x",
            "none": pd.Series([None] * n, dtype=object),
        }
    )
    domain = Domain(
        (
            Attribute("sector", Kind.CATEGORY, values=("N", "S")),
            Attribute("commune", Kind.CATEGORY),
            Attribute("size", Kind.ORDERED, values=("small", "large")),
            Attribute("garden", Kind.YES_NO),
            Attribute("built", Kind.INTEGER, low=20, high=100),
            Attribute("plot", Kind.NUMBER, decimals=1, low=0, high=400),
            Attribute("since", Kind.DATE, low=11_000, high=20_000),
            Attribute("same", Kind.CATEGORY),
            Attribute("none", Kind.CATEGORY),
        )
    )
    return frame, domain


def with_months(n: int = 60) -> tuple[pd.DataFrame, Domain]:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {"occupants": rng.integers(1, 7, n), "kind": rng.choice(np.array(["a", "b"], object), n)}
    )
    for m, name in enumerate(MONTHS):
        frame[name] = np.round((3 + 2 * frame.occupants) * (1 + m / 5) * np.exp(rng.normal(0, 0.1, n)), 1)
    frame.loc[:5, "m1"] = np.nan
    months = tuple(Attribute(name, Kind.NUMBER, decimals=1, low=0, high=60) for name in MONTHS)
    attributes = (
        Attribute("occupants", Kind.INTEGER, low=1, high=6),
        Attribute("kind", Kind.CATEGORY),
        *months,
    )
    return frame, Domain(attributes, (Profile("volume", MONTHS),))


def hide(monkeypatch: pytest.MonkeyPatch, *hidden: str) -> None:
    real = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> Any:
        if name in hidden:
            return None
        return object() if name in HERE and not HERE[name] else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)


@pytest.mark.parametrize("model", list(NEEDS))
def test_without_sdv_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, model: Any) -> None:
    hide(monkeypatch, "sdv")
    with pytest.raises(UsageError) as refused:
        fit_sdv(*table(), model, 1)
    assert refused.value.text("en") == [
        "PK902 the package sdv is not installed",
        "  → pip install 'privkit[sdv]'",
    ]


@pytest.mark.parametrize(
    ("model", "package"),
    [("ctgan", "torch"), ("ctgan", "ctgan"), ("tvae", "torch"), ("tvae", "ctgan"), ("par", "torch"), ("par", "deepecho")],
)  # fmt: skip
def test_without_torch_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, model: Any, package: str) -> None:
    hide(monkeypatch, package)
    with pytest.raises(UsageError) as refused:
        fit_sdv(*table(), model, 1)
    assert refused.value.text("fr") == [
        f"PK902 le paquet {package} n'est pas installé",
        "  → pip install 'privkit[sdv]'",
    ]


def test_what_is_wrong_is_said_before_anything_is_learnt() -> None:
    with pytest.raises(InternalError, match="PK580 SDV has no model gretel"):
        fit_sdv(*table(), "gretel", 1)  # type: ignore[arg-type]
    assert (
        "Business Source License 1.1" in LICENCE_NOTE.en and "Business Source License 1.1" in LICENCE_NOTE.fr
    )


def test_quiet_silences_and_puts_everything_back(capsys: pytest.CaptureFixture[str]) -> None:
    from numpy import random as shared

    before, level, shown = shared.get_state()[1].copy(), logging.root.manager.disable, list(warnings.filters)  # noqa: NPY002
    with quiet(3):
        sys.stdout.write("secret")
        warnings.warn("secret", stacklevel=1)
        logging.getLogger("noisy").critical("secret")
        first = shared.random()  # noqa: NPY002
    with quiet(3):
        assert shared.random() == first  # noqa: NPY002
    assert (shared.get_state()[1] == before).all()  # noqa: NPY002
    assert logging.root.manager.disable == level and list(warnings.filters) == shown
    assert "secret" not in "".join(capsys.readouterr())
    with pytest.raises(ValueError), quiet(3):
        raise ValueError
    assert logging.root.manager.disable == level


def test_bars_are_counted_and_their_modules_put_back(capsys: pytest.CaptureFixture[str]) -> None:
    module = type(sys)("barred")
    module.tqdm = before = object()  # type: ignore[attr-defined]
    sys.modules["barred"] = module
    try:
        with (
            counted(["barred", "absent"], lambda done, total: sys.stdout.write(f"{done} {total}\n") and None),
            quiet(1),
        ):
            assert list(module.tqdm(range(3), disable=True)) == [0, 1, 2]
        assert module.tqdm is before
        with changed("barred", "nothing", 1):
            assert not hasattr(module, "nothing")
    finally:
        del sys.modules["barred"]
    assert capsys.readouterr().out == "1 3\n2 3\n3 3\n"


@sdv
def test_copula_keeps_columns_types_bounds_and_links() -> None:
    frame, domain = table(1000)
    fitted = fit_sdv(frame, domain, "gaussian_copula", 1)
    out = fitted.sample(700, np.random.default_rng(2))
    assert list(out.columns) == list(frame.columns) and len(out) == 700
    assert out.dtypes.to_dict() == frame.dtypes.to_dict()
    assert out.built.between(20, 100).all() and out["plot"].dropna().between(0, 400).all()
    assert set(out["size"]) == {"small", "large", None} and set(out.garden) == {True, False, None}
    assert (out.same == "x").all() and out.none.isna().all()
    assert 0.05 < out["plot"].isna().mean() < 0.15
    assert out["plot"].corr(out.built) > 0.15
    told = fitted.describe()
    assert told["licence"] == "BUSL-1.1" and told["constant"] == ["same", "none"]
    assert "n1" not in str(told)


@sdv
def test_seeds_decide_the_fit_and_every_sample() -> None:
    frame, domain = table()
    one, same = (fit_sdv(frame, domain, "gaussian_copula", 1) for _ in range(2))
    first = one.sample(200, np.random.default_rng(2))
    pd.testing.assert_frame_equal(first, one.sample(200, np.random.default_rng(2)))
    pd.testing.assert_frame_equal(first, same.sample(200, np.random.default_rng(2)))
    other = one.sample(200, np.random.default_rng(3))
    assert not first.equals(other)
    assert (first["plot"].isna() != other["plot"].isna()).any()  # missing values are drawn again too
    assert one.sample(0, np.random.default_rng(2)).dtypes.to_dict() == frame.dtypes.to_dict()


@sdv
def test_rules_sdv_knows_are_translated_and_kept() -> None:
    frame, domain = table()
    places = Combinations(
        ("sector", "commune"), (("N", "n1"), ("N", "n2"), ("S", "s1"), ("S", "s2"), ("S", "s3"))
    )
    rules = (Order("built", "plot"), places, Implies("garden", (False,), "built", (20,)))
    fitted = fit_sdv(frame, domain, "gaussian_copula", 1, rules)
    assert fitted.describe()["constraints"] == ["Order", "Combinations"]
    assert holds(fitted.sample(500, np.random.default_rng(1)), rules[:2], domain).all()
    frame.loc[0, ["sector", "commune"]] = [
        "N",
        "s1",
    ]  # the data break one: SDV would refuse them, the repair keeps the rule
    assert fit_sdv(frame, domain, "gaussian_copula", 1, rules).describe()["constraints"] == ["Order"]


@sdv
def test_rare_and_unlisted_values_are_never_learnt() -> None:
    frame, domain = table()
    frame.loc[0, "commune"], frame.loc[:30, "sector"] = "canary", "unlisted"
    out = fit_sdv(frame, domain, "gaussian_copula", 1).sample(3000, np.random.default_rng(1))
    assert set(out.commune) == {"n1", "n2", "s1", "s2"} and set(out.sector) == {"N", "S"}
    frame["commune"] = [f"contract {n}" for n in range(len(frame))]
    with pytest.raises(DataError, match="PK582 column commune"):
        fit_sdv(frame, domain, "gaussian_copula", 1)


@sdv
def test_codes_stay_texts_and_columns_never_missing_stay_so() -> None:
    frame, domain = table()
    codes = np.array(["01053", "1e5", "NaN", "True"], object)
    frame["commune"] = codes[np.arange(300) % 4]
    domain = Domain(tuple(replace(a, nullable=a.name == "none") for a in domain.attributes))
    out = fit_sdv(frame, domain, "gaussian_copula", 1).sample(400, np.random.default_rng(1))
    assert set(out.commune) == set(codes)
    assert out.drop(columns="none").notna().all().all()


@sdv
def test_days_pandas_cannot_hold_in_nanoseconds() -> None:
    import datetime as dt

    frame, domain = table()
    frame["since"] = pd.Series([dt.date(1, 1, 1), dt.date(9999, 12, 31), None] * 100, dtype=object)
    domain = Domain(
        tuple(a if a.name != "since" else Attribute("since", Kind.DATE) for a in domain.attributes)
    )
    out = fit_sdv(frame, domain, "gaussian_copula", 1).sample(100, np.random.default_rng(1))
    assert all(v is None or isinstance(v, dt.date) for v in out.since)


@sdv
def test_nothing_is_printed_logged_warned_or_left(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    steps: list[tuple[int, int]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = fit_sdv(
            *table(), "gaussian_copula", 1, (Order("built", "plot"),), lambda d, t: steps.append((d, t))
        )
        fitted.sample(50, np.random.default_rng(0))
    assert steps == [(1, 1)]
    assert capfd.readouterr() == ("", "") and caplog.records == []
    assert list(tmp_path.rglob("*")) == []


@sdv
def test_too_few_units_and_all_constant_columns() -> None:
    frame, domain = table(19)
    with pytest.raises(DataError, match=r"PK581 .* 19, at least 20 are needed"):
        fit_sdv(frame, domain, "gaussian_copula", 1)
    same = pd.DataFrame({"same": ["x"] * 30})
    fitted = fit_sdv(same, Domain((Attribute("same", Kind.CATEGORY),)), "gaussian_copula", 1)
    assert fitted.sample(3, np.random.default_rng(0)).same.tolist() == ["x"] * 3


@sdv
def test_what_sdv_says_is_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    import sdv.single_table as synthesizers  # type: ignore[import-not-found, import-untyped, unused-ignore]

    def fail(*_: object) -> None:
        raise ValueError("value 'canary' is wrong")

    monkeypatch.setattr(synthesizers.GaussianCopulaSynthesizer, "fit", fail)
    with pytest.raises(DataError) as refused:
        fit_sdv(*table(), "gaussian_copula", 1)
    assert refused.value.__cause__ is None and refused.value.__suppress_context__
    assert refused.value.text("en") == [
        "PK588 SDV's gaussian_copula could not learn these data or draw from them (ValueError)",
        "  → method: trees or marginals, or simpler columns",
    ]


def check_readings(model: Any, rows: int, steps: Sequence[tuple[int, int]] = (), **options: Any) -> None:
    frame, domain = with_months()
    fitted = fit_sdv(frame, domain, model, 1, progress=None, **options)
    out = fitted.sample(rows, np.random.default_rng(2))
    pd.testing.assert_frame_equal(out, fitted.sample(rows, np.random.default_rng(2)))
    assert out.dtypes.to_dict() == frame.dtypes.to_dict() and list(out.columns) == list(frame.columns)
    assert len(out) == rows and out[list(MONTHS)].stack().between(0, 60).all()
    assert not out.equals(fitted.sample(rows, np.random.default_rng(3)))


@sdv
def test_hma_learns_units_and_their_readings() -> None:
    check_readings("hma", 40)


@sdv
def test_hma_with_nothing_but_readings() -> None:
    frame, domain = with_months()
    months = Domain(tuple(domain[name] for name in MONTHS), domain.profiles)
    out = fit_sdv(frame, months, "hma", 1).sample(10, np.random.default_rng(2))
    assert list(out.columns) == list(MONTHS) and len(out) == 10


@sdv
def test_readings_need_a_profile() -> None:
    with pytest.raises(DataError) as refused:
        fit_sdv(*table(), "hma", 1)
    assert refused.value.text("en") == [
        "PK589 the model hma needs readings: profiles that all have as many periods",
        "  → method: gaussian_copula, or trees",
    ]


@networks
@pytest.mark.slow
@pytest.mark.parametrize("model", ["ctgan", "tvae"])
def test_networks_count_epochs_and_follow_their_seed(model: Any) -> None:
    frame, domain = table()
    steps: list[tuple[int, int]] = []
    fits = [
        fit_sdv(frame, domain, model, 1, (), lambda d, t: steps.append((d, t)), epochs=2) for _ in range(2)
    ]
    assert steps == [(1, 2), (2, 2)] * 2
    one, two = (fitted.sample(100, np.random.default_rng(2)) for fitted in fits)
    pd.testing.assert_frame_equal(one, two)
    assert one.dtypes.to_dict() == frame.dtypes.to_dict()
    assert not one.equals(fits[0].sample(100, np.random.default_rng(3)))


@networks
@pytest.mark.slow
def test_par_learns_units_and_their_readings() -> None:
    check_readings("par", 8, epochs=2)
