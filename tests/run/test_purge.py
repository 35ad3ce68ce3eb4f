"""Outputs whose time has passed: found, deleted, recorded; everything else stays and still verifies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from privkit.errors import DataError, EvidenceError, UsageError
from privkit.policy.scalars import Duration
from privkit.run.existing import Committed
from privkit.run.purge import due_outputs, purge
from privkit.run.release import release
from privkit.run.retention import files_of, kept_outputs, later
from privkit.run.verify import replay, verify

FAR = date(2200, 1, 1)
OWN = ("    eliminate_after: 12 months\n", "")


def every_file(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        (date(2026, 1, 31), Duration(months=1), date(2026, 2, 28)),
        (date(2024, 1, 31), Duration(months=1), date(2024, 2, 29)),
        (date(2026, 11, 15), Duration(months=12), date(2027, 11, 15)),
        (date(2026, 12, 31), Duration(days=1), date(2027, 1, 1)),
        (date(2026, 12, 15), Duration(months=36), date(2029, 12, 15)),
        (date(2026, 12, 15), Duration(months=119988), date.max),
    ],
)
def test_the_day_after_a_length_of_time(start: date, length: Duration, end: date) -> None:
    assert later(start, length) == end


def test_an_output_is_due_on_its_day_and_not_before(tiny: Any) -> None:
    done = tiny.apply()
    (kept,) = kept_outputs(Committed.read(done.folder))
    start = date.fromisoformat(done.evidence["started"][:10])
    assert kept.until == later(start, Duration(months=12))
    assert kept.files == ("outputs/set.csv",)
    assert due_outputs(tiny.reports, kept.until.replace(year=kept.until.year - 1)).due == ()
    assert [one.output for _, one in due_outputs(tiny.reports, kept.until).due] == ["set"]


def test_without_a_term_of_its_own_the_retention_of_the_register_holds(tiny: Any) -> None:
    done = tiny.change(OWN).apply()
    (kept,) = kept_outputs(Committed.read(done.folder))
    start = date.fromisoformat(done.evidence["started"][:10])
    assert (kept.until, kept.rule, kept.then) == (later(start, Duration(months=36)), "retention", "eliminate")


def test_what_is_archived_is_told_and_left(tiny: Any) -> None:
    done = tiny.change(OWN, ("then: eliminate", "then: archive")).apply()
    found = purge(tiny.reports, FAR, FAR)
    assert [kept.then for _, kept in found.due] == ["archive"]
    assert (done.folder / "outputs" / "set.csv").is_file()
    assert tiny.rows("purged") == []


def test_a_publication_is_never_called_back(tiny: Any) -> None:
    tiny.change(OWN, ("sharing: internal", "sharing: public"))
    tiny.change(("  - l_diversity", "  - direct_identifiers_left: { at_most: 0 }\n  - l_diversity"))
    folder = tiny.apply().folder
    release(folder, tiny.decision())
    assert due_outputs(tiny.reports, FAR).due == ()


def test_time_is_counted_from_the_decision(tiny: Any) -> None:
    folder = tiny.held().apply().folder
    started = date.fromisoformat(Committed.read(folder).evidence["started"][:10])
    day = started.replace(year=started.year + 1).isoformat()
    release(folder, tiny.decision(text=tiny.decision().read_text().replace("2026-11-20", day)))
    (kept,) = kept_outputs(Committed.read(folder))
    assert kept.until == later(date.fromisoformat(day), Duration(months=12))
    assert kept.files == ("outputs/set.csv",)


def test_a_purge_deletes_outputs_and_nothing_else(tiny: Any) -> None:
    done = tiny.apply()
    before = every_file(tiny.folder)
    found = purge(tiny.reports, FAR, FAR)
    assert [(folder, kept.output) for folder, kept in found.due] == [(done.folder, "set")]
    assert found.broken == ()
    gone = f"reports/tiny/{done.run}/outputs/set.csv"
    assert before - every_file(tiny.folder) == {gone}
    (row,) = tiny.rows("purged")
    assert row.body["files"] == ["outputs/set.csv"]
    assert row.body["run"] == done.run
    assert row.body["outputs"][0]["rule"] == "eliminate_after"
    assert verify(done.folder) == []
    assert purge(tiny.reports, FAR, FAR).due == ()
    assert len(tiny.rows("purged")) == 1


def test_a_purged_run_is_still_replayed(tiny: Any, tmp_path: Path) -> None:
    from privkit.policy.reader import read_document

    done = tiny.apply()
    purge(tiny.reports, FAR, FAR)
    assert replay(done.folder, read_document(tiny.policy), tmp_path / "again") == []


def test_a_byte_changed_elsewhere_is_still_found(tiny: Any) -> None:
    done = tiny.apply()
    purge(tiny.reports, FAR, FAR)
    for path in sorted(p for p in done.folder.rglob("*") if p.is_file()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])
        try:
            assert verify(done.folder)
        except EvidenceError:
            pass  # the evidence itself can no longer be read
        finally:
            path.write_bytes(whole)
    assert verify(done.folder) == []


def test_an_eliminated_file_that_comes_back_is_found_and_deleted_again(tiny: Any) -> None:
    done = tiny.apply()
    path = done.folder / "outputs" / "set.csv"
    copy = path.read_bytes()
    purge(tiny.reports, FAR, FAR)
    path.write_bytes(copy)
    (problem,) = verify(done.folder)
    assert problem.code == "PK857"
    assert problem.message.en == "this file was eliminated, and it is there again"
    assert problem.message.fr == "ce fichier a été éliminé, et il est de nouveau là"
    assert [kept.output for _, kept in purge(tiny.reports, FAR, FAR).due] == ["set"]
    assert not path.exists()
    assert verify(done.folder) == []


def test_a_row_cannot_hide_more_than_outputs(tiny: Any) -> None:
    """Planted: a row that names the evidence, or a way out of the folder."""
    from privkit.ledger.ledger import Ledger

    done = tiny.apply()
    names = [
        "evidence.json",
        "report.md",
        "outputs/../evidence.json",
        "outputs",
        "/etc/hosts",
        "../../ledger.sqlite",
    ]
    with Ledger.open(tiny.reports / "ledger.sqlite", create=False) as ledger:
        ledger.append("purged", {"run": done.run, "policy": "tiny", "files": names})
    before = every_file(tiny.folder)
    assert tiny.apply().reused
    assert every_file(tiny.folder) == before
    (done.folder / "report.md").unlink()
    assert [p.code for p in verify(done.folder)] == ["PK894"]


def test_no_link_is_followed(tiny: Any, tmp_path: Path) -> None:
    done = tiny.apply()
    purge(tiny.reports, FAR, FAR)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "set.csv").write_text("kept", encoding="utf-8")
    (done.folder / "outputs").rmdir()
    (done.folder / "outputs").symlink_to(outside)
    purge(tiny.reports, FAR, FAR)
    assert (outside / "set.csv").read_text(encoding="utf-8") == "kept"


def test_a_run_that_does_not_verify_is_left_and_told(tiny: Any) -> None:
    done = tiny.apply()
    (done.folder / "report.md").write_text("other", encoding="utf-8")
    found = purge(tiny.reports, FAR, FAR)
    assert found.due == ()
    assert [p.code for p in found.broken] == ["PK895"]
    assert (done.folder / "outputs" / "set.csv").is_file()
    assert tiny.rows("purged") == []


def test_evidence_edited_to_keep_longer_is_told(tiny: Any, privkit: Callable[..., Any]) -> None:
    done = tiny.apply()
    path = done.folder / "evidence.json"
    for text in (path.read_text(encoding="utf-8").replace('"months":12', '"months":9999'), '{"run": 1}'):
        path.write_text(text, encoding="utf-8")
        for found in (due_outputs(tiny.reports, FAR), purge(tiny.reports, FAR, FAR)):
            assert found.due == ()
            assert {p.code for p in found.broken} <= {"PK895", "PK821"}
            assert found.broken
    answer = privkit("purge", "--due", "--reports", tiny.reports)
    assert answer.code == 6
    assert (done.folder / "outputs" / "set.csv").is_file()


def test_one_broken_run_does_not_keep_the_others(tiny: Any) -> None:
    first = tiny.apply().folder
    second = tiny.apply(date(2026, 11, 16)).folder
    (first / "report.md").write_text("other", encoding="utf-8")
    found = purge(tiny.reports, FAR, FAR)
    assert [folder for folder, _ in found.due] == [second]
    assert [p.code for p in found.broken] == ["PK895"]


def test_held_files_that_were_eliminated_cannot_be_let_out(tiny: Any) -> None:
    folder = tiny.held().apply().folder
    purge(tiny.reports, FAR, FAR)
    assert verify(folder) == []
    with pytest.raises(DataError) as refused:
        release(folder, tiny.decision())
    (problem,) = refused.value.problems
    assert problem.code == "PK856"
    assert problem.message.en == f"the held files of the run {folder.name} were eliminated"
    assert problem.message.fr == f"les fichiers retenus du passage {folder.name} ont été éliminés"
    assert tiny.rows("decided") == []


def test_an_eliminated_run_is_not_given_again(tiny: Any) -> None:
    done = tiny.apply()
    purge(tiny.reports, FAR, FAR)
    with pytest.raises(DataError) as refused:
        tiny.apply()
    (problem,) = refused.value.problems
    assert problem.code == "PK858"
    assert problem.message.en == f"the outputs of the run {done.run} were eliminated: their time has passed"
    assert (
        problem.message.fr == f"les sorties du passage {done.run} ont été éliminées : leur durée est passée"
    )
    assert not tiny.apply(date(2026, 11, 16)).reused


def test_nothing_is_deleted_for_a_day_to_come(tiny: Any) -> None:
    done = tiny.apply()
    with pytest.raises(UsageError) as refused:
        purge(tiny.reports, FAR, date(2026, 11, 26))
    (problem,) = refused.value.problems
    assert problem.code == "PK859"
    assert problem.message.en == "outputs cannot be deleted for a day that has not come"
    assert problem.message.fr == "des sorties ne peuvent être supprimées au titre d'un jour à venir"
    assert (done.folder / "outputs" / "set.csv").is_file()


def test_what_is_beside_a_table_goes_with_it(tiny: Any) -> None:
    import json

    folder = tiny.apply().folder
    evidence = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
    evidence["policy"]["outputs"] = [{"name": n, "with": ["margins"]} for n in ("a", "b")]
    evidence["outputs"] = [{"name": "a", "file": "outputs/eau.csv"}, {"name": "b", "file": "eau-mois.csv"}]
    evidence["policy"]["comparison"] = {"file": "outputs/eau-reference.json"}
    names = (
        "eau.csv",
        "eau-note.html",
        "eau-mois.csv",
        "eau-mois-note.html",
        "eaux.csv",
        "eau-reference.json",
    )
    manifest = {"files": {f"outputs/{name}": {} for name in names} | {"evidence.json": {}}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = Committed("x", folder, evidence, None)
    assert files_of(found) == {
        "a": ("outputs/eau-note.html", "outputs/eau.csv"),
        "b": ("outputs/eau-mois-note.html", "outputs/eau-mois.csv"),
    }


def test_the_command_lists_then_deletes(tiny: Any, privkit: Callable[..., Any]) -> None:
    folder = tiny.change(("12 months", "1 day")).apply().folder
    answer = privkit("purge", "--due", "--reports", tiny.reports, "--as-of", "2200-01-01", "--language", "en")
    assert answer.code == 0
    first, last = answer.out.splitlines()
    assert first.startswith("to eliminate: set, kept until ")
    assert first.endswith(f"(its own term), 1 file, {folder}")
    assert last == "Nothing was deleted."
    assert answer.last == f"next: privkit purge --due --reports {tiny.reports} --yes"
    assert (folder / "outputs" / "set.csv").is_file()

    french = privkit("purge", "--due", "--reports", tiny.reports, "--language", "fr")
    assert (french.code, french.out) == (0, "Aucune sortie n'est à éliminer.\n")
    assert privkit("purge").code == 2
    assert "PK850 privkit purge is not told what to eliminate" in privkit("purge", "--language", "en").err
    assert "PK850 privkit purge ne sait quoi éliminer" in privkit("purge", "--language", "fr").err
    refused = privkit("purge", "--due", "--yes", "--reports", tiny.reports, "--as-of", "2200-01-01")
    assert refused.code == 2
    assert "PK859" in refused.err


def test_the_command_deletes(tiny: Any, privkit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from privkit.run import purge as room

    folder = tiny.apply().folder
    real = room.purge
    monkeypatch.setattr(room, "purge", lambda reports, as_of, today: real(reports, as_of, FAR))
    wanted = (
        "purge",
        "--due",
        "--yes",
        "--reports",
        tiny.reports,
        "--as-of",
        "2200-01-01",
        "--language",
        "fr",
    )
    answer = privkit(*wanted)
    assert answer.code == 0
    first, last = answer.out.splitlines()
    assert first.startswith("supprimée\u00a0: set, gardée jusqu'au ")
    assert last.startswith("Les copies faites ailleurs sont hors d'atteinte")
    assert not (folder / "outputs" / "set.csv").exists()
    assert answer.last == f"ensuite : privkit runs {tiny.reports}"
    assert privkit("verify", folder).code == 0
