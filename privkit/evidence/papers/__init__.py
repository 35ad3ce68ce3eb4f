"""Papers made from the evidence of a run, for the people and the tools that need them.

Each has a few forms, the first being the one printed: the same evidence gives the same bytes.

>>> sorted(PAPERS)
['card', 'dpv', 'notice', 'register', 'sheets', 'statement']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from privkit.errors import EvidenceError, Problem, UsageError
from privkit.evidence.attest.envelope import Signer, bundle
from privkit.evidence.attest.statement import statements
from privkit.evidence.report import NEEDED, incomplete
from privkit.evidence.report.blocks import Report
from privkit.evidence.report.view import View
from privkit.words import Language, Words

#: Paper: its forms, by the ending of a file; the first is the one printed.
PAPERS: Mapping[str, tuple[str, ...]] = {
    "register": ("csv", "json"),
    "notice": ("md", "html", "json"),
    "card": ("md", "html", "json", "jsonld"),
    "dpv": ("jsonld", "json"),
    "sheets": ("md", "html", "csv", "json"),
    "statement": ("jsonl",),
}


@dataclass(frozen=True)
class Order:
    """What is asked: of whom, in which language, about which output, signed by what."""

    reader: str = "dpo"
    language: Language = "en"
    output: str | None = None
    sign: Signer | None = None


@dataclass(frozen=True)
class Subject:
    """A run: its evidence as it was committed, the decision recorded since, its files and their SHA-256."""

    evidence: Mapping[str, Any]
    decision: Mapping[str, Any] | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    def now(self) -> dict[str, Any]:
        """The evidence as reports read it, decision included."""
        if self.decision is None:
            return dict(self.evidence)
        status = "released" if self.decision.get("decision") == "release" else "refused"
        return {**self.evidence, "decision": dict(self.decision), "status": status}


def form_of(paper: str, file: Path | None) -> str:
    """The form a file asks for by its ending; the usual one without a file. UsageError (PK836) when there is none."""
    forms = PAPERS[paper]
    if file is None:
        return forms[0]
    ending = file.suffix.lower().removeprefix(".")
    if ending in forms:
        return ending
    known = " | ".join(f"{paper}.{form}" for form in forms)
    raise UsageError(
        Problem(
            "PK836",
            Words(f"{paper} is not made as {ending or '?'}", f"{paper} ne se fait pas en {ending or '?'}"),
            instead=Words(f"--output {known}", f"--output {known}"),
        )
    )


def make(run: Subject, paper: str, form: str, order: Order) -> str:
    """A paper as text.

    Raises EvidenceError (PK892) when the evidence is not whole, UsageError (PK837) for a card that names no output of
    the run.
    """
    if missing := NEEDED - run.evidence.keys():
        raise EvidenceError(incomplete(sorted(missing)))
    return _MAKERS[paper](run, form, order)


def _view(run: Subject, reader: str, order: Order) -> View:
    return View.of(run.now(), reader, order.language)


def _report(report: Report, form: str) -> str:
    if form == "html":
        from privkit.evidence.report.html import to_html

        return to_html(report)
    if form == "md":
        from privkit.evidence.report.markdown import to_markdown

        return to_markdown(report)
    from privkit.evidence.report.plain import to_json_text

    return to_json_text(report)


def _register(run: Subject, form: str, order: Order) -> str:
    from privkit.evidence.papers import register

    view = _view(run, order.reader, order)
    return register.to_csv(view) if form == "csv" else register.to_json(view)


def _notice(run: Subject, form: str, order: Order) -> str:
    from privkit.evidence.papers.notice import notice

    return _report(notice(_view(run, "public", order)), form)


def _card(run: Subject, form: str, order: Order) -> str:
    from privkit.evidence.papers.card import card_of
    from privkit.evidence.papers.croissant import to_croissant
    from privkit.evidence.papers.datasheet import datasheet

    card = card_of(run.now(), _view(run, "public", order), order.reader, order.output)
    return to_croissant(card) if form in ("json", "jsonld") else _report(datasheet(card), form)


def _dpv(run: Subject, form: str, order: Order) -> str:
    from privkit.evidence.papers.dpv import to_jsonld

    return to_jsonld(_view(run, "public", order))


def _sheets(run: Subject, form: str, order: Order) -> str:
    from privkit.evidence.papers import sheets

    view = _view(run, order.reader, order)
    if form == "csv":
        return sheets.to_csv(view)
    return sheets.to_json(view) if form == "json" else _report(sheets.sheets(view), form)


def _statement(run: Subject, form: str, order: Order) -> str:
    return bundle(statements(run.evidence, run.decision, run.files), order.sign)


_MAKERS: Mapping[str, Callable[[Subject, str, Order], str]] = {
    "register": _register,
    "notice": _notice,
    "card": _card,
    "dpv": _dpv,
    "sheets": _sheets,
    "statement": _statement,
}
