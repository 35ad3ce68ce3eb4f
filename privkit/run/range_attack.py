"""The risk that every point of a range is measured by: one attack, the same whatever the protection.

An attacker who has the release and knows every other column of a household guesses the quantity compared, within 5 %
(:mod:`privkit.risk.attacks.inference`). It is made on everybody and, because an average hides small classes, on the
tenth of people who have the fewest look-alikes in the release.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.gates.inference import prepared
from privkit.gates.runs import orders_of, tried
from privkit.gates.stage import Untold
from privkit.policy.model.attack_conditions import Inference
from privkit.risk.attacks.cohorts import Groups
from privkit.risk.attacks.result import AttackResult
from privkit.risk.attacks.scene import Scene
from privkit.run.trial import Judged
from privkit.steps.base import Context
from privkit.words import Words

FEW_ALIKE, TENTH = "few_alike", 0.1
_NO_POWER = Words(
    "even on unprotected data this attack gains nothing that is sure: it could show nothing",
    "même sur des données non protégées cette attaque ne gagne rien de sûr : elle ne peut rien montrer",
)
_NO_OUTPUT = Words("no output holds the quantity compared", "aucune sortie ne contient la grandeur comparée")


def attacked(judged: Judged, context: Context) -> Mapping[str, Any] | Words:
    """The attack on the output where it gains most, or why there is none."""
    comparison = context.policy.comparison
    assert comparison is not None
    rule = Inference.model_validate(
        {"risk_at_most": "5 %", "secret": comparison.target},  # a bound must be written, and is not looked at
        context={"language": "en"},
        by_name=True,
        by_alias=False,
    )
    unit = context.policy.data.privacy_unit.name
    trial = Trial(judged.exhibits, unit, context.language, None, context.folder, context=context)
    holding = [e for e in judged.exhibits if comparison.target in e.schema]
    found = [_one(rule, trial, exhibit) for exhibit in holding]
    made = [one for one in found if not isinstance(one, Words)]
    if not made:
        return next((one for one in found if isinstance(one, Words)), _NO_OUTPUT)
    return max(made, key=lambda one: float(one["high"]))


def _one(rule: Inference, trial: Trial, exhibit: Exhibit) -> Mapping[str, Any] | Words:
    stage = trial.runs.stage(exhibit, trial)
    if isinstance(stage, Untold):
        return stage.reason
    ready = prepared(rule, trial, exhibit, stage, few_alike)
    if isinstance(ready, Untold):
        return ready.reason
    orders = orders_of(exhibit.output, trial, float(rule.confidence))
    found = tried(exhibit, trial, ("range", *ready.key), ready.attack, ready.scenes, orders)
    if isinstance(found, Untold):
        return found.reason
    if found.unprotected.risk.low <= 0:
        return _NO_POWER
    few = next((g for g in found.release.groups if g.group == FEW_ALIKE and g.originals.attacks), None)
    return {
        "output": exhibit.output,
        **ready.figures,
        **_figures(found.release),
        "unprotected": found.unprotected.risk.value,
        "few_alike": _figures(few) if few else None,
    }


def _figures(found: AttackResult) -> dict[str, Any]:
    return {
        "value": found.risk.value,
        "low": found.risk.low,
        "high": found.risk.high,
        "confidence": found.risk.confidence,
        "attacks": found.originals.attacks,
        "released": found.originals.rate,
        "strangers": found.control.rate,
    }


def few_alike(scene: Scene, known: Sequence[str]) -> Groups:
    """The tenth of people, at least, whose known values the fewest rows of the release have, and strangers as rare.

    Who has no row alike is left out: removed by protection, or a combination that no made row has.
    """
    alike = _alike(scene, known)
    number = len(scene.originals)
    people, strangers = alike[:number], alike[number:]
    there = np.sort(people[people > 0])
    if not len(there):
        return {}
    most = there[int(np.ceil(TENTH * len(there))) - 1]
    return {
        FEW_ALIKE: ((people > 0) & (people <= most), (strangers > 0) & (strangers <= most)),
    }


def _alike(scene: Scene, known: Sequence[str]) -> Any:
    """For each of the originals, then of the control: how many rows of the release have the same known values."""
    frames = [frame[list(known)] for frame in (scene.originals, scene.control, scene.release)]
    people = len(frames[0]) + len(frames[1])
    codes = np.zeros(people + len(frames[2]), np.int64)
    for name in known:
        column = pd.concat([frame[name].astype(object) for frame in frames], ignore_index=True)
        one = pd.factorize(column, use_na_sentinel=False)[0]
        codes = np.unique(codes * (one.max() + 1) + one, return_inverse=True)[1]
    released = np.bincount(codes[people:], minlength=int(codes.max()) + 1)
    return released[codes[:people]]
