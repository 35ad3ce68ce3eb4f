"""Privacy loss distributions on a grid, and their composition by Fourier transform.

The privacy loss of an output is ln P/Q, its likelihood ratio under two neighbouring tables. Independent
mechanisms add their losses up (Sommer, Meiser and Mohammadi 2019; Koskela, Jälkö and Honkela 2020), and the
distribution of the sum under P gives delta at every epsilon.

Every step errs to the private side. A loss between two points of the grid is split between them so that the
total probability stays the same under P and under Q ("connect the dots", Doroshenko, Ghazi, Kamath, Kumar and
Manurangsi 2022): the split pair is easier to tell apart, since merging the two points gives the first back.
Before the transform the distributions are tilted by exp(λ loss), so that its rounding errors are small beside
the tail that matters and not only beside the largest probability; a bound of those errors is added.

All pairs here are symmetric: adding a unit and removing it have the same distribution of losses.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import ndtr

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Losses:
    """Probabilities of the losses (low + i) × step under P; ``infinite`` is the mass of an infinite loss."""

    step: float
    low: int
    masses: Array
    infinite: float = 0.0

    @property
    def values(self) -> Array:
        """The losses of the grid."""
        return np.arange(self.low, self.low + len(self.masses), dtype=np.float64) * self.step


def _split(step: float, low: int, p: Array, q: Array) -> Losses:
    """Split the masses of each interval [low + i, low + i + 1] between its ends, keeping P and Q as they are."""
    ends = (low + np.arange(len(p))) * step
    upper = np.clip((p - q * np.exp(ends)) / -math.expm1(-step), 0.0, p)
    masses = np.zeros(len(p) + 1)
    masses[1:] = upper
    masses[:-1] += p - upper
    return Losses(step, low, masses)


def geometric_losses(epsilon: float, per_cell: int, step: float) -> Losses:
    """Geometric noise on one cell that a unit changes by ``per_cell``, of scale per_cell / epsilon.

    Below 0 the loss is epsilon, above ``per_cell`` it is -epsilon, and it falls evenly between. With
    ``per_cell`` = 1 this is randomised response, the worst of all mechanisms of pure ``epsilon`` (Kairouz, Oh and
    Viswanath 2015); the larger, the nearer to the continuous Laplace.
    """
    reach = max(1, math.ceil(epsilon / step * (1 - 1e-12)))
    ends = np.arange(-reach, reach + 1) * step
    # Loss (per_cell - 2x) × unit for x in 0..per_cell: the first x whose loss is at most the end of an interval.
    unit = epsilon / per_cell
    starts = np.clip(np.ceil((per_cell - ends / unit) / 2), 0, per_cell + 1)
    starts[0], starts[-1] = per_cell + 1, 0
    last, first = starts[:-1], starts[1:]
    p = _between(first, last, per_cell, unit)
    q = _between(per_cell + 1 - last, per_cell + 1 - first, per_cell, unit)
    return _split(step, -reach, p, q)


def _between(first: Array, last: Array, per_cell: int, unit: float) -> Array:
    """P(first ≤ X < last) of two-sided geometric noise whose ends 0 and ``per_cell`` hold the tails beyond them."""
    ratio = math.exp(-unit)
    body = np.exp(-unit * first) * -np.expm1(-unit * (last - first)) / (1 + ratio)
    body += np.where((first == 0) & (last > 0), ratio / (1 + ratio), 0.0)
    tail = math.exp(-unit * (per_cell + 1)) / (1 + ratio)
    return body + np.where((last == per_cell + 1) & (first <= per_cell), tail, 0.0)


def gaussian_losses(mu: float, tail: float, step: float) -> Losses:
    """A continuous Gaussian shifted by ``mu`` standard deviations: the loss is normal, of mean μ²/2 and deviation μ.

    Losses beyond the upper ``tail`` count as infinite, those beyond the lower one as its end.
    """
    reach = math.sqrt(-2 * math.log(tail))
    low = math.floor((mu * mu / 2 - mu * reach) / step)
    high = math.ceil((mu * mu / 2 + mu * reach) / step)
    scores = np.arange(low, high + 1, dtype=np.float64) * step / mu
    p, q = _normal_masses(scores - mu / 2), _normal_masses(scores + mu / 2)
    losses = _split(step, low, p, q)
    losses.masses[0] += ndtr(scores[0] - mu / 2)
    return Losses(step, low, losses.masses, float(ndtr(mu / 2 - scores[-1])))


def _normal_masses(scores: Array) -> Array:
    """Normal probabilities between consecutive scores, each from the side where it is small."""
    side = scores[:-1] > 0
    below, above = np.diff(ndtr(scores)), -np.diff(ndtr(-scores))
    masses: Array = np.where(side, above, below)
    return masses


def compose(parts: Sequence[tuple[Losses, int]], tilt: float) -> Losses:
    """The losses of all the parts together, each as many times as said; only losses from 0 up are kept.

    ``tilt`` is λ: best near where exp(λ (loss - epsilon)) is least on average.
    """
    step = parts[0][0].step
    low = sum(part.low * times for part, times in parts)
    length = sum((len(part.masses) - 1) * times for part, times in parts) + 1
    size = next_fast_len(length, real=True)
    product, log_scale, infinite, count = np.ones(size // 2 + 1, dtype=complex), 0.0, 0.0, 0
    for part, times in parts:
        exponents = np.log(np.maximum(part.masses, 1e-300)) + tilt * part.values
        peak = float(exponents.max())
        tilted = np.exp(exponents - peak)
        total = float(tilted.sum())
        product *= rfft(tilted / total, size) ** times
        log_scale += times * (peak + math.log(total))
        infinite = 1 - (1 - infinite) * (1 - part.infinite) ** times
        count += times
    first = max(0, -low)
    composed = np.maximum(irfft(product, size)[first:length], 0.0)
    # Errors of a transform are relative to the sum of the vector, here 1; a power multiplies them.
    composed += 1e-16 * (4 * count + 4 * math.log2(size))
    values = (low + first + np.arange(len(composed))) * step
    masses = np.exp(np.minimum(np.log(composed) + log_scale - tilt * values, 0.0))
    return Losses(step, low + first, masses, infinite)


def epsilon_at(losses: Losses, delta: float) -> float | None:
    """The least epsilon ≥ 0 of the losses at ``delta``, from above; None when an infinite loss is too likely."""
    room = (delta - losses.infinite) * (1 - 1e-6)
    if room <= 0:
        return None
    values = losses.values
    above = np.cumsum(losses.masses[::-1])[::-1]
    ratio = np.cumsum((losses.masses * np.exp(-values))[::-1])[::-1]
    deltas = above - np.exp(values) * ratio  # at each point of the grid; linear in exp(epsilon) between
    over = np.flatnonzero(deltas > room)
    if len(over) == 0:
        return max(0.0, float(values[0])) if values[0] > 0 else 0.0
    at = int(over[-1])
    if at + 1 == len(values):
        return float(values[at])
    share = (deltas[at] - room) / (deltas[at] - deltas[at + 1])
    low = math.exp(values[at])
    return math.log(low + share * (math.exp(values[at + 1]) - low))
