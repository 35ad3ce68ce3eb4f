"""Who is told to be among the highest: the share of each group of people, with its interval.

One reference for everybody tells 72 % of large families that they use much, whatever they do: a comparison is fair
when such groups are told so about as often as others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from privkit.compare.cost_measures import States
from privkit.compare.interval import wilson
from privkit.compare.labels import as_labels
from privkit.values import Interval
from privkit.words import Language

HIGH = 2


@dataclass(frozen=True)
class Told:
    """Units alike in one column that get a message, and the share of them told to be among the highest."""

    label: str
    units: int
    high: Interval


def told_high(
    states: States, values: pd.Series, language: Language, confidence: float = 0.95
) -> tuple[Told, ...]:
    """The share of each label of ``values`` told "high", largest first; ``states`` (-1 none, 0, 1, 2) row by row.

    Units without a message are left out; a missing value is a label of its own (``*``). Intervals are Wilson's.
    """
    compared = states >= 0
    labels = as_labels(values.reset_index(drop=True), language).to_numpy()[compared]
    high = (states[compared] == HIGH).astype(np.int64)
    counts = pd.DataFrame({"label": labels, "high": high}).groupby("label")["high"].agg(["size", "sum"])
    told = [
        Told(str(label), int(size), wilson(int(found), int(size), confidence))
        for label, (size, found) in counts.iterrows()
    ]
    return tuple(sorted(told, key=lambda one: (-one.high.value, one.label)))
