"""The most one privacy unit can change each exact answer: the sensitivities that noise is scaled to.

Neighbouring tables differ by all the rows of one unit, added or removed. The engine has kept at most
``groups`` cells per unit and ``rows_per_group`` rows in each, and values are clamped to public bounds, so
every figure below follows from the policy alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from privkit.dp.codes_measures import misuse, wrong_data, wrong_policy
from privkit.dp.fixed_point import LARGEST, FixedPoint, too_large
from privkit.words import Words

Kind = Literal["units", "rows", "sum", "squares", "bins"]


@dataclass(frozen=True)
class Table:
    """One table to publish: its cells and what one unit may put into them.

    ``cells`` is the number of public keys, None when keys are chosen privately. ``at_most_rows`` is a public
    number of rows that the data never pass: exact sums are proved to hold up to there.
    Raises PolicyError (PK554) when a cap is under one.
    """

    name: str
    cells: int | None
    groups: int = 1
    rows_per_group: int = 1
    at_most_rows: int = 1_000_000_000

    def __post_init__(self) -> None:
        if min(self.groups, self.rows_per_group, self.at_most_rows) < 1 or (self.cells or 0) < 0:
            raise wrong_policy(
                "PK554",
                Words(
                    f"{self.name}: a cap on what one unit contributes is under one",
                    f"{self.name} : un plafond de contribution d'une unité est inférieur à un",
                ),
                Words(
                    "write how many cells, and how many rows in each, one unit may touch",
                    "écrivez combien de cases, et combien de lignes dans chacune, une unité peut toucher",
                ),
            )


@dataclass(frozen=True)
class Need:
    """One exact integer (or, for bins, one vector of integers) per cell, asked of the bounded table.

    With x a non-null value in steps, clamped to [lower, upper]:

    * ``units``: distinct privacy units; ``rows``: rows, or non-null values where ``column`` is set;
    * ``sum``: Σ x − centre × values; where ``totals`` is set, each unit's Σ x in the cell is clamped first;
    * ``squares``: Σ ((x − centre)² − offset);
    * ``bins``: values in each band [edge, next edge[ of ``edges`` (the last one holds ``upper``).
    """

    kind: Kind
    column: str | None = None
    lower: int = 0
    upper: int = 0
    precision: Decimal = Decimal(1)
    centre: int = 0
    offset: int = 0
    totals: tuple[int, int] | None = None
    edges: tuple[int, ...] = ()

    @property
    def bins(self) -> int:
        """How many integers there are per cell."""
        return max(1, len(self.edges) - 1)

    @property
    def label(self) -> str:
        """The name of the answer within its table."""
        return self.kind if self.column is None else f"{self.kind}.{self.column}"


def units() -> Need:
    """Distinct privacy units per cell: a unit changes it by one, however many its rows."""
    return Need("units")


def rows(column: str | None = None) -> Need:
    """Rows per cell, or non-null values of a column."""
    return Need("rows", column)


def total(bounds: FixedPoint, centre: int = 0) -> Need:
    """Sum of a column per cell, each value taken less ``centre``."""
    return Need(
        "sum", bounds.column, bounds.lower, bounds.upper, bounds.precision, centre, totals=bounds.totals
    )


def squares(bounds: FixedPoint) -> Need:
    """Sum of squared distances to the middle of the bounds, less half the largest one: half the sensitivity."""
    middle = (bounds.lower + bounds.upper) // 2
    largest = max(bounds.upper - middle, middle - bounds.lower) ** 2
    return Need(
        "squares", bounds.column, bounds.lower, bounds.upper, bounds.precision, middle, offset=largest // 2
    )


def bins(bounds: FixedPoint, edges: tuple[int, ...]) -> Need:
    """Values per public band.

    ``edges`` rise from the lower to the upper bound, which the last band holds, or to one step beyond it.
    Raises PolicyError (PK548) when they do not.
    """
    rising = all(a < b for a, b in pairwise(edges))
    covers = bool(edges) and edges[0] == bounds.lower and edges[-1] - bounds.upper in (0, 1)
    if len(edges) < 2 or not rising or not covers:
        raise wrong_policy(
            "PK548",
            Words(
                f"{bounds.column}: the bands do not rise from the lower bound to the upper one",
                f"{bounds.column} : les tranches ne montent pas de la borne basse à la borne haute",
            ),
            Words(
                f"start at {bounds.decimal(bounds.lower)} and end at {bounds.decimal(bounds.upper)}",
                f"commencez à {bounds.decimal(bounds.lower)} et finissez à {bounds.decimal(bounds.upper)}",
            ),
        )
    return Need("bins", bounds.column, bounds.lower, bounds.upper, bounds.precision, edges=edges)


def per_cell(need: Need, table: Table) -> int:
    """The most one unit changes one cell of an answer (L∞), in steps.

    For bins it is the change of one bin when all the unit's rows of the cell fall there: the worst case of
    both L1 and L2. Raises PolicyError (PK546) when the exact answer could pass 2^52.
    """
    if per_row(need) * table.at_most_rows >= LARGEST:
        raise too_large(f"{table.name}.{need.label}")
    many = table.rows_per_group
    if need.kind == "units":
        return 1
    if need.kind == "sum":
        return _of_total(need, many)
    return many * per_row(need)


def per_row(need: Need) -> int:
    """The most one row adds to an answer, in absolute value."""
    if need.kind == "sum":
        return max(
            abs(need.lower), abs(need.upper), abs(need.lower - need.centre), abs(need.upper - need.centre)
        )
    if need.kind == "squares":
        far = max(need.upper - need.centre, need.centre - need.lower) ** 2
        return max(need.offset, far - need.offset, 1)
    return 1


def _of_total(need: Need, many: int) -> int:
    """The most |clamped total − centre × n| over n = 1..many values, and at least one.

    Both ends of the clamped total are affine in n but where they reach the clamp, so the extremes lie at the
    ends and around those points.
    """
    low, high = need.lower, need.upper
    floor, ceiling = need.totals if need.totals is not None else (many * min(low, 0), many * max(high, 0))
    turns = {1, many}
    for bound in (low, high):
        for clamp in (floor, ceiling):
            if bound:
                turns |= {clamp // bound, clamp // bound + 1}

    def far(n: int) -> int:
        ends = (min(max(n * bound, floor), ceiling) for bound in (low, high))
        return max(abs(end - need.centre * n) for end in ends)

    return max(1, *(far(n) for n in turns if 1 <= n <= many))


def best_centre(bounds: FixedPoint, table: Table, price: Fraction = Fraction(0)) -> int:
    """The centre that makes a sum cheapest: all its values are taken less this public number of steps.

    The sum itself is then the noisy centred sum plus centre × the noisy number of values, which adds
    centre² × ``price`` to the squared error (``price``: the variance of the number of values relative to that
    of a sum of sensitivity one; 0 for a mean). For rows alone and price 0 it is the middle of the bounds.
    """

    def cost(centre: int) -> Fraction:
        return _of_total(total(bounds, centre), table.rows_per_group) ** 2 + centre * centre * price

    return _lowest(cost, min(bounds.lower, 0), max(bounds.upper, 0))


def _lowest(cost: Callable[[int], Fraction], low: int, high: int) -> int:
    """Where a convex function of integers is lowest."""
    while low < high:
        middle = (low + high) // 2
        if cost(middle) <= cost(middle + 1):
            high = middle
        else:
            low = middle + 1
    return low


def hold_rows(table: Table, counted: int) -> None:
    """Refuse data of more rows than ``at_most_rows``, up to which sums were proved exact: DataError (PK546)."""
    if counted < 0:
        raise misuse(Words("a negative number of rows", "un nombre de lignes négatif"))
    if counted > table.at_most_rows:
        raise wrong_data(
            "PK546",
            Words(
                f"{table.name}: more rows than the {table.at_most_rows} up to which sums were proved exact",
                f"{table.name} : plus de lignes que les {table.at_most_rows} jusqu'où les sommes sont exactes à coup sûr",
            ),
            Words("write a larger number of rows at most", "écrivez un plus grand nombre maximal de lignes"),
        )
