"""Names, and texts of the files: UTF-8 without a mark, comma, line feed, nothing that changes between runs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from privkit.words import Language, Words

#: The end of the name of each file, after the name of the table.
SUFFIXES: Mapping[str, Words] = {
    "schema": Words(".schema.json", ".schema.json"),
    "dictionary": Words(".dictionary", ".dictionnaire"),
    "margins": Words(".margins.csv", ".marges.csv"),
    "note": Words(".note", ".note"),
    "workbook": Words(".xlsx", ".xlsx"),
    "chart": Words(".chart", ".graphique"),
    "map": Words(".map", ".carte"),
    "dcat": Words(".catalogue.jsonld", ".catalogue.jsonld"),
    "scdl": Words(".catalogue_scdl.csv", ".catalogue_scdl.csv"),
}
#: Media type (IANA) and file type (EU vocabulary) of what is distributed.
MEDIA: Mapping[str, tuple[str, str]] = {
    ".csv": ("text/csv", "CSV"),
    ".parquet": ("application/vnd.apache.parquet", "PARQUET"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    ".json": ("application/json", "JSON"),
    ".md": ("text/markdown", "MD"),
    ".html": ("text/html", "HTML"),
    ".svg": ("image/svg+xml", "SVG"),
    ".png": ("image/png", "PNG"),
}


@dataclass(frozen=True)
class Made:
    """One file made: its path and, in words, what it is."""

    path: Path
    what: Words

    @property
    def media(self) -> tuple[str, str]:
        return MEDIA.get(self.path.suffix, ("application/octet-stream", "BIN"))

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def sha256(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def beside(csv_path: Path, kind: str, language: Language, end: str = "") -> Path:
    """The path of a file beside the table."""
    return csv_path.with_name(csv_path.stem + SUFFIXES[kind].say(language) + end)


def csv_text(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as RFC 4180 text with line feeds; None as nothing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def json_text(value: Any) -> str:
    """JSON for people: two spaces, accents kept."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
