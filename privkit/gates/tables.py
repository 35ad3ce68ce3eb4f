"""Conditions on tables with noise: the budget, the margins of the figures, every key published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from privkit.gates.base import Trial, at_most, percent
from privkit.ledger.amount import shown
from privkit.policy.model.table_conditions import BudgetHeld, EveryKeyPublished, MarginOfError
from privkit.policy.scalars import Amount
from privkit.steps.aggregate.outcome import TableOutcome, half_widths
from privkit.steps.base import listed, shown_number
from privkit.values import Outcome, Verdict
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.dp.accounting import Accounting
    from privkit.dp.events import Event

ALL = frozenset({"all", "tous", "toutes"})


def privacy_budget(rule: BudgetHeld, trial: Trial) -> list[Verdict]:
    """What the noise really costs, recomputed from its events, against what this release may spend.

    A delta over one in the number of units fails too: publishing one of them in clear would keep to it.
    """
    spent = _spent(trial)
    if spent is None:
        return []
    from privkit.dp.accounting import epsilon_of

    cost = epsilon_of(spent.events, spent.delta, spent.accounting)
    wide = trial.units is not None and spent.delta * trial.units > 1
    held = cost <= spent.epsilon and not wide
    measured = _loss(cost, spent.delta) + (_in_clear(trial.unit_name) if wide else Words("", ""))
    return [
        Verdict(
            "privacy_budget",
            rule.output or "",
            Outcome.HELD if held else Outcome.FAILED,
            measured,
            Words("at most ", "au plus ") + _loss(spent.epsilon, spent.delta),
            {"epsilon": str(cost), "delta": str(spent.delta), "events": len(spent.events)},
            because=rule.because,
            nearest=Words(
                "a delta far below one in the number of units, such as 1e-7",
                "un delta bien inférieur à un sur le nombre d'unités, par exemple 1e-7",
            )
            if wide
            else None,
        )
    ]


@dataclass(frozen=True)
class _Spent:
    """The noisy answers of a release, and what they may cost together."""

    events: Sequence[Event]
    epsilon: Fraction
    delta: Fraction
    accounting: Accounting


def _spent(trial: Trial) -> _Spent | None:
    """What tables, or rows that a model made, asked of the data; None without noise, or without a budget."""
    made, tables = trial.context.made if trial.context else None, trial.aggregated
    if tables is not None and tables.plan is not None and tables.asked is not None:
        epsilon, delta = tables.asked
        return _Spent(tables.plan.events, epsilon, delta, tables.plan.accounting)
    budget = trial.context.policy.privacy_budget if trial.context else None
    if made is None or not made.events or budget is None:
        return None
    from privkit.dp.events import from_body

    amount = budget.this_release
    events = [from_body(body) for body in made.events]
    accounting: Accounting = budget.accounting.value
    return _Spent(events, Fraction(amount.epsilon), Fraction(amount.delta or 0), accounting)


def _in_clear(unit: str) -> Words:
    """The number of units is not told: it is the data's."""
    return Words(
        f"; this δ is over one in the number of units: one {unit} in clear would keep to it",
        f" ; ce δ dépasse un sur le nombre d'unités : une unité ({unit}) publiée en clair le respecterait",
    )


def _loss(epsilon: Fraction, delta: Fraction) -> Words:
    loss = shown_number(Decimal(_up(epsilon)))
    if not delta:
        return Words(f"ε = {loss.en}", f"ε = {loss.fr}")
    small = shown(delta)
    return Words(f"ε = {loss.en}, δ = {small.en}", f"ε = {loss.fr}, δ = {small.fr}")


