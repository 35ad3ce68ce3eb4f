"""Each source: is it lawful to use it, and is the reuse compatible with what it was collected for (GDPR 5(1)(b), 6(4))?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.aipd.blanks import CONTROLLER, DPO_THEN_CONTROLLER, blank
from privkit.evidence.aipd.principles import tables_of
from privkit.evidence.report import labels
from privkit.evidence.report.blocks import Block, Line, Paragraph, Section, Strong, Subheading, Table, line
from privkit.evidence.report.view import View
from privkit.words import Words


def section(view: View) -> Section:
    """What each table is, then the five factors for those that come from elsewhere or served another purpose."""
    blocks: list[Block] = [_overview(view)]
    for name, rule in tables_of(view).items():
        blocks += [
            Subheading(view(f"Compatibility: {name}", f"Compatibilité : {name}")),
            *_factors(view, rule),
        ]
    return Section("sources", view("The sources", "Les sources"), tuple(blocks))


def _overview(view: View) -> Table:
    rows = tuple(_row(view, name, rule) for name, rule in tables_of(view).items())
    head = (
        view("Table", "Table"),
        view("Held by", "Détenue par"),
        view("Collected", "Recueillie"),
        view("First for", "D'abord pour"),
        view("Right to use it", "Droit de s'en servir"),
        view("Persons told", "Personnes informées"),
    )
    return Table(
        view("Lawfulness, source by source", "Licéité, source par source"), head, rows, style="dense"
    )


def _row(view: View, name: str, rule: Mapping[str, Any]) -> tuple[Line, ...]:
    origin = rule.get("origin") or {}
    kind = str(origin.get("collection") or "—")
    indirect = kind != "direct"
    told = view("as from the persons (GDPR 13)", "comme recueillie auprès d'elles (RGPD 13)")
    if indirect:
        told = view("source to be named to them (GDPR 14)", "source à leur nommer (RGPD 14)")
    return (
        line(Strong(name)),
        view.said(origin.get("source")) or line("—"),
        line(view.label(labels.COLLECTION, kind)),
        view.said(origin.get("first_purpose")) or line("—"),
        _right(view, origin, indirect=indirect),
        line(told),
    )


def _right(view: View, origin: Mapping[str, Any], *, indirect: bool) -> Line:
    terms = origin.get("terms_of_use") or {}
    if not terms:
        if not indirect:
            return line(view("the controller's own data, if so", "données du responsable, si c'est le cas"))
        what = Words("the text or act that lets it be used", "le texte ou l'acte qui permet de s'en servir")
        return blank(view, what, CONTROLLER, "data", "tables", "*", "origin", "terms_of_use")
    return line(
        view.said(terms.get("engagement_act")),
        line(view(", for: ", ", pour : "), view.listing(terms["declared_functions"]))
        if terms.get("declared_functions")
        else (),
        line(view(f", until {view.day(terms['expires'])}", f", jusqu'au {view.day(terms['expires'])}"))
        if terms.get("expires")
        else (),
    )


def _factors(view: View, rule: Mapping[str, Any]) -> tuple[Block, ...]:
    rows = (*_of_the_reuse(view, rule), *_of_the_persons(view, rule))
    head = (
        view("Factor of GDPR 6(4)", "Facteur de l'article 6(4)"),
        view("What the policy says", "Ce que dit la politique"),
    )
    told = tuple((line(name), value) for name, value in rows)
    note = view(
        "No test of compatibility is needed where the same purpose goes on, where the person consented, or where a law allows "
        "the reuse: say which.",
        "Pas d'examen de compatibilité si la même finalité se poursuit, si la personne a consenti ou si une loi permet la "
        "réutilisation : dire lequel.",
    )
    table = Table(view("The five factors", "Les cinq facteurs"), head, told, style="facts")
    return (table, Paragraph(line(note), "note"))


def _of_the_reuse(view: View, rule: Mapping[str, Any]) -> tuple[tuple[str, Line], ...]:
    """The reason of the policy, then factor (a)."""
    origin = rule.get("origin") or {}
    missing = Words("why the reuse is compatible", "pourquoi la réutilisation est compatible")
    why = view.said((origin.get("compatibility") or {}).get("because"))
    purposes = line(
        view("first: ", "au départ : "),
        view.said(origin.get("first_purpose")) or "—",
        view("; here: ", " ; ici : "),
        view.said(view.register.get("purpose")) or "—",
    )
    return (
        (
            view("The policy's reason", "Raison donnée par la politique"),
            why or blank(view, missing, CONTROLLER, "data", "tables", "*", "origin", "compatibility"),
        ),
        (view("Link between the purposes (a)", "Lien entre les finalités (a)"), purposes),
    )


def _of_the_persons(view: View, rule: Mapping[str, Any]) -> tuple[tuple[str, Line], ...]:
    """Factors (b) to (e)."""
    collected = view.label(labels.COLLECTION, (rule.get("origin") or {}).get("collection") or "—")
    special = ", ".join(c for c, one in (rule.get("columns") or {}).items() if one.get("special_category"))
    names = {key: name for key, (name, _) in labels.STEPS.items()}
    safeguards = ", ".join(view.label(names, one) for one in _protecting(view))
    expect = Words("what the persons may expect", "ce à quoi elles peuvent s'attendre")
    effects = Words("the possible consequences", "les conséquences possibles")
    return (
        (
            view("Context, what persons may expect (b)", "Contexte, attentes des personnes (b)"),
            line(collected, ". ", blank(view, expect, DPO_THEN_CONTROLLER)),
        ),
        (
            view("Nature of the data (c)", "Nature des données (c)"),
            line(
                view("special categories: ", "catégories particulières : "), special or view("none", "aucune")
            ),
        ),
        (
            view("Consequences for the persons (d)", "Conséquences pour les personnes (d)"),
            blank(view, effects, DPO_THEN_CONTROLLER),
        ),
        (view("Safeguards (e)", "Garanties (e)"), line(safeguards or "—")),
    )


def _protecting(view: View) -> list[str]:
    out: list[str] = []
    for one in view.evidence["steps"]:
        if (one["kind"] == "protect" or one["name"] in ("apply_requests", "minimise")) and one[
            "name"
        ] not in out:
            out.append(str(one["name"]))
    return out
