"""Names of columns in a row, those of a repeated column told once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def base_of(name: str) -> str:
    """What the columns of one repeated quantity have in common: ``volume`` for ``volume_3``."""
    base, _, number = name.rpartition("_")
    return base if base and number.isdigit() else name


def folded(names: Sequence[str]) -> list[str]:
    """Names in their order; several columns of one base once, with their number.

    >>> folded(["sector", "volume_1", "volume_2", "part_1"])
    ['sector', 'volume (2)', 'part_1']
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(base_of(name), []).append(name)
    return [f"{base} ({len(found)})" if len(found) > 1 else found[0] for base, found in groups.items()]


def alike(pairs: Iterable[tuple[str, T]]) -> list[tuple[str, T]]:
    """Names with what is said of each; the columns of one repeated quantity once, when the same is said of all.

    They are named from the first to the last, in the order of their numbers; a number that is missing parts them.

    >>> alike([("volume_2", "use"), ("volume_1", "use"), ("volume_10", "use"), ("town", "place")])
    [('volume_1…2', 'use'), ('volume_10', 'use'), ('town', 'place')]
    >>> alike([("a", 1), ("a_2", 1), ("a_02", 1), ("a_²", 1), ("a", 1)])
    [('a', 1), ('a_02', 1), ('a_²', 1), ('a_2', 1)]
    """
    groups: dict[tuple[str, T], list[str]] = {}
    for name, said in pairs:
        groups.setdefault((base_of(name), said), []).append(name)
    return [(label, said) for (base, said), names in groups.items() for label in _spans(base, names)]


def spans(names: Iterable[str]) -> list[str]:
    """Names in their order, the columns of one repeated quantity from the first to the last.

    >>> spans(["town", "volume_1", "volume_2", "volume_3"])
    ['town', 'volume_1…3']
    """
    return [name for name, _ in alike((name, None) for name in names)]


def _spans(base: str, names: Sequence[str]) -> list[str]:
    """Names of one base: those with a number from the first to the last, the others as they are."""
    numbers = sorted(n for name in set(names) if (n := _number(name)) is not None)
    starts = [n for n in numbers if n - 1 not in numbers]
    ends = [n for n in numbers if n + 1 not in numbers]
    others = [name for name in dict.fromkeys(names) if _number(name) is None]
    return others + [f"{base}_{a}…{b}" if b > a else f"{base}_{a}" for a, b in zip(starts, ends, strict=True)]


def _number(name: str) -> int | None:
    """The number a name ends with, as :mod:`privkit.policy.repeated` writes it: no zero before it."""
    found = re.search(r"._([1-9][0-9]{0,5})$", name)
    return int(found[1]) if found else None


def grouped(names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Names in their order, those of one base together under the name :func:`folded` gives them.

    >>> grouped(["volume_1", "sector", "volume_2"])
    [('volume (2)', ['volume_1', 'volume_2']), ('sector', ['sector'])]
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(base_of(name), []).append(name)
    return list(zip(folded(names), groups.values(), strict=True))
