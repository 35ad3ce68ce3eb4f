"""What can be published of each cell: one file per measure, and one dict of them all."""

from __future__ import annotations

from privkit.dp.measures.base import Given, Measure, Noisy, Part
from privkit.dp.measures.count import Count
from privkit.dp.measures.histogram import Histogram
from privkit.dp.measures.mean import Mean
from privkit.dp.measures.quantiles import Quantiles
from privkit.dp.measures.sum import Sum
from privkit.dp.measures.variance import Variance

#: Measures by the keyword of the policy.
MEASURES = {
    "count": Count,
    "sum": Sum,
    "mean": Mean,
    "variance": Variance,
    "histogram": Histogram,
    "quantiles": Quantiles,
}

__all__ = [
    "MEASURES",
    "Count",
    "Given",
    "Histogram",
    "Mean",
    "Measure",
    "Noisy",
    "Part",
    "Quantiles",
    "Sum",
    "Variance",
]
