"""Models of which a fixed number of fields must be set. Counted on the node tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from privkit.policy.model.aggregation import KEY_SOURCES, MEASURES, After, KeyRule, Measure, TableWanted
from privkit.policy.model.anonymity import CONFIDENTIAL_MODELS, Confidential, Population
from privkit.policy.model.conditions import Condition
from privkit.policy.model.levels import LEVEL_RULES, LevelRule
from privkit.policy.model.perturbation import Bounds
from privkit.policy.model.risk_conditions import PopulationUniqueness, RecordRisk
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
from privkit.policy.model.synthesis import DOMAIN_SOURCES, DomainRule, HardRule, Values
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
    LevelRule: Count(LEVEL_RULES),
    Summary: Count(SUMMARIES),
    Blank: _all(Blank),
    DropOlderThan: Count(("reason", "duration")),
    RowRule: _all(RowRule, only_one=False),
    Confidential: Count(CONFIDENTIAL_MODELS, only_one=False),
    Population: Count(("file", "weight")),
    KeyRule: Count(KEY_SOURCES),
    Measure: Count(MEASURES),
    TableWanted: Count(("measure", "measures")),
    After: _all(After),
    Bounds: _all(Bounds, only_one=False),
    DomainRule: Count(DOMAIN_SOURCES, only_one=False),
    HardRule: _all(HardRule),
    Values: Count(("among", "missing"), only_one=False),
    RecordRisk: Count(("each_at_most", "average_at_most", "share_above", "number_at_most")),
    PopulationUniqueness: Count(("sampling_fraction", "population")),
}
