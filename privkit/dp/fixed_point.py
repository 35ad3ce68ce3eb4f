"""Decimal bounds and precisions as integers: every exact answer is an integer until noise is added.

Sums of floats have no bounded sensitivity (Casacuberta et al. 2022) and floating-point noise leaks through
its low bits (Mironov 2012). Sums of integers have neither fault and do not depend on the order of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from privkit.dp.codes_measures import wrong_policy
from privkit.words import Words

#: Past it some numbers of an engine are no longer exact, and noise added to them could be lost.
LARGEST = 2**52


@dataclass(frozen=True)
class FixedPoint:
    """A numeric column in whole steps of ``precision``, clamped to public bounds.

    ``lower`` and ``upper`` are in steps: 25 m³ at a precision of 0.1 is 250. ``total`` is the most the values
    of one unit may add up to in one cell, in steps and without sign; None when only rows are bounded.
    """

    column: str
    lower: int
    upper: int
    precision: Decimal
    total: int | None = None

    def decimal(self, steps: int) -> Decimal:
        """A number of steps as the column writes it."""
        return steps * self.precision

    @property
    def totals(self) -> tuple[int, int] | None:
        """Between which integers the total of one unit in one cell is clamped."""
        if self.total is None:
            return None
        return (-self.total if self.lower < 0 else 0, self.total if self.upper > 0 else 0)


def fixed_point(
    column: str,
    lower: Decimal | None,
    upper: Decimal | None,
    precision: Decimal,
    decimals: int | None = None,
    total: Decimal | None = None,
) -> FixedPoint:
    """The integers of a column from what the policy writes.

    ``decimals`` is the number of decimals of the column (None: not known). Raises PolicyError: bounds missing
    or not finite (PK541), reversed or equal (PK542); a precision that is not positive (PK543), finer than the
    column (PK544), or that does not divide a bound (PK545); a bound past 2^52 steps (PK546); a total under one
    step (PK554).
    """
    low, high = _bound(column, lower, "lower", "basse"), _bound(column, upper, "upper", "haute")
    if low >= high:
        raise wrong_policy(
            "PK542",
            Words(f"{column}: the lower bound is not below the upper one", f"{column} : la borne basse n'est pas sous la haute"),
            Words("write the smaller bound first", "écrivez la plus petite borne d'abord"),
        )  # fmt: skip
    _hold_precision(column, precision, decimals)
    cap = None
    if total is not None:
        cap = _steps(column, _bound(column, total, "total", "totale"), precision)
        if cap < 1:
            raise wrong_policy(
                "PK554",
                Words(f"{column}: a total per group must be positive", f"{column} : un total par groupe doit être positif"),
                Words("write the most one unit may add up to in one cell", "écrivez le total maximal d'une unité dans une case"),
            )  # fmt: skip
    return FixedPoint(column, _steps(column, low, precision), _steps(column, high, precision), precision, cap)


def _bound(column: str, value: Decimal | None, name: str, nom: str) -> Decimal:
    if value is None or not value.is_finite():
        raise wrong_policy(
            "PK541",
            Words(
                f"{column}: the {name} bound is missing or not a finite number",
                f"{column} : la borne {nom} est absente ou n'est pas un nombre fini",
            ),
            Words(
                "write it from what is known of the quantity, never from the data: bounds: [0, 50]",
                "écrivez-la d'après ce qu'on sait de la grandeur, jamais d'après les données : bornes: [0, 50]",
            ),
        )
    return value


def _hold_precision(column: str, precision: Decimal, decimals: int | None) -> None:
    if not precision.is_finite() or precision <= 0:
        raise wrong_policy(
            "PK543",
            Words(f"{column}: the precision is not a positive number", f"{column} : la précision n'est pas un nombre positif"),
            Words("write a step such as 0.1", "écrivez un pas, par exemple 0.1"),
        )  # fmt: skip
    if decimals is not None and precision % Decimal(1).scaleb(-decimals):
        raise wrong_policy(
            "PK544",
            Words(
                f"{column}: a precision of {precision} is finer than its {decimals} decimals",
                f"{column} : une précision de {precision} est plus fine que ses {decimals} décimales",
            ),
            Words(
                f"write {Decimal(1).scaleb(-decimals):f} or a multiple of it",
                f"écrivez {Decimal(1).scaleb(-decimals):f} ou un de ses multiples",
            ),
        )


def _steps(column: str, value: Decimal, precision: Decimal) -> int:
    steps = value / precision
    if steps != steps.to_integral_value():
        raise wrong_policy(
            "PK545",
            Words(
                f"{column}: {value} is not a whole number of steps of {precision}",
                f"{column} : {value} n'est pas un nombre entier de pas de {precision}",
            ),
            Words(
                "write a bound that is a multiple of the precision",
                "écrivez une borne multiple de la précision",
            ),
        )
    if abs(steps) >= LARGEST:
        raise too_large(column)
    return int(steps)


def too_large(what: str) -> Exception:
    """The error for totals that exact integer sums cannot hold (PK546)."""
    return wrong_policy(
        "PK546",
        Words(
            f"{what}: totals could pass 2^52 steps, where sums are no longer exact",
            f"{what} : les totaux pourraient dépasser 2^52 pas, où les sommes ne sont plus exactes",
        ),
        Words(
            "write a coarser precision or tighter bounds",
            "écrivez une précision moins fine ou des bornes plus serrées",
        ),
    )
