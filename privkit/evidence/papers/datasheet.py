"""The card to be read: a short datasheet (after Gebru et al., *Datasheets for Datasets*, 2021)."""

from __future__ import annotations

from privkit.evidence.papers.blanks import CONTROLLER, Blank, shown
from privkit.evidence.papers.card import Card, known_limits, misuses
from privkit.evidence.papers.croissant import made
from privkit.evidence.papers.types import INTEGER, NUMBER
from privkit.evidence.report import labels
from privkit.evidence.report.blocks import (
    Block,
    Bullets,
    Code,
    Line,
    Paragraph,
    Report,
    Section,
    Table,
    line,
)
from privkit.evidence.report.naming import alike
from privkit.evidence.report.sections.conditions import name_of, required, verdict
from privkit.evidence.report.sections.outputs import how_many, recipients_of, until_when
from privkit.evidence.report.view import View
from privkit.words import Words

_KINDS = {
    INTEGER: Words("whole number", "nombre entier"),
    NUMBER: Words("number", "nombre"),
    "sc:Text": Words("text", "texte"),
    "sc:Date": Words("date", "date"),
    "sc:DateTime": Words("date and time", "date et heure"),
    "sc:Boolean": Words("yes or no", "oui ou non"),
}


def datasheet(card: Card) -> Report:
    """The datasheet of one output."""
    view = card.view
    about = (
        (view("Output", "Sortie"), line(Code(str(card.output["name"])))),
        (view("File", "Fichier"), line(Code(card.file))),
        (view("Version", "Version"), view.said(view.policy["policy"].get("version"))),
    )
    return Report(
        view.language,
        "public",
        line(view.said(card.title)),
        about,
        (_brief(card), _for(card), _not_for(card), _holds(card), _made(card), _measured(card), _limits(card)),
        view(
            "Made by privkit from the evidence of the run. Counts are rounded; it measures and proposes, people decide.",
            "Établie par privkit à partir des preuves du passage. Les nombres sont arrondis ; il mesure et propose, des "
            "personnes décident.",
        ),
        view("Dataset card", "Fiche de jeu de données"),
    )


def _brief(card: Card) -> Section:
    view = card.view
    word, sentence, _, _, _ = labels.STATUSES[view.status]
    proposed = view.label(labels.QUALIFICATIONS, card.output["qualification"])
    told = card.publication.get("description")
    licence = view.said(card.rule.get("licence"))
    if not licence:
        licence = shown(
            view, Blank(Words("licence, or terms of use", "licence, ou conditions d'usage"), CONTROLLER)
        )
    rows = [
        (view("State", "État"), line(view.words(word), ". ", view.words(sentence)), ""),
        (view("Nature", "Nature"), line(view.label(labels.NATURES, card.output["nature"])), ""),
        (
            view("Proposed qualification", "Qualification proposée"),
            line(proposed, view(", for ", ", pour "), view.said(card.output["qualification_for"])),
            "",
        ),
        (view("How many", "Combien"), line(how_many(view, card.output)), ""),
        (view("Who may have it", "Qui peut l'avoir"), recipients_of(view, card.output), ""),
        (view("Until when", "Jusqu'à quand"), until_when(view, card.output), ""),
        (view("Licence", "Licence"), licence, ""),
        (view("Whom to ask", "À qui s'adresser"), _contact(card), ""),
    ]
    blocks: list[Block] = [Paragraph(view.said(told), "lead")] if told else []
    blocks.append(view.facts(view("The output", "La sortie"), rows))
    return Section("brief", view("In brief", "En bref"), tuple(blocks))


def _contact(card: Card) -> Line:
    return card.view.said(card.publication.get("contact") or card.view.register.get("dpo"))


def _for(card: Card) -> Section:
    view = card.view
    purpose = view.said(view.register.get("purpose"))
    blank = shown(view, Blank(Words("what it is for", "à quoi il sert"), CONTROLLER, "register.purpose"))
    return Section("for", view("What it is for", "À quoi il sert"), (Paragraph(purpose or blank),))


def _not_for(card: Card) -> Section:
    title = card.view("What it must not be used for", "À quoi il ne doit pas servir")
    return Section("not-for", title, (_list(card.view, misuses(card)),))


def _holds(card: Card) -> Section:
    view = card.view
    why = {
        name: one["because"]
        for one in view.evidence["journeys"]
        for name in one["becomes"]
        if one.get("because")
    }
    told = alike((name, (kind, why.get(name))) for name, kind in card.types.items())
    rows = tuple(
        (line(Code(name)), line(view.label(_KINDS, kind)), view.said(because) or line("—"))
        for name, (kind, because) in told
    )
    head = (
        view("Column", "Colonne"),
        view("Kind", "Sorte"),
        view("Why it is kept", "Pourquoi elle est gardée"),
    )
    table = Table(view("Columns of the file", "Colonnes du fichier"), head, rows)
    return Section("holds", view("What it holds", "Ce qu'il contient"), (table,))


def _made(card: Card) -> Section:
    view = card.view
    origins = [
        line(
            view.said(origin.get("source")),
            line(view(", first collected for: ", ", d'abord recueillies pour : "), view.said(first))
            if (first := origin.get("first_purpose"))
            else (),
        )
        for table in view.policy["data"]["tables"].values()
        if (origin := table.get("origin") or {}).get("source")
    ]
    blocks: list[Block] = [
        Paragraph(line(view("From these sources:", "À partir de ces sources :"))),
        Bullets(tuple(origins)),
        Paragraph(line(view("In this order:", "Dans cet ordre :"))),
        _list(view, made(card)),
    ]
    return Section("made", view("How it was made", "Comment il a été fait"), tuple(blocks))


def _measured(card: Card) -> Section:
    view, name = card.view, card.output["name"]
    rows = tuple(
        (name_of(view, one), required(view, one), verdict(view, one))
        for one in view.evidence["verdicts"]
        if one["output"] in ("", name)
    )
    head = (view("Condition", "Condition"), view("Required", "Exigé"), view("Outcome", "Résultat"))
    caption = view(
        "Conditions of the policy, measured on the file",
        "Conditions de la politique, mesurées sur le fichier",
    )
    none = Paragraph(line(view("The policy asks for none.", "La politique n'en demande aucune.")))
    block: Block = Table(caption, head, rows) if rows else none
    return Section("measured", view("What was measured", "Ce qui a été mesuré"), (block,))


def _limits(card: Card) -> Section:
    view = card.view
    blocks: list[Block] = [_list(view, known_limits(card))]
    if errata := card.publication.get("errata"):
        blocks.append(Paragraph(line(view("Errors: ", "Erreurs : "), view.said(errata))))
    return Section("limits", view("Known limits", "Limites connues"), tuple(blocks))


def _list(view: View, sentences: list[str]) -> Bullets:
    return Bullets(tuple(line(text) for text in sentences))
