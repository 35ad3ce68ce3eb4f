"""What every generator can do: it is fitted to a table of one row per unit, then sampled as often as wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import pandas as pd


class Fitted(Protocol):
    """A generator that has seen its training data. Nothing it gives later reads them again."""

    def sample(self, rows: int, rng: np.random.Generator) -> pd.DataFrame:
        """``rows`` synthetic rows, in the columns, the order and the types of the table it was fitted to."""
        ...

    def describe(self) -> Mapping[str, Any]:
        """What was learnt and how, for the evidence: never a data value."""
        ...
