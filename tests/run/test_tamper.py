"""One byte changed anywhere, a file cut, gone, added, renamed, swapped or replaced by a link: found, and named."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from privkit.errors import EvidenceError
from privkit.run.purge import purge
from privkit.run.release import release
from privkit.run.verify import head_of, verify

FAR = date(2200, 1, 1)


def let_out(tiny: Any, word: str = "release") -> Path:
    folder: Path = tiny.mixed().apply().folder
    text = tiny.decision().read_text(encoding="utf-8").replace("decision: release", f"decision: {word}")
    release(folder, tiny.decision(text))
    return folder


def purged(tiny: Any) -> Path:
    folder: Path = tiny.mixed().apply().folder
    purge(tiny.reports, FAR, FAR)
    return folder


RUNS: dict[str, Callable[[Any], Path]] = {
    "released": lambda tiny: tiny.apply().folder,
    "held": lambda tiny: tiny.mixed().apply().folder,
    "let out": let_out,
    "refused by a person": lambda tiny: let_out(tiny, "refuse"),
    "refused": lambda tiny: tiny.change(("at_least: 5", "at_least: 50")).apply().folder,
    "purged": purged,
}


def named(folder: Path) -> set[str]:
    """The files a check names: none when all is well. What it raises leaves with code 6, as what it finds does."""
    try:
        problems = list(verify(folder))
    except EvidenceError as error:
        problems = list(error.problems)
    return {Path(str(one.place)).name for one in problems}


def spoilt(content: bytes) -> Iterator[bytes]:
    """The first byte, the one in the middle, the last; then cut short, longer, empty."""
    for at in sorted({0, len(content) // 2, len(content) - 1} if content else set()):
        for bit in (0x01, 0x07):  # 0x07: a line feed becomes a carriage return
            yield content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :]
    yield from (content + b" ", *((content[:-1], b"") if content else ()))


@pytest.mark.parametrize("kind", RUNS)
def test_every_file_of_a_run(kind: str, tiny: Any, tmp_path: Path) -> None:
    folder = RUNS[kind](tiny)
    assert named(folder) == set()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 4
    for path in files:
        content = path.read_bytes()
        for wrong in spoilt(content):
            path.write_bytes(wrong)
            assert path.name in named(folder), (path, wrong[:60])
        path.unlink()
        assert path.name in named(folder)
        (tmp_path / "same").write_bytes(content)
        path.symlink_to(tmp_path / "same")
        assert path.name in named(folder)
        path.unlink()
        path.with_name("renamed").write_bytes(content)
        assert path.name in named(folder)
        path.with_name("renamed").replace(path)
    assert named(folder) == set()


@pytest.mark.parametrize("kind", RUNS)
def test_a_file_added_anywhere_in_a_run(kind: str, tiny: Any) -> None:
    folder = RUNS[kind](tiny)
    for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        (place / "more.csv").write_bytes(b"")
        assert named(folder) == {"more.csv"}
        (place / "more.csv").unlink()


def test_two_files_swapped(tiny: Any) -> None:
    folder = let_out(tiny)
    one, two = folder / "outputs" / "set.csv", folder / "evidence.json"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    (folder / "report.md").write_bytes(first)
    assert named(folder) == {"set.csv", "report.md"}


def test_a_pipe_in_place_of_a_file_is_not_waited_for(tiny: Any) -> None:
    import os

    folder = RUNS["released"](tiny)
    (folder / "outputs" / "set.csv").unlink()
    os.mkfifo(folder / "outputs" / "set.csv")
    assert named(folder) == {"set.csv"}


def test_evidence_edited_and_hashed_again(tiny: Any) -> None:
    """The manifest of a forger agrees with everything but the ledger."""
    from privkit.evidence.manifest import write_manifest

    folder = RUNS["refused"](tiny)
    evidence = json.loads((folder / "evidence.json").read_text())
    evidence["status"] = "released"
    (folder / "evidence.json").write_text(json.dumps(evidence, sort_keys=True, separators=(",", ":")) + "\n")
    write_manifest(folder, evidence)
    assert named(folder) == {"manifest.json"}


# --- the ledger


def rows(ledger: Path) -> list[Any]:
    with sqlite3.connect(ledger) as base:
        found = base.execute("SELECT * FROM entry ORDER BY number").fetchall()
        found += base.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
    base.close()
    return found


def test_a_byte_of_the_ledger_says_nothing_or_is_found(tiny: Any) -> None:
    """A page of SQLite has free space that is never read: a byte there changes no entry. Any other is found."""
    folder = RUNS["released"](tiny)
    ledger = tiny.reports / "ledger.sqlite"
    content, told = ledger.read_bytes(), rows(ledger)
    found = 0
    for at in (*range(0, 100, 3), *range(100, len(content), 61), len(content) - 1):
        ledger.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        names = named(folder)
        found += bool(names)
        assert names == set() or "ledger.sqlite" in names or folder.name in names, at
        assert names or rows(ledger) == told, at
    assert found > 40
    ledger.write_bytes(content)
    assert named(folder) == set()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ledger, content: ledger.write_bytes(content[:-1]),
        lambda ledger, content: ledger.write_bytes(content[: len(content) // 2]),
        lambda ledger, content: ledger.write_bytes(content + b"\0"),
        lambda ledger, content: ledger.write_bytes(b""),
        lambda ledger, content: ledger.write_bytes(b"\0" + content[1:]),
        lambda ledger, content: ledger.write_bytes(content[:-1] + bytes([content[-1] ^ 1])),
        lambda ledger, content: ledger.unlink(),
        lambda ledger, content: ledger.rename(ledger.with_name("other.sqlite")),
    ],
    ids=["cut", "halved", "longer", "empty", "first byte", "last byte", "gone", "renamed"],
)
def test_the_file_of_the_ledger(tiny: Any, privkit: Callable[..., Any], spoil: Callable[..., Any]) -> None:
    folder = RUNS["released"](tiny)
    ledger = tiny.reports / "ledger.sqlite"
    spoil(ledger, ledger.read_bytes())
    answer = privkit("verify", folder)
    assert answer.code == 6
    assert answer.out == ""
    assert answer.err.startswith(f"{ledger}: PK")


def test_the_file_of_a_budget_ledger(tiny: Any, paying: Callable[..., None]) -> None:
    (tiny.folder / "budgets").mkdir()
    paying(tiny.folder)
    folder = tiny.apply().folder
    ledger = tiny.folder / "budgets" / "homes.sqlite"
    content = ledger.read_bytes()
    assert named(folder) == set()
    for wrong in (b"\0" + content[1:], content[:-1], content + b" ", content[:-1] + bytes([content[-1] ^ 1])):
        ledger.write_bytes(wrong)
        assert named(folder) == {"homes.sqlite"}


# --- a head kept elsewhere


def test_a_head_noted_elsewhere_shows_that_the_end_was_cut(tiny: Any, privkit: Callable[..., Any]) -> None:
    """The rows of a later run are taken off: nothing inside the first run shows it."""
    first = tiny.apply().folder
    kept = (tiny.reports / "ledger.sqlite").read_bytes()
    tiny.change(("title: A small set", "title: Another")).apply()
    head = head_of(first)
    (tiny.reports / "ledger.sqlite").write_bytes(kept)
    assert privkit("verify", first).code == 0
    for language, said in {
        "en": "PK882 the head that was written down is not in the ledger: its end was cut off, or it was written anew",
        "fr": "PK882 la tête notée n'est pas dans le registre : la fin en a été coupée, ou il a été réécrit",
    }.items():
        answer = privkit("verify", first, "--head", head, "--language", language)
        assert answer.code == 6
        assert answer.err.startswith(f"{tiny.reports / 'ledger.sqlite'}: {said}\n")


def test_a_project_written_anew_as_a_whole_is_seen_by_its_head_only(
    tiny: Any, tiny_at: Callable[[Path], Any], tmp_path: Path
) -> None:
    """Everything is made again, consistently, with other data: only what somebody noted elsewhere tells."""
    head = head_of(tiny.apply().folder)
    shutil.rmtree(tiny.reports)
    tiny.bills.write_text(tiny.bills.read_text().replace("41.5", "41.6"))
    folder = tiny.apply().folder
    assert named(folder) == set()
    assert [one.code for one in verify(folder, head)] == ["PK882"]


def test_the_head_is_given_to_note_and_holds_later(tiny: Any, privkit: Callable[..., Any]) -> None:
    folder = tiny.apply().folder
    head = json.loads(privkit("verify", folder, "--json").out)["ledger_head"]
    assert head == head_of(folder)
    assert head in privkit("verify", folder).out
    tiny.change(("title: A small set", "title: Another")).apply()
    for noted in (head, f" {head.upper()}\n"):
        assert privkit("verify", folder, "--head", noted).code == 0
    assert head != head_of(folder)


def test_the_head_printed_in_the_report_holds(tiny: Any) -> None:
    folder = tiny.apply().folder
    head = json.loads((folder / "evidence.json").read_text())["ledger_head"]
    assert verify(folder, head) == []


def test_what_is_no_head_is_refused(tiny: Any, privkit: Callable[..., Any]) -> None:
    answer = privkit("verify", tiny.apply().folder, "--head", "abc", "--language", "fr")
    assert answer.code == 2
    assert answer.err.startswith(
        "PK906 --head n'est pas une tête de registre\n"
        "  → les 64 chiffres hexadécimaux qu'a affichés verify, ou le rapport\n"
    )


# --- papers of what was edited


FORMATS = (
    "html",
    "markdown",
    "json",
    "pia",
    "aipd",
    "register",
    "notice",
    "card",
    "dpv",
    "sheets",
    "statement",
)


@pytest.mark.parametrize("form", FORMATS)
def test_no_paper_is_made_of_evidence_that_was_edited(
    tiny: Any, privkit: Callable[..., Any], form: str
) -> None:
    folder = tiny.apply().folder
    path = folder / "evidence.json"
    path.write_text(path.read_text().replace('"outcome":"held"', '"outcome":"not_held"', 1))
    answer = privkit("report", folder, "--format", form)
    assert answer.code == 6
    assert answer.out == ""
    assert answer.err.startswith(f"{path}: PK895 this file is not the one the run wrote")


def test_no_paper_is_made_of_a_decision_that_was_edited(tiny: Any, privkit: Callable[..., Any]) -> None:
    folder = let_out(tiny)
    path = folder / "decision.json"
    path.write_text(path.read_text().replace("Head of water", "Head of fire"))
    answer = privkit("report", folder, "--format", "aipd-markdown")
    assert answer.code == 6
    assert answer.err.startswith(f"{path}: PK843 the decision on disk is not the one in the ledger")


def test_an_output_that_was_eliminated_or_changed_does_not_stop_a_paper(
    tiny: Any, privkit: Callable[..., Any]
) -> None:
    folder = purged(tiny)
    assert privkit("report", folder, "--format", "notice").code == 0
    assert privkit("report", folder, "--format", "statement").code == 0
