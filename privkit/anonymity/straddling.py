"""Areas that span two coarser ones: making a tree of a hierarchy that is none.

A street runs through two communes, an intercommunality through two departments: the finer label has two
parents, and full-domain generalisation needs one. Two ways out, both told with figures: every finer label goes
where its largest share lies, or the coarser labels that it ties are taken together ("A + B").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from privkit.anonymity.builders import from_rows
from privkit.anonymity.hierarchy import TOP, Hierarchy

Way = Literal["largest_share", "group"]
#: A joint label names this many areas, then says how many more there are.
NAMED = 4


@dataclass(frozen=True)
class Straddled:
    """What was done at one level. ``values``: whether each value of the hierarchy lies under a label that had
    several parents (largest_share), or under a joint label (group).

    ``labels`` counts the finer labels that had several parents; ``moved`` is the share of all weight whose own
    label was replaced by another (largest_share); ``joint`` counts joint labels and ``widest`` the areas in the
    largest of them (group).
    """

    level: int
    name: str
    labels: int
    values: npt.NDArray[np.bool_] = field(repr=False)
    moved: Fraction = Fraction(0)
    joint: int = 0
    widest: int = 0
    top: int = 0  # the level at which all is *, where nothing straddles

    def units(self, codes: npt.NDArray[np.int32], weights: npt.NDArray[np.int64]) -> int:
        """Privacy units touched: ``codes`` number the values of the hierarchy (values added later are none of it)."""
        known = codes < len(self.values)
        touched = np.zeros(len(codes), bool)
        touched[known] = self.values[codes[known]]
        return int(np.asarray(weights)[touched].sum())


@dataclass(frozen=True)
class Settled:
    """A hierarchy that is now a tree, and what was touched to make it one, level by level (none when it was one)."""

    hierarchy: Hierarchy
    straddled: tuple[Straddled, ...]


def settle(
    name: str,
    rows: Sequence[Sequence[str]],
    weights: Sequence[Fraction],
    way: Way,
    level_names: Sequence[str] = (),
    *,
    file: str = "",
    lines: Sequence[int] = (),
    and_more: str = "{} more",
) -> Settled:
    """A tree from rows in which a value may stand several times and a label may have several parents.

    ``weights[i]`` is what row i stands for (a share of a street, a population); equal ones count rows.
    Level by level from the finest: *largest_share* gives a label the parent with the largest weight under it (the
    first by name when two are equal); *group* joins the parents that a label ties together, and those tied to
    these by others, under one label in alphabetical order. ``and_more`` ends the label of more than four areas.
    DataError PK432, PK433, PK438.
    """
    width = len(level_names) or (len(rows[0]) if rows else 0)
    if any(len(row) != width or not all(row) for row in rows) or not rows:
        from_rows(name, rows, level_names, file=file, lines=lines)  # says which rows cannot be read
    values = {row[0]: number for number, row in enumerate({row[0]: row for row in rows}.values())}
    columns: list[list[str]] = [list(values)]  # one label per value and level
    at = [row[0] for row in rows]  # the label settled so far, per row
    told: list[Straddled] = []
    for level in range(1, width):
        wanted = [row[level] for row in rows]
        # With largest_share, a label has the parents of its own rows: rows that came to it from another say nothing.
        low = at if way == "group" else [row[level - 1] for row in rows]
        parents = _weighed(low, wanted, weights)
        joint = _components(parents.values()) if way == "group" else {}
        onto = _chosen(parents, joint, and_more)
        above = [onto[label] for label in at]
        tied = {label for label, ties in parents.items() if len(ties) > 1}
        if tied:
            hit = {onto[label] for label in tied}
            marks = [
                a in tied if way == "largest_share" else b in hit for a, b in zip(at, above, strict=True)
            ]
            touched = np.zeros(len(values), bool)
            touched[[values[row[0]] for row, mark in zip(rows, marks, strict=True) if mark]] = True
            moved = Fraction(0) if joint else _share_that_differs(weights, wanted, above)
            widest = max((len(members) for members in joint.values()), default=0)
            title = level_names[level] if level_names else str(level)
            told.append(Straddled(level, title, len(tied), touched, moved, len(hit) if joint else 0, widest))
        of_value = dict(zip((row[0] for row in rows), above, strict=True))
        columns.append([of_value[value] for value in values])
        at = above
    hierarchy = from_rows(name, list(zip(*columns, strict=True)), tuple(level_names), file=file)
    return Settled(hierarchy, tuple(replace(one, top=hierarchy.height) for one in told))


def _chosen(
    parents: dict[str, dict[str, Fraction]], joint: dict[str, list[str]], and_more: str
) -> dict[str, str]:
    """The one coarser label of each finer label."""
    if joint:
        named = {label: _joint(members, and_more) for label, members in joint.items()}
        return {label: named[next(iter(above))] for label, above in parents.items()}
    return {label: min(above, key=lambda a: (-above[a], a)) for label, above in parents.items()}


def _share_that_differs(weights: Sequence[Fraction], wanted: Sequence[str], got: Sequence[str]) -> Fraction:
    lost = sum((w for w, a, b in zip(weights, wanted, got, strict=True) if a != b), Fraction(0))
    return lost / (sum(weights, Fraction(0)) or 1)


def _weighed(
    low: Sequence[str], high: Sequence[str], weights: Sequence[Fraction]
) -> dict[str, dict[str, Fraction]]:
    """For each finer label, the weight under each coarser one."""
    found: dict[str, dict[str, Fraction]] = {}
    for label, above, weight in zip(low, high, weights, strict=True):
        under = found.setdefault(label, {})
        under[above] = under.get(above, Fraction(0)) + weight
    return found


def _components(ties: Iterable[Iterable[str]]) -> dict[str, list[str]]:
    """Labels tied together, directly or through others: each label → its whole set, sorted."""
    root: dict[str, str] = {}

    def find(label: str) -> str:
        root.setdefault(label, label)
        while root[label] != label:
            root[label] = root[root[label]]
            label = root[label]
        return label

    for tie in ties:
        first, *others = tie
        for other in (first, *others):
            root[find(other)] = find(first)
    sets: dict[str, list[str]] = {}
    for label in sorted(root):
        sets.setdefault(find(label), []).append(label)
    return {label: members for members in sets.values() for label in members}


def _joint(members: Sequence[str], and_more: str) -> str:
    """The label of areas taken together; * absorbs all it is tied with."""
    if TOP in members:
        return TOP
    named = list(members[:NAMED])
    if len(members) > NAMED:
        named.append(and_more.format(len(members) - NAMED))
    return " + ".join(named)
