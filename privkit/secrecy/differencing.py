"""Two releases about the same people: what their difference tells that neither tells alone.

Same figures published again after some units left, joined or were corrected: the difference of two cells is the
figure of those units. Same people grouped otherwise: the difference of two overlapping groups is the figure of a
group nobody meant to publish.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse

from privkit.secrecy.attack import audit
from privkit.secrecy.cells import Bools, Cells, Ints
from privkit.secrecy.codes import misuse
from privkit.secrecy.doubt import Doubt, settled
from privkit.secrecy.rules import Rules
from privkit.words import Words

Why = Literal["few_changed", "unknown_number", "known_before", "computed_from_before"]


@dataclass(frozen=True)
class Previous:
    """An earlier release, in the order of the cells of the new one.

    ``published``: cells whose figures were published then (a cell that was in no table is published, with zeros:
    everybody knows it was empty). ``units``: None when counts were not published. ``totals``: one array per measure.
    """

    published: Bools
    units: Ints | None
    totals: tuple[Ints, ...]


@dataclass(frozen=True)
class Difference:
    """A figure of few units that two releases give away. ``units``: how many, 0 when nobody can tell."""

    cell: int
    why: Why
    units: int


@dataclass(frozen=True)
class Differences:
    """What was found. ``compared``: cells whose change anybody can compute. ``corrected``: those of them with as many
    units as before and another sum: how many units changed cannot be read from the tables (give ``changed``)."""

    compared: int
    exposed: tuple[Difference, ...]
    corrected: int

    @property
    def smallest(self) -> int:
        """Units of the smallest group given away; 0 when none is."""
        return min((one.units for one in self.exposed), default=0)


def previous_of(cells: Cells, frames: Sequence[pd.DataFrame]) -> Previous:
    """An earlier release from its published frames: level columns, measures, ``cell_status``, ``units`` if published.

    Figures of cells whose status is not "published" are not read. Cells that no longer exist are left out: that
    makes the attacker stronger, never weaker.
    """
    counted = all("units" in frame for frame in frames)
    published = ~cells.implied
    units = np.zeros(len(cells), np.int64)
    totals = [np.zeros(len(cells), np.int64) for _ in cells.figures]
    known = pd.Series(np.arange(len(cells)), index=pd.MultiIndex.from_arrays(list(cells.keys.T)))
    for frame in frames:
        at = known.reindex(pd.MultiIndex.from_arrays(_numbers(cells, frame))).to_numpy(np.float64)
        here = np.flatnonzero(~np.isnan(at))
        cell = at[here].astype(np.int64)
        shown = (frame["cell_status"] == "published").to_numpy()[here]
        published[cell] = shown
        rows, cell = here[shown], cell[shown]
        if counted:
            units[cell] = frame["units"].to_numpy()[rows].astype(np.int64)
        for one, total in zip(cells.figures, totals, strict=True):
            total[cell] = frame[one.measure.name].to_numpy()[rows].astype(np.int64)
    return Previous(published, units if counted else None, tuple(totals))


def _numbers(cells: Cells, frame: pd.DataFrame) -> list[Ints]:
    """Node numbers of the rows of a frame; -1 for codes there are none of today."""
    out = []
    for dimension, nodes in zip(cells.dimensions, cells.nodes, strict=True):
        number: Ints = np.zeros(len(frame), np.int64)
        for at, level in enumerate(dimension.levels):
            if level in frame:
                place = {nodes.labels[i]: i for i in np.flatnonzero(nodes.level == at).tolist()}
                number = np.asarray(frame[level].map(place).fillna(-1), np.int64)
        out.append(number)
    return out


def differences(
    cells: Cells, secret: Bools, rules: Rules, previous: Previous, changed: Ints | None = None
) -> Differences:
    """Figures of 1 to min_count − 1 units that this release (``secret`` hidden) gives away with an earlier one.

    Both must be about the same people and the same period. ``changed``: units of each cell that left, joined or have
    another value; without it the difference of counts is taken, and when counts are not published in both any
    difference is taken to be one unit's. Raises InternalError (PK570) when arrays are not those of the cells.
    """
    if len(previous.published) != len(cells) or len(previous.totals) != len(cells.figures):
        raise misuse(Words("the earlier release is not in the order of the cells",
                           "la diffusion précédente n'est pas dans l'ordre des cases"))  # fmt: skip
    seen = _changes_seen(cells, ~secret & previous.published)
    moved = np.zeros(len(cells), bool)
    for one, before in zip(cells.figures, previous.totals, strict=True):
        moved |= one.total != before
    told = rules.counts and previous.units is not None
    number = _number(cells, previous, changed)
    if told and previous.units is not None:
        moved |= cells.units != previous.units
    compared = seen & ~cells.implied
    out = []
    few = compared & moved & (number > 0) & (number < rules.min_count)
    out += [Difference(c, "few_changed", int(number[c])) for c in np.flatnonzero(few).tolist()]
    if not told and changed is None:
        blind = np.flatnonzero(compared & moved & ~few).tolist()
        out += [Difference(c, "unknown_number", 0) for c in blind]
    out += _known_before(cells, secret, rules, previous)
    corrected = compared & moved & (number == 0) & told
    return Differences(int(compared.sum()), tuple(out), int(corrected.sum()))


def _number(cells: Cells, previous: Previous, changed: Ints | None) -> Ints:
    """Units behind the change of each cell, 0 when unknown or none."""
    if changed is not None:
        return changed
    if previous.units is None:
        return np.zeros(len(cells), np.int64)
    return np.asarray(np.abs(cells.units - previous.units), np.int64)


def _changes_seen(cells: Cells, both: Bools) -> Bools:
    """Cells whose change anybody can compute: published both times, or the last unknown change of a relation."""
    away = np.where(both, 0.0, np.inf)
    nothing = sparse.csr_matrix((0, len(cells)))
    changes = Doubt(cells.relations.matrix.astype(np.float64), nothing, np.zeros(0), -away, away)
    return both | settled(changes)


def _known_before(cells: Cells, secret: Bools, rules: Rules, previous: Previous) -> list[Difference]:
    """Hidden cells that an earlier release published with the figures they still have, and what follows from them."""
    same = secret & previous.published & ~cells.implied & (cells.units > 0)
    for one, before in zip(cells.figures, previous.totals, strict=True):
        same &= one.total == before
    if previous.units is not None:
        same &= cells.units == previous.units
    if not same.any():
        return []
    alone = {one.cell for one in audit(cells, secret, rules).exposed}
    found = {one.cell for one in audit(cells, secret & ~same, rules).exposed} - alone
    return [
        Difference(c, "known_before" if same[c] else "computed_from_before", int(cells.units[c]))
        for c in sorted(found)
    ]
