"""One level per column for the whole table: the labels, the rows that go, and the recodings left behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from privkit.anonymity.hierarchy import TOP
from privkit.steps.k_anonymous.gather import Gathered
from privkit.steps.recoding import MapRecoding
from privkit.steps.texts import YES_NO
from privkit.values import Column, Schema, Type
from privkit.words import Language

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from privkit.anonymity.criteria import Criteria


@dataclass(frozen=True)
class FullDomain:
    """Levels chosen for the columns ``on``, and what is needed to apply them."""

    on: Sequence[str]
    gathered: Gathered
    criteria: Criteria = field(repr=False)
    levels: tuple[int, ...]

    @cached_property
    def labels(self) -> npt.NDArray[np.int64]:
        """Label numbers of each combination, at the levels chosen."""
        from privkit.anonymity.apply import label_codes

        return label_codes(self.gathered.hierarchies, self.gathered.codes, self.levels)

    @cached_property
    def stays(self) -> npt.NDArray[np.bool_]:
        """Whether each combination of the table stays."""
        import numpy as np

        from privkit.anonymity.criteria import violating_rows

        if not self.gathered.own:
            return np.zeros(0, bool)
        return ~violating_rows(self.labels, self.gathered.weights, self.criteria)[: self.gathered.own]

    def mapping(self) -> pa.Table:
        """Each combination that stays, with the labels of its columns."""
        import numpy as np
        import pyarrow as pa

        keys = self.gathered.keys.select(self.gathered.quasi)
        rows = np.flatnonzero(self.stays)
        if len(rows):  # equal quasi-identifiers are on several rows, which share their fate
            codes = self.gathered.codes[rows]
            new = np.ones(len(rows), bool)
            new[1:] = (codes[1:] != codes[:-1]).any(axis=1)
            rows = rows[new]
        out = keys.take(rows)
        for i, (column, h) in enumerate(zip(self.on, self.gathered.hierarchies, strict=True)):
            texts = pa.array(h.labels_at(self.levels[i]), pa.string())
            out = out.append_column(column, texts.take(pa.array(self.labels[rows, i])))
        return out

    def recodings(self, schema: Schema, language: Language) -> dict[str, MapRecoding]:
        """For each column, value → label at the level chosen.

        They leave with the reference table, so values known from the data alone are listed only when
        they are those of units that stay.
        """
        return {column: self._recoding(i, schema[column], language) for i, column in enumerate(self.on)}

    def _recoding(self, number: int, column: Column, language: Language) -> MapRecoding:
        h, level = self.gathered.hierarchies[number], self.levels[number]
        if level == h.height:
            return MapRecoding({}, (TOP,), protects=True, missing=TOP, other=TOP)
        values = h.values[:-1] if h.null else h.values
        left = set(self.gathered.codes[: self.gathered.own][self.stays, number].tolist())
        table = {
            value: label
            for code, (value, label) in enumerate(zip(values, h.labels[level], strict=False))
            if code in left or not self.gathered.from_data[number]
        }
        order = tuple(dict.fromkeys(table.values()))
        if column.type is Type.YES_NO:  # a household may be told in either language
            for words in YES_NO.values():
                for word, shown in zip(words, YES_NO[language], strict=True):
                    if shown in table:
                        table.setdefault(word, table[shown])
        return MapRecoding(table, order, protects=True)

    def heights(self) -> Mapping[str, Any]:
        """The level of each column, and the highest there is."""
        return {
            "levels": dict(zip(self.on, self.levels, strict=True)),
            "highest_levels": {c: h.height for c, h in zip(self.on, self.gathered.hierarchies, strict=True)},
        }
