"""Steps, conditions and outputs of a variant, written as a policy in English would."""

from __future__ import annotations

from typing import Any

from privkit.policy.model.budget import PrivacyBudget
from privkit.policy.model.conditions import Condition
from privkit.policy.model.outputs import Output
from privkit.policy.model.steps import Step

_ENGLISH = {"language": "en"}


def step(**body: Any) -> Step:
    """One item of ``steps``."""
    return Step.model_validate(body, context=_ENGLISH)


def condition(**body: Any) -> Condition:
    """One item of ``release_only_if``."""
    return Condition.model_validate(body, context=_ENGLISH)


def output(name: str, table: str | None, nature: str, whom: str) -> Output:
    """An output that will never be written. Always personal: nothing is proposed here."""
    body = {
        "name": name,
        "file": f"outputs/{name}.csv",
        "nature": nature,
        "qualification": {"proposed": "personal", "for": whom},
        "sharing": "internal",
        "recipients": [whom],
        "eliminate_after": "1 month",
        "label": "tried, never released",
    }
    return Output.model_validate(body if table is None else {**body, "from": table}, context=_ENGLISH)


def budget(epsilon: str, delta: str | None, unit: str, like: PrivacyBudget | None) -> PrivacyBudget:
    """A budget of that much and no more; the ledger it names is never opened."""
    amount = {"epsilon": epsilon} if delta is None else {"epsilon": epsilon, "delta": delta}
    body = {
        "ledger": "budgets/never_opened.sqlite",
        "protects": unit,
        "period": like.period if like else "2000",
        "total": amount,
        "this_release": amount,
    }
    if like is not None and like.each_year_of:
        body["each_year_of"] = like.each_year_of
    return PrivacyBudget.model_validate(body, context=_ENGLISH)
