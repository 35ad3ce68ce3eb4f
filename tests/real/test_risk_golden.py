"""Record-level risk against sdcMicro and ARX on the same data; where they are wrong, by how much and why."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from privkit.risk.household import household_risk
from privkit.risk.loglinear import expected_counts, model_risk
from privkit.risk.population import population_uniques
from privkit.risk.record import individual, prosecutor, summed
from privkit.risk.suda import special_uniques
from privkit.risk.wildcards import compatible_sizes

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SDC, SURVEY = SHARED / "golden" / "sdcmicro", SHARED / "data" / "sdcmicro_testdata" / "testdata.csv"
ARX = SHARED / "golden" / "arx_population_uniqueness.json"
pytestmark = pytest.mark.skipif(
    not (SDC.is_dir() and SURVEY.exists() and ARX.exists()), reason="the reference data are not here"
)
KEYS = ["urbrur", "roof", "walls", "water", "electcon", "relat", "sex"]


@cache
def survey() -> pd.DataFrame:
    return pd.read_csv(SURVEY)


@cache
def golden() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SDC / "golden.json").read_text())
    return found


@cache
def classes() -> tuple[np.ndarray, np.ndarray]:
    """Units and weights of the class of each record."""
    codes, blank = survey()[KEYS].to_numpy(np.int64), np.zeros((len(survey()), len(KEYS)), bool)
    codes = codes - codes.min(axis=0)
    return compatible_sizes(codes, blank), compatible_sizes(codes, blank, survey()["sampling_weight"])


def test_individual_and_household_risk_are_those_of_sdcmicro() -> None:
    peer = pd.read_csv(SDC / "testdata_individual_risk.csv")
    size, total = classes()
    assert (size == peer["fk"]).all()
    assert (total == peer["Fk"]).all()
    risk = individual(size, total, "approximate")
    assert risk == pytest.approx(peer["risk"].to_numpy(), abs=1e-12)
    homes = household_risk(risk, survey()["ori_hid"].to_numpy())
    assert homes == pytest.approx(peer["hier_risk"].to_numpy(), abs=1e-12)
    world = golden()["testdata"]["global"]
    assert summed(risk).expected == pytest.approx(world["risk_ER"], abs=1e-9)
    assert summed(risk).average == pytest.approx(world["risk"], abs=1e-12)
    assert summed(homes).expected == pytest.approx(world["hier_risk_ER"], abs=1e-8)
    assert summed(prosecutor(size)).expected == pytest.approx(golden()["testdata"]["unweighted"]["risk_ER"])
    assert [int((size < k).sum()) for k in (2, 3, 5)] == [157, 281, 458]


def test_the_exact_risk_is_finite_where_sdcmicro_is_not() -> None:
    size, total = classes()
    risk, few = individual(size, total), size <= 20
    extra = golden()["extra_testdata"]
    assert extra["indiv_exact"]["n_nonfinite"] == 176
    assert np.isfinite(risk).all()
    assert int(few.sum()) == extra["exact_vs_approx_fk_le_20"]["n"]
    assert risk[few].sum() == pytest.approx(extra["exact_vs_approx_fk_le_20"]["sum_exact"], abs=1e-9)
    near = np.abs(risk - individual(size, total, "approximate"))[few].max()
    assert near == pytest.approx(extra["exact_vs_approx_fk_le_20"]["max_abs_diff"], abs=1e-11)


@pytest.mark.parametrize(("alpha", "key"), [(1.0, "1"), (0.5, "0.5"), (0.0, "0")])
def test_blanks_of_the_first_fifty(alpha: float, key: str) -> None:
    peer = golden()["extra_testdata"][f"NA50_relat_alpha{key}"]
    codes = survey()[KEYS].to_numpy(np.int64)
    codes, blank = codes - codes.min(axis=0), np.zeros(codes.shape, bool)
    blank[:50, KEYS.index("relat")] = True
    size = compatible_sizes(codes, blank, None, alpha)
    total = compatible_sizes(codes, blank, survey()["sampling_weight"], alpha)
    assert size.sum() == peer["sum_fk"]
    assert [int((size < k).sum()) for k in (2, 3, 5)] == [peer["viol2"], peer["viol3"], peer["viol5"]]
    risk = individual(size, total, "approximate")
    # sdcMicro gives a risk of 0 to sizes between 1 and 2
    lost = (size > 1) & (size < 2)
    assert risk[~lost].sum() == pytest.approx(peer["risk_ER"], abs=1e-9)
    assert lost.any() == (alpha == 0.5)
    assert (risk > 0).all()


@pytest.mark.parametrize(
    ("scores", "score", "dis", "totals"),
    [("elliot", "score", "disScore", "suda2"), ("ihsn", "score_new", "disScore_new", "suda2_newscores")],
)
def test_special_uniques_are_those_of_sdcmicro(scores: Any, score: str, dis: str, totals: str) -> None:
    peer, sums = pd.read_csv(SDC / "testdata_suda2.csv"), golden()["testdata"][totals]
    found = special_uniques(survey()[KEYS].to_numpy(), fraction=0.01, scores=scores)
    mine, certain = np.zeros(len(peer)), np.zeros(len(peer))
    mine[found.alone], certain[found.alone] = found.score, found.dis
    assert mine == pytest.approx(peer[score].to_numpy(), abs=1e-9)
    # sdcMicro holds one factor in single precision
    assert certain == pytest.approx(peer[dis].to_numpy(), abs=1e-6)
    assert mine.sum() == pytest.approx(sums["sum_score"])
    assert certain.sum() == pytest.approx(sums["sum_disScore"], rel=1e-6)
    if "attribute_contributions" in sums:
        parts = [row["contribution"] / 100 for row in sums["attribute_contributions"]]
        assert found.contributions == pytest.approx(parts, abs=1e-9)


def uniqueness() -> list[dict[str, Any]]:
    if not ARX.exists():
        return []
    rows: list[dict[str, Any]] = json.loads(ARX.read_text())["results"]
    histograms = {tuple(r["qis"]): r["histogram"] for r in rows if "histogram" in r}
    return [{**r, "histogram": histograms[tuple(r["qis"])]} for r in rows]


@pytest.mark.parametrize("row", uniqueness(), ids=lambda r: f"{len(r['qis'])}-{r['sampling_fraction']:.4g}")
def test_population_uniqueness_is_that_of_arx(row: dict[str, Any]) -> None:
    histogram, fraction = row["histogram"], row["records"] / row["population_size"]
    found = {m: population_uniques(histogram, fraction, m).uniques for m in ("zayatz", "pitman", "snb")}  # type: ignore[arg-type]
    assert found["zayatz"] == pytest.approx(row["num_zayatz"], rel=1e-12)
    assert found["pitman"] == pytest.approx(row["num_pitman"], rel=1e-8)
    assert found["snb"] is not None  # ARX has none for ten fractions out of eleven
    if fraction <= 0.1:
        assert population_uniques(histogram, fraction).uniques == pytest.approx(row["num_dankar"], rel=1e-8)


@pytest.mark.parametrize("row", [r for r in uniqueness() if r["num_snb"]], ids=lambda r: len(r["qis"]))
def test_snb_equals_arx_by_its_equations_and_not_by_the_published_ones(row: dict[str, Any]) -> None:
    """The published equations give 0.6 to 2.7 % more: see ``uniques_as_arx`` for the two differences."""
    histogram, fraction = row["histogram"], row["sampling_fraction"]
    same = population_uniques(histogram, fraction, "snb_as_arx").uniques
    assert same == pytest.approx(row["num_snb"], rel=1e-4)
    right = population_uniques(histogram, fraction, "snb").uniques
    assert right is not None
    assert 1.005 < right / row["num_snb"] < 1.03


def table(columns: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Every combination of values with its count."""
    values = [sorted(survey()[c].unique()) for c in columns]
    index = pd.MultiIndex.from_product(values, names=columns)
    counts = survey().groupby(columns).size().reindex(index, fill_value=0)
    return index.to_frame(index=False), counts.to_numpy(float)


