"""Small populations to attack: kinds of columns, ties, missing values, negative numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from privkit.risk.attacks.scene import Field, Scene

MIXED = (
    Field("sector", "category"),
    Field("dwelling", "category"),
    Field("occupants", "category"),
    Field("area", "number"),
    Field("balance", "number"),
    Field("volume", "number"),
)
NUMBERS = tuple(Field(name, "number") for name in "abcdef")


def mixed(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    """Households: heavy ties in the first columns, correlated numbers, some missing, some negative."""
    level = rng.normal(size=rows)
    dwelling = np.where(rng.random(rows) < 1 / (1 + np.exp(-level)), "house", "flat").astype(object)
    dwelling[rng.random(rows) < 0.05] = None
    volume = np.exp(2 + 0.5 * level + 0.3 * rng.normal(size=rows)).round(1)
    volume[rng.random(rows) < 0.1] = np.nan
    return pd.DataFrame(
        {
            "sector": rng.zipf(1.6, rows).clip(max=60).astype(str),
            "dwelling": dwelling,
            "occupants": rng.poisson(1.5, rows) + 1,
            "area": (80 + 25 * level + 10 * rng.normal(size=rows)).round(-1),
            "balance": (200 * rng.normal(size=rows)).round(0),
            "volume": volume,
        }
    )


def numbers(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    mix = np.random.default_rng(5).normal(size=(6, 6))
    return pd.DataFrame(rng.normal(size=(rows, 6)) @ mix - 3, columns=list("abcdef"))


def apart(kind: str, seed: int, release: int, originals: int, control: int) -> Scene:
    """Three disjoint samples of one population: nothing to find."""
    rng = np.random.default_rng([seed, 99])
    make, fields = (mixed, MIXED) if kind == "mixed" else (numbers, NUMBERS)
    return Scene(make(rng, release), make(rng, originals), make(rng, control), fields)


def copied(kind: str, seed: int, originals: int, control: int, share: float = 1.0) -> Scene:
    """The same, with this share of the originals put in the place of as many released rows."""
    scene = apart(kind, seed, originals, originals, control)
    n = round(share * originals)
    release = pd.concat([scene.originals[:n], scene.release[n:]], ignore_index=True)
    return Scene(release, scene.originals, scene.control, scene.fields)
