"""Keys chosen privately: a key is shown only when enough units are noisily counted under it.

That a key exists may tell that somebody is there. A unit brings at most ``groups`` new keys, each counted
once; noise on that count of one must reach the threshold with probability at most delta in all (Korolova et
al. 2009; Wilson et al. 2020). The threshold is the plan's (:func:`privkit.dp.plan.with_geometric`). Keys that no
unit holds never appear, keys under the threshold are never told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Chosen:
    """The keys shown, as positions among those observed, and their noisy counts of units.

    A count is only shown because it reached the threshold, so counts near it are biased upwards.
    """

    kept: NDArray[np.intp]
    counts: NDArray[Any]
    threshold: int


def keep(noisy: NDArray[Any], least: int) -> Chosen:
    """The keys whose noisy count reaches a threshold."""
    kept = np.flatnonzero(np.asarray(noisy >= least, dtype=bool))
    return Chosen(kept, noisy[kept], least)
