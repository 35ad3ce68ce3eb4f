"""``privkit advise``: candidates side by side, measured on a small city; what cannot be measured is told and not ranked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
AS_OF = ("--as-of", "2026-11-15")


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A city with enough people set aside for attacks to tell something."""
    from privkit.demo import make_city
    from privkit.demo.policies import write_policies

    report = make_city(tmp_path_factory.mktemp("advised"), households=1500, seed=5)
    write_policies(report.folder)
    return report


@pytest.fixture(scope="module")
def found(larger: Any) -> tuple[Path, dict[str, Any], Any]:
    """The answer for steering, as JSON, its folder and the value it was made from."""
    from datetime import date

    from privkit.advice.answer import advise
    from privkit.advice.asjson import as_json
    from privkit.advice.candidates import Asked
    from privkit.advice.uses import USES
    from privkit.policy.reader import read_document

    folder = larger.folder
    document = read_document(folder / "water-training.en.yaml")
    told: list[tuple[int, int, str]] = []
    answer = advise(
        document, Asked(USES["bi"]), date(2026, 11, 15), lambda n, of, words: told.append((n, of, words.en))
    )
    assert [n for n, _, _ in told] == list(range(1, len(told) + 1)) and {of for _, of, _ in told} == {
        len(told)
    }
    return folder, as_json(answer), answer


def by_key(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["candidate"]: one for one in told["candidates"]}


def test_every_candidate_is_measured_or_says_why_not(found: tuple[Path, dict[str, Any], Any]) -> None:
    _, told, _ = found
    candidates = by_key(told)
    assert list(candidates) == [
        *("own", "pseudonymised", "bands", "k50", "secrecy", "dp_tables_1", "dp_tables_3"),
    ]
    for one in candidates.values():
        assert one["measured"] or one["because"]["en"]
    assert candidates["own"]["smallest_group"] >= 11
    assert candidates["pseudonymised"]["smallest_group"] == 1
    assert candidates["pseudonymised"]["units_removed"] == 0
    assert (candidates["dp_tables_1"]["epsilon"], candidates["dp_tables_3"]["epsilon"]) == (1.0, 3.0)
    one, three = (candidates[f"dp_tables_{e}"]["tables"][0] for e in (1, 3))
    assert one["margin"] > three["margin"] > 0
    assert candidates["secrecy"]["tables"][0]["margin"] == 0


def test_an_attack_finds_nobody_protected_more_easily_than_unprotected(
    found: tuple[Path, dict[str, Any], Any],
) -> None:
    """A planted bug: were the release attacked in the place of the raw data, both columns would be alike."""
    candidates = by_key(found[1])
    raw, grouped = candidates["pseudonymised"]["attacks"], candidates["own"]["attacks"]
    assert raw["linkability"]["value"] > 0.5 > grouped["linkability"]["value"]
    assert raw["linkability"]["unprotected"] > 0.5
    assert "linkability" in candidates["pseudonymised"]["attacks_above_the_line"]


def test_the_least_cost_is_among_those_that_hold(found: tuple[Path, dict[str, Any], Any]) -> None:
    _, told, _ = found
    candidates = by_key(told)
    assert told["least_cost"]
    for one in told["least_cost"]:
        assert candidates[one["candidate"]]["measured"]
        assert candidates[one["candidate"]]["conditions_not_held"] == []


def test_nothing_is_written_beside_the_policy(found: tuple[Path, dict[str, Any], Any]) -> None:
    folder = found[0]
    assert not (folder / "reports").exists() and not (folder / "budgets").exists()


def test_no_data_value_is_told(found: tuple[Path, dict[str, Any], Any], larger: Any) -> None:
    from privkit.advice.page import page
    from privkit.evidence.report.html import to_html
    from privkit.evidence.report.markdown import to_markdown

    _, told, answer = found
    text = json.dumps(told, ensure_ascii=False)
    for language in ("en", "fr"):
        report = page(answer, language)
        text += to_html(report) + to_markdown(report)
    for canary in larger.canaries:
        for value in canary:
            assert value not in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_it_is_internal_and_decides_nothing(
    found: tuple[Path, dict[str, Any], Any], language: Any
) -> None:
    from privkit.advice.page import page
    from privkit.evidence.report.markdown import to_markdown

    text = to_markdown(page(found[2], language))
    said = {
        "en": ("are not published", "the tool decides no point of law", "What a person decides"),
        "fr": ("ne se publient pas", "ne tranche aucun point de droit", "Ce qu’une personne décide"),
    }
    for words in said[language]:
        assert words in text
    assert "recommend" not in text.lower() and "recommand" not in text.lower()


def test_the_command_prints_and_writes(privkit: Command, tiny: Any, tmp_path: Path) -> None:
    """A file without anything to attack or to make rows from: reasons are told, and nothing is ranked beside them."""
    page = tmp_path / "advice.html"
    answer = privkit("advise", tiny.policy, "--for", "pilotage", "--out", page, "--language", "en", *AS_OF)
    assert answer.code == 0
    assert answer.out.startswith("For steering: dashboards, indicators. Staff read figures by group")
    assert "Not measured" in answer.out
    assert "1/" in answer.err and "nothing is spent, nothing is published" in answer.err
    assert answer.last == f"next: privkit explain {tiny.policy}"
    assert "Which protection, and when" in page.read_text()


def test_what_is_refused_before_data_are_read(privkit: Command, tiny: Any, tmp_path: Path) -> None:
    answer = privkit("advise", tiny.policy, "--for", "bil")
    assert answer.code == 2
    assert answer.err.splitlines()[:2] == ["PK697 --for bil: there is no such use", "  → --for bill"]
    answer = privkit("advise", tiny.policy, "--for", "bill", "--language", "en")
    assert answer.code == 3
    assert "PK699 the policy compares nothing: no reference table could be on a bill" in answer.err
    answer = privkit("advise", tiny.policy, "--for", "bi", "--out", tmp_path / "x.pdf", "--language", "en")
    assert answer.code == 2 and "ends with none of .html, .md, .json" in answer.err
    answer = privkit("advise", tiny.policy, "--for", "bi", "--sample", "3", "--language", "en")
    assert answer.code == 2 and "--sample is a number of units, 500 or more, or all" in answer.err


def test_data_that_are_not_there_are_told_as_apply_tells_them(privkit: Command, tiny: Any) -> None:
    tiny.bills.unlink()
    answer = privkit("advise", tiny.policy, "--for", "bi", "--language", "en", *AS_OF)
    assert answer.code == 4
    assert "PK401" in answer.err
