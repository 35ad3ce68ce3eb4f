"""What each group tells of a confidential column: the quantities that attribute-disclosure models bound.

Groups and values are numbers; a *cell* is the units of one group that hold one value. Every function answers
one number per group, whatever the number of values: only cells that hold somebody are stored.

* distinct, entropy and recursive l-diversity: Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302
* t-closeness: Li, Li & Venkatasubramanian 2007, doi:10.1109/ICDE.2007.367856
* δ-disclosure: Brickell & Shmatikov 2008, doi:10.1145/1401890.1401904
* β-likeness: Cao & Karras 2012, doi:10.14778/2350229.2350255
* (α, k)-anonymity: Wong, Li, Fu & Wang 2006, doi:10.1145/1150402.1150499
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from privkit.risk.packing import Ints

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cells:
    """Units by group and value, each pair once, none empty. Groups and values are numbered from 0."""

    group: Ints = field(repr=False)
    value: Ints = field(repr=False)
    units: Ints = field(repr=False)
    groups: int
    values: int

    @cached_property
    def sizes(self) -> Floats:
        """Units of each group."""
        return np.bincount(self.group, self.units, minlength=self.groups).astype(np.float64)

    @cached_property
    def table(self) -> Floats:
        """Share of each value among all units."""
        held = np.bincount(self.value, self.units, minlength=self.values).astype(np.float64)
        total = held.sum()
        return held / total if total else held

    @cached_property
    def share(self) -> Floats:
        """Share of its group that each cell holds."""
        return self.units / self.sizes[self.group]

    def per_group(self, numbers: Floats) -> Floats:
        """The sum of one number per cell, by group."""
        return np.bincount(self.group, numbers, minlength=self.groups).astype(np.float64)

    def largest(self, numbers: Floats) -> Floats:
        """The largest of one number per cell, by group; 0 for a group without any."""
        out = np.zeros(self.groups)
        np.maximum.at(out, self.group, numbers)
        return out


def distinct_values(cells: Cells) -> Ints:
    """Distinct values of each group."""
    return np.bincount(cells.group, minlength=cells.groups)


def effective_values(cells: Cells) -> Floats:
    """exp of Shannon's entropy: as many equally frequent values would be as varied."""
    return np.asarray(np.exp(cells.per_group(-cells.share * np.log(cells.share))))


def recursive_ratio(cells: Cells, l: int) -> Floats:  # noqa: E741
    """The commonest value's units over those of the values ranked ``l`` and below; infinite when there are none.

    A group satisfies recursive (c, l)-diversity when this is below c.
    """
    order = np.lexsort([-cells.units, cells.group])
    group, units = cells.group[order], cells.units[order]
    first = np.searchsorted(group, np.arange(cells.groups))
    rank = np.arange(len(group)) - first[group]
    tail = np.bincount(group, np.where(rank >= l - 1, units, 0), minlength=cells.groups)
    top = cells.largest(cells.units.astype(float))
    with np.errstate(divide="ignore"):
        return np.where(tail > 0, top / np.maximum(tail, 1e-300), np.inf)


def equal_distance(cells: Cells) -> Floats:
    """Distance of each group to the whole table, all values equally far apart: half the sum of differences."""
    # values a group lacks add their share of the table: 1 - the shares of those it holds
    lacking = 1 - cells.per_group(cells.table[cells.value])
    held = cells.per_group(np.abs(cells.share - cells.table[cells.value]))
    return np.clip((held + lacking) / 2, 0.0, 1.0)


def ordered_distance(cells: Cells) -> Floats:
    """Distance with values in their order, neighbours 1 / (values - 1) apart: the mean cumulated difference.

    Between two values met in a group its cumulated share P does not move while that of the table, Q, grows: the
    sum over the values in between is known from the running total of Q and the place where Q passes P.
    """
    out = np.zeros(cells.groups)
    if cells.values < 2 or not len(cells.group):
        return out
    order = np.lexsort((cells.value, cells.group))
    group, value, units = cells.group[order], cells.value[order], cells.units[order].astype(np.int64)
    new = np.r_[True, group[1:] != group[:-1]]
    first, last = np.flatnonzero(new), np.r_[new[1:], True]
    table = np.minimum(np.cumsum(cells.table), 1.0)
    running = np.r_[0.0, np.cumsum(table)]  # running[i]: sum of the first i
    within = np.cumsum(units)  # in whole units: a running total of shares would depend on the groups before
    before = np.repeat(within[first] - units[first], np.diff(np.r_[first, len(group)]))
    reached = np.minimum((within - before) / cells.sizes[group], 1.0)
    end = np.where(last, cells.values, np.r_[value[1:], cells.values])
    cross = np.clip(np.searchsorted(table, reached), value, end)
    inside = reached * (cross - value) - (running[cross] - running[value])
    inside += running[end] - running[cross] - reached * (end - cross)
    out[group[first]] = np.add.reduceat(inside, first) + running[value[first]]
    return np.clip(out / (cells.values - 1), 0.0, 1.0)


def hierarchical_distance(cells: Cells, levels: list[Ints]) -> Floats:
    """Distance along a hierarchy: two values are as far apart as their first common label is high.

    ``levels[h][v]`` is the label of value v at level h, from the values themselves to the level below the
    top. The distance is the mean, over these levels, of the equal distance between their labels.
    """
    if not levels:
        return np.zeros(cells.groups)
    return np.asarray(np.mean([equal_distance(_relabelled(cells, codes)) for codes in levels], axis=0))


def _relabelled(cells: Cells, codes: Ints) -> Cells:
    labels = int(codes.max()) + 1 if len(codes) else 1
    keys, inverse = np.unique(cells.group * labels + codes[cells.value], return_inverse=True)
    units = np.bincount(inverse.reshape(-1), cells.units, minlength=len(keys)).astype(np.int64)
    return Cells(keys // labels, keys % labels, units, cells.groups, labels)


def disclosure(cells: Cells) -> Floats:
    """The largest |log2| of a value's share of a group over its share of the table, values held only."""
    return cells.largest(np.abs(np.log2(cells.share / cells.table[cells.value])))


def likeness_gain(cells: Cells) -> Floats:
    """The largest relative gain of a value's share of a group over its share of the table."""
    return cells.largest(np.maximum(cells.share / cells.table[cells.value] - 1, 0.0))


def enhanced_excess(cells: Cells, beta: float) -> Floats:
    """The largest relative gain over what enhanced β-likeness allows it: min(β, -ln share of the table)."""
    table = cells.table[cells.value]
    gain = np.maximum(cells.share / table - 1, 0.0)
    allowed = np.minimum(beta, -np.log(table))
    with np.errstate(divide="ignore", invalid="ignore"):
        return cells.largest(np.where(gain > 0, gain / allowed, 0.0))


def largest_share(cells: Cells) -> Floats:
    """The largest share of a group that one value holds."""
    return cells.largest(cells.share)
