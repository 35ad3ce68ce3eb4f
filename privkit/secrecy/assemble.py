"""From frames to the arrays of cells: codes to nodes, figures to whole numbers, each checked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from privkit.secrecy.cells import MOST, Bools, Cells, Dimension, Figures, Ints, Measure, Nodes
from privkit.secrecy.codes import misuse, wrong_data
from privkit.secrecy.relations import finer, grains_of, lifted, missing_grains, refuse, relations_of
from privkit.words import Words


def assembled(
    dimensions: tuple[Dimension, ...], frames: Sequence[pd.DataFrame], measures: tuple[Measure, ...]
) -> Cells:
    """See :func:`privkit.secrecy.cells.gather`."""
    names = [level for d in dimensions for level in d.levels]
    if not frames or not dimensions or len(set(names)) != len(names):
        raise misuse(Words("a table needs frames, and level columns of different names",
                           "un tableau demande des données, et des colonnes de niveaux de noms différents"))  # fmt: skip
    nodes = tuple(nodes_of(dimension, frames) for dimension in dimensions)
    keys = np.concatenate([keys_of(dimensions, nodes, frame) for frame in frames])
    units = _counts(frames)
    if len(np.unique(keys, axis=0)) != len(keys):
        raise wrong_data(
            "PK573",
            Words("the same cell is given twice, in one frame or in two of the same grain",
                  "la même case est donnée deux fois, dans un tableau ou dans deux de même maille"),
            Words("give one row per combination of codes", "donnez une ligne par combinaison de codes"),
        )  # fmt: skip
    if units.any():
        refuse(
            sum(len(frame) == 0 for frame in frames), "units"
        )  # a grain without cells beside one with some
    figures = tuple(figures_of(measure, frames, units) for measure in measures)
    keys, units, counted, figures, added = implied(dimensions, nodes, keys, units, figures)
    sizes = [len(frame) for frame in frames]
    nodes = tuple(_shortened(known, keys[:, d]) for d, known in enumerate(nodes))
    splits = [dimension.splits_units for dimension in dimensions]
    outside = np.full(added, -1, np.int64)
    return Cells(
        dimensions,
        nodes,
        keys,
        units,
        figures,
        relations_of(nodes, splits, keys, units, counted, figures),
        np.concatenate([np.repeat(np.arange(len(frames)), sizes), outside]),
        np.concatenate([*(np.arange(size) for size in sizes), outside]),
    )


def implied(
    dimensions: Sequence[Dimension],
    nodes: Sequence[Nodes],
    keys: Ints,
    units: Ints,
    figures: tuple[Figures, ...],
) -> tuple[Ints, Ints, Bools, tuple[Figures, ...], int]:
    """Add the cells of grains nobody publishes but two tables share: keys, units, whether these are known, figures.

    Their units are known when all dimensions they add up over split units.
    """
    published, grains = len(keys), grains_of(nodes, keys)
    counted = np.ones(published, bool)
    of_grain = np.stack([n.level[keys[:, d]] for d, n in enumerate(nodes)], axis=1)
    for grain in missing_grains(grains):
        ways = [low for low in grains if finer(low, grain)]
        split = [
            all(dimensions[d].splits_units for d in range(len(nodes)) if low[d] != grain[d]) for low in ways
        ]
        best = split.index(True) if any(split) else 0
        below = np.flatnonzero((of_grain == ways[best]).all(axis=1))
        above, row = np.unique(lifted(nodes, keys[below], grain), axis=0, return_inverse=True)
        held = partial(_summed, row.reshape(-1), len(above))
        keys = np.concatenate([keys, above])
        units = np.concatenate([units, held(units[below]) * int(any(split))])
        counted = np.concatenate([counted, np.full(len(above), any(split))])
        zero = np.zeros(len(above), np.int64)
        figures = tuple(
            Figures(one.measure, np.concatenate([one.total, held(one.total[below])]),
                    *(np.concatenate([x, zero]) for x in (one.largest, one.second, one.magnitude)))
            for one in figures
        )  # fmt: skip
    return keys, units, counted, figures, len(keys) - published


def _summed(row: Ints, size: int, values: Ints) -> Ints:
    out = np.zeros(size, np.int64)
    np.add.at(out, row, values)
    return out


def _shortened(nodes: Nodes, used: Ints) -> Nodes:
    """Parents at levels no cell is at are passed over."""
    levels = set(nodes.level[used].tolist())
    parent = nodes.parent.copy()
    while True:
        skip = np.flatnonzero((parent >= 0) & ~np.isin(nodes.level[parent], list(levels)))
        if len(skip) == 0:
            return Nodes(nodes.level, parent, nodes.labels)
        parent[skip] = nodes.parent[parent[skip]]


def _counts(frames: Sequence[pd.DataFrame]) -> Ints:
    units = whole(frames, "units")
    wrong = int((units < 0).sum())
    if wrong:
        raise wrong_data(
            "PK571",
            Words(f"{wrong} cells have a negative count of units", f"{wrong} cases ont un effectif négatif"),
            Words("count distinct units per cell", "comptez les unités distinctes de chaque case"),
        )  # fmt: skip
    return units


def nodes_of(dimension: Dimension, frames: Sequence[pd.DataFrame]) -> Nodes:
    """All codes of a dimension met in the frames, and those above them. Raises DataError (PK575)."""
    codes: list[set[str]] = [set() for _ in dimension.levels]
    for at, level in enumerate(dimension.levels):
        for frame in frames:
            if level in frame:
                codes[at] |= set(frame[level].unique())
        if at and dimension.parents:
            below = dimension.parents[at - 1]
            codes[at] |= {below[code] for code in codes[at - 1] if code in below}
    if any(not isinstance(code, str) for found in codes for code in found):
        raise misuse(Words("codes of a table are texts, a blank included",
                           "les codes d'un tableau sont des textes, vide compris"))  # fmt: skip
    listed = [sorted(found) for found in codes]
    starts = np.cumsum([1] + [len(found) for found in listed])
    levels = np.concatenate([[len(listed)]] + [np.full(len(f), at) for at, f in enumerate(listed)])
    parent = np.zeros(len(levels), np.int64)
    parent[0] = -1
    for at, below in enumerate(dimension.parents):
        place = {code: int(starts[at + 1]) + i for i, code in enumerate(listed[at + 1])}
        known = [place.get(below.get(code, ""), -1) if code in below else -1 for code in listed[at]]
        parent[starts[at] : starts[at + 1]] = known
    orphans = int((parent[1:] < 0).sum())
    if orphans:
        raise wrong_data(
            "PK575",
            Words(f"{orphans} codes of the column {dimension.levels[0]} have no parent code above them",
                  f"{orphans} codes de la colonne {dimension.levels[0]} n'ont pas de code parent au-dessus d'eux"),
            Words("give each code its parent in the hierarchy", "donnez à chaque code son parent dans la hiérarchie"),
        )  # fmt: skip
    return Nodes(levels.astype(np.int64), parent, ("", *(code for found in listed for code in found)))


def keys_of(dimensions: Sequence[Dimension], nodes: Sequence[Nodes], frame: pd.DataFrame) -> Ints:
    """The node of each row of a frame in each dimension; 0 where the frame is a total over it."""
    keys = np.zeros((len(frame), len(dimensions)), np.int64)
    for d, (dimension, known) in enumerate(zip(dimensions, nodes, strict=True)):
        here = [at for at, level in enumerate(dimension.levels) if level in frame]
        if len(here) > 1:
            raise misuse(Words("a frame of cells holds one level of a dimension",
                               "un tableau de cases a un seul niveau par dimension"))  # fmt: skip
        for at in here:
            numbers = np.flatnonzero(known.level == at)
            place = {known.labels[i]: i for i in numbers.tolist()}
            keys[:, d] = frame[dimension.levels[at]].map(place).to_numpy(np.int64)
    return keys


def whole(frames: Sequence[pd.DataFrame], column: str) -> Ints:
    """A column of every frame as whole numbers. Raises DataError (PK576) when too large, InternalError otherwise."""
    parts = []
    for frame in frames:
        if column not in frame or not pd.api.types.is_integer_dtype(frame[column]):
            if column in frame and len(frame) == 0:
                continue
            raise misuse(Words(f"the column {column} of a table of cells holds whole numbers",
                               f"la colonne {column} d'un tableau de cases contient des entiers"))  # fmt: skip
        if frame[column].isna().any():
            raise misuse(Words(f"the column {column} of a table of cells has blanks",
                               f"la colonne {column} d'un tableau de cases a des vides"))  # fmt: skip
        parts.append(frame[column].to_numpy(np.int64))
    values = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    if len(values) and max(int(values.max()), -int(values.min())) > MOST:
        raise wrong_data(
            "PK576",
            Words(f"a figure of the column {column} is above 2^52", f"un chiffre de la colonne {column} dépasse 2^52"),
            Words("publish it with fewer decimals", "publiez-le avec moins de décimales"),
        )  # fmt: skip
    return values


def figures_of(measure: Measure, frames: Sequence[pd.DataFrame], units: Ints) -> Figures:
    """One measure of every cell. Raises DataError (PK571, PK572, PK576, PK578)."""
    name = measure.name
    total = whole(frames, name)
    largest, second = whole(frames, f"{name}_largest"), whole(frames, f"{name}_second")
    magnitude = whole(frames, f"{name}_magnitude") if measure.signed else total
    if not measure.signed and (total < 0).any():
        raise wrong_data(
            "PK578",
            Words(f"{int((total < 0).sum())} cells of {name} have a negative sum, and {name} is said to have none",
                  f"{int((total < 0).sum())} cases de {name} ont une somme négative, et {name} est dite sans valeur négative"),
            Words("cut the values at 0, or say how low they go", "coupez les valeurs à 0, ou dites jusqu'où elles descendent"),
        )  # fmt: skip
    if (largest < 0).any() or (second < 0).any():
        raise wrong_data(
            "PK571",
            Words(f"the largest contributions to {name} are negative in some cells",
                  f"les plus fortes contributions à {name} sont négatives dans des cases"),
            Words("give their absolute values", "donnez leur valeur absolue"),
        )  # fmt: skip
    wrong = _contradictions(measure, units, total, largest, second, magnitude)
    if wrong:
        raise wrong_data(
            "PK572",
            Words(f"{wrong} cells of {name} contradict themselves: no unit but a sum, one unit but two contributions, "
                  "or contributions that do not fit in the sum",
                  f"{wrong} cases de {name} se contredisent : aucune unité mais une somme, une seule unité mais deux "
                  "contributions, ou des contributions qui n'entrent pas dans la somme"),
            Words("count units, sums and contributions on the same rows",
                  "comptez unités, sommes et contributions sur les mêmes lignes"),
        )  # fmt: skip
    return Figures(measure, total, largest, second, magnitude)


def _contradictions(
    measure: Measure, units: Ints, total: Ints, largest: Ints, second: Ints, magnitude: Ints
) -> int:
    """Cells whose figures cannot be those of their units, or are outside the bounds said to be known."""
    wrong = (units == 0) & ((total != 0) | (largest != 0) | (magnitude != 0))
    wrong |= (second > largest) | ((units < 2) & (second != 0)) | (largest + second > magnitude)
    wrong |= ((units == 1) & (largest != magnitude)) | (np.abs(total) > magnitude)
    wrong |= (units > 0) & (magnitude > 0) & (largest == 0)
    wrong |= (units == 2) & (largest + second != magnitude)
    others = np.maximum(units - 1, 0) * second.astype(
        np.float64
    )  # each of the others gives at most the second
    wrong |= magnitude - largest > others
    if measure.low is not None:
        wrong |= total < measure.low
    if measure.high is not None:
        wrong |= total > measure.high
    return int(wrong.sum())
