"""Documents made from the evidence of a run beside its report. All are internal: none exists for the public.

>>> DOCUMENTS
('pia', 'aipd', 'aipd-markdown')
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.errors import Problem, UsageError
from privkit.words import Language, Words

#: What ``report --format`` takes beside the forms of the report.
DOCUMENTS = ("pia", "aipd", "aipd-markdown")


def document(evidence: Mapping[str, Any], name: str, *, reader: str, language: Language) -> str:
    """One of :data:`DOCUMENTS` as text. Raises UsageError (PK822) for the public, EvidenceError (PK892)."""
    if reader == "public":
        raise UsageError(_internal(name))
    if name == "pia":
        from privkit.evidence.pia import render_pia

        return render_pia(evidence, language)
    from privkit.evidence.aipd import render_aipd

    return render_aipd(evidence, "markdown" if name == "aipd-markdown" else "html", language)


def _internal(name: str) -> Problem:
    return Problem(
        "PK822",
        Words(
            f"--format {name} makes an internal document: it holds exact figures and the blanks of the assessment",
            f"--format {name} fait un document interne : il porte des chiffres exacts et les blancs de l'analyse",
        ),
        instead=Words(
            "--for dpo or --for controller; for the public: --format html --for public",
            "--for dpo ou --for controller ; pour le public : --format html --for public",
        ),
    )
