"""``apply``: recover, fingerprint, reserve, read, protect, judge, commit. In that order, and all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.engine import open_engine
from privkit.errors import DataError, EvidenceError, PolicyError, PrivkitError, Problem
from privkit.evidence.asjson import read_evidence
from privkit.evidence.manifest import write_manifest
from privkit.evidence.record import RunRecord, Status
from privkit.ledger.ledger import Ledger
from privkit.run import commit, paying, spending
from privkit.run.eliminated import refuse_eliminated
from privkit.run.existing import Committed, with_identity
from privkit.run.freeze import by_position
from privkit.run.identity import identity, policy_sha256
from privkit.run.inputs import Input, gather, scan
from privkit.run.lock import PolicyLock
from privkit.run.noise import noise_events, tables_problems
from privkit.run.paying import Paid
from privkit.run.plan import problems_of
from privkit.run.previous import earlier_releases, previous_reference
from privkit.run.project import Project, slug
from privkit.run.recover import committed_body, recover
from privkit.run.references import reference_fingerprints, refuse_moved
from privkit.run.settling import settle
from privkit.run.trial import Judged, judge_run
from privkit.run.verify import verify
from privkit.run.write import write_run
from privkit.steps.base import Context
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.requests import ApplyRequests
from privkit.steps.secret import read_secret
from privkit.steps.walk import Progress, walk
from privkit.values import Counts
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from privkit.policy.reader import Document

MEMORY = "1GiB"
ENGINES = ("duckdb", "spark")


@dataclass(frozen=True)
class Applied:
    """A committed run. ``reused`` when an equal run was there already and nothing was done again."""

    run: str
    folder: Path
    status: Status
    evidence: Mapping[str, Any]
    reused: bool = False


@dataclass(frozen=True)
class Order:
    """What ``apply`` was asked."""

    document: Document
    as_of: date
    engine: str
    reports: Path
    frames: Mapping[str, pd.DataFrame] | None = None
    today: date | None = (
        None  # for expiry and review dates; the day of the run unless a replay says otherwise
    )
    frozen: Mapping[str, Any] | None = None  # levels of an earlier run to keep (see run/freeze.py)


def reports_folder(document: Document) -> Path:
    """Where runs are kept unless told otherwise: ``reports`` beside the policy."""
    return document.path.resolve().parent / "reports"


def project_of(document: Document, reports: Path) -> Project:
    """The folders of a policy's runs."""
    return Project(reports, slug(document.policy.policy.name))


def apply_policy(order: Order, progress: Progress | None = None) -> Applied:
    """Run a policy on its data and commit what came of it, refusals included.

    Raises PolicyError, DataError or EvidenceError; nothing is then left but a ledger row saying that the
    run was reserved. Verdicts are in the evidence: a refused run is not an error here.
    """
    refuse_problems(order)
    project = project_of(order.document, order.reports)
    with commit.telling_disk_errors(project.reports), PolicyLock(project.lock):
        recover(project)
        inputs = gather(order.document, order.frames)
        references = reference_fingerprints(order.document)
        key = identity(order.document, inputs, references, order.as_of, order.engine, order.frozen)
        found = with_identity(project, key)
        if found is not None:
            refuse_eliminated(project, found.run)
            return _again(found)
        refuse_missing_keys(order.document)
        refuse_before_spending(order)
        return _fresh(order, project, inputs, key, progress)


def refuse_problems(order: Order) -> None:
    """Raise every problem that reading data is not needed for: all that ``check`` refuses."""
    problems = [p for p in problems_of(order.document, order.today or date.today()) if p.severity == "error"]
    if problems:
        raise PolicyError(*problems)
    if order.engine not in ENGINES:
        with open_engine(order.engine, spill=order.reports):  # raises, naming those there are
            pass


def refuse_missing_keys(document: Document) -> None:
    """Raise when a key of the policy is missing or weak, before anything is reserved or read."""
    for step in document.policy.steps:
        if step.pseudonymise:
            read_secret(step.pseudonymise.key.secret, document.path.resolve().parent)
        if step.limit_contribution and step.limit_contribution.key:
            read_secret(step.limit_contribution.key.secret, document.path.resolve().parent)


def refuse_before_spending(order: Order) -> None:
    """Raise what would stop a run that spends a budget and can be known without the tables: lists, requests, terms."""
    if wrong := tables_problems(order.document, order.as_of):
        raise PolicyError(*wrong)
    if order.document.policy.privacy_budget is None:
        return
    folder = order.document.path.resolve().parent
    with open_engine("duckdb", spill=order.reports) as engine:
        document = order.document
        context = Context(
            engine,
            document.policy,
            document.language,
            order.as_of,
            folder,
            lambda name: read_secret(name, folder),
        )
        for step in build_steps(document):
            if isinstance(step, ApplyRequests):
                step.check(context)


