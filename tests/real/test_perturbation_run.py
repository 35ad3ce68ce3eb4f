"""Microaggregation and targeted blanks on real tables, through a policy: what leaves is what was promised."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import privkit

HERE = Path(__file__).resolve()
SHARED = next((p / "shared" for p in HERE.parents[3:5] if (p / "shared").exists()), HERE / "absent")
DATA = SHARED / "data" / "sdcmicro_testdata"
GOLDEN = SHARED / "golden" / "sdcmicro" / "golden.json"
pytestmark = pytest.mark.skipif(
    not DATA.exists() or not GOLDEN.exists(), reason="the reference data are not here"
)
KEYS = ["urbrur", "roof", "walls", "water", "electcon", "relat", "sex"]
BODY = """\
data:
  privacy_unit: {{ name: person, column: row }}
  tables:
    people:
      file: people.csv
      one_row_is: one person
      ORIGIN
      columns:
        {columns}
steps:
  - drop_older_than: {{ reason: retention }}
  - minimise:
      keep:
        {kept}
  - {step}
release_only_if:
  - {condition}
outputs:
  - name: people
    file: outputs/people.csv
    nature: generalised
    qualification: {{ proposed: personal, for: data team }}
    sharing: internal
    recipients: [data team]
"""
Prepared = Callable[[pd.DataFrame, str, str, str], Path]


@pytest.fixture
def prepared(tmp_path: Path, write_policy: Callable[..., Path], declared: Callable[..., str]) -> Prepared:
    """A table with a row number and a day, and a policy of one step on its columns."""

    def make(frame: pd.DataFrame, rule: str, step: str, condition: str) -> Path:
        names = list(frame)
        rows = frame.assign(row=[f"P{n}" for n in range(len(frame))], day="2026-01-01")
        rows.to_csv(tmp_path / "people.csv", index=False)
        rules = dict.fromkeys(names, rule)
        rules |= {"row": "role: direct_identifier, type: code", "day": "role: other, type: date"}
        kept = ("\n" + " " * 8).join(f"{name}: {{ because: Studied. }}" for name in names)
        parts = {"columns": declared(rules, [], 8), "kept": kept, "step": step, "condition": condition}
        return write_policy("people", "day", BODY.format(**parts))

    return make


@pytest.mark.parametrize("k", [3, 10])
def test_microaggregation_of_census_loses_what_mdav_loses(prepared: Prepared, k: int) -> None:
    frame = pd.read_csv(DATA / "CASCrefmicrodata.csv")
    step = f"microaggregate: {{ columns: [{', '.join(frame)}], k: {k} }}"
    condition = "direct_identifiers_left: { at_most: 0 }"
    policy = prepared(frame, "role: confidential, type: number, decimals: 2", step, condition)
    run = privkit.apply(policy, as_of=date(2026, 12, 31))
    figures = run.evidence["steps"][-1]["changes"]["figures"]
    golden = json.loads(GOLDEN.read_text())["mdav_benchmarks"][f"CASCrefmicrodata_k{k}"]
    assert 100 * float(figures["loss"]) == pytest.approx(
        golden["SSE_over_SST_pct_standardized_input"], abs=0.01
    )
    out = run.output("people")
    assert len(out) == len(frame)
    assert out.groupby(list(frame), dropna=False).size().min() >= k
    assert out.mean().to_numpy(float) == pytest.approx(frame.mean().to_numpy(float), rel=1e-4)


@pytest.mark.parametrize("k", [2, 5])
def test_blanks_leave_groups_of_k_as_the_condition_counts_them(prepared: Prepared, k: int) -> None:
    frame = pd.read_csv(DATA / "testdata.csv")[KEYS]
    step = f"suppress_locally: {{ k: {k}, on: [{', '.join(KEYS)}] }}"
    condition = f"k_anonymity: {{ at_least: {k}, because: A test. }}"
    run = privkit.apply(
        prepared(frame, "role: quasi_identifier, type: integer", step, condition), as_of=date(2026, 12, 31)
    )
    assert run.verdicts[0]["outcome"] == "held"
    figures = run.evidence["steps"][-1]["changes"]["figures"]
    golden = json.loads(GOLDEN.read_text())["testdata"]
    assert figures["units_at_risk"] == golden["kanon_violations"][f"k{k}"]
    assert sum(figures["values_blanked"].values()) <= 1.5 * golden[f"localSuppression_k{k}"]["total"]
    out = run.output("people")
    assert out.groupby(KEYS, dropna=False).size().min() >= k
    assert int(out.isna().sum().sum()) == sum(figures["values_blanked"].values())
