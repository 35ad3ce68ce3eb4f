"""``verify``: recompute every hash of a run, walk the ledger's chain; ``--replay`` runs it again and compares."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.errors import EvidenceError, Problem
from privkit.evidence.manifest import verify_manifest
from privkit.ledger.ledger import Ledger
from privkit.policy.check_synthesis import privately_made
from privkit.run.eliminated import eliminated_files, still_there
from privkit.run.existing import DECISION, MANIFEST, Committed, project_of_run
from privkit.run.noise import noise_events
from privkit.run.project import HELD, OUTPUTS
from privkit.run.verify_budget import replay_made, replay_plan, verify_budget
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.reader import Document


def verify(folder: Path) -> list[Problem]:
    """What does not verify in a run folder: files against the manifest, the manifest against the ledger, the chain."""
    project = project_of_run(folder)
    found = Committed.read(folder)
    moved = {HELD: OUTPUTS} if found.decision and found.decision["decision"] == "release" else {}
    gone = (HELD,) if found.decision and found.decision["decision"] == "refuse" else ()
    eliminated = eliminated_files(project, folder.name)
    beside = (DECISION,) if found.decision else ()
    problems = verify_manifest(folder, moved=moved, gone=gone, beside=beside, eliminated=eliminated)
    problems += still_there(folder, eliminated)
    if not project.ledger.exists():
        return [*problems, _no_ledger()]
    with Ledger.open(project.ledger, create=False) as ledger:
        try:
            ledger.verify()
        except EvidenceError as error:
            problems += error.problems
        rows = [e for e in ledger.entries("committed") if e.body.get("run") == folder.name]
        reserved = [e for e in ledger.entries("reserved") if e.body.get("run") == folder.name]
        decided = [e for e in ledger.entries("decided") if e.body.get("run") == folder.name]
    digest = (
        hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest() if (folder / MANIFEST).exists() else ""
    )
    if not rows or not reserved or reserved[-1].hash != found.evidence.get("ledger_head"):
        problems.append(_not_in_ledger(folder.name))
    elif rows[-1].body.get("manifest_sha256") != digest:
        problems.append(_manifest_changed())
    row = reserved[-1].body if reserved else None
    problems += verify_budget(project, folder.name, found.evidence, row)[0]
    problems += _decision(folder, found, decided[-1].body if decided else None)
    return problems


def unchecked(folder: Path) -> list[Words]:
    """What :func:`verify` could not look at: a budget ledger that is not within reach. Not a problem by itself."""
    project = project_of_run(folder)
    if not project.ledger.exists():
        return []
    with Ledger.open(project.ledger, create=False) as ledger:
        reserved = [e.body for e in ledger.entries("reserved") if e.body.get("run") == folder.name]
    row = reserved[-1] if reserved else None
    return verify_budget(project, folder.name, Committed.read(folder).evidence, row)[1]


def _decision(folder: Path, found: Committed, body: Mapping[str, Any] | None) -> list[Problem]:
    text = (folder / DECISION).read_text(encoding="utf-8") if found.decision else None
    if (body["text"] if body else None) == text:
        return []
    return [
        Problem(
            "PK843",
            Words(
                "the decision on disk is not the one in the ledger",
                "la décision sur disque n'est pas celle du registre",
            ),
            instead=Words(
                "ask who changed it; the ledger is the reference",
                "demandez qui l'a changée ; le registre fait foi",
            ),
        )
    ]


def policy_of(folder: Path) -> Path:
    """The policy of a run, found beside its reports folder by the SHA-256 of its bytes. EvidenceError when absent."""
    wanted = Committed.read(folder).evidence["policy_sha256"]
    for path in sorted(folder.parent.parent.parent.glob("*.y*ml")):
        if hashlib.sha256(path.read_bytes()).hexdigest() == wanted:
            return path
    raise EvidenceError(
        Problem(
            "PK844",
            Words(
                "the policy of this run is not beside its reports",
                "la politique de ce passage n'est pas à côté des rapports",
            ),
            instead=Words(
                "--policy FILE, the policy as it was: policy.yaml in the run folder",
                "--policy FICHIER, la politique d'alors : policy.yaml dans le dossier du passage",
            ),
        )
    )


def replay(folder: Path, document: Document, workspace: Path) -> list[Problem]:
    """Run the policy again, on the recorded as-of date, and compare outputs: bytes, then rows.

    ``document`` must be the policy of the run (same bytes); inputs are read where it says. The second run is
    made in ``workspace`` and leaves the project untouched. A run that spent a budget is not made again: that would
    spend once more and draw other noise; its data and the plan of its noise are compared.
    """
    from privkit.run import spending
    from privkit.run.apply import Order, apply_policy
    from privkit.run.identity import policy_sha256

    evidence = Committed.read(folder).evidence
    if policy_sha256(document) != evidence["policy_sha256"]:
        return [
            Problem(
                "PK844",
                Words("the policy has changed since this run", "la politique a changé depuis ce passage"),
                instead=Words(
                    "give the policy as it was: policy.yaml in the run folder",
                    "donnez la politique d'alors : policy.yaml dans le dossier du passage",
                ),
            )
        ]
    asked = spending.spending_of(document, noise_events)
    if asked is not None or evidence.get("budget"):
        return replay_plan(evidence, document, asked)
    if privately_made(document.policy):
        return replay_made(evidence, document, noise_events(document))
    day = date.fromisoformat(str(evidence["started"])[:10])
    order = Order(
        document,
        date.fromisoformat(str(evidence["as_of"])),
        str(evidence["engine"]),
        workspace,
        today=day,
        frozen=evidence.get("frozen"),
    )
    again = apply_policy(order).evidence
    return _compare(evidence, again)


def _compare(first: Mapping[str, Any], again: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if {i["table"]: i["sha256"] for i in first["inputs"]} != {
        i["table"]: i["sha256"] for i in again["inputs"]
    }:
        problems.append(_differs("the inputs", "les entrées"))
    for before, after in zip(first["outputs"], again["outputs"], strict=True):
        same_libraries = (
            first["libraries"] == again["libraries"] and first["code_version"] == again["code_version"]
        )
        if before["digest"] != after["digest"] or (same_libraries and before["sha256"] != after["sha256"]):
            problems.append(_differs(f"the output {before['name']}", f"la sortie {before['name']}", one=True))
    if [v["outcome"] for v in first["verdicts"]] != [v["outcome"] for v in again["verdicts"]]:
        problems.append(_differs("the verdicts", "les verdicts"))
    return problems


def _differs(en: str, fr: str, *, one: bool = False) -> Problem:
    return Problem(
        "PK845",
        Words(
            f"replay: {en} {'differs' if one else 'differ'}",
            f"rejeu : {fr} {'diffère' if one else 'diffèrent'}",
        ),
        instead=Words(
            "find what changed since this run: data, references, libraries",
            "cherchez ce qui a changé depuis ce passage : données, références, bibliothèques",
        ),
    )


def _no_ledger() -> Problem:
    return Problem(
        "PK841",
        Words("the run ledger is not there", "le registre des passages est absent"),
        instead=Words(
            "restore ledger.sqlite beside the folders of the policies",
            "rétablissez ledger.sqlite à côté des dossiers des politiques",
        ),
    )


def _not_in_ledger(run: str) -> Problem:
    return Problem(
        "PK841",
        Words(f"the run {run} is not in the ledger", f"le passage {run} n'est pas dans le registre"),
        instead=Words(
            "do not use its outputs: privkit did not commit this folder",
            "n'utilisez pas ses sorties : privkit n'a pas validé ce dossier",
        ),
    )


def _manifest_changed() -> Problem:
    return Problem(
        "PK842",
        Words("the manifest is not the one in the ledger", "le manifeste n'est pas celui du registre"),
        instead=Words(
            "restore the whole folder from a copy of this run",
            "rétablissez tout le dossier depuis une copie de ce passage",
        ),
    )