def _again(found: Committed) -> Applied:
    """A run that was made before, returned as it is: only if it still is what was committed."""
    problems = verify(found.folder)
    if problems:
        raise EvidenceError(*problems)
    return _applied(found, reused=True)


def _fresh(
    order: Order, project: Project, inputs: tuple[Input, ...], key: str, progress: Progress | None
) -> Applied:
    started = datetime.now(UTC).replace(microsecond=0)
    run = f"{started.strftime('%Y%m%dT%H%M%SZ')}-{key[:8]}"
    while project.run(run).exists():  # the same second, another identity with the same beginning
        run += "x"
    staged = commit.new_staging(project, run)
    paid: Paid | None = None
    try:
        with Ledger.open(project.ledger) as ledger:
            asked = spending.spending_of(order.document, noise_events)
            if asked is not None:
                paid = paying.pay(order.document, asked, project, ledger, inputs, run, key)
                commit.boundary("after budget reserve")
            head = _reserve(order, project, ledger, run, key, paid)  # the evidence cites its own row
            commit.boundary("after reserve")
            record = _work(order, inputs, staged, run, key, started, head, paid, progress)
            commit.boundary("before publish")
            folder = commit.publish(project, run)
            _enter(ledger, project, folder)
            commit.boundary("after committed row")
        if paid is not None:
            settle(paid, "committed", status=record.status.value)
            commit.boundary("after budget commit")
        if record.status is Status.RELEASED:
            commit.point_current(project, run)
    except BaseException as error:
        commit.wipe(staged)
        if paid is not None and not project.run(run).exists():
            _spent_for_nothing(paid, error)
        raise
    return _applied(Committed.read(folder))


def _reserve(order: Order, project: Project, ledger: Ledger, run: str, key: str, paid: Paid | None) -> str:
    """The ``reserved`` row of the run, citing what it paid; its hash."""
    body = {
        "run": run,
        "policy": project.policy,
        "identity": key,
        "policy_sha256": policy_sha256(order.document),
    }
    if paid is None:
        return ledger.append("reserved", body).hash
    return paying.cite(ledger, body, paid, project).hash


def _spent_for_nothing(paid: Paid, error: BaseException) -> None:
    """Say in the budget ledger, and with the error, that the run ended after it had spent."""
    settle(paid, "abandoned")
    if isinstance(error, PrivkitError):
        error.problems = (*error.problems, paying.spent_for_nothing(paid))


def _enter(ledger: Ledger, project: Project, folder: Path) -> None:
    """Write the committed row. When it cannot be, the run is taken back: what is not recorded is not released."""
    try:
        ledger.append("committed", committed_body(project, folder))
    except BaseException:
        if not any(entry.kind == "committed" for entry in ledger.find(folder.name)):
            commit.withdraw(project, folder.name)
        raise


def _work(
    order: Order,
    inputs: tuple[Input, ...],
    staged: Path,
    run: str,
    key: str,
    started: datetime,
    head: str,
    paid: Paid | None,
    progress: Progress | None,
) -> RunRecord:
    document, spill = order.document, staged / "spill"
    spill.mkdir(mode=0o700)
    steps, opening = build_steps(document), opening_schemas(document.policy)
    memory = document.policy.technical.memory or MEMORY
    with open_engine(order.engine, spill=spill, memory=memory) as engine:
        folder = document.path.resolve().parent
        context = Context(
            engine,
            document.policy,
            document.language,
            order.as_of,
            folder,
            lambda name: read_secret(name, folder),
            frozen=by_position(order.frozen),
            budget=paid.facts if paid else None,
        )
        tables = scan(inputs, opening, engine)
        walked = walk(steps, tables, opening, context, progress)
        refuse_empty(walked.records[0].before)
        project = project_of(document, order.reports)
        judged: Judged = judge_run(
            document,
            walked,
            context,
            earlier_releases(project, document),
            previous_reference(project, document),
        )
        record = write_run(
            order, inputs, steps, walked, judged, context, staged, run, key, started, head, project
        )
    refuse_moved(order, inputs, key)
    commit.wipe(spill)
    write_manifest(staged, read_evidence(staged))
    return record


def refuse_empty(counts: Mapping[str, Counts]) -> None:
    """A table without a row is a mistake upstream: a run on it would show nothing and look well."""
    problems = [
        Problem(
            "PK468",
            Words(f"table {name}: there is no row", f"table {name} : il n'y a aucune ligne"),
            instead=Words("check the file that was delivered", "vérifiez le fichier livré"),
        )
        for name, count in counts.items()
        if not count.rows
    ]
    if problems:
        raise DataError(*problems)


def _applied(found: Committed, *, reused: bool = False) -> Applied:
    return Applied(found.run, found.folder, found.status, found.evidence, reused)
