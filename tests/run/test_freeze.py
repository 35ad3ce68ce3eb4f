"""Levels chosen on one delivery, applied to the next: drift told, conditions judged again, replay faithful."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from privkit.errors import DataError, EvidenceError
from privkit.evidence.asjson import read_evidence
from privkit.policy.reader import read_document
from privkit.run.freeze import freeze

STEP = """
  - make_k_anonymous:
      k: 5
      on: [town, people]
      remove_at_most: 10 %
      hierarchies: { town: towns.csv }

release_only_if:
"""
TOWNS = "town,area\n01053,North\n02053,North\n03053,South\n"


@pytest.fixture
def grouped(tiny):
    """The small set with a step that must merge towns: seven households of one person in the first."""
    tiny.change(("\nrelease_only_if:\n", STEP))
    (tiny.folder / "towns.csv").write_text(TOWNS, encoding="utf-8")
    write(tiny, [("01053", 1)] * 3 + [("01053", 2)] * 20 + [("02053", 1)] * 20 + [("03053", 2)] * 20)
    return tiny


def write(tiny, homes) -> None:
    lines = ["contract,holder,town,people,read_on,volume"]
    lines += [
        f"C{n:04d},Zyxcanari{n},{town},{people},2026-0{n % 9 + 1}-15,{40 + n * 1.5:.1f}"
        for n, (town, people) in enumerate(homes)
    ]
    tiny.bills.write_text("\n".join(lines) + "\n", encoding="utf-8")


NEXT = [("01053", 1)] * 2 + [("01053", 2)] * 50 + [("02053", 1)] * 12 + [("03053", 2)] * 20


def figures(folder: Path) -> dict:
    return read_evidence(folder)["steps"][-1]["changes"]


def test_the_next_delivery_takes_the_levels_of_the_first(grouped, privkit):
    first = grouped.apply()
    levels = figures(first.folder)["figures"]["levels"]
    plan = grouped.folder / "plan.json"
    answer = privkit("plan", grouped.policy, "--from", first.folder, "--out", plan)
    assert answer.code == 0, answer.err
    kept = f"   2. people {levels['people']}/1, town {levels['town']}/2\n"
    assert f"Levels kept from the run {first.run}\n{kept}" in answer.out
    write(grouped, NEXT)
    answer = privkit("apply", plan, "--as-of", "2026-11-16")
    assert answer.code == 0, answer.err
    (second,) = (run for run in grouped.runs if run.name != first.run)
    changes = figures(second)
    assert changes["figures"]["levels"] == levels
    assert changes["figures"]["frozen_from"] == first.run
    # three of 63 were removed or merged in the first; the second has other shares
    assert float(changes["figures"]["drift"]["town"]) == pytest.approx(
        sum(abs(a - b) for a, b in zip(shares(first.folder), shares(second), strict=True)) / 2, abs=2e-4
    )
    assert changes["notes"][0]["en"].startswith(f"levels are those of the run {first.run}: ")
    assert read_evidence(second)["frozen"]["run"] == first.run
    assert "Zyxcanari" not in plan.read_text() + json.dumps(read_evidence(second))
    assert privkit("verify", second, "--replay").code == 0


def shares(folder: Path) -> list[float]:
    return [float(share) for share in figures(folder)["figures"]["shares"]["town"]]


def test_a_far_column_is_named(grouped, privkit):
    first = grouped.apply()
    plan = grouped.folder / "plan.json"
    privkit("plan", grouped.policy, "--from", first.folder, "--out", plan)
    write(grouped, [("03053", 2)] * 60 + [("03053", 1)] * 40)
    privkit("apply", plan, "--as-of", "2026-11-16")
    (second,) = (run for run in grouped.runs if run.name != first.run)
    assert figures(second)["notes"][1]["fr"] == (
        "ces colonnes se répartissent autrement que dans cette livraison : town ; pensez à chercher de nouveau"
    )


def test_conditions_are_judged_again(grouped, privkit):
    """Kept levels that no longer suit: more than the condition allows is removed, and nothing leaves."""
    grouped.change(("  - l_diversity", "  - households_removed: { at_most: 10 % }\n  - l_diversity"))
    first = grouped.apply()
    plan = grouped.folder / "plan.json"
    privkit("plan", grouped.policy, "--from", first.folder, "--out", plan)
    write(grouped, [("01053", 1 + n) for n in range(30)] + [("03053", 2)] * 30)
    answer = privkit("apply", plan, "--as-of", "2026-11-16")
    assert answer.code == 1
    (second,) = (run for run in grouped.runs if run.name != first.run)
    assert read_evidence(second)["status"] == "refused"
    removed = next(v for v in read_evidence(second)["verdicts"] if v["condition"] == "households_removed")
    assert removed["outcome"] == "failed"
    again = grouped.apply()  # a fresh search finds other levels
    assert str(again.status) == "released"


def test_a_value_the_hierarchy_lacks_is_told(grouped, privkit):
    first = grouped.apply()
    plan = grouped.folder / "plan.json"
    privkit("plan", grouped.policy, "--from", first.folder, "--out", plan)
    write(grouped, [("09999", 2)] * 20)
    answer = privkit("apply", plan, "--as-of", "2026-11-16")
    assert answer.code == 4
    assert "PK437 distinct values of town missing from its hierarchy: 1" in answer.err


def test_levels_that_are_no_longer_there_are_told(grouped, privkit):
    first = grouped.apply()
    frozen = freeze(first.folder, read_document(grouped.policy))
    assert set(frozen["steps"]) == {"2"}
    frozen["steps"]["2"]["highest_levels"]["town"] = 7
    from privkit.run.apply import Order, apply_policy

    with pytest.raises(DataError) as caught:
        apply_policy(
            Order(read_document(grouped.policy), date(2026, 11, 15), "duckdb", grouped.reports, frozen=frozen)
        )
    assert caught.value.problems[0].code == "PK496"


def test_a_changed_policy_or_reference_needs_a_new_plan(grouped, privkit):
    first = grouped.apply()
    plan = grouped.folder / "plan.json"
    privkit("plan", grouped.policy, "--from", first.folder, "--out", plan)
    (grouped.folder / "towns.csv").write_text(TOWNS + "04053,South\n", encoding="utf-8")
    answer = privkit("apply", plan)
    assert answer.code == 4
    assert "PK862 changed since the plan was made: towns.csv" in answer.err


def test_only_a_run_of_the_same_steps_gives_levels(grouped):
    first = grouped.apply()
    grouped.change(("      k: 5\n", "      k: 6\n"))
    with pytest.raises(DataError) as caught:
        freeze(first.folder, read_document(grouped.policy))
    assert caught.value.text("en")[0] == "PK863 the steps of the policy are not those of this run"


def test_a_refused_run_and_local_groups_give_none(grouped, tiny_at, tmp_path):
    grouped.change(("k_anonymity: { at_least: 5", "k_anonymity: { at_least: 50"))
    refused = grouped.apply()
    with pytest.raises(DataError) as caught:
        freeze(refused.folder, read_document(grouped.policy))
    assert caught.value.text("fr")[0] == "PK863 le passage a été refusé : ses niveaux ne se gardent pas"
    plain = tiny_at(tmp_path / "plain")
    run = plain.apply()
    with pytest.raises(DataError) as caught:
        freeze(run.folder, read_document(plain.policy))
    assert caught.value.problems[0].code == "PK863"


def test_what_is_not_a_run_is_told(grouped, tmp_path):
    with pytest.raises(EvidenceError):
        freeze(tmp_path, read_document(grouped.policy))


def test_a_column_left_as_it_was_is_not_said_to_be_coarser(grouped):
    first = grouped.apply()
    levels = figures(first.folder)["figures"]["levels"]
    told = {
        j["column"]: (j["fate"], j["done"][-1]["en"])
        for j in read_evidence(first.folder)["journeys"]
        if j["done"]
    }
    assert 0 in levels.values()
    for column, level in levels.items():
        wanted = ("changed", "made coarser to form groups") if level else ("kept", "used to form groups")
        assert told[column] == wanted
