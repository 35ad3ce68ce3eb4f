"""Which tables are neighbours, and how far one unit can move each answer: everything privacy rests on."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction


class Neighbours(StrEnum):
    """Two tables that must be hard to tell apart: one row (one privacy unit) is another, or is there or not."""

    REPLACE_ONE = "replace_one"
    ADD_OR_REMOVE_ONE = "add_or_remove_one"


def counts_l2_squared(neighbours: Neighbours) -> int:
    """The squared L2 sensitivity of a vector of counts in which each row counts one, in one cell.

    A row added or removed changes one cell by 1: 1. A row replaced takes 1 from a cell and gives 1 to a cell:
    1 + 1 = 2 when they differ, 0 when they do not. Which cell a row is in must depend on that row and on earlier noisy
    answers only: so it is for codes, groups of codes made from noisy counts, and scores along noisy directions.
    """
    return 2 if neighbours is Neighbours.REPLACE_ONE else 1


def score_sensitivity(neighbours: Neighbours) -> int:
    """How much one unit changes a score |real - model|₁ - penalty, for integer counts.

    The model and the penalty come from earlier noisy answers: between neighbours, given these answers, they are the
    same integers. | |x - m|₁ - |y - m|₁ | ≤ |x - y|₁, which is 1 for a row added or removed and at most 1 + 1 = 2 for
    a row replaced (see :func:`counts_l2_squared`). The model is rounded before the distance is taken, so the score is
    a whole number and nothing is lost.
    """
    return 2 if neighbours is Neighbours.REPLACE_ONE else 1


def moments_l2_squared(neighbours: Neighbours, norm_squared: int) -> int:
    """The squared L2 sensitivity of Σ x xᵀ, its upper triangle only, over integer rows with |x|² ≤ ``norm_squared``.

    One row adds x xᵀ, whose Frobenius norm is |x|²: norm_squared² for a row added or removed. For a row replaced,
    |x xᵀ - y yᵀ|² = |x|⁴ + |y|⁴ - 2 (x·y)² ≤ 2 norm_squared². The upper triangle is a part of the matrix, so its
    norm is no more. A row left out counts as x = 0.
    """
    return counts_l2_squared(neighbours) * norm_squared**2


def rho_of_gaussian(l2_squared: int, sigma_squared: Fraction) -> Fraction:
    """The zCDP of discrete Gaussian noise (Canonne, Kamath and Steinke 2020, theorem 4)."""
    return Fraction(l2_squared) / (2 * sigma_squared)


def rho_of_choice(epsilon: Fraction) -> Fraction:
    """The zCDP of a choice of pure ``epsilon`` (Bun and Steinke 2016, proposition 1.4)."""
    return epsilon**2 / 2
