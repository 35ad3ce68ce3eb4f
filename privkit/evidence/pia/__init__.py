"""The file the CNIL's PIA application imports, made from the evidence of a run (format read from version 4.1.0).

>>> FILE_END
'.pia.json'

One JSON object of five parts. The numbers of questions are numbers (a text would import and stay invisible); every
text is escaped, as the application trusts the HTML it is given; what only a person can write is a blank that says who
writes it. Severity is left at 0, the likelihood of an illegitimate access is proposed from the attacks measured, and
nothing is evaluated: no status says "acceptable", the evaluation stays empty.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from privkit.evidence.aipd.context import Answer, context
from privkit.evidence.aipd.events import Event, events
from privkit.evidence.aipd.principles import principles
from privkit.evidence.aipd.safeguards import Measure, measures
from privkit.evidence.pia.html import plain, to_html
from privkit.evidence.report.html import text_of
from privkit.evidence.report.labels import OPINIONS
from privkit.evidence.report.view import View
from privkit.words import Language, Words

FILE_END = ".pia.json"
#: Names of people nobody but they themselves may write.
TO_NAME = Words("To be named", "À désigner")
CATEGORY = Words("Processing prepared with privkit", "Traitement préparé avec privkit")
_PLACEHOLDER = "measures.default_placeholder"
_TEXT_PARTS = (context, principles)


def pia_file(evidence: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """The content of the file. Raises EvidenceError (PK892) when a part of the evidence is missing."""
    from privkit.evidence.report import whole_evidence

    whole_evidence(evidence)
    view = View.of(evidence, "dpo", language)
    at = moment(str(evidence["started"]))
    found = measures(view)
    return {
        "pia": _head(view, at),
        "answers": [*_texts(view, at), *_risks(events(view, found), at)],
        "measures": [_measure(number, one, at) for number, one in enumerate(found, 1)],
        "evaluations": [],  # a person evaluates
        "comments": [],
    }


def render_pia(evidence: Mapping[str, Any], language: Language) -> str:
    """The file as text: the same evidence gives the same bytes. Raises as :func:`pia_file`."""
    return json.dumps(pia_file(evidence, language), ensure_ascii=False, indent=2) + "\n"


def moment(started: str) -> str:
    """A time stamp as the application writes them; the first day of 1970 when the evidence holds none.

    >>> moment("2026-12-01T08:15:02Z")
    '2026-12-01T08:15:02.000Z'
    """
    try:
        found = datetime.fromisoformat(started)
    except ValueError:
        found = datetime(1970, 1, 1, tzinfo=UTC)
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _head(view: View, at: str) -> dict[str, Any]:
    advice = (view.policy.get("governance") or {}).get("dpo_advice") or {}
    about = view.policy.get("policy") or {}
    to_name = view.words(TO_NAME)
    head: dict[str, Any] = {
        "name": plain(text_of(view.said(about.get("title")))) or to_name,
        "category": view.words(CATEGORY),
        "author_name": to_name,
        "evaluator_name": to_name,
        "validator_name": to_name,
        "status": 0,
        "dpos_names": plain(text_of(view.said(view.register.get("dpo")))) or to_name,
        "created_at": at,
        "updated_at": at,
    }
    if advice:
        head["dpo_opinion"] = _opinion(view, advice)
    status = {"favourable": 1, "unfavourable": 0}.get(str(advice.get("opinion")))
    if status is not None:  # an advice with reservations is neither: the DPO ticks
        head["dpo_status"] = status
    return head


def _opinion(view: View, advice: Mapping[str, Any]) -> str:
    """The advice the policy records, with its date."""
    given, sense = view.day(advice.get("date")), view.label(OPINIONS, advice.get("opinion"))
    told = view(
        f"Recorded in the policy, {given}: {sense}.", f"Enregistré dans la politique, {given} : {sense}."
    )
    return plain(f"{told} {text_of(view.said(advice.get('text')))}".strip())


def _answer(
    number: int, at: str, text: str | None, gauge: int | None, items: list[str] | None
) -> dict[str, Any]:
    data = {"text": text, "gauge": gauge, "list": items}
    return {"reference_to": number, "data": data, "created_at": at, "updated_at": at}


def _texts(view: View, at: str) -> list[dict[str, Any]]:
    found: dict[int, Answer] = {}
    for make in _TEXT_PARTS:
        found |= make(view)
    return [_answer(number, at, to_html(found[number]), None, None) for number in sorted(found)]


def _risks(found: tuple[Event, ...], at: str) -> list[dict[str, Any]]:
    out = []
    for first, event in zip((320, 330, 340), found, strict=True):
        lists = (event.impacts, event.threats, event.sources, event.measures)
        out += [_answer(first + n, at, None, None, [plain(t) for t in one]) for n, one in enumerate(lists, 1)]
        out.append(_answer(first + 5, at, to_html(event.severity_text), 0, None))
        out.append(_answer(first + 6, at, to_html(event.likelihood_text), event.likelihood, None))
    return out


def _measure(number: int, one: Measure, at: str) -> dict[str, Any]:
    return {
        "id": number,
        "title": plain(one.title),
        "content": to_html(one.content),
        "placeholder": _PLACEHOLDER,
        "created_at": at,
        "updated_at": at,
    }
