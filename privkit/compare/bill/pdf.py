"""The language of a PDF, for screen readers: matplotlib writes the rest, not that.

The catalog is written again at the end of the file, as an incremental update (ISO 32000-1, 7.5.6).
"""

from __future__ import annotations

import re

from privkit.words import Language

_TAGS = {"fr": "fr-FR", "en": "en"}
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF", re.DOTALL)


def in_language(pdf: bytes, language: Language) -> bytes:
    """The same PDF, with its language, and its title in the title bar."""
    trailer = list(_TRAILER.finditer(pdf))[-1]
    keys, before = trailer[1], int(trailer[2])
    root = _number(rb"/Root (\d+) 0 R", keys)
    catalog = re.search(rb"(?m)^%d 0 obj\s*<<(.*?)>>\s*endobj" % root, pdf, re.DOTALL)
    assert catalog is not None
    said = b"/Lang (%s) /ViewerPreferences << /DisplayDocTitle true >>" % _TAGS[language].encode()
    if not pdf.endswith(b"\n"):
        pdf += b"\n"
    at = len(pdf)
    again = b"%d 0 obj\n<< %s %s >>\nendobj\n" % (root, catalog[1].strip(), said)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (root, at)
    more = b"/Prev %d" % before
    return (
        pdf
        + again
        + table
        + b"trailer\n<< %s %s >>\nstartxref\n%d\n%%%%EOF\n" % (keys.strip(), more, at + len(again))
    )


def _number(pattern: bytes, text: bytes) -> int:
    found = re.search(pattern, text)
    assert found is not None
    return int(found[1])
