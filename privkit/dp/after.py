"""Rules on published numbers: they read noisy figures only, so they cost no budget.

What they gain in readability they pay in bias, which each one says in words for the note to readers.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from privkit.dp.codes_measures import wrong_policy
from privkit.dp.figures import Figures, Whole
from privkit.words import Words

CLAMPED = Words(
    "Negative figures, which only noise can make, are shown as zero: figures of small cells are too high on "
    "average, and cells no longer add up to their totals.",
    "Les chiffres négatifs, que seul le bruit peut produire, sont ramenés à zéro : ceux des petites cases sont "
    "trop élevés en moyenne, et les cases ne s'additionnent plus pour donner les totaux.",
)
ROUNDED = Words(
    "Figures are rounded, so totals may differ from the sum of their parts.",
    "Les chiffres sont arrondis : un total peut différer de la somme de ses parties.",
)
HIDDEN = Words(
    "A figure is hidden by what was published, not by the exact data: near the limit, noise decides.",
    "Un chiffre est masqué d'après ce qui est publié, non d'après les données exactes : près du seuil, "
    "c'est le bruit qui décide.",
)


def non_negative(figures: Figures) -> Figures:
    """Values and bounds below zero become zero (:data:`CLAMPED`). Done last: sums of clamped figures drift."""
    return replace(
        figures,
        value=np.maximum(figures.value, 0),
        low=np.maximum(figures.low, 0),
        high=np.maximum(figures.high, 0),
    )


def round_to(figures: Figures, multiple: Decimal) -> Figures:
    """Values rounded to the nearest multiple (ties to even), bounds outwards (:data:`ROUNDED`).

    Raises PolicyError (PK553) unless ``multiple`` is a positive multiple of the column's grid.
    """
    finite = multiple.is_finite() and multiple > 0
    if not finite or multiple % figures.grid:
        raise wrong_policy(
            "PK553",
            Words(
                f"figures in steps of {figures.grid:f} cannot be rounded to {multiple}",
                f"des chiffres par pas de {figures.grid:f} ne peuvent être arrondis à {multiple}",
            ),
            Words(
                f"write a positive multiple of {figures.grid:f}",
                f"écrivez un multiple positif de {figures.grid:f}",
            ),
        )
    steps = int(multiple / figures.grid)
    return replace(
        figures,
        value=_nearest(figures.value, steps),
        low=figures.low // steps,
        high=-(-figures.high // steps),
        grid=multiple,
    )


def hide_below(figures: Figures, counts: Figures, at_least: int) -> Figures:
    """Hide the cells whose noisy count is under ``at_least``, or is itself hidden (:data:`HIDDEN`).

    Raises PolicyError (PK553) when ``at_least`` is under one.
    """
    if at_least < 1:
        raise _limit("at_least", Words("a whole number from 1", "un nombre entier à partir de 1"))
    few = ~counts.shown | (counts.value < float(at_least / counts.grid))
    return figures.hiding(_along(few, figures))


def hide_uncertain(figures: Figures, share: Fraction) -> Figures:
    """Hide where the half-width of the 95 % interval passes this share of the value (:data:`HIDDEN`).

    Raises PolicyError (PK553) when the share is not positive.
    """
    if share <= 0:
        raise _limit("share", Words("a positive share, such as 50 %", "une part positive, par exemple 50 %"))
    return figures.hiding(figures.half > float(share) * np.abs(figures.value))


def _nearest(values: Whole, steps: int) -> Whole:
    quotient, rest = np.divmod(values, steps)
    up = (2 * rest > steps) | ((2 * rest == steps) & (quotient % 2 == 1))
    return np.asarray(quotient + up, dtype=np.int64)


def _along(cells: NDArray[np.bool_], figures: Figures) -> NDArray[np.bool_]:
    """One flag per cell, repeated over bins or quantiles."""
    return cells if figures.value.ndim == cells.ndim else np.broadcast_to(cells[:, None], figures.value.shape)


def _limit(name: str, instead: Words) -> Exception:
    return wrong_policy(
        "PK553",
        Words(f"{name}: the limit is not positive", f"{name} : le seuil n'est pas positif"),
        Words("write ", "écrivez ") + instead,
    )
