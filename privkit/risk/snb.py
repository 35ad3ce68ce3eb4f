"""The slide negative binomial model of class sizes (Chen and Keller-McNulty 1998).

*Estimation of identification disclosure risk in microdata*, Journal of Official Statistics 14(1), 1998. Class
sizes in the population are 1 + a negative binomial (alpha, beta); a unit is drawn with probability π. The number
of non-empty classes comes from Shlosser's estimator as improved by Haas and Stokes (1998,
doi:10.1080/01621459.1998.10473807); alpha and beta from the expected classes of one and of two units in the sample.

The quotient of the two equations is a quadratic in alpha for a given beta, so one equation in beta is left.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_LOGITS = np.linspace(-30.0, 12.0, 400)  # of beta, where a change of sign is looked for


def shlosser(sizes: Floats, classes: Floats, fraction: float) -> float:
    """Estimated number of non-empty classes in the population; infinite when it cannot be told."""
    square = fraction * fraction
    missed = np.exp(sizes * math.log1p(-fraction)) * classes
    first = float((sizes * square * np.exp((sizes - 1) * math.log1p(-square)) * classes).sum())
    second = float((missed * np.expm1(sizes * math.log1p(fraction))).sum())
    third = float((sizes * fraction * np.exp((sizes - 1) * math.log1p(-fraction)) * classes).sum())
    if second == 0 or third == 0:
        return math.inf
    unique = float(classes[sizes == 1].sum())
    return float(classes.sum()) + unique * (first / second) * (float(missed.sum()) / third) ** 2


def snb_parameters(nonempty: float, fraction: float, ones: float, twos: float) -> tuple[float, float] | None:
    """(alpha, beta) whose expected classes of one and of two units are ``ones`` and ``twos``; None without any.

    With several solutions, the one with most population uniques: the cautious one.
    """
    from scipy.optimize import brentq

    def off(logit: float) -> float:
        rest = 1 / (1 + math.exp(logit))  # 1 - beta, exact near 1
        beta, kept = 1 - rest if logit < 0 else 1 / (1 + math.exp(-logit)), rest * (1 - fraction)
        alpha = _alpha(rest, fraction, ones, twos)
        lasting = alpha * (math.log(beta) - math.log1p(-kept)) if beta > 0 else -math.inf
        return (
            math.log(nonempty * fraction) + lasting + math.log1p(alpha * kept / (1 - kept)) - math.log(ones)
        )

    values = [off(x) for x in _LOGITS]
    found = []
    for low, high, a, b in zip(_LOGITS, _LOGITS[1:], values, values[1:], strict=False):
        if (a < 0) != (b < 0) and math.isfinite(a) and math.isfinite(b):
            logit = float(brentq(off, low, high, xtol=1e-13, rtol=1e-13))
            found.append(
                (_alpha(1 / (1 + math.exp(logit)), fraction, ones, twos), 1 / (1 + math.exp(-logit)))
            )
    return max(found, key=lambda pair: pair[0] * math.log(pair[1]), default=None)


def _alpha(rest: float, fraction: float, ones: float, twos: float) -> float:
    """The positive root of d·a² + (2 - d - r·d)·a - r·D = 0, where rest = 1 - beta, d = rest·(1 - π), D = 1 - d."""
    kept = rest * (1 - fraction)
    ratio = 2 * (1 - kept) * twos / (ones * fraction * rest)
    middle = 2 - kept - ratio * kept
    root = math.sqrt(middle * middle + 4 * kept * ratio * (1 - kept))
    # the form without cancellation for either sign of the middle term
    return (root - middle) / (2 * kept) if middle < 0 else 2 * ratio * (1 - kept) / (root + middle)


def uniques_as_arx(sizes: Floats, classes: Floats, fraction: float) -> float | None:
    """Population uniques by the equations that ARX 3.9 solves, to compare figures with it; None without any.

    They differ from the published ones in two places: the expected classes of two units are multiplied by
    (1 - d)^(a + 2), d = (1 - β)(1 - π), where the model divides by it, and one term of Shlosser's estimator
    loses one per size instead of one per class. The figures come out 0.6 to 2.7 % lower on real tables.
    """
    from scipy.optimize import root

    ones, twos = (float(classes[sizes == size].sum()) for size in (1, 2))
    missed = (1 - fraction) ** sizes * classes
    square = fraction * fraction
    first = float((sizes * square * (1 - square) ** (sizes - 1) * classes).sum())
    third = float((sizes * fraction * (1 - fraction) ** (sizes - 1) * classes).sum())
    second = float((missed * (1 + fraction) ** sizes - 1).sum())
    if not (ones and twos and second and third):
        return None
    nonempty = float(classes.sum()) + ones * first / second * (float(missed.sum()) / third) ** 2

    def off(at: Floats) -> list[float]:
        alpha, beta = math.exp(at[0]), 1 / (1 + math.exp(-at[1]))
        d = (1 - fraction) * (1 - beta)
        one = nonempty * fraction * (beta / (1 - d)) ** alpha * (alpha * d / (1 - d) + 1)
        two = nonempty * alpha * beta**alpha * square * (1 - beta) / 2
        return [one / ones - 1, two * (1 - d) ** (alpha + 2) * (2 - (1 - alpha) * d) / twos - 1]

    with np.errstate(all="ignore"):
        found = root(off, [-0.5, 0.5], tol=1e-12)
        if not found.success or max(map(abs, off(found.x))) > 1e-8:
            return None
    return nonempty * float((1 / (1 + math.exp(-found.x[1]))) ** math.exp(found.x[0]))
