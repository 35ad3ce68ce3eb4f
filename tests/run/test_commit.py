"""All or nothing: one rename after everything is flushed, and nothing left when the disk refuses."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from privkit.errors import DataError, EvidenceError, PolicyError
from privkit.evidence.record import Status
from privkit.ledger.ledger import Ledger
from privkit.policy.reader import read_document
from privkit.run import apply as applying
from privkit.run import commit
from privkit.run.lock import PolicyLock
from privkit.run.outputs import inside, safe_path
from privkit.run.project import Project
from privkit.run.verify import verify


def test_everything_is_flushed_before_the_rename_and_the_parents_after(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    flush, rename = os.fsync, Path.rename

    def logged_flush(handle: int) -> None:
        done.append(f"flush {Path(f'/proc/self/fd/{handle}').readlink()}")
        flush(handle)

    def logged_rename(self: Path, target: Path) -> Path:
        done.append(f"rename {self}")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", logged_flush)
    monkeypatch.setattr(Path, "rename", logged_rename)
    folder = tiny.apply().folder

    staged = tiny.reports / "tiny" / ".staging" / folder.name
    moved = done.index(f"rename {staged}")
    before, after = done[:moved], done[moved + 1 :]
    written = [staged / p.relative_to(folder) for p in (folder, *folder.rglob("*"))]
    assert {f"flush {path}" for path in written} <= set(before)
    for path in written:  # what a folder holds is flushed before the folder
        if path != staged:
            last = len(before) - 1 - before[::-1].index(f"flush {path.parent}")
            assert before.index(f"flush {path}") < last
    assert after[:2] == [f"flush {tiny.reports / 'tiny'}", f"flush {tiny.reports}"]


def test_staging_is_private_and_empty_afterwards(tiny: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: dict[str, int] = {}

    def look(name: str) -> None:
        left = tiny.reports / "tiny" / ".staging"
        for path in (left, *left.rglob("*")) if name == "after outputs" else ():
            if path.is_dir():
                modes[path.name] = stat.S_IMODE(path.stat().st_mode)

    monkeypatch.setattr(commit, "boundary", look)
    done = tiny.apply()
    assert modes.pop(".staging") == modes.pop(done.run) == modes.pop("spill") == 0o700
    assert list((tiny.reports / "tiny" / ".staging").iterdir()) == []
    assert stat.S_IMODE(done.folder.stat().st_mode) == 0o700
    assert not (done.folder / "spill").exists()


def test_two_runs_of_a_policy_at_once_are_refused(tiny: Any, privkit: Callable[..., Any]) -> None:
    with PolicyLock(Project(tiny.reports, "tiny").lock):
        for language, said in {
            "en": "PK801 another run of this policy is going on\n  → wait until it ends, then start again\n",
            "fr": "PK801 un autre passage de cette politique est en cours\n  → attendez sa fin, puis recommencez\n",
        }.items():
            answer = privkit("apply", tiny.policy, "--language", language)
            assert answer.code == 4
            assert answer.err.startswith(said)
    assert tiny.apply().status is Status.RELEASED


def refusing(name: str) -> Callable[..., Any]:
    """A writer that meets a full disk at one file."""
    write = Path.write_bytes

    def writer(self: Path, content: Any) -> int:
        if self.name == name:
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return write(self, content)

    return writer


@pytest.mark.parametrize("name", ["evidence.json", "policy.yaml", "manifest.json"])
def test_a_full_disk_leaves_nothing(
    tiny: Any, privkit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", refusing(name))
        answer = privkit("apply", tiny.policy)
    assert answer.code == 4
    assert answer.out == ""
    assert answer.err == (
        f"PK802 the disk is full ({tiny.reports})\n"
        "  → nothing was released; make room or choose another --reports folder, then start again\n"
        "next: privkit explain PK802\n"
    )
    assert tiny.runs == []
    assert list((tiny.reports / "tiny" / ".staging").iterdir()) == []
    assert [e.kind for e in tiny.rows()] == ["reserved"]  # a crashed run stays spent
    assert verify(tiny.apply().folder) == []


def test_a_run_that_cannot_be_entered_in_the_ledger_is_taken_back(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Ledger.append

    def full(self: Ledger, kind: str, body: Any) -> Any:
        if kind == "committed":
            raise OSError(errno.ENOSPC, "No space left on device")
        return append(self, kind, body)

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "append", full)
        with pytest.raises(DataError, match="PK802"):
            tiny.apply()
    assert tiny.runs == []
    assert [e.kind for e in tiny.rows()] == ["reserved"]


@contextmanager
def disk_of(size: str, place: Path) -> Iterator[Path]:
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("size", ["4k", "24k", "32k", "40k", "48k"])
def test_a_disk_that_is_really_full(
    tiny: Any, privkit: Callable[..., Any], tmp_path: Path, size: str
) -> None:
    with disk_of(size, tmp_path / "disk") as disk:
        answer = privkit("apply", tiny.policy, "--reports", disk / "reports")
        assert answer.code == 4
        assert answer.err.split()[0] == "PK802" or "PK889 the disk is full" in answer.err
        shown = [p for p in (disk / "reports").glob("*/*") if not p.name.startswith(".")]
        assert shown == []


@pytest.mark.parametrize(
    ("error", "en", "fr"),
    [
        (errno.EDQUOT, "the disk quota is used up", "le quota de disque est épuisé"),
        (errno.EROFS, "the folder is read-only", "le dossier est en lecture seule"),
        (errno.EACCES, "the folder may not be written", "l'écriture dans le dossier est refusée"),
        (errno.EFBIG, "a file reached the size limit", "un fichier a atteint la taille permise"),
    ],
)
def test_other_refusals_of_the_disk_are_told(error: int, en: str, fr: str) -> None:
    with pytest.raises(DataError) as caught, commit.telling_disk_errors(Path("reports")):
        raise OSError(error, "")
    assert caught.value.text("en")[0] == f"PK802 {en} (reports)"
    assert caught.value.text("fr")[0] == f"PK802 {fr} (reports)"


def test_an_error_of_ours_is_not_told_as_a_full_disk() -> None:
    with pytest.raises(FileNotFoundError), commit.telling_disk_errors(Path("reports")):
        raise FileNotFoundError(errno.ENOENT, "")


def test_the_current_link_is_not_a_run(tiny: Any) -> None:
    first = tiny.apply()
    assert (tiny.reports / "tiny" / "current").readlink() == Path(first.run)
    assert Project(tiny.reports, "tiny").committed() == [first.folder]
    assert tiny.apply().reused
    assert [e.kind for e in tiny.rows()] == ["reserved", "committed"]


def test_the_same_identity_gives_the_committed_run_back(tiny: Any, privkit: Callable[..., Any]) -> None:
    first = tiny.apply()
    answer = privkit("apply", tiny.policy, "--as-of", "2026-11-15")
    assert answer.code == 0
    assert "(this very run was made before; it is returned as it is)" in answer.out
    assert tiny.runs == [first.folder]


@pytest.mark.parametrize("what", ["policy", "data", "date"])
def test_another_policy_data_or_date_is_another_run(tiny: Any, what: str) -> None:
    from datetime import date

    first = tiny.apply()
    if what == "policy":
        tiny.change(("title: A small set", "title: A small set, again"))
    if what == "data":
        tiny.bills.write_text(tiny.bills.read_text().replace("40.0", "40.1"))
    again = tiny.apply(date(2026, 11, 16)) if what == "date" else tiny.apply()
    assert not again.reused
    assert again.run != first.run
    assert len(tiny.runs) == 2


def test_a_run_that_was_tampered_with_is_not_given_back(tiny: Any) -> None:
    done = tiny.change(("at_least: 5", "at_least: 50")).apply()
    assert done.status is Status.REFUSED
    evidence = done.folder / "evidence.json"
    evidence.write_text(evidence.read_text().replace('"status":"refused"', '"status":"released"'))
    with pytest.raises(EvidenceError, match="PK895"):
        tiny.apply()


def test_a_folder_nobody_reserved_is_not_entered_in_the_ledger(tiny: Any) -> None:
    done = tiny.apply()
    import shutil

    forged = shutil.copytree(done.folder, done.folder.with_name("20990101T000000Z-00000000"))
    tiny.apply()
    assert [e.body["run"] for e in tiny.rows("committed")] == [done.run]
    assert [p.code for p in verify(forged)] == ["PK841"]


def test_a_refused_run_keeps_its_evidence_and_no_output(tiny: Any) -> None:
    done = tiny.change(("at_least: 5", "at_least: 50")).apply()
    assert done.status is Status.REFUSED
    assert {p.name for p in done.folder.iterdir()} == {
        "evidence.json",
        "manifest.json",
        "policy.yaml",
        "report.md",
    }
    assert not (tiny.reports / "tiny" / "current").exists()
    assert verify(done.folder) == []
    assert done.evidence["outputs"][0]["sha256"] == ""


def test_the_evidence_cites_its_own_reserved_row(tiny: Any) -> None:
    tiny.apply()
    done = tiny.change(("title: A small set", "title: Another")).apply()
    (row,) = [e for e in tiny.rows("reserved") if e.body["run"] == done.run]
    assert done.evidence["ledger_head"] == row.hash


def test_a_table_that_changes_while_it_is_read_stops_the_run(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        commit, "boundary", lambda name: tiny.bills.write_text("x") if name == "after outputs" else None
    )
    with pytest.raises(DataError) as caught:
        tiny.apply()
    assert caught.value.text("en") == [
        "PK808 a file changed while the run was going on: data/bills.csv",
        "  → wait until nobody writes to it, then start again",
    ]
    assert caught.value.text("fr") == [
        "PK808 un fichier a changé pendant le passage : data/bills.csv",
        "  → attendez que personne n'y écrive, puis recommencez",
    ]
    assert tiny.runs == []


def test_a_policy_that_changes_after_it_was_read_stops_the_run(tiny: Any) -> None:
    document = read_document(tiny.policy)
    tiny.change(("title: A small set", "title: Another"))
    with pytest.raises(DataError) as caught:
        applying.apply_policy(applying.Order(document, read_day(), "duckdb", tiny.reports))
    assert caught.value.text("en") == [
        f"{tiny.policy}: PK809 the policy changed after it was read",
        "  → start again",
    ]


def read_day() -> Any:
    from datetime import date

    return date(2026, 11, 15)


def test_an_unknown_engine_reserves_nothing(tiny: Any, privkit: Callable[..., Any]) -> None:
    answer = privkit("apply", tiny.policy, "--engine", "duckbd")
    assert answer.code == 2
    assert answer.err.startswith(
        "PK429 there is no engine named duckbd\n  → --engine duckdb or --engine spark\n"
    )
    assert not tiny.reports.exists()


@pytest.mark.parametrize(
    "file", ["../set.csv", "/tmp/set.csv", "outputs/../../set.csv", "~/set.csv", "outputs/./set.csv"]
)
def test_an_output_outside_the_run_is_refused_at_check(
    tiny: Any, privkit: Callable[..., Any], file: str
) -> None:
    tiny.change(("file: outputs/set.csv", f"file: {file}"))
    answer = privkit("check", tiny.policy)
    assert answer.code == 3
    assert "PK601 an output is written inside the run's own folder" in answer.out
    with pytest.raises(PolicyError):
        tiny.apply()
    assert not tiny.reports.exists()


@pytest.mark.parametrize("file", ["../x.csv", "a/../../x.csv", "outputs/../../x.csv", "/etc/x.csv"])
def test_the_writer_itself_never_leaves_the_run(tmp_path: Path, file: str) -> None:
    with pytest.raises(PolicyError) as caught:
        safe_path(tmp_path / "outputs", file)
    assert caught.value.text("fr") == [
        "PK812 le fichier d'une sortie est hors du passage",
        "  → écrivez un chemin sans .. comme sorties/resultat.csv",
    ]


def test_the_folder_of_outputs_is_not_repeated() -> None:
    assert [str(inside(f)) for f in ("outputs/a.csv", "sorties/b/a.csv", "a.csv", "other/a.csv")] == [
        "a.csv",
        "b/a.csv",
        "a.csv",
        "other/a.csv",
    ]


@pytest.mark.parametrize("file", ["sorties/set.csv", "outputs/SET.csv", "outputs/set.csv/again.csv"])
def test_two_outputs_that_land_together_are_refused_at_check(
    tiny: Any, privkit: Callable[..., Any], file: str
) -> None:
    tiny.mixed().change(("outputs/shared.csv", file))
    answer = privkit("check", tiny.policy)
    assert answer.code == 3
    assert ("PK814 two outputs land on the same file of the run" in answer.out) or (
        "PK603 two outputs write the same file" in answer.out
    )


def test_what_check_refuses_apply_refuses(tiny: Any, privkit: Callable[..., Any]) -> None:
    text = tiny.policy.read_text()
    start, end = text.index("  - minimise:"), text.index("release_only_if:")
    tiny.policy.write_text(
        text[:start] + "  - keep_rows: { people: { at_least: 1 }, because: Homes. }\n" + text[end:]
    )
    for command in ("check", "apply"):
        answer = privkit(command, tiny.policy)
        assert answer.code == 3
        assert "PK725 nothing says which columns are kept" in answer.out + answer.err
    assert not tiny.reports.exists()


def test_an_inconclusive_run_keeps_no_output(
    tiny: Any, privkit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from privkit.run import trial
    from privkit.values import Outcome

    judge = trial.judge

    def unsure(*words: Any) -> Any:
        first, *others = judge(*words)
        return [replace(first, outcome=Outcome.INCONCLUSIVE), *others]

    monkeypatch.setattr(trial, "judge", unsure)
    answer = privkit("apply", tiny.policy)
    assert answer.code == 7
    assert answer.out.startswith(
        "INCONCLUSIVE. A condition could not be measured: no output was kept.\n  ? k_anonymity"
    )
    (folder,) = tiny.runs
    assert not (folder / "outputs").exists()
    assert not (folder / "held").exists()
