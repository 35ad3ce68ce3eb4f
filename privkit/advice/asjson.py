"""An answer for machines: figures as numbers, words in both languages, keys in a fixed order."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from privkit.advice.law import standing
from privkit.advice.measured import Measured, NotMeasured
from privkit.advice.telling import CAUTION, decides, shown
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.advice.answer import Answer
    from privkit.advice.shows import Standing


def both(words: Words | None) -> dict[str, str] | None:
    """Words in both languages."""
    return None if words is None else {"en": words.en, "fr": words.fr}


def as_json(found: Answer) -> dict[str, Any]:
    """The whole answer as JSON values."""
    policy, use = found.document.policy.policy, found.asked.use
    standings = {s.one.candidate.key: s for s in found.standings}
    return {
        "advice": 1,
        "policy": policy.name,
        "version": policy.version,
        "use": use.name,
        "as_of": found.as_of.isoformat(),
        "sample": found.sample,
        "risk_of_the_page": float(found.asked.risk),
        "compared_on": use.matters,
        "internal": both(CAUTION),
        "candidates": [
            _not_measured(one)
            if isinstance(one, NotMeasured)
            else _measured(one, standings[one.candidate.key])
            for one in found.found
        ],
        "least_cost": [
            {
                "kind": c.kind,
                "candidate": c.one.candidate.key,
                "all_held": c.all_held,
                "cost": both(c.cost),
                "alike": [other.candidate.key for other in c.alike],
            }
            for c in found.cheapest
        ],
        "shows": [both(words) for words in shown(found)],
        "a_person_decides": [both(words) for words in decides(found)],
        "moments": [
            {
                "stage": both(m.stage),
                "identity": both(m.identity),
                "lost_here": m.lost,
                "why": both(m.why),
                "here": both(m.here),
                "heeded": m.heeded,
            }
            for m in found.moments
        ],
        "law": [
            {"topic": both(i.topic), "says": both(i.says), "source": both(i.source), "here": both(i.here)}
            for i in found.law
        ],
    }


def _not_measured(one: NotMeasured) -> dict[str, Any]:
    return {
        "candidate": one.candidate.key,
        "name": both(one.candidate.name),
        "measured": False,
        "because": both(one.reason),
        "code": one.code or None,
    }


def _measured(one: Measured, standing_: Standing) -> dict[str, Any]:
    attacks = {
        kind: {**asdict(attack), "reason": both(attack.reason)} for kind, attack in one.attacks.items()
    }
    yardstick = one.candidate.yardstick
    return {
        "candidate": one.candidate.key,
        "name": both(one.candidate.name),
        "measured": True,
        "own": one.candidate.own,
        "family": one.candidate.family,
        "what_leaves_is": both(standing(one.candidate)),
        "conditions_not_held": list(standing_.conditions),
        "attacks_above_the_line": list(standing_.attacks),
        "attacks_not_made": list(standing_.untried),
        "not_asked_of_it": list(yardstick.left_out) if yardstick else [],
        "units_before": one.units_before,
        "units_after": one.units_after,
        "units_removed": one.removed,
        "sampled": list(one.sampled) if one.sampled else None,
        "rows": one.rows,
        "columns": list(one.columns),
        "smallest_group": one.smallest,
        "alone": one.alone,
        "detail_lost": one.detail,
        "attacks": attacks,
        "messages": asdict(one.messages) if one.messages else None,
        "model_loss": asdict(one.model) if one.model else None,
        "distance": asdict(one.distance) if one.distance else None,
        "tables": [{**asdict(t), "by": list(t.by)} for t in one.tables],
        "epsilon": one.epsilon,
        "delta": one.delta,
        "conditions": [
            {
                "condition": v.condition,
                "outcome": v.outcome.value,
                "measured": both(v.measured),
                "required": both(v.required),
            }
            for v in one.conditions
        ],
        "seconds": round(one.seconds, 2),
        "notes": [both(note) for note in one.notes],
    }
