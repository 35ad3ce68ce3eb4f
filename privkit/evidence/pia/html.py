"""Blocks as the small HTML the PIA application shows. It trusts the HTML of a file: here every text is escaped.

Our own words and those of the policy or the data go through the same escape; only the five tags written here are
markup: ``p``, ``ul``, ``li``, ``strong``, ``em``. Blanks, and nothing else, are ``em``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from privkit.evidence.report.blocks import Block, Bullets, Line, Paragraph, Piece, Strong, Tag

#: Characters that are never text: controls, byte order marks, bidirectional overrides, halves of characters.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_BLANK = re.compile(r"<em>(.*?)</em>", re.DOTALL)


def clean(text: str) -> str:
    """Text without the characters no reader can see; line breaks and tabs become spaces."""
    return _UNFIT.sub("", re.sub(r"[\t\n\r\v\f\x85\u2028\u2029]+", " ", text))


def plain(text: str) -> str:
    """A text for a field that is not HTML, safe if it were taken for HTML: escaped but for its apostrophes."""
    return escape(clean(text).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"))


def to_html(blocks: Iterable[Block]) -> str:
    """Paragraphs and bullets as HTML. Other blocks have no place in an answer."""
    out = []
    for block in blocks:
        if isinstance(block, Bullets):
            out.append("<ul>" + "".join(f"<li>{_line(item)}</li>" for item in block.items) + "</ul>")
        else:
            assert isinstance(block, Paragraph), type(block)
            out.append(f"<p>{_line(block.text)}</p>")
    return "".join(out)


def blanks_of(text: str) -> list[str]:
    """The blanks of an HTML text made here, as plain text."""
    from html import unescape

    return [unescape(found) for found in _BLANK.findall(text)]


def _line(line: Line) -> str:
    return "".join(_piece(piece) for piece in line)


def _piece(piece: Piece) -> str:
    text = escape(clean(getattr(piece, "text", " ")))
    if isinstance(piece, Tag):
        return f"<em>{text}</em>"
    return f"<strong>{text}</strong>" if isinstance(piece, Strong) and text else text
