"""The content of an impact assessment (GDPR 35(7)), from the evidence of a run: what is known, and what is left blank.

It proposes, asks and leaves boxes. It never says that a processing is lawful, nor that a risk is acceptable. It is
internal: no public form of it exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.aipd import algorithm, body, cover, qualification, screening, sources
from privkit.evidence.report import whole_evidence
from privkit.evidence.report.blocks import Report
from privkit.evidence.report.sections import decision, glossary
from privkit.evidence.report.view import View
from privkit.words import Language

SECTIONS = (
    screening.section,
    body.description,
    sources.section,
    body.necessity,
    body.risks,
    body.safeguards,
    body.consultation,
    qualification.section,
    algorithm.section,
)


def compose_aipd(evidence: Mapping[str, Any], language: Language) -> Report:
    """The document before it has a form. Raises EvidenceError (PK892) when a part of the evidence is missing."""
    whole_evidence(evidence)
    view = View.of(evidence, "dpo", language)
    sections = tuple(make(view) for make in SECTIONS)
    first = cover.section(view, sections)
    footer = view(
        "Made by privkit from the evidence of the run. It measures and proposes; people decide.",
        "Établi par privkit à partir des preuves du passage. Il mesure et propose ; des personnes décident.",
    )
    kicker = view("Impact assessment (GDPR 35)", "Analyse d'impact (RGPD 35)")
    return Report(
        language,
        "dpo",
        decision.title_of(view),
        cover.about(view),
        (first, *sections, glossary.section(view)),
        footer,
        kicker,
    )


def render_aipd(evidence: Mapping[str, Any], format: str, language: Language) -> str:
    """The document as ``html`` (one page, no script) or ``markdown``. Raises as :func:`compose_aipd`."""
    report = compose_aipd(evidence, language)
    if format == "markdown":
        from privkit.evidence.report.markdown import to_markdown

        return to_markdown(report)
    from privkit.evidence.report.html import to_html

    return to_html(report)
