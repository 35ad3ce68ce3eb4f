"""A short text in sections, and its Markdown. Between backquotes only names of columns are code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from privkit.evidence.figures.style import Picture
from privkit.words import Language

CODE = re.compile(r"`(\w+)`")


@dataclass(frozen=True)
class Lead:
    """The one sentence to remember."""

    text: str


@dataclass(frozen=True)
class Prose:
    """Words of the policy, in its own language."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A small table; ``numbers`` are the columns set to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


Part = str | Lead | Prose | Items | Table | Picture


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Text:
    """A whole text: its title, in the language ``prose`` of the policy, one line under it, its sections."""

    title: str
    under: str
    sections: tuple[Section, ...]
    language: Language
    prose: Language


def to_markdown(text: Text) -> str:
    """The text as Markdown (CommonMark with GFM tables). Pictures are left out: they are files of their own."""
    out = [f"# {_plain(text.title)}", _plain(text.under)]
    for section in text.sections:
        out.append(f"## {_plain(section.title)}")
        out += [_part(part) for part in section.parts if not isinstance(part, Picture)]
    return "\n\n".join(out) + "\n"


def table_markdown(table: Table) -> str:
    """A table as Markdown."""
    marks = ["---:" if n in table.numbers else "---" for n in range(len(table.head))]
    lines = [table.head, marks, *table.rows]
    return "\n".join("| " + " | ".join(_line(cell) for cell in line) + " |" for line in _marked(lines, marks))


def _marked(lines: Sequence[Sequence[str]], marks: Sequence[str]) -> list[list[str]]:
    return [list(line) if line is marks else [_escaped(cell) for cell in line] for line in lines]


def _part(part: Part) -> str:
    if isinstance(part, Lead):
        return f"> **{_plain(part.text)}**"
    if isinstance(part, Items):
        return "\n".join(f"- {_plain(item)}" for item in part.texts)
    if isinstance(part, Table):
        return table_markdown(part)
    assert not isinstance(part, Picture)
    return _plain(part.text if isinstance(part, Prose) else part)


def _plain(text: str) -> str:
    return re.sub(r"^([#+\-=>]|\d+[.)])(?=\s|$)", r"\\\1", _line(_escaped(text)))


def _line(text: str) -> str:
    return re.sub(r"[ \t\r\n\v\f\x00-\x1f]+", " ", text).strip()


def _escaped(text: str) -> str:
    """Signs that would be markup, but for the names of columns."""
    parts = CODE.split(text)
    out = []
    for n, part in enumerate(parts):
        out.append(f"`{part}`" if n % 2 else re.sub(r"([\\*\[\]<>`|~])|(?<!\w)(_)|(_)(?!\w)", _slash, part))
    return "".join(out)


def _slash(found: re.Match[str]) -> str:
    return "\\" + found[0]
