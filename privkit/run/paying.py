"""Reserve what a run spends: in the budget ledger first, then in the ledger of runs, which cites it. Then data are read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.errors import PolicyError, Problem
from privkit.ledger.budget import Reserved, reserve
from privkit.ledger.budget_complaints import spend_lost
from privkit.ledger.budget_refusals import Cited, elsewhere, refuse_other_words
from privkit.ledger.claim import Claim
from privkit.ledger.entry import Entry
from privkit.ledger.ledger import Ledger
from privkit.run import spending as spent_by
from privkit.run.project import Project
from privkit.run.spending import Spending, about_people, ledger_file
from privkit.words import Words, same

if TYPE_CHECKING:
    from privkit.policy.reader import Document
    from privkit.run.inputs import Input


@dataclass(frozen=True)
class Paid:
    """A spend that is on disk: what the evidence says of it, what the run's row cites, where to follow it up."""

    path: Path
    entry: str
    facts: Mapping[str, Any]
    row: Mapping[str, Any]
    claim: Claim
    book: str


def pay(
    document: Document,
    spending: Spending,
    project: Project,
    runs: Ledger,
    inputs: Sequence[Input],
    run: str,
    key: str,
) -> Paid:
    """Reserve what the run spends. On disk, and spent, when this returns.

    Raises BudgetError (PK870), PolicyError (PK871 to PK874), EvidenceError (PK875, PK876, PK881), DataError.
    """
    path = ledger_file(document, spending)
    _refuse_inside_runs(document, project, path)
    claim = Claim(
        spending.purse,
        spending.total,
        spending.amount,
        spending.accounting,
        spending.events,
        run,
        project.policy,
        key,
        about_people(document, inputs),
    )
    runs.verify()
    rows = list(runs.entries("reserved"))
    if not path.exists():  # before a new ledger is made
        refuse_elsewhere(rows, claim, project, path, (), None)
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
    with Ledger.open(path) as ledger:
        entries = list(ledger.entries())
        refuse_elsewhere(rows, claim, project, path, entries, entries[0].hash if entries else None)
        done = reserve(ledger, claim, spent_by.compose_by(spending.accounting))
    row = {
        "ledger": spending.ledger,
        "file": _from_reports(project, path),
        "book": done.book,
        "entry": done.entry.number,
        "hash": done.entry.hash,
        "people": claim.purse.people,
        "unit": claim.purse.unit,
        "each_year_of": claim.purse.each_year_of,
        "period": claim.purse.period,
        "inputs": sorted(claim.inputs),
    }
    return Paid(path, done.entry.hash, _facts(spending, done), row, claim, done.book)


def _refuse_inside_runs(document: Document, project: Project, path: Path) -> None:
    """PolicyError (PK665) for a ledger among the runs of the policy: what is there is wiped, or held by a manifest."""
    if path.resolve().is_relative_to(project.folder.resolve()):
        raise PolicyError(
            document.problem(
                "PK665",
                ("privacy_budget", "ledger"),
                Words(
                    "the budget ledger stands among the runs of this policy",
                    "le registre des dépenses est parmi les passages de cette politique",
                ),
                Words(
                    "put it in a folder of its own, such as budgets/water.sqlite",
                    "mettez-le dans un dossier à lui, par exemple budgets/eau.sqlite",
                ),
            )
        )


def _from_reports(project: Project, path: Path) -> str:
    return Path(os.path.relpath(path.resolve(), project.reports.resolve())).as_posix()


def refuse_elsewhere(
    rows: Iterable[Entry],
    claim: Claim,
    project: Project,
    path: Path,
    entries: Sequence[Entry],
    book: str | None,
) -> None:
    """Compare a claim with the runs of the project, whatever ledger they spent from.

    Raises PolicyError when the same bytes were spent from in another ledger (PK874) or under other words (PK873),
    EvidenceError (PK876) when the ledger lacks a spend that a run cites: begun again, cut, an old copy.
    """
    here, hashes = _from_reports(project, path), {entry.hash for entry in entries}
    for row in rows:
        spent = row.body.get("budget")
        if not spent:
            continue
        earlier = Cited.of_run(row.body)
        if (spent["book"] == book or spent["file"] == here) and spent["hash"] not in hashes:
            raise spend_lost(path, earlier.run, spent["entry"])
        if spent["book"] != book and not earlier.inputs.isdisjoint(claim.inputs):
            raise elsewhere(earlier, spent["ledger"], path)
        refuse_other_words(earlier, claim, path)


def cite(runs: Ledger, body: Mapping[str, Any], paid: Paid, project: Project) -> Entry:
    """The ``reserved`` row of a run that has paid; the runs of other policies are looked at again, under the lock."""

    def check(entries: Sequence[Entry]) -> None:
        with Ledger.open(paid.path, create=False) as ledger:
            book = list(ledger.entries())
        rows = [entry for entry in entries if entry.kind == "reserved"]
        refuse_elsewhere(rows, paid.claim, project, paid.path, book, paid.book)

    return runs.append_if("reserved", {**body, "budget": dict(paid.row)}, check)


def _facts(spending: Spending, done: Reserved) -> dict[str, Any]:
    """What the evidence says of the budget, as it stood once this run had spent."""
    stands = done.balance
    return {
        **spending.plan(),
        "entry": done.entry.number,
        "hash": done.entry.hash,
        "spent": stands.spent.body(),
        "counted": stands.by,
        "left": stands.left.body(),
        "releases": len(stands.spends),
        "over_periods": done.over_periods.body(),
        "notes": _notes(spending, done),
    }


def _notes(spending: Spending, done: Reserved) -> list[Words]:
    notes = []
    if done.entry.number == 1:
        notes.append(
            Words(
                f"a new budget ledger was begun: {spending.ledger}; keep it, and name it in every policy about "
                "these people",
                f"un registre des dépenses a été ouvert : {spending.ledger} ; gardez-le, et nommez-le dans toute "
                "politique sur ces personnes",
            )
        )
    if done.spent_before:
        again = same(str(done.spent_before + 1))
        notes.append(
            Words("this very release has now been spent for ", "cette même diffusion a maintenant été payée ")
            + again
            + Words(
                " times: an earlier run reserved the budget and did not end",
                " fois : un passage précédent a réservé le budget sans aller au bout",
            )
        )
    return notes


def spent_for_nothing(paid: Paid) -> Problem:
    """Told with the error that stopped a run after it had spent."""
    return Problem(
        "PK879",
        Words("the budget was spent all the same: ", "le budget est tout de même dépensé : ")
        + paid.claim.amount.words()
        + Words(f", entry {paid.row['entry']} of ", f", entrée {paid.row['entry']} de ")
        + same(str(paid.row["ledger"])),
        instead=Words(
            "a new run spends again: what is reserved never comes back",
            "un nouveau passage dépense encore : ce qui est réservé ne revient jamais",
        ),
        severity="warning",
    )
