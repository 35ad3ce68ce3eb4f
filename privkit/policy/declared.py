"""What a policy declares, gathered for the checks: columns by name, names made by steps, names kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from privkit.policy.model.data import ColumnRole, ColumnRule, ColumnType
from privkit.policy.model.policy import Policy
from privkit.policy.model.steps import SUMMARIES, Minimise


@dataclass(frozen=True)
class DeclaredColumn:
    """One column as the policy declares it."""

    table: str
    name: str
    rule: ColumnRule

    @property
    def path(self) -> tuple[str, ...]:
        """Its path in the document."""
        return ("data", "tables", self.table, "columns", self.name)


def declared_columns(policy: Policy) -> Iterator[DeclaredColumn]:
    """Every column of every table, in the order written."""
    for table, rule in policy.data.tables.items():
        for name, column in rule.columns.items():
            yield DeclaredColumn(table, name, column)


def pseudonyms(policy: Policy) -> frozenset[str]:
    """Names of the pseudonyms made by the steps."""
    return frozenset(n for s in policy.steps if s.pseudonymise for n in s.pseudonymise.into)


def measured_with(policy: Policy) -> tuple[str, ...]:
    """Columns that conditions measure with and that need not be released: weights, who lives together, fairness."""
    names: list[str | None] = []
    for condition in policy.release_only_if:
        if rule := condition.record_risk:
            names += [rule.weight, rule.household]
        if condition.fairness:
            names += condition.fairness.by
    return tuple(dict.fromkeys(name for name in names if name))


def last_minimise(policy: Policy) -> tuple[int, Minimise] | None:
    """The number of the last ``minimise`` step and the step, or None."""
    found = [(i, s.minimise) for i, s in enumerate(policy.steps) if s.minimise]
    return found[-1] if found else None


def kept_names(policy: Policy) -> tuple[str, ...]:
    """The columns named by the last ``minimise``; all declared columns when there is none."""
    if found := last_minimise(policy):
        return tuple(found[1].keep)
    return tuple(dict.fromkeys(c.name for c in declared_columns(policy)))


def made_from(policy: Policy) -> dict[str, tuple[str, ...]]:
    """The columns each summary is computed from, by name of the summary."""
    made: dict[str, tuple[str, ...]] = {}
    for step in policy.steps:
        if not step.summarise:
            continue
        for name, summary in step.summarise.columns.items():
            sources = (getattr(summary, kind) for kind in SUMMARIES)
            made[name] = tuple(s for s in sources if s is not None)
    return made


def columns_left(policy: Policy) -> tuple[str, ...]:
    """The columns that may be left after the last step: kept, then renamed, replaced or computed."""
    found = last_minimise(policy)
    left = dict.fromkeys(kept_names(policy))
    for step in policy.steps[found[0] + 1 if found else 0 :]:
        if step.pseudonymise:
            new = dict(zip(step.pseudonymise.columns, step.pseudonymise.into, strict=False))
            left = {new.get(name, name): None for name in left}
        elif step.generalise:
            rules = step.generalise
            left = {(rules[name].as_ if name in rules else None) or name: None for name in left}
        elif step.summarise:
            left |= dict.fromkeys(step.summarise.columns)
    return tuple(left)


def type_left(policy: Policy, name: str) -> ColumnType | None:
    """The type a column has after the last step; None when a step made another kind of value of it."""
    for step in policy.steps:
        for column, rule in (step.generalise or {}).items():
            if name in (column, rule.as_) and rule.rounded_to is None:
                return None
        for column, summary in (step.summarise.columns if step.summarise else {}).items():
            if column == name and (summary.sum or summary.mean or summary.count):
                return ColumnType.NUMBER
    sources = made_from(policy).get(name, (name,))
    types = {c.rule.type for c in declared_columns(policy) if c.name in sources}
    return types.pop() if len(types) == 1 else None


def roles_of(policy: Policy, name: str) -> frozenset[ColumnRole]:
    """The declared roles behind a name: its own, or those of the columns a summary comes from."""
    sources = made_from(policy).get(name, (name,))
    return frozenset(c.rule.role for c in declared_columns(policy) if c.name in sources)
