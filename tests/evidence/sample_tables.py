"""Run records of published tables, built by hand: with noise, and under statistical secrecy."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sample
from sample_policy import POLICY

from privkit.evidence.record import FigureRecord, KeyRecord, RunRecord, TableRecord
from privkit.values import Changes, Counts, Outcome, StepRecord, Verdict
from privkit.words import Words

KEYS = (
    KeyRecord("commune", "commune", "code", 24, "list", "references/communes.csv"),
    KeyRecord("mois", "mois", "month", 12, "range"),
)
NOISY = TableRecord(
    table="volumes",
    outputs=("volumes_2025",),
    protection="differential_privacy",
    unit="foyer",
    cells=288,
    keys=KEYS,
    figures=(
        FigureRecord(
            "foyers", "count_units", Words("number of foyers", "nombre : foyer"), "foyer", 0, 288,
            Decimal(33), Decimal(33), Decimal(33), 0.021, Decimal(66),
        ),
        FigureRecord(
            "moyenne_m3", "mean", Words("mean of volume_m3", "moyenne de volume_m3"), "m3", 2, 251,
            None, Decimal("0.84"), Decimal("3.21"), 0.064, None,
        ),
    ),
    mechanisms=("discrete_gaussian",),
    rows={"published": 251, "not_significant": 37},
    adds_up=False,
    notes=(Words("Figures are rounded.", "Les chiffres sont arrondis."),),
    epsilon=Fraction("2.9"),
    delta=Fraction(1, 2_000_000),
    limits={"groups": 12, "rows": 1},
    private={"rows": 273_817, "rows_with_a_key_not_listed": 186_419},
)  # fmt: skip
SECRET = replace(
    NOISY,
    protection="statistical_secrecy",
    figures=(
        replace(
            NOISY.figures[0],
            margin=None,
            median=None,
            worst=None,
            relative=None,
            least=None,
            covered=Fraction(9731, 10000),
        ),
    ),
    mechanisms=("suppression",),
    rows={"published": 271, "secret": 17},
    adds_up=True,
    epsilon=None,
    delta=None,
    rules={"min_count": 11, "dominance": Fraction(85, 100), "dominance_of": 1, "p_percent": None},
    private={
        "rows_with_a_key_not_listed": 1_313,
        "secret_cells": 17,
        "secret_cells_by_reason": {"few_units": 9, "secondary": 8},
        "figures_attacked": 23,
        "figures_found": 0,
        "fewest_cells_hidden": True,
    },
)
BUDGET: dict[str, Any] = {
    "ledger": "budgets/eau.sqlite",
    "people": "abonnés de la métropole",
    "unit": "foyer",
    "each_year_of": None,
    "period": "2025",
    "total": {"epsilon": "3", "delta": "0.000001"},
    "amount": {"epsilon": "2.9", "delta": "0.0000005"},
    "accounting": "pld",
    "events": [],
    "entry": 4,
    "hash": "b0d9e7f1a2c4e6081b3d5f7092a4c6e8f1b3d5a7c9e0f2143657a8b9cadbecf9",
    "spent": {"epsilon": "2.9", "delta": "0.0000005"},
    "counted": "simple",
    "left": {"epsilon": "0.1", "delta": "0.0000005"},
    "releases": 1,
    "over_periods": {"epsilon": "5.9", "delta": "0.000002"},
    "notes": [],
}
VERDICTS = (
    Verdict(
        "privacy_budget", "", Outcome.HELD, Words("ε = 2.9", "ε = 2,9"), Words("at most ε = 2.9", "au plus ε = 2,9"),
        {"epsilon": "29/10", "delta": "1/2000000", "events": 5},
    ),
)  # fmt: skip
OUTPUT = replace(
    sample.OUTPUTS[0], name="volumes_2025", file="held/volumes.csv", nature="aggregated", sharing="public",
    recipients=(), counts=Counts(288, None), columns=("commune", "mois", "foyers", "moyenne_m3", "statut_case"),
)  # fmt: skip


def _step(number: int, name: str, before: Counts, after: Counts, figures: dict[str, Any]) -> StepRecord:
    said = Words(f"{name} was done.", f"{name} a été fait.")
    return StepRecord(
        number, name, "protect", said, {"factures": before}, {"factures": after}, {}, {}, {}, Changes(figures)
    )


STEPS = (
    *sample.STEPS[:2],
    _step(
        3, "limit_contribution", Counts(718_393, 24_113), Counts(273_817, 24_113),
        {"rows_before": 718_393, "rows_after": 273_817, "units_over_a_limit": 21_281},
    ),
    _step(4, "aggregate", Counts(273_817, 24_113), Counts(288, None), {}),
)  # fmt: skip


def noisy(**changes: Any) -> RunRecord:
    """A held release of a table with noise."""
    policy = {**POLICY, "steps": [{"aggregate": {"privacy_model": "differential_privacy"}}]}
    base = sample.record(
        policy=policy, measures=(), verdicts=VERDICTS, outputs=(OUTPUT,), steps=STEPS, reference=None, cost=None,
        budget=BUDGET, tables=(NOISY,),
    )  # fmt: skip
    return replace(base, **changes)


def secret(**changes: Any) -> RunRecord:
    """A held release of a table under statistical secrecy."""
    policy = {**POLICY, "steps": [{"aggregate": {"privacy_model": "statistical_secrecy"}}]}
    base = noisy(policy=policy, verdicts=(), budget=None, tables=(SECRET,), steps=(*STEPS[:2], STEPS[3]))
    return replace(base, **changes)
