"""Which columns of a file are what: by the roles of a policy, or as named on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from privkit.engine.protocol import Source
from privkit.errors import DataError, Problem, nearest
from privkit.policy.scalars import plain_name
from privkit.run.measure_kinds import kinds_of
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.columns import column_of
from privkit.steps.walk import checked_flow
from privkit.values import Column, Role, Type
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.reader import Document


WEIGHT_DECIMALS = 6


@dataclass(frozen=True)
class Named:
    """Columns named by the person who measures: they come before the roles of the policy."""

    on: tuple[str, ...] = ()
    confidential: tuple[str, ...] = ()
    unit: str | None = None
    weight: str | None = None  # sampling weights: how many units of the population each unit stands for
    household: str | None = None  # which units live together

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.on, *self.confidential, *(n for n in (self.unit, self.weight, self.household) if n))


@dataclass(frozen=True)
class Described:
    """The columns to read, the one that tells units apart if it is there, and what a unit is called."""

    columns: tuple[Column, ...]
    unit: str | None
    unit_name: str
    aliases: Mapping[str, str] = field(default_factory=dict)


def described(source: Source, document: Document | None, named: Named, *, raw: bool) -> Described:
    """What is in a file. Raises DataError PK813, PK851 (unknown to the policy), PK852 (not in the file)."""
    found = {plain_name(name): name for name in source.reading.columns}
    if document is None:
        columns, unit, unit_name = kinds_of(source, found), None, "unit"
    else:
        columns, unit = _of_policy(document, list(found), raw=raw)
        unit_name = document.policy.data.privacy_unit.name
    _refuse_absent(named, list(found))
    if named.unit:
        unit = plain_name(named.unit)
    columns = tuple(_with_role(c, named) for c in columns)
    if named.on and not document:
        wanted = {plain_name(n) for n in named.all}
        columns = tuple(c for c in columns if c.type.is_text or c.type is Type.INTEGER or c.name in wanted)
    aliases = {c.name: found[c.name] for c in columns if found[c.name] != c.name}
    return Described(columns, unit, unit_name, aliases)


def _with_role(column: Column, named: Named) -> Column:
    if named.weight and column.name == plain_name(named.weight):
        number = (Type.NUMBER, WEIGHT_DECIMALS) if column.type.is_text else (column.type, column.decimals)
        return replace(column, role=Role.OTHER, type=number[0], decimals=number[1])
    if named.unit and column.name == plain_name(named.unit):
        return replace(column, pseudonym=True)  # named as the unit: no need to tell that it is one
    if column.name in map(plain_name, named.on):
        return replace(column, role=Role.QUASI_IDENTIFIER)
    if column.name in map(plain_name, named.confidential):
        return replace(column, role=Role.CONFIDENTIAL)
    if named.on and column.role is Role.QUASI_IDENTIFIER:
        return replace(column, role=Role.OTHER)
    return column


def _refuse_absent(named: Named, names: Sequence[str]) -> None:
    """PK852: a column named on the command line that the file does not have.

    The nearest name is told only when another was right: without a header, names would be somebody's data.
    """
    problems = []
    header = any(plain_name(wanted) in names for wanted in named.all)
    for wanted in named.all:
        if plain_name(wanted) in names:
            continue
        close = nearest(plain_name(wanted), names) if header else None
        problems.append(
            Problem(
                "PK852",
                Words(f"the file has no column {wanted}", f"le fichier n'a pas de colonne {wanted}"),
                instead=Words(f"write {close}", f"écrivez {close}")
                if close
                else Words("name a column of its first line", "nommez une colonne de sa première ligne"),
            )
        )
    if problems:
        raise DataError(*problems)


def _of_policy(
    document: Document, names: Sequence[str], *, raw: bool
) -> tuple[tuple[Column, ...], str | None]:
    known, units = _known(document, raw=raw)
    unknown = [n for n in names if n not in known]
    if unknown and len(unknown) == len(names):  # without a header, names would be somebody's data
        raise DataError(_no_header())
    if unknown:
        shown = ", ".join(unknown)
        raise DataError(
            Problem(
                "PK851",
                Words(
                    f"the policy does not know the columns {shown}",
                    f"la politique ne connaît pas les colonnes {shown}",
                ),
                instead=Words(
                    "declare them under data: their role decides what is measured",
                    "déclarez-les sous données : leur rôle décide de ce qui est mesuré",
                ),
            )
        )
    return tuple(known[n] for n in names), next((u for u in units if u in names), None)


def _no_header() -> Problem:
    return Problem(
        "PK813",
        Words(
            "no column of this file is one of the policy's",
            "aucune colonne de ce fichier n'est de la politique",
        ),
        instead=Words(
            "give the file a first line with the names of its columns, or name the right file",
            "donnez au fichier une première ligne avec le nom de ses colonnes, ou désignez le bon fichier",
        ),
    )


def _known(document: Document, *, raw: bool) -> tuple[dict[str, Column], list[str]]:
    """Columns by name: as declared, and as they are at the end of the steps (which wins unless ``raw``).

    With them, the columns that tell units apart: the declared one, or the pseudonym the steps make of it.
    """
    policy = document.policy
    final = checked_flow(build_steps(document), opening_schemas(policy)).final
    out = {
        name: column_of(table, name, declared)
        for table, rule in policy.data.tables.items()
        for name, declared in rule.columns.items()
    }
    for schema in final.values():
        for column in schema.kept:
            before = out.get(column.name)
            if before is None:
                out[column.name] = column
            elif not raw:
                out[column.name] = _looser(before, column)
    units = [policy.data.privacy_unit.column, *(s.unit for s in final.values() if s.unit)]
    return out, list(dict.fromkeys(units))


def _looser(declared: Column, left: Column) -> Column:
    """A column that may hold raw values or labels is read as text."""
    if declared.type == left.type:
        return left
    return Column(left.name, Type.TEXT, left.role, left.origin)
