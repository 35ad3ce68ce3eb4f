"""What is asked of a table under differential privacy, as far as the noise must know it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from privkit.dp.codes import misuse
from privkit.words import Words


@dataclass(frozen=True)
class Query:
    """One noisy integer vector asked of one table.

    Two tables are neighbours when they differ by all the rows of one privacy unit, added or removed. So a
    unit changes at most ``groups`` cells of the vector (the sensitivity L0), each by at most ``per_cell``
    (L-infinity), in integer units of the fixed-point answer. A block of cells may stand for one, where
    ``per_cell`` bounds the sum of absolute changes in it: a histogram of up to 12 rows in one group has
    ``groups`` = 1 and ``per_cell`` = 12. Both kinds of noise leak most when the block changes in one cell.

    ``name`` reads ``table.measure`` or ``table.measure.part``; ``cells`` is the length of the vector, None
    where the keys are chosen privately; ``weight`` is the share of the release's budget, in ]0, 1].
    ``selects`` marks the count of units that chooses the keys of its table: one number per key held by at
    least one unit, of which only those that reach :attr:`Planned.threshold` are shown. It needs a delta.

    Raises InternalError (PK520) when a sensitivity is under one, a weight is out of range, or a unit counts
    twice under a key to select.
    """

    name: str
    cells: int | None
    groups: int
    per_cell: int
    weight: Fraction
    selects: bool = False

    def __post_init__(self) -> None:
        if self.groups < 1 or self.per_cell < 1 or not 0 < self.weight <= 1:
            raise misuse(
                Words(
                    f"{self.name}: groups and per_cell must be at least 1, and the weight in ]0, 1]",
                    f"{self.name} : groups et per_cell doivent valoir au moins 1, et weight être dans ]0, 1]",
                )
            )
        if self.selects and self.per_cell != 1:
            raise misuse(
                Words(
                    f"{self.name}: keys are selected by a count of units, so per_cell is 1",
                    f"{self.name} : les clés se choisissent par un compte d'unités, donc per_cell vaut 1",
                )
            )

    @property
    def table(self) -> str:
        """The table asked: the name up to its first full stop."""
        return self.name.split(".", 1)[0]

    @property
    def l1(self) -> int:
        """The most one unit changes the vector, in the sum of absolute values (L1)."""
        return self.groups * self.per_cell

    @property
    def l2_squared(self) -> int:
        """The most one unit changes the vector, in the sum of squares (L2 squared)."""
        return self.groups * self.per_cell**2
