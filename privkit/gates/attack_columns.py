"""Columns an attack is about: those a policy names, as fields of a stage, and groups of people told apart by values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.gates.base import Trial
from privkit.gates.stage import Stage, Untold, row_by_row_reason
from privkit.risk.attacks.scene import Field, Scene
from privkit.steps.base import listed
from privkit.words import Words

Mask = npt.NDArray[np.bool_]
_RARE = 0.01  # share of people who hold a rare value, at most
_FAR = 0.01  # share of people at each end of a number


def named(stage: Stage, names: Sequence[str], trial: Trial) -> tuple[str, ...] | Untold:
    """The fields of the columns named; a repeated name stands for all of its columns.

    Untold when a column does not leave, or when its labels differ from row to row: the attack could not use it, and
    would show less than was asked.
    """
    full = [one for name in names for one in trial.profiles.get(name, (name,))]
    reason = row_by_row_reason(stage, full)
    if reason is not None:
        return Untold(reason)
    lacking = [name for name in full if name not in stage.columns]
    if lacking:
        told = listed(lacking)
        return Untold(
            Words(
                f"the output and the unprotected rows do not both hold {told.en}",
                f"la sortie et les lignes non protégées ne portent pas toutes deux {told.fr}",
            ),
            Words("name columns that leave", "nommez des colonnes qui sortent"),
        )
    return stage.fields_of(list(dict.fromkeys(full)))


def both(stage: Stage, fields: Sequence[str]) -> tuple[Scene, Scene]:
    """The two scenes of a stage with these fields alone."""
    return stage.scene.only(fields), stage.raw.only(fields)


def with_total(stage: Stage, fields: Sequence[str], name: str) -> tuple[tuple[Scene, Scene], str]:
    """The scenes with the sum of some numbers in the place of these fields, and its name."""
    return (_summed(stage.scene, fields, name), _summed(stage.raw, fields, name)), name


def _summed(scene: Scene, fields: Sequence[str], name: str) -> Scene:
    def one(frame: pd.DataFrame) -> pd.DataFrame:
        total = frame[list(fields)].astype(np.float64).sum(axis=1, min_count=1)
        return frame.drop(columns=list(fields)).assign(**{name: total})

    kept = tuple(f for f in scene.fields if f.name not in fields)
    fields_after = (*kept, Field(name, "number"))
    return Scene(one(scene.release), one(scene.originals), one(scene.control), fields_after)


def groups_of(stage: Stage) -> Mapping[str, tuple[Mask, Mask]]:
    """People with a rare value, and people with an extreme one: in the data, and set aside.

    Told from true values of both together, without a look at who is in the data. Rare: a category that at most one
    person in a hundred has (a small commune). Extreme: beyond the first or the last hundredth of a number (a large
    family).
    """
    scene = stage.raw
    number = len(scene.originals)
    rare = np.zeros(number + len(scene.control), np.bool_)
    extreme = rare.copy()
    for field in scene.fields:
        values = pd.concat([scene.originals[field.name], scene.control[field.name]], ignore_index=True)
        if field.kind == "number":
            extreme |= _extreme(values.to_numpy(np.float64))
        else:
            rare |= _rare(values)
    found = {"rare_values": rare, "extreme_values": extreme}
    return {
        name: (mask[:number], mask[number:]) for name, mask in found.items() if mask.any() and not mask.all()
    }


def _rare(values: pd.Series) -> Mask:
    codes = pd.factorize(values, use_na_sentinel=False)[0]
    sizes = np.bincount(codes)
    if len(sizes) > len(values) / 2:  # nearly everybody has a value of their own: nobody stands out by it
        return np.zeros(len(values), np.bool_)
    found: Mask = (sizes <= _RARE * len(values))[codes]
    return found


def _extreme(values: npt.NDArray[np.float64]) -> Mask:
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(len(values), np.bool_)
    low, high = np.quantile(known, [_FAR, 1 - _FAR])
    found: Mask = (values < low) | (values > high)
    return found
