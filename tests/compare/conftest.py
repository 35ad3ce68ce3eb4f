from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from privkit.compare.fit import fit_reference
from privkit.compare.phrase import Phrase
from privkit.compare.reference import Group, ReferenceTable
from privkit.compare.spec import ComparisonSpec
from privkit.steps.bands import read_bands
from privkit.words import Language

OCCUPANTS = read_bands(["1", "2", "3 à 4", "5 et plus"], "fr")
SURFACE = read_bands(["40", "60", "80", "100"], "fr")
ORDERS = {"nb_occupants": OCCUPANTS.labels, "surface_m2": SURFACE.labels}
CHAINS = {"nb_occupants": (OCCUPANTS,), "surface_m2": (SURFACE,)}


def a_spec(
    *groups_by: str, at_least: int = 30, round_to: str = "5", language: Language = "fr", **more: object
) -> ComparisonSpec:
    return ComparisonSpec(
        target="volume_annuel",
        unit="m3",
        groups_by=groups_by or ("nb_occupants", "type_logement", "surface_m2"),
        at_least=at_least,
        low=Fraction(1, 5),
        middle=Fraction(1, 2),
        high=Fraction(4, 5),
        round_to=Decimal(round_to),
        language=language,
        **more,  # type: ignore[arg-type]
    )


def a_city(households: int, seed: int = 7) -> pd.DataFrame:
    """One row per simulated household: labels of bands, and a volume that follows them."""
    rng = np.random.default_rng(seed)
    people = rng.choice([1, 2, 3, 4, 5, 6], households, p=[0.38, 0.3, 0.13, 0.12, 0.05, 0.02])
    surface = np.clip(rng.normal(40 + 15 * people, 20), 15, 250).round()
    house = rng.random(households) < np.where(surface > 80, 0.6, 0.2)
    volume = (28 + 28.0 * people + 20 * house) * np.exp(rng.normal(0, 0.35, households))
    return pd.DataFrame(
        {
            "nb_occupants": OCCUPANTS.apply(pd.Series(people)),
            "type_logement": np.where(house, "maison", "appartement"),
            "surface_m2": SURFACE.apply(pd.Series(surface)),
            "volume_annuel": volume.round(1),
        }
    )


@pytest.fixture(scope="session")
def city() -> pd.DataFrame:
    return a_city(3000)


@pytest.fixture(scope="session")
def reference(city: pd.DataFrame) -> ReferenceTable:
    return fit_reference(city, a_spec(), ORDERS, CHAINS)


@pytest.fixture
def two_groups() -> ReferenceTable:
    return by_hand()


def by_hand() -> ReferenceTable:
    """A table written by hand: marks 60, 85 and 120 for 3 or 4 people in a house; all alike for one."""
    spec = a_spec(
        "nb_occupants",
        "logement",
        phrases={"nb_occupants": Phrase(band="{} personnes"), "logement": Phrase(band="{}")},
    )
    return ReferenceTable(
        spec,
        (
            Group((("1", "2"), ("maison", "appartement", "*")), ("1 à 2", "*"), *_marks(50, 50, 50), 40),
            Group((("3 à 4",), ("maison",)), ("3 à 4", "maison"), *_marks(60, 85, 120), 120),
        ),
        {"nb_occupants": (OCCUPANTS,), "logement": ()},
        Decimal("0.312"),
        160,
    )


def _marks(*values: int) -> tuple[Decimal, Decimal, Decimal]:
    low, middle, high = (Decimal(v) for v in values)
    return low, middle, high
