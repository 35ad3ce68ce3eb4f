"""Sampling weights: how many units of the population each unit of the data stands for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from privkit.errors import DataError, Problem
from privkit.words import Words


@dataclass(frozen=True)
class WeightFaults:
    """Units whose weight cannot be used, by fault."""

    missing: int = 0
    not_positive: int = 0
    infinite: int = 0


def weight_faults(weights: npt.ArrayLike) -> WeightFaults:
    """Count the weights that are missing (NaN), zero or negative, or infinite.

    A weight between 0 and 1 is allowed: calibration makes some. What counts is the sum over a class; where it is
    below the class size, :func:`privkit.risk.record.individual` takes the class to be whole.
    """
    each = np.asarray(weights, np.float64)
    return WeightFaults(
        missing=int(np.isnan(each).sum()),
        not_positive=int((each <= 0).sum()),
        infinite=int(np.isposinf(each).sum()),
    )


def require_weights(faults: WeightFaults, column: str) -> None:
    """Raise DataError (PK681 to PK683) when weights of ``column`` cannot be used; all faults at once."""
    problems = [
        Problem(code, Words(f"{en}: {number}", f"{fr} : {number}"), instead=_INSTEAD)
        for code, number, en, fr in (
            (
                "PK681",
                faults.missing,
                f"units without a weight in {column}",
                f"unités sans poids dans {column}",
            ),
            (
                "PK682",
                faults.not_positive,
                f"units whose weight in {column} is zero or negative",
                f"unités dont le poids dans {column} est nul ou négatif",
            ),
            (
                "PK683",
                faults.infinite,
                f"units whose weight in {column} is infinite",
                f"unités dont le poids dans {column} est infini",
            ),
        )
        if number
    ]
    if problems:
        raise DataError(*problems)


_INSTEAD = Words(
    "give every unit a weight above 0: how many units of the population it stands for",
    "donner à chaque unité un poids supérieur à 0 : combien d'unités de la population elle représente",
)
