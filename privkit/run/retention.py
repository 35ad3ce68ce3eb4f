"""Until when each output of a run may be kept, read from its evidence, and which files it is made of.

An output is kept as long as its ``eliminate_after`` says; without one, as long as the register's retention, but for
what was let out to the public, which cannot be called back. It is counted from the day the output was let out, or
from the day of the run while it waits.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from privkit.evidence.record import Status
from privkit.policy.scalars import Duration
from privkit.run.existing import MANIFEST, Committed
from privkit.run.outputs import both_files, inside
from privkit.run.project import HELD, OUTPUTS


class Rule(StrEnum):
    """What says how long an output is kept."""

    OUTPUT = "eliminate_after"
    REGISTER = "retention"


@dataclass(frozen=True)
class Kept:
    """One output of a run and until when it may be kept.

    ``until``: the day from which it must be gone; None when nothing says so. ``then``: ``eliminate`` or ``archive``.
    ``files``: paths inside the run's folder as they stand. ``eliminated``: a purge took its files away.
    """

    run: str
    output: str
    until: date | None
    rule: Rule | None
    then: str
    files: tuple[str, ...]
    eliminated: bool

    def due(self, as_of: date) -> bool:
        """Whether it must be gone by that day, and is not."""
        return self.until is not None and self.until <= as_of and not self.eliminated


def kept_outputs(found: Committed, eliminated: Collection[str] = ()) -> tuple[Kept, ...]:
    """The outputs of a run, with until when each may be kept; none for a run that let nothing out.

    ``eliminated``: files a purge took away, as the run ledger says.
    """
    if found.status not in (Status.RELEASED, Status.HELD):
        return ()
    files, start, out = files_of(found), _start(found), []
    written = {one["name"]: one for one in found.evidence["policy"]["outputs"]}
    for one in found.evidence["outputs"]:
        length, rule, then = _length(written[one["name"]], found.evidence["policy"]["register"])
        mine = files[one["name"]]
        here = any((found.folder / name).exists() for name in mine)
        gone = bool(mine) and set(mine) <= set(eliminated) and not here
        until = later(start, length) if length is not None else None
        out.append(Kept(found.run, one["name"], until, rule, then, mine, gone))
    return tuple(out)


def _length(
    output: Mapping[str, Any], register: Mapping[str, Any]
) -> tuple[Duration | None, Rule | None, str]:
    if own := output.get("eliminate_after"):
        return _duration(own), Rule.OUTPUT, "eliminate"
    if output["sharing"] == "public":
        return None, None, "eliminate"
    retention = register["retention"]
    return _duration(retention["duration"]), Rule.REGISTER, str(retention.get("then", "eliminate"))


def _duration(written: Mapping[str, Any]) -> Duration:
    return Duration(int(written.get("days", 0)), int(written.get("months", 0)))


def _start(found: Committed) -> date:
    """The day the output was let out: that of the decision, never before that of the run."""
    started = datetime.fromisoformat(str(found.evidence["started"])).date()
    if found.decision is None:
        return started
    return max(started, date.fromisoformat(str(found.decision["date"])))


def later(start: date, length: Duration) -> date:
    """The day a length of time after another; month ends are clipped: 31 January + 1 month = 28 February."""
    from calendar import monthrange
    from datetime import timedelta

    if length.days:
        return start + timedelta(days=length.days)
    year, month = divmod(start.year * 12 + start.month - 1 + length.months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def files_of(found: Committed) -> dict[str, tuple[str, ...]]:
    """The files of each output, from the manifest: the output itself, then those published beside it.

    A file beside several outputs whose names begin alike belongs to the longest; the table of the reference household, in
    both its forms, belongs to none, for it describes no person.
    """
    released = found.decision is not None and found.decision["decision"] == "release"
    names = [_now(name, released) for name in _listed(found) if name.split("/")[0] in (HELD, OUTPUTS)]
    own = {one["name"]: inside(str(one["file"])) for one in found.evidence["outputs"]}
    beside = {one["name"] for one in found.evidence["policy"]["outputs"] if one.get("with")}
    reference = (found.evidence["policy"].get("comparison") or {}).get("file")
    taken = {*own.values(), *(inside(name) for name in (both_files(str(reference)) if reference else ()))}
    out: dict[str, list[str]] = {name: [] for name in own}
    for name in names:
        path = PurePosixPath(*PurePosixPath(name).parts[1:])
        owner = next((output for output, file in own.items() if file == path), None)
        if owner is None and path not in taken:
            near = [output for output in beside if _is_beside(path, own[output])]
            owner = max(near, key=lambda output: len(own[output].stem), default=None)
        if owner is not None:
            out[owner].append(name)
    return {output: tuple(sorted(files)) for output, files in out.items()}


def _is_beside(path: PurePosixPath, table: PurePosixPath) -> bool:
    rest = path.name.removeprefix(table.stem)
    return path.parent == table.parent and path.name.startswith(table.stem) and not rest[:1].isalnum()


def _now(name: str, released: bool) -> str:
    top, slash, rest = name.partition("/")
    return f"{OUTPUTS if released and top == HELD else top}{slash}{rest}"


def _listed(found: Committed) -> list[str]:
    try:
        files = json.loads((found.folder / MANIFEST).read_bytes())["files"]
        return sorted(str(name) for name in files)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
