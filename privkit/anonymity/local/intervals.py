"""Cuts of a column of numbers, and the labels of intervals."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from privkit.anonymity.hierarchy import TOP, Floats
from privkit.anonymity.local.guard import Flags

_SMALLEST = -12  # powers of ten tried below the size of the numbers


def stepped_cuts(below: Floats, above: Floats, step: float) -> Floats:
    """A multiple of ``step`` in each gap ]below ; above], the highest; NaN when there is none."""
    cut = np.floor(above / step) * step
    cut = np.where(cut > above, cut - step, cut)
    return np.asarray(np.where(cut > below, cut, np.nan))


def round_cuts(below: Floats, above: Floats) -> Floats:
    """The number with the fewest digits in each gap ]below ; above]: it says least about the values around."""
    cut = above.copy()
    if not len(cut):
        return cut
    largest = max(float(np.abs(below).max()), float(np.abs(above).max()), 1e-300)
    highest = int(np.ceil(np.log10(largest))) + 1
    open_ = np.ones(len(cut), bool)
    for power in range(highest, highest + _SMALLEST, -1):
        # dividing by a whole power of ten keeps 0.3 equal to 0.3
        tried = (
            np.floor(above * 10.0**-power) / 10.0**-power
            if power < 0
            else np.floor(above / 10.0**power) * 10.0**power
        )
        found = open_ & (tried > below) & (tried <= above)
        cut[found] = tried[found]
        open_ &= ~found
    return cut


def number_text(value: float) -> str:
    """A number as a reader writes it: no exponent, no useless digit."""
    return str(int(value)) if float(value).is_integer() else format(Decimal(repr(float(value))), "f")


def interval_labels(
    low: Floats, high: Floats, upper: float, null: Flags, number: Flags, whole: Flags
) -> list[str | None]:
    """``[low ; high[`` per class, closed at the upper bound of the column.

    ``null`` and ``number``: whether the class admits NULL and numbers. None is NULL alone; ``*`` a class
    that admits all there is (``whole``) and NULL too; ``[low ; high[ | NULL`` an interval and NULL.
    """
    out: list[str | None] = []
    for a, b, has_null, has_number, everything in zip(
        low.tolist(), high.tolist(), null.tolist(), number.tolist(), whole.tolist(), strict=True
    ):
        if not has_number:
            out.append(None)
        elif has_null and everything:
            out.append(TOP)
        else:
            text = f"[{number_text(a)} ; {number_text(b)}{']' if b == upper else '['}"
            out.append(f"{text} | NULL" if has_null else text)
    return out
