"""``copied_records``: rows of the output that are somebody's own record, beyond what chance gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.gates.runs import orders_of
from privkit.gates.stage import Stage, Untold
from privkit.policy.model.attack_conditions import CopiedRecords
from privkit.risk.attacks import copies
from privkit.risk.attacks.distances import Distances, describe_distances
from privkit.risk.attacks.result import Orders
from privkit.steps.base import plural, shown_share
from privkit.values import Outcome, Verdict
from privkit.words import Words

_STRONGER = Words(
    "more columns in the output, or more people set aside",
    "plus de colonnes dans la sortie, ou plus de personnes mises de côté",
)
_SAMPLED = Words(
    "the output has more rows than can be compared at once",
    "la sortie a plus de lignes qu'on n'en peut comparer à la fois",
)


def judge(rule: CopiedRecords, trial: Trial) -> list[Verdict]:
    """Held when no more copies than allowed are proved: more people of the data are met in the output than people who
    were not in it would be.

    Records that many share are met by chance, which people set aside measure. An upper bound on what chance hides is
    told; it is not compared, as it is never zero where records meet by chance: singling out and membership bound it.
    """
    return [_one(rule, trial, exhibit) for exhibit in trial.concerned(rule.output)]


def _one(rule: CopiedRecords, trial: Trial, exhibit: Exhibit) -> Verdict:
    stage = trial.runs.stage(exhibit, trial)
    if isinstance(stage, Untold):
        return _untold(rule, exhibit, stage)
    if stage.sampled:
        return _untold(rule, exhibit, Untold(_SAMPLED))
    orders = orders_of(exhibit.output, trial, float(rule.confidence))
    found = trial.runs.once((exhibit.output, "copied_records", orders), lambda: _found(stage, orders))
    if isinstance(found, Untold):
        return _untold(rule, exhibit, found)
    release = found.release
    figures = _figures(rule, found, stage, orders)
    if found.unprotected.held(rule.at_most):
        return _untold(rule, exhibit, _no_power(trial.unit_name), figures)
    held = release.held(rule.at_most)
    return Verdict(
        "copied_records",
        exhibit.output,
        Outcome.HELD if held else Outcome.FAILED,
        _measured(rule, release, trial.unit_name),
        _required(rule),
        figures,
        rule.because,
        None if held else _nearest(release.low),
        stage.note,
    )


@dataclass(frozen=True)
class _Found:
    release: copies.CopiedRecords
    unprotected: copies.CopiedRecords
    distances: Distances


def _found(stage: Stage, orders: Orders) -> _Found:
    return _Found(
        copies.copied_records(stage.scene, orders),
        copies.copied_records(stage.raw, orders),
        describe_distances(stage.scene, orders),
    )


def _required(rule: CopiedRecords) -> Words:
    level = shown_share(Fraction(rule.confidence))
    return Words(
        f"at most {rule.at_most} beyond chance ({level.en})",
        f"au plus {rule.at_most} au-delà du hasard ({level.fr})",
    )


def _measured(rule: CopiedRecords, found: copies.CopiedRecords, unit: str) -> Words:
    level, many = shown_share(Fraction(rule.confidence)), plural(unit)
    if not found.found:
        return Words(
            f"the record of no {unit} that is alone with it is in the output",
            f"aucun enregistrement propre à un seul {unit} n'est dans la sortie",
        )
    by_chance = round(found.expected)
    return Words(
        f"{found.found} {many} alone with their record have it in the output, of which about {by_chance} by chance; "
        f"copies beyond chance: {found.low} proved, at most {found.high} ({level.en})",
        f"{found.found} {many} seuls à avoir leur enregistrement l'ont dans la sortie, dont {by_chance} environ par hasard ; "
        f"copies au-delà du hasard : {found.low} prouvées, au plus {found.high} (à {level.fr})",
    )


def _nearest(low: int) -> Words:
    return Words(
        f"at_most: {low}, coarser columns, or a generator with a privacy model",
        f"au_plus: {low}, des colonnes moins précises, ou un générateur à modèle de confidentialité",
    )


def _no_power(unit: str) -> Untold:
    return Untold(
        Words(
            f"even in the unprotected data too few {plural(unit)} are alone with their record for a copy to be told from chance",
            f"même dans les données non protégées, trop peu de {plural(unit)} sont seuls à avoir leur enregistrement pour "
            "distinguer une copie du hasard",
        ),
        _STRONGER,
    )


def _figures(rule: CopiedRecords, found: _Found, stage: Stage, orders: Orders) -> dict[str, Any]:
    release, far = found.release, found.distances
    return {
        "copies": release.low,
        "required": rule.at_most,
        "high": release.high,
        "found": release.found,
        "expected": release.expected,
        "rows": release.rows,
        "confidence": orders.confidence,
        "comparisons": orders.comparisons,
        "unprotected": found.unprotected.low,
        "people": dict(stage.people),
        "kinds": [_kind(k) for k in release.kinds],
        "distances": {
            "dcr": {"originals": far.closest_original.median, "control": far.closest_control.median},
            "nndr": {"originals": far.ratio_original.median, "control": far.ratio_control.median},
            "rows": far.rows,
            "people": far.people,
        },
    }


def _kind(kind: copies.Kind) -> Mapping[str, Any]:
    return {
        "name": kind.name,
        "originals": {"successes": kind.originals.successes, "attacks": kind.originals.attacks},
        "control": {"successes": kind.control.successes, "attacks": kind.control.attacks},
        "low": kind.low,
        "high": kind.high,
    }


def _untold(
    rule: CopiedRecords, exhibit: Exhibit, why: Untold, figures: Mapping[str, Any] | None = None
) -> Verdict:
    return Verdict(
        "copied_records",
        exhibit.output,
        Outcome.INCONCLUSIVE,
        why.reason,
        _required(rule),
        dict(figures or {}),
        rule.because,
        why.nearest,
    )
