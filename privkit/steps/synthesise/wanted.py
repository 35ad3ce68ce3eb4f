"""What a model has to make: the attributes of one unit, its readings beside it, and what matters most among them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from privkit.policy.model.policy import Policy
from privkit.policy.model.synthesis import Synthesise as Rule
from privkit.policy.repeated import profiles_of
from privkit.steps.base import Report, Schemas, Spot
from privkit.steps.synthesise.known import attribute_of, lacking
from privkit.steps.synthesise.readings import layout_of
from privkit.steps.synthesise.settled import Settled
from privkit.synth.domain import Attribute, Domain, Profile
from privkit.synth.two_tables import TwoTables
from privkit.values import Column


@dataclass(frozen=True)
class Wanted:
    """The domain of one unit. ``readings`` are the columns of the second table, laid beside the unit by ``layout``."""

    domain: Domain
    columns: tuple[Column, ...]  # of the first table
    readings: tuple[Column, ...]
    layout: TwoTables | None
    focus: tuple[str, ...]

    def wide_names(self, column: Column) -> tuple[str, ...]:
        """The columns that hold one quantity of the second table, a period each."""
        return self.layout.columns(column.name) if self.layout else ()

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns of one unit, its readings included."""
        wide = (replace(c, name=name) for c in self.readings for name in self.wide_names(c))
        return (*self.columns, *wide)


def wanted(
    rule: Rule,
    policy: Policy,
    number: int,
    settled: Settled,
    schemas: Schemas,
    spot: Spot,
    folder: Path | None,
    report: Report,
) -> Wanted:
    """Read what the policy and the steps before tell of each column; what a private method lacks is reported."""
    columns = settled.columns(schemas, settled.parent) if settled.parent else ()
    readings = settled.columns(schemas, settled.child) if settled.child else ()
    private = rule.privacy_model.differential_privacy is not None
    found: dict[str, Attribute] = {}
    for column in (*columns, *readings):
        attribute = attribute_of(column, rule.domain.get(column.name), policy, number, folder, spot)
        if private:
            lacking(attribute, column, spot, report)
        found[column.name] = attribute
    own = tuple(found[c.name] for c in columns)
    repeated = profiles_of(policy)
    names = {c.name for c in columns}
    profiles = [Profile(base, many) for base, many in repeated.items() if names.issuperset(many)]
    layout = layout_of(settled, schemas, columns, readings, tuple(rule.periods), spot, report)
    wide = [one for c in readings for one in layout.attributes(found[c.name])] if layout else []
    profiles += layout.profiles if layout else ()
    return Wanted(
        Domain((*own, *wide), tuple(profiles)), columns, readings, layout, _focus(rule, policy, names)
    )


def _focus(rule: Rule, policy: Policy, names: set[str]) -> tuple[str, ...]:
    """The columns named, else those of the comparison."""
    if rule.keep_together:
        return rule.keep_together
    compared = policy.comparison
    if compared is None or not names.issuperset((compared.target, *compared.groups_by)):
        return ()
    return (compared.target, *compared.groups_by)
