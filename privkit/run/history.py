"""The runs of a project over time: what each let out, what changed since the one before, what must be judged again.

Read from committed runs alone: their evidence, the policy kept beside it, the decision, and what the run ledger says was
eliminated. The policy as it is now, when its file is beside the reports, says which conditions have changed since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.errors import EvidenceError, PrivkitError
from privkit.evidence.record import Status
from privkit.policy.difference import Change, difference
from privkit.run.again import reasons_to_judge_again, terms_of_use
from privkit.run.eliminated import eliminated_files
from privkit.run.existing import Committed
from privkit.run.project import Project, projects, slug
from privkit.run.retention import Kept, kept_outputs
from privkit.run.write import POLICY_COPY
from privkit.words import Words, same

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
    """

    project: Project
    title: str
    language: str
    review_before: date
    terms: Mapping[str, date]
    runs: tuple[Passed, ...]
    unread: tuple[str, ...]


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
        except (LookupError, TypeError, ValueError, AttributeError):  # evidence that was edited
            unread.append(found.folder.name)
    if before is None:
        return None
    about = before.evidence["policy"]["policy"]
    review = now.policy.review_before if now else date.fromisoformat(str(about["review_before"]))
    language = str(before.evidence["policy_language"])
    title = now.policy.title if now else str(about["title"])
    return PolicyRuns(
        project, title, language, review, terms_of_use(before.evidence), tuple(reversed(out)), tuple(unread)
    )


def _passed(
    project: Project, found: Committed, before: Committed | None, now: Policy | None, as_of: date
) -> Passed:
    evidence = found.evidence
    outcomes = [str(verdict["outcome"]) for verdict in evidence["verdicts"]]
    kept = kept_outputs(found, eliminated_files(project, found.run))
    policy = policy_then(found)
    changes, other = _since(before, found, policy) if before else (None, ())
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


def policy_then(found: Committed) -> Policy | None:
    """The policy of a run, from the copy beside its evidence; None when this version cannot read it."""
    return _policy(found.folder / POLICY_COPY)


def policy_now(project: Project) -> Policy | None:
    """The policy of that name beside the reports folder, as it is now; None without one, or with several."""
    found = [_policy(path) for path in sorted(project.reports.resolve().parent.glob("*.y*ml"))]
    here = [one for one in found if one is not None and slug(one.policy.name) == project.policy]
    return here[0] if len(here) == 1 else None


def _policy(path: Path) -> Policy | None:
    from privkit.policy.reader import read_document

    try:
        return read_document(path).policy
    except PrivkitError:
        return None


def _since(
    before: Committed, found: Committed, policy: Policy | None
) -> tuple[tuple[Change, ...] | None, tuple[Words, ...]]:
    one, two = before.evidence, found.evidence
    other = other_changes(one, two)
    then = policy_then(before)
    if one["policy_sha256"] == two["policy_sha256"]:
        return (), tuple(other)
    if then is None or policy is None:
        other.append(
            Words(
                "the policy changed, and this version cannot read both",
                "la politique a changé, et cette version ne peut lire les deux",
            )
        )
        return None, tuple(other)
    return difference(then, policy), tuple(other)


def other_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Words]:
    """What differs between the evidence of two runs besides their policies: data, as-of date, engine, code."""
    return [*_data(before["inputs"], after["inputs"]), *_settings(before, after)]


def _data(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Words]:
    was, now = ({str(one["table"]): one["sha256"] for one in many} for many in (before, after))
    moved = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
    if not moved:
        return []
    names = ", ".join(moved)
    return [Words(f"the data changed: {names}", f"les données ont changé : {names}")]


def _settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Words]:
    told = {
        "as_of": Words("as-of date", "date d'arrêté"),
        "engine": Words("engine", "moteur"),
        "code_version": Words("version of privkit", "version de privkit"),
    }
    return [
        words + Words(": ", " : ") + same(f"{before[key]} → {after[key]}")
        for key, words in told.items()
        if before[key] != after[key]
    ]
