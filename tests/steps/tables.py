"""Policies that make tables, around the lines of a few steps, and noise that is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from privkit.policy.reader import Document, read_document
from privkit.run.noise import noise_events
from privkit.steps.base import Context
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.walk import walk
from tests.steps.conftest import Bench, policy_text

D = Decimal
TABLES = {
    "bills": {
        "home": "direct_identifier code",
        "town": "quasi_identifier code",
        "day": "quasi_identifier date",
        "volume": "confidential number:1",
        "people": "quasi_identifier integer",
    }
}
BUDGET = """\
privacy_budget:
  ledger: b.sqlite
  protects: household
  period: "2025"
  total: { epsilon: 3, delta: 1e-6 }
  this_release: { epsilon: 2, delta: 1e-7 }
"""
LIMIT = "- limit_contribution: { per: household, at_most: { towns: 1, months: 3, rows_per_month: 1 } }\n"
MONTHS = "- generalise: { day: { to: month, as: month } }\n"
TOWN = "town: { values: [a, b, c] }"
MONTH = "month: { from: 2025-01, to: 2025-03 }"


class NoNoise:
    """Draws zeros: what is left is arithmetic."""

    def geometric(self, size: int, scale: Fraction) -> np.ndarray:
        return np.zeros(size, dtype=object)

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> np.ndarray:
        return np.zeros(size, dtype=object)

    def choose(self, scores: np.ndarray, epsilon: Fraction, sensitivity: int) -> int:
        return int(np.argmax(scores))


def noisy(bench: Bench, steps: str, budget: str = BUDGET) -> Document:
    """A policy with a budget around these steps."""
    text = policy_text(steps, TABLES).replace("steps:\n", budget + "steps:\n", 1)
    path = bench.folder / "p.yaml"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def walked(bench: Bench, document: Document, data: Mapping[str, Sequence[object]]) -> Context:
    """The context after a walk whose noise was paid for."""
    opening, context = opening_schemas(document.policy), bench.context(document)
    context.budget = {"events": list(noise_events(document))}
    walk(build_steps(document), bench.upload(opening, {"bills": data}), opening, context)
    return context


def aggregate(tables: str, then: str = "", model: str = "differential_privacy", more: str = "") -> str:
    """The step, from the lines of its tables."""
    lines = "".join(f"      {line}\n" for line in tables.strip("\n").splitlines())
    done = (
        f"    then:\n{''.join(f'      {x}' + chr(10) for x in then.strip(chr(10)).splitlines())}"
        if then
        else ""
    )
    return f"- aggregate:\n    privacy_model: {model}\n{more}    tables:\n{lines}{done}"


def homes(number: int, towns: str = "ab", months: int = 3) -> dict[str, list[object]]:
    """Homes with one reading a month: home i is in the towns in turn, and uses i mod 8 + month m3 (two people)."""
    rows = [(i, m) for i in range(number) for m in range(1, months + 1)]
    return {
        "home": [f"h{i}" for i, _ in rows],
        "town": [towns[i % len(towns)] for i, _ in rows],
        "day": [date(2025, m, 5) for _, m in rows],
        "volume": [D(i % 8 + m) for i, m in rows],
        "people": [2 for _ in rows],
    }
