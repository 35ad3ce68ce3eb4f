"""The nearest rows in columns of mixed kinds, by Gower's distance, in a memory that does not grow with the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.risk.attacks.encode import Sheet, encode
from privkit.risk.attacks.scene import Field, Scene

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_CELLS = 1 << 20  # of one block of distances
_MISSING = 3.0  # further than 1 from every scaled number, and at 0 from another missing one
_SAMPLE = 2_000  # people against whom it is measured how far out a record lies
_NEIGHBOURS = 5


@dataclass(frozen=True)
class Scaled:
    """Rows as numbers: ``codes`` of categories (rows × columns), and ``numbers`` on a common scale of 0 to 1."""

    codes: npt.NDArray[np.int32]
    numbers: Floats

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: slice | npt.NDArray[np.generic]) -> Scaled:
        return Scaled(self.codes[rows], self.numbers[rows])

    @property
    def width(self) -> int:
        return int(self.codes.shape[1] + self.numbers.shape[1])


def scaled(sheets: Sequence[Sheet], fields: Sequence[Field]) -> list[Scaled]:
    """Sheets of one stage on shared scales.

    A number is divided by the spread of nearly all its values in all sheets (but one in two hundred at each end), so
    that one giant does not make everybody else alike; further than that is as far as 1.
    """
    category = [f.kind == "category" for f in fields]
    numbers = [_to_scale([s.values[:, j] for s in sheets]) for j, text in enumerate(category) if not text]
    out = []
    for at, sheet in enumerate(sheets):
        far = np.column_stack([n[at] for n in numbers]) if numbers else np.zeros((len(sheet), 0))
        out.append(Scaled(sheet.codes[:, category].astype(np.int32), far.astype(np.float32)))
    return out


def scaled_frame(frame: pd.DataFrame, fields: Sequence[Field]) -> Scaled:
    """One frame by itself, in the order of its rows."""
    found = encode(Scene(frame, frame, frame, tuple(fields)))
    back = np.argsort(found.originals_order, kind="stable")
    return scaled([found.originals], fields)[0][back]


def _to_scale(columns: list[npt.NDArray[np.float64]]) -> list[npt.NDArray[np.float64]]:
    whole = np.concatenate(columns)
    known = whole[np.isfinite(whole)]
    if not len(known):
        return [np.full(len(c), _MISSING) for c in columns]
    low, high = np.quantile(known, [0.005, 0.995])
    if high <= low:
        low, high = float(known.min()), np.nextafter(float(known.max()), np.inf)
    # Beyond the ends numbers are alike, and still lie further from the middle than the ends do.
    return [np.where(np.isnan(c), _MISSING, np.clip((c - low) / (high - low), -1, 2)) for c in columns]


def blocks(queries: Scaled, among: Scaled) -> Iterator[tuple[slice, Floats]]:
    """Distances of some queries to every row, 0 to 1, in a buffer that the next block writes over."""
    height = max(1, min(len(queries), _CELLS // max(1, len(among))))
    total, part = (np.empty((height, len(among)), np.float32) for _ in range(2))
    unlike, count = np.empty(total.shape, bool), np.empty(total.shape, np.uint8)
    codes, numbers = np.ascontiguousarray(among.codes.T), np.ascontiguousarray(among.numbers.T)
    for start in range(0, len(queries), height):
        rows = slice(start, min(start + height, len(queries)))
        n = rows.stop - start
        count[:n] = 0
        for j, column in enumerate(codes):
            np.not_equal(queries.codes[rows, j, None], column, out=unlike[:n])
            np.add(count[:n], unlike[:n].view(np.uint8), out=count[:n])
        np.copyto(total[:n], count[:n])
        for j, other in enumerate(numbers):
            np.subtract(queries.numbers[rows, j, None], other, out=part[:n])
            np.abs(part[:n], out=part[:n])
            np.minimum(part[:n], 1, out=part[:n])
            np.add(total[:n], part[:n], out=total[:n])
        np.divide(total[:n], max(1, queries.width), out=total[:n])
        yield rows, total[:n]


def nearest(
    queries: Scaled, among: Scaled, number: int = 1, itself: Ints | None = None
) -> tuple[Floats, Ints]:
    """Distances and positions of the ``number`` nearest rows of each query, the nearest first; the first of equals.

    ``itself``: for each query the row that is the same person and is left out, -1 for none. When there are fewer
    rows than asked, the distance is infinite.
    """
    distance = np.full((len(queries), number), np.inf, np.float32)
    position = np.zeros((len(queries), number), np.int64)
    for rows, found in blocks(queries, among) if len(among) else ():
        line = np.arange(len(found))
        if itself is not None:
            own = itself[rows]
            found[line[own >= 0], own[own >= 0]] = np.inf
        for k in range(min(number, len(among))):
            at = found.argmin(axis=1)
            distance[rows, k], position[rows, k] = found[line, at], at
            found[line, at] = np.inf
    return distance, position


def outlying(
    values: Scaled, among: Scaled, rng: np.random.Generator, *, itself: bool
) -> npt.NDArray[np.float64]:
    """How far each row lies from its five nearest neighbours in a sample of ``among``: their mean distance.

    ``itself``: the two are the same rows, and nobody is a neighbour of his own.
    """
    chosen = np.sort(rng.permutation(len(among))[:_SAMPLE])
    own = np.full(len(values), -1, np.int64)
    if itself:
        own[chosen] = np.arange(len(chosen))
    number = max(1, min(_NEIGHBOURS, len(chosen) - 1))
    distance, _ = nearest(values, among[chosen], number, own)
    mean: npt.NDArray[np.float64] = distance.mean(axis=1, dtype=np.float64)
    return mean
