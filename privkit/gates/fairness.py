"""``fairness``: the share of each group of people that the comparison tells to be among the highest."""

from __future__ import annotations

from collections.abc import Sequence

from privkit.compare.labels import ALL
from privkit.compare.segments.fairness import Told
from privkit.gates.base import Trial, at_most, beside, percent, round_up_percent
from privkit.policy.model.fairness_condition import Fairness
from privkit.steps.base import counted
from privkit.values import Outcome, Verdict
from privkit.words import Words


def judge(rule: Fairness, trial: Trial) -> list[Verdict]:
    """One verdict per column: held when no group large enough is told "high" more often than allowed.

    Groups of fewer than ``smallest_group`` units are not judged. Inconclusive without a comparison, when a column is
    not in the rows, or when no group is large enough.
    """
    return [_verdict(rule, column, trial) for column in dict.fromkeys(rule.by)]


def _verdict(rule: Fairness, column: str, trial: Trial) -> Verdict:
    told = None if trial.told is None else trial.told.get(column)
    if told is None:
        return _untold(rule, column, _NO_COMPARISON if trial.told is None else _no_column(column))
    judged = [one for one in told if one.units >= rule.smallest_group]
    if not judged:
        return _untold(rule, column, _no_group(column, rule.smallest_group, trial.unit_name))
    worst, least = judged[0], judged[-1]
    held = worst.high.value <= float(rule.told_high_at_most)
    nearest = round_up_percent(worst.high.value)
    return Verdict(
        "fairness",
        "",
        Outcome.HELD if held else Outcome.FAILED,
        _measured(rule, column, worst, least, trial.unit_name),
        at_most(rule.told_high_at_most),
        {
            "column": column,
            "share": worst.high.value,
            "required": float(rule.told_high_at_most),
            "groups": [
                {
                    "label": one.label,
                    "units": one.units,
                    "share": one.high.value,
                    "low": one.high.low,
                    "high": one.high.high,
                }
                for one in judged
            ],
            "not_judged": len(told) - len(judged),
        },
        rule.because,
        None if held else Words(f"told_high_at_most: {nearest.en}", f"dits_hauts_au_plus: {nearest.fr}"),
        _note(told, judged, rule.smallest_group),
        worst.high,
    )


def _measured(rule: Fairness, column: str, worst: Told, least: Told, unit: str) -> Words:
    share, low, high = (
        beside(worst.high.value, rule.told_high_at_most),
        percent(worst.high.low),
        percent(worst.high.high),
    )
    many = counted(worst.units, unit)
    words = Words(
        f"{column} = {_label(worst).en}: {share.en} told high ({low.en} to {high.en}, {many.en})",
        f"{column} = {_label(worst).fr} : {share.fr} dits hauts ({low.fr} à {high.fr}, {many.fr})",
    )
    if least is worst:
        return words
    other = percent(least.high.value)
    return words + Words(
        f"; least: {_label(least).en}, {other.en}", f" ; le moins : {_label(least).fr}, {other.fr}"
    )


def _label(one: Told) -> Words:
    return Words("not stated", "non précisé") if one.label == ALL else Words(one.label, one.label)


def _note(told: Sequence[Told], judged: Sequence[Told], smallest: int) -> Words | None:
    few = len(told) - len(judged)
    if not few:
        return None
    return Words(
        f"groups of fewer than {smallest} were not judged",
        f"les groupes de moins de {smallest} n'ont pas été jugés",
    )


_NO_COMPARISON = Words(
    "no comparison was made to measure it with", "aucune comparaison n'a été faite pour la mesurer"
)


def _no_column(column: str) -> Words:
    return Words(
        f"the column {column} is not in the rows compared",
        f"la colonne {column} n'est pas dans les lignes comparées",
    )


def _no_group(column: str, smallest: int, unit: str) -> Words:
    few = counted(smallest, unit)
    return Words(f"no group of {column} has {few.en}", f"aucun groupe de {column} n'a {few.fr}")


def _untold(rule: Fairness, column: str, reason: Words) -> Verdict:
    return Verdict(
        "fairness",
        "",
        Outcome.INCONCLUSIVE,
        reason,
        at_most(rule.told_high_at_most),
        {"column": column},
        rule.because,
    )
