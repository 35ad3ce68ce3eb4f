"""``population_uniqueness`` and ``special_uniques``: units that would stand out beyond the output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from privkit.gates.base import Trial, at_most, beside, round_up_percent
from privkit.gates.exhibit import Exhibit
from privkit.gates.unit_risks import combinations
from privkit.policy.model.risk_conditions import Estimator as Asked
from privkit.policy.model.risk_conditions import PopulationUniqueness, SpecialUniques
from privkit.risk.groups import Groups
from privkit.risk.loglinear import model_risk
from privkit.risk.msu import MOST_SETS, sets_of
from privkit.risk.population import Estimator, population_uniques
from privkit.risk.suda import special_uniques as scored
from privkit.steps.base import plural, shown_share
from privkit.values import Outcome, Verdict
from privkit.words import Words, same

_METHODS = {
    "automatic": same(""),
    "zayatz": Words(" (Zayatz's estimator)", " (estimateur de Zayatz)"),
    "pitman": Words(" (Pitman's model)", " (modèle de Pitman)"),
    "log_linear": Words(" (log-linear model)", " (modèle log-linéaire)"),
    "snb": Words(" (slide negative binomial model)", " (modèle binomial négatif décalé)"),
}
_EMPTY = Words("no row is left", "aucune ligne ne reste")
_TOO_SMALL = Words(
    "the output has more units than the population declared",
    "la sortie compte plus d'unités que la population déclarée",
)
_TOO_MANY = Words(
    "too many distinct combinations, or too many columns, to be followed one by one",
    "trop de combinaisons distinctes, ou trop de colonnes, pour être suivies une par une",
)
_SEVERAL_ROWS = Words(
    "a unit has several rows: it is in no single class, and the estimators need one",
    "une unité a plusieurs lignes : elle n'est pas dans une seule classe, et les estimateurs en demandent une",
)


LogLinear = Asked.LOG_LINEAR


@dataclass(frozen=True)
class _Found:
    """The share of the population estimated to be unique, and by which estimator."""

    method: str
    share: float


def population_uniqueness(rule: PopulationUniqueness, trial: Trial) -> list[Verdict]:
    """Held when few enough units of the population are estimated to be unique on the columns of the output.

    An estimator without a solution, or a population smaller than the output, is inconclusive: never a risk of 0.
    """
    verdicts = []
    for exhibit in trial.concerned(rule.output):
        units = exhibit.after.units
        fraction = rule.sampling_fraction or Fraction(max(units, 1)) / Fraction(rule.population or 1)
        found = _estimated(exhibit, fraction, rule)
        if isinstance(found, Words):
            verdicts.append(_untold("population_uniqueness", rule, exhibit.output, found))
            continue
        shown, empty = beside(found.share, rule.at_most), exhibit.after.units == 0
        method = _METHODS[found.method]
        measured = Words(
            f"{shown.en} of the population would be unique{method.en}",
            f"{shown.fr} de la population serait unique{method.fr}",
        )
        figures = {
            "method": found.method,
            "fraction": float(fraction),
            "sample_uniques": exhibit.groups.unique_units,
            **_before(exhibit, fraction, rule),
        }
        said = _EMPTY if empty else measured
        verdicts.append(_told("population_uniqueness", rule, exhibit.output, found.share, said, figures))
    return verdicts


def _estimated(exhibit: Exhibit, fraction: Fraction, rule: PopulationUniqueness) -> _Found | Words:
    """The estimate of the output, or why there is none."""
    if fraction > 1:
        return _TOO_SMALL
    if not exhibit.after.one_row_each:
        return _SEVERAL_ROWS
    if rule.estimator is not LogLinear:
        return _by_classes(exhibit.groups, fraction, rule)
    table = combinations(exhibit.after, exhibit.quasi_identifiers)
    if table is None:
        return _TOO_MANY
    found = model_risk(table.codes, float(fraction), weights=table.weights)
    if found.population_uniques is None:
        return found.reason or _TOO_MANY
    # drawn at random, the output holds the same share of population uniques as the population
    return _Found("log_linear", found.population_uniques / max(exhibit.after.units, 1))


def _by_classes(groups: Groups, fraction: Fraction, rule: PopulationUniqueness) -> _Found | Words:
    """The estimate asked, from the sizes of classes."""
    method: Estimator = rule.estimator.value
    found = population_uniques(groups.histogram, float(fraction), method)
    return (found.reason or _TOO_SMALL) if found.share is None else _Found(found.method, found.share)


def _before(exhibit: Exhibit, fraction: Fraction, rule: PopulationUniqueness) -> Mapping[str, Any]:
    """The same estimate for the baseline, which may hold more units."""
    groups = exhibit.groups_before
    if groups is None or not exhibit.after.units:
        return {}
    wider = fraction * exhibit.units_before / exhibit.after.units
    if wider > 1 or rule.estimator is LogLinear:
        return {}
    found = _by_classes(groups, wider, rule)
    return {} if isinstance(found, Words) else {"share_before": found.share}


def special_uniques(rule: SpecialUniques, trial: Trial) -> list[Verdict]:
    """Held when few enough units have a DIS-SUDA score above the one asked (see :mod:`privkit.risk.suda`)."""
    verdicts = []
    for exhibit in trial.concerned(rule.output):
        on = exhibit.quasi_identifiers
        wide = sets_of(len(on), rule.columns_together or len(on)) > MOST_SETS
        table = None if wide else combinations(exhibit.after, on)
        if table is None:
            untold = _untold("special_uniques", rule, exhibit.output, _TOO_MANY)
            verdicts.append(replace(untold, nearest=_fewer_together(len(on))) if wide else untold)
            continue
        found = scored(
            table.codes,
            weights=table.weights,
            unit_of=table.unit_of,
            fraction=float(rule.sampling_fraction),
            up_to=rule.columns_together,
        )
        above, units = found.above(float(rule.score_above)), exhibit.after.units
        share = Fraction(above, units) if units else Fraction(0)
        shown, score = beside(share, rule.at_most), shown_share(rule.score_above)
        unit = plural(trial.unit_name)
        measured = Words(
            f"{shown.en} of {unit} have a score above {score.en}",
            f"{shown.fr} des {unit} ont un score au-dessus de {score.fr}",
        )
        figures = {
            "above": above,
            "units": units,
            "with_a_score": len(found.alone),
            "highest_score": float(found.dis.max(initial=0)),
            "contributions": dict(zip(on, found.contributions.tolist(), strict=True)),
        }
        said = measured if units else _EMPTY
        verdicts.append(_told("special_uniques", rule, exhibit.output, share, said, figures))
    return verdicts


def _told(
    name: str,
    rule: PopulationUniqueness | SpecialUniques,
    output: str,
    share: float | Fraction,
    measured: Words,
    figures: Mapping[str, Any],
) -> Verdict:
    # shares of units are compared as fractions, estimates as floats
    held = share <= (rule.at_most if isinstance(share, Fraction) else float(rule.at_most))
    nearest = round_up_percent(share)
    return Verdict(
        name,
        output,
        Outcome.HELD if held else Outcome.FAILED,
        measured,
        at_most(rule.at_most),
        {"share": float(share), "required": float(rule.at_most), **figures},
        rule.because,
        None if held else Words(f"at_most: {nearest.en}", f"au_plus: {nearest.fr}"),
    )


def _fewer_together(columns: int) -> Words:
    """The most columns taken together whose sets can all be looked at."""
    most = max(n for n in range(1, columns + 1) if n == 1 or sets_of(columns, n) <= MOST_SETS)
    return Words(f"columns_together: {most}", f"colonnes_ensemble: {most}")


def _untold(name: str, rule: PopulationUniqueness | SpecialUniques, output: str, reason: Words) -> Verdict:
    return Verdict(name, output, Outcome.INCONCLUSIVE, reason, at_most(rule.at_most), {}, rule.because)
