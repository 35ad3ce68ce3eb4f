"""``purge --due``: take away the outputs whose time has passed, and say so in the run ledger.

The ledger's row is the act; deleting files carries it out, and recovery finishes what a crash interrupted. Only files
of outputs inside the run's folder are deleted: never the evidence, the ledger or what came in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from privkit.errors import EvidenceError, Problem, UsageError
from privkit.ledger.ledger import Ledger
from privkit.run import commit
from privkit.run.eliminated import eliminated_files, finish_purge
from privkit.run.existing import Committed, not_a_run
from privkit.run.lock import PolicyLock
from privkit.run.project import Project, projects
from privkit.run.recover import recover
from privkit.run.retention import Kept, kept_outputs
from privkit.run.verify import verify
from privkit.words import Words


@dataclass(frozen=True)
class Purge:
    """What a purge found and did. ``broken``: runs that do not verify, left as they are, and why."""

    due: tuple[tuple[Path, Kept], ...]
    deleted: bool
    broken: tuple[Problem, ...] = ()


def due_outputs(reports: Path, as_of: date) -> Purge:
    """The outputs of every run under ``reports`` that must be gone by ``as_of`` and are not. Reads, writes nothing.

    Every run that still has outputs is verified: evidence that was edited would keep them past their time.
    """
    due, broken = list[tuple[Path, Kept]](), list[Problem]()
    for project in projects(reports):
        kept, unread = _kept(project)
        due += [(folder, one) for folder, one in kept if one.due(as_of)]
        for folder in dict.fromkeys(folder for folder, _ in kept):
            unread += [
                problem for problem in verify(folder) if problem.code != "PK857"
            ]  # listed as due again
        broken += unread
    return Purge(tuple(due), False, tuple(broken))


def _kept(project: Project) -> tuple[list[tuple[Path, Kept]], list[Problem]]:
    """The outputs that runs of a policy still have, and what is wrong with the runs that cannot be read."""
    out, broken = list[tuple[Path, Kept]](), list[Problem]()
    for folder in project.committed():
        try:
            kept = kept_outputs(Committed.read(folder), eliminated_files(project, folder.name))
        except EvidenceError as error:
            broken += error.problems
        except (LookupError, TypeError, ValueError, AttributeError):  # evidence that was edited
            broken += not_a_run(folder).problems
        else:
            out += [(folder, one) for one in kept if one.files and not one.eliminated]
    return out, broken


def purge(reports: Path, as_of: date, today: date) -> Purge:
    """Delete the outputs that are due on ``as_of`` and record it, run by run, under the lock of each policy.

    What is to be archived, and not eliminated, is told and left. A run that does not verify is told and left: what
    was done to it must be found out first. UsageError (PK859) when ``as_of`` is after ``today``.
    """
    if as_of > today:
        raise UsageError(_not_yet(today))
    done, broken = list[tuple[Path, Kept]](), list[Problem]()
    for project in projects(reports):
        if not project.committed():
            continue
        with commit.telling_disk_errors(reports), PolicyLock(project.lock):
            kept, unread = _kept(project)
            if not unread:
                recover(project)
            broken += unread
            for folder in dict.fromkeys(folder for folder, _ in kept):
                due = [one for where, one in kept if where == folder and one.due(as_of)]
                problems = verify(folder)
                broken += problems
                if due and not problems:
                    _eliminate(project, folder, due, as_of)
                    done += [(folder, one) for one in due]
    return Purge(tuple(done), True, tuple(broken))


def _eliminate(project: Project, folder: Path, due: list[Kept], as_of: date) -> None:
    gone = eliminated_files(project, folder.name)  # an interrupted purge: recovery has carried it out
    kept = [one for one in due if one.then == "eliminate" and not set(one.files) <= set(gone)]
    if not kept:
        return
    body: dict[str, Any] = {
        "run": folder.name,
        "policy": project.policy,
        "as_of": as_of.isoformat(),
        "outputs": [
            {"output": one.output, "until": str(one.until), "rule": str(one.rule), "files": list(one.files)}
            for one in kept
        ],
        "files": sorted(name for one in kept for name in one.files),
    }
    assert all(PurePosixPath(name).parts[0] in ("outputs", "held") for name in body["files"])
    with Ledger.open(project.ledger, create=False) as ledger:
        ledger.append("purged", body)
    commit.boundary("after purged row")
    finish_purge(folder, body["files"])


def _not_yet(today: date) -> Problem:
    return Problem(
        "PK859",
        Words(
            "outputs cannot be deleted for a day that has not come",
            "des sorties ne peuvent être supprimées au titre d'un jour à venir",
        ),
        instead=Words(
            f"--as-of {today.isoformat()} at most; without --yes, any day is only listed",
            f"--as-of {today.isoformat()} au plus ; sans --yes, tout jour est seulement listé",
        ),
    )
