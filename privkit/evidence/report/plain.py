"""The report as data: the same sections and blocks, each line as plain text."""

from __future__ import annotations

import json
from typing import Any

from privkit.evidence.report.blocks import (
    Block,
    Boxes,
    Bullets,
    Commands,
    Figure,
    Paragraph,
    Report,
    Status,
    Subheading,
    Table,
)
from privkit.evidence.report.html import text_of


def to_json_text(report: Report) -> str:
    """JSON with two spaces, keys in a fixed order, one final newline."""
    content = {
        "language": report.language,
        "reader": report.reader,
        "title": text_of(report.title),
        "about": {name: text_of(value) for name, value in report.about},
        "sections": [
            {"name": one.name, "title": one.title, "blocks": [_block(block) for block in one.blocks]}
            for one in report.sections
        ],
        "footer": report.footer,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"paragraph": text_of(block.text)}
    if isinstance(block, Subheading):
        return {"heading": block.text}
    if isinstance(block, Bullets):
        return {"list": [text_of(item) for item in block.items]}
    if isinstance(block, Table):
        return {"table": _table(block)}
    if isinstance(block, Figure):
        values = {"values": _table(block.values)} if block.values else {}
        return {"figure": {"caption": block.caption, "alt": block.alt, **values}}
    if isinstance(block, Status):
        return {"status": {"word": block.word, "sentence": block.sentence, "meaning": text_of(block.more)}}
    if isinstance(block, Boxes):
        return {"boxes": [_box(box) for box in block.boxes]}
    return _commands(block)


def _table(table: Table) -> dict[str, Any]:
    rows = [[text_of(cell) for cell in row] for row in table.rows]
    return {"caption": table.caption, "head": list(table.head), "rows": rows}


def _box(box: Any) -> dict[str, Any]:
    filled = {name: text_of(value) for name, value in box.filled}
    return {"title": box.title, "filled": filled, "to_fill": list(box.blanks), "note": box.note}


def _commands(block: Commands) -> dict[str, Any]:
    return {"commands": {"caption": block.caption, "lines": list(block.lines)}}
