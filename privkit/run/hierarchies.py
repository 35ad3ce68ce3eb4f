"""The hierarchy files a policy names: whether they can be used, and whether they list every value."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.anonymity.builders_rules import from_groups
from privkit.anonymity.hierarchy import TOP, Hierarchy
from privkit.anonymity.hierarchy_file import read_hierarchy_file
from privkit.anonymity.hierarchy_levels import read_levels
from privkit.errors import DataError, Problem
from privkit.policy.model.levels import LevelRule, Straddling
from privkit.run.inputs import Input, scan
from privkit.steps.base import Schemas
from privkit.steps.build import named_columns, step_name
from privkit.steps.level_checks import as_written
from privkit.steps.texts import as_text
from privkit.steps.walk import Flow
from privkit.values import Column
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.reader import Document

#: Steps after which a column no longer holds the values of its file.
_CHANGING = ("generalise", "top_code", "bottom_code", "round", "suppress", "make_k_anonymous", "pseudonymise")
LARGEST_COLLECT = 5_000_000


@dataclass(frozen=True)
class Use:
    """A hierarchy file, or groups that the policy lists (``file`` is empty), as one step uses it on one column."""

    step: int
    column: str
    file: str
    path: tuple[str | int, ...]  # where the policy names it
    rule: LevelRule | None = None
    level: str | None = None

    def read(self, folder: Path) -> Hierarchy:
        """The hierarchy. DataError as the step would raise it."""
        if self.rule is not None and self.rule.groups is not None:
            levels = list(self.rule.groups.values())
            return from_groups((), levels, name=self.column, level_names=tuple(self.rule.groups))
        if self.rule is None:
            return read_hierarchy_file(folder / self.file, column=self.column)
        settled = read_levels(
            folder / self.file,
            column=self.column,
            keep=self.rule.keep or (),
            share=self.rule.share,
            way=(self.rule.straddling or Straddling.REFUSE).value,
        )
        return settled.hierarchy


def uses_of(document: Document) -> Iterator[Use]:
    """Every hierarchy file named under ``steps``, and every list of groups that must be complete, in order."""
    for number, item in enumerate(document.policy.steps):
        for column, one in (item.generalise or {}).items():
            if one.with_hierarchy:
                path = ("steps", number, "generalise", column)
                yield Use(number, column, one.with_hierarchy, (*path, "with_hierarchy"), level=one.level)
        if (body := item.make_k_anonymous) is not None:
            at = ("steps", number, "make_k_anonymous")
            for column, file in body.hierarchies.items():
                yield Use(number, column, file, (*at, "hierarchies", column))
            for column, rule in body.levels.items():
                if rule.file:
                    yield Use(number, column, rule.file, (*at, "levels", column, "file"), rule)
                elif rule.groups and rule.others is None:
                    yield Use(number, column, "", (*at, "levels", column, "groups"), rule)


def hierarchy_problems(document: Document) -> list[Problem]:
    """What is wrong with hierarchy files, without reading data: errors with the line of the file, and warnings.

    PK757 (warning): a file that is not there yet. PK758 (warning): a file with no level between the value and ``*``.
    """
    folder = document.path.resolve().parent
    found: list[Problem] = []
    for use in uses_of(document):
        if not use.file:
            continue
        if not (folder / use.file).is_file():
            found.append(_absent(document, use))
            continue
        try:
            hierarchy = use.read(folder)
            if use.level is not None:
                hierarchy.level_number(use.level)
        except DataError as error:
            found += [p if p.place else _placed(document, use, p) for p in error.problems]
            continue
        if hierarchy.height < 2:
            found.append(_flat(document, use))
    return found


def _placed(document: Document, use: Use, problem: Problem) -> Problem:
    path = (*use.path[:-1], "level") if use.level is not None else use.path
    return document.problem(problem.code, path, problem.message, problem.instead)


def _absent(document: Document, use: Use) -> Problem:
    return document.problem(
        "PK757",
        use.path,
        Words(f"the file {use.file} is not there yet", f"le fichier {use.file} n'est pas encore là"),
        Words("put it there before the run", "déposez-le avant le passage"),
        severity="warning",
    )


def _flat(document: Document, use: Use) -> Problem:
    return document.problem(
        "PK758",
        use.path,
        Words(
            f"the hierarchy of {use.column} has no level between the value and *",
            f"la hiérarchie de {use.column} n'a aucun niveau entre la valeur et *",
        ),
        Words(
            "add columns to the file, from the finest label to the widest",
            "ajoutez des colonnes au fichier, du libellé le plus fin au plus large",
        ),
        severity="warning",
    )


def completeness(
    document: Document, inputs: tuple[Input, ...], opening: Schemas, found: Flow
) -> list[dict[str, Any]]:
    """For each use of a file: its levels, its values, and how many distinct values of the data it does not list.

    ``missing`` is None when an earlier step changes the column, for then its values are only known during the run.
    Rows that earlier steps leave out still count here. DataError when a file cannot be used.
    """
    uses = list(uses_of(document))
    if not uses:
        return []
    from privkit.engine import open_engine

    folder = document.path.resolve().parent
    with (
        tempfile.TemporaryDirectory(prefix="privkit-") as spill,
        open_engine("duckdb", spill=Path(spill)) as engine,
    ):
        tables = scan(inputs, opening, engine)
        out = []
        for use in uses:
            hierarchy = use.read(folder)
            missing = None
            if source := _source(document, use, opening, found):
                table, column = source
                texts = tables[table].select(as_text(column, document.language).alias("v")).unique()
                present = engine.collect(texts, LARGEST_COLLECT)["v"]
                listed = {*hierarchy.values, *as_written(hierarchy.values, column), TOP}
                missing = len({v for v in present if isinstance(v, str)} - listed)
            out.append(
                {
                    "step": use.step + 1,
                    "column": use.column,
                    "file": use.file or None,
                    "levels": list(hierarchy.level_names),
                    "values": len(hierarchy.values),
                    "missing": missing,
                }
            )
        return out


def _source(document: Document, use: Use, opening: Schemas, found: Flow) -> tuple[str, Column] | None:
    """The table and column of the file that a step sees unchanged, or None."""
    for number, item in enumerate(document.policy.steps[: use.step]):
        if step_name(item) in _CHANGING and use.column in named_columns(document.policy, number):
            return None
    here = next((s[use.column] for s in found.before[use.step].values() if use.column in s), None)
    if here is None or len(here.origin) != 1:
        return None
    return _opened(here, opening)


def _opened(here: Column, opening: Schemas) -> tuple[str, Column] | None:
    columns: Sequence[tuple[str, Column]] = [(t, c) for t, s in opening.items() for c in s.columns]
    same = [
        (t, c) for t, c in columns if c.origin == here.origin and (c.name, c.type) == (here.name, here.type)
    ]
    return same[0] if len(same) == 1 else None
