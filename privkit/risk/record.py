"""The risk of each record, and what it adds up to.

Three attackers (El Emam 2013; ARX uses the same names): the **prosecutor** knows that the person is in the data,
risk 1 / f, f the units of the class; the **journalist** does not, risk 1 / F, F the units of the class in the
population; the **marketer** tries everybody and counts, mean of 1 / F. Without a table of the population, F is
at least f: the journalist's and the marketer's figures are then upper bounds, and say so.

**Individual risk** (Benedetti and Franconi 1998; Franconi and Polettini 2004, doi:10.1007/978-3-540-25955-8_20): F
is not known but estimated by the sum of the sampling weights of the class. Given f, F is negative binomial with
p = f / F̂, and the risk is E[1 / F | f] = (p / f) · ₂F₁(1, 1; f + 1; 1 − p). In that form every term is positive, so
nothing cancels whatever f; it holds for f that is not whole too, which blanks that match in part bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from privkit.risk.codes import misuse
from privkit.words import Words

Floats = npt.NDArray[np.float64]
Method = Literal["exact", "approximate"]
_SERIES_FROM = 10.0  # sizes from which the series is exact after _TERMS terms, even for p = 0
_TERMS = 200


@dataclass(frozen=True)
class RiskSummary:
    """Risks of units added up. ``highest`` and ``average``: 0 to 1; ``expected``: units expected to be re-identified.

    ``upper_bound``: the figures are the most they can be, for want of the population.
    """

    units: int
    highest: float
    average: float
    expected: float
    upper_bound: bool = False


def prosecutor(sizes: npt.ArrayLike) -> Floats:
    """1 / f for each record: ``sizes`` are the units in its class, at least 1."""
    return 1 / _at_least_one(sizes)


def journalist(sizes: npt.ArrayLike, population: npt.ArrayLike | None = None) -> Floats:
    """1 / F for each record. ``population``: units of its class in the population; without it an upper bound.

    A class cannot hold fewer units in the population than in the data: there, the data are right.
    """
    found = _at_least_one(sizes)
    return 1 / (found if population is None else np.maximum(found, np.asarray(population, np.float64)))


def individual(sizes: npt.ArrayLike, estimated: npt.ArrayLike, method: Method = "exact") -> Floats:
    """E[1 / F | f] for each record. ``sizes``: f; ``estimated``: the sum of the weights of its class.

    Where the weights add up to less than f, the class is taken to be whole: 1 / f. ``approximate`` takes for
    f > 2 the first terms, p / (f − (1 − p)), as µ-Argus and sdcMicro do. Finite everywhere, in (0, 1].
    """
    size = _at_least_one(sizes)
    total = np.asarray(estimated, np.float64)
    if not np.isfinite(total).all() or (total <= 0).any():
        raise misuse(Words("the weights of a class must add up to a number above 0",
                           "les poids d'une classe doivent faire un nombre supérieur à 0"))  # fmt: skip
    share = np.minimum(1.0, size / total)
    if method == "approximate":
        return np.where(size > 2, share / (size - (1 - share)), share / size * _hypergeometric(size, share))
    return share / size * _hypergeometric(size, share)


def summed(
    risks: npt.ArrayLike, units: npt.ArrayLike | None = None, *, upper_bound: bool = False
) -> RiskSummary:
    """Risks of records added up in units; ``units``: units that have each risk (one each without it).

    Give the records that are released only: those suppressed stand in no denominator.
    """
    each = np.asarray(risks, np.float64)
    number = np.ones(len(each), np.int64) if units is None else np.asarray(units, np.int64)
    kept = number > 0
    whole, expected = int(number.sum()), float((each * number).sum())
    highest = float(each[kept].max()) if kept.any() else 0.0
    return RiskSummary(whole, highest, expected / whole if whole else 0.0, expected, upper_bound)


def units_above(risks: npt.ArrayLike, threshold: float, units: npt.ArrayLike | None = None) -> int:
    """Units whose risk is above a threshold."""
    each = np.asarray(risks, np.float64)
    number = np.ones(len(each), np.int64) if units is None else np.asarray(units, np.int64)
    return int(number[each > threshold].sum())


def _at_least_one(sizes: npt.ArrayLike) -> Floats:
    found = np.asarray(sizes, np.float64)
    if found.size and not (found >= 1).all():
        raise misuse(Words("a class has at least one unit", "une classe compte au moins une unité"))
    return found


def _hypergeometric(size: Floats, share: Floats) -> Floats:
    """₂F₁(1, 1; f + 1; 1 − p), elementwise."""
    from scipy.special import hyp2f1

    out = np.ones(np.broadcast(size, share).shape)
    rest = 1 - share
    size, rest, share = np.broadcast_arrays(size, rest, share)
    alone = (size == 1) & (rest > 0)
    out[alone] = -np.log(share[alone]) / rest[alone]
    small = (size > 1) & (size < _SERIES_FROM) & (rest > 0)
    out[small] = hyp2f1(1.0, 1.0, size[small] + 1, rest[small])
    large = (size >= _SERIES_FROM) & (rest > 0)
    out[large] = _series(size[large], rest[large])
    return out


def _series(size: Floats, rest: Floats) -> Floats:
    """The sum of k! · f! / (f + k)! · (1 − p)^k: positive terms, each less than k / (f + k) of the one before."""
    term, out = np.ones_like(size), np.ones_like(size)
    for k in range(1, _TERMS):
        term = term * rest * k / (size + k)
        out += term
        if not (term > 1e-17 * out).any():
            break
    return out
