"""Estimators of population uniqueness: equations solved, limits, and no figure where there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln
from scipy.stats import hypergeom

from privkit.errors import InternalError
from privkit.risk.loglinear import expected_counts, model_risk
from privkit.risk.pitman import pitman_parameters
from privkit.risk.population import population_uniques
from privkit.risk.snb import shlosser, snb_parameters

SMALL = [(1, 50), (2, 20), (3, 10), (5, 4), (12, 2)]


def likelihood(theta: float, alpha: float, sizes: np.ndarray, classes: np.ndarray) -> float:
    number, units = int(classes.sum()), int((sizes * classes).sum())
    rises = np.log(theta + alpha * np.arange(1, number)).sum()
    falls = sum(
        c * np.log(np.arange(1, s) - alpha).sum() for s, c in zip(sizes, classes, strict=True) if s > 1
    )
    return float(rises + falls - (gammaln(theta + units) - gammaln(theta + 1)))


histograms = st.dictionaries(st.integers(1, 60), st.integers(1, 500), min_size=1, max_size=8)


@given(histograms)
@settings(deadline=None, max_examples=80)
def test_pitman_is_the_greatest_likelihood(histogram) -> None:
    sizes = np.array(sorted(histogram), float)
    classes = np.array([histogram[s] for s in sorted(histogram)], float)
    found = pitman_parameters(sizes, classes)
    if found is None or classes.sum() < 2 or found[0] > 1e9:
        return
    theta, alpha = found
    best = likelihood(theta, alpha, sizes, classes)
    for t, a in ((1.02, 0), (0.98, 0), (1, 0.01), (1, -0.01), (1.05, 0.01), (0.95, -0.01)):
        other = (theta * t if theta > 0 else theta / t, alpha + a)
        if 0 <= other[1] < 1 and other[0] > -other[1]:
            assert likelihood(*other, sizes, classes) <= best + 1e-6 * abs(best)


@given(st.floats(0.01, 50), st.floats(0.01, 0.99), st.floats(0.001, 0.99), st.floats(1e3, 1e7))
@settings(deadline=None, max_examples=200)
def test_snb_finds_the_parameters_its_counts_come_from(alpha, beta, fraction, classes) -> None:
    kept = (1 - fraction) * (1 - beta)
    base = alpha * math.log(beta / (1 - kept))
    ones = classes * fraction * math.exp(base) * (1 + alpha * kept / (1 - kept))
    twos = (
        classes * alpha * math.exp(base) * fraction**2 * (1 - beta) / 2 / (1 - kept) ** 2
        * (2 - (1 - alpha) * kept)
    )  # fmt: skip
    found = snb_parameters(classes, fraction, ones, twos)
    assert found is not None
    # several pairs may give the same counts: the one kept is the most cautious
    assert found[0] * math.log(found[1]) >= alpha * math.log(beta) - 1e-6


def test_shlosser_on_the_whole_population_adds_nothing() -> None:
    sizes, classes = np.array([1.0, 2.0]), np.array([10.0, 5.0])
    assert shlosser(sizes, classes, 1 - 1e-12) == pytest.approx(15, abs=1e-6)


def test_zayatz_is_bayes_rule_on_hypergeometric_draws() -> None:
    found = population_uniques(SMALL, 0.1, "zayatz")
    units = sum(s * c for s, c in SMALL)
    seen = [c * hypergeom(10 * units, s, units).pmf(1) for s, c in SMALL]
    assert found.uniques == pytest.approx(10 * 50 * seen[0] / sum(seen), rel=1e-10)
    assert found.population == 10 * units
    assert found.share == found.uniques / found.population


def test_dankar_chooses() -> None:
    assert population_uniques(SMALL, 0.1).method == "pitman"
    assert population_uniques(SMALL, 0.100001).method in ("snb", "zayatz")
    both = [population_uniques(SMALL, 0.3, m).uniques for m in ("snb", "zayatz")]
    assert population_uniques(SMALL, 0.3).uniques == min(both)
    # every unit alone: Pitman has no estimate, Zayatz steps in
    assert population_uniques([(1, 30)], 0.05).method == "zayatz"


@pytest.mark.parametrize("method", ["automatic", "zayatz", "pitman", "snb"])
def test_certain_answers(method) -> None:
    assert population_uniques([(2, 30), (5, 2)], 0.1, method).uniques == 0  # nobody alone in the sample
    assert population_uniques([], 0.1, method).uniques == 0
    assert population_uniques(SMALL, 1.0, method).uniques == 50  # the sample is the population


def test_no_solution_is_said_and_is_never_zero() -> None:
    pitman = population_uniques([(1, 30)], 0.1, "pitman")
    assert (pitman.uniques, pitman.share) == (None, None)
    assert pitman.reason is not None
    assert pitman.reason.en == (
        "every unit of the sample is alone in its class: the model has no finite estimate"
    )
    assert pitman.reason.fr == (
        "chaque unité de l'échantillon est seule dans sa classe : le modèle n'a pas d'estimation finie"
    )
    snb = population_uniques([(1, 30), (3, 4)], 0.1, "snb")
    assert snb.uniques is None
    assert snb.reason is not None
    assert snb.reason.en == "no class of exactly two units: the model cannot be fitted"
    with pytest.raises(InternalError, match="PK680 a sampling fraction is above 0 and at most 1"):
        population_uniques(SMALL, 0)


@given(histograms, st.floats(0.0001, 1), st.sampled_from(["automatic", "zayatz", "pitman", "snb"]))
@settings(deadline=None, max_examples=150)
def test_an_estimate_is_possible_or_told_to_be_missing(histogram, fraction, method) -> None:
    found = population_uniques(sorted(histogram.items()), fraction, method)
    if found.uniques is None:
        assert found.reason is not None
    else:
        assert math.isfinite(found.uniques)
        assert 0 <= found.uniques <= found.population * (1 + 1e-9)


def test_estimates_are_near_the_truth_on_a_population_drawn_from_the_model() -> None:
    """Independent columns: the log-linear model is right, and the others are not far."""
    rng = np.random.default_rng(11)
    whole = np.column_stack([rng.geometric(p, 60_000).clip(max=12) for p in (0.3, 0.4, 0.25, 0.5)])
    drawn = rng.random(60_000) < 0.2
    _, of_row, sizes = np.unique(whole, axis=0, return_inverse=True, return_counts=True)
    truly = sizes[of_row.reshape(-1)] == 1
    _, place, seen = np.unique(whole[drawn], axis=0, return_inverse=True, return_counts=True)
    alone = seen[place.reshape(-1)] == 1
    both = int((truly[drawn] & alone).sum())
    matches = float((1 / sizes[of_row.reshape(-1)][drawn][alone]).sum())
    fitted = model_risk(whole[drawn], 0.2)
    assert fitted.uniques == int(alone.sum())
    assert fitted.population_uniques == pytest.approx(both, rel=0.1)
    assert fitted.correct_matches == pytest.approx(matches, rel=0.1)
    number, classes = np.unique(seen, return_counts=True)
    for method in ("zayatz", "snb", "automatic"):
        found = population_uniques(list(zip(number.tolist(), classes.tolist(), strict=True)), 0.2, method)
        assert found.uniques == pytest.approx(int(truly.sum()), rel=0.35)


def test_the_models_of_the_table() -> None:
    cells = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    counts = np.array([30, 10, 10, 50])
    assert expected_counts(cells, counts).tolist() == pytest.approx([16, 24, 24, 36])
    assert expected_counts(cells, counts, "all_pairs").tolist() == pytest.approx(counts.tolist())


def test_pairs_meet_their_margins() -> None:
    rng = np.random.default_rng(2)
    cells = np.array(list(np.ndindex(3, 2, 4)))
    counts = rng.poisson(6, len(cells)) + 1
    fitted = expected_counts(cells, counts, "all_pairs")
    for a, b in ((0, 1), (0, 2), (1, 2)):
        for pair in {(r[a], r[b]) for r in cells.tolist()}:
            here = (cells[:, a] == pair[0]) & (cells[:, b] == pair[1])
            assert fitted[here].sum() == pytest.approx(counts[here].sum(), rel=1e-6)


def test_a_model_too_large_says_so() -> None:
    codes = np.array([[i] * 9 for i in range(9)])
    found = model_risk(codes, 0.1, "all_pairs")
    assert (found.population_uniques, found.correct_matches, found.uniques) == (None, None, 9)
    assert found.reason is not None
    assert found.reason.fr == (
        "la table de toutes les combinaisons de valeurs est trop grande pour un modèle avec paires de colonnes"
    )


def test_the_whole_population_leaves_no_doubt() -> None:
    codes = np.array([[0, 0], [0, 1], [0, 1]])
    found = model_risk(codes, 1.0)
    assert (found.population_uniques, found.correct_matches) == (1.0, 1.0)
    assert model_risk(codes, 0.5, weights=[1, 1, 0]).uniques == 2
