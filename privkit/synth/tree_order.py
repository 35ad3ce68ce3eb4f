"""Categories laid on a line, so that a tree cuts them in two without one column for each of 500 values.

With a number or a yes/no as target the best two-way cut of a category is a cut of its values in the order of their
mean target (Fisher 1958; Breiman et al. 1984, section 4.2.2). With several classes the order along the first
principal component of the class probabilities is nearly as good (Coppersmith, Hong and Hosking 1999). Values that
few units hold are drawn to the whole by ``PULL`` units.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

PULL = 10.0
#: Codes are in order of frequency: those beyond are counted as one, which bounds memory and time.
MOST = 512


def by_mean(codes: Codes, size: int, target: Floats) -> Floats:
    """A score for each code: the mean target of the units that hold it."""
    if not len(codes):
        return np.zeros(size)
    weight = np.bincount(codes, minlength=size).astype(np.float64)
    total = np.bincount(codes, weights=target - target.mean(), minlength=size)
    return np.asarray(total / (weight + PULL), dtype=np.float64)


def by_classes(codes: Codes, size: int, classes: Codes, class_count: int) -> Floats:
    """A score for each code: where its units stand along the main difference of class probabilities."""
    rows, columns = min(size, MOST), min(class_count, MOST)
    table = counted(codes, rows, classes, columns)
    weight = table.sum(axis=1)
    prior = table.sum(axis=0) / max(table.sum(), 1.0)
    departure = (table - weight[:, None] * prior) / (weight + PULL)[:, None]
    scores = departure @ main_axes(departure, weight, 1)[:, 0]
    return np.asarray(scores[np.minimum(np.arange(size), rows - 1)], dtype=np.float64)


def counted(codes: Codes, rows: int, classes: Codes, columns: int) -> Floats:
    """The table of counts of two columns of codes; codes past the last are counted with it."""
    cell = np.minimum(codes, rows - 1) * columns + np.minimum(classes, columns - 1)
    return np.bincount(cell, minlength=rows * columns).reshape(rows, columns).astype(np.float64)


def main_axes(rows: Floats, weight: Floats, number: int) -> Floats:
    """The ``number`` main axes of weighted rows, one a column, each with its largest part positive."""
    covariance = rows.T @ (rows * weight[:, None])
    _, axes = np.linalg.eigh(covariance)
    axes = axes[:, ::-1][:, :number]
    largest = np.abs(axes).argmax(axis=0)
    return np.asarray(axes * np.where(axes[largest, np.arange(axes.shape[1])] < 0, -1.0, 1.0))


def embedded(codes: Codes, size: int, companions: list[Floats], number: int = 4) -> Floats:
    """Coordinates for a category of many values as target: values that live in similar rows are near.

    ``companions``: the other columns as numbers, one value a unit. Gives an array (size, at most ``number``).
    """
    means = [by_mean(codes, size, each / (each.std() or 1.0)) for each in companions]
    if not means:
        return np.arange(size, dtype=np.float64)[:, None]
    table = np.stack(means, axis=1)
    weight = np.bincount(codes, minlength=size).astype(np.float64)
    return np.asarray(table @ main_axes(table, weight, min(number, table.shape[1])))
