"""What the evidence keeps of a published table: its margins, its statuses, and, apart, what was measured on the data."""

from __future__ import annotations

from typing import Any

import pytest

from privkit.engine.duckdb import DuckDBEngine
from privkit.evidence.asjson import to_plain
from privkit.policy.reader import Document
from privkit.run.recording_tables import table_record
from privkit.steps.aggregate.step import Aggregate
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.walk import checked_flow
from tests.steps.conftest import Bench
from tests.steps.tables import MONTH, MONTHS, TOWN, aggregate, homes, noisy

BY = f"{{ {TOWN}, {MONTH} }}"
COUNTS = f"n:\n  by: {{ {TOWN} }}\n  measure: {{ count: household }}\n"
SUMS = f"t:\n  by: {BY}\n  measures:\n    v: {{ sum: volume, bounds: [0, 10] }}\n    m: {{ mean: volume, bounds: [0, 10] }}\n"
LIMIT = "- limit_contribution: { per: household, at_most: { towns: 1, months: 12, rows_per_month: 1 } }\n"
SECRECY = "    secrecy: { at_least: 11 }\n"


@pytest.fixture
def bench(tmp_path):
    with DuckDBEngine(spill=tmp_path) as engine:
        yield Bench(engine, tmp_path)


def records(bench: Bench, document: Document, data: Any) -> dict[str, Any]:
    steps = build_steps(document)
    found = checked_flow(steps, opening_schemas(document.policy))
    number, step = next((n, s) for n, s in enumerate(steps) if isinstance(s, Aggregate))
    _, context = bench.walk(document, {"bills": data})
    settled = step.settled(found.before[number])
    made = {
        n: table_record(n, context.aggregated, step, settled, [f"{n}_file"])
        for n in context.aggregated.tables
    }
    return {name: (record, context.aggregated.tables[name]) for name, record in made.items()}


def test_margins_and_statuses_are_those_of_what_is_published(bench):
    then = "- hide_below: { table: n, at_least: 20 }"
    document = noisy(bench, MONTHS + LIMIT + aggregate(COUNTS + SUMS, then))
    found = records(bench, document, homes(400))
    record, outcome = found["n"]
    frame = outcome.published.frame
    shown = frame[frame.cell_status == "published"]
    assert record.rows == {"published": len(shown), "not_significant": len(frame) - len(shown)}
    assert record.rows["not_significant"] >= 1  # town c is empty
    assert record.figures[0].published == len(shown)
    halves = {h - n for h, n in zip(shown.households_high, shown.households, strict=True)}
    assert halves == {record.figures[0].margin}
    assert record.figures[0].least == 2 * record.figures[0].margin
    assert (record.protection, record.cells, record.outputs) == ("differential_privacy", 3, ("n_file",))
    assert record.limits == {"groups": 1, "rows": 12}
    assert [(k.column, k.come_from, k.values) for k in record.keys] == [("town", "policy", 3)]
    volumes, means = found["t"][0].figures
    assert volumes.margin is not None and volumes.median == volumes.worst == volumes.margin
    assert means.margin is None and means.least is None
    assert means.median is None or means.worst >= means.median


def test_what_was_measured_on_the_data_stands_apart(bench):
    data = homes(40)
    data["town"][0] = "elsewhere"
    document = noisy(bench, MONTHS + LIMIT + aggregate(COUNTS))
    record, _ = records(bench, document, data)["n"]
    assert "rows_with_a_key_not_listed" in record.private
    plain = to_plain(record)
    del plain["private"]
    assert "rows_with_a_key_not_listed" not in str(plain)


def test_under_secrecy_rules_coverage_and_reasons_are_kept(bench):
    data = homes(60, towns="aaaaaaaaab")  # six homes in b
    steps = MONTHS + aggregate(COUNTS, model="statistical_secrecy", more=SECRECY)
    record, outcome = records(bench, noisy(bench, steps), data)["n"]
    assert record.protection == "statistical_secrecy" and record.mechanisms == ("suppression",)
    assert record.rules is not None and record.rules["min_count"] == 11
    assert record.rows.get("secret", 0) == (outcome.published.frame.cell_status == "secret").sum() >= 1
    assert record.private["secret_cells_by_reason"]["few_units"] == 1
    assert record.private["figures_found"] == 0
    assert record.figures[0].margin is None and record.figures[0].covered is not None
    assert record.figures[0].covered < 1
