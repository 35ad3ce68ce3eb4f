"""What local recoding refuses before it starts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from privkit.anonymity.hierarchy import Floats, Hierarchy
from privkit.errors import DataError, Problem
from privkit.words import Words


def check_labels(hierarchies: Sequence[Hierarchy]) -> None:
    """DataError PK456 when one text is the label of two different sets of values, at two levels.

    Global recoding shows one level per column, so that a label means one thing; here levels mix.
    """
    problems = []
    for hierarchy in hierarchies:
        count = _ambiguous(hierarchy)
        if count:
            problems.append(_two_meanings(hierarchy.name, count))
    if problems:
        raise DataError(*problems)


def _ambiguous(hierarchy: Hierarchy) -> int:
    known: dict[str | None, tuple[int, int]] = {}  # label → its first value and its number of values
    wrong = set()
    for level in range(hierarchy.height + 1):
        codes, labels = hierarchy.codes(level), hierarchy.labels_at(level)
        first = np.unique(codes, return_index=True)[1]
        count = np.bincount(codes, minlength=len(labels))
        # labels form a tree: sets of two levels with a common value and as many values are the same set
        for label, value, number in zip(labels, first.tolist(), count.tolist(), strict=True):
            if known.setdefault(label, (value, number)) != (value, number):
                wrong.add(label)
    return len(wrong)


def _two_meanings(column: str, count: int) -> Problem:
    return Problem(
        "PK456",
        Words(
            f"labels of the hierarchy of {column} that mean two different groups of values: {count}",
            f"étiquettes de la hiérarchie de {column} qui désignent deux groupes de valeurs différents : {count}",
        ),
        instead=Words(
            "give each group its own label: local recoding shows several levels of a column together",
            "donnez à chaque groupe sa propre étiquette : le recodage local montre ensemble plusieurs niveaux "
            "d'une colonne",
        ),
    )


def check_bounds(
    values: Floats,
    kinds: Sequence[Hierarchy | None],
    bounds: Sequence[tuple[float, float] | None] | None,
    names: Sequence[str] | None,
) -> tuple[tuple[float, float], ...]:
    """The bounds of every column: those given, or the least and greatest number. DataError PK458."""
    out, problems = [], []
    for j in range(values.shape[1]):
        given = bounds[j] if bounds is not None and kinds[j] is None else None
        numbers = values[:, j][~np.isnan(values[:, j])]
        if kinds[j] is not None:
            if len(numbers) < len(values):
                raise ValueError("a column with a hierarchy holds value numbers, NULL being one of them")
            out.append((0.0, 0.0))
            continue
        low, high = given or (float(numbers.min(initial=np.inf)), float(numbers.max(initial=-np.inf)))
        if given is None and not len(numbers):
            low, high = 0.0, 0.0
        if not low <= high and given is not None:
            raise ValueError("a lower bound is at most the upper one")
        outside = int((~np.isfinite(numbers) | (numbers < low) | (numbers > high)).sum())
        if outside:
            problems.append(_outside(names[j] if names is not None else str(j + 1), outside))
        out.append((float(low), float(high)))
    if problems:
        raise DataError(*problems)
    return tuple(out)


def _outside(column: str, count: int) -> Problem:
    return Problem(
        "PK458",
        Words(
            f"values of {column} outside its bounds, or infinite: {count}",
            f"valeurs de {column} hors de ses bornes, ou infinies : {count}",
        ),
        instead=Words(
            "widen the bounds, or bring values inside them first with top_code or bottom_code",
            "élargissez les bornes, ou ramenez d'abord les valeurs à l'intérieur avec top_code ou bottom_code",
        ),
    )
