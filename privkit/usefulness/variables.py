"""What is compared: columns of a kind, and the three frames that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.errors import DataError, Problem
from privkit.usefulness.codes import misuse
from privkit.usefulness.coding import Column, column_of
from privkit.words import Words

Kind = Literal["category", "number", "date"]
Rows = npt.NDArray[np.intp]

SMALLEST = 50  # units in a frame: over fewer, sampling noise is larger than anything worth telling
REDRAWS = 3  # pairs of samples a floor is the mean of; one is enough for many rows
MANY = 200_000  # rows from which chance varies little between draws
_NAMES = {
    "real": Words("the training units", "les unités d'apprentissage"),
    "held": Words("the control units", "les unités témoins"),
    "released": Words("the released rows", "les lignes diffusées"),
}


@dataclass(frozen=True)
class Variable:
    """A column: texts without order (also yes/no and codes), numbers, or dates."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Sides:
    """The true values of the people protected, the protected rows, and people never seen; one row per unit.

    ``held`` are control people of the same kind as ``real``. The order of rows never changes a figure.
    ``bins``: parts a number is cut into, at most, by quantiles of ``real``. ``seed`` of every draw.
    DataError PK591 (a column is missing), PK592 (fewer than 50 rows in a frame), PK594 (a number or date
    that is text); InternalError PK590 for arguments no data can bring.
    """

    real: pd.DataFrame
    released: pd.DataFrame
    variables: tuple[Variable, ...]
    held: pd.DataFrame | None = None
    bins: int = 20
    seed: int = 1

    def __post_init__(self) -> None:
        names = [v.name for v in self.variables]
        if not names or len(set(names)) != len(names) or not 2 <= self.bins <= 200:
            raise misuse(
                Words(
                    "columns are named once each, and bins are 2 to 200",
                    "chaque colonne est nommée une fois, et les classes sont de 2 à 200",
                )
            )
        problems = [p for side in self._frames for p in _problems(side, self._frames[side], names)]
        if problems:
            raise DataError(*problems)

    @property
    def _frames(self) -> dict[str, pd.DataFrame]:
        held = {} if self.held is None else {"held": self.held}
        return {"real": self.real, **held, "released": self.released}

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column in the terms all three frames share, in the order of ``variables``."""
        true = [self.real] if self.held is None else [self.real, self.held]
        return tuple(
            column_of(v.name, v.kind, [f[v.name] for f in true], self.released[v.name], self.bins)
            for v in self.variables
        )

    def column(self, name: str) -> Column:
        """One column by its name."""
        return next(c for c in self.columns if c.name == name)

    @property
    def telling(self) -> tuple[Column, ...]:
        """The columns whose distribution can be compared: not texts of which nearly each is alone."""
        return tuple(c for c in self.columns if not c.alone)

    def generator(self, *stage: int) -> np.random.Generator:
        """The draws of one use: ``stage`` tells uses apart, so that no measure changes another."""
        return np.random.default_rng([self.seed, *stage])

    @cached_property
    def order(self) -> Rows:
        """The true people (``real`` then ``held``) in an order that values alone decide."""
        return canonical([c.true for c in self.columns], [c.true_values for c in self.columns])

    @cached_property
    def released_order(self) -> Rows:
        """The released rows in an order that values alone decide."""
        return canonical([c.released for c in self.columns], [c.released_values for c in self.columns])

    @property
    def redraws(self) -> range:
        """The numbers of the draws a floor is the mean of."""
        return range(REDRAWS if min(len(self.real), len(self.released)) < MANY else 1)

    def redrawn(self, number: int) -> tuple[Rows, Rows]:
        """Two samples of true people, as large as ``real`` and ``released``: what chance alone makes different.

        Places among the true people. They are drawn without return, so that nobody is in both, when there are
        enough; else with return from everybody known, control people included.
        """
        rng, people = self.generator(1, number), len(self.order)
        sizes = len(self.real), len(self.released)
        if sum(sizes) <= people:
            drawn = rng.permutation(people)[: sum(sizes)]
            return self.order[drawn[: sizes[0]]], self.order[drawn[sizes[0] :]]
        first, second = (rng.integers(0, people, size) for size in sizes)
        return self.order[first], self.order[second]


def canonical(codes: list[npt.NDArray[np.int32]], values: list[npt.NDArray[np.float64] | None]) -> Rows:
    """An order of rows that depends on what they hold and not on where they stood."""
    mixed = np.zeros(len(codes[0]), np.uint64)
    for code, value in zip(codes, values, strict=True):
        exact = code if value is None else np.nan_to_num(value, nan=1e300).view(np.int64)
        # A hash by multiplication and shift (Knuth, TAOCP 6.4): equal rows tie, and are alike in every measure.
        mixed = (mixed ^ exact.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return np.argsort(mixed, kind="stable")


def _problems(side: str, frame: pd.DataFrame, names: list[str]) -> list[Problem]:
    who = _NAMES[side]
    missing = [name for name in names if name not in frame.columns]
    if missing:
        listed = ", ".join(missing)
        return [
            Problem(
                "PK591",
                Words(f"{who.en} have no column {listed}", f"{who.fr} n'ont pas de colonne {listed}"),
                instead=Words("give the same columns on every side", "donnez les mêmes colonnes partout"),
            )
        ]
    if len(frame) < SMALLEST:
        return [
            Problem(
                "PK592",
                Words(
                    f"{who.en} are fewer than {SMALLEST}: chance alone would decide",
                    f"{who.fr} sont moins de {SMALLEST} : le hasard seul déciderait",
                ),
                instead=Words(
                    f"give at least {SMALLEST} units, or do not measure usefulness",
                    f"donnez au moins {SMALLEST} unités, ou ne mesurez pas l'utilité",
                ),
            )
        ]
    return []
