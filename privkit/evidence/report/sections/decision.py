"""The decision page: what leaves, to whom, until when; the worst measured; what changed; what is not proved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.report import labels, voice
from privkit.evidence.report.blocks import (
    Block,
    Box,
    Boxes,
    Bullets,
    Line,
    Paragraph,
    Section,
    Status,
    Strong,
    Subheading,
    Table,
    line,
)
from privkit.evidence.report.sections.conditions import short_table
from privkit.evidence.report.sections.not_proved import not_proved
from privkit.evidence.report.sections.outputs import how_many, recipients_of, until_when
from privkit.evidence.report.sections.rights import requests
from privkit.evidence.report.sections.since import known, short, title_of_since
from privkit.evidence.report.sections.worst import title_of_worst, who_bears_most, worst_attack
from privkit.evidence.report.view import View


def section(view: View) -> Section:
    """One screen, one sheet: what a person needs to decide. The rest of the report is its proof."""
    blocks: list[Block] = [status(view), Subheading(_leaving(view)), leaving(view)]
    blocks += [Subheading(title_of_worst(view))]
    blocks += [Paragraph(attack, "lead") for attack in worst_attack(view)]
    blocks += [*_to_know(view), Subheading(view("The conditions", "Les conditions")), short_table(view)]
    blocks += [
        Subheading(view("What this run does not prove", "Ce que ce passage ne prouve pas")),
        Bullets(not_proved(view)),
    ]
    blocks += [Subheading(view("Who advises, who decides", "Qui conseille, qui décide"))]
    blocks += [Boxes((advice(view), decision(view)))]
    return Section("decision", view("Decision page", "Page de décision"), tuple(blocks))


def _to_know(view: View) -> list[Block]:
    """What changed, who bears most, which requests were applied: a name and a few words each."""
    rows: list[tuple[str, Line, str]] = []
    if known(view):
        rows.append((title_of_since(view), short(view), ""))
    rows.append((view("Who bears most", "Qui supporte le plus"), who_bears_most(view), ""))
    rows.append((view("Requests of persons", "Demandes des personnes"), requests(view), ""))
    return [view.facts(view("To know before deciding", "À savoir avant de décider"), rows)]


def status(view: View) -> Status:
    """The status of the run, in its exact words; what became of its files since."""
    word, verdict, meaning, tone, mark = labels.STATUSES[view.status]
    if view.status == "refused" and (view.evidence.get("decision") or {}).get("decision") == "refuse":
        verdict, meaning = labels.REFUSED_BY_A_PERSON
    more = line(view.words(meaning))
    gone = view.evidence.get("eliminated") or {}
    if gone and view.left:
        title, released, held = labels.ELIMINATED
        names = ", ".join(gone)
        which = "" if len(gone) == len(view.evidence["outputs"]) else f" ({names})"
        if not which:
            more, tone = (), "calm"
        told = view.words(released if view.status == "released" else held)
        more = line(more, " " if more else "", Strong(view.words(title)), which, " ", told)
    return Status(view.words(word), view.words(verdict), more, tone, mark)


def _leaving(view: View) -> str:
    if view.left and len(view.evidence.get("eliminated") or {}) == len(view.evidence["outputs"]):
        return view(
            "What the run had made (eliminated since)", "Ce que le passage avait produit (éliminé depuis)"
        )
    if view.status == "released":
        return view("What leaves, to whom, until when", "Ce qui sort, vers qui, jusqu'à quand")
    if view.status == "held":
        return view("What would leave, to whom, until when", "Ce qui sortirait, vers qui, jusqu'à quand")
    return view("What had been asked for (nothing left)", "Ce qui était demandé (rien n'est sorti)")


def leaving(view: View) -> Table:
    """One row per output."""
    head = (
        view("Output", "Sortie"),
        view("What", "Quoi"),
        view("To whom", "Vers qui"),
        view("Until when", "Jusqu'à quand"),
        view("How many", "Combien"),
    )
    rows = tuple(_row(view, one) for one in view.evidence["outputs"])
    return Table(view("Outputs of the run", "Sorties du passage"), head, rows)


def _row(view: View, one: Mapping[str, Any]) -> tuple[Line, ...]:
    proposed = view.label(labels.QUALIFICATIONS, one["qualification"])
    nature = view.label(labels.NATURES, one["nature"])
    what = line(
        nature[:1].upper() + nature[1:] + ". ",
        view(f"Proposed as {proposed} for ", f"Qualification proposée : {proposed} pour "),
        view.said(one["qualification_for"]),
        ".",
    )
    return (
        line(Strong(one["name"])),
        what,
        recipients_of(view, one),
        until_when(view, one),
        line(how_many(view, one)),
    )


def advice(view: View) -> Box:
    """The DPO's advice, or the place to write it."""
    found = (view.policy.get("governance") or {}).get("dpo_advice") or {}
    rows: list[tuple[str, Line]] = []
    if found:
        rows = [
            (view("Opinion", "Sens"), line(view.label(labels.OPINIONS, found.get("opinion")))),
            (view("Date", "Date"), line(view.day(found.get("date")))),
            (view("Text", "Texte"), view.said(found.get("text"))),
        ]
    elif view.public:
        rows = [(view("Advice", "Avis"), line(view("none is recorded", "aucun n'est enregistré")))]
    blanks = (view("Opinion", "Sens"), view("Date", "Date"), view("Name and signature", "Nom et signature"))
    note = view(
        "The DPO advises and does not decide (GDPR 38, 39).",
        "Le DPO conseille et ne décide pas (RGPD 38, 39).",
    )
    title = view("Advice of the data protection officer", "Avis du délégué à la protection des données")
    return _box(title, rows, blanks, note)


