"""What changed since the last version, written in the evidence of a run so that its report can be made from it alone.

The last version is the last run of the same policy whose outputs were let out; failing one, the last run. Policies are
compared as written (:mod:`privkit.policy.difference`), figures as measured.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from privkit.errors import EvidenceError, PrivkitError
from privkit.evidence.record import Status
from privkit.policy.difference import difference
from privkit.run.existing import MANIFEST, POLICY_COPY, Committed
from privkit.run.project import Project
from privkit.words import Words, same

if TYPE_CHECKING:
    from pathlib import Path

    from privkit.policy.difference import Change
    from privkit.policy.model.policy import Policy

#: What an edited or foreign folder may raise when it is read.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)


def since_last(project: Project, policy: Policy, evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    """What changed between the last version and a run about to be committed, as the evidence holds it.

    ``before``: the run compared with (its name, day, version, status, the SHA-256 of its manifest), None for a first
    version. ``changes``: of the policy, each with its effect and its words; None when both cannot be read. ``tables``:
    those whose data changed. ``other``: data, as-of date, engine, code, in words. ``figures``: those measured in both
    and that differ. Reads; writes and raises nothing.
    """
    unread = list[str]()
    last: Committed | None = None
    for folder in reversed(project.committed()):
        try:
            found = Committed.read(folder)
            known = _known(found)
        except (EvidenceError, OSError, *UNREADABLE):
            unread.append(folder.name)
            continue
        if known["status"] == Status.RELEASED or last is None:
            last = found
        if known["status"] == Status.RELEASED:
            break
    if last is None:
        return {"before": None, "changes": (), "tables": (), "other": _left_out(unread), "figures": ()}
    try:
        changes, other = policy_changes(last, evidence, policy)
    except UNREADABLE:
        changes, other = None, _left_out([last.run])
    try:
        tables = _tables_changed(last.evidence["inputs"], evidence["inputs"])
    except UNREADABLE:
        tables = []
    return {
        "before": _known(last),
        "changes": None
        if changes is None
        else tuple({"effect": c.effect.value, "words": c.words} for c in changes),
        "tables": tables,
        "other": (*other, *_left_out(unread)),
        "figures": tuple(_figures(last.evidence, evidence)),
    }


def _known(found: Committed) -> dict[str, Any]:
    return {
        "run": found.run,
        "day": str(found.evidence["started"])[:10],
        "version": str(found.evidence["policy"]["policy"]["version"]),
        "status": found.status.value,
        "manifest_sha256": hashlib.sha256((found.folder / MANIFEST).read_bytes()).hexdigest(),
    }


def _left_out(unread: Sequence[str]) -> tuple[Words, ...]:
    if not unread:
        return ()
    names = ", ".join(sorted(unread))
    return (
        Words(
            f"runs that cannot be read were not looked at: {names}",
            f"des passages illisibles n'ont pas été regardés : {names}",
        ),
    )


def policy_then(found: Committed) -> Policy | None:
    """The policy of a run, from the copy beside its evidence; None when this version cannot read it."""
    return policy_at(found.folder / POLICY_COPY)


def policy_at(path: Path) -> Policy | None:
    """The policy in a file; None when this version cannot read it."""
    from privkit.policy.reader import read_document

    try:
        return read_document(path).policy
    except PrivkitError:
        return None


def policy_changes(
    before: Committed, after: Mapping[str, Any], policy: Policy | None
) -> tuple[tuple[Change, ...] | None, tuple[Words, ...]]:
    """The changes from the policy of a run to that of other evidence, and what else changed besides.

    The first is None when one of the two policies cannot be read; the second then says so.
    """
    other = other_changes(before.evidence, after)
    if before.evidence["policy_sha256"] == after["policy_sha256"]:
        return (), tuple(other)
    then = policy_then(before)
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


def _tables_changed(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[str]:
    was, now = ({str(one["table"]): one["sha256"] for one in many} for many in (before, after))
    return sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))


def _data(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Words]:
    names = ", ".join(_tables_changed(before, after))
    if not names:
        return []
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


def _figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Figures measured in both runs and that differ: units of outputs, then conditions, in the order of the run."""
    try:
        was, now = _measured(before), _measured(after)
    except UNREADABLE:  # evidence of another make
        return
    for key, figure in now.items():
        then = was.get(key)
        if then is not None and then != figure:
            name, output, about, measure = key
            yield {
                "name": name,
                "output": output,
                "about": about,
                "measure": measure,
                "before": then[0],
                "after": figure[0],
                "outcomes": [then[1], figure[1]],
            }


_Key = tuple[str, str, str, str]


def _measured(evidence: Mapping[str, Any]) -> dict[_Key, tuple[Any, str]]:
    """The figures of a run by what they are of: condition, output, column or secret, measure."""
    out: dict[_Key, tuple[Any, str]] = {}
    for one in evidence["outputs"]:
        units = one["counts"].get("units")
        if isinstance(units, int):
            out["units", str(one["name"]), "", "count"] = (units, "")
    for one in evidence["verdicts"]:
        figures = one["figures"]
        about = str(figures.get("secret") or figures.get("column") or "")
        measure = next((m for m in ("share", "smallest", "least", "high") if m in figures), None)
        if measure is not None and isinstance(figures[measure], int | str):
            key = (str(one["condition"]), str(one["output"]), about, measure)
            out[key] = (figures[measure], str(one["outcome"]))
    return out
