"""The frontier: for several k, what the best choice of levels removes and loses. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import narwhals as nw

from privkit.anonymity.criteria import Criteria
from privkit.anonymity.encode import encode_column
from privkit.anonymity.frontier import Point as Searched
from privkit.anonymity.frontier import frontier
from privkit.engine import open_engine
from privkit.errors import DataError, PolicyError, Problem
from privkit.run.inputs import gather, scan
from privkit.run.measured import both
from privkit.steps.base import Context
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.k_anonymous.step import MakeKAnonymous
from privkit.steps.levels import levels_of
from privkit.steps.texts import as_text
from privkit.steps.walk import walk
from privkit.words import Language, Words

if TYPE_CHECKING:
    from privkit.anonymity.hierarchy import Hierarchy
    from privkit.policy.model.policy import Policy
    from privkit.policy.reader import Document
    from privkit.run.measure_cells import Cells

KS = (2, 3, 5, 11, 20, 50, 100)
LIMITS = (Fraction(0), Fraction(1, 100), Fraction(5, 100))
MOST_COLLECTED = 5_000_000
#: A key for the pseudonyms met on the way: nothing that is told depends on it, and none is needed to look.
_NO_KEY = bytes(range(32))
SECONDS = 30.0  # for each point; a search that is stopped gives the best it met
_NOTHING_PASSES = Words(
    "no choice of levels meets the conditions, or none was met in time",
    "aucun choix de niveaux ne remplit les conditions, ou aucun n'a été trouvé à temps",
)


@dataclass(frozen=True)
class Point:
    """The optimum for one k and one limit on what may be removed; ``reason`` when none is admissible."""

    k: int
    limit: Fraction
    removed: int = 0
    share: float = 0.0
    loss: float = 1.0
    groups: int = 0
    smallest: int = 0
    levels: tuple[int, ...] = ()
    exact: bool = True  # False: stopped before it was known to be the best
    reason: Words | None = None

    @property
    def reached(self) -> bool:
        return self.reason is None

    def as_json(self) -> dict[str, Any]:
        asked: dict[str, Any] = {"k": self.k, "remove_at_most": float(self.limit)}
        if self.reason is not None:
            return asked | {"not_reached": both(self.reason)}
        return asked | {
            "removed": self.removed,
            "removed_share": self.share,
            "loss": self.loss,
            "groups": self.groups,
            "smallest_group": self.smallest,
            "levels": list(self.levels),
            "exact": self.exact,
        }


@dataclass(frozen=True)
class Frontier:
    """Every point, by limit then k; and the k and the limit the policy asks for, when it is its own step."""

    counted_in: str
    units: int
    on: tuple[str, ...]
    heights: tuple[int, ...]
    points: tuple[Point, ...]
    k: int | None = None
    limit: Fraction | None = None

    @property
    def limits(self) -> tuple[Fraction, ...]:
        return tuple(sorted({p.limit for p in self.points}))

    def at(self, limit: Fraction) -> tuple[Point, ...]:
        """The points of a limit, by k."""
        return tuple(sorted((p for p in self.points if p.limit == limit), key=lambda p: p.k))

    def largest_k(self, loss: float, limit: Fraction) -> Point | None:
        """The largest k whose loss stays within a bound at a limit; None when none does."""
        good = [p for p in self.at(limit) if p.reached and p.loss <= loss]
        return good[-1] if good else None

    def as_json(self) -> dict[str, Any]:
        return {
            "counted_in": self.counted_in,
            "units": self.units,
            "on": list(self.on),
            "highest_levels": list(self.heights),
            "policy": None
            if self.k is None
            else {"k": self.k, "remove_at_most": None if self.limit is None else float(self.limit)},
            "points": [p.as_json() for p in self.points],
        }


@dataclass(frozen=True)
class Question:
    """What is searched: combinations of values, what they count, and what every group must satisfy but k."""

    counted_in: str
    on: tuple[str, ...]
    hierarchies: Sequence[Hierarchy]
    codes: Any
    weights: Any
    criteria: Criteria
    units: int
    column_weights: list[float] | None = None


def has_step(document: Document) -> bool:
    """Whether the policy makes a table k-anonymous."""
    return any(item.make_k_anonymous for item in document.policy.steps)


def frontier_of_policy(
    document: Document, as_of: date, ks: Sequence[int] = KS, limits: Sequence[Fraction] = LIMITS
) -> Frontier:
    """The frontier of the policy's ``make_k_anonymous``, on the table that enters it: its columns, levels,
    weights and diversity. The steps before it are run on the policy's data; no run is made and no key is read.

    PolicyError PK854 when the policy has no such step; DataError as ``apply``.
    """
    import tempfile
    from pathlib import Path

    steps = build_steps(document)
    number = next((n for n, step in enumerate(steps) if isinstance(step, MakeKAnonymous)), None)
    if number is None:
        raise PolicyError(_no_step(document))
    step = cast(MakeKAnonymous, steps[number])
    opening = opening_schemas(document.policy)
    inputs = gather(document)
    with (
        tempfile.TemporaryDirectory(prefix="privkit-") as spill,
        open_engine("duckdb", spill=Path(spill), memory=document.policy.technical.memory or "1GiB") as engine,
    ):
        folder = document.path.resolve().parent
        context = Context(engine, document.policy, document.language, as_of, folder, lambda name: _NO_KEY)
        walked = walk(steps[:number], scan(inputs, opening, engine), opening, context)
        question = _of_step(step, walked.released, walked.flow.final, context)
    rule = step.rule
    asked = {*ks, rule.k}, {*limits, rule.remove_at_most}
    return replace(trace(question, *asked), k=rule.k, limit=rule.remove_at_most)


def _of_step(step: MakeKAnonymous, tables: Any, schemas: Any, context: Context) -> Question:
    """The question of the step, whatever its k."""
    _, gathered, criteria = step.asked(tables, schemas, context)
    return Question(
        step.unit_name, tuple(step.rule.on), gathered.hierarchies, gathered.codes, gathered.weights, criteria,
        gathered.total, step.column_weights(),
    )  # fmt: skip


def frontier_of_file(
    cells: Cells,
    counted_in: str,
    language: Language,
    ks: Sequence[int] = KS,
    limits: Sequence[Fraction] = LIMITS,
) -> Frontier:
    """The frontier of a file as it stands, on its quasi-identifiers, each with the levels its type gives.

    DataError PK467 with several rows per unit, PK855 without a quasi-identifier.
    """
    from pathlib import Path

    if not cells.on:
        raise DataError(_nothing())
    if not cells.once:
        raise DataError(_several_rows())
    texts = [as_text(cells.schema[c], language).alias(c) for c in cells.on]
    counted = cells.present.select(*texts).group_by(*cells.on).agg(nw.len().alias("_privkit_n"))
    combos = cells.engine.collect(counted, MOST_COLLECTED)
    context = Context(  # levels are made from values alone: no policy, no secret
        cells.engine, cast("Policy", None), language, date.today(), Path(), lambda name: _NO_KEY
    )
    import numpy as np

    encoded = [
        encode_column(
            combos[c], levels_of(cells.schema[c], list(combos[c].unique()), None, context).hierarchy
        )
        for c in cells.on
    ]
    codes = np.stack([e.codes for e in encoded], axis=1)
    weights = combos["_privkit_n"].to_numpy(dtype=np.int64)
    question = Question(
        counted_in, cells.on, [e.hierarchy for e in encoded], codes, weights, Criteria(), int(weights.sum())
    )
    return trace(question, ks, limits)


def trace(
    question: Question, ks: Sequence[int] | set[int], limits: Sequence[Fraction] | set[Fraction]
) -> Frontier:
    """The optimum of every k at every limit. A greater k never loses less."""
    asked = sorted(set(ks)), sorted(set(limits))
    total = question.units
    found = (
        frontier(
            question.hierarchies,
            question.codes,
            question.weights,
            question.criteria,
            *asked,
            column_weights=question.column_weights,
            time_limit=SECONDS,
        )
        if total
        else ()
    )
    points = [_point(one) for one in found]
    return Frontier(
        question.counted_in,
        total,
        question.on,
        tuple(h.height for h in question.hierarchies),
        tuple(sorted(points, key=lambda p: (p.limit, p.k))),
    )


def _point(found: Searched) -> Point:
    best, limit = found.optimum, found.suppression_limit
    if best is None:
        reason = _few(found.k, found.units) if found.k > found.units else _NOTHING_PASSES
        return Point(found.k, limit, reason=reason)
    return Point(
        found.k,
        limit,
        best.suppressed_units,
        best.suppressed_units / found.units,
        sum(best.loss_per_column) / len(best.loss_per_column),  # every column alike, as the condition counts
        best.classes,
        best.smallest_class,
        best.levels,
        best.exact,
    )


def _few(k: int, units: int) -> Words:
    return Words(
        f"k = {k} cannot be reached with {units} units", f"k = {k} est hors d'atteinte avec {units} unités"
    )


def _no_step(document: Document) -> Problem:
    return document.problem(
        "PK854",
        ("steps",),
        Words("the policy has no step make_k_anonymous", "la politique n'a pas d'étape rendre_k_anonyme"),
        Words(
            "name a data file before --as: its own quasi-identifiers are searched",
            "nommez un fichier de données avant --as : ses propres quasi-identifiants sont explorés",
        ),
    )


def _nothing() -> Problem:
    return Problem(
        "PK855",
        Words("the file has no quasi-identifier", "le fichier n'a pas de quasi-identifiant"),
        instead=Words("--on column,column", "--on colonne,colonne"),
    )


def _several_rows() -> Problem:
    return Problem(
        "PK467",
        Words(
            "a unit has several rows in this file: groups would count rows",
            "une unité a plusieurs lignes dans ce fichier : les groupes compteraient des lignes",
        ),
        instead=Words(
            "measure a file with one row per unit, or --as POLICY alone, whose steps summarise",
            "mesurez un fichier d'une ligne par unité, ou --as POLITIQUE seul, dont les étapes résument",
        ),
    )
