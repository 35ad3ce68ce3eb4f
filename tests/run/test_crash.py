"""A process may die at any boundary: nothing half-released is seen, and the next start puts things right."""

from __future__ import annotations

import ast
import json
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from privkit.evidence.record import Status
from privkit.run.existing import Committed
from privkit.run.purge import purge
from privkit.run.verify import verify

ROOT = Path(__file__).resolve().parents[2]
BEFORE = ("after reserve", "after outputs", "after reports", "before publish", "before rename")
AFTER = ("after rename", "after flush", "after committed row")
BEFORE_PAID = ("after budget reserve", *BEFORE)
AFTER_PAID = (*AFTER, "after budget commit")
PURE = ("after decided row", "after decision file", "after held rename")
MIXED = ("after decided row", "after decision file", "before swap", "between swap", "after swap")
PURGE = ("after purged row", "after a purged file")
REFUSE = "decision: refuse\nby: controller\ncapacity: Head\ndate: 2026-11-20\nbecause: Too early.\n"
CASES = (
    [("apply", name) for name in BEFORE + AFTER]
    + [("pure", name) for name in PURE]
    + [("mixed", name) for name in MIXED]
    + [("refuse", name) for name in PURE[:2]]
    + [("purge", name) for name in PURGE]
    + [("paid", name) for name in BEFORE_PAID + AFTER_PAID]
)


@dataclass(frozen=True)
class Crash:
    """A folder in which a process died, and what it had met."""

    tiny: Any
    run: Path | None
    answer: dict[str, Any]


@pytest.fixture(scope="module")
def crashes(
    tiny_at: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory, paying_at: Callable[..., None]
) -> dict[tuple[str, str], Crash]:
    """Every case, each in a folder of its own, carried out by one process that forks."""
    orders, made = [], []
    for case, name in CASES:
        tiny = tiny_at(tmp_path_factory.mktemp("crash") / case)
        run = None
        order = {"boundary": name, "act": "apply", "policy": str(tiny.policy), "as_of": "2026-11-15"}
        if case == "paid":
            paying_at(tiny.folder)
        elif case == "purge":
            tiny.mixed().change(("sharing: agreement", "sharing: internal"))
            run = tiny.apply().folder
            order |= {"act": "purge", "reports": str(tiny.reports)}
        elif case != "apply":
            tiny.mixed() if case == "mixed" else tiny.held()
            run = tiny.apply().folder
            decision = tiny.decision(REFUSE) if case == "refuse" else tiny.decision()
            order |= {"act": "release", "run": str(run), "decision": str(decision)}
        orders.append(order)
        made.append((tiny, run))
    script = ROOT / "tests" / "run" / "killed.py"
    done = subprocess.run(
        [sys.executable, str(script)],
        input=json.dumps(orders),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=ROOT,
    )
    answers = json.loads(done.stdout)
    return {case: Crash(*pair, answer) for case, pair, answer in zip(CASES, made, answers, strict=True)}


def test_every_boundary_of_the_source_is_tried() -> None:
    named = set()
    for path in (ROOT / "privkit" / "run").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("boundary") and node.args:
                argument = node.args[0]
                assert isinstance(argument, ast.Constant)
                named.add(argument.value)
    assert named == {name for _, name in CASES}


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_the_process_died_where_it_was_told_to(
    crashes: dict[tuple[str, str], Crash], case: tuple[str, str]
) -> None:
    answer = crashes[case].answer
    assert answer["signal"] == signal.SIGKILL
    assert answer["met"][-1] == case[1]


@pytest.mark.parametrize("name", BEFORE)
def test_before_the_rename_nothing_is_seen_and_the_next_start_begins_anew(
    crashes: dict[tuple[str, str], Crash], name: str
) -> None:
    tiny = crashes["apply", name].tiny
    assert tiny.runs == []
    left = tiny.reports / "tiny" / ".staging"
    assert [stat.S_IMODE(p.stat().st_mode) for p in (left, *left.iterdir())] == [0o700, 0o700]
    (crashed,) = tiny.rows("reserved")
    assert tiny.rows("committed") == []

    done = tiny.apply()
    assert not done.reused
    assert list(left.iterdir()) == []
    assert tiny.runs == [done.folder]
    assert verify(done.folder) == []
    # the crashed run stays spent: reserved and never committed
    assert [e.body["run"] for e in tiny.rows("committed")] == [done.run]
    assert len(tiny.rows("reserved")) == 2
    assert crashed.body["run"] in [e.body["run"] for e in tiny.rows("reserved")]
    assert crashed.body["identity"] == done.evidence["identity"]


