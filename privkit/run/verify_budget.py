"""``verify`` of a run that spent a budget: the entry it cites is in the budget ledger, and the plan is found again.

The noise itself cannot be replayed: it comes from the operating system, was drawn once and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from privkit.errors import DataError, EvidenceError, Problem
from privkit.ledger.budget_complaints import spend_lost
from privkit.ledger.claim import Spend, read_spends
from privkit.ledger.ledger import Ledger
from privkit.run.project import Project
from privkit.run.spending import Spending
from privkit.words import Words, same

if TYPE_CHECKING:
    from privkit.policy.reader import Document

#: Refusals of a file that is there and is no ledger this version can walk: here, something that does not verify.
NOT_A_LEDGER = ("PK885", "PK886")


def verify_budget(
    project: Project, run: str, evidence: Mapping[str, Any], row: Mapping[str, Any] | None
) -> tuple[list[Problem], list[Words]]:
    """What does not verify of the budget of a run, and what could not be looked at.

    ``row`` is the body of the run's ``reserved`` row in the ledger of runs, which says where the budget ledger is.
    """
    budget, cited = evidence.get("budget"), (row or {}).get("budget")
    if not budget and not cited:
        return [], []
    path = project.reports / (cited or {}).get("file", "")
    if not budget or not cited or budget["hash"] != cited["hash"]:
        return list(spend_lost(path, run, (cited or budget or {}).get("entry")).problems), []
    if not path.is_file():
        return [], [unreachable(budget["ledger"])]
    try:
        with Ledger.open(path, create=False) as ledger:
            ledger.verify()
            spends = read_spends(ledger.entries(), path)
    except EvidenceError as error:
        return list(error.problems), []
    except DataError as error:
        if error.problems[0].code in NOT_A_LEDGER:
            return list(error.problems), []
        return [], [unreachable(budget["ledger"]) + same(": ") + error.problems[0].message]
    mine = next((s for s in spends if s.hash == budget["hash"]), None)
    if mine is None or not _same(mine, budget, evidence):
        return list(spend_lost(path, run, budget["entry"]).problems), []
    return [], [] if mine.state != "reserved" else [_not_said_yet(budget["ledger"])]


def _same(spend: Spend, budget: Mapping[str, Any], evidence: Mapping[str, Any]) -> bool:
    """Whether the entry is this run's, and says the same amount as its evidence."""
    claim = spend.claim
    told = (claim.identity, claim.amount.body(), claim.total.body(), claim.purse.people, claim.purse.period)
    names = ("amount", "total", "people", "period")
    return told == (evidence["identity"], *(budget[name] for name in names))


def replay_plan(evidence: Mapping[str, Any], document: Document, spending: Spending | None) -> list[Problem]:
    """What differs when a run with noise is looked at again: its data and the plan of its noise. Nothing is spent.

    The outputs are not made again; their bytes are held by the manifest.
    """
    from privkit.ledger.canonical import canonical_json
    from privkit.run.inputs import gather

    problems = []
    before = {i["table"]: i["sha256"] for i in evidence["inputs"]}
    if before != {i.table: i.fingerprint.sha256 for i in gather(document)}:
        problems.append(_differs(Words("the inputs differ", "les entrées diffèrent")))
    plan = spending.plan() if spending else {}
    told = {name: (evidence.get("budget") or {}).get(name) for name in plan}
    if not plan or canonical_json(plan) != canonical_json(told):
        problems.append(_differs(Words("the plan of the noise differs", "le plan du bruit diffère")))
    return problems


def replay_made(
    evidence: Mapping[str, Any], document: Document, events: Sequence[Mapping[str, Any]]
) -> list[Problem]:
    """The same for rows made with noise that no budget follows."""
    from privkit.run.inputs import gather
    from privkit.steps.synthesise.made import noise_plan_sha256

    problems = []
    before = {i["table"]: i["sha256"] for i in evidence["inputs"]}
    if before != {i.table: i.fingerprint.sha256 for i in gather(document)}:
        problems.append(_differs(Words("the inputs differ", "les entrées diffèrent")))
    told = [s["changes"]["figures"].get("noise_plan") for s in evidence["steps"] if s["name"] == "synthesise"]
    if told != [noise_plan_sha256(events)]:
        problems.append(_differs(Words("the plan of the noise differs", "le plan du bruit diffère")))
    return problems


def _differs(what: Words) -> Problem:
    return Problem(
        "PK845",
        Words("replay: ", "rejeu : ") + what,
        instead=Words(
            "find what changed since this run: data, policy, version of privkit",
            "cherchez ce qui a changé depuis ce passage : données, politique, version de privkit",
        ),
    )


def unreachable(ledger: str) -> Words:
    """The note for a budget ledger that cannot be looked at."""
    return Words(
        f"the entry of the budget ledger {ledger} could not be checked",
        f"l'entrée du registre des dépenses {ledger} n'a pas pu être vérifiée",
    )


def _not_said_yet(ledger: str) -> Words:
    return Words(
        f"{ledger} does not say yet that this run was committed: the next run of the policy writes it",
        f"{ledger} ne dit pas encore que ce passage est validé : le prochain passage de la politique l'écrira",
    )


#: Said by ``verify --replay`` of a run with noise.
NOT_DRAWN_AGAIN = Words(
    "replay: noise cannot be drawn again, and nothing was spent; the data, the plan of the noise and the budget are "
    "as recorded",
    "rejeu : un bruit ne se tire pas une seconde fois, et rien n'a été dépensé ; les données, le plan du bruit et le "
    "budget sont tels qu'enregistrés",
)
