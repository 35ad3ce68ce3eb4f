"""Whole runs that make rows: released or refused by attacks, the budget paid, and nothing of a person left."""

from __future__ import annotations

import csv
import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from privkit.policy.reader import read_document
from privkit.run.apply import Order, apply_policy, reports_folder
from privkit.run.verify import replay, verify

AS_OF = date(2026, 1, 1)
POLICY = """\
privkit: 1
language: en
policy: {{ name: homes, title: Made homes, version: "1", state: draft, review_before: 2030-01-01 }}
register:
  record: R-1
  controller: City
  dpo: dpo@city.example
  purpose: Prototype a screen.
  legal_basis: {{ ground: public_task, texts: [text], because: A public task. }}
  data_subjects: [people]
  data_categories: [bills]
  recipients: [team]
  retention: {{ duration: 3 years, from: release_date, because: Needed so long., then: eliminate }}
  rights: {{ information: A note. }}
data:
  privacy_unit: {{ name: household, column: home }}
  tables:
    homes:
      file: homes.csv
      one_row_is: a home
      origin: {{ source: city, collection: direct, first_purpose: billing }}
      columns:
        home: {{ role: direct_identifier, type: code }}
        area: {{ role: quasi_identifier, type: category }}
        people: {{ role: quasi_identifier, type: integer }}
        surface: {{ role: quasi_identifier, type: number, decimals: 1 }}
        garden: {{ role: quasi_identifier, type: yes_no }}
        volume: {{ role: confidential, type: number, decimals: 2 }}
{budget}steps:
  - minimise:
      keep:
        area: {{ because: Local climate. }}
        people: {{ because: Driver of use. }}
        surface: {{ because: Size of the home. }}
        garden: {{ because: Summer watering. }}
        volume: {{ because: The quantity shown. }}
  - set_aside: {{ share: 40 % }}
  - {protect}
release_only_if:
  - direct_identifiers_left: {{ at_most: 0 }}
{conditions}
outputs:
  - name: made
    file: outputs/made.csv
    nature: {nature}
    qualification: {{ proposed: personal, for: team }}
    sharing: internal
    recipients: [team]
    eliminate_after: 12 months
technical: {{ attacks: 1500, seed: 3 }}
evidence: {{ report: [html, markdown, json], readers: [dpo, public] }}
"""
BUDGET = """\
privacy_budget:
  ledger: budgets/b.sqlite
  protects: household
  period: "2025"
  total: { epsilon: 2, delta: 1e-6 }
  this_release: { epsilon: 2, delta: 1e-6 }
"""
DP = (
    "synthesise: { method: marginals, privacy_model: { differential_privacy: { epsilon: 2, delta: 1e-6 } }, domain: {"
    " area: { values: [north, south, east, west] }, people: { at_least: 1, at_most: 8 },"
    " surface: { at_least: 10, at_most: 200 }, volume: { at_least: 0, at_most: 400 } } }"
)
ATTACKS = """\
  - copied_records: { at_most: 0 }
  - singling_out: { risk_at_most: 10 % }
  - inference: { risk_at_most: 10 %, secret: volume, attacker_knows: [area, people, surface, garden], within: 2 % }
  - membership: { advantage_at_most: 15 %, targets: [random] }
  - fidelity: { distance_at_most: 30 %, columns_together: 2 }
  - usefulness: { loss_at_most: 60 % }
"""


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """4,000 homes, every surface and volume nearly its own."""
    rng = np.random.default_rng(5)
    people = 1 + rng.poisson(1.2, 4000).clip(max=6)
    surface = (rng.normal(40 + 18 * people, 15)).clip(12, 199).round(1)
    volume = (people * 32 * np.exp(rng.normal(0, 0.3, 4000))).clip(2, 399).round(2)
    return pd.DataFrame(
        {
            "home": [f"Zyx{n:05}" for n in rng.permutation(4000)],
            "area": rng.choice(["north", "south", "east", "west"], 4000),
            "people": people,
            "surface": surface,
            "garden": np.where(rng.random(4000) < 0.4, "yes", "no"),
            "volume": volume,
        }
    )


