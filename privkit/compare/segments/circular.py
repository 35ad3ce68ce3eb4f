"""Columns that say again what is compared: groups made from them would compare everybody with themselves.

Grouping households by what they used hides those who use much: they are put together, and each looks like the
others. Such columns are refused, whether they are the quantity itself, one computed from it, or labels of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from privkit.compare.grid import Codes
from privkit.compare.marks import Floats
from privkit.errors import PolicyError, Problem
from privkit.words import Words

MOST_RANK_CORRELATION = 0.95  # above, a number orders households as the quantity does
SHARED_OUT = 0.99  # the same, for what two columns make together
LEAST_MIXED = (
    0.1  # under this share of the changes that chance would bring, labels are ranges of the quantity
)


def refuse_circular(
    table: pd.DataFrame,
    target: str,
    columns: Sequence[str],
    rng: np.random.Generator,
    derived: Collection[str] = (),
) -> None:
    """PolicyError (PK555) naming every column that is the target, is known to come from it, or says the same.

    ``table`` has no missing target. A number says the same when its rank correlation with the target (Spearman) is
    0.95 or more, in either sense, or when it is the target over another column (a use per person); labels, when the
    households of a label follow one another once all are in the order of the target.
    """
    problems = [
        _circular(column, target)
        for column in columns
        if column == target
        or column in derived
        or _says_the_same(table[column], table[target], rng)
        or any(_together(table[column], table[other], table[target]) for other in columns if other != column)
    ]
    if problems:
        raise PolicyError(*problems)


def _says_the_same(column: pd.Series, target: pd.Series, rng: np.random.Generator) -> bool:
    known = column.notna().to_numpy()
    values, quantity = column[known], target[known].to_numpy(np.float64)
    if len(values) < 3 or values.nunique() < 2 or np.ptp(quantity) == 0:
        return False
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        numbers = values.to_numpy(np.float64)
        ranks = np.corrcoef(pd.Series(numbers).rank(), pd.Series(quantity).rank())[0, 1]
        if abs(ranks) >= MOST_RANK_CORRELATION:
            return True
    if values.nunique() > len(values) // 10:  # nearly all differ: they are no labels
        return False
    return mixed(pd.factorize(values)[0].astype(np.int64), quantity, rng) < LEAST_MIXED


def _together(column: pd.Series, other: pd.Series, target: pd.Series) -> bool:
    """Whether a number is the target shared out by another one (a use per person), or multiplied by it: what the two
    make together orders households as the target does, which neither does alone."""
    if not all(
        pd.api.types.is_numeric_dtype(v) and not pd.api.types.is_bool_dtype(v) for v in (column, other)
    ):
        return False
    numbers = np.stack([v.to_numpy(np.float64) for v in (column, other, target)])
    one, two, quantity = numbers[:, np.isfinite(numbers).all(axis=0) & (numbers[1] > 0)]
    if len(quantity) < 3 or np.ptp(quantity) == 0 or np.ptp(two) == 0:
        return False
    ranks = pd.Series(quantity).rank()
    for made in (one * two, one / two):
        exact = np.ptp(made) > 0 and abs(np.corrcoef(pd.Series(made).rank(), ranks)[0, 1]) >= SHARED_OUT
        if exact and abs(np.corrcoef(pd.Series(two).rank(), ranks)[0, 1]) < SHARED_OUT:
            return len(np.unique(one)) >= len(np.unique(two))  # what is computed has the finer values
    return False


def mixed(codes: Codes, quantity: Floats, rng: np.random.Generator) -> float:
    """Changes of label along the order of a quantity, over those expected from labels that have nothing to do with
    it: near 0 for ranges of the quantity, near 1 for labels drawn at random. Equal quantities are put in any order.
    """
    order = np.lexsort((rng.random(len(codes)), quantity))
    changes = float((np.diff(codes[order]) != 0).sum())
    shares = np.bincount(codes) / len(codes)
    expected = (len(codes) - 1) * float(1 - (shares**2).sum())
    fewest = float(np.count_nonzero(shares) - 1)  # labels must change that often even when they are ranges
    return max(0.0, changes - fewest) / max(1.0, expected - fewest)


def _circular(column: str, target: str) -> Problem:
    if column == target:
        message = Words(
            f"bands cannot be drawn from {column}, the quantity compared: circular, everybody would look like "
            "their own group",
            f"on ne peut tirer des tranches de {column}, la grandeur comparée : circulaire, chacun ressemblerait "
            "à son propre groupe",
        )
    else:
        message = Words(
            f"{column} says again what {target} says: circular, everybody would look like their own group",
            f"{column} redit ce que dit {target} : circulaire, chacun ressemblerait à son propre groupe",
        )
    return Problem(
        "PK555",
        message,
        instead=Words(
            "name columns that explain it: occupants, surface, kind of dwelling",
            "nommez des colonnes qui l'expliquent : occupants, surface, type de logement",
        ),
    )
