"""Small tables for whole fits of the private generator, their neighbours, and fits that are watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from privkit.synth.domain import Attribute, Domain, Kind, Profile
from privkit.synth.marginals import MarginalPlan, Neighbours, estimate, fit_marginals, plan_marginals
from privkit.synth.protocol import Fitted

from .questions import Question, Source, Watched


@dataclass(frozen=True)
class Kept:
    """Two tables of one domain, and rows of outliers: what nobody else has, beyond bounds, or not known."""

    domain: Domain
    known: pd.DataFrame
    unlike: pd.DataFrame
    outliers: tuple[dict[str, Any], ...]
    delta: Fraction = Fraction(0)

    def plan(self, neighbours: Neighbours, rho: Fraction = Fraction(1, 2)) -> MarginalPlan:
        return plan_marginals(self.domain, rho, self.delta, neighbours)

    def with_row(self, row: dict[str, Any]) -> pd.DataFrame:
        """What is known, and one row more."""
        more = pd.DataFrame([row], columns=self.known.columns).astype(self.known.dtypes.to_dict())
        return pd.concat([self.known, more], ignore_index=True)


def table(rng: np.random.Generator, rows: int, **values: Sequence[Any]) -> pd.DataFrame:
    """Independent columns drawn among values."""
    drawn = {}
    for name, among in values.items():
        column = pd.Series([among[i] for i in rng.integers(0, len(among), rows)])
        drawn[name] = column.astype(float) if isinstance(among[0], float) else column.astype(object)
    return pd.DataFrame(drawn)


def _plain() -> Kept:
    domain = Domain(
        (
            Attribute("home", Kind.CATEGORY, ("flat", "house", "boat"), nullable=False),
            Attribute("garden", Kind.YES_NO, nullable=False),
            Attribute("people", Kind.INTEGER, low=1, high=4, nullable=False),
        )
    )
    rng = np.random.default_rng(1)
    return Kept(
        domain,
        table(rng, 40, home=("flat", "house"), garden=(True, False), people=(1.0, 2.0)),
        table(rng, 7, home=("boat",), garden=(False,), people=(3.0, 4.0)),
        ({"home": "flat", "garden": True, "people": 1.0}, {"home": "boat", "garden": False, "people": 4.0}),
    )


def _wild() -> Kept:
    """Values that are missing, not known, infinite, far beyond bounds."""
    domain = Domain(
        (
            Attribute("area", Kind.CATEGORY, ("north", "south")),
            Attribute("band", Kind.ORDERED, ("0-10", "10-20", "20+")),
            Attribute("volume", Kind.NUMBER, low=0, high=50, decimals=1, bins=8),
        )
    )
    rng = np.random.default_rng(2)
    return Kept(
        domain,
        table(rng, 50, area=("north", "south", None), band=("0-10", "10-20"), volume=(1.0, 20.0, np.nan)),
        table(rng, 90, area=("west", None), band=("none of these", "20+"), volume=(-1e9, 1e12, np.inf)),
        (
            {"area": "north", "band": "0-10", "volume": 1.0},
            {"area": "nowhere", "band": None, "volume": 1e15},
            {"area": None, "band": "20+", "volume": -np.inf},
            {"area": "south", "band": "x", "volume": np.nan},
        ),
    )


def _found() -> Kept:
    """Categories to find in the data."""
    domain = Domain((Attribute("street", Kind.CATEGORY), Attribute("garden", Kind.YES_NO)))
    rng = np.random.default_rng(3)
    streets = ("Elm", "Oak", "Ash")
    return Kept(
        domain,
        pd.concat(
            [table(rng, 297, street=streets, garden=(True, None)), _all_of(streets)], ignore_index=True
        ),
        pd.concat([table(rng, 30, street=("Oak",), garden=(False,)), _all_of(streets)], ignore_index=True),
        (
            {"street": "Elm", "garden": True},
            {"street": "Oak", "garden": False},
            {"street": None, "garden": None},
        ),
        Fraction(1, 10**6),
    )


def _all_of(streets: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"street": pd.Series(streets, dtype=object), "garden": pd.Series([True] * len(streets), dtype=object)}
    )


def _year() -> Kept:
    """A year in four quarters, a garden."""
    names = tuple(f"volume_{n}" for n in range(1, 5))
    numbers = tuple(Attribute(n, Kind.NUMBER, low=0, high=60, decimals=1, bins=16) for n in names)
    domain = Domain((Attribute("garden", Kind.YES_NO), *numbers), (Profile("volume", names),))
    rng = np.random.default_rng(4)
    calm: dict[str, Any] = dict.fromkeys(names, (5.0, 6.0, 8.0, 0.0))
    wild: dict[str, Any] = dict.fromkeys(names, (55.0, np.nan, 1000000000.0, -4.0))
    quiet: dict[str, Any] = dict.fromkeys(names, 6.0)
    alone: dict[str, Any] = dict(zip(names, (0.0, 1e9, np.nan, -1e9), strict=True))
    spike: dict[str, Any] = dict(zip(names, (60.0, 0.0, 0.0, 0.0), strict=True))
    return Kept(
        domain,
        table(rng, 60, garden=(True, False), **calm),
        table(rng, 25, garden=(None, True), **wild),
        ({"garden": True} | quiet, {"garden": None} | alone, {"garden": False} | spike),
    )


TABLES = {"plain": _plain(), "wild": _wild(), "found": _found(), "year": _year()}


def small(patch: pytest.MonkeyPatch) -> None:
    """A small population, so that thousands of fits are quick: how fine the result is, not how private."""
    patch.setattr(estimate, "_ROWS_LEAST", 200)


def fit(frame: pd.DataFrame, plan: MarginalPlan, noise: Watched, patch: pytest.MonkeyPatch) -> Fitted:
    """One fit with the door watched; what is not secret is drawn the same each time."""
    with noise.at_the_door(patch):
        return fit_marginals(frame, plan, noise, np.random.default_rng(11))


def asked(
    frame: pd.DataFrame,
    plan: MarginalPlan,
    patch: pytest.MonkeyPatch,
    *,
    by: Source | None = None,
    told: Sequence[Question] = (),
) -> tuple[list[Question], Fitted]:
    """The questions of a fit, and the generator."""
    noise = Watched(by, told)
    made = fit(frame, plan, noise, patch)
    return noise.questions, made
