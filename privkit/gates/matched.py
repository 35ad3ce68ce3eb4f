"""The combinations of an output beside the population that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.anonymity.groupby import group_rows
from privkit.anonymity.suppressed import suppressed_rows
from privkit.errors import InternalError, Problem
from privkit.gates.unit_risks import UnitSizes, collected
from privkit.policy.model.population_conditions import PopulationFile
from privkit.steps.k_anonymous.population import People, people_of
from privkit.steps.texts import as_text
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.gates.base import Trial
    from privkit.gates.exhibit import Exhibit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TOO_MANY = Words(
    "too many distinct combinations to be followed one by one",
    "trop de combinaisons distinctes pour être suivies une par une",
)
_NO_CONTEXT = Words("a population without a run to read it", "une population sans exécution pour la lire")
_Q, _N = "_privkit_q", "_privkit_n"


@dataclass(frozen=True)
class Matched:
    """Per combination of the output or of the population, ``units`` of the one and ``people`` of the other.

    ``class_of[i]`` is the combination of the ``number[i]`` units of line i; ``unit_of[i]`` their unit, when one
    may stand in several combinations (``number`` is then 1).
    """

    units: Ints
    people: Floats
    class_of: Ints
    number: Ints
    unit_of: Ints | None

    @property
    def held(self) -> npt.NDArray[np.bool_]:
        """The combinations that the output holds."""
        return self.units > 0

    def sizes(self) -> UnitSizes:
        """Units by class, with the people of their class as its total."""
        units, people = self.units[self.class_of], self.people[self.class_of]
        return UnitSizes(units, people, self.number, None, self.unit_of)


def matched(exhibit: Exhibit, asked: PopulationFile, trial: Trial) -> Matched | Words:
    """The output's combinations and their people, or why they cannot be told.

    The population takes the way of the data through the steps. A combination has no fewer people than units: where
    the file says so, the data are right. A row whose quasi-identifiers all read ``*`` matches everybody. Raises
    DataError (PK495) for a file that cannot be used.
    """
    if trial.context is None:
        raise InternalError(Problem("PK421", _NO_CONTEXT))
    after, on = exhibit.after, exhibit.quasi_identifiers
    people = people_of(asked.file, asked.count, on, exhibit.schema, trial.context)
    keys = [f"{_Q}{i}" for i in range(len(on))]
    texts = [as_text(exhibit.schema[c], trial.language).alias(key) for key, c in zip(keys, on, strict=True)]
    unit = None if after.one_row_each else after.schema.unit
    over = [*keys, *([unit] if unit else [])]
    if not over:
        return _one_class(after.units, people)
    table = after.table.with_columns(*texts)
    frame = collected(after.engine, table.group_by(*over).agg(nw.len().alias(_N)))
    return TOO_MANY if frame is None else _beside(frame, keys, unit, people)


def _one_class(units: int, people: People) -> Matched:
    """Without quasi-identifiers everybody is alike."""
    everybody = np.array([max(float(people.count.sum()), units)])
    return Matched(np.array([units]), everybody, np.zeros(1, np.int64), np.array([units]), None)


def _beside(frame: pd.DataFrame, keys: list[str], unit: str | None, people: People) -> Matched:
    own = len(frame)
    codes = np.zeros((own + len(people.count), max(len(keys), 1)), np.int64)
    for column, (key, texts) in enumerate(zip(keys, people.texts, strict=True)):
        both = pd.concat([frame[key].astype(object), pd.Series(texts, dtype=object)])
        codes[:, column] = pd.factorize(both, use_na_sentinel=False)[0]
    groups = group_rows(codes)
    class_of, count = groups.of_row[:own], len(groups)
    number = np.ones(own, np.int64) if unit else frame[_N].to_numpy(np.int64)
    units = np.bincount(class_of, number, minlength=count).astype(np.int64)
    held_by = np.bincount(groups.of_row[own:], people.count, minlength=count)
    if keys and own:
        hidden = suppressed_rows([frame[key] for key in keys])
        held_by[class_of[hidden]] = people.count.sum()
    unit_of = pd.factorize(frame[unit])[0].astype(np.int64) if unit else None
    return Matched(units, np.maximum(held_by, units), class_of, number, unit_of)
