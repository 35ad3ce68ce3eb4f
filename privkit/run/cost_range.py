"""What protection costs over a range of protections, beside a risk measured the same way at each.

Each value of the policy's setting is tried in memory (:mod:`privkit.run.quiet`): what households would be told is
compared with what unprotected data would tell them, and one attack is made on the rows that would leave. The attacker
knows the other columns of a household and guesses the quantity compared, within 5 %; of people in the data and, as
often, of people set aside. Only the excess is risk: (a - c) / (1 - c) (:mod:`privkit.run.range_attack`). Figures are
internal: see ``quiet``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from privkit.errors import PolicyError, PrivkitError, Problem
from privkit.evidence.asjson import to_plain
from privkit.policy.model.conditions import Condition
from privkit.policy.model.steps import Step as Item
from privkit.run.dials import Dial, dial_of
from privkit.run.identity import code_version, policy_sha256
from privkit.run.inputs import Input
from privkit.run.quiet import Tried, try_policies, varied
from privkit.run.range_attack import attacked
from privkit.run.recording import cost_json
from privkit.steps.build import build_steps
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from privkit.policy.model.policy import Policy
    from privkit.policy.reader import Document
    from privkit.steps.walk import Progress

FORMAT = "privkit-cost-range-1"
SET_ASIDE = "20 %"
_NO_ROWS = Words(
    "figures of tables leave, and no row: this attack has nothing to hold",
    "des chiffres de tableaux sortent, et aucune ligne : cette attaque n'a rien à tenir",
)
_NOT_MEASURED = Words("nothing could be compared", "rien n'a pu être comparé")


@dataclass(frozen=True)
class Point:
    """One value. ``cost``: as the evidence of a run holds it, None with the ``reason``. ``risk``: of the attack, None
    with the ``risk_reason``. ``removed``: share of the units that would not leave."""

    value: Decimal
    own: bool
    cost: Mapping[str, Any] | None = None
    reason: Words | None = None
    risk: Mapping[str, Any] | None = None
    risk_reason: Words | None = None
    removed: float | None = None


@dataclass(frozen=True)
class CostRange:
    """Every value tried, in order. ``aside``: whether the policy itself sets people aside; if not, a fifth of the
    units were, for the attack alone."""

    document: Document
    dial: Dial
    as_of: date
    points: tuple[Point, ...]
    inputs: tuple[Input, ...]
    aside: bool

    def as_json(self) -> dict[str, Any]:
        """The range as JSON values, figures as texts, as in the evidence of a run."""
        policy, dial = self.document.policy, self.dial
        assert policy.comparison is not None
        body = {
            "policy": policy.policy.name,
            "policy_language": self.document.language,
            "policy_sha256": policy_sha256(self.document),
            "inputs": {one.table: one.fingerprint.sha256 for one in self.inputs},
            "as_of": self.as_of.isoformat(),
            "code_version": code_version(),
            "unit": policy.data.privacy_unit.name,
            "target": policy.comparison.target,
            "setting": dial.name,
            "step": dial.step,
            "noise": dial.name != "k",
            "set_aside_by_policy": self.aside,
            "points": [
                {
                    "value": f"{p.value.normalize():f}",
                    "label": dial.said(p.value),
                    "own": p.own,
                    "cost": p.cost,
                    "reason": p.reason,
                    "risk": p.risk,
                    "risk_reason": p.risk_reason,
                    "removed": p.removed,
                }
                for p in self.points
            ],
        }
        return {"format": FORMAT, **to_plain(body)}


def cost_range(
    document: Document,
    as_of: date,
    values: Sequence[Decimal] | None = None,
    *,
    frames: Mapping[str, pd.DataFrame] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> CostRange:
    """Try every value, the policy's own among them. A value that cannot be reached is told, and the others stay.

    PolicyError: PK568 when the policy compares nothing, PK646 when it has nothing to vary. An error that stops every
    value alike (a missing file, data that do not fit) is raised.
    """
    dial = _dial(document)
    wanted = dial.values(values)
    aside = any(item.set_aside for item in document.policy.steps)
    tables = any(item.aggregate for item in document.policy.steps)

    def at(value: Decimal, set_aside: bool) -> Document:
        return varied(document, lambda policy: _only(dial.change(policy, value), document, set_aside))

    variants = [at(value, False) for value in wanted]
    if not aside and not tables:
        variants += [at(value, True) for value in wanted]
    found = list(try_policies(variants, as_of, frames=frames, today=today, progress=progress, look=attacked))
    costs = found[: len(wanted)]
    attacks: Sequence[Tried | PrivkitError | None] = found[len(wanted) :] or costs
    _raise_if_none(found)
    points = tuple(
        _point(value, value == dial.own, cost, None if tables else attack)
        for value, cost, attack in zip(wanted, costs, attacks, strict=True)
    )
    inputs = next(one.inputs for one in found if isinstance(one, Tried))
    return CostRange(document, dial, as_of, points, inputs, aside)


def _dial(document: Document) -> Dial:
    if document.policy.comparison is None:
        raise PolicyError(
            document.problem(
                "PK568",
                (),
                Words("the policy compares nothing", "la politique ne compare rien"),
                Words(
                    "add a comparison section to the policy", "ajoutez une section comparaison à la politique"
                ),
            )
        )
    dial = dial_of(document.policy)
    if dial is None:
        raise PolicyError(_nothing_to_vary(document))
    return dial


def _nothing_to_vary(document: Document) -> Problem:
    words = [document.written(w) for w in ("make_k_anonymous", "synthesise", "add_noise")]
    return document.problem(
        "PK646",
        ("steps",),
        Words("no step has a setting to vary", "aucune étape n'a de réglage à faire varier"),
        Words(
            f"the k of {words[0]}, the epsilon of {words[1]}, the strength of {words[2]} can be varied",
            f"le k de {words[0]}, l'epsilon de {words[1]}, la force de {words[2]} peuvent varier",
        ),
    )


def _only(policy: Policy, document: Document, aside: bool) -> Policy:
    """The policy with one condition, which takes no time, and with people set aside when there must be some."""
    steps = policy.steps
    if aside and not any(item.set_aside for item in steps):
        kinds = [step.kind for step in build_steps(document)]
        fork = kinds.index("protect") if "protect" in kinds else len(kinds)
        steps = (*steps[:fork], _read(Item, {"set_aside": {"share": SET_ASIDE}}), *steps[fork:])
    condition = _read(Condition, {"direct_identifiers_left": {"at_most": "0"}})
    return policy.model_copy(update={"steps": steps, "release_only_if": (condition,)})


def _read(model: Any, raw: Mapping[str, Any]) -> Any:
    """A piece of a policy, written in English whatever the language of the document."""
    return model.model_validate(raw, context={"language": "en"}, by_alias=False, by_name=True)


def _raise_if_none(found: Sequence[Tried | PrivkitError]) -> None:
    """An error common to all is the answer."""
    errors = [one for one in found if isinstance(one, PrivkitError)]
    if len(errors) == len(found):
        raise errors[0]


def _point(
    value: Decimal, own: bool, cost: Tried | PrivkitError, attack: Tried | PrivkitError | None
) -> Point:
    if isinstance(cost, PrivkitError):
        return Point(value, own, reason=cost.problems[0].message, risk_reason=cost.problems[0].message)
    measured = cost_json(cost.judged)
    why = None
    if measured is None:
        refused = [v.measured for v in cost.verdicts if v.condition == "comparison"]
        why = refused[0] if refused else _NOT_MEASURED
    before, after = cost.units_before, cost.units_after
    removed = max(0, before - after) / before if before and after is not None and cost.made is None else None
    risk = _risk(attack)
    if isinstance(risk, Words):
        return Point(value, own, measured, why, None, risk, removed)
    return Point(value, own, measured, why, risk, None, removed)


def _risk(attack: Tried | PrivkitError | None) -> Mapping[str, Any] | Words:
    """What the attack found, or why there is none."""
    if attack is None:
        return _NO_ROWS
    if isinstance(attack, PrivkitError):
        return attack.problems[0].message
    found: Mapping[str, Any] | Words = attack.seen
    return found