@pytest.mark.parametrize("name", AFTER)
def test_after_the_rename_the_run_is_whole_and_the_next_start_enters_it(
    crashes: dict[tuple[str, str], Crash], name: str
) -> None:
    tiny = crashes["apply", name].tiny
    (folder,) = tiny.runs
    assert (folder / "manifest.json").is_file()
    assert (folder / "outputs" / "set.csv").is_file()
    assert len(tiny.rows("committed")) == (1 if name == "after committed row" else 0)

    done = tiny.apply()
    assert done.reused
    assert done.folder == folder
    assert done.status is Status.RELEASED
    assert [e.body["run"] for e in tiny.rows("committed")] == [folder.name]
    assert len(tiny.rows("reserved")) == 1
    assert verify(folder) == []


def files(folder: Path) -> set[str]:
    """What a reader of the run sees: no file or folder that starts with a point."""
    found = (p.relative_to(folder) for p in folder.rglob("*.csv"))
    return {str(p) for p in found if not any(part.startswith(".") for part in p.parts)}


@pytest.mark.parametrize("name", PURE)
def test_a_decided_release_is_finished(crashes: dict[tuple[str, str], Crash], name: str) -> None:
    crash = crashes["pure", name]
    assert crash.run is not None
    assert files(crash.run) in ({"held/set.csv"}, {"outputs/set.csv"})

    assert crash.tiny.apply().reused
    assert files(crash.run) == {"outputs/set.csv"}
    assert Committed.read(crash.run).status is Status.RELEASED
    assert len(crash.tiny.rows("decided")) == 1
    assert verify(crash.run) == []


@pytest.mark.parametrize("name", MIXED)
def test_held_outputs_join_the_others_all_at_once(crashes: dict[tuple[str, str], Crash], name: str) -> None:
    crash = crashes["mixed", name]
    assert crash.run is not None
    shown = {f for f in files(crash.run) if f.startswith("outputs/")}
    assert shown in ({"outputs/set.csv"}, set(), {"outputs/set.csv", "outputs/shared.csv"})

    assert crash.tiny.apply().status is Status.RELEASED
    assert files(crash.run) == {"outputs/set.csv", "outputs/shared.csv"}
    assert [p.name for p in crash.run.iterdir() if p.name.startswith(".")] == []
    assert verify(crash.run) == []


@pytest.mark.parametrize("name", PURE[:2])
def test_a_decided_refusal_is_finished(crashes: dict[tuple[str, str], Crash], name: str) -> None:
    crash = crashes["refuse", name]
    assert crash.run is not None
    assert files(crash.run) == {"held/set.csv"}

    assert crash.tiny.apply().status is Status.REFUSED
    assert files(crash.run) == set()
    assert not (crash.run / "held").exists()
    assert verify(crash.run) == []


@pytest.mark.parametrize("name", BEFORE_PAID)
def test_a_crash_before_the_rename_has_spent_and_the_next_start_spends_again(
    crashes: dict[tuple[str, str], Crash],
    name: str,
    paying: Callable[..., None],
    book: Callable[..., list[Any]],
) -> None:
    tiny = crashes["paid", name].tiny
    assert tiny.runs == []
    assert [e.kind for e in book(tiny.folder)] == ["reserved"]

    done = tiny.apply()
    assert not done.reused
    assert [e.kind for e in book(tiny.folder)] == ["reserved", "reserved", "committed"]
    assert done.evidence["budget"]["spent"]["epsilon"] == "2.5"
    assert done.evidence["budget"]["notes"][-1]["en"].startswith(
        "this very release has now been spent for 2 times"
    )
    assert verify(done.folder) == []


@pytest.mark.parametrize("name", AFTER_PAID)
def test_a_crash_after_the_rename_has_spent_once_and_the_next_start_says_so(
    crashes: dict[tuple[str, str], Crash],
    name: str,
    paying: Callable[..., None],
    book: Callable[..., list[Any]],
) -> None:
    tiny = crashes["paid", name].tiny
    (folder,) = tiny.runs
    assert len(book(tiny.folder, "committed")) == (1 if name == "after budget commit" else 0)

    done = tiny.apply()
    assert done.reused
    assert done.folder == folder
    assert [e.kind for e in book(tiny.folder)] == ["reserved", "committed"]
    assert [e.kind for e in tiny.rows()] == ["reserved", "committed"]
    assert verify(folder) == []


@pytest.mark.parametrize("name", PURGE)
def test_a_recorded_purge_is_finished(crashes: dict[tuple[str, str], Crash], name: str) -> None:
    crash = crashes["purge", name]
    assert crash.run is not None
    assert len(files(crash.run)) == (2 if name == "after purged row" else 1)
    assert {problem.code for problem in verify(crash.run)} == {"PK857"}

    far = date(2200, 1, 1)
    due = purge(crash.tiny.reports, far, far).due
    assert {kept.output for _, kept in due} == (
        {"set", "shared"} if name == "after purged row" else {"shared"}
    )
    assert files(crash.run) == set()
    assert len(crash.tiny.rows("purged")) == 1
    assert verify(crash.run) == []
    assert purge(crash.tiny.reports, far, far).due == ()
