"""The noise of each library, behind one interface. A chance failure is rarer than one in a million runs."""

import inspect
import math
import time
from collections import Counter
from fractions import Fraction as F
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from privkit.dp import noise
from privkit.dp.exact import geometric as exact_geometric
from privkit.dp.noise import DIFFPRIVLIB_SCALE, DiffprivlibNoise, Noise, open_noise
from privkit.errors import UsageError

N = 20_000
LIBRARIES = [
    "diffprivlib",
    pytest.param("opendp", marks=pytest.mark.skipif(find_spec("opendp") is None, reason="needs opendp")),
]


@pytest.fixture(params=LIBRARIES)
def source(request: pytest.FixtureRequest) -> Noise:
    return open_noise(request.param)


@pytest.mark.parametrize("scale", [F(1, 2), F(80), F(DIFFPRIVLIB_SCALE), F(10**4, 7)])
def test_geometric_noise(source: Noise, scale: F, follows: Any) -> None:
    samples = source.geometric(N, scale)
    assert follows(samples, "geometric", scale)
    assert not follows(samples, "geometric", scale * 2)  # half the noise is seen


@pytest.mark.parametrize("sigma_squared", [F(1, 3), F(109), F(688863801, 131072)])
def test_gaussian_noise(source: Noise, sigma_squared: F, follows: Any) -> None:
    samples = source.discrete_gaussian(N, sigma_squared)
    assert follows(samples, "gaussian", sigma_squared)
    assert not follows(samples, "gaussian", sigma_squared * 2)


def test_a_large_answer_keeps_its_noise(source: Noise) -> None:
    """diffprivlib by itself gives 2^60 back unchanged, each time."""
    answer = np.array([2**60] * 200, dtype=object)
    for drawn in (source.geometric(200, F(3)), source.discrete_gaussian(200, F(9))):
        noisy = answer + drawn
        assert len(set(noisy)) > 5
        assert all(type(value) is int for value in noisy)
        assert max(abs(value - 2**60) for value in noisy) < 200


def test_an_answer_over_64_bits_does_not_wrap(source: Noise) -> None:
    noisy = np.array([2**63 - 1] * 100, dtype=object) + source.geometric(100, F(50))
    assert all(abs(value - 2**63) < 5000 for value in noisy)


def test_noise_takes_no_seed_and_heeds_none(source: Noise) -> None:
    for method in (source.geometric, source.discrete_gaussian, source.choose, open_noise):
        assert not {"seed", "random_state", "rng", "generator"} & set(inspect.signature(method).parameters)
    drawn = []
    for _ in range(2):
        np.random.seed(7)  # noqa: NPY002 - it must change nothing
        drawn.append([list(source.geometric(40, F(90))), list(source.discrete_gaussian(40, F(9000)))])
    assert drawn[0][0] != drawn[1][0]
    assert drawn[0][1] != drawn[1][1]


def test_a_choice_prefers_the_better_score(source: Noise) -> None:
    """Three candidates at most two units apart: no odds may differ by more than exp(epsilon × 2 / 2)."""
    scores, epsilon = np.array([10, 12, 11]), F(1)
    chosen = Counter(source.choose(scores, epsilon, 1) for _ in range(3000))
    assert chosen[1] > chosen[2] > chosen[0] > 0
    assert chosen[1] / chosen[0] < math.exp(1) * 1.5 + 1


def test_a_choice_among_very_large_scores_sees_a_small_difference(source: Noise) -> None:
    scores = np.array([2**62, 2**62 + 40], dtype=np.int64)
    assert {source.choose(scores, F(10), 1) for _ in range(50)} == {1}


def test_a_choice_that_is_worth_nothing_is_at_random(source: Noise) -> None:
    chosen = Counter(source.choose(np.array([0, 1]), F(1, 10**6), 1) for _ in range(2000))
    assert 780 < chosen[0] < 1220


def test_choices_of_neighbours_keep_within_epsilon() -> None:
    """The odds of permute-and-flip, from many draws on two neighbouring score vectors."""
    epsilon, n, source = 2.0, 6000, DiffprivlibNoise()
    here = Counter(source.choose(np.array([3, 3, 3]), F(2), 1) for _ in range(n))
    there = Counter(source.choose(np.array([4, 2, 2]), F(2), 1) for _ in range(n))
    for i in range(3):
        low = there[i] / n - 5.5 * math.sqrt(there[i] / n / n)
        assert low <= math.exp(epsilon) * (here[i] / n + 5.5 * math.sqrt(here[i] / n / n))


def test_diffprivlib_draws_the_small_scales_only(monkeypatch: pytest.MonkeyPatch) -> None:
    exact_calls: list[Any] = []
    monkeypatch.setattr(
        noise.exact,
        "geometric",
        lambda size, scale: exact_calls.append(scale) or exact_geometric(size, scale),
    )
    source = DiffprivlibNoise()
    source.geometric(3, F(DIFFPRIVLIB_SCALE))
    assert exact_calls == []
    source.geometric(3, F(DIFFPRIVLIB_SCALE) + F(1, 3))
    assert exact_calls == [F(DIFFPRIVLIB_SCALE) + F(1, 3)]


def test_diffprivlib_never_gets_more_epsilon_than_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    import diffprivlib.mechanisms as mechanisms

    got: list[float] = []

    class Spy(mechanisms.Geometric):
        def __init__(self, *, epsilon: float, sensitivity: int) -> None:
            got.append(epsilon)
            super().__init__(epsilon=epsilon, sensitivity=sensitivity)

    monkeypatch.setattr(mechanisms, "Geometric", Spy)
    for scale in (F(3), F(10, 3), F(7, 11), F(1000, 7)):
        DiffprivlibNoise().geometric(1, scale)
        assert F(got[-1]) <= 1 / scale
        assert F(math.nextafter(got[-1], 1e9)) > 1 / scale


def test_a_release_of_100_000_cells_is_drawn_in_seconds() -> None:
    source = DiffprivlibNoise()
    source.geometric(10, F(1))
    start = time.process_time()
    source.discrete_gaussian(100_000, F(5256))
    source.geometric(100_000, F(10**6))
    assert time.process_time() - start < 3  # 0.15 s where nothing else runs


@pytest.mark.skipif(find_spec("opendp") is not None, reason="opendp is installed")
def test_opendp_that_is_not_installed_is_told() -> None:
    with pytest.raises(UsageError) as caught:
        open_noise("opendp")
    assert caught.value.text("en") == [
        "PK902 the package opendp is not installed",
        "  → pip install 'privkit[opendp]'",
    ]
    assert caught.value.text("fr") == [
        "PK902 le paquet opendp n'est pas installé",
        "  → pip install 'privkit[opendp]'",
    ]