def poisson(design: np.ndarray, counts: np.ndarray, offset: np.ndarray | float = 0.0) -> np.ndarray:
    """Fitted means of a Poisson regression, by reweighted least squares."""
    seen = np.log(counts + 0.1)
    for _ in range(200):
        mean = np.exp(np.clip(seen, -50, 30))
        root = np.sqrt(mean)
        aim = (seen - offset + (counts - mean) / mean) * root
        new = design @ np.linalg.lstsq(design * root[:, None], aim, rcond=None)[0] + offset
        if np.abs(new - seen).max() < 1e-10:
            break
        seen = new
    return np.exp(new)


def as_sdcmicro(mean: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """Its gr1 and gr2: per cell of at most ``bound`` units, and the mean of the sample for that of the population."""
    rest, alone = (1 - 0.01) * mean[counts == 1], ((counts > 0) & (counts <= BOUND)).sum()
    return float(np.exp(-rest).sum() / alone), float((-np.expm1(-rest) / rest).sum() / alone)


BOUND = 5


@pytest.mark.parametrize("method", ["IPF", "default", "PML", "CE", "weightedLLM"])
def test_log_linear_models_of_sdcmicro(method: str) -> None:
    """IPF is the model of main effects; the others take the codes of categories for numbers."""
    peer, (grid, counts) = golden()["extra_testdata"][method], table(KEYS)
    design = np.column_stack([np.ones(len(grid)), grid.to_numpy(float)])
    if method == "IPF":
        seen = counts > 0
        codes = np.column_stack([pd.factorize(grid[c])[0] for c in KEYS])[seen]
        mean, counts = np.asarray(expected_counts(codes, counts[seen].astype(np.int64))), counts[seen]
    elif method == "CE":
        share = np.divide(counts, 100 * counts, out=np.zeros_like(counts), where=counts > 0)
        mean = poisson(design, counts, np.log(share + 0.1))
    elif method == "weightedLLM":
        mean = poisson(np.column_stack([design, 100 * counts]), counts)
    else:  # with equal weights, PML rounds the weights back to the counts
        mean = poisson(design, counts)
    assert as_sdcmicro(mean, counts) == pytest.approx((peer["gr1"], peer["gr2"]), abs=1e-4)


def test_the_risk_of_the_model_is_counted_in_the_population() -> None:
    """Of 157 sample uniques at 1 %, hardly any is expected alone in the population; sdcMicro's gr1 says 33 %."""
    found = model_risk(survey()[KEYS].to_numpy(), 0.01)
    assert found.uniques == 157
    assert found.population_uniques is not None
    assert found.correct_matches is not None
    assert 0 < found.population_uniques < found.correct_matches < 157 * 0.2
