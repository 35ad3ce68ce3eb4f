"""Which column of a billing run is what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from privkit.compare.bill.place import asked_columns, missing_column
from privkit.compare.reference import ReferenceTable
from privkit.errors import DataError, Problem, nearest
from privkit.values import Column, Role, Type
from privkit.words import Words, same

DECIMALS = 6  # of a volume; one with more is refused, never rounded
PREVIOUS = ("previous_1", "previous_2", "previous_3")  # the last year first
PREVIOUS_DAYS = ("previous_days_1", "previous_days_2", "previous_days_3")
NEEDED = ("household", "volume")

#: What a column of the bills may be, and the type it is read as.
ROLES: dict[str, Type] = {
    "household": Type.CODE,
    "volume": Type.NUMBER,
    **dict.fromkeys(PREVIOUS, Type.NUMBER),
    "own_years": Type.INTEGER,
    "zone_mean": Type.NUMBER,
    "days": Type.INTEGER,
    **dict.fromkeys(PREVIOUS_DAYS, Type.INTEGER),
    "zone_days": Type.INTEGER,
    "unit": Type.CODE,
    "is_dwelling": Type.YES_NO,
    "objects": Type.YES_NO,
}


@dataclass(frozen=True)
class BillColumns:
    """The columns to read: roles, then columns of the groups (named ``group:…``), each with its name in the file."""

    read: tuple[Column, ...]
    aliases: Mapping[str, str]

    def __contains__(self, role: object) -> bool:
        return role in self.aliases


def bill_columns(
    reference: ReferenceTable, present: Sequence[str], mapping: Mapping[str, str], types: Mapping[str, Type]
) -> BillColumns:
    """The columns of a file of bills: as mapped, else those named like their role or like the group column.

    ``types`` are those of columns that are no text in the file. DataError PK595 (a column is missing), PK596
    (the mapping names a role or a column that is not there).
    """
    groups = asked_columns(reference)
    problems = _wrong_mapping(mapping, groups, present)
    found: dict[str, str] = {}
    for role in ROLES:
        name = mapping.get(role, role)
        taken = role not in mapping and role in reference.spec.groups_by
        if name in present and not taken:
            found[role] = name
        elif role in NEEDED and role not in mapping:
            problems.append(missing_column(role))
    for column in groups:
        name = mapping.get(column, column)
        if name in present:
            found[f"group:{column}"] = name
        elif column not in mapping:
            problems.append(missing_column(column))
    problems += [_twice(n) for n in found.values() if n not in mapping.values() and f"{n} (2)" in present]
    if problems:
        raise DataError(*problems)
    read = tuple(_column(role, types.get(name)) for role, name in found.items())
    return BillColumns(read, found)


def _column(role: str, found: Type | None) -> Column:
    kind = ROLES.get(role) or found or Type.CODE
    return Column(role, kind, Role.OTHER, decimals=DECIMALS if kind is Type.NUMBER else 0)


def _twice(name: str) -> Problem:
    """Two columns of one name: the reader calls the second ``name (2)``."""
    return Problem(
        "PK596",
        Words(f"the bills have several columns {name}", f"les factures ont plusieurs colonnes {name}"),
        instead=Words(
            f"say which: --columns …={name} or --columns “…={name} (2)”",
            f"dites laquelle : --columns …={name} ou --columns « …={name} (2) »",
        ),
    )


def _wrong_mapping(
    mapping: Mapping[str, str], groups: Sequence[str], present: Sequence[str]
) -> list[Problem]:
    known, out = [*ROLES, *groups], []
    for role, name in mapping.items():
        if role not in known:
            guess = nearest(role, known)
            message = Words(f"--columns: {role} is not a role", f"--columns : {role} n'est pas un rôle")
            instead = (
                same(f"--columns {guess}=…")
                if guess
                else Words("one of: ", "au choix : ") + same(", ".join(known))
            )
            out.append(Problem("PK596", message, instead=instead))
        elif name not in present:
            guess = nearest(name, list(present))
            message = Words(
                f"--columns {role}: the bills have no column {name}",
                f"--columns {role} : les factures n'ont pas de colonne {name}",
            )
            shown = [guess] if guess else list(present)[:12]
            out.append(Problem("PK596", message, instead=same(" | ".join(f"{role}={s}" for s in shown))))
    return out
