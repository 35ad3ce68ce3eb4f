"""``privkit diff``: two policies, or two runs, in words and for a program."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def changed(tiny: Any, *pairs: tuple[str, str]) -> Path:
    """A copy of the policy with fragments replaced."""
    text = tiny.policy.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path: Path = tiny.folder / "new.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_weaker_comes_first(tiny: Any, privkit: Callable[..., Any]) -> None:
    after = changed(
        tiny,
        ("k_anonymity: { at_least: 5,", "k_anonymity: { at_least: 3,"),
        ("duration: 3 years", "duration: 2 years"),
        ("title: A small set", "title: A set"),
    )
    answer = privkit("diff", tiny.policy, after)
    assert answer.code == 0
    assert answer.out == (
        "Weaker protection (1)\n"
        "  release_only_if, k_anonymity, at_least: 5 becomes 3; more is let through\n"
        "Different: a person must look (1)\n"
        "  policy, title: “A small set” becomes “A set”\n"
        "Stronger protection (1)\n"
        "  register, retention, duration: 3 years becomes 2 years; data are kept less long\n"
        "Only what is written is compared: what an attacker could learn is measured by apply.\n"
    )
    assert answer.last == f"next: privkit check {after}"
    french = privkit("diff", after, tiny.policy, "--language", "fr").out.splitlines()
    assert french[:2] == [
        "Protection plus faible (1)",
        "  registre, conservation, durée\u00a0: 2 ans devient 3 ans\u202f; les données sont gardées plus longtemps",
    ]
    assert french[4:6] == [
        "Protection plus forte (1)",
        "  diffuser_seulement_si, k_anonymat, au_moins\u00a0: 3 devient 5\u202f; la sortie est plus difficile",
    ]


def test_nothing_changed(tiny: Any, privkit: Callable[..., Any]) -> None:
    assert privkit("diff", tiny.policy, tiny.policy).out == "Both policies say the same.\n"
    told = privkit("diff", tiny.policy, tiny.policy, "--language", "fr").out
    assert told == "Les deux politiques disent la même chose.\n"


def test_for_a_program_and_of_a_run(tiny: Any, privkit: Callable[..., Any]) -> None:
    run = tiny.apply().folder
    after = changed(
        tiny, ("recipients: [data team]\n    eliminate", "recipients: [data team, press]\n    eliminate")
    )
    answer = privkit("diff", run, after, "--json")
    body = json.loads(answer.out)
    assert (body["weaker"], body["different"], body["stronger"]) == (1, 0, 0)
    assert body["changes"] == [
        {
            "effect": "weaker",
            "action": "added",
            "path": ["outputs", "set", "recipients"],
            "before": None,
            "after": "press",
            "because": "more people receive it",
            "words": "outputs, set, recipients: added: press; more people receive it",
        }
    ]


def test_two_runs(tiny: Any, privkit: Callable[..., Any]) -> None:
    from datetime import date

    one = tiny.apply().folder
    tiny.bills.write_text(tiny.bills.read_text().replace("C0001", "C9001"), encoding="utf-8")
    two = tiny.apply(date(2026, 11, 16)).folder
    answer = privkit("diff", one, two)
    assert answer.out == (
        "Both policies say the same.\n"
        "Besides the policy\n"
        "  the data changed: bills\n"
        "  as-of date: 2026-11-15 → 2026-11-16\n"
    )
    assert privkit("diff", one, two, "--language", "fr").out.splitlines()[1:] == [
        "Hors de la politique",
        "  les données ont changé\u00a0: bills",
        "  date d'arrêté\u00a0: 2026-11-15 → 2026-11-16",
    ]
    assert json.loads(privkit("diff", one, one, "--json").out)["besides"] == []


def test_what_is_no_policy(tiny: Any, privkit: Callable[..., Any]) -> None:
    assert privkit("diff", tiny.policy, tiny.folder / "none.yaml").code == 3
    assert privkit("diff", "no such run", tiny.policy).code == 2
    broken = changed(tiny, ("at_least: 5", "at_least: five"))
    assert privkit("diff", tiny.policy, broken).code == 3
