"""What changed since the last version, as the evidence of a run holds it; what is due."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from privkit.evidence.report import render
from privkit.run.due import to_do
from privkit.run.eliminated import eliminated_outputs
from privkit.run.existing import Committed, project_of_run
from privkit.run.history import history
from privkit.run.purge import purge
from privkit.run.release import release
from privkit.run.verify import verify


@pytest.fixture(autouse=True)
def ordered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of one second sort by their identity: give each a second of its own."""
    import datetime

    from privkit.run import apply

    class Clock(datetime.datetime):
        ticks = 0

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Clock:
            cls.ticks += 1
            return cls(2026, 11, 20, 8, 0, cls.ticks, tzinfo=tz)

    monkeypatch.setattr(apply, "datetime", Clock)


def test_a_first_version_has_nothing_before(tiny: Any) -> None:
    assert tiny.apply().evidence["since"] == {
        "before": None,
        "changes": [],
        "figures": [],
        "other": [],
        "tables": [],
    }


def test_the_policy_the_data_and_the_figures(tiny: Any) -> None:
    first = tiny.apply()
    tiny.bills.write_text(tiny.bills.read_text().replace("C0001", "C9001"), encoding="utf-8")
    second = tiny.change(("k_anonymity: { at_least: 5", "k_anonymity: { at_least: 4")).apply()
    since = second.evidence["since"]
    before = since["before"]
    assert (before["run"], before["version"], before["status"]) == (first.run, "1.0", "released")
    assert before["day"] == "2026-11-20" and len(before["manifest_sha256"]) == 64
    assert since["changes"] == [
        {
            "effect": "weaker",
            "words": {
                "en": "release_only_if, k_anonymity, at_least: 5 becomes 4; more is let through",
                "fr": "diffuser_seulement_si, k_anonymat, au_moins\u00a0: 5 devient 4\u202f; la sortie est plus facile",
            },
        }
    ]
    assert since["tables"] == ["bills"]
    assert since["other"] == [
        {"en": "the data changed: bills", "fr": "les données ont changé : bills"},
    ]
    assert verify(second.folder) == []


def test_a_refused_run_is_not_the_last_version_when_another_was_let_out(tiny: Any) -> None:
    first = tiny.apply()
    tiny.change(("at_least: 5", "at_least: 50"))
    refused = tiny.apply()
    assert str(refused.status) == "refused"
    assert refused.evidence["since"]["before"]["run"] == first.run
    tiny.change(("at_least: 50", "at_least: 6"))
    third = tiny.apply().evidence["since"]
    assert third["before"]["run"] == first.run
    assert [change["effect"] for change in third["changes"]] == ["stronger"]


def test_without_a_version_let_out_the_last_run_stands_and_its_state_is_told(tiny: Any) -> None:
    tiny.change(("at_least: 5", "at_least: 50"))
    refused = tiny.apply()
    tiny.change(("at_least: 50", "at_least: 5"))
    before = tiny.apply().evidence["since"]["before"]
    assert (before["run"], before["status"]) == (refused.run, "refused")


@pytest.mark.parametrize("text", ["{", "{}", '{"run": 1}'])
def test_a_run_that_cannot_be_read_stops_nothing(tiny: Any, text: str) -> None:
    first = tiny.apply()
    (first.folder / "evidence.json").write_text(text, encoding="utf-8")
    since = tiny.change(("title: A small set", "title: A set")).apply().evidence["since"]
    assert since["before"] is None
    assert since["other"][0]["en"] == f"runs that cannot be read were not looked at: {first.run}"


def test_evidence_that_was_edited_stops_nothing(tiny: Any) -> None:
    first = tiny.apply()
    body = json.loads((first.folder / "evidence.json").read_text(encoding="utf-8"))
    body.update(inputs=7, verdicts=[1], outputs=None)
    (first.folder / "evidence.json").write_text(json.dumps(body), encoding="utf-8")
    since = tiny.change(("title: A small set", "title: A set")).apply().evidence["since"]
    assert (since["before"]["run"], since["changes"], since["figures"]) == (first.run, None, [])
    page = tiny.apply().folder / "report.md"
    assert "Since version 1.0" in page.read_text(encoding="utf-8")


def test_the_report_is_made_again_from_the_run_alone(tiny: Any) -> None:
    first = tiny.apply()
    second = tiny.change(("at_least: 5", "at_least: 6")).apply()
    written = (second.folder / "report.md").read_text(encoding="utf-8")
    import shutil

    shutil.rmtree(first.folder)
    evidence = Committed.read(second.folder).evidence
    assert render(evidence, format="markdown", reader="controller", language="en") == written
    assert "5 becomes 6" in written


def test_the_report_of_a_purged_run_says_so(tiny: Any, privkit: Any) -> None:
    folder = tiny.apply().folder
    far = date(2200, 1, 1)
    assert eliminated_outputs(project_of_run(folder), folder.name) == {}
    purge(tiny.reports, far, far)
    (day,) = eliminated_outputs(project_of_run(folder), folder.name).values()
    assert date.fromisoformat(day) <= date.today()
    done = privkit("report", str(folder), "--language", "en", "--format", "markdown")
    assert "Eliminated since" in done.out and "(eliminated since)" in done.out


def due(tiny: Any, as_of: date) -> list[tuple[str, str]]:
    (runs,) = history(tiny.reports, as_of)
    return [(tag.en, words.en) for _, tag, words in to_do(runs)]


def test_what_is_due_and_what_will_be_soon(tiny: Any) -> None:
    tiny.apply()
    assert due(tiny, date(2026, 12, 1)) == []
    assert due(tiny, date(2027, 10, 1)) == [
        ("soon", "1 output to eliminate or archive, the first on 20 November 2027")
    ]
    assert due(tiny, date(2027, 11, 20)) == [
        ("now", "1 output past the time they may be kept: privkit purge --due")
    ]
    late = due(tiny, date(2031, 6, 30))
    assert late[0] == ("now", "the policy was to be reviewed before 30 June 2031")
    assert late[2] == ("now", "1 run to judge again: the reasons are below")
    purge(tiny.reports, date(2028, 1, 1), date(2028, 1, 1))
    assert due(tiny, date(2031, 5, 1)) == [("soon", "the policy is to be reviewed before 30 June 2031")]


def test_a_run_that_waits_is_told_until_it_is_decided(tiny: Any) -> None:
    folder = tiny.held().apply().folder
    assert ("now", "1 run waiting for the decision of the controller") in due(tiny, date(2026, 12, 1))
    release(folder, tiny.decision())
    assert due(tiny, date(2026, 12, 1)) == []