def run(folder, homes, protect, conditions=ATTACKS, budget="", nature="synthetic"):
    homes.to_csv(folder / "homes.csv", index=False)
    text = POLICY.format(protect=protect, conditions=conditions, budget=budget, nature=nature)
    (folder / "p.yaml").write_text(text, encoding="utf-8")
    document = read_document(folder / "p.yaml")
    return apply_policy(Order(document, AS_OF, "duckdb", reports_folder(document)))


def verdicts(done):
    return {v["condition"]: v["outcome"] for v in done.evidence["verdicts"]}


def rows_of(done):
    (file,) = [*done.folder.glob("held/made.csv"), *done.folder.glob("outputs/made.csv")]
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_noisy_rows_are_released_the_budget_paid_and_nothing_of_a_home_is_left(tmp_path, homes):
    conditions = "  - privacy_budget: { within: this_release }\n" + ATTACKS
    done = run(tmp_path, homes, DP, conditions, BUDGET)
    assert set(verdicts(done).values()) == {"held"}, done.evidence["verdicts"]
    rows = rows_of(done)
    assert 2000 < len(rows) < 2800 and list(rows[0]) == ["area", "people", "surface", "garden", "volume"]
    for file in done.folder.rglob("*"):
        if file.is_file():
            assert b"Zyx" not in file.read_bytes(), file
    budget = done.evidence["budget"]
    assert budget["releases"] == 1 and len(budget["events"]) > 5
    assert verify(done.folder) == []
    again = apply_policy(
        Order(
            read_document(tmp_path / "p.yaml"),
            AS_OF,
            "duckdb",
            reports_folder(read_document(tmp_path / "p.yaml")),
        )
    )
    assert again.reused and again.run == done.run


def test_a_second_release_beyond_the_total_is_refused(tmp_path, homes):
    from privkit.errors import PrivkitError

    run(tmp_path, homes, DP, "", BUDGET)
    with pytest.raises(PrivkitError) as caught:
        run(tmp_path, homes, DP.replace("at_most: 8", "at_most: 9"), "", BUDGET)
    assert "PK870" in "\n".join(caught.value.text("en"))


def test_perturbed_rows_near_the_true_ones_are_refused_by_attacks(tmp_path, homes):
    protect = "add_noise: { columns: [surface, volume], strength: 0.1 % }"
    done = run(tmp_path, homes, protect, nature="generalised")
    found = verdicts(done)
    assert done.status.value == "refused"
    assert found["inference"] == "failed" and found["singling_out"] == "failed"
    assert not [*done.folder.glob("held/*.csv"), *done.folder.glob("outputs/*.csv")]
    told = json.dumps(done.evidence["verdicts"])
    assert "Zyx" not in told


def test_rows_made_by_trees_copy_nobody(tmp_path, homes):
    trees = "synthesise: { method: trees, privacy_model: none }"
    done = run(tmp_path, homes, trees, "  - copied_records: { at_most: 0 }\n")
    assert verdicts(done)["copied_records"] == "held"
    real = set(homes[["area", "people", "surface", "volume"]].astype(str).itertuples(index=False, name=None))
    made = {
        (r["area"], r["people"], str(float(r["surface"])), str(float(r["volume"]))) for r in rows_of(done)
    }
    assert len(made & real) <= 2


@pytest.mark.parametrize("protect", [DP, "synthesise: { method: trees, privacy_model: none }"])
def test_a_replay_finds_the_same_rows_or_the_same_plan_of_the_noise(tmp_path, homes, protect):
    done = run(tmp_path, homes, protect, "")
    document = read_document(tmp_path / "p.yaml")
    assert replay(done.folder, document, tmp_path / "again") == []
    homes.assign(volume=1).to_csv(tmp_path / "homes.csv", index=False)
    told = [p.code for p in replay(done.folder, document, tmp_path / "other")]
    assert told and set(told) == {"PK845"}
