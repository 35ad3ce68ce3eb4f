"""The label that a class shares with each point, packed so that joining labels is one operation on integers.

Seen from a seed, the label of a class is one level per column. A level is written in unary, the columns of a
group side by side, so that the joint label of two points is a bitwise or; with the values of the seed in
front, the same integer is the place of its price. A column too large for tables is a group of its own, where
the joint label is a maximum.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Ints
from privkit.anonymity.local.space import Axis, Positions, Space

Prices = npt.NDArray[np.float32]
#: Groups of columns have at most this many combinations of values, and prices.
VALUES = 256
PRICES = 1 << 14
#: A column alone has at most this many; with more it is looked up by level.
MOST = 1 << 18


@dataclass(frozen=True)
class Group:
    """Columns looked up together. ``code[i]`` combines the values of point i."""

    code: Ints = field(repr=False)
    joint: Positions | None = field(repr=False)  # [code of the seed * values + code] → packed label
    price: Prices = field(repr=False)  # packed label → what it costs a unit
    values: int
    axis: Axis | None = field(repr=False)  # instead of ``joint``, when there is no table

    def labels(self, seeds: Ints, codes: Ints) -> Ints:
        """The label that the value codes of a seed (per row) share with those of the points of the row."""
        if self.joint is not None:
            return np.asarray(self.joint.take((seeds * self.values)[:, None] + codes))
        assert self.axis is not None
        level = self.axis.level(seeds[:, None].astype(np.int32), codes.astype(np.int32))
        return np.asarray((seeds * (self.axis.height + 1))[:, None] + level)

    def join(self, labels: Ints, other: Ints) -> None:
        """Extend the labels of each row by the other of the row, in place."""
        combine = np.bitwise_or if self.joint is not None else np.maximum
        combine(labels, other[:, None], out=labels)


def packed(space: Space) -> tuple[Group, ...]:
    """All columns in a few groups."""
    sizes = [len(axis.values) for axis in space.axes]
    fits = [axis.table is not None and sizes[j] << axis.height <= MOST for j, axis in enumerate(space.axes)]
    small = sorted(np.flatnonzero(fits).tolist(), key=lambda j: (sizes[j], j))
    together: list[list[int]] = []
    values = prices = 0
    for j in small:
        axis = space.axes[j]
        one, steps = len(axis.values), len(axis.values) << axis.height
        values, prices = values * one, prices * steps
        if not together or values > VALUES or prices > PRICES:
            together.append([])
            values, prices = one, steps
        together[-1].append(j)
    return (
        *(_tabled(space, group) for group in together),
        *(_large(space, j) for j, small_enough in enumerate(fits) if not small_enough),
    )


def _tabled(space: Space, columns: list[int]) -> Group:
    code, unary, price = np.zeros(space.points, np.int64), np.zeros((1, 1), np.int64), np.zeros((1, 1))
    for j in columns:
        axis = space.axes[j]
        assert axis.table is not None
        code = code * len(axis.values) + space.at[j]
        bits = (1 << axis.table.astype(np.int64)) - 1
        wide = (unary << axis.height)[:, None, :, None] | bits[None, :, None, :]
        unary = wide.reshape(wide.shape[0] * wide.shape[1], -1)
        # a place whose bits are no level in unary is never read
        level = np.array([bin(place).count("1") for place in range(1 << axis.height)])
        more = price[:, None, :, None] + axis.price[:, level][None, :, None, :]
        price = more.reshape(more.shape[0] * more.shape[1], -1)
    own = np.arange(len(unary))[:, None] * price.shape[1]
    joint = (own | unary).ravel().astype(np.int32)
    return Group(code, joint, price.astype(np.float32).ravel(), len(unary), None)


def _large(space: Space, j: int) -> Group:
    axis = space.axes[j]
    return Group(
        space.at[j].astype(np.int64), None, axis.price.astype(np.float32).ravel(), len(axis.values), axis
    )
