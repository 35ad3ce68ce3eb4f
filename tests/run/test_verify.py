"""Every kind of tampering is found; a replay gives the same bytes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privkit.run.release import release
from privkit.run.verify import head_of, replay, verify


def test_the_manifest_lists_every_file(tiny: Any) -> None:
    run = tiny.mixed().apply().folder
    listed = json.loads((run / "manifest.json").read_text())["files"]
    found = {str(p.relative_to(run)) for p in run.rglob("*") if p.is_file()} - {"manifest.json"}
    assert set(listed) == found
    assert {"outputs/set.csv", "held/shared.csv", "evidence.json", "policy.yaml", "report.md"} <= found


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("file", ["outputs/set.csv", "policy.yaml", "report.md", "evidence.json"])
def test_a_changed_file_is_found(tiny: Any, privkit: Callable[..., Any], file: str) -> None:
    run = tiny.apply().folder
    if file == "evidence.json":
        text = (run / file).read_text()
        (run / file).write_text(text.replace('"status":"released"', '"status":"held"'))
    else:
        spoil(run / file)
    said = {
        "en": (
            "PK895 this file is not the one the run wrote: its size or its hash differs\n"
            "  → restore it from a copy of this run, and find out who changed it\n"
        ),
        "fr": (
            "PK895 ce fichier n'est pas celui que le passage a écrit : sa taille ou son empreinte diffère\n"
            "  → le restaurer depuis une copie de ce passage, et chercher qui l'a modifié\n"
        ),
    }
    for language, text in said.items():
        answer = privkit("verify", run, "--language", language)
        assert answer.code == 6
        assert answer.out == ""
        assert answer.err.startswith(f"{run / file}: {text}")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda run: (run / "outputs" / "set.csv").unlink(), "PK894"),
        (lambda run: (run / "outputs" / "more.csv").write_text("x"), "PK896"),
        (lambda run: (run / "manifest.json").unlink(), "PK893"),
        (lambda run: (run / "evidence.json").write_text("{}"), "PK821"),
        (lambda run: (run / "evidence.json").unlink(), "PK821"),
    ],
    ids=["output gone", "file added", "manifest gone", "evidence emptied", "evidence gone"],
)
def test_a_file_missing_or_added_is_found(
    tiny: Any, privkit: Callable[..., Any], act: Callable[[Path], Any], code: str
) -> None:
    run = tiny.apply().folder
    act(run)
    answer = privkit("verify", run)
    assert answer.code == 6
    assert f"{code} " in answer.err


def test_a_manifest_written_anew_is_not_the_one_in_the_ledger(tiny: Any, privkit: Callable[..., Any]) -> None:
    from privkit.evidence.asjson import read_evidence
    from privkit.evidence.manifest import write_manifest

    run = tiny.apply().folder
    spoil(run / "outputs" / "set.csv")
    write_manifest(run, read_evidence(run))
    for language, said in {
        "en": (
            "PK842 the manifest is not the one in the ledger\n"
            "  → restore the whole folder from a copy of this run\n"
        ),
        "fr": (
            "PK842 le manifeste n'est pas celui du registre\n"
            "  → rétablissez tout le dossier depuis une copie de ce passage\n"
        ),
    }.items():
        answer = privkit("verify", run, "--language", language)
        assert answer.code == 6
        step = "ensuite : " if language == "fr" else "next: "
        assert answer.err == f"{run / 'manifest.json'}: {said}{step}privkit explain PK842\n"


def rewrite(ledger: Path, *statements: str) -> None:
    """What somebody with write access to the disk could do: drop the rules, change rows."""
    with sqlite3.connect(ledger) as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            base.execute(statement)
    base.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = replace(body, 'released', 'refused') WHERE kind = 'committed'",
        "UPDATE entry SET at = '2020-01-01T00:00:00Z' WHERE number = 1",
        "DELETE FROM entry WHERE kind = 'committed'",
        "DELETE FROM entry WHERE kind = 'reserved'",
    ],
)
def test_a_changed_ledger_is_found(tiny: Any, privkit: Callable[..., Any], statement: str) -> None:
    run = tiny.apply().folder
    rewrite(tiny.reports / "ledger.sqlite", statement)
    answer = privkit("verify", run)
    assert answer.code == 6
    assert any(code in answer.err for code in ("PK881", "PK883", "PK841"))


def test_a_missing_ledger_is_found(tiny: Any, privkit: Callable[..., Any]) -> None:
    run = tiny.apply().folder
    (tiny.reports / "ledger.sqlite").unlink()
    answer = privkit("verify", run)
    assert answer.code == 6
    assert answer.err.startswith(f"{tiny.reports / 'ledger.sqlite'}: PK841 the run ledger is not there\n")
    assert not (tiny.reports / "ledger.sqlite").exists()


def test_a_ledger_made_anew_does_not_know_the_run(tiny: Any) -> None:
    run = tiny.apply().folder
    (tiny.reports / "ledger.sqlite").unlink()
    tiny.change(("title: A small set", "title: Another")).apply()
    assert [p.code for p in verify(run)] == ["PK841"]


def test_a_changed_decision_is_found(tiny: Any, privkit: Callable[..., Any]) -> None:
    run = tiny.held().apply().folder
    release(run, tiny.decision())
    recorded = run / "decision.json"
    recorded.write_text(recorded.read_text().replace("The agreement", "An agreement"))
    for language, said in {
        "en": (
            "PK843 the decision on disk is not the one in the ledger\n"
            "  → ask who changed it; the ledger is the reference\n"
        ),
        "fr": (
            "PK843 la décision sur disque n'est pas celle du registre\n"
            "  → demandez qui l'a changée ; le registre fait foi\n"
        ),
    }.items():
        answer = privkit("verify", run, "--language", language)
        assert answer.code == 6
        assert answer.err.startswith(f"{recorded}: {said}")


def test_a_removed_decision_is_found(tiny: Any) -> None:
    run = tiny.held().apply().folder
    release(run, tiny.decision())
    (run / "decision.json").unlink()
    assert "PK843" in [p.code for p in verify(run)]


def test_a_held_file_moved_by_hand_is_found(tiny: Any) -> None:
    run = tiny.held().apply().folder
    (run / "held").rename(run / "outputs")
    assert [p.code for p in verify(run)] == ["PK894", "PK896"]


def test_a_copied_run_is_not_the_run(tiny: Any) -> None:
    import shutil

    run = tiny.apply().folder
    other = shutil.copytree(run, run.with_name("20990101T000000Z-aaaaaaaa"))
    assert [p.code for p in verify(other)] == ["PK841"]


def test_a_replay_gives_the_same(tiny: Any, privkit: Callable[..., Any]) -> None:
    run = tiny.mixed().apply().folder
    before = sorted(str(p) for p in tiny.folder.rglob("*"))
    answer = privkit("verify", run, "--replay")
    assert answer.code == 0
    assert answer.out == (
        "every hash verifies, and the run is in the ledger\nreplay: same outputs, same verdicts\n"
        f"head of the ledger, to note elsewhere (verify --head holds the ledger to it later): {head_of(run)}\n"
    )
    assert sorted(str(p) for p in tiny.folder.rglob("*")) == before
    assert [e.kind for e in tiny.rows()] == ["reserved", "committed"]


def test_a_replay_after_the_decision_gives_the_same(tiny: Any, privkit: Callable[..., Any]) -> None:
    run = tiny.held().apply().folder
    release(run, tiny.decision())
    assert privkit("verify", run, "--replay").code == 0


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("PK845 replay: the inputs differ", "PK845 replay: the output set differs")),
        ("fr", ("PK845 rejeu : les entrées diffèrent", "PK845 rejeu : la sortie set diffère")),
    ],
)
def test_a_replay_sees_a_changed_input(
    tiny: Any, privkit: Callable[..., Any], language: str, said: tuple[str, ...]
) -> None:
    run = tiny.apply().folder
    tiny.bills.write_text(tiny.bills.read_text().replace("41.5", "41.6"))
    answer = privkit("verify", run, "--replay", "--language", language)
    assert answer.code == 6
    assert [line for line in answer.err.splitlines() if line.startswith("PK")] == list(said)


def test_a_replay_sees_outputs_that_were_not_made_by_this_policy(tiny: Any, tmp_path: Path) -> None:
    from privkit.policy.reader import read_document

    run = tiny.apply().folder
    tiny.change(("title: A small set", "title: Another"))
    (problem,) = replay(run, read_document(tiny.policy), tmp_path / "again")
    assert problem.code == "PK844"
    assert problem.message.en == "the policy has changed since this run"


def test_a_replay_without_the_policy_says_what_to_give(tiny: Any, privkit: Callable[..., Any]) -> None:
    run = tiny.apply().folder
    policy = tiny.policy.rename(tiny.folder / "kept.txt")
    answer = privkit("verify", run, "--replay")
    assert answer.code == 6
    assert answer.err.startswith("PK844 the policy of this run is not beside its reports\n")
    again = policy.rename(tiny.folder / "again.yaml")
    assert privkit("verify", run, "--replay", "--policy", again).code == 0


def test_a_run_that_cites_another_row_is_not_in_the_ledger(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from privkit.run import apply as applying

    write = applying.write_run
    monkeypatch.setattr(applying, "write_run", lambda *words: write(*words[:-2], "0" * 64, words[-1]))
    assert [p.code for p in verify(tiny.apply().folder)] == ["PK841"]
