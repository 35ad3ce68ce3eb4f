"""What the Table Schema specification (v1) allows, as a JSON Schema, and a strict reader of a CSV against one."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import jsonschema

_TYPES = ["string", "number", "integer", "date", "yearmonth", "year"]
PROFILE: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": [
        "name",
        "title",
        "created",
        "version",
        "contributors",
        "fields",
        "missingValues",
        "primaryKey",
    ],
    "additionalProperties": False,
    "properties": {
        "$schema": {"const": "https://frictionlessdata.io/schemas/table-schema.json"},
        "name": {"type": "string", "pattern": "^[a-z0-9._-]+$"},
        "title": {"type": "string", "minLength": 1},
        "description": {"type": "string", "minLength": 1},
        "homepage": {"type": "string", "pattern": "^https?://"},
        "created": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "lastModified": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "version": {"type": "string", "minLength": 1},
        "contributors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["title"],
                "additionalProperties": False,
                "properties": {
                    "title": {"type": "string"},
                    "email": {"type": "string", "pattern": "@"},
                    "organization": {"type": "string"},
                    "role": {"enum": ["author", "publisher", "maintainer", "wrangler", "contributor"]},
                },
            },
        },
        "missingValues": {"const": [""]},
        "primaryKey": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "fields": {
            "type": "array",
            "minItems": 2,
            "items": {
                "type": "object",
                "required": ["name", "title", "description", "type"],
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string", "pattern": "^[a-z0-9_]+$"},
                    "title": {"type": "string", "minLength": 1},
                    "description": {"type": "string", "minLength": 1},
                    "type": {"enum": _TYPES},
                    "example": {"type": "string"},
                    "constraints": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {
                            "required": {"type": "boolean"},
                            "minimum": {"type": "number"},
                            "pattern": {"type": "string", "format": "regex"},
                            "enum": {"type": "array", "minItems": 1, "uniqueItems": True},
                        },
                    },
                },
            },
        },
    },
}


def faults(schema: dict[str, Any], path: Path) -> list[str]:
    """What is wrong with the schema, or with the table read under it; rows and columns only."""
    out = [error.message for error in jsonschema.Draft202012Validator(PROFILE).iter_errors(schema)]
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file, strict=True))
    fields = schema["fields"]
    if head != [field["name"] for field in fields]:
        return [*out, f"header {head}"]
    seen = set()
    for number, row in enumerate(rows, 2):
        if len(row) != len(fields):
            out.append(f"{number}: {len(row)} values")
            continue
        out += [f"{number}:{f['name']} {w}" for f, v in zip(fields, row, strict=True) if (w := _wrong(f, v))]
        key = tuple(row[head.index(name)] for name in schema["primaryKey"])
        if "" in key or key in seen:
            out.append(f"{number}: primary key")
        seen.add(key)
    return out


def _wrong(field: dict[str, Any], text: str) -> str | None:
    rules = field.get("constraints", {})
    if text == "":
        return "required" if rules.get("required") else None
    if not _is(field["type"], text):
        return "type"
    if "enum" in rules and text not in rules["enum"]:
        return "enum"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        return "pattern"
    if "minimum" in rules and Decimal(text) < rules["minimum"]:
        return "minimum"
    return None


def _is(type: str, text: str) -> bool:
    shapes = {"integer": r"-?\d+", "year": r"\d{4}", "yearmonth": r"\d{4}-(0[1-9]|1[0-2])"}
    if type in shapes:
        return re.fullmatch(shapes[type], text) is not None
    try:
        if type == "date":
            return date.fromisoformat(text).isoformat() == text
        if type == "number":
            return Decimal(text).is_finite() and "e" not in text.lower()
    except (ValueError, InvalidOperation):
        return False
    return True
