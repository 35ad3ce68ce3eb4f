"""The outputs in full: what each file is, for whom, under which rule of sharing, until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.report import labels
from privkit.evidence.report.blocks import Block, Code, Line, Section, Subheading, Tag, between, line
from privkit.evidence.report.naming import folded
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import whole


def section(view: View) -> Section:
    """The outputs, one table each (for the controller)."""
    blocks: list[Block] = []
    for one in view.evidence["outputs"]:
        blocks += [Subheading(str(one["name"])), _table(view, one)]
    return Section("outputs", view("The outputs", "Les sorties"), tuple(blocks))


def rule_of(view: View, output: str) -> Mapping[str, Any]:
    """What the policy says of an output."""
    return next((o for o in view.policy["outputs"] if o.get("name") == output), {})


def recipients_of(view: View, one: Mapping[str, Any]) -> Line:
    """To whom an output goes, and how it is shared."""
    shared = view.label(labels.SHARING, one["sharing"])
    who = view.listing(one["recipients"])
    if not who and one["sharing"] == "public":
        who = view.said(view.register.get("audience"))
    return line(who, f" ({shared})") if who else line(shared[:1].upper() + shared[1:])


def until_when(view: View, one: Mapping[str, Any]) -> Line:
    """When an output must be eliminated, or when it was."""
    if gone := (view.evidence.get("eliminated") or {}).get(one["name"]):
        return line(Tag(view(f"eliminated on {view.day(gone)}", f"éliminée le {view.day(gone)}"), "calm"))
    after = view.duration(one.get("eliminate_after"))
    if not after:
        return line(view("no end is set", "aucun terme fixé"))
    return line(view(f"{after}, then eliminated", f"{after}, puis éliminée"))


def how_many(view: View, one: Mapping[str, Any]) -> str:
    """How many units an output holds; the rows of a published table, which anybody can count."""
    units, rows = one["counts"].get("units"), one["counts"]["rows"]
    if units is not None:
        return view.counted(units)
    table = next((t for t in view.evidence.get("tables") or () if one["name"] in t["outputs"]), None)
    if table is None:
        return view.count(rows)
    cells = whole(table["cells"], view.language)
    return view(f"{cells} rows, one per cell", f"{cells} lignes, une par case")


def _table(view: View, one: Mapping[str, Any]) -> Block:
    rule = rule_of(view, one["name"])
    qualification = rule.get("qualification") or {}
    proposed = view.label(labels.QUALIFICATIONS, one["qualification"])
    rows = [
        (view("Nature", "Nature"), line(view.label(labels.NATURES, one["nature"])), ""),
        (
            view("Proposed qualification", "Qualification proposée"),
            line(proposed, view(", for ", ", pour "), view.said(one["qualification_for"])),
            "",
        ),
        (
            view("Qualification decided by", "Qualification décidée par"),
            view.said(qualification.get("decided_by")),
            "",
        ),
        (view("Shared", "Partage"), recipients_of(view, one), ""),
        (view("Until when", "Jusqu'à quand"), until_when(view, one), ""),
        (view("Licence", "Licence"), view.said(rule.get("licence")), ""),
        (view("Words shown beside the file", "Mention affichée"), view.said(rule.get("label")), ""),
        (view("Columns", "Colonnes"), between([line(Code(c)) for c in folded(one["columns"])]), ""),
        (view("How many", "Combien"), line(how_many(view, one)), ""),
        (view("File", "Fichier"), line(Code(one["file"])) if one.get("file") else (), ""),
    ]
    return view.facts(str(one["name"]), rows)
