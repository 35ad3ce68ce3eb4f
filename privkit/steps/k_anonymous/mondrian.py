"""Numbers cut into intervals that do not overlap, other columns along their levels (Mondrian)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privkit.policy.model.anonymity import MakeKAnonymous as Rule
from privkit.steps.bands import BETWEEN, TO
from privkit.steps.base import Context
from privkit.steps.k_anonymous.gather import Gathered
from privkit.steps.recoding import plain_text
from privkit.values import Changes, Column, Schema, Type
from privkit.words import Language

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from privkit.anonymity.criteria import Criteria
    from privkit.anonymity.hierarchy import Hierarchy
    from privkit.anonymity.local import Regions
    from privkit.engine.protocol import Table

MISSING = {"en": "missing", "fr": "absente"}


def cut_as_numbers(rule: Rule, schema: Schema, column: str) -> bool:
    """Whether a column is cut as numbers: a number for which the policy says no levels."""
    return schema[column].type.is_numeric and column not in rule.levels and column not in rule.hierarchies


def cut_into_regions(
    rule: Rule, table: Table, schema: Schema, gathered: Gathered, criteria: Criteria, context: Context
) -> tuple[Table, Changes]:
    """The table with the labels of each unit's region. Nobody is removed.

    DataError PK458 (a value outside its public bounds), and those of criteria that everything together fails.
    """
    import numpy as np
    import pyarrow as pa

    from privkit.anonymity.local import mondrian

    numbers = [cut_as_numbers(rule, schema, c) for c in rule.on]
    columns = zip(gathered.hierarchies, gathered.codes.T, numbers, strict=True)
    values = np.stack(
        [_numbers(h)[codes] if cut else codes.astype(float) for h, codes, cut in columns], axis=1
    )
    limits = [rule.bounds.get(c) for c in rule.on]
    steps = [rule.cut_at_multiples_of.get(c) for c in rule.on]
    found = mondrian(
        values,
        gathered.weights,
        criteria,
        hierarchies=[None if cut else h for h, cut in zip(gathered.hierarchies, numbers, strict=True)],
        bounds=[(float(b.at_least), float(b.at_most)) if b else None for b in limits],
        steps=[float(step) if step else None for step in steps],
        names=list(rule.on),
    )
    mapping = gathered.keys.select(gathered.placed)
    region = pa.array(found.class_of)
    for i, column in enumerate(rule.on):
        labels = _intervals(found, i, context.language) if numbers[i] else found.labels(i)
        mapping = mapping.append_column(column, pa.array(labels, pa.string()).take(region))
    into = [Column(c, Type.CATEGORY, schema[c].role) for c in rule.on]
    out = context.engine.lookup(table.drop(*rule.on), gathered.placed, mapping, into)
    return out, Changes(_figures(rule, found, gathered))


def _numbers(hierarchy: Hierarchy) -> npt.NDArray[np.float64]:
    """The value of each value number; NaN is NULL."""
    import numpy as np

    own = hierarchy.values[:-1] if hierarchy.null else hierarchy.values
    return np.array([*(float(v) if v else np.nan for v in own), *([np.nan] * hierarchy.null)])


def _intervals(found: Regions, column: int, language: Language) -> list[str | None]:
    """The label of each region as the product writes bands: from a bound to under the next, or to the last one."""
    last = found.bounds[column][1]
    out: list[str | None] = []
    for low, high, null, number in zip(
        found.low[:, column],
        found.high[:, column],
        found.null[:, column],
        found.number[:, column],
        strict=True,
    ):
        if not number:
            out.append(None)
            continue
        form = TO if high == last else BETWEEN
        label = form[language].format(plain_text(float(low)), plain_text(float(high)))
        out.append(f"{label} / {MISSING[language]}" if null else label)
    return out


def _figures(rule: Rule, found: Regions, gathered: Gathered) -> dict[str, Any]:
    return {
        "method": "mondrian",
        "units": gathered.total,
        "units_removed": 0,
        "loss": found.loss,
        "loss_by_column": dict(zip(rule.on, found.loss_per_column, strict=True)),
        "groups": found.classes,
        "smallest_group": int(found.sizes.min()) if found.classes else 0,
    }
