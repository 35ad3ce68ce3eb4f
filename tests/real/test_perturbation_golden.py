"""Microaggregation and local suppression against the figures of sdcMicro 5.8.1 on its own test data."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from privkit.anonymity.perturbation.local_suppression import anonymity_sets, suppress_locally
from privkit.anonymity.perturbation.mdav import group_values, mdav, sse_over_sst

HERE = Path(__file__).resolve()
SHARED = next((p / "shared" for p in HERE.parents[3:5] if (p / "shared").exists()), HERE / "absent")
GOLDEN = SHARED / "golden" / "sdcmicro"
DATA = SHARED / "data" / "sdcmicro_testdata"
ADULT = SHARED / "data" / "arx" / "adult" / "adult.csv"
KEYS = ["urbrur", "roof", "walls", "water", "electcon", "relat", "sex"]

pytestmark = pytest.mark.skipif(
    not (GOLDEN / "golden.json").exists() or not DATA.exists(), reason="the reference data are not here"
)


def coded(frame: pd.DataFrame) -> np.ndarray:
    return np.stack([pd.factorize(frame[c], sort=True)[0] for c in frame], axis=1)


@pytest.mark.parametrize("k", [3, 4, 5, 10])
def test_the_same_loss_as_mdav_of_sdcmicro(k: int) -> None:
    golden = json.loads((GOLDEN / "golden.json").read_text())["mdav_benchmarks"][f"CASCrefmicrodata_k{k}"]
    values = pd.read_csv(DATA / "CASCrefmicrodata.csv").to_numpy(float)
    loss = 100 * sse_over_sst(values, group_values(values, mdav(values, k)))
    assert loss == pytest.approx(golden["SSE_over_SST_pct_standardized_input"], abs=1e-9)


def test_the_same_values_as_mdav_of_sdcmicro() -> None:
    numbers = ["expend", "income", "savings"]
    values = pd.read_csv(DATA / "testdata.csv")[numbers].to_numpy(float)
    wanted = pd.read_csv(GOLDEN / "testdata_mdav3_numvars.csv.gz")[numbers].to_numpy(float)
    out = group_values(values, mdav(values, 3, block=len(values)))
    assert np.abs(out / wanted - 1).max() < 1e-12
    blocked = group_values(values, mdav(values, 3, block=1024))
    assert sse_over_sst(values, blocked) < 1.1 * sse_over_sst(values, wanted)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_no_more_cells_than_sdcmicro(k: int) -> None:
    golden = json.loads((GOLDEN / "golden.json").read_text())["testdata"]
    codes = coded(pd.read_csv(DATA / "testdata.csv")[KEYS])
    done = suppress_locally(codes, codes < 0, k, np.random.default_rng(0), convention="wildcard")
    assert done.at_risk == golden["kanon_violations"][f"k{k}"]
    assert done.cells <= 0.7 * golden[f"localSuppression_k{k}"]["total"]
    assert anonymity_sets(np.where(done.blank, 0, codes + 1), "wildcard").min() >= k
    strict = suppress_locally(codes, codes < 0, k, np.random.default_rng(0))
    assert strict.cells <= 1.5 * golden[f"localSuppression_k{k}"]["total"]
    assert anonymity_sets(np.where(strict.blank, 0, codes + 1), "strict").min() >= k


@pytest.mark.parametrize("convention", ["strict", "wildcard"])
def test_adult_on_eight_keys_takes_seconds(convention: str) -> None:
    """sdcMicro gave no result in 900 s."""
    frame = pd.read_csv(ADULT, sep=";", dtype=str, keep_default_na=False).drop(columns="occupation")
    codes = coded(frame)
    started = time.process_time()
    done = suppress_locally(codes, codes < 0, 2, np.random.default_rng(0), convention=convention)  # type: ignore[arg-type]
    assert time.process_time() - started < 20
    assert anonymity_sets(np.where(done.blank, 0, codes + 1), convention).min() >= 2  # type: ignore[arg-type]
    assert done.cells < 1.5 * done.at_risk
