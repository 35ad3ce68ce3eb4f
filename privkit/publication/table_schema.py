"""The schema of the table, for checkers of tabular files (Frictionless Table Schema v1, as read by Validata)."""

from __future__ import annotations

import re
from typing import Any

from privkit.publication.about import About
from privkit.publication.dictionary import Entry
from privkit.publication.frame import figure_columns
from privkit.published import STATUS_WORDS, CellStatus, KeyColumn, MeasureColumn, Published
from privkit.words import Language

PROFILE = "https://frictionlessdata.io/schemas/table-schema.json"
MOST_LISTED = 2000  # a longer list of values is not written in the schema
_PATTERNS = {"quarter": r"\d{4}-[QT][1-4]"}
_TYPES = {"day": "date", "month": "yearmonth", "year": "year"}


def table_schema(
    published: Published, about: About, entries: tuple[Entry, ...], name: str, language: Language
) -> dict[str, Any]:
    """The schema as JSON. ``name`` is the stem of the table's file; ``entries`` its dictionary."""
    said = {entry.name: entry for entry in entries}
    fields: list[dict[str, Any]] = []
    for key in published.keys:
        fields.append(_told(_key(key), said))
        if key.label_name is not None:
            fields.append(_told(_label(key), said))
    for measure in published.measures:
        for column in figure_columns(measure):
            fields.append(_told(_figure(column, measure, published), said))
        if measure.status is not None:
            fields.append(_told(_status(measure.status, language), said))
    fields.append(_told(_status(published.status, language), said))
    return {
        "$schema": PROFILE,
        "name": re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-") or "table",
        "title": about.title,
        **_if(description=about.description, homepage=about.url),
        "created": about.as_of.isoformat(),
        "lastModified": about.as_of.isoformat(),
        "version": about.version,
        "contributors": [_contributor(about)],
        "fields": fields,
        "missingValues": [""],
        **({"primaryKey": [key.name for key in published.keys]} if published.keys else {}),
    }


def _status(name: str, language: Language) -> dict[str, Any]:
    words = [STATUS_WORDS[s].say(language) for s in CellStatus]
    return {"name": name, "type": "string", "constraints": {"required": True, "enum": words}}


def _told(field: dict[str, Any], said: dict[str, Entry]) -> dict[str, Any]:
    entry = said[field["name"]]
    return {"name": field["name"], "title": entry.title, "description": entry.meaning} | field


def _key(key: KeyColumn) -> dict[str, Any]:
    values = [*key.values, *([key.total] if key.total is not None and key.total not in key.values else [])]
    rules: dict[str, Any] = {"required": True}
    plain = key.total is None and all(_fits(key.kind, value) for value in values)
    if key.kind in _TYPES and plain:
        return _field(key, _TYPES[key.kind], values, rules)
    if key.kind in _PATTERNS and plain:
        rules["pattern"] = _PATTERNS[key.kind]
    if key.listed_in != "private" and 0 < len(values) <= MOST_LISTED:
        rules["enum"] = values
    return _field(key, "string", values, rules)


def _field(key: KeyColumn, type: str, values: list[str], rules: dict[str, Any]) -> dict[str, Any]:
    example = {"example": values[0]} if values else {}
    return {"name": key.name, "type": type, **example, "constraints": rules}


def _fits(kind: str, value: str) -> bool:
    shapes = {"day": r"\d{4}-\d\d-\d\d", "month": r"\d{4}-\d\d", "year": r"\d{4}", **_PATTERNS}
    return kind not in shapes or re.fullmatch(shapes[kind], value) is not None


def _label(key: KeyColumn) -> dict[str, Any]:
    everyone = all(value in key.labels for value in key.values if value != key.total)
    field: dict[str, Any] = {"name": key.label_name, "type": "string"}
    return field | {"constraints": {"required": True}} if everyone and key.total is None else field


def _figure(column: str, measure: MeasureColumn, published: Published) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column, "type": "number" if measure.decimals else "integer"}
    counted = measure.kind in ("count_units", "count_rows", "histogram")
    if counted and published.protection == "statistical_secrecy":  # noise may go below nothing
        field["constraints"] = {"minimum": 0}
    return field


def _contributor(about: About) -> dict[str, Any]:
    mail = about.contact if re.fullmatch(r"[^@\s]+@[^@\s]+", about.contact) else ""
    return {"title": about.publisher, "role": "publisher", **_if(email=mail, organization=about.publisher)}


def _if(**texts: str) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}
