"""SUDA: units told apart by few columns, and how much more at risk they are.

A **minimal sample unique** (MSU) is a set of columns on which a unit is alone while it is alone on none of the
smaller sets inside it. The fewer columns, and the more MSUs, the more *special* the unique (Elliot, Manning and
Ford 2002; Manning, Haglin and Keane 2008, doi:10.1007/s10618-007-0078-6). The DIS-SUDA score brings the scores to
the probability that a unique match is right, estimated by Skinner and Elliot (2002,
doi:10.1111/1467-9868.00365) from the uniques and pairs of the sample and the sampling fraction.

Where sdcMicro counts records, this counts units: a unit is alone in a class when the class holds no other unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from privkit.risk.codes import misuse
from privkit.risk.msu import Ints, minimal_uniques
from privkit.risk.packing import pack
from privkit.words import Words

Floats = npt.NDArray[np.float64]
Scores = Literal["elliot", "ihsn"]


@dataclass(frozen=True)
class SpecialUniques:
    """Units that are alone on some set of columns, with their scores; every other unit has score 0.

    ``alone``: numbers of those units, growing. ``score``, ``dis``: one each. ``by_size[u, s]``: MSUs of s + 1 columns.
    ``contributions[c]``: share of the total score that comes from MSUs holding column c (they add up to more
    than 1: an MSU holds several columns).
    """

    units: int
    alone: Ints
    score: Floats
    dis: Floats
    by_size: Ints
    contributions: Floats

    def above(self, threshold: float) -> int:
        """Units whose DIS-SUDA score is above a threshold."""
        return int((self.dis > threshold).sum())


def special_uniques(
    codes: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    unit_of: npt.ArrayLike | None = None,
    fraction: float = 0.01,
    up_to: int | None = None,
    scores: Scores = "elliot",
) -> SpecialUniques:
    """Score the units of a table of codes ``codes[n, q]``, quasi-identifiers only; a blank is a code.

    ``weights[n]``: units per row (distinct combinations, one each without it), the numbers in ``alone`` being then rows;
    or ``unit_of[n]``: the unit of each row, when a unit has several. ``fraction``: sampling fraction. ``up_to``:
    largest MSU looked for. ``scores``: "elliot" gives an MSU of k columns among q the product of q − k, q − k − 1…
    down to q − M (M = ``up_to``, at most q − 1), "ihsn" (2^(q − k) − 1) / C(q, k). Raises InternalError (PK680) for
    misuse and for more sets of columns than :data:`privkit.risk.msu.MOST_SETS`.
    """
    matrix = np.asarray(codes, np.int64)
    if matrix.ndim != 2 or not 0 < fraction <= 1 or (weights is not None and unit_of is not None):
        raise misuse(
            Words(
                "codes form a matrix, the fraction is above 0 and at most 1, and units are told one way",
                "les codes forment une matrice, le taux est entre 0 et 1, et les unités sont dites d'une façon",
            )
        )
    width = matrix.shape[1]
    largest = width if up_to is None else min(up_to, width)
    number, holder, sizes = _held(matrix, weights, unit_of)
    found = minimal_uniques(matrix, holder, largest)
    value = _values(width, largest, scores)
    score = found.by_size @ value
    dis = _dis(score, width, fraction, int((sizes == 1).sum()), 2 * int((sizes == 2).sum()))
    whole = float(score.sum())
    shares = (found.holding * value[:, None]).sum(axis=0) / whole if whole else np.zeros(width)
    return SpecialUniques(number, found.alone, score, dis, found.by_size, shares)


def _held(
    codes: Ints, weights: npt.ArrayLike | None, unit_of: npt.ArrayLike | None
) -> tuple[int, Ints, Ints]:
    """The number of units, the unit of each row (-1 when it stands for several), and the units of each class."""
    keys = pack(codes)
    if unit_of is None:
        each = np.ones(len(codes), np.int64) if weights is None else np.asarray(weights, np.int64)
        totals = np.bincount(keys, each).astype(np.int64) if len(keys) else keys
        return int(each.sum()), np.where(each == 1, np.arange(len(codes)), -1), totals
    units = np.asarray(unit_of, np.int64)
    pairs = pack(np.column_stack([keys, units - units.min() if len(units) else units]))
    _, first = np.unique(pairs, return_index=True)
    totals = np.bincount(keys[first]) if len(keys) else keys
    return len(np.unique(units)), units, totals.astype(np.int64)


def _values(width: int, largest: int, scores: Scores) -> Floats:
    """What an MSU of 1, 2… ``width`` columns adds to a score."""
    sizes = range(1, width + 1)
    if scores == "ihsn":
        return np.array([(2.0 ** (width - k) - 1) / math.comb(width, k) for k in sizes])
    last = min(largest, width - 1)
    return np.array([float(math.prod(width - i for i in range(k, last + 1))) for k in sizes])


def _dis(score: Floats, width: int, fraction: float, uniques: int, paired: int) -> Floats:
    """DIS-SUDA: scores to the power 1 + (8 − q) / 20, scaled so that on average they odd up to Skinner and Elliot's.

    ``uniques`` and ``paired``: units alone in their class on all columns, and units in classes of two.
    """
    positive = score > 0
    if not positive.any() or uniques == 0:
        return np.zeros_like(score)
    right = uniques * fraction / (uniques * fraction + paired * (1 - fraction))
    power = 1 + (8 - width) / 20
    raised = np.where(positive, score, 1.0) ** power
    scale = float((1 / raised[positive]).sum())
    return np.where(positive, 1 / (1 + (uniques / right - uniques) / (raised * scale)), 0.0)
