"""Releases of real tables, protected well, badly or not at all, for attacks to rank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from privkit.anonymity.perturbation.mdav import group_values, mdav
from privkit.anonymity.perturbation.pram import post_randomise
from privkit.anonymity.perturbation.rank_swap import rank_swap
from privkit.risk.attacks.scene import Field, Scene

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@cache
def adult() -> pd.DataFrame:
    """30,162 people: categories, and an age; many are alike."""
    return pd.read_csv(DATA / "arx" / "adult" / "adult.csv", sep=";")


@cache
def nist() -> pd.DataFrame:
    """7,634 people, 24 columns of codes and numbers, "N" being no value; nearly everybody is alone."""
    frame = pd.read_csv(DATA / "nist_excerpts_ma2019" / "ma2019.csv", na_values="N")
    return frame.drop(columns=["DENSITY", "PWGTP", "WGTP"])


@cache
def survey() -> pd.DataFrame:
    """4,580 people of households: codes, and amounts with ten digits."""
    frame = pd.read_csv(DATA / "sdcmicro_testdata" / "testdata.csv")
    return frame.drop(columns=["ori_hid", "sampling_weight", "household_weights"])


@cache
def cards() -> pd.DataFrame:
    """30,000 holders of a card: whole numbers, some of them negative."""
    frame = pd.read_csv(DATA / "arx" / "creditcard" / "creditcard_int.csv.gz", sep=";")
    return frame[["LIMIT_BAL", "SEX", "EDUCATION", "AGE", "PAY_0", "BILL_AMT1", "BILL_AMT2", "PAY_AMT1"]]


@cache
def incomes() -> pd.DataFrame:
    """1,080 records of thirteen amounts."""
    return pd.read_csv(DATA / "sdcmicro_testdata" / "CASCrefmicrodata.csv")


TABLES: Mapping[str, Callable[[], pd.DataFrame]] = {
    "adult": adult,
    "nist": nist,
    "survey": survey,
    "cards": cards,
    "incomes": incomes,
}


def fields_of(frame: pd.DataFrame) -> tuple[Field, ...]:
    """Columns of more than 25 numbers are numbers."""
    return tuple(
        Field(str(c), "number" if frame[c].dtype.kind in "if" and frame[c].nunique() > 25 else "category")
        for c in frame
    )


def halves(frame: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People of the release, and as many set aside."""
    order = np.random.default_rng(seed).permutation(len(frame))
    half = len(frame) // 2
    return (
        frame.iloc[order[:half]].reset_index(drop=True),
        frame.iloc[order[half : 2 * half]].reset_index(drop=True),
    )


def exact_copy(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    return frame.sample(len(frame), random_state=rng.integers(2**31))


def independent(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Each column drawn by itself: nobody's row is left, but by chance."""
    return pd.DataFrame({c: frame[c].to_numpy()[rng.integers(0, len(frame), len(frame))] for c in frame})


def jittered(frame: pd.DataFrame, rng: np.random.Generator, keep: float = 0.9) -> pd.DataFrame:
    """A model that learnt by heart: rows drawn again, one value in ten changed, numbers shaken a little."""
    drawn = frame.iloc[rng.integers(0, len(frame), len(frame))].reset_index(drop=True)
    other = independent(frame, rng)
    kept = rng.random(drawn.shape) < keep
    out = drawn.where(kept, other)
    for field in fields_of(frame):
        if field.kind == "number":
            spread = float(frame[field.name].std()) * 0.01
            out[field.name] = np.rint(out[field.name].astype(float) + spread * rng.normal(size=len(out)))
    return out


def randomised(frame: pd.DataFrame, rng: np.random.Generator, keep: float = 0.5) -> pd.DataFrame:
    """Post-randomised categories, and numbers swapped within a twentieth of the ranks."""
    out = frame.copy()
    for field in fields_of(frame):
        column = frame[field.name]
        if field.kind == "number" and not column.isna().any():
            out[field.name] = column.to_numpy()[rank_swap(column.to_numpy(), 0.05, rng)]
        else:
            codes, values = pd.factorize(column, use_na_sentinel=False)
            out[field.name] = values.take(post_randomise(codes, keep, rng).codes)
    return out


def averaged(frame: pd.DataFrame, rng: np.random.Generator, k: int = 5) -> pd.DataFrame:
    """Microaggregation of the numbers without missing values, in groups of ``k``."""
    names = [f.name for f in fields_of(frame) if f.kind == "number" and not frame[f.name].isna().any()]
    out = frame.copy()
    if names:
        values = frame[names].to_numpy(float)
        out[names] = group_values(values, mdav(values, k))
    return out


def leaky(share: float) -> Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]:
    """Independent columns, and a share of rows that are somebody's."""

    def make(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        out = independent(frame, rng)
        planted = rng.permutation(len(frame))[: round(share * len(frame))]
        out.iloc[planted] = frame.iloc[planted].to_numpy()
        return out.astype(frame.dtypes.to_dict(), errors="ignore")

    return make


RELEASES: Mapping[str, Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]] = {
    "copy": exact_copy,
    "jittered": jittered,
    "half leaked": leaky(0.5),
    "tenth leaked": leaky(0.1),
    "twentieth leaked": leaky(0.05),
    "fiftieth leaked": leaky(0.02),
    "averaged": averaged,
    "randomised": randomised,
    "independent": independent,
}


def scene(name: str, release: str, seed: int) -> Scene:
    """A stage: half of a table released in some way, the other half set aside."""
    frame = TABLES[name]()
    originals, control = halves(frame, seed)
    made = RELEASES[release](originals, np.random.default_rng(seed + 1))
    return Scene(made.reset_index(drop=True), originals, control, fields_of(frame))


def null_scene(name: str, seed: int, rows: int) -> Scene:
    """Three disjoint sets of real people: whoever was in is attacked no better than others."""
    frame = TABLES[name]()
    drawn = frame.iloc[np.random.default_rng(seed).permutation(len(frame))[: 3 * rows]]
    parts = [drawn.iloc[k * rows : (k + 1) * rows].reset_index(drop=True) for k in range(3)]
    return Scene(*parts, fields_of(frame))
