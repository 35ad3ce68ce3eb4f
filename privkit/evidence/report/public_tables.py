"""What a public report may say of published tables: what anybody can read in them, and the rules they follow.

Margins and numbers of rows by status come from what was published. When nothing leaves, they are not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.report.voice import to_float

_TABLE = (
    "table",
    "protection",
    "unit",
    "cells",
    "mechanisms",
    "adds_up",
    "notes",
    "epsilon",
    "delta",
    "limits",
)
_KEY = ("name", "kind", "values", "come_from")
_FIGURE = ("name", "kind", "says", "unit", "decimals")
_MEASURED = ("published", "margin", "median", "worst", "relative", "least")
_BUDGET = (
    "unit",
    "each_year_of",
    "period",
    "total",
    "amount",
    "accounting",
    "spent",
    "left",
    "counted",
    "over_periods",
)
#: Conditions on what is published with noise: their words tell nothing else.
OF_PUBLISHED = frozenset({"privacy_budget", "margin_of_error", "every_key_published"})
#: Conditions of secrecy: what is required is published as a rule; what was measured is of the data.
OF_RULES = frozenset({"small_cells", "difference_with_previous_release"})


def with_noise(evidence: Mapping[str, Any]) -> bool:
    """Whether the policy publishes tables with differential privacy: then no count of the data may be told."""
    asked = [step.get("aggregate") or {} for step in evidence["policy"].get("steps") or ()]
    found = [one["protection"] for one in evidence.get("tables") or ()]
    return "differential_privacy" in (*found, *(one.get("privacy_model") for one in asked))


def made_with_noise(evidence: Mapping[str, Any]) -> bool:
    """Whether rows were made under differential privacy: then nothing measured on the data beside them may be told."""
    found = [s.get("parameters") or {} for s in evidence["steps"] if s["name"] == "synthesise"]
    return any(one.get("epsilon") for one in found)


def tables_for_public(evidence: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tables that leave, without their private figures, and without any figure when the run is refused."""
    leaves = evidence["status"] in ("released", "held")
    return [_table(one, leaves) for one in evidence.get("tables") or () if one["outputs"]]


def budget_for_public(budget: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The amounts; neither the ledger nor its entries."""
    return {key: budget[key] for key in _BUDGET if key in budget} if budget else None


def _table(one: Mapping[str, Any], leaves: bool) -> dict[str, Any]:
    rules = one["rules"] or {}
    return {
        **{key: one[key] for key in _TABLE},
        "outputs": one["outputs"] if leaves else [],
        "keys": [{key: k[key] for key in _KEY} for k in one["keys"]],
        "figures": [_figure(f, leaves) for f in one["figures"]],
        "rows": one["rows"] if leaves else {},
        "rules": {"min_count": rules["min_count"]} if "min_count" in rules else None,
    }


def _figure(one: Mapping[str, Any], leaves: bool) -> dict[str, Any]:
    return {
        **{key: one[key] for key in _FIGURE},
        **{key: one[key] if leaves else None for key in _MEASURED},
        "covered": _in_steps(one["covered"]) if leaves else None,
    }


def _in_steps(share: Any) -> float | None:
    """A share rounded down to steps of 5 %: a finer one, beside the published total, would tell the hidden one."""
    exact = to_float(share)
    return None if exact is None else int(exact * 20) / 20
