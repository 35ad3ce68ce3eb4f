"""Tables this project released before about the same people and the same period, read from what was let out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.compare.reference import ReferenceTable, reference_from_json
from privkit.evidence.record import Status
from privkit.gates.earlier import Earlier, EarlierTable
from privkit.policy.model.policy import Policy
from privkit.run.existing import Committed
from privkit.run.outputs import inside
from privkit.run.project import OUTPUTS, Project

if TYPE_CHECKING:
    from privkit.policy.reader import Document


def earlier_releases(project: Project, document: Document) -> tuple[Earlier, ...]:
    """Every released run of any policy of the project whose tables count the same unit for the same period."""
    if not any(step.aggregate for step in document.policy.steps):
        return ()
    period = period_of(document.policy)
    unit = document.policy.data.privacy_unit.name
    out = []
    for folder in _folders(project):
        found = Committed.read(folder)
        if found.status is not Status.RELEASED or period_written(found.evidence) != period:
            continue
        tables = tuple(_tables(found, unit))
        if tables:
            out.append(Earlier(found.run, tables))
    return tuple(out)


def previous_reference(project: Project, document: Document) -> ReferenceTable | None:
    """The last reference table released under this policy (DataError PK566 when it was altered); None when there is none."""
    if not any(c.successive_references for c in document.policy.release_only_if):
        return None
    for folder in sorted(project.committed(), key=lambda path: path.name, reverse=True):
        found = Committed.read(folder)
        rule = found.evidence["policy"].get("comparison")
        path = folder / OUTPUTS / inside(rule["file"]) if rule else None
        if found.status is Status.RELEASED and path is not None and path.is_file():
            return reference_from_json(path.read_text(encoding="utf-8"))
    return None


def _folders(project: Project) -> Iterator[Path]:
    for folder in sorted(project.reports.iterdir()) if project.reports.is_dir() else ():
        if folder.is_dir() and not folder.name.startswith("."):
            yield from Project(project.reports, folder.name).committed()


def period_of(policy: Policy) -> str:
    """The period the tables of a policy are about: that of its budget or of its publications; "" when none is said."""
    if policy.privacy_budget:
        return policy.privacy_budget.period
    said = [o.publication.period for o in policy.outputs if o.publication and o.publication.period]
    return said[0] if said else ""


def period_written(evidence: Mapping[str, Any]) -> str:
    """The same, of a run that was made."""
    policy = evidence["policy"]
    if budget := policy.get("privacy_budget"):
        return str(budget["period"])
    said = [(o.get("publication") or {}).get("period") for o in policy["outputs"]]
    return next((str(period) for period in said if period), "")


def _tables(found: Committed, unit: str) -> Iterator[EarlierTable]:
    outputs = {o["name"]: o["file"] for o in found.evidence["outputs"]}
    for table in found.evidence.get("tables") or ():
        if table["unit"] != unit or table["protection"] != "statistical_secrecy":
            continue
        for name in table["outputs"]:
            path = found.folder / OUTPUTS / str(inside(outputs[name]))
            if path.is_file() and path.suffix == ".csv":
                yield _table(table, path)


def _table(table: Mapping[str, Any], path: Path) -> EarlierTable:
    import pandas as pd

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    frame = pd.DataFrame(rows[1:], columns=rows[0], dtype=object)
    keys = {key["column"]: key["name"] for key in table["keys"]}
    figures = {(f["kind"], f["of"]): (f["name"], f["status"]) for f in table["figures"]}
    return EarlierTable(keys, figures, frame)
