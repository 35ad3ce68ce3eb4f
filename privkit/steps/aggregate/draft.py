"""A table on its way to publication: its keys, one column of figures each, and the frame they make in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from privkit.published import STATUS_WORDS, CellStatus, KeyColumn, MeasureColumn
from privkit.steps.aggregate.keys import PRIVATE, KeyDomain
from privkit.steps.aggregate.layout import Layout

if TYPE_CHECKING:
    import pandas as pd

    from privkit.dp.figures import Figures


@dataclass(frozen=True, eq=False)
class Draft:
    """``keys``: the texts of each key column; ``figures``: by published name, one value per cell."""

    layout: Layout
    domains: tuple[KeyDomain, ...]
    keys: tuple[Sequence[str | None], ...]
    figures: Mapping[str, Figures]

    @property
    def cells(self) -> int:
        return len(self.keys[0]) if self.keys else 1

    def having(self, figures: Mapping[str, Figures]) -> Draft:
        """The draft with some figures changed or added."""
        return replace(self, figures={**self.figures, **figures})

    def hiding(self, where: Any, status: CellStatus) -> Draft:
        """The draft with all figures of some cells hidden; those hidden before keep their reason."""
        return self.having({n: f.hiding(where, status.value) for n, f in self.figures.items()})


def frame_of(draft: Draft) -> pd.DataFrame:
    """The frame of a draft, in the columns of its layout; statuses in the language of the policy."""
    import pandas as pd

    layout, columns = draft.layout, {}
    for (_, name, label), domain, texts in zip(layout.keys, draft.domains, draft.keys, strict=True):
        columns[name] = pd.Series(list(texts), dtype=object)
        if label:
            columns[label] = pd.Series([domain.labels.get(str(t), "") for t in texts], dtype=object)
    statuses = []
    for figure in layout.figures:
        held = draft.figures[figure.name]
        value, low, high = held.columns()
        columns[figure.name] = pd.Series(_in_type(value, figure.decimals), dtype=object)
        if layout.bounded:
            columns[layout.low(figure.name)] = pd.Series(_in_type(low, figure.decimals), dtype=object)
            columns[layout.high(figure.name)] = pd.Series(_in_type(high, figure.decimals), dtype=object)
        statuses.append(held.status)
        if own := layout.status_of(figure.name):
            columns[own] = pd.Series(_worded(held.status, layout), dtype=object)
    columns[layout.status] = pd.Series(_worded(_worst(statuses, draft.cells), layout), dtype=object)
    return pd.DataFrame(columns)


def _in_type(values: Any, decimals: int) -> list[Any]:
    """Ints where a figure has no decimals, else Decimals with that many."""
    if not decimals:
        return [None if v is None else int(v) for v in values]
    step = Decimal(1).scaleb(-decimals)
    return [None if v is None else Decimal(v).quantize(step) for v in values]


def _worst(statuses: Sequence[Any], cells: int) -> Any:
    """Published when every figure is; else why the first one that is not, is not."""
    out = np.full(cells, CellStatus.PUBLISHED.value, dtype=object)
    for status in reversed(statuses):
        hidden = np.asarray(status) != CellStatus.PUBLISHED.value
        out[hidden] = np.asarray(status, dtype=object)[hidden]
    return out


def _worded(statuses: Any, layout: Layout) -> list[str]:
    words = {s.value: getattr(STATUS_WORDS[s], layout.language) for s in CellStatus}
    return [words[str(s)] for s in statuses]


def key_columns(draft: Draft) -> tuple[KeyColumn, ...]:
    """The key columns as a publication describes them."""
    out = []
    for (column, name, label), domain, texts in zip(
        draft.layout.keys, draft.domains, draft.keys, strict=True
    ):
        values = domain.values or tuple(dict.fromkeys(str(t) for t in texts))
        listed = PRIVATE if domain.values is None else domain.listed_in
        out.append(KeyColumn(name, column, domain.kind, values, domain.labels, label, listed))
    return tuple(out)


def measure_columns(draft: Draft) -> tuple[MeasureColumn, ...]:
    """The figures as a publication describes them, each with the common half-width of its intervals if there is one."""
    layout, out = draft.layout, []
    for figure in layout.figures:
        low, high = (layout.low(figure.name), layout.high(figure.name)) if layout.bounded else (None, None)
        of = figure.spec.column if figure.spec else None
        margin = _margin(draft.figures[figure.name]) if layout.bounded else None
        out.append(
            MeasureColumn(
                figure.name,
                figure.kind,
                of,
                figure.unit,
                figure.decimals,
                figure.says,
                low,
                high,
                margin,
                layout.status_of(figure.name),
            )
        )
    return tuple(out)


def _margin(held: Figures) -> Decimal | None:
    halves = np.unique(held.half[held.shown])
    return int(halves[0]) * held.grid if len(halves) == 1 else None
