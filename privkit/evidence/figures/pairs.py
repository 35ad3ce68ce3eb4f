"""Pairs of columns: how far each is from the real one, beside how far chance alone would put it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privkit.evidence.figures.style import BLUE, INK, SOFT, WIDTH, sheet
from privkit.words import Language, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SAID = Words(
    "distance in %. Below the diagonal: released. Above: what chance alone makes.",
    "distance en %. Sous la diagonale : diffusé. Au-dessus : ce que fait le seul hasard.",
)
_LABELS = 1.55  # inches for the names of columns, to the left
_FULL = 0.12  # the distance from which a cell is in full colour, unless another is further
_READABLE = 12  # columns up to which each cell has its figure


@dataclass(frozen=True)
class Pair:
    """The distance of two columns taken together, and the distance chance alone makes."""

    first: str
    second: str
    value: float
    floor: float


@contextmanager
def drawn(
    columns: Sequence[str], pairs: Sequence[Pair], language: Language, shown: Callable[[float], str]
) -> Iterator[Figure]:
    """A square of columns. Under its diagonal are released data, over it the floor, in one scale of colour.

    ``shown`` writes a share as a figure of percent, without the sign.
    """
    n = len(columns)
    cell = min(0.5, (WIDTH - _LABELS - 0.05) / n)
    side, head, foot = cell * n, 0.34, 0.95
    with sheet(side + head + foot) as figure:
        whole = side + head + foot
        axes = figure.add_axes((_LABELS / WIDTH, foot / whole, side / WIDTH, side / whole))
        place = {name: at for at, name in enumerate(columns)}
        cells = {}
        for pair in pairs:
            low, high = sorted((place[pair.first], place[pair.second]))
            cells[high, low], cells[low, high] = pair.value, pair.floor
        full = max([_FULL, *cells.values()])
        _cells(axes, cells, full, n, shown if n <= _READABLE else None)
        names = [name if len(name) <= 18 else name[:17] + "…" for name in columns]
        axes.set_xticks(range(n), names, rotation=40, ha="right", rotation_mode="anchor")
        axes.set_yticks(range(n), names)
        axes.tick_params(labelsize=9, labelcolor=INK, length=0, pad=3)
        for edge in axes.spines.values():
            edge.set_visible(False)
        figure.text(0.0, 1 - 0.1 / whole, _SAID.say(language), size=9.5, color=SOFT, va="top")
        yield figure


def _cells(
    axes: Axes,
    cells: Mapping[tuple[int, int], float],
    full: float,
    n: int,
    shown: Callable[[float], str] | None,
) -> None:
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    colours = LinearSegmentedColormap.from_list("depth", ["#f4f7f9", BLUE])
    axes.set_xlim(-0.5, n - 0.5)
    axes.set_ylim(n - 0.5, -0.5)
    for (row, column), value in cells.items():
        deep = value / full
        square = Rectangle((column - 0.48, row - 0.48), 0.96, 0.96, facecolor=colours(deep), linewidth=0)
        axes.add_patch(square)
        if shown is not None:
            ink = "white" if deep > 0.55 else INK
            axes.text(column, row, shown(value), ha="center", va="center", size=7.5, color=ink)
