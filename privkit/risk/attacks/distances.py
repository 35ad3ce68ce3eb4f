"""How far released rows lie from the nearest person: a description, and nothing to decide on.

No attacker is meant. The distance to the closest record (DCR) and the ratio of the distances to the two nearest
(NNDR) are often shown as proofs of privacy. **They do not see leakage**: releases that pass them are open to
membership attacks (Yao et al. 2025, *The DCR Delusion*). No condition may rest on them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from privkit.risk.attacks.encode import encode
from privkit.risk.attacks.near import Scaled, nearest, scaled
from privkit.risk.attacks.result import Orders
from privkit.risk.attacks.scene import Scene

#: Shares of the released rows for which a distance is told.
SHARES = (0.01, 0.05, 0.5)


@dataclass(frozen=True)
class Quantiles:
    """A distance such that 1 %, 5 %, half of the released rows lie as near or nearer."""

    lowest: float
    low: float
    median: float


@dataclass(frozen=True)
class Distances:
    """DCR (0 to 1: the mean over the columns) and NNDR (0 to 1) of ``rows`` released rows, to the people of the data
    and to as many who were not in it; ``people`` of each."""

    rows: int
    people: int
    closest_original: Quantiles
    closest_control: Quantiles
    ratio_original: Quantiles
    ratio_control: Quantiles


def describe_distances(scene: Scene, orders: Orders) -> Distances:
    """The distances of ``orders.attacks`` released rows, drawn, to equal numbers of originals and control people.

    Gower's distance: 1 for unlike categories, numbers by their difference on the scale of nearly all their values.
    A ratio is 1 when both distances are zero. Raises what :func:`encode` raises.
    """
    rng = np.random.default_rng(orders.seed)
    stage = encode(scene)
    sheets = [stage.release, stage.originals, stage.control]
    release, originals, control = scaled(sheets, stage.fields)
    rows = release[rng.permutation(len(release))[: orders.attacks]]
    size = min(len(originals), len(control))
    found = [_to(rows, people[rng.permutation(len(people))[:size]]) for people in (originals, control)]
    return Distances(len(rows), size, found[0][0], found[1][0], found[0][1], found[1][1])


def _to(rows: Scaled, people: Scaled) -> tuple[Quantiles, Quantiles]:
    distance, _ = nearest(rows, people, 2)
    first, second = distance[:, 0].astype(np.float64), distance[:, 1].astype(np.float64)
    ratio = np.where(second > 0, first / np.where(second > 0, second, 1.0), 1.0)
    return _quantiles(first), _quantiles(ratio)


def _quantiles(values: npt.NDArray[np.float64]) -> Quantiles:
    return Quantiles(*(float(q) for q in np.quantile(values, SHARES, method="inverted_cdf")))
