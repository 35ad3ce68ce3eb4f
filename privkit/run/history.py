"""The runs of a project over time: what each let out, what changed since the one before, what must be judged again.

Read from committed runs alone: their evidence, the policy kept beside it, the decision, and what the run ledger says was
eliminated. The policy as it is now, when its file is beside the reports, says which conditions have changed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from privkit.errors import EvidenceError
from privkit.evidence.record import Status
from privkit.policy.difference import Change
from privkit.run.again import reasons_to_judge_again, terms_of_use
from privkit.run.eliminated import eliminated_files
from privkit.run.existing import Committed
from privkit.run.project import Project, projects, slug
from privkit.run.retention import Kept, kept_outputs
from privkit.run.since import UNREADABLE, policy_at, policy_changes, policy_then
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.model.policy import Policy


@dataclass(frozen=True)
class Passed:
    """One run. ``day``, ``hour``: when it began (UTC). ``verdicts``: number of conditions by outcome.

    ``outputs``: what it let out or holds, until when.
    ``changes``: of the policy since the run before, None for a first run or a policy this version cannot read.
    ``other``: what else changed since. ``again``: why what it let out must be judged again.
    """

    run: str
    folder: Path
    status: Status
    day: date
    hour: str
    as_of: str
    version: str
    verdicts: Mapping[str, int]
    outputs: tuple[Kept, ...]
    changes: tuple[Change, ...] | None
    other: tuple[Words, ...]
    again: tuple[Words, ...]


@dataclass(frozen=True)
class PolicyRuns:
    """The runs of one policy, the newest first.

    ``terms``: last day of use of the data of the newest run, by table. ``unread``: folders whose evidence cannot be read.
    ``as_of``: the day that terms are judged on.
    """

    project: Project
    title: str
    language: str
    review_before: date
    terms: Mapping[str, date]
    runs: tuple[Passed, ...]
    unread: tuple[str, ...]
    as_of: date


def history(reports: Path, as_of: date) -> tuple[PolicyRuns, ...]:
    """The runs of every policy under ``reports``, by name of policy. Reads, writes nothing."""
    found = (_of_policy(project, as_of) for project in projects(reports))
    return tuple(one for one in found if one is not None)


def _of_policy(project: Project, as_of: date) -> PolicyRuns | None:
    read, unread = list[Committed](), list[str]()
    for folder in project.committed():
        try:
            read.append(Committed.read(folder))
        except EvidenceError:
            unread.append(folder.name)
    if not read:
        return None
    now, out = policy_now(project), list[Passed]()
    before: Committed | None = None
    for found in read:
        try:
            out.append(_passed(project, found, before, now, as_of))
            before = found
        except UNREADABLE:  # evidence that was edited
            unread.append(found.folder.name)
    if before is None:
        return None
    about = before.evidence["policy"]["policy"]
    review = now.policy.review_before if now else date.fromisoformat(str(about["review_before"]))
    language = str(before.evidence["policy_language"])
    title = now.policy.title if now else str(about["title"])
    return PolicyRuns(
        project,
        title,
        language,
        review,
        terms_of_use(before.evidence),
        tuple(reversed(out)),
        tuple(unread),
        as_of,
    )


def _passed(
    project: Project, found: Committed, before: Committed | None, now: Policy | None, as_of: date
) -> Passed:
    evidence = found.evidence
    outcomes = [str(verdict["outcome"]) for verdict in evidence["verdicts"]]
    kept = kept_outputs(found, eliminated_files(project, found.run))
    policy = policy_then(found)
    changes, other = policy_changes(before, found.evidence, policy) if before else (None, ())
    there = [one for one in kept if not one.eliminated]
    return Passed(
        run=found.run,
        folder=found.folder,
        status=found.status,
        day=date.fromisoformat(str(evidence["started"])[:10]),
        hour=str(evidence["started"])[11:16],
        as_of=str(evidence["as_of"]),
        version=str(evidence["policy"]["policy"]["version"]),
        verdicts={outcome: outcomes.count(outcome) for outcome in dict.fromkeys(outcomes)},
        outputs=kept,
        changes=changes,
        other=other,
        again=reasons_to_judge_again(evidence, policy, now, as_of) if there else (),
    )


def policy_now(project: Project) -> Policy | None:
    """The policy of that name beside the reports folder, as it is now; None without one, or with several."""
    found = [policy_at(path) for path in sorted(project.reports.resolve().parent.glob("*.y*ml"))]
    here = [one for one in found if one is not None and slug(one.policy.name) == project.policy]
    return here[0] if len(here) == 1 else None
