"""The kind of value each column of an output holds, as Croissant names it, from the evidence alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

TEXT, INTEGER, NUMBER = "sc:Text", "sc:Integer", "sc:Float"
_TYPES = {
    "integer": INTEGER,
    "number": NUMBER,
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "yes_no": "sc:Boolean",
}
#: Endings of the columns that tell how far a figure can be trusted.
_MARGINS = ("_margin", "_marge", "_low", "_high", "_bas", "_haut")

Evidence = Mapping[str, Any]


def types_of(evidence: Evidence, output: Mapping[str, Any]) -> dict[str, str]:
    """Column → type, in the order of the file. What is not known to be a number, a date or a yes/no is text."""
    table = next((one for one in evidence.get("tables") or () if output["name"] in one["outputs"]), None)
    if table is not None:
        return {column: _of_table(table, column) for column in output["columns"]}
    return {column: _of_rows(evidence, column) for column in output["columns"]}


def _of_table(table: Mapping[str, Any], column: str) -> str:
    figures = {one["name"] for one in table["figures"]}
    margin = any(column == name + ending for name in figures for ending in _MARGINS)
    return NUMBER if column in figures or margin else TEXT


def _of_rows(evidence: Evidence, column: str) -> str:
    """Bands and levels are text; a summary is a number; another column keeps the type of its source."""
    sources = [one for one in evidence["journeys"] if column in one["becomes"]]
    names = {column, *(one["column"] for one in sources)}
    changed = any(one["fate"] == "changed" for one in sources)
    for step in reversed(evidence["policy"].get("steps") or ()):
        for name, rule in step.items():
            if name == "generalise" and names & {*_columns(rule)} and _coarse(rule, names):
                return TEXT
            if name == "make_k_anonymous" and changed and column in (rule.get("on") or ()):
                return TEXT
            if name == "summarise" and column in (rule.get("columns") or {}):
                return INTEGER if "count" in rule["columns"][column] else NUMBER
    found = {_source_type(evidence, one) for one in sources}
    return _TYPES.get(found.pop() or "", TEXT) if len(found) == 1 else TEXT


def _columns(rule: Mapping[str, Any]) -> Iterator[str]:
    for name, one in rule.items():
        yield name
        if isinstance(one, Mapping) and isinstance(one.get("as"), str):
            yield one["as"]


def _coarse(rule: Mapping[str, Any], names: set[str]) -> bool:
    """Rounding leaves a number; bands, levels of a list and parts of a date are text."""
    asked = [one for name, one in rule.items() if names & {*_columns({name: one})}]
    return any(not isinstance(one, Mapping) or "to_multiples_of" not in one for one in asked)


def _source_type(evidence: Evidence, journey: Mapping[str, Any]) -> str | None:
    table = evidence["policy"]["data"]["tables"].get(journey["table"]) or {}
    rule = (table.get("columns") or {}).get(journey["column"]) or {}
    return rule.get("type")
