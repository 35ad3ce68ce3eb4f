"""``linking_attack``: a motivated intruder links the output to a register that holds names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.engine.protocol import Overrides, Source
from privkit.engine.sources.detect import detect
from privkit.gates.attacked import RISK, Asked, Prepared, judged
from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit, Measured
from privkit.gates.stage import FEWEST, Stage, Untold, paired_columns
from privkit.gates.stage_rows import MOST_UNITS
from privkit.gates.written import as_release, in_own_words, starred
from privkit.policy.model.attack_conditions import LinkingAttack
from privkit.risk.attacks.comparison import Comparison
from privkit.risk.attacks.register import register_linkage
from privkit.risk.attacks.result import AttackResult, Orders
from privkit.risk.attacks.scene import Scene
from privkit.steps.base import listed
from privkit.values import Column, Role, Type, Verdict
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.engine.protocol import Engine

_STRONGER = Words(
    "more columns under exact or near, or a register of more people",
    "plus de colonnes sous exactes ou proches, ou un annuaire de plus de personnes",
)
_NO_RUN = Words("there is no run to read a register", "il n'y a pas d'exécution pour lire un annuaire")
_SEVERAL = Words("a unit has several rows", "une unité a plusieurs lignes")
_LARGE = Words("the output has too many rows to be linked", "la sortie a trop de lignes pour être croisée")
_NO_UNIT = Words(
    "the register does not hold the privacy unit as the rows do: nobody can tell which links are right",
    "l'annuaire ne porte pas l'unité protégée comme les lignes : on ne peut dire quels liens sont justes",
)
_FEW = Words(
    "the register holds too few people who are in the data, or too few who are not",
    "l'annuaire compte trop peu de personnes des données, ou trop peu d'absentes",
)
_UNIT = "_privkit_unit"
_NEAR = 0.02  # of the spread of a number: as far as a near value may be
Ints = npt.NDArray[np.int64]


def judge(rule: LinkingAttack, trial: Trial) -> list[Verdict]:
    """Held when names are rightly put on few more rows than would be claimed of people who are not in the data."""
    asked = Asked("linking_attack", rule, rule.risk_at_most, RISK, _sentence, _STRONGER)
    return judged(asked, trial, partial(_prepared, rule, trial))


def _sentence(gain: Words, any_: bool) -> Words:
    if not any_:
        return Words(
            "an intruder with a register of names links people in the data no better than people who were not in it",
            "un intrus muni d'un annuaire ne relie pas mieux les personnes des données que celles qui n'y étaient pas",
        )
    return Words(
        f"an intruder with a register of names links {gain.en} more of the people in the data than of people who were not "
        "in it",
        f"un intrus muni d'un annuaire relie {gain.fr} de plus des personnes des données que de celles qui n'y étaient pas",
    )


@dataclass(frozen=True)
class _Files:
    """The output and the register side by side, in the words of the output or unprotected."""

    release: pd.DataFrame
    register: pd.DataFrame
    comparisons: tuple[Comparison, ...]
    inside: npt.NDArray[np.bool_]
    truth: Ints | None


def _prepared(rule: LinkingAttack, trial: Trial, exhibit: Exhibit, stage: Stage) -> Prepared | Untold:
    files = _files(rule, trial, exhibit, stage)
    if isinstance(files, Untold):
        return files
    protected, raw = files

    def attack(scene: Scene, orders: Orders) -> AttackResult:
        chosen = raw if scene is stage.raw else protected
        return register_linkage(
            chosen.release, chosen.register, chosen.comparisons, chosen.inside, chosen.truth, orders
        )

    return Prepared(
        attack,
        (stage.scene, stage.raw),
        (rule.register_, rule.exact, rule.near),
        {"known": [*rule.exact, *rule.near], "register_people": len(protected.register)},
    )


def _files(
    rule: LinkingAttack, trial: Trial, exhibit: Exhibit, stage: Stage
) -> tuple[_Files, _Files] | Untold:
    names, pairs = [*rule.exact, *rule.near], paired_columns(exhibit)[0]
    lacking = [n for n in names if n not in pairs or n in stage.row_by_row]
    before = exhibit.before
    if trial.context is None or before is None or before.schema.unit is None:
        return Untold(_NO_RUN)
    if lacking:
        told = listed(lacking)
        return Untold(
            Words(
                f"the output does not hold {told.en} as the data do",
                f"la sortie ne porte pas {told.fr} comme les données",
            )
        )
    if stage.several_rows:
        return Untold(_SEVERAL, Words("a step summarise before", "une étape résumer avant"))
    if stage.sampled:
        return Untold(_LARGE)
    unit = before.schema[before.schema.unit]
    register = _register(rule.register_, [pairs[n] for n in names], unit, trial)
    if isinstance(register, Untold):
        return register
    return _side_by_side(names, rule.near, register, exhibit, trial, before)


def _register(file: str, columns: Sequence[Column], unit: Column, trial: Trial) -> pd.DataFrame | Untold:
    """The register as the engine reads it, one row per unit."""
    assert trial.context is not None
    path = trial.context.folder / file
    reading = detect(path, Overrides())
    lacking = [c.name for c in (unit, *columns) if c.name not in reading.columns]
    if unit.name in lacking:
        return Untold(
            _NO_UNIT,
            Words(f"a column {unit.name} in the register", f"une colonne {unit.name} dans l'annuaire"),
        )
    if lacking:
        told = listed(lacking)
        return Untold(Words(f"the register lacks {told.en}", f"il manque à l'annuaire {told.fr}"))
    engine: Engine = trial.context.engine
    asked = [replace(unit, role=Role.OTHER), *(c for c in columns if c.name != unit.name)]
    table = engine.scan(Source("register", path, None, reading), asked)
    chosen = table.select(nw.col(unit.name).alias(_UNIT), *(nw.col(c.name) for c in columns))
    found = engine.collect(chosen, trial.context.largest_collect)
    return found.dropna(subset=[_UNIT]).drop_duplicates(_UNIT, ignore_index=True)


def _side_by_side(
    names: Sequence[str],
    near: Sequence[str],
    register: pd.DataFrame,
    exhibit: Exhibit,
    trial: Trial,
    before: Measured,
) -> tuple[_Files, _Files] | Untold:
    assert trial.context is not None
    pairs = paired_columns(exhibit)[0]
    raw_columns = [pairs[n] for n in names]
    people = _rows(before, [c.name for c in raw_columns])
    released = _rows(exhibit.after, list(names))
    position = pd.Series(np.arange(len(register)), index=register[_UNIT])
    inside = register[_UNIT].isin(set(people[_UNIT])).to_numpy()
    if min(int(inside.sum()), int((~inside).sum())) < FEWEST:
        return Untold(_FEW, _STRONGER)
    truth_raw = _truth(people[_UNIT], position)
    truth = None if exhibit.made else _truth(released[_UNIT], position)
    if truth is not None and not (truth >= 0).any():
        return Untold(_NO_UNIT)
    protected: dict[str, list[pd.Series]] = {}
    raw: dict[str, list[pd.Series]] = {}
    for name, column in zip(names, raw_columns, strict=True):
        kept = exhibit.schema[name]
        written = as_release(register[column.name], column, kept, trial.context.recodings.get(name, ()))
        out = starred(in_own_words(released[name], kept), [written], kept)
        protected[name] = [out, written]
        raw[name] = [in_own_words(people[column.name], column), in_own_words(register[column.name], column)]
    kinds = {name: exhibit.schema[name] for name in names}
    return (
        _Files(*_frames(protected), _comparisons(protected, kinds, near), inside, truth),
        _Files(*_frames(raw), _comparisons(raw, pairs, near), inside, truth_raw),
    )


def _rows(part: Measured, names: Sequence[str]) -> pd.DataFrame:
    unit = str(part.schema.unit)
    asked = part.table.select(nw.col(unit).alias(_UNIT), *(nw.col(n) for n in dict.fromkeys(names)))
    return part.engine.collect(asked, MOST_UNITS * 2)


def _truth(units: pd.Series, position: pd.Series) -> Ints:
    found: Ints = position.reindex(units).fillna(-1).to_numpy(np.int64)
    return found


def _frames(columns: dict[str, list[pd.Series]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    first, second = (
        pd.DataFrame({n: both[side].to_numpy() for n, both in columns.items()}) for side in (0, 1)
    )
    return first, second


def _comparisons(
    columns: dict[str, list[pd.Series]], kinds: dict[str, Column], near: Sequence[str]
) -> tuple[Comparison, ...]:
    out = []
    for name, both in columns.items():
        column = kinds[name]
        number = column.type.is_numeric or column.type in (Type.DATE, Type.DATETIME)
        if name not in near:
            out.append(Comparison(name, "exact"))
        elif number:
            values = both[1].to_numpy(np.float64)
            low, high = np.nanquantile(values, [0.05, 0.95]) if (~np.isnan(values)).any() else (0.0, 0.0)
            out.append(Comparison(name, "number", near=float(_NEAR * (high - low))))
        else:
            out.append(Comparison(name, "text"))
    return tuple(out)
