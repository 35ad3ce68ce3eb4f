"""Policies under which what is promised would not hold, refused before any data is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.walk import flow

from . import releases
from .releases import POLICY, Asked
from .worlds import HOMES, ROWS

BOTH = """
fine:
  by: {{ area: {{ values: [A, B] }}, month: {{ from: 2025-01, to: 2025-02 }} }}
  measures:
{0}
coarse:
  by: {{ area: {{ values: [A, B] }} }}
  measures:
{0}
"""
ADDED = ("consistent: { tables: [fine, coarse] }",)


def told(asked: Asked, folder: Path) -> list[str]:
    """The problems of a policy: codes, and messages in English."""
    document = asked.document(folder, "diffprivlib")
    problems: list[str] = []
    flow(
        build_steps(document),
        opening_schemas(document.policy),
        lambda p: problems.append(f"{p.code} {p.message.en}"),
    )
    return problems


def test_units_of_several_cells_do_not_add_up(tmp_path: Path) -> None:
    many, one = "areas: 1, months: 2, rows_per_month: 1", "areas: 1, months: 1, rows_per_month: 1"
    assert told(Asked(BOTH.format(HOMES), many, then=ADDED), tmp_path) == [
        "PK529 one household may count in several values of month: the counts of fine do not add up to those of coarse"
    ]
    assert told(Asked(BOTH.format(HOMES), one, then=ADDED), tmp_path) == []
    assert told(Asked(BOTH.format(ROWS), many, then=ADDED), tmp_path) == []


def test_a_limit_stays_on_the_column_it_was_set_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``areas`` is a column here, dropped before the tables are made: a limit on it bounds nothing of ``area``."""
    text = POLICY.replace(
        "        month:", "        areas: {{ role: quasi_identifier, type: code }}\n        month:"
    )
    step = "  - minimise: {{ keep: {{ area: {{ because: Maps need it. }}, month: {{ because: Maps need it. }} }} }}\n  - aggregate:"
    monkeypatch.setattr(releases, "POLICY", text.replace("  - aggregate:", step))
    asked = Asked("t:\n  by: { area: { values: [A] } }\n  measures:\n" + HOMES, "areas: 1, months: 1")
    assert told(asked, tmp_path) == ["PK773 nothing limits how many values of area one household can be in"]


@pytest.mark.parametrize(
    ("how", "code"), [("to: quarter", []), ("with_hierarchy: h.csv, level: season", ["PK530"])]
)
def test_the_year_of_a_household_year_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, code: list[str]
) -> None:
    """Labels such as ``Jan 2025`` would make a unit of each of a household's months."""
    step = f"steps:\n  - generalise: {{{{ day: {{{{ {how} }}}} }}}}\n"
    monkeypatch.setattr(releases, "POLICY", POLICY.replace("steps:\n", step))
    asked = Asked(
        "t:\n  by: { area: { values: [A] } }\n  measures:\n" + HOMES, "areas: 1", each_year_of="day"
    )
    assert [problem[:5] for problem in told(asked, tmp_path)] == code


def test_groups_are_made_by_columns(tmp_path: Path) -> None:
    asked = Asked("t:\n  by: { area: { values: [A] } }\n  measures:\n" + HOMES, "groups: 3, rows: 4")
    assert told(asked, tmp_path) == ["PK772 this limit is on nothing there is: groups"]
