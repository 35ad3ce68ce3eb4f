"""The CNIL's AI how-to sheets as a table: what was checked in this run, and what a person must do.

Sheets are named by number and title only. The table is privkit's: nothing in it is said by the CNIL, and a check that is
met does not mean that a sheet is followed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from privkit.evidence.papers import sheets_checks as checks
from privkit.evidence.papers.csv_text import csv_text
from privkit.evidence.papers.sheets_checks import Check
from privkit.evidence.papers.sheets_people import PEOPLE
from privkit.evidence.report.blocks import (
    Break,
    Line,
    Paragraph,
    Report,
    Section,
    Strong,
    Table,
    Tag,
    Tone,
    between,
    line,
)
from privkit.evidence.report.view import View
from privkit.words import Words

FORMAT = "privkit-ai-sheets-1"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its number and title, and what this program can check of it."""

    number: str
    title: Words
    check: Callable[[View], list[Check]]


SHEETS = (
    Sheet(
        "1",
        Words("Determining the applicable legal regime", "Déterminer le régime juridique applicable"),
        checks.regime,
    ),
    Sheet("2", Words("Defining a purpose", "Définir une finalité"), checks.purpose),
    Sheet(
        "3",
        Words(
            "Determining the legal qualification of AI system providers",
            "Déterminer la qualification juridique des fournisseurs de systèmes d'IA",
        ),
        checks.parties,
    ),
    Sheet(
        "4",
        Words("Ensuring the lawfulness of the data processing", "Assurer que le traitement est licite"),
        checks.lawfulness,
    ),
    Sheet(
        "5",
        Words(
            "Carrying out a data protection impact assessment when necessary",
            "Réaliser une analyse d'impact si nécessaire",
        ),
        checks.assessment,
    ),
    Sheet(
        "6",
        Words(
            "Taking data protection into account in the system design choices",
            "Tenir compte de la protection des données dans la conception du système",
        ),
        checks.design,
    ),
    Sheet(
        "7",
        Words(
            "Taking data protection into account in data collection and management",
            "Tenir compte de la protection des données dans la collecte et la gestion des données",
        ),
        checks.collection,
    ),
    Sheet(
        "8",
        Words(
            "Relying on the legal basis of legitimate interests to develop an AI system",
            "Mobiliser la base légale de l'intérêt légitime pour développer un système d'IA",
        ),
        checks.interests,
    ),
    Sheet(
        "8 bis",
        Words(
            "The legal basis of legitimate interest: focus sheet on the measures to implement in the case of data collection by "
            "web scraping",
            "La base légale de l'intérêt légitime : fiche focus sur les mesures à prendre en cas de collecte des données par "
            "moissonnage (web scraping)",
        ),
        checks.scraping,
    ),
    Sheet("9", Words("Informing data subjects", "Informer les personnes concernées"), checks.information),
    Sheet(
        "10",
        Words(
            "Respecting and facilitating the exercise of data subjects' rights",
            "Respecter et faciliter l'exercice des droits des personnes concernées",
        ),
        checks.rights,
    ),
    Sheet("11", Words("Annotating data", "Annoter les données"), checks.annotation),
    Sheet(
        "12",
        Words(
            "Ensuring the security of an AI system's development",
            "Garantir la sécurité du développement d'un système d'IA",
        ),
        checks.security,
    ),
    Sheet(
        "13",
        Words(
            "Analysing the status of an AI model with regard to the GDPR",
            "Analyser le statut d'un modèle d'IA au regard du RGPD",
        ),
        checks.model,
    ),
)

#: What a check may say: its word and tone.
STATES: dict[str, tuple[Words, Tone]] = {
    "met": (Words("met", "remplie"), "good"),
    "recorded": (Words("recorded", "consigné"), "calm"),
    "missing": (Words("missing", "manquant"), "bad"),
    "not_met": (Words("not met", "non remplie"), "bad"),
    "inconclusive": (Words("inconclusive", "non concluant"), "unsure"),
    "not_measured": (Words("not measured", "non mesuré"), "unsure"),
}


def sheets(view: View) -> Report:
    """The table as a report."""
    told = view(
        "The sheets are the CNIL's; this table is not. It tells what this run checked, and what remains for people. A check "
        "that is met does not mean that a sheet is followed. The sheets are about developing AI systems.",
        "Les fiches sont celles de la CNIL ; ce tableau n'en vient pas. Il dit ce que ce passage a vérifié, et ce qui reste "
        "aux personnes. Un contrôle rempli ne veut pas dire qu'une fiche est suivie. Les fiches portent sur le développement "
        "de systèmes d'IA.",
    )
    head = (
        view("Sheet", "Fiche"),
        view("What was checked, and the result", "Ce qui a été vérifié, et le résultat"),
        view("What a person must do", "Ce qu'une personne doit faire"),
    )
    caption = view("Checks of this run, and what remains", "Contrôles de ce passage, et ce qui reste")
    rows = tuple(
        (
            line(Strong(f"{one.number}. "), view.words(one.title)),
            _checked(view, one),
            line(view.words(PEOPLE[one.number])),
        )
        for one in SHEETS
    )
    title = view("AI how-to sheets", "Fiches pratiques IA")
    blocks = (Paragraph(line(told), "note"), Table(caption, head, rows))
    about = ((view("Policy", "Politique"), view.said(view.policy["policy"].get("title"))),)
    footer = view(
        "Made by privkit from the evidence of the run. It measures and proposes; people decide.",
        "Établi par privkit à partir des preuves du passage. Il mesure et propose ; des personnes décident.",
    )
    kind = view(
        "What was checked, and what people must do",
        "Ce qui a été vérifié, et ce que des personnes doivent faire",
    )
    section = Section("sheets", view("Sheet by sheet", "Fiche par fiche"), blocks)
    return Report(view.language, view.reader, line(title), about, (section,), footer, kind)


def _checked(view: View, sheet: Sheet) -> Line:
    lines = []
    for one in sheet.check(view):
        word, tone = STATES[one.state]
        lines.append(line(one.text, " ", Tag(view.words(word), tone)))
    return between(lines, Break())


def to_csv(view: View) -> str:
    """One row per check: sheet, title, check, state, what a person must do."""
    head = [
        view("Sheet", "Fiche"),
        view("Title", "Titre"),
        view("What was checked", "Ce qui a été vérifié"),
        view("Result", "Résultat"),
        view("What a person must do", "Ce qu'une personne doit faire"),
    ]
    rows = [
        [
            sheet.number,
            view.words(sheet.title),
            one.text,
            view.words(STATES[one.state][0]),
            view.words(PEOPLE[sheet.number]),
        ]
        for sheet in SHEETS
        for one in sheet.check(view)
    ]
    return csv_text([head, *rows], view.language)


def to_json(view: View) -> str:
    """The sheets in order, each with its checks and the part of people."""
    content = {
        "format": FORMAT,
        "language": view.language,
        "sheets": [
            {
                "number": sheet.number,
                "title": view.words(sheet.title),
                "checked": [{"text": one.text, "state": one.state} for one in sheet.check(view)],
                "person": view.words(PEOPLE[sheet.number]),
            }
            for sheet in SHEETS
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
