"""Uniques of the sample that are uniques of the population, by a log-linear model of the table of counts.

Skinner and Holmes (1998), *Estimating the re-identification risk per record in microdata*, Journal of Official
Statistics 14(4); Skinner and Shlomo (2008, doi:10.1198/016214507000001328). Counts in the sample are Poisson with
mean λ given by a log-linear model of the key; those of the rest of the population are Poisson with mean
v = λ (1 − π) / π, π the sampling fraction. For a unit alone in its class in the sample,

    P(F = 1 | f = 1) = exp(−v)          E(1 / F | f = 1) = (1 − exp(−v)) / v.

The model of main effects (the columns are independent) has a closed form. The one with every pair of columns is
fitted by iterative proportional fitting (Deming and Stephan 1940) on the whole table. Too simple a model says too
little risk, too rich a one too much (Skinner and Shlomo 2008): give both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from privkit.risk.codes import misuse
from privkit.risk.packing import Ints, pack, total
from privkit.words import Words

Floats = npt.NDArray[np.float64]
Model = Literal["main_effects", "all_pairs"]
MOST_CELLS = 5_000_000  #: of the table of counts, for a model with pairs

_TOO_LARGE = Words(
    "the table of every combination of values is too large for a model with pairs of columns",
    "la table de toutes les combinaisons de valeurs est trop grande pour un modèle avec paires de colonnes",
)
_NOT_CONVERGED = Words("the fit of the model did not converge", "l'ajustement du modèle n'a pas convergé")


@dataclass(frozen=True)
class ModelRisk:
    """Expected figures over the units alone in their class in the sample.

    ``uniques``: those units. ``population_uniques``: Σ P(F = 1 | f = 1), those expected to be alone in the population
    too. ``correct_matches``: Σ E(1 / F | f = 1). Both are None when the model could not be fitted, and ``reason`` says why.
    """

    model: Model
    uniques: int
    population_uniques: float | None
    correct_matches: float | None
    reason: Words | None = None


def model_risk(
    codes: npt.ArrayLike,
    fraction: float,
    model: Model = "main_effects",
    *,
    weights: npt.ArrayLike | None = None,
) -> ModelRisk:
    """Risk of the sample uniques of ``codes[n, q]`` (quasi-identifiers, a blank is a code).

    ``weights[n]``: units per row (one each without it); ``fraction``: sampling fraction in (0, 1]. Raises
    InternalError (PK680) for a fraction outside.
    """
    if not 0 < fraction <= 1:
        raise misuse(
            Words(
                "a sampling fraction is above 0 and at most 1",
                "un taux de sondage est supérieur à 0 et au plus 1",
            )
        )
    cells, counts = _cells(np.asarray(codes, np.int64), weights)
    alone = counts == 1
    expected = expected_counts(cells, counts, model)
    if isinstance(expected, Words):
        return ModelRisk(model, int(alone.sum()), None, None, expected)
    rest = expected[alone] * (1 - fraction) / fraction
    matches = np.where(rest > 0, -np.expm1(-rest) / np.where(rest > 0, rest, 1), 1.0)
    return ModelRisk(model, int(alone.sum()), float(np.exp(-rest).sum()), float(matches.sum()))


def expected_counts(cells: Ints, counts: Ints, model: Model = "main_effects") -> Floats | Words:
    """The fitted mean λ of each occupied cell, or why there is none. ``cells[m, q]``: distinct rows of codes from 0."""
    if model == "main_effects":
        return _independent(cells, counts)
    shape = tuple(int(column.max()) + 1 for column in cells.T) if len(cells) else ()
    if float(np.prod([float(n) for n in shape])) > MOST_CELLS:
        return _TOO_LARGE
    table = np.zeros(shape)
    table[tuple(cells.T)] = counts
    fitted = _pairs(table) if table.ndim > 1 else table
    return _NOT_CONVERGED if fitted is None else fitted[tuple(cells.T)]


def _cells(codes: Ints, weights: npt.ArrayLike | None) -> tuple[Ints, Ints]:
    """Distinct rows, codes made dense from 0, and the units of each."""
    units = np.ones(len(codes), np.int64) if weights is None else np.asarray(weights, np.int64)
    kept = units > 0
    codes, units = codes[kept], units[kept]
    dense = [np.unique(column, return_inverse=True)[1] for column in codes.T]
    matrix = np.column_stack(dense).astype(np.int64) if dense else np.zeros((len(codes), 0), np.int64)
    keys = pack(matrix)
    found, first = np.unique(keys, return_index=True)
    return matrix[first], total(keys, units)[found]


def _independent(cells: Ints, counts: Ints) -> Floats:
    """n · Π (share of the value in its column): the maximum-likelihood fit of the main effects."""
    whole = float(counts.sum())
    logs = np.full(len(cells), np.log(whole) if whole else 0.0)
    for column in cells.T:
        logs += np.log(np.bincount(column, counts)[column]) - np.log(whole)
    found: Floats = np.exp(logs)
    return found


def _pairs(table: Floats, rounds: int = 200, tolerance: float = 1e-8) -> Floats | None:
    """Iterative proportional fitting to the margins of every pair of columns; None when it has not settled."""
    fitted = np.full(table.shape, table.sum() / table.size)
    margins = [(rest, table.sum(axis=rest, keepdims=True)) for rest in _rests(table.ndim)]
    for _ in range(rounds):
        worst = 0.0
        for rest, margin in margins:
            now = fitted.sum(axis=rest, keepdims=True)
            fitted *= np.divide(margin, now, out=np.zeros_like(margin), where=now > 0)
            worst = max(worst, float(np.abs(margin - now).max()))
        if worst < tolerance * max(1.0, float(table.sum())):
            return fitted
    return None


def _rests(columns: int) -> Iterator[tuple[int, ...]]:
    """For each pair of columns, the others."""
    for pair in combinations(range(columns), 2):
        yield tuple(i for i in range(columns) if i not in pair)
