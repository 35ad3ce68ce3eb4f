"""Open data from end to end: what is published, what is held, what is refused, what two releases tell together."""

from __future__ import annotations

import csv
import json

import pytest

from privkit.policy.reader import read_document
from privkit.run.apply import Order, apply_policy
from privkit.run.release import release
from tests.conftest import DAY

SECRECY = """\
steps:
  - minimise:
      keep:
        town:   { because: The public asks by town. }
        volume: { because: The quantity published. }
  - aggregate:
      privacy_model: statistical_secrecy
      secrecy: { at_least: 5 }
      tables:
        by_town:
          by: { town: { values: ["01053", "44109", "99999"] } }
          measures: { households: { count: household }, volume: { sum: volume } }

release_only_if:
  - small_cells: { at_least: 5 }
  - difference_with_previous_release: { at_least: 5 }
  - direct_identifiers_left: { at_most: 0 }

outputs:
  - name: by_town
    file: outputs/by_town.csv
    nature: aggregated
    qualification: { proposed: anonymous, for: the public }
    sharing: public
    licence: etalab-2.0
    publication: { period: "2025" }
    with: [table_schema, data_dictionary, reader_note]

evidence: { report: [html, json], readers: [dpo, public] }
"""
DECISION = (
    "decision: release\nby: controller\ncapacity: Head of water\ndate: 2026-11-15\nbecause: Conditions met.\n"
)


def place(tmp_path, policy_head, rows):
    """A policy of tables and its bills: (contract, town, volume)."""
    (tmp_path / "data").mkdir(exist_ok=True)
    lines = [f"{c},Someone,{t},2,2025-03-01,{v}" for c, t, v in rows]
    (tmp_path / "data" / "bills.csv").write_text(
        "contract,holder,town,people,read_on,volume\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    path = tmp_path / "p.yaml"
    path.write_text(policy_head + SECRECY, encoding="utf-8")
    return path


def run(path):
    return apply_policy(Order(read_document(path), DAY, "duckdb", path.parent / "reports"))


@pytest.fixture
def head():
    from tests.conftest import POLICY

    return (
        POLICY[: POLICY.index("steps:")]
        .replace("name: tiny", "name: tables")
        .replace("recipients: [data team]", "recipients: none\n  audience: everyone")
    )


BILLS = [(f"c{i}", "01053" if i % 3 else "44109", 10 + i) for i in range(30)]


def outcomes(applied):
    return {v["condition"]: v["outcome"] for v in applied.evidence["verdicts"]}


def let_out(tmp_path, applied):
    (tmp_path / "decision.yaml").write_text(DECISION, encoding="utf-8")
    release(applied.folder, tmp_path / "decision.yaml")


def test_tables_are_held_with_their_files_then_let_out(tmp_path, head):
    applied = run(place(tmp_path, head, BILLS))
    assert applied.status == "held" and set(outcomes(applied).values()) == {"held"}
    let_out(tmp_path, applied)
    out = applied.folder / "outputs"
    names = {path.name for path in out.iterdir()}
    assert {"by_town.csv", "by_town.schema.json", "by_town.note.en.html", "by_town.note.fr.md"} <= names
    rows = list(csv.DictReader((out / "by_town.csv").open(encoding="utf-8")))
    assert [(r["town"], r["households"], r["cell_status"]) for r in rows] == [
        ("01053", "20", "published"),
        ("44109", "10", "published"),
        ("99999", "0", "published"),
    ]
    schema = json.loads((out / "by_town.schema.json").read_text(encoding="utf-8"))
    assert [f["name"] for f in schema["fields"]] == list(rows[0])


def test_one_household_that_leaves_between_two_releases_refuses_the_second(tmp_path, head):
    let_out(tmp_path, run(place(tmp_path, head, BILLS)))
    again = run(place(tmp_path, head, BILLS[1:]))
    assert again.status == "refused"
    assert outcomes(again)["difference_with_previous_release"] == "failed"
    assert not (again.folder / "outputs").exists() and not (again.folder / "held").exists()


def test_many_that_leave_do_not_nor_what_was_never_let_out(tmp_path, head):
    run(place(tmp_path, head, BILLS))  # held, and never released
    one_less = run(place(tmp_path, head, BILLS[1:]))
    assert outcomes(one_less)["difference_with_previous_release"] == "held"
    let_out(tmp_path, one_less)
    fewer = run(place(tmp_path, head, [b for b in BILLS[1:] if b[0] not in {f"c{i}" for i in range(1, 16)}]))
    assert outcomes(fewer)["difference_with_previous_release"] == "held"


def test_another_period_is_not_compared(tmp_path, head):
    let_out(tmp_path, run(place(tmp_path, head, BILLS)))
    path = place(tmp_path, head, BILLS[1:])
    path.write_text(
        path.read_text(encoding="utf-8").replace('period: "2025"', 'period: "2026"'), encoding="utf-8"
    )
    assert outcomes(run(path))["difference_with_previous_release"] == "held"
