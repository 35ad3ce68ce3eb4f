"""What can be wrong in the rows of a hierarchy. Line numbers are told, labels never."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from privkit.errors import DataError, Place, Problem
from privkit.words import Words

#: Enough to mend a file without flooding the screen.
MOST_PROBLEMS = 20


def check_rows(
    name: str,
    rows: Sequence[Sequence[str]],
    level_names: Sequence[str],
    *,
    file: str = "",
    lines: Sequence[int] = (),
) -> None:
    """Refuse rows that do not make a tree, all problems at once.

    ``lines[i]`` is the line of ``rows[i]`` in ``file``; without lines, rows are numbered from 1.
    DataError PK432 (no row), PK433 (a cell is missing), PK434 (a value twice), PK435 (not a tree),
    PK438 (two levels of one name).
    """
    numbers = list(lines) or list(range(1, len(rows) + 1))
    if not rows:
        raise DataError(_empty(name, file))
    problems = [*_twice_named(name, level_names, file), *_short(name, rows, level_names, file, numbers)]
    if not problems:
        problems = [*_repeated(name, rows, file, numbers), *_not_tree(name, rows, level_names, file, numbers)]
    if problems:
        raise DataError(*problems)


def _place(file: str, line: int) -> Place | None:
    return Place(file, line) if file else None


def _empty(name: str, file: str) -> Problem:
    return Problem(
        "PK432",
        Words(f"the hierarchy of {name} has no value", f"la hiérarchie de {name} n'a aucune valeur"),
        _place(file, 0),
        Words(
            "give one row per value: the value, then its label at each level",
            "donnez une ligne par valeur : la valeur, puis son libellé à chaque niveau",
        ),
    )


def _twice_named(name: str, level_names: Sequence[str], file: str) -> list[Problem]:
    twice = sorted({level for level in level_names if level_names.count(level) > 1})
    return [
        Problem(
            "PK438",
            Words(
                f"the hierarchy of {name} has two levels named {level}",
                f"la hiérarchie de {name} a deux niveaux nommés {level}",
            ),
            _place(file, 1 if file else 0),
            Words("give each level its own name", "donnez à chaque niveau son propre nom"),
        )
        for level in twice
    ]


def _short(
    name: str, rows: Sequence[Sequence[str]], level_names: Sequence[str], file: str, lines: Sequence[int]
) -> Iterator[Problem]:
    wanted = len(level_names)
    bad = (i for i, row in enumerate(rows) if len(row) != wanted or not all(row))
    for i in islice(bad, MOST_PROBLEMS):
        cells, empty = len(rows[i]), sum(1 for cell in rows[i] if not cell)
        yield Problem(
            "PK433",
            Words(
                f"hierarchy of {name}, line {lines[i]}: cells {cells}, empty {empty}, expected {wanted} filled",
                f"hiérarchie de {name}, ligne {lines[i]} : cellules {cells}, vides {empty}, attendues {wanted} remplies",
            ),
            _place(file, lines[i]),
            Words("fill one label per level", "remplissez un libellé par niveau"),
        )


def _repeated(name: str, rows: Sequence[Sequence[str]], file: str, lines: Sequence[int]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    again = ((first[row[0]], i) for i, row in enumerate(rows) if first.setdefault(row[0], i) != i)
    for before, i in islice(again, MOST_PROBLEMS):
        yield Problem(
            "PK434",
            Words(
                f"hierarchy of {name}: the value of line {lines[i]} is already on line {lines[before]}",
                f"hiérarchie de {name} : la valeur de la ligne {lines[i]} est déjà ligne {lines[before]}",
            ),
            _place(file, lines[i]),
            Words("keep one of the two lines", "gardez une seule des deux lignes"),
        )


def _not_tree(
    name: str, rows: Sequence[Sequence[str]], level_names: Sequence[str], file: str, lines: Sequence[int]
) -> Iterator[Problem]:
    # From level 1: a value listed twice is told by PK434.
    found = (
        (level, first, i)
        for level in range(1, len(level_names) - 1)
        for first, i in _split_labels([row[level] for row in rows], [row[level + 1] for row in rows])
    )
    for level, before, i in islice(found, MOST_PROBLEMS):
        low, high = level_names[level], level_names[level + 1]
        yield Problem(
            "PK435",
            Words(
                f"hierarchy of {name}: lines {lines[before]} and {lines[i]} share their label at level {low} "
                f"but not at level {high}",
                f"hiérarchie de {name} : les lignes {lines[before]} et {lines[i]} ont le même libellé "
                f"au niveau {low} mais pas au niveau {high}",
            ),
            _place(file, lines[i]),
            Words(
                f"give both lines the same label at level {high}, or two labels at level {low}",
                f"donnez aux deux lignes le même libellé au niveau {high}, ou deux libellés au niveau {low}",
            ),
        )


def _split_labels(low: Sequence[str], high: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of rows that share ``low`` but not ``high``; one pair per label."""
    first: dict[str, int] = {}
    told: set[str] = set()
    for i, label in enumerate(low):
        before = first.setdefault(label, i)
        if high[before] != high[i] and label not in told:
            told.add(label)
            yield before, i
