"""The line of the register (GDPR art. 30): one row of CSV to add to the controller's own, or the same as JSON."""

from __future__ import annotations

import json

from privkit.evidence.papers.csv_text import csv_text
from privkit.evidence.papers.entry import entry
from privkit.evidence.report.view import View

FORMAT = "privkit-register-1"


def to_csv(view: View) -> str:
    """Names of the fields, each with its article, then their values."""
    fields = entry(view)
    head = [f"{view.words(one.label)} (art. {one.article})" for one in fields]
    return csv_text([head, [one.text(view) for one in fields]], view.language)


def to_json(view: View) -> str:
    """The fields in order. ``values`` are those known; ``to_fill`` says what is not, and who must write it."""
    content = {
        "format": FORMAT,
        "language": view.language,
        "run": view.evidence.get("run"),  # not told in a public line
        "fields": [
            {
                "key": one.key,
                "label": view.words(one.label),
                "article": one.article,
                "values": list(one.values),
                "to_fill": view.words(one.blank.words()) if one.blank else None,
            }
            for one in entry(view)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
