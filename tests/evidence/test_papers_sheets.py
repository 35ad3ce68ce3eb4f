"""The table of AI how-to sheets: all of them, results of this run, and never words put in the CNIL's mouth."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
import sample
import sample_tables

from privkit.evidence.asjson import to_json
from privkit.evidence.papers import Order, Subject, make
from privkit.evidence.papers.sheets import STATES
from privkit.values import Outcome

NUMBERS = ["1", "2", "3", "4", "5", "6", "7", "8", "8 bis", "9", "10", "11", "12", "13"]


def table(run: Any = None, change: Any = None, **order: Any) -> dict[str, dict[str, Any]]:
    evidence = to_json(run or sample.record())
    if change:
        change(evidence["policy"])
    found = json.loads(make(Subject(evidence), "sheets", "json", Order(**order)))["sheets"]
    return {one["number"]: one for one in found}


def states(sheet: dict[str, Any]) -> dict[str, str]:
    return {one["text"]: one["state"] for one in sheet["checked"]}


@pytest.mark.parametrize("run", [sample.record, sample.refused, sample_tables.noisy])
def test_every_sheet_has_checks_and_a_part_for_people(run: Any) -> None:
    found = table(run())
    assert list(found) == NUMBERS
    for one in found.values():
        assert one["checked"] and one["person"]
        assert {check["state"] for check in one["checked"]} <= set(STATES)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_is_said_by_the_cnil(language: Any) -> None:
    for form in ("md", "csv"):
        said = make(Subject(to_json(sample.record())), "sheets", form, Order(language=language))
        assert not re.search(
            r"CNIL (said|says|asks|requires|recommends|dit|a dit|demande|exige|recommande)", said
        )
        assert not re.search(r"(selon|according to) (la|the) CNIL", said, re.IGNORECASE)
    told = {"en": "this table is not", "fr": "ce tableau n’en vient pas"}
    assert told[language] in make(Subject(to_json(sample.record())), "sheets", "md", Order(language=language))


def test_results_are_those_of_the_run() -> None:
    good, bad = table()["6"], table(sample.refused())["6"]
    assert states(good)["Cost of protection: 3.8% of messages change (redrawing the raw data alone changes 2.2%) "
                        "(at most 5%)"] == "met"  # fmt: skip
    assert states(bad)["Cost of protection: 7.4% of messages change (at most 5%)"] == "not_met"
    assert "inconclusive" in states(table(sample.inconclusive())["6"]).values()


def test_a_share_that_fails_is_never_shown_as_if_it_passed() -> None:
    cost = replace(sample.VERDICTS[4], outcome=Outcome.FAILED, figures={"share": 0.0504, "required": 0.05})
    found = states(table(sample.record(verdicts=(cost,)), reader="public")["6"])
    assert found["Cost of protection: over 5% (at most 5%)"] == "not_met"


def test_what_was_not_measured_says_so() -> None:
    found = table()
    assert states(found["13"])["Attacks on what leaves"] == "not_measured"
    assert states(found["8 bis"])["Whether a source was scraped"] == "not_measured"
    assert states(found["11"])["Labels given by people"] == "not_measured"


@pytest.mark.parametrize(
    ("number", "change", "missing"),
    [
        ("2", lambda p: p["register"].update(purpose=""), "Purpose"),
        ("3", lambda p: p["register"]["processors"][0].pop("contract"), "Contract (Exploitant du secteur nord)"),
        ("4", lambda p: p["data"]["tables"]["foncier"]["origin"].pop("compatibility"),
         "Why reuse is compatible (fichiers fonciers)"),
        ("4", lambda p: p["register"].pop("legal_basis"), "Legal basis"),
        ("5", lambda p: p["register"].pop("dpia"), "Impact assessment"),
        ("5", lambda p: p.pop("governance"), "DPO's advice"),
        ("9", lambda p: p["register"].pop("rights"), "How persons are told"),
    ],
)  # fmt: skip
def test_what_the_policy_lacks_is_missing(number: str, change: Any, missing: str) -> None:
    assert "missing" not in states(table()[number]).values()
    assert states(table(change=change)[number])[missing] == "missing"


def test_a_column_kept_without_a_reason_is_named() -> None:
    bare = tuple(replace(one, because=None) if one.column == "jardin" else one for one in sample.JOURNEYS)
    assert (
        states(table(sample.record(journeys=bare))["7"])["Reason to keep every column (jardin)"] == "missing"
    )


def test_requests_that_come_late_are_told() -> None:
    late = (*sample.STEPS[1:], sample.STEPS[0])
    assert states(table(sample.record(steps=late))["10"])["Applied before any other step"] == "not_met"
    none = states(table(sample.record(steps=sample.STEPS[1:]))["10"])
    assert none == {"Requests of persons applied by this run": "missing"}


def test_legitimate_interests_ask_for_their_balance() -> None:
    found = table(change=lambda p: p["register"]["legal_basis"].update(ground="legitimate_interests"))["8"]
    assert list(states(found).values()) == ["not_measured"]
