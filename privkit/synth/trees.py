"""Sequential trees: synthetic rows close to the real ones, without differential privacy.

The columns are visited one after another. The first is drawn from its values; each next one from the training values
that stand in the leaf where the synthetic row falls, in a tree (CART) grown on the columns before: Reiter 2005,
*Using CART to generate partially synthetic, public use microdata*; Nowok, Raab and Dibben 2016, *synthpop* (their
method "cart"). What is added here: numbers are smoothed inside the leaf, unless many units hold the value; a value of
a category that is not public and that few units hold is never given; the months of a profile are drawn as a level and
a shape.

**Nothing bounds what such rows tell of the people learnt from**: only attacks on the result measure it.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Ordered
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.errors import DataError
from privkit.synth.codes import misuse
from privkit.synth.domain import Domain, Kind
from privkit.synth.forms import check_columns
from privkit.synth.rare import RAREST
from privkit.synth.refusals import too_few_units
from privkit.synth.tree_columns import ColumnPart, fit_column
from privkit.synth.tree_models import CLASSES, Sequence, Settings
from privkit.synth.tree_profiles import ProfilePart, fit_profile
from privkit.words import Words

#: The smallest leaf by default: a fiftieth of the units, between these. On Adult (24,129 units), unique people learnt
#: from are met again in the synthetic rows 8 points more often than unique people never seen at 20, 4 points at 50,
#: 22 points at 5 (synthpop's own default); three-way distances go from .032 to .035.
LEAVES = (20, 50)


@dataclass(frozen=True)
class SequentialTrees:
    """Fitted trees. They hold training values: the object itself must never be released."""

    columns: tuple[str, ...]
    parts: tuple[ColumnPart | ProfilePart, ...]
    settings: Settings
    rarest: int
    units: int

    def sample(self, rows: int, rng: np.random.Generator) -> pd.DataFrame:
        """``rows`` synthetic rows, in the columns, the order and the types of the table learnt from."""
        drawn: dict[str, npt.NDArray[np.float64]] = {}
        made: dict[str, pd.Series[Any]] = {}
        for part in self.parts:
            made.update(part.draw(drawn, rows, rng))
        return pd.DataFrame({name: made[name] for name in self.columns})

    def describe(self) -> Mapping[str, Any]:
        """The order of the visit, the leaves of each column, the numbers of values never given. Never a value."""
        return {
            "method": "trees",
            "smallest_leaf": self.settings.smallest_leaf,
            "smooth": self.settings.smooth,
            "rarest": self.rarest,
            "units": self.units,
            "order": [_name(part) for part in self.parts],
            "leaves": {_name(part): sum(m.leaves.number for m in part.models) for part in self.parts},
            "values_never_given": {
                part.attribute.name: part.never_given
                for part in self.parts
                if isinstance(part, ColumnPart) and part.never_given
            },
        }


def fit_trees(
    frame: pd.DataFrame,
    domain: Domain,
    rng: np.random.Generator,
    *,
    smallest_leaf: int | None = None,
    smooth: bool = True,
    rarest: int = RAREST,
    order: Ordered[str] | None = None,
) -> SequentialTrees:
    """Learn the columns of ``domain`` from ``frame``, one row a unit.

    ``smallest_leaf``: a value is drawn among those of at least so many units; None: :data:`LEAVES` says.
    ``smooth``: a number that fewer units than that hold is not given as it is: one is drawn between its neighbours in
    the leaf, then rounded. ``rarest``: a value of a category whose values are not public is given only when at least
    so many units hold it. ``order``: the columns that belong to no profile, in the order of the visit; by default
    categories of many values first, then the others as the domain lists them. Profiles come last.

    Raises ``DataError``: fewer units than two leaves (PK581), a text that is nearly always different (PK582).
    """
    check_columns(frame, domain)
    if smallest_leaf is None:
        smallest_leaf = max(LEAVES[0], min(LEAVES[1], len(frame) // 50))
    if len(frame) < 2 * smallest_leaf:
        raise DataError(too_few_units(len(frame), 2 * smallest_leaf))
    settings = Settings(smallest_leaf, smooth)
    sequence = Sequence(settings, rng)
    parts: list[ColumnPart | ProfilePart] = [
        fit_column(frame[name], domain[name], sequence, rarest) for name in _visit(frame, domain, order)
    ]
    parts += [fit_profile(frame, profile, domain, sequence, rarest) for profile in domain.profiles]
    columns = tuple(name for name in frame.columns if name in domain.names)
    return SequentialTrees(columns, tuple(parts), settings, rarest, len(frame))


def _visit(frame: pd.DataFrame, domain: Domain, order: Ordered[str] | None) -> list[str]:
    """The columns outside profiles, in the order of the visit."""
    inside = {name for profile in domain.profiles for name in profile.columns}
    alone = [name for name in domain.names if name not in inside]
    if order is not None:
        if sorted(order) != sorted(alone):
            raise misuse(
                Words(
                    "the order of the visit must name each column outside profiles once",
                    "l'ordre de visite doit nommer une fois chaque colonne hors profil",
                )
            )
        return list(order)
    many = {n for n in alone if domain[n].kind is Kind.CATEGORY and frame[n].nunique() > CLASSES}
    return sorted(alone, key=lambda name: name not in many)


def _name(part: ColumnPart | ProfilePart) -> str:
    return part.attribute.name if isinstance(part, ColumnPart) else part.profile.name
