"""A hierarchy from some columns of a file, where a value may stand on several lines with a share on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Literal

from privkit.anonymity.builders import from_rows
from privkit.anonymity.hierarchy import TOP
from privkit.anonymity.hierarchy_checks import MOST_PROBLEMS
from privkit.anonymity.hierarchy_file import read_cells
from privkit.anonymity.straddling import Settled, Way, settle
from privkit.errors import DataError, Place, Problem, nearest
from privkit.words import Words

Rows = list[tuple[str, ...]]


def read_levels(
    path: str | Path,
    *,
    column: str,
    keep: Sequence[str] = (),
    share: str | None = None,
    way: Way | Literal["refuse"] = "refuse",
    and_more: str = "{} more",
) -> Settled:
    """The hierarchy of ``column``: the values of the file, and the levels of ``keep`` in that order (all by default).

    ``keep`` holds names of the header, or numbers from 1 in ARX's form. ``share`` names a column of the header that
    weighs each line (a share, a number of dwellings or of people); without it lines weigh the same. With
    ``refuse``, what is not a tree is an error; else see :func:`privkit.anonymity.straddling.settle`.

    DataError PK430 to PK435, PK438, PK439, PK480 (no such column of shares), PK481 (no such level), PK482 (a share
    that is no number).
    """
    file = str(path)
    rows, names, lines = read_cells(path, column=column)
    weights = [Fraction(1)] * len(rows)
    if share is not None:
        if share not in names[1:]:
            raise DataError(_unknown("PK480", column, share, names[1:], file))
        at = names.index(share)
        weights = _weights(rows, at, column, file, lines)
        rows = [row[:at] + row[at + 1 :] for row in rows]
        names = names[:at] + names[at + 1 :]
    if keep:
        rows, names = _chosen(rows, names, keep, column, file)
    if way == "refuse":
        try:
            return Settled(from_rows(column, rows, names, file=file, lines=lines), ())
        except DataError as error:
            raise DataError(*map(_with_way_out, error.problems)) from None
    return settle(column, rows, weights, way, names, file=file, lines=lines, and_more=and_more)


def _with_way_out(problem: Problem) -> Problem:
    """A value or label with two parents may be meant: say that the policy can settle it."""
    if problem.code not in ("PK434", "PK435") or problem.instead is None:
        return problem
    more = Words(
        ", or write straddling: largest_share or group",
        ", ou écrivez à_cheval : plus_grande_part ou regrouper",
    )
    return replace(problem, instead=problem.instead + more)


def _chosen(
    rows: Rows, names: tuple[str, ...], keep: Sequence[str], column: str, file: str
) -> tuple[Rows, tuple[str, ...]]:
    """The value and the levels wanted."""
    width = max((len(row) for row in rows), default=0)
    known = names[1:] or tuple(str(number) for number in range(1, width))
    unknown = [level for level in keep if level not in known]
    if unknown:
        raise DataError(*(_unknown("PK481", column, level, known, file) for level in unknown))
    places = [known.index(level) + 1 for level in keep]
    picked = [(row[0], *(row[at] if at < len(row) else "" for at in places)) for row in rows]
    first = names[0] if names else "0"
    return picked, (first, *keep)


def _weights(rows: Rows, at: int, column: str, file: str, lines: Sequence[int]) -> list[Fraction]:
    found: list[Fraction] = []
    bad: list[int] = []
    for row, line in zip(rows, lines, strict=True):
        try:
            number = Decimal(row[at].replace(",", ".").replace("\u202f", "").replace(" ", ""))
        except (InvalidOperation, IndexError):
            number = Decimal(-1)
        if not number.is_finite() or number < 0:
            bad.append(line)
            continue
        found.append(Fraction(number))
    if bad:
        raise DataError(*(_no_share(column, file, line) for line in bad[:MOST_PROBLEMS]))
    return found


def _no_share(column: str, file: str, line: int) -> Problem:
    return Problem(
        "PK482",
        Words(
            f"hierarchy of {column}, line {line}: the share is not a number of at least 0",
            f"hiérarchie de {column}, ligne {line} : la part n'est pas un nombre d'au moins 0",
        ),
        Place(file, line),
        Words("write 0.7, or a number of dwellings", "écrivez 0,7, ou un nombre de logements"),
    )


def _unknown(code: str, column: str, wanted: str, known: Sequence[str], file: str) -> Problem:
    close = nearest(wanted, list(known))
    names = ", ".join(name for name in known if name != TOP)
    instead = (
        Words(f"write {close}", f"écrivez {close}")
        if close
        else Words(f"write one of: {names}", f"écrivez l'un de : {names}")
        if names
        else Words(
            "give the file a header that names its columns",
            "donnez au fichier un en-tête qui nomme ses colonnes",
        )
    )
    return Problem(
        code,
        Words(
            f"the hierarchy file of {column} has no column {wanted}",
            f"le fichier de hiérarchie de {column} n'a pas de colonne {wanted}",
        ),
        Place(file, 1),
        instead,
    )
