from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import sample

from privkit.evidence.asjson import evidence_bytes, to_json
from privkit.evidence.manifest import make_manifest, verify_manifest, write_manifest


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    (folder / "held").mkdir(parents=True)
    (folder / "evidence.json").write_bytes(evidence_bytes(sample.record()))
    (folder / "held" / "table.csv").write_bytes(b"a;b\n1;2\n")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def _codes(folder: Path) -> list[tuple[str, str]]:
    return [(p.code, Path(p.place.file).name) for p in verify_manifest(folder) if p.place]


def test_it_lists_every_file_with_its_size_and_hash(run: Path) -> None:
    found = make_manifest(run, to_json(sample.record()))
    assert list(found["files"]) == ["empty.txt", "evidence.json", "held/table.csv"]
    assert found["files"]["held/table.csv"] == {
        "size": 8,
        "sha256": hashlib.sha256(b"a;b\n1;2\n").hexdigest(),
    }
    assert found["libraries"]["duckdb"] == "2.0.1"
    assert found["code_version"] == "0.1.0+5f3a9c1e7b2d"
    assert [one["table"] for one in found["inputs"]] == ["factures", "foncier"]
    assert found["outputs"][0]["digest"] == sample.OUTPUTS[0].digest
    assert found["policy_sha256"] == sample.record().policy_sha256


def test_a_whole_run_verifies_and_the_hash_of_the_manifest_is_given(run: Path) -> None:
    digest = write_manifest(run, to_json(sample.record()))
    assert verify_manifest(run) == []
    assert digest == hashlib.sha256((run / "manifest.json").read_bytes()).hexdigest()
    assert digest == write_manifest(run, to_json(sample.record()))


def test_a_change_of_one_byte_of_the_same_size_is_seen(run: Path) -> None:
    write_manifest(run, to_json(sample.record()))
    (run / "held" / "table.csv").write_bytes(b"a;b\n1;3\n")
    (problem,) = verify_manifest(run)
    assert problem.lines("en") == [
        f"{run / 'held' / 'table.csv'}: PK895 this file is not the one the run wrote: its size or its hash differs",
        "  → restore it from a copy of this run, and find out who changed it",
    ]
    assert (
        problem.message.fr
        == "ce fichier n'est pas celui que le passage a écrit : sa taille ou son empreinte diffère"
    )


def test_missing_and_added_files_are_seen_together(run: Path) -> None:
    write_manifest(run, to_json(sample.record()))
    (run / "empty.txt").unlink()
    (run / "held" / "more.csv").write_bytes(b"")
    assert _codes(run) == [("PK894", "empty.txt"), ("PK896", "more.csv")]


def test_a_link_in_place_of_a_file_is_a_change_and_is_not_followed(run: Path, tmp_path: Path) -> None:
    write_manifest(run, to_json(sample.record()))
    outside = tmp_path / "outside.csv"
    outside.write_bytes(b"a;b\n1;2\n")
    (run / "held" / "table.csv").unlink()
    (run / "held" / "table.csv").symlink_to(outside)
    (run / "aside").symlink_to(tmp_path)
    assert _codes(run) == [("PK895", "table.csv"), ("PK896", "aside")]


@pytest.mark.parametrize("content", [None, b"{", b"{}", b'{"files": []}', b'{"files": {"a": {"size": 1}}}'])
def test_a_manifest_that_cannot_be_read_is_one_problem(run: Path, content: bytes | None) -> None:
    if content is not None:
        (run / "manifest.json").write_bytes(content)
    assert _codes(run) == [("PK893", "manifest.json")]


def test_names_out_of_the_folder_are_never_opened(run: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    write_manifest(run, to_json(sample.record()))
    content = json.loads((run / "manifest.json").read_bytes())
    content["files"]["../secret"] = {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    (run / "manifest.json").write_text(json.dumps(content))
    assert _codes(run) == [("PK894", "secret")]
