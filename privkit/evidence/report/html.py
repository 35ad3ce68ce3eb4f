"""The report as one HTML page: no script, nothing loaded from elsewhere, every value escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from privkit.evidence.report.blocks import Block, Line, Piece, Report

_HERE = Path(__file__).parent
WORDS = {
    "en": {
        "report": "Evidence report",
        "skip": "Skip to the content",
        "contents": "Contents",
        "values": "The figures behind the picture",
        "blank": "to be written by hand",
    },
    "fr": {
        "report": "Rapport de preuves",
        "skip": "Aller au contenu",
        "contents": "Sommaire",
        "values": "Les chiffres de l’image",
        "blank": "à remplir à la main",
    },
}


def to_html(report: Report) -> str:
    """The page."""
    words = WORDS[report.language]
    text: str = _page().render(
        report=report,
        words={**words, "report": report.kind or words["report"]},
        css=style_sheet(),
        title="".join(_text(piece) for piece in report.title),
    )
    return text


@cache
def style_sheet() -> str:
    """The style sheet of every page of the house."""
    return (_HERE / "page.css").read_text(encoding="utf-8")


@cache
def _page() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["kind"] = _kind
    environment.filters["text"] = lambda line: "".join(_text(piece) for piece in line)
    # The only markup taken as it is: our own style sheet, and pictures, whose texts were escaped when drawn.
    environment.filters["ours"] = Markup
    return environment.get_template("page.html.j2")


def _kind(value: Block | Piece) -> str:
    """The name of a block or a piece, for the template."""
    return type(value).__name__.lower()


def _text(piece: Piece) -> str:
    return getattr(piece, "text", " ")


def text_of(line: Line) -> str:
    """A line as plain text."""
    return "".join(_text(piece) for piece in line)
