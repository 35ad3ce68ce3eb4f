"""Tables at several grains made to add up: generalised least squares on noisy figures, without clamping.

Independent noise makes areas, communes and the city disagree. The estimate that agrees and is nearest to all
of them, each weighed by the inverse of its variance, is unbiased and at least as precise at every grain
(Hay et al. 2010 for trees; here any set of tables whose cells are sums of cells of the finest one). Clamping
first would push small areas up, and every total with them; it comes after, if at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from privkit.dp.codes_measures import misuse, wrong_policy
from privkit.dp.controlled import add_up
from privkit.dp.figures import Figures
from privkit.dp.intervals import Floats
from privkit.words import Words

Places = NDArray[np.intp]

#: Cells of coarser tables that hang together by common parts: beyond, dense algebra would not fit.
MOST_TOGETHER = 6000


@dataclass(frozen=True, eq=False)
class Grain:
    """One coarser table: its figures, and for each cell of the finest table the cell it belongs to."""

    figures: Figures
    of_finest: Places


def consistent(finest: Figures, coarser: Sequence[Grain]) -> tuple[Figures, tuple[Figures, ...]]:
    """The finest table and the coarser ones, adjusted so that they add up exactly, in whole steps.

    Intervals are restated from the covariance of the estimate (half-widths stand for standard deviations:
    all the tables carry the same kind of noise) and widened by what rounding moved. Figures are columns of
    one part. Raises PolicyError (PK552) when the tables are not sums of the finest, have another grid, hide
    cells already, or hang together in more than 6,000 coarser cells.
    """
    _hold(finest, coarser)
    if not coarser:
        return finest, ()
    leaves, sizes = len(finest.value), [len(grain.figures.value) for grain in coarser]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    member = np.stack(
        [grain.of_finest + start for grain, start in zip(coarser, starts[:-1], strict=True)], axis=1
    )  # of each finest cell, its cell in every coarser table
    halves = np.concatenate([grain.figures.half for grain in coarser])
    # A table without noise counts as very sure, not as certain: two of them could contradict each other.
    least = max(1e-4 * max(finest.half.max(initial=0), halves.max(initial=0)), 1e-6)
    variance, above = (np.square(np.maximum(half, least)) for half in (finest.half, halves))
    said = np.concatenate([grain.figures.value for grain in coarser]).astype(float)
    sums = _sums(member, finest.value.astype(float), starts[-1])
    move, gain = _solve(member, variance, above, said - sums)
    estimate = finest.value + variance * move
    half = np.sqrt(np.maximum(variance - variance**2 * gain[0], 0))
    totals = _sums(member, estimate, starts[-1])
    empty = _sums(member, np.ones(leaves), starts[-1]) == 0
    wide = np.where(empty, 0, np.sqrt(np.maximum(above - above**2 * gain[1], 0)))
    whole, parts = add_up(estimate, [grain.of_finest for grain in coarser], sizes)
    return _restated(finest, whole, estimate, half), tuple(
        _restated(grain.figures, part, totals[a:b], wide[a:b])
        for grain, part, a, b in zip(coarser, parts, starts[:-1], starts[1:], strict=True)
    )


def _solve(
    member: Places, variance: Floats, above: Floats, gap: Floats
) -> tuple[Floats, tuple[Floats, Floats]]:
    """With K = V + A D Aᵀ: Aᵀ K⁻¹ gap and the diagonal of Aᵀ K⁻¹ A per finest cell, and that of K⁻¹.

    A says which finest cells a coarser one sums, D and V hold the variances. K falls apart into blocks of
    coarser cells that share finest cells (one per month, say): each is inverted by itself.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    leaves, tables = member.shape
    many = len(above)
    ones, columns = np.ones(member.size), np.tile(np.arange(leaves), tables)
    sums = csr_array((ones, (member.T.ravel(), columns)), shape=(many, leaves))
    shared = csr_array(sums.multiply(variance) @ sums.T)
    count, block = connected_components(shared, directed=False)
    of_leaf = block[member[:, 0]]
    move, gain, own = np.zeros(leaves), np.zeros(leaves), np.zeros(many)
    place = np.empty(many, dtype=np.intp)
    for cells, here in zip(_grouped(block, count), _grouped(of_leaf, count), strict=True):
        _hold_block(len(cells))
        place[cells] = np.arange(len(cells))
        inverse = np.linalg.inv(shared[cells][:, cells].toarray() + np.diag(above[cells]))
        own[cells] = np.diag(inverse)
        spots = place[member[here]]
        move[here] = (inverse @ gap[cells])[spots].sum(axis=1)
        gain[here] = inverse[spots[:, :, None], spots[:, None, :]].sum(axis=(1, 2))
    return move, (gain, own)


def _grouped(block: NDArray[Any], count: int) -> list[Places]:
    """Positions of each block."""
    order = np.argsort(block, kind="stable")
    return np.split(order, np.searchsorted(block[order], np.arange(1, count)))


def _sums(member: Places, values: Floats, many: int) -> Floats:
    """Sums of the finest cells in every coarser cell."""
    weights = np.repeat(values, member.shape[1])
    return np.asarray(np.bincount(member.ravel(), weights=weights, minlength=many), dtype=float)


def _restated(figures: Figures, whole: Any, estimate: Floats, half: Floats) -> Figures:
    wide = np.ceil(half + np.abs(whole - estimate) - 1e-9).astype(np.int64)
    return replace(figures, value=whole, low=whole - wide, high=whole + wide)


def _hold(finest: Figures, coarser: Sequence[Grain]) -> None:
    if any(figures.value.ndim != 1 for figures in (finest, *(grain.figures for grain in coarser))):
        raise misuse(Words("one column at a time", "une colonne à la fois"))
    for grain in coarser:
        of, cells = grain.of_finest, len(grain.figures.value)
        if len(of) != len(finest.value) or (len(of) and not 0 <= of.min() <= of.max() < cells):
            raise _apart(
                "a cell of the finest table belongs to no cell of a coarser one",
                "une case de la table la plus fine n'appartient à aucune case d'une table plus grossière",
            )
        if grain.figures.grid != finest.grid:
            raise _apart("the tables have different precisions", "les tables ont des précisions différentes")
    if not all(figures.shown.all() for figures in (finest, *(grain.figures for grain in coarser))):
        raise _apart("cells are already hidden", "des cases sont déjà masquées")


def _hold_block(cells: int) -> None:
    if cells > MOST_TOGETHER:
        raise _apart(
            f"more than {MOST_TOGETHER} coarser cells hang together",
            f"plus de {MOST_TOGETHER} cases plus grossières sont liées entre elles",
        )


def _apart(english: str, french: str) -> Exception:
    return wrong_policy(
        "PK552",
        Words(
            "tables cannot be made consistent: " + english,
            "des tables ne peuvent être rendues cohérentes : " + french,
        ),
        Words(
            "name the finest table and tables that are totals of it, and hide cells afterwards",
            "nommez la table la plus fine et des tables qui en sont des totaux, et masquez les cases ensuite",
        ),
    )
