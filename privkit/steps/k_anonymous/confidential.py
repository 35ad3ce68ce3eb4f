"""The values of a confidential column as numbers, in an order where distances make sense."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from privkit.policy.model.anonymity import Distance
from privkit.policy.model.anonymity import MakeKAnonymous as Rule
from privkit.steps.bands import read_bands
from privkit.steps.base import Context
from privkit.values import Column, Schema

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from privkit.anonymity.hierarchy import Hierarchy


@dataclass(frozen=True)
class Values:
    """One number per combination. Numbers follow the order of the values: that of the numbers they are, of
    their bands, of the lines of their hierarchy, else of their characters; NULL comes last."""

    codes: npt.NDArray[np.int32] = field(repr=False)
    hierarchy: Hierarchy | None = None

    def taken(self, order: npt.NDArray[np.int64]) -> Values:
        """The same in another order of the combinations."""
        return replace(self, codes=self.codes[order])


def values_of(
    rule: Rule,
    schema: Schema,
    name: str,
    texts: list[str | None],
    numbers: npt.NDArray[np.int64],
    context: Context,
) -> Values:
    """Number the values of a column. ``texts`` are the distinct ones; ``numbers`` those of each combination.

    DataError PK437 when the hierarchy of a distance lacks some.
    """
    import numpy as np

    asked = rule.confidential.get(name)
    if asked and asked.distance is Distance.HIERARCHICAL and asked.hierarchy:
        from privkit.anonymity.encode import encode_column
        from privkit.anonymity.hierarchy_file import read_hierarchy_file

        encoded = encode_column(texts, read_hierarchy_file(context.folder / asked.hierarchy, column=name))
        return Values(encoded.codes[numbers], encoded.hierarchy)
    bands = asked.into_bands if asked else rule.l_diversity.into_bands if rule.l_diversity else None
    rank = ranks(texts, schema[name], list(read_bands(bands, context.language).labels) if bands else [])
    return Values(np.asarray(rank, np.int32)[numbers] if len(texts) else np.empty(0, np.int32))


def ranks(texts: list[str | None], column: Column, bands: list[str]) -> list[int]:
    """The place of each text among the distinct ones, in the order of :class:`Values`."""
    place = {label: i for i, label in enumerate(bands)}

    def key(text: str | None) -> tuple[bool, bool, Decimal, str]:
        if text is None:
            return True, False, Decimal(0), ""
        if bands:
            return False, text not in place, Decimal(place.get(text, 0)), text
        return False, False, Decimal(text) if column.type.is_numeric else Decimal(0), text

    order = sorted(range(len(texts)), key=lambda i: key(texts[i]))
    rank = [0] * len(texts)
    for position, i in enumerate(order):
        rank[i] = position
    return rank
