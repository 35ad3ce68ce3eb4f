"""``verify``: recompute every hash of a run, walk the ledger's chain; ``--replay`` runs it again and compares."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.errors import DataError, EvidenceError, Problem
from privkit.evidence.manifest import verify_manifest
from privkit.ledger.entry import Entry
from privkit.ledger.ledger import Ledger
from privkit.policy.check_synthesis import privately_made
from privkit.run import verify_complaints as complaints
from privkit.run.eliminated import listed, still_there
from privkit.run.existing import DECISION, EVIDENCE, MANIFEST, Committed, project_of_run
from privkit.run.noise import noise_events
from privkit.run.project import HELD, OUTPUTS, Project
from privkit.run.verify_budget import NOT_A_LEDGER, replay_made, replay_plan, verify_budget
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.reader import Document


def verify(folder: Path, head: str | None = None) -> list[Problem]:
    """What does not verify in a run folder: files against the manifest, the manifest against the ledger, the chain.

    ``head``: a head of the ledger of runs that was noted elsewhere; it must still be in the chain. Without one, a
    ledger whose end was cut off, or that was written anew with everything it tells of, cannot be told.
    """
    project = project_of_run(folder)
    found = Committed.read(folder)
    moved = {HELD: OUTPUTS} if found.decision and found.decision["decision"] == "release" else {}
    gone = (HELD,) if found.decision and found.decision["decision"] == "refuse" else ()
    beside = (DECISION,) if found.decision else ()
    rows, ledger_problems = _rows(project, folder.name, head)
    eliminated = listed(rows, folder.name)
    problems = verify_manifest(folder, moved=moved, gone=gone, beside=beside, eliminated=eliminated)
    problems += [*still_there(folder, eliminated), *ledger_problems]
    if rows or not ledger_problems:
        problems += _against_ledger(folder, found, rows)
        row = next((e.body for e in reversed(rows) if e.kind == "reserved"), None)
        problems += verify_budget(project, folder.name, found.evidence, row)[0]
    return problems


def changed_evidence(folder: Path) -> list[Problem]:
    """What says that the evidence of a run, or its decision, was edited since: what a paper must not be made from.

    Outputs are not looked at, nor the chain. A run without its ledger is held against its manifest alone.
    """
    project = project_of_run(folder)
    found = Committed.read(folder)
    problems = verify_manifest(folder, only=(EVIDENCE,))
    if project.ledger.exists():
        rows, refused = _rows(project, folder.name, None, walk=False)
        problems += refused or _against_ledger(folder, found, rows)
    return problems


def _rows(
    project: Project, run: str, head: str | None, *, walk: bool = True
) -> tuple[list[Entry], list[Problem]]:
    """The rows of a run in the ledger of runs, and what does not verify of the ledger itself."""
    if not project.ledger.exists():
        return [], [complaints.no_ledger(project.ledger)]
    problems: list[Problem] = []
    try:
        with Ledger.open(project.ledger, create=False) as ledger:
            try:
                if walk:
                    ledger.verify(head)
            except EvidenceError as error:
                problems += error.problems
            return list(ledger.entries(run=run)), problems
    except EvidenceError as error:
        return [], list(dict.fromkeys([*problems, *error.problems]))
    except DataError as error:
        if error.problems[0].code not in NOT_A_LEDGER:
            raise
        return [], list(error.problems)


def _against_ledger(folder: Path, found: Committed, rows: list[Entry]) -> list[Problem]:
    """What differs between a run folder and its rows: who it is, its manifest, its decision."""
    last = {entry.kind: entry for entry in rows}
    if not {"committed", "reserved"} <= set(last) or last["reserved"].hash != found.evidence.get(
        "ledger_head"
    ):
        problems = [complaints.not_in_ledger(folder)]
    elif last["committed"].body.get("manifest_sha256") != _sha256(folder / MANIFEST):
        problems = [complaints.manifest_changed(folder)]
    else:
        problems = []
    return problems + _decision(folder, found, last["decided"].body if "decided" in last else None)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def head_of(folder: Path) -> str:
    """The head of the ledger of runs as it is now: what a person notes elsewhere, to hold the ledger to it later."""
    with Ledger.open(project_of_run(folder).ledger, create=False) as ledger:
        return ledger.head()


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
    path = folder / DECISION
    told = path.read_bytes() if found.decision else None
    if (body["text"].encode() if body else None) == told and not path.is_symlink():
        return []
    return [complaints.decision_changed(folder)]


def policy_of(folder: Path) -> Path:
    """The policy of a run, found beside its reports folder by the SHA-256 of its bytes. EvidenceError when absent."""
    wanted = Committed.read(folder).evidence["policy_sha256"]
    for path in sorted(folder.parent.parent.parent.glob("*.y*ml")):
        if hashlib.sha256(path.read_bytes()).hexdigest() == wanted:
            return path
    raise EvidenceError(complaints.no_policy())


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
        return [complaints.policy_changed()]
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
        problems.append(complaints.differs("the inputs", "les entrées"))
    for before, after in zip(first["outputs"], again["outputs"], strict=True):
        same_libraries = (
            first["libraries"] == again["libraries"] and first["code_version"] == again["code_version"]
        )
        if before["digest"] != after["digest"] or (same_libraries and before["sha256"] != after["sha256"]):
            problems.append(
                complaints.differs(f"the output {before['name']}", f"la sortie {before['name']}", one=True)
            )
    if [v["outcome"] for v in first["verdicts"]] != [v["outcome"] for v in again["verdicts"]]:
        problems.append(complaints.differs("the verdicts", "les verdicts"))
    return problems
