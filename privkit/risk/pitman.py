"""Pitman's sampling formula, fitted to class sizes by maximum likelihood (Pitman 1995; Hoshino 2001).

Hoshino, *Applying Pitman's sampling formula to microdata disclosure risk assessment*, Journal of Official
Statistics 17(4), 2001. Parameters: 0 <= alpha < 1 and theta > -alpha; alpha = 0 is Ewens' model.

For a given alpha the score in theta has one root; what is left is one equation in alpha, brought between
two values of opposite signs. Newton's method on both at once, used elsewhere, often diverges.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_LEAST, _MOST = 1e-7, 1 - 1e-9  # of alpha
_FAR = 1e3  # from there the asymptotic series of the digamma is exact to the last digit


def pitman_parameters(sizes: Floats, classes: Floats) -> tuple[float, float] | None:
    """(theta, alpha) of greatest likelihood, or None when there is none.

    ``sizes``: distinct class sizes in units; ``classes``: how many classes of each.
    """
    from scipy.optimize import brentq

    number, units = float(classes.sum()), float((sizes * classes).sum())
    if number >= units:  # all alone: the likelihood grows up to alpha = 1
        return None

    def score(alpha: float) -> float:
        return _score_alpha(_theta(alpha, number, units), alpha, sizes, classes)

    try:
        if score(_LEAST) <= 0:  # the data show less variety than any alpha above 0: Ewens' model
            return _theta(0.0, number, units), 0.0
        if score(_MOST) >= 0:
            return None
        alpha = float(brentq(score, _LEAST, _MOST, xtol=1e-14, rtol=1e-13))
        return _theta(alpha, number, units), alpha
    except (ValueError, RuntimeError, OverflowError):
        return None


def pitman_uniques(theta: float, alpha: float, population: float) -> float:
    """Expected classes of one unit in the population: Γ(θ + 1) / Γ(θ + α) · N^α (Hoshino 2001)."""
    from scipy.special import gammaln

    return float(math.exp(gammaln(theta + 1) - gammaln(theta + alpha) + alpha * math.log(population)))


def _theta(alpha: float, number: float, units: float) -> float:
    """The theta of greatest likelihood for an alpha."""
    from scipy.optimize import brentq

    def score(log_shift: float) -> float:
        theta = math.exp(log_shift) - alpha
        ones = (number - 1) / theta if alpha == 0 else _gap(theta / alpha + 1, number - 1) / alpha
        return ones - _gap(theta + 1, units - 1)

    low, high = math.log(1e-12), math.log(1e18)
    return math.exp(float(brentq(score, low, high, xtol=1e-14, rtol=1e-14))) - alpha


def _score_alpha(theta: float, alpha: float, sizes: Floats, classes: Floats) -> float:
    """The derivative of the log-likelihood in alpha."""
    from scipy.special import digamma

    number = float(classes.sum())
    climbs = (number - 1 - theta * _gap(theta / alpha + 1, number - 1) / alpha) / alpha
    falls = digamma(sizes - alpha) - digamma(1 - alpha)
    return climbs - float((classes * falls).sum())


def _gap(start: float, steps: float) -> float:
    """digamma(start + steps) - digamma(start), without the cancellation of large arguments."""
    from scipy.special import digamma

    end = start + steps
    if start < _FAR:
        return float(digamma(end) - digamma(start))
    near, far = 1 / start, 1 / end
    return math.log1p(steps / start) + (near - far) / 2 + (near**2 - far**2) / 12 - (near**4 - far**4) / 120
