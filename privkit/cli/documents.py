"""The internal documents of ``privkit report``: the PIA application's file and the impact assessment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privkit.words import Language


def make_document(run: str, name: str, reader: str, language: str | None, file: Path | None) -> None:
    """Make a document of a run and print it, or write it. A file that ends in ``.md`` takes the assessment as Markdown."""
    from privkit.cli.arguments import run_unchanged
    from privkit.cli.console import language_of, next_step, out, save
    from privkit.evidence.documents import document
    from privkit.words import same

    found = run_unchanged(run)
    told = language_of(language or str(found.evidence["policy_language"]))
    decided = {"decision": dict(found.decision), "status": str(found.status)} if found.decision else {}
    if name == "aipd" and file is not None and file.suffix.lower() in (".md", ".markdown"):
        name = "aipd-markdown"
    text = document({**found.evidence, **decided}, name, reader=reader, language=told)
    if file is None:
        out(text.rstrip("\n"))
    else:
        save(file, text)
        out(str(file))
    if name == "pia":
        _left_to_people(text, file.name if file else "report.pia.json", told)
    next_step(same(f"privkit verify {found.folder}"), told)


def _left_to_people(text: str, name: str, language: Language) -> None:
    """What the PIA file leaves blank, who must write it and where."""
    import json

    from privkit.cli.console import tell
    from privkit.evidence.pia.complete import missing

    tell(missing(json.loads(text), name), language)
