"""``protection_cost``: households whose message changes because of protection."""

from __future__ import annotations

from privkit.gates.base import Trial, at_most, beside, percent, round_up_percent
from privkit.policy.model.conditions import ProtectionCost
from privkit.values import Outcome, Verdict
from privkit.words import Words


def judge(rule: ProtectionCost, trial: Trial) -> list[Verdict]:
    """Held when few enough messages change; read it beside the resampling floor.

    Inconclusive when the policy has no ``comparison`` section.
    """
    if trial.cost is None:
        reason = Words(
            "there is no comparison section to measure it with",
            "il n'y a pas de section comparaison pour le mesurer",
        )
        return [
            Verdict(
                "protection_cost", "", Outcome.INCONCLUSIVE, reason, at_most(rule.at_most), {}, rule.because
            )
        ]
    cost = trial.cost
    changed = cost.changed.value
    shown, floor = beside(changed, rule.at_most), percent(cost.floor_share)
    nearest = round_up_percent(changed)
    held = changed <= float(rule.at_most)
    return [
        Verdict(
            "protection_cost",
            "",
            Outcome.HELD if held else Outcome.FAILED,
            Words(
                f"{shown.en} of messages change (redrawing the raw data alone changes {floor.en})",
                f"{shown.fr} des messages changent (un nouveau tirage des données brutes en change {floor.fr})",
            ),
            at_most(rule.at_most),
            {"share": changed, "floor": cost.floor_share, "required": float(rule.at_most)},
            rule.because,
            None if held else Words(f"at_most: {nearest.en}", f"au_plus: {nearest.fr}"),
            interval=cost.changed,
        )
    ]
