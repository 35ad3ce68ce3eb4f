"""The stage of an attack: what was released, the people it was made from, and people who were not in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

Kind = Literal["category", "number"]


@dataclass(frozen=True)
class Field:
    """A column, and whether near values are alike (``number``, dates in days) or only equal ones (``category``)."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Scene:
    """One row per privacy unit in each frame, the same columns in each.

    ``release`` is what the attacker holds. ``originals`` are the true values of the people it was made from, and
    ``control`` those of people of the same kind who were not in it, both written as the release writes them (a band
    where the release has bands). Missing values are NaN or None. Row labels mean nothing.
    """

    release: pd.DataFrame
    originals: pd.DataFrame
    control: pd.DataFrame
    fields: tuple[Field, ...]

    def only(self, names: Sequence[str]) -> Scene:
        """The same stage with these columns alone."""
        kept = tuple(f for f in self.fields if f.name in names)
        columns = [f.name for f in kept]
        return Scene(self.release[columns], self.originals[columns], self.control[columns], kept)
