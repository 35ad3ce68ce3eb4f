"""A run whose rows a model made: attacks, usefulness and the synthesis, in the shape the gates give them."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import sample

from privkit.evidence.record import RunRecord
from privkit.gates.attacked import RISK, Asked, figures_of
from privkit.gates.runs import Tried
from privkit.gates.worth import Worth, plain
from privkit.risk.attacks.result import AttackResult, Orders, Tally
from privkit.usefulness.models import train_and_test
from privkit.usefulness.summary import usefulness
from privkit.usefulness.variables import Sides, Variable
from privkit.values import Changes, Counts, Interval, Outcome, StepRecord, Verdict
from privkit.words import Words, same

OUTPUT = "foyers_synthétiques"


def result(
    a: int, c: int, risk: tuple[float, float, float], group: str = "", n: int = 2000, **more: Any
) -> AttackResult:
    return AttackResult("x", Tally(a, n), Tally(c, n), Interval(*risk, 0.9964), group, **more)


OPEN = result(1900, 20, (0.949, 0.93, 0.96))


def attacked(
    name: str, outcome: Outcome, release: AttackResult, unprotected: AttackResult = OPEN, **figures: Any
) -> Verdict:
    """A verdict on an attack, with its bars."""
    rule: Any = SimpleNamespace(confidence=Fraction(95, 100))
    asked = Asked(name, rule, Fraction(5, 100), RISK, lambda gain, any_: gain, same(""))
    measured = figures.pop("measured", Words("what it gains", "ce qu'elle gagne"))
    found = figures_of(Tried(release, unprotected), Orders(2000, 0.95, 3, 7), asked)
    return Verdict(name, OUTPUT, outcome, measured, asked.required, {**found, **figures})


def people(number: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    kind = rng.choice(["house", "flat"], number)
    frame = pd.DataFrame({"kind": kind, "sector": rng.choice(list("ABCD"), number)})
    for month in range(1, 13):
        frame[f"v_{month}"] = np.round(rng.gamma(4, 3, number) + 5 * (kind == "house"), 1)
    return frame


@cache
def worth() -> dict[str, Any]:
    """Figures of usefulness, measured on people made up."""
    months = [f"v_{m}" for m in range(1, 13)]
    variables = (
        Variable("kind", "category"),
        Variable("sector", "category"),
        *(Variable(m, "number") for m in months),
    )
    sides = Sides(people(600, 1), people(600, 3), variables, people(300, 2))
    return plain(Worth(usefulness(sides, profiles=[months]), {"kind": train_and_test(sides, "kind")}))


COPIES = Verdict(
    "copied_records",
    OUTPUT,
    Outcome.HELD,
    Words("the record of no foyer", "aucun enregistrement"),
    Words("at most 0 beyond chance (95%)", "au plus 0 au-delà du hasard (95 %)"),
    {
        "copies": 0,
        "required": 0,
        "kinds": [
            {
                "name": "rare",
                "originals": {"successes": 3, "attacks": 812},
                "control": {"successes": 1, "attacks": 208},
                "low": 0,
                "high": 5,
            }
        ],
        "distances": {
            "dcr": {"originals": 0.043, "control": 0.044},
            "nndr": {"originals": 0.889, "control": 0.902},
        },
    },
)

UNTOLD = Verdict(
    "linkability",
    OUTPUT,
    Outcome.INCONCLUSIVE,
    Words("nobody was set aside", "personne n'a été mis de côté"),
    Words("at most 5%", "au plus 5 %"),
)


def verdicts() -> tuple[Verdict, ...]:
    group = result(300, 100, (0.105, 0.06, 0.2), "outliers", n=1900)
    months = [f"v_{m}" for m in range(1, 13)]
    return (
        COPIES,
        attacked(
            "singling_out", Outcome.HELD, result(64, 24, (0.02, 0.008, 0.034)), known=["sector", *months]
        ),
        UNTOLD,
        attacked(
            "inference",
            Outcome.FAILED,
            result(1200, 1100, (0.11, 0.02, 0.14), groups=(group,)),
            secret="revenu",
        ),
        Verdict(
            "fidelity",
            OUTPUT,
            Outcome.HELD,
            Words("near", "proche"),
            Words("at most 20%", "au plus 20 %"),
            {"share": 0.08, "required": 0.2, "worth": worth()},
        ),
    )


def synthesis(**more: Any) -> StepRecord:
    """The step of a differentially private generator."""
    counts = {"foyers": Counts(36_718, 36_718)}
    parameters = {
        "method": "marginals",
        "rows": 20_000,
        "epsilon": "1",
        "delta": "0.000001",
        "neighbours": "replace_one",
        **more,
    }
    described = {
        "marginals": [{"columns": ["sector", "v:level"], "cells": 60}],
        "answers": {"gaussian": 12, "choice": 5},
        "noise": [{"kind": "gaussian", "share": 0.9}, {"kind": "choice", "share": 0.1}],
    }
    figures = {
        **parameters,
        "units_before": None,
        "units_made": 20_000,
        "described": described,
        "repaired": {"redrawn": 12, "mended": 0},
    }
    return StepRecord(
        number=len(sample.STEPS) + 1,
        name="synthesise",
        kind="protect",
        sentence=Words("Replace all rows.", "Remplacer toutes les lignes."),
        before=counts,
        after={"foyers": Counts(20_000, 20_000)},
        columns_before={},
        columns_after={},
        parameters=parameters,
        changes=Changes(figures),
    )


def record(**changes: Any) -> RunRecord:
    """A run of rows made by a model."""
    made = {"steps": (*sample.STEPS, synthesis()), "verdicts": verdicts(), **changes}
    return sample.record(**made)
