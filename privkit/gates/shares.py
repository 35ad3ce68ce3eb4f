"""``uniqueness``, ``households_removed`` and ``information_loss``: a measured share below a bound."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from privkit.gates.base import Trial, at_most, beside, round_up_percent
from privkit.policy.model.conditions import HouseholdsRemoved, InformationLoss, Uniqueness
from privkit.values import Outcome, Verdict
from privkit.words import Words


def uniqueness(rule: Uniqueness, trial: Trial) -> list[Verdict]:
    """Share of units alone in their group, over every quasi-identifier left."""
    out = []
    for exhibit in trial.concerned(rule.output):
        units = exhibit.after.units
        share = Fraction(exhibit.unique_units, units) if units else Fraction(0)
        note = Words("alone in their group", "seuls dans leur groupe")
        out.append(
            _verdict(
                "uniqueness", rule, exhibit.output, share, note, unique=exhibit.unique_units, units=units
            )
        )
    return out


def households_removed(rule: HouseholdsRemoved, trial: Trial) -> list[Verdict]:
    """Share of the baseline's units that protection removed."""
    out = []
    for exhibit in trial.concerned(rule.output):
        before, after = exhibit.units_before, exhibit.after.units
        note = Words("removed", "retirés")
        out.append(
            _verdict(
                "households_removed",
                rule,
                exhibit.output,
                exhibit.removed_exactly,
                note,
                before=before,
                after=after,
            )
        )
    return out


def information_loss(rule: InformationLoss, trial: Trial) -> list[Verdict]:
    """Loss of detail of the quasi-identifiers (Iyengar 2002)."""
    out = []
    for exhibit in trial.concerned(rule.output):
        loss = exhibit.information_loss
        if loss is None:
            reason = Words(
                "the rows of the output cannot be matched with those of the baseline",
                "les lignes de la sortie ne peuvent être rapprochées de celles d'origine",
            )
            out.append(
                Verdict(
                    "information_loss",
                    exhibit.output,
                    Outcome.INCONCLUSIVE,
                    reason,
                    at_most(rule.at_most),
                    {},
                    rule.because,
                )
            )
            continue
        note = Words("of the detail is lost", "du détail est perdu")
        out.append(
            _verdict(
                "information_loss", rule, exhibit.output, loss, note, by_column=dict(exhibit.loss_by_column)
            )
        )
    return out


def _verdict(
    name: str,
    rule: Uniqueness | HouseholdsRemoved | InformationLoss,
    output: str,
    share: float | Fraction,
    note: Words,
    **more: Any,
) -> Verdict:
    # shares of units are compared as fractions: 1 - 95/100 in doubles is more than 5 %
    held = share <= (rule.at_most if isinstance(share, Fraction) else float(rule.at_most))
    shown, nearest = beside(share, rule.at_most), round_up_percent(share)
    return Verdict(
        name,
        output,
        Outcome.HELD if held else Outcome.FAILED,
        Words(f"{shown.en} {note.en}", f"{shown.fr} {note.fr}"),
        at_most(rule.at_most),
        {"share": float(share), "required": float(rule.at_most), **more},
        rule.because,
        None if held else Words(f"at_most: {nearest.en}", f"au_plus: {nearest.fr}"),
    )
