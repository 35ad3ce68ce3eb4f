"""The four bounds of ``record_risk``: on each unit, on average, on the share above a risk, on a number of units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Any

from privkit.gates.base import at_most, beside, round_up_percent
from privkit.gates.unit_risks import Risks
from privkit.policy.model.risk_conditions import RecordRisk, RiskMeasure, ShareAbove
from privkit.risk.record import RiskSummary, summed, units_above
from privkit.steps.base import counted, plural, shown_number, shown_share
from privkit.words import Words, same


@dataclass(frozen=True)
class Bound:
    """What is measured, whether it holds, the setting that would, and figures. Shares compare in the exact."""

    measured: Words
    holds: bool
    nearest: Words
    figures: Mapping[str, Any]


#: Who attacks, or by what model: told before each figure.
_BY = {
    RiskMeasure.PROSECUTOR: Words("prosecutor, ", "procureur, "),
    RiskMeasure.JOURNALIST: Words("journalist, ", "journaliste, "),
    RiskMeasure.MARKETER: Words("marketer, ", "prospecteur, "),
    RiskMeasure.INDIVIDUAL: Words("individual model, ", "modèle individuel, "),
    RiskMeasure.HOUSEHOLD: Words("household together, ", "foyer entier, "),
    RiskMeasure.EXPECTED_REIDENTIFICATIONS: Words("", ""),
}


def required(rule: RecordRisk) -> Words:
    """What the policy asks."""
    if rule.each_at_most is not None:
        most = shown_share(rule.each_at_most)
        return Words(f"no risk above {most.en}", f"aucun risque au-dessus de {most.fr}")
    if rule.average_at_most is not None:
        most = shown_share(rule.average_at_most)
        return Words(f"at most {most.en} on average", f"au plus {most.fr} en moyenne")
    if rule.share_above is not None:
        most, risk = at_most(rule.share_above.at_most), shown_share(rule.share_above.risk)
        return Words(f"{most.en} above a risk of {risk.en}", f"{most.fr} au-dessus d'un risque de {risk.fr}")
    number = shown_number(rule.number_at_most or Decimal(0))
    return Words(f"at most {number.en}", f"au plus {number.fr}")


def bound(rule: RecordRisk, risks: Risks, unit: str) -> Bound:
    """What is measured beside what is asked; ``unit``: the name of the privacy unit."""
    found = _of(rule, risks, unit)
    return replace(found, measured=_BY[rule.measure] + found.measured)


def _of(rule: RecordRisk, risks: Risks, unit: str) -> Bound:
    whole = summed(risks.risk, risks.units, upper_bound=risks.upper_bound)
    figures = {
        "highest": whole.highest,
        "average": whole.average,
        "expected": whole.expected,
        "units": whole.units,
    }
    if rule.each_at_most is not None:
        by_groups = rule.weight is None and rule.household is None
        bearing = int(risks.units[risks.risk == whole.highest].sum())
        by = Words("k_map", "k_carte") if rule.population else same("k")
        return _each(rule.each_at_most, whole, figures, counted(bearing, unit), by if by_groups else None)
    if rule.average_at_most is not None:
        return _average(rule.average_at_most, whole, figures)
    if rule.share_above is not None:
        return _above(rule.share_above, risks, figures, unit)
    return _number(rule.number_at_most or Decimal(0), whole, figures, unit)


def _each(
    limit: Fraction, whole: RiskSummary, figures: Mapping[str, Any], bearing: Words, by: Words | None
) -> Bound:
    shown, least = beside(whole.highest, limit), round_up_percent(whole.highest)
    nearest = Words(f"each_at_most: {least.en}", f"chacun_au_plus: {least.fr}")
    k = math.ceil(1 / limit) if limit else math.inf
    if by and (k <= whole.units or by.en != "k") and limit:
        step = Words(
            f"a step make_k_anonymous with {by.en}: {k}, or ",
            f"une étape rendre_k_anonyme avec {by.fr}: {k}, ou ",
        )
        nearest = step + nearest
    return Bound(
        Words(
            f"highest risk: {shown.en} ({bearing.en})",
            f"risque le plus élevé : {shown.fr} ({bearing.fr})",
        ),
        whole.highest <= float(limit),
        nearest,
        {**figures, "share": whole.highest, "required": float(limit)},
    )


def _average(limit: Fraction, whole: RiskSummary, figures: Mapping[str, Any]) -> Bound:
    shown, least = beside(whole.average, limit), round_up_percent(whole.average)
    return Bound(
        Words(f"average risk: {shown.en}", f"risque moyen : {shown.fr}"),
        whole.average <= float(limit),
        Words(f"average_at_most: {least.en}", f"moyenne_au_plus: {least.fr}"),
        {**figures, "share": whole.average, "required": float(limit)},
    )


def _above(rule: ShareAbove, risks: Risks, figures: Mapping[str, Any], unit: str) -> Bound:
    above = units_above(risks.risk, float(rule.risk), risks.units)
    share = Fraction(above, figures["units"]) if figures["units"] else Fraction(0)
    shown, least, risk = beside(share, rule.at_most), round_up_percent(share), shown_share(rule.risk)
    return Bound(
        Words(
            f"{shown.en} of {plural(unit)} are above a risk of {risk.en}",
            f"{shown.fr} des {plural(unit)} sont au-dessus d'un risque de {risk.fr}",
        ),
        share <= rule.at_most,
        Words(f"at_most: {least.en}", f"au_plus: {least.fr}"),
        {
            **figures,
            "share": float(share),
            "above": above,
            "risk": float(rule.risk),
            "required": float(rule.at_most),
        },
    )


def _number(limit: Decimal, whole: RiskSummary, figures: Mapping[str, Any], unit: str) -> Bound:
    tenth = Decimal(whole.expected).quantize(Decimal("0.1"), ROUND_CEILING)
    shown, units = shown_number(tenth), counted(whole.units, unit)
    holds = whole.expected <= float(limit)
    return Bound(
        Words(
            f"expected re-identifications: {shown.en}, among {units.en}",
            f"réidentifications attendues : {shown.fr}, parmi {units.fr}",
        ),
        holds,
        Words(f"number_at_most: {shown.en}", f"nombre_au_plus: {shown.fr}"),
        {**figures, "required": float(limit)},
    )
