"""Noise of OpenDP: integer samplers with a published proof (the extra ``privkit[opendp]``)."""

from __future__ import annotations

import math
from fractions import Fraction
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from privkit.dp.rounding import float_up
from privkit.errors import missing_extra


class OpenDPNoise:
    """OpenDP's integer Laplace and Gaussian noise and its noisy maximum.

    Scales are rounded up to a double; the sampling is exact for that double. Raises UsageError (PK902) when the
    package is not installed.
    """

    def __init__(self) -> None:
        try:
            library = import_module("opendp.prelude")
        except ImportError:
            raise missing_extra("opendp", "opendp") from None
        library.enable_features("contrib")
        self._library: Any = library

    def geometric(self, size: int, scale: Fraction) -> NDArray[Any]:
        """See :meth:`privkit.dp.noise.Noise.geometric`."""
        lib = self._library
        space = lib.vector_domain(lib.atom_domain(T="i64")), lib.l1_distance(T="i64")
        return self._drawn(lib.m.make_laplace(*space, scale=float_up(scale)), size)

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> NDArray[Any]:
        """See :meth:`privkit.dp.noise.Noise.discrete_gaussian`."""
        lib = self._library
        sigma = math.sqrt(sigma_squared)
        while Fraction(sigma) ** 2 < sigma_squared:
            sigma = math.nextafter(sigma, math.inf)
        space = lib.vector_domain(lib.atom_domain(T="i64")), lib.l2_distance(T="f64")
        return self._drawn(lib.m.make_gaussian(*space, scale=sigma), size)

    def choose(self, scores: NDArray[np.int64], epsilon: Fraction, sensitivity: int) -> int:
        """See :meth:`privkit.dp.noise.Noise.choose`."""
        lib = self._library
        space = lib.vector_domain(lib.atom_domain(T="i64")), lib.linf_distance(T="i64")
        scale = float_up(2 * sensitivity / epsilon)
        if hasattr(lib.m, "make_noisy_max"):
            measurement = lib.m.make_noisy_max(*space, output_measure=lib.max_divergence(), scale=scale)
        else:  # before 0.14
            measurement = lib.m.make_report_noisy_max_gumbel(*space, scale=scale, optimize="max")
        return int(measurement([int(score) for score in scores]))

    def _drawn(self, measurement: Any, size: int) -> NDArray[Any]:
        out = np.empty(size, dtype=object)
        out[:] = measurement([0] * size)
        return out
