"""Risk against messages changed, a point for each protection tried: the picture one decides on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privkit.evidence.figures.style import BLUE, INK, ORANGE, RULE, SOFT, VERMILION, sheet
from privkit.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Ends = tuple[float, float]
_Y = {"en": "messages changed", "fr": "messages changés"}
_ORDER = {"en": "protection (risk not measured)", "fr": "protection (risque non mesuré)"}
_FLOOR = {
    "en": "by chance alone: {}",
    "fr": "par le seul hasard : {}",
}
_BETTER = {"en": "better for both", "fr": "mieux pour les deux"}


@dataclass(frozen=True)
class Spot:
    """One protection: its name, the share of messages changed and the risk, each with the ends of its interval."""

    label: str
    own: bool
    changed: float
    changed_ends: Ends
    risk: float | None = None
    risk_ends: Ends = (0.0, 0.0)


@contextmanager
def drawn(
    spots: Sequence[Spot], floor: float, risk: str, language: Language, shown: Callable[[float], str]
) -> Iterator[Figure]:
    """Every spot with its intervals, joined in order; the floor is a dashed line, the policy's own a diamond.

    ``risk`` says whose risk it is.

    Spots without a risk are left out, unless none has one: they are then put side by side, in order.
    """
    risky = any(spot.risk is not None for spot in spots)
    placed = [s for s in spots if s.risk is not None] if risky else list(spots)
    across = [float(s.risk or 0.0) if risky else float(n) for n, s in enumerate(placed)]
    with sheet(3.9) as figure:
        axes = figure.add_axes((0.11, 0.14, 0.86, 0.78))
        _frame(axes, placed, floor, language, shown)
        _across(axes, placed, risky, risk, language, shown)
        axes.plot(across, [s.changed for s in placed], color=RULE, linewidth=1.4, zorder=1)
        for x, spot in zip(across, placed, strict=True):
            colour = VERMILION if spot.own else BLUE
            axes.plot([x, x], spot.changed_ends, color=colour, linewidth=1.1, alpha=0.75, zorder=2)
            if risky:
                axes.plot(
                    spot.risk_ends, [spot.changed] * 2, color=colour, linewidth=1.1, alpha=0.75, zorder=2
                )
            axes.plot(
                [x], [spot.changed], marker="D" if spot.own else "o", color=colour, markersize=8 if spot.own else 6,
                markeredgecolor="white", markeredgewidth=0.8, zorder=4, clip_on=False,
            )  # fmt: skip
        _labels(figure, axes, placed, across)
        yield figure


def _frame(
    axes: Axes, placed: Sequence[Spot], floor: float, language: Language, shown: Callable[[float], str]
) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=SOFT, labelsize=9, color=RULE)
    axes.grid(axis="both", color=RULE, linewidth=0.5, alpha=0.6)
    axes.set_axisbelow(True)
    highest = max([floor, *(s.changed_ends[1] for s in placed)])
    axes.set_ylim(0, min(1.0, highest * 1.12) or 0.01)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: shown(y)))
    axes.set_title(_Y[language], loc="left", size=10.5, color=INK, pad=8)
    chance = axes.axhline(
        floor,
        color=ORANGE,
        linewidth=1.5,
        dashes=(5, 3),
        zorder=1,
        label=_FLOOR[language].format(shown(floor)),
    )
    axes.legend(
        handles=[chance], loc="lower right", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=9.5,
        labelcolor=ORANGE, handlelength=2.8, borderpad=0.1,
    )  # fmt: skip


def _across(
    axes: Axes,
    placed: Sequence[Spot],
    risky: bool,
    risk: str,
    language: Language,
    shown: Callable[[float], str],
) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

    axes.set_xlabel(risk if risky else _ORDER[language], size=10, color=INK, labelpad=4)
    if not risky:
        axes.set_xlim(-0.5, len(placed) - 0.5)
        axes.xaxis.set_major_locator(NullLocator())
        return
    axes.set_xlim(0, max([*(s.risk_ends[1] for s in placed), 0.01]) * 1.04)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: shown(x)))
    axes.annotate(
        "", xy=(0.95, 0.9), xytext=(0.995, 0.97), xycoords="axes fraction",
        arrowprops={"arrowstyle": "->", "color": SOFT, "linewidth": 1.2},
    )  # fmt: skip
    axes.text(
        0.94, 0.955, _BETTER[language], transform=axes.transAxes, ha="right", va="center", size=9, color=SOFT
    )


#: Where a label may stand around its spot, in points: the first place free is taken.
_PLACES = (
    (8, 6, "left", "bottom"), (8, -6, "left", "top"), (-8, 6, "right", "bottom"), (-8, -6, "right", "top"),
    (0, 12, "center", "bottom"), (0, -12, "center", "top"), (16, 20, "left", "bottom"), (16, -20, "left", "top"),
    (-16, 20, "right", "bottom"), (-16, -20, "right", "top"), (26, 36, "left", "bottom"), (26, -36, "left", "top"),
)  # fmt: skip


def _labels(figure: Figure, axes: Axes, placed: Sequence[Spot], across: Sequence[float]) -> None:
    """The name of each spot, where it hides no other name and no spot; the policy's own is placed first."""
    from matplotlib.transforms import Bbox

    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    marks = [axes.transData.transform((x, s.changed)) for x, s in zip(across, placed, strict=True)]
    taken = [Bbox.from_extents(x - 6, y - 6, x + 6, y + 6) for x, y in marks]
    taken += [text.get_window_extent(renderer) for text in axes.texts if text.get_text()]
    inside = axes.get_window_extent(renderer).padded(4)
    for number in sorted(range(len(placed)), key=lambda n: not placed[n].own):
        spot = placed[number]
        more: dict[str, Any] = {"color": VERMILION if spot.own else INK, "size": 10, "zorder": 6}
        more |= {"fontweight": "bold"} if spot.own else {}
        best, least = None, float("inf")
        for dx, dy, side, level in _PLACES:
            text = axes.annotate(
                spot.label, (across[number], spot.changed), xytext=(dx, dy), textcoords="offset points",
                ha=side, va=level, **more,
            )  # fmt: skip
            box = text.get_window_extent(renderer)
            hidden = sum(box.overlaps(other) for other in taken) + 3 * (not _holds(inside, box))
            if hidden < least:
                if best is not None:
                    best.remove()
                best, least = text, hidden
            else:
                text.remove()
            if not least:
                break
        assert best is not None
        taken.append(best.get_window_extent(renderer))


def _holds(outer: Any, inner: Any) -> bool:
    return bool(
        outer.x0 <= inner.x0 and inner.x1 <= outer.x1 and outer.y0 <= inner.y0 and inner.y1 <= outer.y1
    )
