"""Reports of a run: one content, three forms, three readers, two languages.

>>> FORMATS, READERS
(('html', 'markdown', 'json'), ('dpo', 'controller', 'public'))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, Literal

from privkit.errors import EvidenceError, Problem
from privkit.evidence.record import RunRecord
from privkit.evidence.report.blocks import Report, Section
from privkit.evidence.report.sections import (
    conditions,
    data,
    decision,
    glossary,
    limits,
    outputs,
    processing,
    reproduction,
    rights,
    risk,
    since,
    steps,
    synthesis,
    tables,
    usefulness,
)
from privkit.evidence.report.view import View
from privkit.words import Language, Words

Format = Literal["html", "markdown", "json"]
Reader = Literal["dpo", "controller", "public"]
#: The forms and the readers, in the order they are told.
FORMATS: tuple[Format, ...] = ("html", "markdown", "json")
READERS: tuple[Reader, ...] = ("dpo", "controller", "public")

_ALL = (
    decision.section,
    since.section,
    processing.section,
    data.section,
    steps.section,
    synthesis.section,
    conditions.section,
    risk.section,
    tables.section,
    usefulness.section,
    rights.section,
    limits.section,
)
#: What each reader is given, in order. A section without a block is left out.
SECTIONS: Mapping[Reader, tuple[Callable[[View], Section], ...]] = {
    "dpo": (*_ALL, reproduction.section, glossary.section),
    "controller": (
        decision.section,
        since.section,
        outputs.section,
        synthesis.section,
        conditions.section,
        tables.section,
        usefulness.section,
        limits.section,
    ),
    "public": (*_ALL, glossary.section),
}


#: What every evidence holds. Parts with a default came with later versions: older evidence is read without.
NEEDED = {field.name for field in fields(RunRecord) if field.default is MISSING}


def compose(evidence: Mapping[str, Any], *, reader: Reader, language: Language) -> Report:
    """The content of a report, before it has a form. Raises EvidenceError (PK892) when a part is missing."""
    whole_evidence(evidence)
    view = View.of(evidence, reader, language)
    made = (make(view) for make in SECTIONS[reader])
    sections = tuple(one for one in made if one.blocks)
    footer = view(
        "Made by privkit from the evidence of the run. It measures and proposes; people decide.",
        "Établi par privkit à partir des preuves du passage. Il mesure et propose ; des personnes décident.",
    )
    return Report(language, reader, decision.title_of(view), decision.about_of(view), sections, footer)


def render(
    evidence: Mapping[str, Any],
    *,
    format: Format,
    reader: Reader,
    language: Language,
) -> str:
    """A report as one text, made from the evidence alone (see :mod:`privkit.evidence.asjson`).

    ``html`` is one self-contained page without script or network; ``markdown`` is GitHub-flavoured;
    ``json`` is the same content as data. The public reader sees rounded figures only. The same evidence
    gives the same bytes.
    """
    report = compose(evidence, reader=reader, language=language)
    if format == "html":
        from privkit.evidence.report.html import to_html

        return to_html(report)
    if format == "markdown":
        from privkit.evidence.report.markdown import to_markdown

        return to_markdown(report)
    from privkit.evidence.report.plain import to_json_text

    return to_json_text(report)


def whole_evidence(evidence: Mapping[str, Any]) -> None:
    """Raises EvidenceError (PK892) when a part that every evidence holds is missing."""
    if missing := NEEDED - evidence.keys():
        raise EvidenceError(incomplete(sorted(missing)))


def incomplete(missing: list[str]) -> Problem:
    """The problem (PK892) of evidence that lacks parts."""
    names = ", ".join(missing)
    return Problem(
        "PK892",
        Words(
            f"the evidence is not whole: {names} is missing",
            f"les preuves ne sont pas entières : il manque {names}",
        ),
        instead=Words(
            "restore evidence.json from a copy of this run",
            "restaurer evidence.json depuis une copie de ce passage",
        ),
    )
