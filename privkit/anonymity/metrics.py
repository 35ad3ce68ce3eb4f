"""The metrics by name, prepared for one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.class_scores import AverageClassSize, Discernibility
from privkit.anonymity.column_scores import ColumnScore, EntropyCosts, LinearCosts
from privkit.anonymity.criteria import Criteria, DistinctL
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.loss import LossAM
from privkit.anonymity.scores import METRICS, Score


def prepare(
    metric: str,
    hierarchies: Sequence[Hierarchy],
    codes: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    criteria: Criteria,
    may_suppress: bool,
    column_weights: Sequence[float] | None = None,
) -> Score:
    """The score of ``metric`` for these combinations. ValueError for an unknown metric, or column weights that
    are negative, all zero, or given to a metric of class sizes.
    """
    if metric not in METRICS:
        raise ValueError(f"the metric is one of {', '.join(METRICS)}")
    wanted = [1.0] * len(hierarchies) if column_weights is None else [float(w) for w in column_weights]
    if len(wanted) != len(hierarchies) or not all(w >= 0 for w in wanted) or not sum(wanted):
        raise ValueError("one column weight per column, none negative, not all zero")
    if metric in ("discernibility", "average_class_size"):
        if column_weights is not None:
            raise ValueError("a metric of class sizes takes no column weights")
        return _of_classes(metric, hierarchies, codes, weights, criteria, may_suppress)
    mean = tuple(w / sum(wanted) for w in wanted)
    if metric == "precision":
        return ColumnScore(_precision(hierarchies, codes, weights), mean)
    if metric in ("entropy", "entropy_bits"):
        normalised = metric == "entropy"
        costs = EntropyCosts(codes, weights, label_numbers(hierarchies), normalised)
        return ColumnScore(costs, mean if normalised else tuple(wanted))
    return ColumnScore(loss_costs(hierarchies, codes, weights), mean, geometric=metric == "loss_geometric")


def label_numbers(hierarchies: Sequence[Hierarchy]) -> list[list[npt.NDArray[np.int64]]]:
    """Per column and level, the label number of each value."""
    return [[h.codes(level) for level in range(h.height + 1)] for h in hierarchies]


def loss_costs(
    hierarchies: Sequence[Hierarchy], codes: npt.NDArray[Any], weights: npt.NDArray[Any]
) -> LinearCosts:
    """Loss (Iyengar 2002, doi:10.1145/775047.775089): rows of the hierarchy under a label, rescaled to [0, 1]."""
    units = int(weights.sum())
    # loss = (S - n/D) / (n - n/D) = (rows under labels - n) / (n (D - 1)), S a sum of shares
    scale = [1 / (units * (h.domain - 1)) if h.domain > 1 else 0.0 for h in hierarchies]
    under = LossAM.of(hierarchies, units).cost
    floor = [units] * len(hierarchies)
    return LinearCosts(codes, weights, under, label_numbers(hierarchies), floor, scale)


def _precision(
    hierarchies: Sequence[Hierarchy], codes: npt.NDArray[Any], weights: npt.NDArray[Any]
) -> LinearCosts:
    """Precision loss (Sweeney 2002, doi:10.1142/S021848850200165X): level over height, per cell."""
    units = int(weights.sum())
    level = [[np.full(len(h.values), at) for at in range(h.height + 1)] for h in hierarchies]
    scale = [1 / (units * h.height) if h.height else 0.0 for h in hierarchies]
    return LinearCosts(codes, weights, level, label_numbers(hierarchies), [0] * len(hierarchies), scale)


def _of_classes(
    metric: str,
    hierarchies: Sequence[Hierarchy],
    codes: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    criteria: Criteria,
    may_suppress: bool,
) -> Score:
    total = int(weights.sum())
    order = [
        [_log_repeats(labels[codes[:, j]], weights) for labels in levels]
        for j, levels in enumerate(label_numbers(hierarchies))
    ]
    if metric == "discernibility":
        return Discernibility(total, order)
    diverse = [model.l for model in criteria.attributes if isinstance(model, DistinctL)]
    return AverageClassSize(total, max(criteria.k, *diverse, 1), may_suppress, order)


def _log_repeats(labels: npt.NDArray[np.int64], weights: npt.NDArray[Any]) -> float:
    """How often two units share a label, as a logarithm: were columns independent, these would add up."""
    shares = np.bincount(labels, weights) / weights.sum()
    return float(np.log(np.square(shares).sum()))
