"""The plan of the noise: what it tells before any data is the margin that is published afterwards."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from privkit.ledger.canonical import canonical_json
from privkit.policy.reader import Document
from privkit.steps.aggregate.step import Aggregate
from privkit.steps.aggregate.told import noise_told
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.walk import checked_flow
from tests.steps.tables import BUDGET, LIMIT, MONTH, MONTHS, TOWN, aggregate, homes, noisy

MEASURES = (
    "    n: { count: household }\n    rows: { count: rows }\n    v: { sum: volume, bounds: [0, 10] }\n"
    "    m: { mean: volume, bounds: [0, 10] }\n    h: { histogram: volume, bands: [0, 5, 10] }\n"
)
TABLE = f"t:\n  by: {{ {TOWN}, {MONTH} }}\n  measures:\n{MEASURES}"
QUANTILES = (
    f"t:\n  by: {{ {TOWN} }}\n  measures:\n    q: {{ quantiles: volume, at: [50 %], bounds: [0, 50] }}\n"
)
PURE = BUDGET.replace(", delta: 1e-6", "").replace(", delta: 1e-7", "")


def plan_of(document: Document) -> dict[str, Any]:
    steps = build_steps(document)
    found = checked_flow(steps, opening_schemas(document.policy))
    number, step = next((n, s) for n, s in enumerate(steps) if isinstance(s, Aggregate))
    planned = step.noise(found.before[number], document.path.parent)
    assert planned is not None
    return noise_told(planned, step.settled(found.before[number]), document.policy)


@pytest.mark.parametrize("mechanism", ["geometric", "discrete_gaussian"])
@pytest.mark.parametrize("measures", [MEASURES, MEASURES.replace("    rows: { count: rows }\n", "")])
def test_the_margin_told_is_the_one_published(bench, mechanism, measures):
    """With a mean or a count beside it, a sum is two noisy answers: both are told of."""
    lines = TABLE.replace(MEASURES, measures) + f"  mechanism: {mechanism}\n"
    document = noisy(bench, MONTHS + LIMIT + aggregate(lines))
    told = {f["figure"]: f for f in plan_of(document)["tables"][0]["figures"]}
    _, context = bench.walk(document, {"bills": homes(40)})
    frame = context.aggregated.tables["t"].published.frame
    for name, column in (("n", "n"), ("v", "v"), ("h", "h_0_5")):
        halves = {
            Decimal(h) - Decimal(x) for h, x in zip(frame[f"{column}_high"], frame[column], strict=True)
        }
        assert halves == {Decimal(told[name]["margin_95"])}
        assert Decimal(told[name]["means_nothing_below"]) == 2 * Decimal(told[name]["margin_95"])


def test_the_other_mechanism_is_what_the_policy_would_get_by_asking_for_it(bench):
    auto = plan_of(noisy(bench, MONTHS + LIMIT + aggregate(TABLE)))["tables"][0]
    assert auto["chosen"] == "auto" and auto["other"]["mechanism"] != auto["mechanism"]
    asked = TABLE + f"  mechanism: {auto['other']['mechanism']}\n"
    other = plan_of(noisy(bench, MONTHS + LIMIT + aggregate(asked)))["tables"][0]
    assert other["chosen"] == "policy" and other["mechanism"] == auto["other"]["mechanism"]
    assert other["figures"] == auto["other"]["figures"]
    assert other["other"]["figures"] == auto["figures"]


def test_without_a_delta_there_is_one_mechanism_only(bench):
    told = plan_of(noisy(bench, MONTHS + LIMIT + aggregate(TABLE), PURE))["tables"][0]
    assert (told["mechanism"], told["chosen"], told["other"]) == ("geometric", "no_delta", None)


@pytest.mark.parametrize("mechanism", ["geometric", "discrete_gaussian"])
def test_bins_read_by_quantiles_only_are_told_as_a_cumulated_count(bench, mechanism):
    """Its margin is that of the least squares that quantiles are read from, not of the raw vector."""
    from privkit.dp import intervals
    from privkit.dp.measures.base import Noisy
    from privkit.dp.measures.cumulated import cumulated

    document = noisy(bench, MONTHS + LIMIT + aggregate(QUANTILES + f"  mechanism: {mechanism}\n"))
    steps = build_steps(document)
    found = checked_flow(steps, opening_schemas(document.policy))
    number, step = next((n, s) for n, s in enumerate(steps) if isinstance(s, Aggregate))
    planned = step.noise(found.before[number], document.path.parent)
    answer = planned.asked[0].answers[0]
    noise = planned.plan.of(answer.query.name)
    spread = (
        intervals.gaussian(noise.sigma_squared, noise.margin95)
        if noise.sigma_squared is not None
        else intervals.geometric(noise.scale, noise.margin95)
    )
    vector = np.zeros((1, len(answer.strategy.matrix)), dtype=np.int64)
    below = cumulated(Noisy(vector, spread, answer.strategy), None)
    widest = below.factor * float(np.diag(below.covariance).max()) ** 0.5
    told = plan_of(document)["tables"][0]["answers"][0]
    assert told["margin_of"] == "cumulated_count"
    assert widest <= float(told["margin_95"]) < widest + 1.01


def test_more_budget_narrows_every_figure_and_once_is_the_plan_itself(bench):
    told = plan_of(noisy(bench, MONTHS + LIMIT + aggregate(TABLE)))
    steps = told["more_budget"]
    assert [s["times"] for s in steps] == ["1/4", "1/2", "1", "2", "4"]
    assert steps[2]["tables"]["t"] == told["tables"][0]["figures"]
    for n, _ in enumerate(told["tables"][0]["figures"]):
        worth = [
            Decimal(str(f.get("margin_95", f.get("rows")))) for f in (s["tables"]["t"][n] for s in steps)
        ]
        assert worth == sorted(worth, reverse=True) and worth[0] > worth[-1]


def test_limits_and_bounds_are_those_of_the_policy(bench):
    limit = "- limit_contribution: { per: household, at_most: { towns: 1, months: 12, rows_per_month: 1 } }\n"
    told = plan_of(noisy(bench, MONTHS + limit + aggregate(TABLE)))
    assert told["limits"] == {"values": {"town": 1, "month": 12}, "rows_per": {"month": 1}}
    assert told["bounds"] == {"volume": ["0", "10"]}
    assert told["unit"] == "household"


def test_a_mean_is_told_from_how_many_rows_on(bench):
    """From that many rows the farthest mean is known within a twentieth of its bounds, at 95 %."""
    told = {
        f["figure"]: f
        for f in plan_of(noisy(bench, MONTHS + LIMIT + aggregate(TABLE)))["tables"][0]["figures"]
    }
    assert told["m"]["known_within"] == "0.5" and told["m"]["rows"] > 0


def test_the_plan_is_written_without_a_float(bench):
    told = plan_of(noisy(bench, MONTHS + LIMIT + aggregate(TABLE)))
    assert json.loads(canonical_json(told)) == told
