"""Units that are unique in the population, estimated from the class sizes of a sample.

Estimators of the number of population uniques: Zayatz (1991), Pitman's model fitted by maximum likelihood
(Hoshino 2001) and the slide negative binomial model, SNB (Chen and Keller-McNulty 1998); and the rule of
Dankar, El Emam, Neisa and Roffey (2012, doi:10.1186/1472-6947-12-66) that chooses among them. An estimator
without a solution says so: its value is None and never 0, which would read as "no risk".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from privkit.risk.codes import misuse
from privkit.risk.pitman import pitman_parameters, pitman_uniques
from privkit.risk.snb import shlosser, snb_parameters, uniques_as_arx
from privkit.words import Words

Estimator = Literal["automatic", "zayatz", "pitman", "snb", "snb_as_arx"]
SMALL_FRACTION = 0.1  #: up to there, Dankar's rule takes Pitman's model
Floats = npt.NDArray[np.float64]

_ALL_UNIQUE = Words(
    "every unit of the sample is alone in its class: the model has no finite estimate",
    "chaque unité de l'échantillon est seule dans sa classe : le modèle n'a pas d'estimation finie",
)
_NO_PAIR = Words(
    "no class of exactly two units: the model cannot be fitted",
    "aucune classe d'exactement deux unités : le modèle ne peut pas être ajusté",
)
_NO_SOLUTION = Words(
    "the equations of the model have no solution for these class sizes",
    "les équations du modèle n'ont pas de solution pour ces tailles de classes",
)
_OUTSIDE = Words(
    "the model gives a number of classes or of uniques that the population cannot hold",
    "le modèle donne un nombre de classes ou d'unités uniques que la population ne peut contenir",
)


@dataclass(frozen=True)
class Estimate:
    """Population uniques by one estimator; ``uniques`` is None when there is no estimate, and ``reason`` says why.

    ``method`` is the estimator that gave the figure (the one chosen, for ``automatic``).
    """

    method: Estimator
    uniques: float | None
    population: float
    sample: int
    reason: Words | None = None

    @property
    def share(self) -> float | None:
        """Share of the population that is unique, 0 to 1."""
        if self.uniques is None:
            return None
        return self.uniques / self.population if self.population else 0.0


def population_uniques(
    histogram: Sequence[tuple[int, int]], fraction: float, estimator: Estimator = "automatic"
) -> Estimate:
    """Estimated uniques of the population the sample was drawn from.

    ``histogram``: (class size in units, classes of that size). ``fraction``: units of the sample over units of the
    population, in (0, 1]. ``snb_as_arx`` solves the equations of ARX 3.9, for comparisons with it (see
    :func:`privkit.risk.snb.uniques_as_arx`); ``automatic`` never takes it. A sample that is the population
    (fraction 1) is counted, not estimated. No sample unique gives 0. Raises InternalError (PK680) for a fraction
    outside (0, 1] or an estimator unknown.
    """
    if not 0 < fraction <= 1:
        raise misuse(
            Words(
                "a sampling fraction is above 0 and at most 1",
                "un taux de sondage est supérieur à 0 et au plus 1",
            )
        )
    if estimator not in ESTIMATORS:
        raise misuse(
            Words(f"no estimator is called {estimator}", f"aucun estimateur ne s'appelle {estimator}")
        )
    pairs = [(size, classes) for size, classes in histogram if size > 0 and classes > 0]
    sizes = np.array([size for size, _ in pairs], np.float64)
    classes = np.array([number for _, number in pairs], np.float64)
    sample = _Sample(sizes, classes, fraction)
    if sample.unique == 0:
        return sample.estimate(estimator, 0.0)
    if fraction == 1:
        return sample.estimate(estimator, sample.unique)
    return ESTIMATORS[estimator](sample)


@dataclass(frozen=True)
class _Sample:
    """Class sizes of a sample (distinct), the classes of each, and the sampling fraction."""

    sizes: Floats
    classes: Floats
    fraction: float

    @property
    def units(self) -> int:
        return int((self.sizes * self.classes).sum())

    @property
    def population(self) -> float:
        return self.units / self.fraction

    @property
    def unique(self) -> float:
        return self.of_size(1)

    def of_size(self, size: int) -> float:
        """Classes of one size."""
        return float(self.classes[self.sizes == size].sum())

    def estimate(self, method: Estimator, uniques: float | None, reason: Words | None = None) -> Estimate:
        """The answer, refused when the population could not hold it."""
        if uniques is not None and not 0 <= uniques <= self.population * (1 + 1e-9):
            uniques, reason = None, _OUTSIDE
        return Estimate(method, uniques, self.population, self.units, reason)


def _zayatz(sample: _Sample) -> Estimate:
    """Population uniques by Bayes' rule on the classes seen, sizes of the sample standing for the population's.

    Classes of size s are seen once with hypergeometric probability; always defined.
    """
    weights = sample.classes * _once(sample.sizes, sample.units, sample.population)
    among = weights[sample.sizes == 1].sum() / weights.sum()
    return sample.estimate("zayatz", sample.unique * float(among) / sample.fraction)


def _once(sizes: Floats, drawn: float, population: float) -> Floats:
    """P(exactly one of s units is drawn) among ``drawn`` out of ``population``, as a product of stable ratios."""
    out = np.empty_like(sizes)
    left = population - drawn  # units not drawn
    for i, size in enumerate(sizes):
        others = np.arange(size - 1)
        ratios = np.maximum(left - others, 0) / (population - 1 - others)
        out[i] = size * drawn / population * np.prod(ratios)
    return out


def _pitman(sample: _Sample) -> Estimate:
    if float(sample.classes[sample.sizes >= 2].sum()) == 0:
        return sample.estimate("pitman", None, _ALL_UNIQUE)
    found = pitman_parameters(sample.sizes, sample.classes)
    if found is None:
        return sample.estimate("pitman", None, _NO_SOLUTION)
    return sample.estimate("pitman", pitman_uniques(*found, sample.population))


def _snb(sample: _Sample) -> Estimate:
    if sample.of_size(2) == 0:
        return sample.estimate("snb", None, _NO_PAIR)
    nonempty = shlosser(sample.sizes, sample.classes, sample.fraction)
    if not float(sample.classes.sum()) <= nonempty <= sample.population:
        return sample.estimate("snb", None, _OUTSIDE)
    found = snb_parameters(nonempty, sample.fraction, sample.unique, sample.of_size(2))
    if found is None:
        return sample.estimate("snb", None, _NO_SOLUTION)
    alpha, beta = found
    return sample.estimate("snb", nonempty * float(beta**alpha))


def _snb_as_arx(sample: _Sample) -> Estimate:
    found = uniques_as_arx(sample.sizes, sample.classes, sample.fraction)
    return sample.estimate("snb_as_arx", found, _NO_SOLUTION if found is None else None)


def _dankar(sample: _Sample) -> Estimate:
    """Pitman for small fractions (Zayatz when it has no solution), else the lower of SNB and Zayatz."""
    zayatz = _zayatz(sample)
    if sample.fraction <= SMALL_FRACTION:
        pitman = _pitman(sample)
        return zayatz if pitman.uniques is None else pitman
    snb = _snb(sample)
    if snb.uniques is None or zayatz.uniques is None or zayatz.uniques < snb.uniques:
        return zayatz
    return snb


ESTIMATORS: dict[str, Callable[[_Sample], Estimate]] = {
    "automatic": _dankar,
    "zayatz": _zayatz,
    "pitman": _pitman,
    "snb": _snb,
    "snb_as_arx": _snb_as_arx,
}
