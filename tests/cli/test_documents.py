"""``report --format pia`` and ``aipd``: internal documents, from the command line and from the policy's own words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from privkit.evidence.pia.complete import QUESTIONS, missing


def test_the_policy_may_ask_for_the_pia_file(tiny: Any, privkit: Callable[..., Any]) -> None:
    tiny.change(("report: [markdown]", "report: [markdown, pia_tool]"))
    run = tiny.apply().folder
    file = json.loads((run / "report.pia.json").read_text(encoding="utf-8"))
    assert tuple(one["reference_to"] for one in file["answers"]) == QUESTIONS
    assert file["pia"]["name"]
    assert not [one for one in missing(file) if one.severity == "error"]
    assert privkit("verify", run, "--replay").code == 0


def test_a_changed_pia_file_is_found(tiny: Any, privkit: Callable[..., Any]) -> None:
    tiny.change(("report: [markdown]", "report: [pia_tool]"))
    run = tiny.apply().folder
    path = run / "report.pia.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"gauge": 0', '"gauge": 1', 1), encoding="utf-8")
    answer = privkit("verify", run)
    assert answer.code == 6
    assert "report.pia.json" in answer.err


def test_no_pia_file_for_public_readers_only(tiny: Any, privkit: Callable[..., Any]) -> None:
    tiny.change(
        ("report: [markdown]", "report: [markdown, pia_tool]"), ("readers: [controller]", "readers: [public]")
    )
    answer = privkit("apply", tiny.policy)
    assert answer.code == 3
    assert "PK827 `pia_tool` is for internal readers only, and none is named" in answer.err


def test_report_makes_the_pia_file_and_says_what_is_left(
    tiny: Any, privkit: Callable[..., Any], tmp_path: Any
) -> None:
    run = tiny.apply().folder
    path = tmp_path / "town.pia.json"
    answer = privkit("report", run, "--format", "pia", "--out", path)
    assert answer.code == 0
    assert answer.out == f"{path}\n"
    told = answer.err.splitlines()
    assert told[0].startswith("town.pia.json: answers 113: PK826 To be written by ")
    assert told[1] == "  → in the PIA application, at this place"
    assert answer.last == f"next: privkit verify {run}"
    printed = privkit("report", run, "--format", "pia")
    assert json.loads(printed.out) == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_report_makes_the_assessment(tiny: Any, privkit: Callable[..., Any], language: str) -> None:
    run = tiny.apply().folder
    page = privkit("report", run, "--format", "aipd", "--language", language)
    assert (page.code, page.out.startswith("<!DOCTYPE html>")) == (0, True)
    assert f'<html lang="{language}">' in page.out
    text = privkit("report", run, "--format", "aipd-markdown", "--for", "controller", "--language", language)
    assert (text.code, text.out.startswith("# ")) == (0, True)
    title = {"en": "Is an assessment required?", "fr": "L’analyse est-elle obligatoire"}[language]
    assert title in page.out
    assert title in text.out


def test_the_assessment_takes_the_form_of_its_file(
    tiny: Any, privkit: Callable[..., Any], tmp_path: Any
) -> None:
    run = tiny.apply().folder
    for name, start in (("a.md", "# "), ("a.html", "<!DOCTYPE html>")):
        assert (
            privkit("report", run, "--format", "aipd", "--out", tmp_path / name).out == f"{tmp_path / name}\n"
        )
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_a_recorded_decision_is_in_the_assessment(tiny: Any, privkit: Callable[..., Any]) -> None:
    held = tiny.held().apply().folder
    assert privkit("release", held, "--decision", tiny.decision()).code == 0
    assert "Head of water" in privkit("report", held, "--format", "aipd").out
