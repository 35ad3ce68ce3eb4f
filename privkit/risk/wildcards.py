"""Class sizes when a blank could be any value.

By default privkit takes a blank for a value of its own: an attacker sees that it is blank. Where blanks come from
local suppression, sdcMicro lets them match anything; the share ``alpha`` says how much a record with blanks adds
to the classes of the records it could be (0: nothing, 1: as any record of the class). A record with blanks counts
every record it could be. Sizes need not be whole then: :func:`privkit.risk.record.individual` takes them as they are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from privkit.risk.codes import misuse
from privkit.risk.packing import Ints, pack
from privkit.words import Words

Floats = npt.NDArray[np.float64]
MOST_PATTERNS = 64  #: of blank columns; each pair of patterns is one grouping


def compatible_sizes(
    codes: Ints, blank: npt.NDArray[np.bool_], weights: npt.ArrayLike | None = None, alpha: float = 1.0
) -> Floats:
    """For each record, the units (or weights) of the records it agrees with wherever neither is blank.

    ``codes[n, q]``: codes from 0 (any number where blank); ``blank[n, q]``; ``weights[n]``: one each without it. Two
    records with the same blanks agree as any two records of a class do. Raises InternalError (PK680) above
    :data:`MOST_PATTERNS` patterns of blanks or for an alpha outside [0, 1].
    """
    if not 0 <= alpha <= 1:
        raise misuse(Words("alpha is from 0 to 1", "alpha va de 0 à 1"))
    each = np.ones(len(codes)) if weights is None else np.asarray(weights, np.float64)
    patterns, of_row = np.unique(blank, axis=0, return_inverse=True)
    of_row = of_row.reshape(-1)
    if len(patterns) > MOST_PATTERNS:
        raise misuse(
            Words(
                f"{len(patterns)} patterns of blanks are more than the {MOST_PATTERNS} allowed",
                f"{len(patterns)} dispositions de cases vides, plus que les {MOST_PATTERNS} permises",
            )
        )
    out = np.zeros(len(codes))
    for mine, pattern in enumerate(patterns):
        here = np.flatnonzero(of_row == mine)
        for theirs, other in enumerate(patterns):
            there = np.flatnonzero(of_row == theirs)
            # blanks of the others that are not blanks of mine make a match in part
            part = alpha if (other & ~pattern).any() else 1.0
            out[here] += part * _matched(codes, here, there, np.flatnonzero(~(pattern | other)), each)
    return out


def _matched(codes: Ints, here: Ints, there: Ints, on: Ints, weights: Floats) -> Floats:
    """For each record of ``here``, the weights of the records of ``there`` equal on some columns."""
    keys = pack(codes[np.concatenate([here, there])][:, on])
    mine, others = keys[: len(here)], keys[len(here) :]
    totals = np.zeros(int(keys.max()) + 1 if len(keys) else 0)
    np.add.at(totals, others, weights[there])
    found: Floats = totals[mine]
    return found
