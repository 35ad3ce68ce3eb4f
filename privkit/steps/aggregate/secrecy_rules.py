"""The rules of statistical secrecy a policy asks for, presets included."""

from __future__ import annotations

from dataclasses import replace

from privkit.policy.model.aggregation import SecrecyRules
from privkit.secrecy.rules import PRESETS, Rules


def rules_of(asked: SecrecyRules) -> Rules:
    """The rules in force: those of the preset, changed by what the policy writes. PolicyError (PK577) when they hide nothing."""
    found = PRESETS[asked.preset.value] if asked.preset else Rules(min_count=1, dominance=None)
    if asked.at_least is not None:
        found = replace(found, min_count=asked.at_least)
    if asked.dominance is not None:
        found = replace(found, dominance=asked.dominance.at_most, dominance_of=asked.dominance.largest)
    if asked.p_percent is not None:
        found = replace(found, p_percent=asked.p_percent)
    return found


def least_units(asked: SecrecyRules) -> int:
    """The least number of units of a cell: the policy's own, or that of its preset."""
    if asked.at_least is not None:
        return asked.at_least
    return PRESETS[asked.preset.value].min_count if asked.preset else 1
