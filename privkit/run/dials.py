"""The setting of a policy that says how much it protects, and the same policy at another value of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from privkit.policy.model.aggregation import PrivacyModel
from privkit.policy.model.policy import Policy
from privkit.policy.model.steps import Step as Item
from privkit.words import Words

KS = tuple(Decimal(k) for k in (5, 11, 30, 50, 100))
EPSILONS = tuple(Decimal(e) for e in ("0.3", "1", "3", "10"))
STRENGTHS = tuple(Decimal(s) for s in ("0.05", "0.1", "0.2", "0.4"))


@dataclass(frozen=True)
class Dial:
    """One setting. ``own`` is the policy's value, ``usual`` the values tried unless told, ``change`` sets another."""

    name: str  # k, epsilon or strength
    step: str
    own: Decimal
    usual: tuple[Decimal, ...]
    change: Callable[[Policy, Decimal], Policy]
    whole: bool = False

    def values(self, asked: Sequence[Decimal] | None) -> tuple[Decimal, ...]:
        """The values to try, in order: those asked or the usual ones, and the policy's own."""
        return tuple(sorted({*(asked or self.usual), self.own}))

    def said(self, value: Decimal) -> Words:
        """A value as people write it.

        >>> Dial("epsilon", "synthesise", Decimal(1), (), lambda p, v: p).said(Decimal("0.50")).fr
        'ε = 0,5'
        """
        if self.name == "strength":
            text = f"{(value * 100).normalize():f}"
            return Words(f"noise {text}%", f"bruit {text.replace('.', ',')} %")
        text = f"{value.normalize():f}"
        sign = {"k": "k", "epsilon": "ε"}[self.name]
        return Words(f"{sign} = {text}", f"{sign} = {text.replace('.', ',')}")


def dial_of(policy: Policy) -> Dial | None:
    """The first that the policy has of: k of its groups, ε of its synthetic rows or of its tables, k of
    microaggregation, strength of its noise. None when nothing of it can be turned."""
    items = policy.steps
    if rule := next((i.make_k_anonymous for i in items if i.make_k_anonymous), None):
        return Dial("k", "make_k_anonymous", Decimal(rule.k), KS, _groups, whole=True)
    models = [i.synthesise.privacy_model.differential_privacy for i in items if i.synthesise]
    if loss := next((m for m in models if m is not None), None):
        return Dial("epsilon", "synthesise", loss.epsilon, EPSILONS, _rows)
    budget = policy.privacy_budget
    noisy = any(i.aggregate and i.aggregate.privacy_model is PrivacyModel.DIFFERENTIAL_PRIVACY for i in items)
    if noisy and budget is not None:
        return Dial("epsilon", "aggregate", budget.this_release.epsilon, EPSILONS, _budget)
    if near := next((i.microaggregate for i in items if i.microaggregate), None):
        return Dial("k", "microaggregate", Decimal(near.k), KS, _near, whole=True)
    if noise := next((i.add_noise for i in items if i.add_noise), None):
        own = Decimal(noise.strength.numerator) / Decimal(noise.strength.denominator)
        return Dial("strength", "add_noise", own, STRENGTHS, _noise)
    return None


def _each(policy: Policy, name: str, change: Callable[[Any], dict[str, Any]]) -> Policy:
    """The policy with other settings in every step of a name."""

    def changed(item: Item) -> Item:
        rule = getattr(item, name)
        return item if rule is None else item.model_copy(update={name: rule.model_copy(update=change(rule))})

    return policy.model_copy(update={"steps": tuple(changed(item) for item in policy.steps)})


def _groups(policy: Policy, value: Decimal) -> Policy:
    return _each(policy, "make_k_anonymous", lambda rule: {"k": int(value)})


def _near(policy: Policy, value: Decimal) -> Policy:
    return _each(policy, "microaggregate", lambda rule: {"k": int(value)})


def _noise(policy: Policy, value: Decimal) -> Policy:
    return _each(policy, "add_noise", lambda rule: {"strength": Fraction(value)})


def _rows(policy: Policy, value: Decimal) -> Policy:
    def change(rule: Any) -> dict[str, Any]:
        model = rule.privacy_model
        if model.differential_privacy is None:
            return {}
        loss = model.differential_privacy.model_copy(update={"epsilon": value})
        return {"privacy_model": model.model_copy(update={"differential_privacy": loss})}

    return _budget(_each(policy, "synthesise", change), value)


def _budget(policy: Policy, value: Decimal) -> Policy:
    """The budget that such a release would need: a trial spends nothing of it."""
    budget = policy.privacy_budget
    if budget is None:
        return policy
    now = budget.this_release.model_copy(update={"epsilon": value})
    total = budget.total.model_copy(update={"epsilon": max(budget.total.epsilon, value)})
    return policy.model_copy(
        update={"privacy_budget": budget.model_copy(update={"this_release": now, "total": total})}
    )