def _up(value: Fraction, digits: int = 4) -> str:
    """A fraction as a decimal, rounded up: a loss is never shown smaller than it is."""
    scaled = -(-value.numerator * 10**digits // value.denominator)
    return str(Decimal(scaled).scaleb(-digits).normalize())


def margin_of_error(rule: MarginOfError, trial: Trial) -> list[Verdict]:
    """The half-widths of the 95 % intervals of one table's published cells, against the largest allowed."""
    if trial.aggregated is None or rule.table not in trial.aggregated.tables:
        return []
    outcome = trial.aggregated.tables[rule.table]
    return [_margin(rule, outcome, figure) for figure in _figures(rule, outcome)]


def _figures(rule: MarginOfError, outcome: TableOutcome) -> list[str]:
    """The figures a margin is asked of: those of the measure named, else those in the unit of the margin, else all."""
    figures = outcome.layout.figures
    if rule.measure is not None:
        return [f.name for f in figures if rule.measure in (f.name, f.spec.word if f.spec else f.name)]
    unit = rule.at_most.unit
    same = [f.name for f in figures if unit and f.unit == unit]
    return same or [f.name for f in figures]


def _margin(rule: MarginOfError, outcome: TableOutcome, figure: str) -> Verdict:
    found = half_widths(outcome, figure)
    wide = [_beside(rule.at_most, value, half) for value, half in found]
    wanted = rule.for_at_least if rule.for_at_least is not None else Fraction(1)
    most, within = rule.at_most.number, sum(Fraction(w) <= rule.at_most.number for w in wide)
    share = Fraction(within, len(wide)) if wide else Fraction(0)
    held = bool(wide) and share >= wanted
    worst = max(wide, default=Fraction(0))
    worst_shown = _shown(worst, rule.at_most)
    some = percent(share)
    part = Words(f"{some.en} of", f"{some.fr} de") if share < 1 else Words("all", "toutes les")
    return Verdict(
        "margin_of_error",
        rule.output or "",
        Outcome.HELD if held else Outcome.FAILED if wide else Outcome.INCONCLUSIVE,
        Words(
            f"{figure}: at most {worst_shown.en} in the worst cell; within the limit in {part.en} {len(wide)} cells",
            f"{figure} : au plus {worst_shown.fr} dans la pire case ; dans la limite pour {part.fr} {len(wide)} cases",
        )
        if wide
        else Words(f"{figure}: no figure is published", f"{figure} : aucun chiffre n'est publié"),
        at_most(most)
        if rule.at_most.is_share
        else Words("at most ", "au plus ") + _shown(most, rule.at_most),
        {"table": rule.table, "figure": figure, "cells": len(wide), "within": within, "worst": str(worst)},
        because=rule.because,
        nearest=None if held or not wide else _nearest(worst, rule.at_most),
    )


def _beside(asked: Amount, value: Decimal, half: Decimal) -> Fraction:
    """A half-width in the terms of what is asked: as it is, or as a share of the figure (infinite beside 0)."""
    if not asked.is_share:
        return Fraction(half)
    return abs(Fraction(half) / Fraction(value)) if value else Fraction(10**9)


def _shown(value: Fraction, asked: Amount) -> Words:
    if asked.is_share:
        return percent(value) if value < 10 else Words("over 1000%", "plus de 1000 %")
    number = shown_number(Decimal(round(value * 1000)) / 1000)
    unit = f" {asked.unit}" if asked.unit else ""
    return Words(f"{number.en}{unit}", f"{number.fr}{unit}")


def _nearest(worst: Fraction, asked: Amount) -> Words:
    """What would pass: a wider margin; more budget narrows it in proportion."""
    shown = _shown(worst, asked)
    return Words(
        f"a margin of {shown.en}, fewer cells, or more budget (twice the epsilon halves it)",
        f"une marge de {shown.fr}, moins de cases, ou plus de budget (un epsilon double la réduit de moitié)",
    )


def every_key_published(rule: EveryKeyPublished, trial: Trial) -> list[Verdict]:
    """Whether each table named has one row for every combination of its public keys."""
    if trial.aggregated is None:
        return []
    names = [n for n in trial.aggregated.tables if ALL & set(rule.tables) or n in rule.tables]
    lacking = [n for n in names if not trial.aggregated.tables[n].public_keys]
    cells = sum(trial.aggregated.tables[n].published.cells for n in names)
    told = listed(lacking)
    return [
        Verdict(
            "every_key_published",
            rule.output or "",
            Outcome.HELD if names and not lacking else Outcome.FAILED,
            Words(f"{cells} rows, none left out", f"{cells} lignes, aucune omise")
            if not lacking
            else Words(
                f"keys of {told.en} depend on the data", f"les clés de {told.fr} dépendent des données"
            ),
            Words("every value of the public lists", "toutes les valeurs des listes publiques"),
            {"tables": names, "lacking": lacking, "rows": cells},
            because=rule.because,
            nearest=Words(
                "a public list (known_list) for its keys", "une liste publique (liste_connue) pour ses clés"
            )
            if lacking
            else None,
        )
    ]
