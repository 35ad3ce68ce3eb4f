"""A sheet as a picture. Nothing global of matplotlib is touched."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from privkit.compare.bill.sheet import FONT, INCH, INK, PAPER, Dot, Shape, Sheet, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def figure_of(sheet: Sheet) -> Figure:
    """The sheet as a figure, its axes in millimetres from the top left corner."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(sheet.width / INCH, sheet.height / INCH), facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, sheet.width)
    axes.set_ylim(sheet.height, 0)
    axes.axis("off")
    for order, (mark, _) in enumerate(sheet.marks):
        _put(axes, mark, order)
    return figure


def as_png(sheet: Sheet, title: str, description: str, dots: int = 200) -> bytes:
    """The sheet as a picture, ``dots`` to the inch; what it shows is written in it too (PNG, 11.3.3.2)."""
    held = io.BytesIO()
    told: dict[str, Any] = {"Software": None, "Title": title, "Description": description}
    figure_of(sheet).savefig(held, format="png", dpi=dots, metadata=told)
    return held.getvalue()


def _put(axes: Any, mark: Text | Shape | Dot, order: int) -> None:
    from matplotlib.patches import Circle, Polygon

    if isinstance(mark, Text):
        font: dict[str, Any] = {
            "size": mark.size,
            "weight": "bold" if mark.bold else "normal",
            "family": FONT,
        }
        axes.text(
            mark.x, mark.y, mark.said, color=mark.colour, ha=mark.align, va="baseline", parse_math=False,
            zorder=order, **font,
        )  # fmt: skip
    elif isinstance(mark, Dot):
        axes.add_patch(
            Circle((mark.x, mark.y), mark.radius, facecolor=INK, edgecolor=PAPER, linewidth=1.6, zorder=order)
        )
    elif mark.fill is not None:
        edge, thick = mark.edge or "none", mark.thick if mark.edge else 0
        axes.add_patch(
            Polygon(
                list(mark.places),
                closed=True,
                facecolor=mark.fill,
                edgecolor=edge,
                linewidth=thick,
                zorder=order,
            )
        )
    else:
        xs, ys = zip(*mark.places, strict=True)
        style = "--" if mark.dashed else "-"
        axes.plot(
            xs,
            ys,
            color=mark.edge,
            linewidth=mark.thick,
            linestyle=style,
            solid_capstyle="butt",
            zorder=order,
        )
