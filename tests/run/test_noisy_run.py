"""A whole policy of noisy tables: its answers are reserved, counted together, and drawn once."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from privkit.errors import BudgetError, InternalError
from privkit.evidence.asjson import read_evidence
from privkit.evidence.record import Status
from privkit.run import paying
from privkit.run.verify import verify

BUDGET = """\
privacy_budget:
  ledger: budgets/homes.sqlite
  protects: household
  people: homes
  period: 2025
  total: { epsilon: 1.8, delta: 1e-6 }
  this_release: { epsilon: 1, delta: 1e-6 }

steps:
"""
TABLES = """
  - limit_contribution: { per: household, at_most: { towns: 1, rows: 1 } }
  - aggregate:
      privacy_model: differential_privacy
      tables:
        homes:
          by: { town: { values: ["01053", "02053", "03053", "04053"] } }
          measure: { count: household }
          mechanism: discrete_gaussian

release_only_if:
  - privacy_budget: { within: this_release }
  - every_key_published: { tables: all }
  - direct_identifiers_left: { at_most: 0 }

outputs:
  - name: homes
    from: homes
    file: outputs/homes.csv
    nature: aggregated
    qualification: { proposed: anonymous, for: the public }
    sharing: public
    licence: etalab-2.0
    eliminate_after: 5 years

evidence:
"""
TITLE = ("title: A small set", "title: Another set")


@pytest.fixture
def open_data(tiny: Any) -> Any:
    """The small policy, made to publish one noisy table."""
    text = tiny.policy.read_text(encoding="utf-8")
    start, end = text.index("\nrelease_only_if:"), text.index("evidence:\n")
    text = text[:start].rstrip("\n") + TABLES + text[end + len("evidence:\n") :]
    tiny.policy.write_text(text.replace("steps:\n", BUDGET, 1), encoding="utf-8")
    return tiny


def test_two_releases_that_the_simple_sum_would_refuse(
    open_data: Any, book: Callable[..., list[Any]]
) -> None:
    first = open_data.apply()
    assert first.status is Status.HELD
    second = open_data.change(TITLE).apply()
    budget = second.evidence["budget"]
    assert budget["counted"] == "composed"
    assert 1 < Fraction(budget["spent"]["epsilon"]) <= Fraction(9, 5)
    assert [e["mechanism"] for e in budget["events"]] == ["discrete_gaussian"]
    assert [e.body["events"] for e in book(open_data.folder, "reserved")] == [budget["events"]] * 2
    open_data.change((TITLE[1], "title: A third set"))
    with pytest.raises(BudgetError, match="losses counted together"):
        open_data.apply()

    for run in (first, second):
        assert verify(run.folder) == []


def test_a_replay_finds_the_plan_of_the_noise_again(
    open_data: Any, book: Callable[..., list[Any]], privkit: Callable[..., Any]
) -> None:
    run = open_data.apply().folder
    answer = privkit("verify", run, "--replay")
    assert answer.code == 0
    assert "noise cannot be drawn again, and nothing was spent" in answer.out
    assert [e.kind for e in book(open_data.folder)] == ["reserved", "committed"]


@pytest.mark.parametrize("how", ["nothing reserved", "less reserved"])
def test_noise_is_not_drawn_on_credit(open_data: Any, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """A planted fault: the step is given no reservation, or that of other answers."""
    from privkit.run import apply as applying

    def other(*words: Any, **named: Any) -> Any:
        events = [{"mechanism": "geometric", "epsilon": "1/2", "groups": 1, "per_cell": 1}]
        if named.get("budget"):
            named["budget"] = None if how == "nothing reserved" else {**named["budget"], "events": events}
        return context(*words, **named)

    context = applying.Context
    monkeypatch.setattr(applying, "Context", other)
    with pytest.raises(InternalError, match="PK797 the noise to draw is not what was reserved"):
        open_data.apply()
    assert open_data.runs == []


def test_data_are_read_after_the_budget(
    open_data: Any, monkeypatch: pytest.MonkeyPatch, book: Callable[..., list[Any]]
) -> None:
    from privkit.run import apply as applying

    seen: list[str] = []
    pay, scan = paying.pay, applying.scan
    monkeypatch.setattr(paying, "pay", lambda *a: (seen.append("pay"), pay(*a))[1])
    monkeypatch.setattr(applying, "scan", lambda *a: (seen.append("scan"), scan(*a))[1])
    folder: Path = open_data.apply().folder
    assert seen == ["pay", "scan"]
    assert read_evidence(folder)["budget"]["entry"] == 1
