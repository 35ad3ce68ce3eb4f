"""Committed runs, read back from disk."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from privkit.errors import EvidenceError, Place, Problem
from privkit.evidence.record import Status
from privkit.run.project import Project
from privkit.words import Words

EVIDENCE, DECISION, MANIFEST = "evidence.json", "decision.json", "manifest.json"
POLICY_COPY = "policy.yaml"
NEEDED = ("run", "status", "identity", "policy", "policy_language", "policy_sha256", "verdicts", "outputs")


@dataclass(frozen=True)
class Committed:
    """A run folder: its evidence as it was committed, and the decision recorded since, if any."""

    run: str
    folder: Path
    evidence: Mapping[str, Any]
    decision: Mapping[str, Any] | None

    @classmethod
    def read(cls, folder: Path) -> Committed:
        """Read a run folder. EvidenceError when it is not one, or when one of the two files is damaged."""
        reading = folder / EVIDENCE
        try:
            evidence = _read(reading, NEEDED)
            Status(evidence["status"])
            reading = folder / DECISION
            decision = _read(reading, ("decision",)) if reading.exists() else None
        except (OSError, ValueError, TypeError, RecursionError):
            raise (_damaged(reading) if (folder / MANIFEST).exists() else not_a_run(folder)) from None
        return cls(str(evidence["run"]), folder, evidence, decision)

    @property
    def status(self) -> Status:
        """What became of it, the decision included."""
        if self.decision is not None:
            return Status.RELEASED if self.decision["decision"] == "release" else Status.REFUSED
        return Status(self.evidence["status"])


def _read(path: Path, needed: Sequence[str]) -> Mapping[str, Any]:
    body = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(body, dict) or any(key not in body for key in needed):
        raise ValueError
    return body


def _damaged(path: Path) -> EvidenceError:
    """The error for a committed run one file of which is missing or says nothing."""
    return EvidenceError(
        Problem(
            "PK821",
            Words(
                "this file of the run is missing, or is not the one the run wrote",
                "ce fichier du passage manque, ou n'est pas celui que le passage a écrit",
            ),
            Place(str(path)),
            Words(
                "restore it from a copy of this run, and find out who changed it",
                "le restaurer depuis une copie de ce passage, et chercher qui l'a modifié",
            ),
        )
    )


def not_a_run(folder: Path) -> EvidenceError:
    """The error for a folder that holds no committed run."""
    return EvidenceError(
        Problem(
            "PK821",
            Words(
                f"{folder.name} is not a run that can be read",
                f"{folder.name} n'est pas un passage lisible",
            ),
            instead=Words(
                "name a folder under reports/<policy>/", "nommez un dossier sous reports/<politique>/"
            ),
        )
    )


def project_of_run(folder: Path) -> Project:
    """The project a committed run belongs to. EvidenceError (PK821) when the folder is not one.

    Asked before anything is locked, mended or wiped around a folder that a person named.
    """
    Committed.read(folder)
    if folder.parent.name.startswith("."):  # staging
        raise not_a_run(folder)
    return Project(folder.parent.parent, folder.parent.name)


def with_identity(project: Project, key: str) -> Committed | None:
    """The committed run of that identity, or None."""
    for folder in reversed(project.committed()):
        if not folder.name.split("-")[-1].startswith(key[:8]):
            continue
        found = Committed.read(folder)
        if found.evidence.get("identity") == key:
            return found
    return None
