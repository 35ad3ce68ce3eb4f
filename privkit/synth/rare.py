"""Values of a category that may be given: the public ones, or those that enough units hold."""

from __future__ import annotations

from typing import Any

import pandas as pd

from privkit.errors import DataError
from privkit.synth.domain import Attribute, Kind
from privkit.synth.forms import Labels, labels_of
from privkit.synth.refusals import nearly_all_different

#: A value that is not public is given only when at least so many units hold it.
RAREST = 3


def givable(column: pd.Series[Any], attribute: Attribute, rarest: int) -> tuple[Labels, int]:
    """The values that may be given, and how many others were met.

    Raises a ``DataError`` (PK582) when more than half of the units hold a value that may not.
    """
    labels = labels_of(column, attribute)
    if attribute.values is not None or attribute.kind is Kind.YES_NO:
        return labels, 0
    counts = column.astype(object).value_counts()
    kept = tuple(value for value in labels.values if counts[value] >= rarest)
    known = int(counts.sum())
    if known and 2 * sum(int(counts[value]) for value in kept) < known:
        raise DataError(nearly_all_different(attribute.name))
    return Labels(kept), len(labels.values) - len(kept)
