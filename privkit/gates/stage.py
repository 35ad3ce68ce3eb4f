"""The stage of attacks on one output: its rows, the people they were made from, and people set aside.

One row per privacy unit in each. True values take the way of the release through the steps, so that they are written
as it writes them: an attacker knows that 73 square metres reads "60 to 80". Columns that do not tell who somebody is
beyond what the unit itself does (its own column, pseudonyms, hidden ones) are not on the stage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from privkit.gates.stage_rows import MOST_UNITS, People, collected_people, one_row_each
from privkit.gates.written import as_release, differs, in_own_words, starred
from privkit.risk.attacks.scene import Field, Kind, Scene
from privkit.steps.base import counted, listed
from privkit.values import Column, Type
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.gates.base import Trial
    from privkit.gates.exhibit import Exhibit

FEWEST = 100  #: people set aside, fewer than that tell nothing
_NUMBERS = (Type.INTEGER, Type.NUMBER, Type.DATE, Type.DATETIME)

NO_BASELINE = Words(
    "there are no unprotected rows to compare with",
    "il n'y a pas de lignes non protégées pour comparer",
)
NO_CONTROL = Words("nobody was set aside", "personne n'a été mis de côté")
SET_ASIDE = Words(
    "a step set_aside, with a share of 20 %, before the first step that protects",
    "une étape mettre_de_côté, avec une part de 20 %, avant la première étape qui protège",
)
NO_COLUMN = Words(
    "no column of the output can be told beside the unprotected rows",
    "aucune colonne de la sortie ne peut être rapprochée des lignes non protégées",
)


@dataclass(frozen=True)
class Untold:
    """Why an attack cannot be judged, and what would make it possible."""

    reason: Words
    nearest: Words | None = None


@dataclass(frozen=True)
class Stage:
    """Two scenes: the release, and the unprotected data in its place (the attack's positive control).

    ``columns``: for each column of the output, the fields that stand for it (several when a unit has several rows).
    ``left_out``: columns without a single counterpart in the unprotected rows. ``sampled``: units drawn, when there
    were more than the memory ceiling.
    """

    scene: Scene
    raw: Scene
    columns: Mapping[str, tuple[str, ...]]
    left_out: tuple[str, ...]
    row_by_row: tuple[str, ...]
    several_rows: bool
    sampled: int | None = None
    people: Mapping[str, int] = field(default_factory=dict)

    def fields_of(self, names: Sequence[str]) -> tuple[str, ...]:
        """The fields of some columns of the output."""
        return tuple(f for name in names for f in self.columns.get(name, ()))

    @property
    def note(self) -> Words | None:
        """What a reader must know of how the stage was set, if anything."""
        parts = []
        if self.left_out:
            gone = listed(list(self.left_out))
            parts.append(
                Words(
                    f"left out, as they were computed from several columns: {gone.en}",
                    f"laissées de côté, car calculées à partir de plusieurs colonnes : {gone.fr}",
                )
            )
        if self.several_rows:
            parts.append(
                Words(
                    "the rows of one unit were put side by side",
                    "les lignes d'une même unité ont été mises côte à côte",
                )
            )
        if self.sampled:
            parts.append(
                Words(
                    f"made on {self.sampled} units drawn at random",
                    f"menées sur {self.sampled} unités tirées au sort",
                )
            )
        if not parts:
            return None
        return Words("; ".join(p.en for p in parts), " ; ".join(p.fr for p in parts))


def stage_of(exhibit: Exhibit, trial: Trial) -> Stage | Untold:
    """The stage of an output, or why there is none."""
    if exhibit.before is None:
        return Untold(NO_BASELINE)
    if exhibit.control is None:
        return Untold(NO_CONTROL, SET_ASIDE)
    few = exhibit.control.units
    if few < FEWEST:
        return _too_few(few, trial.unit_name)
    pairs, left_out = paired_columns(exhibit)
    if not pairs:
        return Untold(NO_COLUMN)
    if not exhibit.after.units or not exhibit.before.units:
        return Untold(Words("no row is left", "aucune ligne ne reste"))
    found = collected_people(exhibit, pairs, trial.seed)
    if isinstance(found, Words):
        return Untold(found)
    return _staged(exhibit, trial, pairs, left_out, found)


def paired_columns(exhibit: Exhibit) -> tuple[dict[str, Column], tuple[str, ...]]:
    """Each column an attacker may use, with its counterpart in the unprotected rows; those without one."""
    unit, pairs, left_out = exhibit.schema.unit, {}, []
    for column in exhibit.schema.kept:
        if column.name == unit or column.pseudonym:
            continue
        raw = exhibit.counterpart(column.name)
        if raw is None or (exhibit.control is not None and raw.name not in exhibit.control.schema):
            left_out.append(column.name)
        else:
            pairs[column.name] = raw
    return pairs, tuple(left_out)


def _too_few(few: int, unit: str) -> Untold:
    told = counted(few, unit)
    return Untold(
        Words(
            f"only {told.en} set aside: too few to tell",
            f"seulement {told.fr} de côté : trop peu pour conclure",
        ),
        Words(
            f"more people set aside: at least {FEWEST}, better 1000",
            f"plus de personnes mises de côté : au moins {FEWEST}, mieux vaut 1000",
        ),
    )


def _staged(
    exhibit: Exhibit, trial: Trial, pairs: Mapping[str, Column], left_out: tuple[str, ...], found: People
) -> Stage | Untold:
    schema = exhibit.schema
    after, before, control = found.after, found.before, found.control
    raws: list[dict[str, pd.Series]] = [{}, {}]
    written: list[dict[str, pd.Series]] = [{}, {}]
    release: dict[str, pd.Series] = {}
    row_by_row = []
    for name, raw in pairs.items():
        chain = trial.context.recodings.get(name, ()) if trial.context else ()
        column = schema[name]
        released = in_own_words(after[name], column)
        both = [as_release(frame[raw.name], raw, column, chain) for frame in (before, control)]
        released = starred(released, both, column)
        if differs(released, both, column, made=exhibit.made):
            row_by_row.append(name)
            continue
        release[name] = released
        for place, frame, values in zip((0, 1), (before, control), both, strict=True):
            written[place][name] = values
            raws[place][name] = in_own_words(frame[raw.name], raw)
    if not release:
        return Untold(_row_by_row(row_by_row), FULL_DOMAIN)
    kinds = {name: kind_of(schema[name]) for name in release}
    raw_kinds = {name: kind_of(pairs[name]) for name in release}
    frames = [pd.DataFrame(d) for d in (release, *written)]
    unprotected = [pd.DataFrame(d) for d in raws]
    columns: dict[str, tuple[str, ...]] = {name: (name,) for name in release}
    if found.units is not None:
        frames, columns = one_row_each(frames, found.units, kinds)
        unprotected, _ = one_row_each(unprotected, found.units[1:], raw_kinds, like=columns)
        kinds = {f: kinds[name] for name, fields in columns.items() for f in fields}
        raw_kinds = {f: raw_kinds[name] for name, fields in columns.items() for f in fields}
    return Stage(
        Scene(frames[0], frames[1], frames[2], _fields(frames[0], kinds)),
        Scene(unprotected[0], unprotected[0], unprotected[1], _fields(unprotected[0], raw_kinds)),
        columns,
        left_out,
        tuple(row_by_row),
        found.units is not None,
        found.sampled,
        {"release": len(frames[0]), "originals": len(frames[1]), "control": len(frames[2])},
    )


FULL_DOMAIN = Words(
    "make_k_anonymous with method: full_domain, so that a value has one label",
    "rendre_k_anonyme avec méthode: domaine_entier, pour qu'une valeur ait un seul libellé",
)


def _row_by_row(names: Sequence[str]) -> Words:
    told = listed(list(names))
    return Words(
        f"the labels of {told.en} differ from row to row: true values cannot be written as the release writes them",
        f"les libellés de {told.fr} diffèrent d'une ligne à l'autre : on ne peut écrire les vraies valeurs comme la "
        "sortie les écrit",
    )


def kind_of(column: Column) -> Kind:
    """Whether near values of a column are alike."""
    return "number" if column.type in _NUMBERS else "category"


def _fields(frame: pd.DataFrame, kinds: Mapping[str, Kind]) -> tuple[Field, ...]:
    return tuple(Field(str(name), kinds[str(name)]) for name in frame.columns)


def row_by_row_reason(stage: Stage, names: Sequence[str]) -> Words | None:
    """Why an attack that needs some columns cannot be made, when one of them has labels that differ by row."""
    lacking = [name for name in names if name in stage.row_by_row]
    return _row_by_row(lacking) if lacking else None


__all__ = ["FEWEST", "MOST_UNITS", "Stage", "Untold", "kind_of", "paired_columns", "stage_of"]
