"""The runs of a policy as one HTML page: no script, nothing loaded from elsewhere, every value escaped.

It is for internal readers: it names runs that were refused and what the policy was before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from privkit.evidence.report.blocks import Tone
from privkit.evidence.report.html import style_sheet
from privkit.words import Language, Words

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Link:
    """A file beside the page: a relative path and the words it is called by."""

    to: str
    text: str


@dataclass(frozen=True)
class IndexRun:
    """One run, said: ``changes`` are pairs of a tone and a sentence."""

    name: str
    status: str
    tone: Tone
    day: str
    about: str
    verdict: str
    outputs: tuple[str, ...]
    since: str
    changes: tuple[tuple[Tone, str, str], ...]
    again: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class IndexPage:
    """The page of one policy, the newest run first. ``facts``: pairs of a name and a value.

    ``due``: what is to be done, each with a tone, a short word and a sentence.
    """

    title: str
    language: Language
    facts: tuple[tuple[str, str], ...]
    due: tuple[tuple[Tone, str, str], ...]
    runs: tuple[IndexRun, ...]


_WORDS = {
    "skip": Words("Skip to the content", "Aller au contenu"),
    "due": Words("To do", "À faire"),
    "nothing": Words("Nothing is due.", "Rien n'est dû."),
    "runs": Words("Runs", "Passages"),
    "status": Words("Status", "État"),
    "day": Words("Day", "Jour"),
    "run": Words("Run", "Passage"),
    "verdict": Words("Conditions", "Conditions"),
    "outputs": Words("Outputs", "Sorties"),
    "none": Words("none", "aucune"),
    "since": Words("Changed since the run before", "Changé depuis le passage précédent"),
    "again": Words("To judge again", "À juger de nouveau"),
    "changes": Words("Changes of the policy", "Changements de la politique"),
    "caption": Words(
        "The runs of this policy, the newest first", "Les passages de cette politique, le plus récent d'abord"
    ),
    "details": Words("Each run", "Chaque passage"),
}


def render_index(page: IndexPage) -> str:
    """The page, as HTML."""
    words = {name: one.say(page.language) for name, one in _WORDS.items()}
    text: str = _template().render(page=page, words=words, css=style_sheet())
    return text


@cache
def _template() -> Any:
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
    environment.filters["ours"] = Markup  # the style sheet of the house, and nothing else
    return environment.get_template("index.html.j2")
