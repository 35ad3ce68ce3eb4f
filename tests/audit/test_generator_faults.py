"""The audit of the private generator itself: each planted fault is caught, without chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from privkit.dp.noise import open_noise
from privkit.synth.marginals import Neighbours, fit
from privkit.synth.marginals.answers import Answers
from privkit.synth.marginals.estimate import Estimate

from .generators import TABLES, small
from .test_generator import only_answers_tell, shown

Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def quick(monkeypatch: Patch) -> None:
    small(monkeypatch)


def half_the_noise(patch: Patch) -> None:
    real = Answers._drawn
    patch.setattr(Answers, "_drawn", lambda self, size, sigma_squared: real(self, size, sigma_squared / 4))


def noise_for_rows_added(patch: Patch) -> None:
    """Half the variance that replaced rows need."""
    real = Answers._drawn
    patch.setattr(Answers, "_drawn", lambda self, size, sigma_squared: real(self, size, sigma_squared / 2))


def measured_twice_beside_the_door(patch: Patch) -> None:
    real = Estimate._measure

    def measure(self: Estimate, key: Any, model: Any) -> Any:
        variance = self.answers.planned[-1].sigma_squared
        assert variance is not None
        again = self.table.counts(key) + self.answers.noise.discrete_gaussian(self.table.cells(key), variance)
        return (real(self, key, model) + again) / 2

    patch.setattr(Estimate, "_measure", measure)


def measured_twice_for_the_price_of_one(patch: Patch) -> None:
    real = Answers.gaussian

    def gaussian(self: Answers, exact: Any) -> Any:
        first, variance = real(self, exact)
        self.asked -= 1
        second, _ = real(self, exact)
        return (first + second) // 2, variance / 2

    patch.setattr(Answers, "gaussian", gaussian)


def score_moves_by_one(patch: Patch) -> None:
    patch.setattr(fit, "score_sensitivity", lambda neighbours: 1)


def bounds_of_the_data(patch: Patch) -> None:
    real = fit._of_column

    def of_column(frame: Any, encoding: Any) -> Any:
        variable = real(frame, encoding)
        if encoding.grid is None:
            return variable
        values = np.nan_to_num(frame[encoding.attribute.name].to_numpy(float), posinf=1e9, neginf=-1e9)
        edges = np.linspace(values.min(), values.max() + 1e-9, variable.known + 1)
        return replace(variable, codes=np.searchsorted(edges, values, side="right") - 1)

    patch.setattr(fit, "_of_column", of_column)


def categories_of_the_data(patch: Patch) -> None:
    real = fit._of_column

    def of_column(frame: Any, encoding: Any) -> Any:
        variable = real(frame, encoding)
        met, codes = np.unique(variable.codes, return_inverse=True)
        return replace(variable, codes=codes, size=len(met), known=min(variable.known, len(met)))

    patch.setattr(fit, "_of_column", of_column)


def exact_number_of_rows(patch: Patch) -> None:
    real = Estimate.__post_init__

    def begin(self: Estimate) -> None:
        real(self)
        self.population.total = float(len(self.table.columns[0]))

    patch.setattr(Estimate, "__post_init__", begin)


def drawn_towards_the_truth(patch: Patch) -> None:
    real = Estimate._measure
    patch.setattr(
        Estimate, "_measure", lambda self, key, model: real(self, key, self.table.counts(key).astype(float))
    )


def groups_by_exact_counts(patch: Patch) -> None:
    real, exact = fit.group_values, []
    counts = np.bincount

    def of_column(frame: Any, encoding: Any) -> Any:
        variable = column(frame, encoding)
        exact.append(counts(variable.codes, minlength=variable.size).astype(float))
        return variable

    column = fit._of_column
    patch.setattr(fit, "_of_column", of_column)
    patch.setattr(fit, "group_values", lambda _, *rest: real(exact.pop(0), *rest))


def best_candidate_without_noise(patch: Patch) -> None:
    real = Answers.choice

    def choice(self: Answers, scores: Any, sensitivity: int) -> int:
        real(self, scores, sensitivity)
        return int(np.argmax(scores))

    patch.setattr(Answers, "choice", choice)


ASKED = [
    half_the_noise,
    noise_for_rows_added,
    measured_twice_beside_the_door,
    measured_twice_for_the_price_of_one,
    score_moves_by_one,
    bounds_of_the_data,
]
LOOKED = [
    categories_of_the_data,
    exact_number_of_rows,
    drawn_towards_the_truth,
    groups_by_exact_counts,
    best_candidate_without_noise,
]


@pytest.mark.parametrize("fault", ASKED, ids=lambda f: f.__name__)
def test_more_asked_than_paid(fault: Callable[[Patch], None], monkeypatch: Patch) -> None:
    kept = TABLES["wild"]
    plan = kept.plan(Neighbours.REPLACE_ONE)
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        assert shown(kept, plan, monkeypatch, Neighbours.REPLACE_ONE) <= plan.rho


@pytest.mark.parametrize("fault", LOOKED, ids=lambda f: f.__name__)
def test_a_look_at_the_data(fault: Callable[[Patch], None], monkeypatch: Patch) -> None:
    kept = TABLES["wild"]
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        only_answers_tell(kept, kept.plan(Neighbours.REPLACE_ONE), monkeypatch)


def test_a_household_alone_in_its_category_is_not_shown(monkeypatch: Patch) -> None:
    """Nor is it when categories are taken as they come: then this fails."""
    kept = TABLES["found"]
    plan = kept.plan(Neighbours.REPLACE_ONE)
    frame = kept.with_row({"street": "Secret", "garden": True})
    made = fit.fit_marginals(frame, plan, open_noise("diffprivlib"), np.random.default_rng(1))
    assert "Secret" not in set(made.sample(2000, np.random.default_rng(2))["street"])
    monkeypatch.setattr(
        Answers, "threshold", lambda self, texts, _: (tuple(texts), self._next("threshold"))[0]
    )
    made = fit.fit_marginals(frame, plan, open_noise("diffprivlib"), np.random.default_rng(1))
    assert "Secret" in {label for e in made.encodings for label in e.labels}
