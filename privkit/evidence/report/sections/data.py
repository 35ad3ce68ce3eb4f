"""The data: where each table comes from, and the way of each column to the output, or out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from privkit.evidence.report import labels
from privkit.evidence.report.blocks import (
    Block,
    Break,
    Code,
    Line,
    Paragraph,
    Section,
    Subheading,
    Table,
    Tag,
    between,
    line,
)
from privkit.evidence.report.html import text_of
from privkit.evidence.report.naming import base_of, folded, grouped
from privkit.evidence.report.view import View


def section(view: View) -> Section:
    """Tables, then the journey of every column."""
    unit = line(
        view(
            f"Everything is counted in {view.units}: this is the privacy unit of the policy.",
            f"Tout est compté en {view.units} : c'est l'unité protégée de la politique.",
        )
    )
    blocks: list[Block] = [Paragraph(unit), tables(view), *_uncounted(view), *_unread(view)]
    blocks += [
        Subheading(view("The journey of each column", "Le parcours de chaque colonne")),
        Paragraph(_tally(view)),
    ]
    blocks += [journeys(view, table) for table in view.policy["data"]["tables"]]
    return Section("data", view("The data", "Les données"), tuple(b for b in blocks if b))


def tables(view: View) -> Table:
    """Where each table comes from, and how large it is."""
    head = (
        view("Table", "Table"),
        view("One row is", "Une ligne est"),
        view("Origin", "Origine"),
        view("Rows", "Lignes"),
        view.units[:1].upper() + view.units[1:],
    )
    counts = {one["table"]: one["counts"] for one in view.evidence["inputs"]}
    rows = []
    for name, rule in view.policy["data"]["tables"].items():
        count = counts.get(name, {})
        size = [line(view.count(count.get(key))) for key in ("rows", "units")]
        rows.append((line(Code(name)), view.said(rule.get("one_row_is")), _origin(view, rule), *size))
    return Table(view("Tables that came in", "Tables entrées"), head, tuple(rows), frozenset({3, 4}))


def _origin(view: View, rule: Mapping[str, Any]) -> Line:
    origin = rule.get("origin") or {}
    collected = view.label(labels.COLLECTION, origin.get("collection"))
    first = line(
        view.said(origin.get("source")),
        view(f", collected {collected}, first for ", f", recueillies {collected}, d'abord pour "),
        view.said(origin.get("first_purpose")),
        ".",
    )
    lines = [first]
    reuse = (origin.get("compatibility") or {}).get("because")
    if reuse:
        lines.append(line(view("Reuse (art. 6(4)): ", "Réutilisation (art. 6(4)) : "), view.said(reuse)))
    terms = origin.get("terms_of_use") or {}
    if terms:
        parts = [view.said(terms.get("engagement_act")), view.listing(terms.get("declared_functions"))]
        until = view.day(terms.get("expires"))
        parts.append(line(view(f"until {until}", f"jusqu'au {until}")) if until else ())
        kept = between([p for p in parts if p])
        lines.append(line(view("Terms of use: ", "Conditions d'usage : "), kept, "."))
    return between(lines, Break())


def _uncounted(view: View) -> list[Block]:
    if not (view.public and any(t["protection"] == "differential_privacy" for t in view.evidence["tables"])):
        return []
    text = view(
        "No count of these data is told, rounded or not: only the figures that went through the noise are.",
        "Aucun nombre tiré de ces données n'est dit, arrondi ou non : seuls le sont les chiffres passés par le bruit.",
    )
    return [Paragraph(line(text), "note")]


def _unread(view: View) -> list[Block]:
    if view.public:
        return []
    warnings = [line(view.words(w)) for w in view.evidence["warnings"]]
    return [Paragraph(line(Tag(view("Note", "À noter"), "unsure"), " ", w), "note") for w in warnings]


def _tally(view: View) -> Line:
    fates = [one["fate"] for one in view.evidence["journeys"]]
    total, leave = len(fates), sum(f in ("kept", "changed") for f in fates)
    unread = fates.count("unread")
    dropped = total - leave - unread
    return line(
        view(
            f"Of {total} columns, {unread} were never read, {dropped} were dropped on the way, and {leave} reach an output.",
            f"Sur {total} colonnes : {unread} jamais lues, {dropped} retirées en chemin, {leave} présentes dans une sortie.",
        )
    )


def journeys(view: View, table: str) -> Table:
    """The columns of one table: role, what was done, where it ends, why."""
    head = (
        view("Column", "Colonne"),
        view("Role", "Rôle"),
        view("What was done", "Ce qui a été fait"),
        view("Ends in", "Devient"),
        view("Why it leaves", "Pourquoi elle sort"),
    )
    found = [one for one in view.evidence["journeys"] if one["table"] == table]
    rows = tuple(_alike(view, found))
    return Table(view(f"Columns of {table}", f"Colonnes de {table}"), head, rows, style="dense")


def _alike(view: View, found: list[Mapping[str, Any]]) -> Iterator[tuple[Line, ...]]:
    """One row per column; one for the columns of a repeated one when the same was done to all."""
    by_name = {one["column"]: one for one in found}
    for name, columns in grouped([one["column"] for one in found]):
        rows = [_journey(view, by_name[column]) for column in columns]
        told = {tuple(base_of(text_of(cell)) for cell in row) for row in rows}
        if len(rows) > 1 and len(told) == 1:
            ends = folded([name for column in columns for name in by_name[column]["becomes"]])
            becomes = between([line(Code(end)) for end in ends]) or line("—")
            yield line(Code(name)), *rows[0][1:3], becomes, rows[0][4]
        else:
            yield from rows


def _journey(view: View, one: Mapping[str, Any]) -> tuple[Line, ...]:
    words, tone = labels.FATES.get(one["fate"], labels.FATES["dropped"])
    done = between([line(view.words(w)) for w in one["done"]], view("; ", " ; "))
    fate = line(Tag(view.words(words), tone), line(Break(), done) if done else ())
    becomes = between([line(Code(name)) for name in one["becomes"]]) or line("—")
    because = view.said(one["because"]) if one.get("because") else line("—")
    return line(Code(one["column"])), _role(view, one), fate, becomes, because


def _role(view: View, one: Mapping[str, Any]) -> Line:
    rule = view.policy["data"]["tables"].get(one["table"], {}).get("columns", {}).get(one["column"], {})
    special = rule.get("special_category")
    more = line(Break(), Tag(view("GDPR art. 9 or 10", "RGPD art. 9 ou 10"), "bad")) if special else ()
    return line(view.label(labels.ROLES, one["role"]), more)
