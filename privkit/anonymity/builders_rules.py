"""Hierarchies made from a rule that anyone may know: intervals, hidden characters, groups, bands.

The rule is public, the values are those that occur; labels depend on the rule alone, so they are the same
from one release to the next. Interval, order, redaction and priority hierarchies are the four kinds that
the field's tools build (Prasser & Kohlmayer 2015, doi:10.1007/978-3-319-23633-9_6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from itertools import pairwise
from math import ceil

from privkit.anonymity.builders import from_rows
from privkit.anonymity.hierarchy import TOP, Hierarchy
from privkit.errors import DataError, Problem
from privkit.words import Words

#: Named bounds of an interval: None is "no bound on this side".
Interval = tuple[Decimal | None, Decimal | None]
#: A whole public domain longer than this is not listed value by value.
LARGEST_DOMAIN = 10_000


def from_levels(
    name: str, values: Sequence[str], levels: Sequence[Sequence[str]], level_names: Sequence[str] = ()
) -> Hierarchy:
    """The values, then their labels at each level, then ``*``; a level that changes nothing is left out.

    ``level_names`` names the levels above the values (by default their numbers). DataError PK432, PK434, PK435.
    """
    kept, names = [tuple(values)], ["0"]
    for number, level in enumerate(levels, 1):
        if tuple(level) != kept[-1]:
            kept.append(tuple(level))
            names.append(level_names[number - 1] if level_names else str(number))
    if any(label != TOP for label in kept[-1]):
        kept.append((TOP,) * len(values))
        names.append(TOP)
    return from_rows(name, list(zip(*kept, strict=True)), names)


def from_intervals(
    values: Sequence[str],
    widths: Sequence[Decimal],
    label: Callable[[Interval], str],
    *,
    name: str,
    origin: Decimal = Decimal(0),
    lower: Decimal | None = None,
    upper: Decimal | None = None,
    whole: bool = False,
) -> Hierarchy:
    """Numbers in half-open intervals ``[origin + i·w, origin + (i+1)·w)``, one width per level.

    Values under ``lower`` (from ``upper`` on) stay together at every level: bottom and top coding. Intervals are
    cut at the bounds. ``whole``: the column holds whole numbers, so that two bounds make a public domain, listed
    in full (up to 10,000 values). Each width is a multiple of the one before, or ValueError. DataError PK483 when
    values are not numbers.
    """
    if not widths or any(w <= 0 for w in widths):
        raise ValueError("widths must be positive")
    if any(b % a or a == b for a, b in pairwise(widths)):
        raise ValueError("each width must be a multiple of the one before")
    if lower is not None and upper is not None and lower >= upper:
        raise ValueError("the lower bound must be under the upper one")
    numbers = _numbers(values, name)
    if whole and lower is not None and upper is not None and upper - lower <= LARGEST_DOMAIN:
        for number in range(ceil(lower), ceil(upper)):
            numbers.setdefault(str(number), Decimal(number))
    ordered = sorted(numbers, key=lambda text: numbers[text])
    shown = cache(label)  # many values share an interval
    levels = [
        [shown(_interval(numbers[text], width, origin, lower, upper)) for text in ordered] for width in widths
    ]
    return from_levels(name, ordered, levels, [format(width.normalize(), "f") for width in widths])


def _numbers(values: Sequence[str], name: str) -> dict[str, Decimal]:
    out: dict[str, Decimal] = {}
    bad = 0
    for text in values:
        try:
            number = Decimal(text)
        except ArithmeticError:
            bad += 1
            continue
        bad += not number.is_finite()
        out[text] = number
    if bad:
        raise DataError(_not_numbers(name, bad))
    return out


def _interval(
    number: Decimal, width: Decimal, origin: Decimal, lower: Decimal | None, upper: Decimal | None
) -> Interval:
    if lower is not None and number < lower:
        return None, lower
    if upper is not None and number >= upper:
        return upper, None
    start = origin + ((number - origin) / width).to_integral_value(ROUND_FLOOR) * width
    end = start + width
    return (start if lower is None else max(start, lower)), (end if upper is None else min(end, upper))


def from_redaction(values: Sequence[str], hidden: Sequence[int], *, name: str) -> Hierarchy:
    """The last characters of each value replaced by ``*``, more and more: 75011 → 7501* → 750**.

    ``hidden`` counts the characters hidden at levels 1, 2…; it grows, or ValueError. Values of other lengths keep
    their length, and a value no longer than what is hidden becomes ``*`` alone.
    """
    if not hidden or list(hidden) != sorted(set(hidden)) or hidden[0] < 1:
        raise ValueError("the number of hidden characters must grow")
    levels = [[_redacted(value, count) for value in values] for count in hidden]
    return from_levels(name, values, levels)


def _redacted(value: str, count: int) -> str:
    return TOP if count >= len(value) else value[:-count] + "*" * count


def from_groups(
    values: Sequence[str],
    groups: Sequence[Mapping[str, Sequence[str]]],
    *,
    name: str,
    level_names: Sequence[str] = (),
    others: str | None = None,
) -> Hierarchy:
    """Values grouped under labels, then labels under wider labels: ``[{"dry": ["a", "b"]}, …]``.

    ``others`` is the label of what no group names, at level 1 and above. Values that are listed but do not occur
    belong to the domain. DataError PK484 when values are in no group and there is no ``others``; ValueError when
    an item is in two groups.
    """
    listed = dict.fromkeys(value for items in groups[0].values() for value in items) if groups else {}
    everything = list(dict.fromkeys([*listed, *values]))
    current, levels = everything, []
    for number, level in enumerate(groups):
        parent = _parents(level)
        missing = len({label for label in current if label not in parent})
        if missing and others is None and number == 0:
            raise DataError(_ungrouped(name, missing))
        current = [parent.get(label, label if others is None else others) for label in current]
        levels.append(current)
    return from_levels(name, everything, levels, level_names)


def _parents(level: Mapping[str, Sequence[str]]) -> dict[str, str]:
    parent: dict[str, str] = {}
    for label, items in level.items():
        for item in items:
            if parent.setdefault(item, label) != label:
                raise ValueError("an item is in two groups")
    return parent


def merged(
    labels: Sequence[str], sizes: Sequence[int], join: Callable[[str, str], str]
) -> list[dict[str, str]]:
    """Neighbouring labels taken together, level after level: ``sizes[n]`` at a time at the n-th level above.

    Without sizes, two by two until two are left. Each item of the result maps the first labels to the wider one;
    the last of a level may hold fewer. ``join(first, last)`` names them. ValueError when a size is under 2.
    """
    if any(size < 2 for size in sizes):
        raise ValueError("at least two neighbours are taken together")
    current, of = list(labels), {label: label for label in labels}
    out: list[dict[str, str]] = []
    for size in list(sizes) or _halvings(len(labels)):
        parts = [current[start : start + size] for start in range(0, len(current), size)]
        wider = [join(part[0], part[-1]) if len(part) > 1 else part[0] for part in parts]
        onto = {label: wide for part, wide in zip(parts, wider, strict=True) for label in part}
        of = {first: onto[label] for first, label in of.items()}
        out.append(of)
        current = wider
    return out


def _halvings(count: int) -> list[int]:
    """Two by two until two are left."""
    sizes = []
    while count > 2:
        count = (count + 1) // 2
        sizes.append(2)
    return sizes


def _not_numbers(name: str, count: int) -> Problem:
    return Problem(
        "PK483",
        Words(
            f"values of {name} that are not numbers: {count}",
            f"valeurs de {name} qui ne sont pas des nombres : {count}",
        ),
        instead=Words(
            "use widths on a column of numbers, or give a hierarchy file",
            "employez largeurs sur une colonne de nombres, ou donnez un fichier de hiérarchie",
        ),
    )


def _ungrouped(name: str, count: int) -> Problem:
    return Problem(
        "PK484",
        Words(
            f"distinct values of {name} that no group lists: {count}",
            f"valeurs distinctes de {name} qu'aucun groupe ne cite : {count}",
        ),
        instead=Words(
            "add them to a group, or give the label of the rest with others:",
            "ajoutez-les à un groupe, ou donnez le libellé du reste avec autres :",
        ),
    )
