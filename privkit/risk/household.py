"""The risk of a household: that at least one of its members is re-identified.

Hierarchical risk (Hundepool et al. 2012, section 3.6; Templ, Meindl and Kowarik 2015): whoever finds one
member knows the others, so each of them bears 1 − Π(1 − r) over the household, the members' risks being taken as
independent.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from privkit.risk.codes import misuse
from privkit.words import Words

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def household_risk(risks: npt.ArrayLike, households: npt.ArrayLike) -> Floats:
    """For each record, 1 − Π(1 − r) over its household.

    ``risks``: 0 to 1; ``households``: a whole number per record, from 0, or negative for a record in no household,
    whose risk is its own. Sums of logarithms keep small risks exact.
    """
    each, home = np.asarray(risks, np.float64), np.asarray(households)
    if home.shape != each.shape or home.dtype.kind not in "iu":
        raise misuse(
            Words(
                "households must be one whole number per record",
                "les ménages doivent être un nombre entier par enregistrement",
            )
        )
    if each.size and not ((each >= 0) & (each <= 1)).all():
        raise misuse(Words("a risk is from 0 to 1", "un risque va de 0 à 1"))
    out = each.copy()
    inside = home >= 0
    with np.errstate(divide="ignore"):  # a risk of 1 makes the household's 1
        logs = np.log1p(-each[inside])
    _, place = np.unique(home[inside], return_inverse=True)
    out[inside] = -np.expm1(np.bincount(place, logs))[place] if inside.any() else each[inside]
    return out
