"""Say in a budget ledger what became of a spend. It gives nothing back, and what cannot be said now is said later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from privkit.errors import PrivkitError
from privkit.ledger.budget import follow
from privkit.ledger.ledger import Ledger
from privkit.run.paying import Paid
from privkit.run.project import Project


def settle(paid: Paid, kind: str, **told: str) -> None:
    """Say in the budget ledger what became of the spend. When it cannot be said now, the next start says it."""
    with suppress(PrivkitError), Ledger.open(paid.path, create=False) as ledger:
        follow(ledger, paid.entry, kind, **told)


def settle_missing(project: Project, told: Iterable[tuple[Mapping[str, Any], str, str]]) -> None:
    """Write the rows that a budget ledger lacks: what a run's ``reserved`` row cites, what became of it, its status.

    Said once only. What cannot be written now, for want of the file or of the right, is tried at the next start.
    """
    for spent, kind, status in told:
        path = project.reports / spent["file"]
        if path.is_file():
            with suppress(PrivkitError), Ledger.open(path, create=False) as ledger:
                follow(ledger, spent["hash"], kind, status=status)


def outcomes(
    reserved: Mapping[str, Mapping[str, Any]],
    committed: Mapping[str, str],
    decided: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    """What became of each run that spent, from the ledger of runs: for :func:`settle_missing`."""
    for run, status in committed.items():
        if spent := reserved.get(run, {}).get("budget"):
            yield spent, "committed", status
            if run in decided:
                released = decided[run]["decision"] == "release"
                yield (spent, "released", "released") if released else (spent, "abandoned", "refused")
