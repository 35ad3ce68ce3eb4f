"""Figures computed from the evidence before anything is rounded or left out for a reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Evidence = Mapping[str, Any]


@dataclass(frozen=True)
class Stage:
    """Privacy units before and after one step. ``removed`` and ``share`` are None where nobody is counted.

    Units are those of the table that holds most of them: tables not yet linked may hold the same people.
    """

    number: int
    step: str
    before: int | None
    after: int | None

    @property
    def removed(self) -> int | None:
        return None if self.before is None or self.after is None else max(self.before - self.after, 0)

    @property
    def share(self) -> float | None:
        removed = self.removed
        return removed / self.before if removed is not None and self.before else None


def stages(evidence: Evidence) -> tuple[Stage, ...]:
    """One stage per step, in order."""
    return tuple(
        Stage(step["number"], step["name"], _units(step["before"]), _units(step["after"]))
        for step in evidence["steps"]
    )


def _units(tables: Mapping[str, Mapping[str, Any]]) -> int | None:
    known = [counts["units"] for counts in tables.values() if counts.get("units") is not None]
    return max(known, default=None)


_FORM_GROUPS = ("make_k_anonymous", "suppress_locally")


def required_k(evidence: Evidence, output: str | None = None) -> int | None:
    """The least group size asked for an output: the k of its condition, else of the step that makes groups."""
    asked = [
        verdict["figures"]["required"]
        for verdict in evidence["verdicts"]
        if verdict["condition"] == "k_anonymity"
        and isinstance(verdict["figures"].get("required"), int)
        and output in (None, verdict["output"])
    ]
    asked += [
        step["parameters"]["k"]
        for step in evidence["steps"]
        if step["name"] in _FORM_GROUPS and isinstance(step["parameters"].get("k"), int) and not asked
        if step["parameters"].get("blank_is") != "any_value"
    ]
    return max(asked, default=None)


def effects_of(since: Mapping[str, Any]) -> dict[str, int]:
    """How many changes of the policy since the last version go which way: ``{"weaker": 1, "stronger": 2}``."""
    found = [str(change["effect"]) for change in since["changes"] or ()]
    return {name: found.count(name) for name in ("weaker", "different", "stronger") if name in found}
