"""Conditions on tables under statistical secrecy: small cells and dominance, as published and as worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from privkit.gates.base import Trial, at_most, beside
from privkit.policy.model.table_conditions import Dominance, SmallCells
from privkit.values import Outcome, Verdict
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.secrecy.protect import Protected
    from privkit.secrecy.rounding import Rounded
    from privkit.secrecy.rules import Rules


def small_cells(rule: SmallCells, trial: Trial) -> list[Verdict]:
    """No cell shown has fewer units, and an attacker who solves the published sums finds none.

    The attack is made anew with the number of the condition, which may be stricter than that of the step.
    """
    if trial.aggregated is None or trial.aggregated.protected is None:
        return []
    made = trial.aggregated.protected
    if trial.aggregated.rounded:
        return [_rounded(rule, made, trial.aggregated.rounded)]
    units = made.cells.units
    shown = int(((units > 0) & (units < rule.at_least) & ~made.secret).sum())
    exposed = _exposed(made, replace(made.rules, min_count=rule.at_least))
    held = not shown and not exposed
    return [
        Verdict(
            "small_cells",
            rule.output or "",
            Outcome.HELD if held else Outcome.FAILED,
            Words(
                f"{shown} small cells shown; {exposed} hidden figures worked out from the others",
                f"{shown} petites cases montrées ; {exposed} chiffres cachés déduits des autres",
            ),
            Words(f"none of fewer than {rule.at_least}", f"aucune de moins de {rule.at_least}"),
            {"shown": shown, "worked_out": exposed, "hidden": int(made.secret.sum()), "cells": len(units)},
            because=rule.because,
            nearest=None
            if held
            else Words(
                f"secrecy: {{ at_least: {rule.at_least} }} in the step, or coarser tables",
                f"secret : {{ au_moins: {rule.at_least} }} dans l'étape, ou des tableaux moins fins",
            ),
        )
    ]


def _rounded(rule: SmallCells, made: Protected, held: Sequence[Rounded]) -> Verdict:
    """Figures rounded instead of hidden: a count below the number may be none at all, and nothing closer is worked out."""
    from privkit.secrecy.rounding import audit_rounded

    rules = replace(made.rules, min_count=rule.at_least)
    exposed = sum(len(audit_rounded(made.cells, one, rules).exposed) for one in held)
    base = held[0].base
    fits = base >= rule.at_least and all(one.kind != "not_additive" for one in held)
    return Verdict(
        "small_cells",
        rule.output or "",
        Outcome.HELD if fits and not exposed else Outcome.FAILED,
        Words(
            f"counts rounded to multiples of {base}; {exposed} figures worked out more closely",
            f"nombres arrondis à des multiples de {base} ; {exposed} chiffres déduits de plus près",
        ),
        Words(f"multiples of at least {rule.at_least}", f"multiples d'au moins {rule.at_least}"),
        {"base": base, "worked_out": exposed, "kinds": [one.kind for one in held]},
        because=rule.because,
        nearest=None if fits else Words(f"base: {rule.at_least}", f"base : {rule.at_least}"),
    )


def _exposed(made: Protected, rules: Rules) -> int:
    """Hidden figures an attacker bounds too closely under some rules; cells those rules would hide and are shown count too."""
    from privkit.secrecy.attack import audit
    from privkit.secrecy.primary import needs, primary

    reasons = primary(made.cells, rules)
    wanted = needs(made.cells, rules, np.where(made.secret, reasons, 0).astype(np.uint8))
    return len(audit(made.cells, made.secret, rules, wanted).exposed)


def dominance(rule: Dominance, trial: Trial) -> list[Verdict]:
    """In no total shown do the largest contributors hold more than the share; the attack is made anew with it."""
    if trial.aggregated is None or trial.aggregated.protected is None:
        return []
    made = trial.aggregated.protected
    if rule.largest > 2:
        return [_beyond_two(rule)]
    worst, cells = Fraction(0), 0
    for figure in made.cells.figures:
        top = figure.largest + (figure.second if rule.largest == 2 else 0)
        shown = ~made.secret & (figure.magnitude > 0)
        shares = [Fraction(int(a), int(b)) for a, b in zip(top[shown], figure.magnitude[shown], strict=True)]
        worst = max([worst, *shares])
        cells += sum(share > rule.at_most for share in shares)
    rules = replace(made.rules, dominance=rule.at_most, dominance_of=rule.largest)
    if rounded := trial.aggregated.rounded:
        from privkit.secrecy.rounding import audit_rounded

        cells, exposed = 0, sum(len(audit_rounded(made.cells, one, rules).exposed) for one in rounded[1:])
    else:
        exposed = _exposed(made, rules)
    held = not cells and not exposed
    share = beside(worst, rule.at_most)
    return [
        Verdict(
            "dominance",
            rule.output or "",
            Outcome.HELD if held else Outcome.FAILED,
            Words(
                f"at most {share.en} in a total shown; {exposed} hidden totals worked out from the others",
                f"au plus {share.fr} dans un total montré ; {exposed} totaux cachés déduits des autres",
            ),
            at_most(rule.at_most),
            {"worst": str(worst), "cells_over": cells, "worked_out": exposed},
            because=rule.because,
            nearest=None
            if held
            else Words(
                "the same dominance rule under secrecy:, in the step",
                "la même règle de dominance sous secret :, dans l'étape",
            ),
        )
    ]


def _beyond_two(rule: Dominance) -> Verdict:
    return Verdict(
        "dominance",
        rule.output or "",
        Outcome.INCONCLUSIVE,
        Words(
            "only the two largest contributors are known",
            "seuls les deux plus grands contributeurs sont connus",
        ),
        at_most(rule.at_most),
        because=rule.because,
        nearest=Words("largest: 1 or 2", "les_plus_grands : 1 ou 2"),
    )
