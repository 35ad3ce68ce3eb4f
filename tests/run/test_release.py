"""Nobody is bypassed: what is shared outside waits for a recorded decision."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privkit.errors import DataError, EvidenceError
from privkit.evidence.record import Status
from privkit.run.existing import Committed
from privkit.run.release import read_decision, release
from privkit.run.verify import verify

FRENCH = """\
décision: diffuser
par: responsable_de_traitement
qualité: Directrice de l'eau
date: 2026-11-20
parce_que: La convention est signée.
"""
ENGLISH = """\
decision: release
by: controller
capacity: Head of water
date: 2026-11-20
because: The agreement is signed.
"""


@pytest.mark.parametrize("sharing", ["agreement", "enclave", "public"])
def test_an_output_shared_outside_is_held(tiny: Any, privkit: Callable[..., Any], sharing: str) -> None:
    tiny.change(("sharing: internal", f"sharing: {sharing}"))
    if sharing == "public":
        tiny.change(("  - l_diversity", "  - direct_identifiers_left: { at_most: 0 }\n  - l_diversity"))
    answer = privkit("apply", tiny.policy)
    assert answer.code == 8
    assert answer.out.startswith("HELD. Technical conditions met; a decision is awaited.")
    (folder,) = tiny.runs
    assert answer.last == f"next: privkit release {folder} --decision decision.yaml"
    assert [p.name for p in (folder / "held").iterdir()] == ["set.csv"]
    assert not (folder / "outputs").exists()
    assert not (folder.parent / "current").exists()


@pytest.mark.parametrize(
    "change",
    [
        ("state: validated\n  effective", "state: draft\n  effective"),
        ("  decision: { by: controller, capacity: Head of water, date: 2026-11-10 }\n", ""),
    ],
    ids=["draft", "no decision"],
)
def test_without_a_decision_in_force_even_internal_outputs_wait(tiny: Any, change: tuple[str, str]) -> None:
    done = tiny.change(change).apply()
    assert done.status is Status.HELD
    assert (done.folder / "held" / "set.csv").is_file()
    assert not (done.folder / "outputs").exists()


@pytest.mark.parametrize(("text", "language"), [(FRENCH, "fr"), (ENGLISH, "en")])
def test_a_decision_lets_held_outputs_out(
    tiny: Any, privkit: Callable[..., Any], text: str, language: str
) -> None:
    run = tiny.held().apply().folder
    held = (run / "held" / "set.csv").read_bytes()
    answer = privkit("release", run, "--decision", tiny.decision(text), "--language", language)
    assert answer.code == 0
    assert answer.out == (
        f"diffusé\u00a0: {run}/outputs\n" if language == "fr" else f"released: {run}/outputs\n"
    )
    assert (run / "outputs" / "set.csv").read_bytes() == held
    assert not (run / "held").exists()
    assert (run.parent / "current").resolve() == run
    assert verify(run) == []
    (row,) = tiny.rows("decided")
    recorded = json.loads(row.body["text"])
    assert recorded["decision"] == "release"
    assert recorded["run"] == run.name
    assert recorded["date"] == "2026-11-20"
    assert (run / "decision.json").read_text(encoding="utf-8") == row.body["text"]


def test_a_mixed_run_releases_what_is_internal_and_holds_the_rest(tiny: Any) -> None:
    done = tiny.mixed().apply()
    assert done.status is Status.HELD
    assert [p.name for p in (done.folder / "outputs").iterdir()] == ["set.csv"]
    assert [p.name for p in (done.folder / "held").iterdir()] == ["shared.csv"]

    release(done.folder, tiny.decision())
    assert sorted(p.name for p in (done.folder / "outputs").iterdir()) == ["set.csv", "shared.csv"]
    assert not (done.folder / "held").exists()
    assert verify(done.folder) == []


def test_a_refusing_decision_removes_held_files_and_stays(tiny: Any, privkit: Callable[..., Any]) -> None:
    done = tiny.mixed().apply()
    decision = tiny.decision(ENGLISH.replace("decision: release", "decision: refuse"))
    answer = privkit("release", done.folder, "--decision", decision)
    assert answer.code == 0
    assert answer.out == f"not released; the decision is recorded: {done.folder}\n"
    assert not (done.folder / "held").exists()
    assert [p.name for p in (done.folder / "outputs").iterdir()] == ["set.csv"]
    assert Committed.read(done.folder).status is Status.REFUSED
    assert [e.body["decision"] for e in tiny.rows("decided")] == ["refuse"]
    assert verify(done.folder) == []


def test_a_second_decision_is_refused(tiny: Any, privkit: Callable[..., Any]) -> None:
    run = tiny.held().apply().folder
    release(run, tiny.decision())
    answer = privkit("release", run, "--decision", tiny.decision())
    assert answer.code == 4
    assert answer.err.startswith(
        f"PK831 the run {run.name} awaits no decision: its outputs are out already\n  → name a held run\n"
    )
    assert len(tiny.rows("decided")) == 1


def test_a_refused_run_awaits_no_decision(tiny: Any) -> None:
    run = tiny.held().change(("at_least: 5", "at_least: 50")).apply().folder
    with pytest.raises(DataError) as caught:
        release(run, tiny.decision())
    assert caught.value.text("fr") == [
        f"PK831 le passage {run.name} n'attend pas de décision : il a été refusé et n'a pas de sortie",
        "  → nommez un passage en attente",
    ]


@pytest.mark.parametrize("file", ["held/set.csv", "evidence.json", "manifest.json"])
def test_a_run_that_was_tampered_with_is_not_released(tiny: Any, file: str) -> None:
    run = tiny.held().apply().folder
    content = (run / file).read_text()
    (run / file).write_text(content.replace("1", "2", 1))
    with pytest.raises(EvidenceError):
        release(run, tiny.decision())
    assert (run / "held").is_dir()
    assert tiny.rows("decided") == []


def test_a_decision_dropped_by_hand_opens_nothing(tiny: Any, privkit: Callable[..., Any]) -> None:
    run = tiny.held().apply().folder
    (run / "decision.json").write_text('{"decision": "release"}')
    assert privkit("verify", run).code == 6
    answer = privkit("apply", tiny.policy, "--as-of", "2026-11-15")
    assert answer.code == 6
    assert "PK843 the decision on disk is not the one in the ledger" in answer.err


def test_a_folder_that_is_no_run_is_left_alone(
    tmp_path: Path, tiny: Any, privkit: Callable[..., Any]
) -> None:
    (tmp_path / ".staging" / "precious").mkdir(parents=True)
    (tmp_path / "folder").mkdir()
    answer = privkit("release", tmp_path / "folder", "--decision", tiny.decision())
    assert answer.code == 6
    assert answer.err.startswith("PK821 folder is not a run that can be read\n")
    assert (tmp_path / ".staging" / "precious").is_dir()
    assert not (tmp_path / ".lock").exists()
    assert not (tmp_path.parent / "ledger.sqlite").exists()


def told(tiny: Any, text: str) -> dict[str, list[str]]:
    with pytest.raises(DataError) as caught:
        read_decision(tiny.decision(text))
    return {"en": caught.value.text("en"), "fr": caught.value.text("fr")}


@pytest.mark.parametrize(
    "change",
    [
        ("by: controller", "by: dpo"),
        ("by: controller", "by: DPD"),
        ("capacity: Head of water", "capacity: DPO"),
        ("capacity: Head of water", "capacity: Data Protection Officer"),
        ("capacity: Head of water", "capacity: Déléguée à la protection des données"),
    ],
)
def test_the_dpo_does_not_decide(tiny: Any, change: tuple[str, str]) -> None:
    assert told(tiny, ENGLISH.replace(*change)) == {
        "en": [
            "PK835 decision.yaml: the DPO advises and does not decide",
            "  → by: controller",
            "  (GDPR 38(6))",
        ],
        "fr": [
            "PK835 decision.yaml : le DPO conseille et ne décide pas",
            "  → par : responsable_de_traitement",
            "  (GDPR 38(6))",
        ],
    }


def test_missing_keys_are_all_told(tiny: Any) -> None:
    assert told(tiny, "decision: release\nby: controller\nbecause:\n") == {
        "en": [
            "PK833 decision.yaml: capacity is missing",
            "  → add capacity:",
            "PK833 decision.yaml: date is missing",
            "  → add date:",
            "PK833 decision.yaml: because is missing",
            "  → add because:",
        ],
        "fr": [
            "PK833 decision.yaml : qualité manque",
            "  → ajoutez qualité :",
            "PK833 decision.yaml : date manque",
            "  → ajoutez date :",
            "PK833 decision.yaml : parce_que manque",
            "  → ajoutez parce_que :",
        ],
    }


@pytest.mark.parametrize("day", ["20/11/2026", "2026-02-30", "20261120", "2026-W47-5", "tomorrow"])
def test_a_date_is_a_date(tiny: Any, day: str) -> None:
    assert told(tiny, ENGLISH.replace("2026-11-20", day)) == {
        "en": [
            "PK834 decision.yaml: this is not a decision privkit can record",
            "  → write date: 2026-12-01",
        ],
        "fr": [
            "PK834 decision.yaml : cette décision ne peut être enregistrée",
            "  → écrivez date : 2026-12-01",
        ],
    }


@pytest.mark.parametrize(
    ("change", "en", "fr"),
    [
        (
            ("decision: release", "decision: yes"),
            "  → write decision: release or refuse",
            "  → écrivez décision : diffuser ou refuser",
        ),
        (
            ("by: controller", "by: somebody"),
            "  → write by: controller",
            "  → écrivez par : responsable_de_traitement",
        ),
    ],
)
def test_other_words_are_refused(tiny: Any, change: tuple[str, str], en: str, fr: str) -> None:
    found = told(tiny, ENGLISH.replace(*change))
    assert found["en"] == ["PK834 decision.yaml: this is not a decision privkit can record", en]
    assert found["fr"][1] == fr


def test_an_unknown_key_gets_the_nearest_one(tiny: Any) -> None:
    found = told(tiny, FRENCH.replace("parce_que", "parceque"))
    assert found["en"] == [
        "PK833 decision.yaml: unknown word parceque",
        "  → write parce_que",
        "PK833 decision.yaml: because is missing",
        "  → add because:",
    ]
    assert found["fr"][:2] == ["PK833 decision.yaml : mot inconnu parceque", "  → écrivez parce_que"]


def test_a_key_written_twice_is_refused(tiny: Any) -> None:
    assert told(tiny, ENGLISH + "décision: refuser\n") == {
        "en": ["PK833 decision.yaml: decision is written twice", "  → keep one of them"],
        "fr": ["PK833 decision.yaml : décision figure deux fois", "  → gardez-en un"],
    }


@pytest.mark.parametrize("text", ["- release\n", "release", "decision: [release]\n", "a: {b: c}\n", ""])
def test_another_file_is_not_a_decision(tiny: Any, text: str) -> None:
    assert told(tiny, text) == {
        "en": [
            "PK832 decision.yaml is not a decision file",
            "  → a YAML file with decision, by, capacity, date, because",
        ],
        "fr": [
            "PK832 decision.yaml n'est pas un fichier de décision",
            "  → un fichier YAML avec décision, par, qualité, date, parce_que",
        ],
    }


def test_a_missing_decision_file_is_told(tiny: Any, privkit: Callable[..., Any]) -> None:
    run = tiny.held().apply().folder
    for language, said in {
        "en": "PK832 the decision file none.yaml is not there\n  → --decision FILE, written by who decides\n",
        "fr": "PK832 le fichier de décision none.yaml est absent\n  → --decision FICHIER, écrit par qui décide\n",
    }.items():
        answer = privkit("release", run, "--decision", tiny.folder / "none.yaml", "--language", language)
        assert answer.code == 4
        assert answer.err.startswith(said)
    assert (run / "held").is_dir()
