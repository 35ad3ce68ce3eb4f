"""Which character stands between two columns."""

from __future__ import annotations

import csv
import io

CANDIDATES = (";", ",", "\t", "|")
_ENOUGH = 0.8  # share of rows that agree with the header; the others are told as ragged when read


def records(sample: str, separator: str) -> list[list[str]]:
    """The records of a sample, blank lines left out."""
    try:
        return [r for r in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if r]
    except csv.Error:
        return [sample.splitlines()[0].split(separator)]


def separator_of(sample: str) -> str | None:
    """The separator under which rows have as many fields as the header; None when two fit as well.

    A file in which no candidate cuts the header has one column, and any separator does.
    """
    parsed = {c: records(sample, c) for c in CANDIDATES}
    cutting = {c: rows for c, rows in parsed.items() if len(rows[0]) > 1}
    if not cutting:
        return ","
    share = {c: _agreement(rows) for c, rows in cutting.items()}
    exact = [c for c, s in share.items() if s == 1.0]
    if len(exact) == 1:
        return exact[0]
    if exact:
        return None
    close = [c for c, s in share.items() if s >= _ENOUGH]
    if len(close) == 1:
        return close[0]
    # a single way to cut the header: read it so, and let the reading tell which row is ragged
    return next(iter(cutting)) if len(cutting) == 1 else None


def _agreement(rows: list[list[str]]) -> float:
    width = len(rows[0])
    return sum(len(r) == width for r in rows) / len(rows)
