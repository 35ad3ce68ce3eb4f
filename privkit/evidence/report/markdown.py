"""The report as GitHub-flavoured Markdown. No value can open a tag, a link, a heading or a cell."""

from __future__ import annotations

import re

from privkit.evidence.report.blocks import (
    Block,
    Box,
    Boxes,
    Break,
    Bullets,
    Code,
    Commands,
    Figure,
    Line,
    Paragraph,
    Piece,
    Report,
    Status,
    Strong,
    Subheading,
    Table,
    Tag,
)
from privkit.evidence.report.html import WORDS

_LINE_BREAKS = re.compile(r"[\r\n\v\f\x85\u2028\u2029]")
_SPECIAL = re.compile(r"([\\`*_\[\]{}|~#!$])")


def to_markdown(report: Report) -> str:
    """The report as text, one final newline."""
    words = WORDS[report.language]
    parts = [f"# {_line(report.title) or words['report']}"]
    parts.append(
        "  \n".join(f"{escaped(name)}{_colon(report)} {_line(value)}" for name, value in report.about)
    )
    for number, section in enumerate(report.sections):
        counter = f"{number}. " if number else ""
        parts.append(f"## {counter}{escaped(section.title)}")
        parts += [_block(block, report) for block in section.blocks]
    parts += ["---", escaped(report.footer)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown and HTML leave as it is, on one line."""
    text = _LINE_BREAKS.sub(" ", text)
    text = _SPECIAL.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    text = re.sub(r"(https?|ftp|mailto):|(www)\.", _unlinked, text)
    return re.sub(
        r"^(\s*)([-+=]|\d+(?=[.)]))", lambda m: m[1] + (f"\\{m[2]}" if m[2] in "-+=" else m[2] + "\\"), text
    )


def _unlinked(match: re.Match[str]) -> str:
    """An address is text, not a link to follow."""
    return f"{match[1]}&#58;" if match[1] else f"{match[2]}&#46;"


def _code(text: str) -> str:
    """A code span that holds backticks and pipes, in a table or not."""
    text = _LINE_BREAKS.sub(" ", text)
    if not text.strip():
        return ""
    if "|" in text:  # in a table a pipe cannot be shown in a code span by every reader of Markdown
        return escaped(text)
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _piece(piece: Piece) -> str:
    if isinstance(piece, Break):
        return "<br>"
    if isinstance(piece, Code):
        return _code(piece.text)
    if isinstance(piece, Strong | Tag) and piece.text.strip():
        text = escaped(piece.text)
        return f"**{text.strip()}**" + (" " if text.endswith(" ") else "")
    return escaped(piece.text)


def _line(line: Line) -> str:
    return "".join(_piece(piece) for piece in line).strip(" ")


def _colon(report: Report) -> str:
    return "\N{NO-BREAK SPACE}:" if report.language == "fr" else ":"


def _block(block: Block, report: Report) -> str:
    if isinstance(block, Paragraph):
        return _line(block.text)
    if isinstance(block, Subheading):
        return f"### {escaped(block.text)}"
    if isinstance(block, Bullets):
        return "\n".join(f"- {_line(item)}" for item in block.items)
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Figure):
        # A picture cannot be inlined in Markdown: its words and its figures stand for it.
        return (
            _line((Tag(block.caption),))
            + "\n\n"
            + (_table(block.values) if block.values else escaped(block.alt))
        )
    if isinstance(block, Status):
        return f"> **{escaped(block.mark)} {escaped(block.word)}** – {escaped(block.sentence)} {_line(block.more)}"
    if isinstance(block, Boxes):
        return "\n\n".join(_box(box, report) for box in block.boxes)
    return _commands(block)


def _table(table: Table) -> str:
    rule = ["---:" if n in table.numeric else "---" for n in range(len(table.head))]
    rows = [
        [escaped(name) for name in table.head],
        rule,
        *([_line(cell) for cell in row] for row in table.rows),
    ]
    return f"*{escaped(table.caption)}*\n\n" + "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _box(box: Box, report: Report) -> str:
    filled = [f"- {escaped(name)}{_colon(report)} {_line(value)}" for name, value in box.filled]
    blank = [f"- {escaped(name)}{_colon(report)} \\_\\_\\_\\_\\_\\_\\_\\_" for name in box.blanks]
    return f"**{escaped(box.title)}**\n\n" + "\n".join([*filled, *blank]) + f"\n\n{escaped(box.note)}"


def _commands(block: Commands) -> str:
    lines = [_LINE_BREAKS.sub(" ", line).replace("`", " ") for line in block.lines]
    return escaped(block.caption) + "\n\n```text\n" + "\n".join(lines) + "\n```"
