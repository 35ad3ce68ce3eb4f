"""A report before it has a form: sections made of blocks, blocks made of lines, lines made of pieces.

HTML, Markdown and JSON are three ways to write the same value, so they say the same things in the same
order, in both languages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from privkit.words import Language

Tone = Literal["plain", "good", "bad", "unsure", "calm"]


@dataclass(frozen=True)
class Plain:
    """Our own words."""

    text: str


@dataclass(frozen=True)
class Strong:
    """Our own words, in bold."""

    text: str


@dataclass(frozen=True)
class Said:
    """Words of the policy, in the language of the policy."""

    text: str
    language: Language


@dataclass(frozen=True)
class Code:
    """A name, a hash, a command: characters that matter one by one."""

    text: str


@dataclass(frozen=True)
class Tag:
    """A short word with a colour; the word alone is enough to understand."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Break:
    """A new line within a line."""


Piece = Plain | Strong | Said | Code | Tag | Break
Line = tuple[Piece, ...]


def line(*parts: str | Piece | Line) -> Line:
    """A line from texts, pieces and lines."""
    out: list[Piece] = []
    for part in parts:
        if isinstance(part, str):
            out += [Plain(part)] if part else []
        elif isinstance(part, tuple):
            out += part
        else:
            out.append(part)
    return tuple(out)


def between(lines: list[Line], separator: str | Piece = ", ") -> Line:
    """Lines one after the other, with a separator between."""
    out: list[str | Piece | Line] = []
    for number, one in enumerate(lines):
        out += [separator, one] if number else [one]
    return line(*out)


@dataclass(frozen=True)
class Paragraph:
    text: Line
    style: Literal["plain", "lead", "note"] = "plain"


@dataclass(frozen=True)
class Subheading:
    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """A table with a caption. The first column names the rows; ``numeric`` columns are set to the right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numeric: frozenset[int] = frozenset()
    style: Literal["plain", "dense", "facts", "detail", "verdicts", "narrow", "effects"] = "plain"


@dataclass(frozen=True)
class Figure:
    """A picture (inline SVG, drawn when asked), what it shows in words, and the figures behind it."""

    draw: Callable[[], str] = field(repr=False, compare=False)  # called by the formats that show it
    alt: str
    caption: str
    values: Table | None = None


@dataclass(frozen=True)
class Status:
    """What became of the run: one word, one sentence, what it means."""

    word: str
    sentence: str
    more: Line
    tone: Tone
    mark: str


@dataclass(frozen=True)
class Box:
    """A place for a person to write; ``filled`` when it is already recorded."""

    title: str
    filled: tuple[tuple[str, Line], ...]
    blanks: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Boxes:
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Commands:
    """Lines to type, or to copy."""

    caption: str
    lines: tuple[str, ...]


Block = Paragraph | Subheading | Bullets | Table | Figure | Status | Boxes | Commands


@dataclass(frozen=True)
class Section:
    """A numbered part. ``name`` is the anchor, the same in every language and for every reader."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """The whole report; the first section is the decision page."""

    language: Language
    reader: str
    title: Line
    about: tuple[tuple[str, Line], ...]
    sections: tuple[Section, ...]
    footer: str
    kind: str = ""  # what it is called above its title; an evidence report when empty
