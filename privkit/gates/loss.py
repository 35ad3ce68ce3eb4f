"""Loss of detail of one column, from how raw values and labels meet.

The Loss metric (Iyengar 2002, doi:10.1145/775047.775089): a record whose label stands for *s* of the *d*
values of the domain loses ``s / d``, brought to [0, 1]: ``(mean share − 1/d) / (1 − 1/d)``. Here the domain
is the distinct values of the baseline, so the same measure holds for bands, prefixes, dates, hierarchies
and blanks. A row that was removed loses everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def column_loss(pairs: pd.DataFrame, raw: str, label: str, kept: str, count: str) -> float:
    """The loss of a column, in [0, 1].

    ``pairs`` has one row per distinct (raw value, label, kept or not) with its number of rows; ``kept`` is
    missing for removed rows. A blank is a value of its own.
    """
    total = int(pairs[count].sum())
    domain = pairs[raw].nunique(dropna=False)
    if total == 0 or domain < 2:
        removed = pairs.loc[pairs[kept].isna(), count].sum()
        return float(removed / total) if total else 0.0
    stays = pairs[pairs[kept].notna()]
    under = stays.groupby(label, dropna=False)[raw].nunique(dropna=False)
    rows = stays.groupby(label, dropna=False)[count].sum()
    covered = int((rows * under).sum()) + domain * int(pairs.loc[pairs[kept].isna(), count].sum())
    return max(0, covered - total) / (total * (domain - 1))