def decision(view: View) -> Box:
    """The decision of the controller, or the place to write it.

    A held run waits for a decision of its own: that of the policy did not let its outputs out.
    """
    found = view.evidence.get("decision") or {}
    if not found and view.status != "held":
        found = (view.policy.get("governance") or {}).get("decision") or {}
    rows: list[tuple[str, Line]] = []
    if found:
        taken = labels.DECISIONS.get(found.get("decision", ""))
        who = view.said(found.get("capacity"))
        rows = [
            (view("Decision", "Décision"), line(view.words(taken))),
            (view("By", "Par"), who or line(view("the controller", "le responsable de traitement"))),
            (view("Date", "Date"), line(view.day(found.get("date")))),
            (view("Reason", "Motif"), view.said(found.get("because"))),
        ]
    if not view.left:
        nothing = view("nothing can leave from this run", "rien ne peut sortir de ce passage")
        rows.append((view("Effect", "Effet"), line(nothing)))
    elif view.public and not found:
        rows = [(view("Decision", "Décision"), line(view("not taken yet", "pas encore prise")))]
    blanks = (
        view("Decision", "Décision"),
        view("Reason", "Motif"),
        view("Date", "Date"),
        view("Name, capacity and signature", "Nom, qualité et signature"),
    )
    note = view(
        "The controller decides, after the DPO's advice (GDPR 24, 35).",
        "Le responsable de traitement décide, après avis du DPO (RGPD 24, 35).",
    )
    title = view("Decision of the controller", "Décision du responsable de traitement")
    return _box(title, rows, blanks, note)


def _box(title: str, rows: list[tuple[str, Line]], blanks: tuple[str, ...], note: str) -> Box:
    return Box(title, tuple((name, value) for name, value in rows if value), () if rows else blanks, note)


def title_of(view: View) -> Line:
    """The title of the policy."""
    return view.said(view.policy["policy"].get("title", ""))


def about_of(view: View) -> tuple[tuple[str, Line], ...]:
    """The few facts under the title."""
    about = view.policy["policy"]
    readers = {
        "dpo": view(
            "the data protection officer (internal)", "le délégué à la protection des données (interne)"
        ),
        "controller": view("the controller (internal)", "le responsable de traitement (interne)"),
        "public": view("the public (rounded figures)", "le public (chiffres arrondis)"),
    }
    made = view.day(view.evidence["started"])
    if not view.public:
        made = voice.moment(view.evidence["started"], view.language)
    facts = [
        (view("Controller", "Responsable de traitement"), view.said(view.register.get("controller"))),
        (view("Policy version", "Version de la politique"), view.said(about.get("version"))),
        (view("Run of", "Passage du"), line(made)),
        (view("Report for", "Rapport pour"), line(readers[view.reader])),
    ]
    return tuple((name, value) for name, value in facts if value)
