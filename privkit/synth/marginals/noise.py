"""Where integer noise comes from: passed in, so that this room knows no library and tests can count every draw."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class IntegerNoise(Protocol):
    """Independent integer noise; ``privkit.dp.noise`` has it from the operating system."""

    def geometric(self, size: int, scale: Fraction) -> NDArray[Any]:
        """``size`` integers of P(x) proportional to exp(-|x| / scale)."""
        ...

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> NDArray[Any]:
        """``size`` integers of P(x) proportional to exp(-x² / (2 sigma_squared))."""
        ...

    def choose(self, scores: NDArray[np.int64], epsilon: Fraction, sensitivity: int) -> int:
        """The index of one candidate for pure ``epsilon``, when a unit changes each score by ``sensitivity`` at most."""
        ...
