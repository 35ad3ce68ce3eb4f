"""A declared column, as it enters the first step."""

from __future__ import annotations

from privkit.policy.model.data import ColumnRule
from privkit.values import Column, Role, Type

DECIMALS = 3  # of a number column that does not say


def column_of(table: str, name: str, rule: ColumnRule) -> Column:
    """A declared column, as it enters the first step."""
    kind = Type(rule.type.value)
    decimals = (DECIMALS if rule.decimals is None else rule.decimals) if kind is Type.NUMBER else 0
    special = rule.special_category.value if rule.special_category else None
    return Column(name, kind, Role(rule.role.value), (f"{table}.{name}",), decimals, rule.unit, special)
