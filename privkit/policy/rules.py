"""Models of which a fixed number of fields must be set. Counted on the node tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from privkit.policy.model.conditions import Condition
from privkit.policy.model.steps import (
    GENERALISATIONS,
    SUMMARIES,
    Blank,
    DropOlderThan,
    Generalisation,
    RowRule,
    Step,
    Summary,
)
from privkit.policy.terms import Section


@dataclass(frozen=True)
class Count:
    """How many of some fields are set: exactly one, or at least one."""

    fields: tuple[str, ...]
    only_one: bool = True


def _all(model: type[Section], only_one: bool = True) -> Count:
    return Count(tuple(model.model_fields), only_one)


COUNTS: Mapping[type[Section], Count] = {
    Step: _all(Step),
    Condition: _all(Condition),
    Generalisation: Count(GENERALISATIONS),
    Summary: Count(SUMMARIES),
    Blank: _all(Blank),
    DropOlderThan: Count(("reason", "duration")),
    RowRule: _all(RowRule, only_one=False),
}
