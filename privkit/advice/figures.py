"""What tables tell: cells, how many are shown, how wide the margins of their figures are."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from privkit.published import STATUS_WORDS, CellStatus
from privkit.steps.aggregate.outcome import half_widths

if TYPE_CHECKING:
    from privkit.steps.aggregate.outcome import Aggregated, TableOutcome


@dataclass(frozen=True)
class TableFigures:
    """One table. ``shown``: cells with their figures. ``margin``: of its figures, the median half-width of their 95 %
    interval over the figure itself, the widest measure of the
    table but bands of histograms; 0 for exact figures, None when nothing is told.
    ``within``: share of the figures shown that are known within a fifth."""

    name: str
    by: tuple[str, ...]
    cells: int
    shown: int
    margin: float | None
    within: float | None

    @property
    def share(self) -> float:
        return self.shown / self.cells if self.cells else 0.0


def table_figures(made: Aggregated) -> tuple[TableFigures, ...]:
    """The figures of every table, from what would be published."""
    noisy = made.plan is not None
    return tuple(_one(name, outcome, noisy) for name, outcome in made.tables.items())


def _one(name: str, outcome: TableOutcome, noisy: bool) -> TableFigures:
    published = outcome.published
    words = STATUS_WORDS[CellStatus.PUBLISHED]
    shown = int(published.frame[published.status].isin([words.en, words.fr]).sum())
    margins, within = [], []
    for measure in published.measures if noisy else ():
        if measure.kind == "histogram":  # read together, and not one by one
            continue
        shares = [float(half / abs(value)) for value, half in half_widths(outcome, measure.name) if value]
        if shares:
            margins.append(median(shares))
            within += [share <= 0.2 for share in shares]
    return TableFigures(
        name,
        tuple(key.column for key in published.keys),
        published.cells,
        shown,
        (max(margins) if margins else None) if noisy else 0.0,
        (sum(within) / len(within) if within else None) if noisy else 1.0,
    )
