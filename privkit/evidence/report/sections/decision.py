"""The decision page: what leaves, to whom, until when, on which grounds, and what is not covered."""

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
from privkit.evidence.report.labels_attacks import ATTACKERS, CRITERIA
from privkit.evidence.report.sections.conditions import short_table
from privkit.evidence.report.sections.outputs import how_many, recipients_of, until_when
from privkit.evidence.report.sections.risk import worst_attack
from privkit.evidence.report.sections.risk_tables import attack_title, tables_do_not_cover
from privkit.evidence.report.view import View


def section(view: View) -> Section:
    """One screen: the first thing a reader sees."""
    blocks: list[Block] = [status(view), Subheading(_leaving(view)), leaving(view)]
    blocks += [Subheading(view("The conditions", "Les conditions")), short_table(view)]
    blocks += [Subheading(attack_title(view))]
    blocks += [Paragraph(attack, "lead") for attack in worst_attack(view)]
    blocks += [
        Subheading(view("What is not covered", "Ce qui n'est pas couvert")),
        Bullets(not_covered(view)),
    ]
    blocks += [Subheading(view("Who advises, who decides", "Qui conseille, qui décide"))]
    blocks += [Boxes((advice(view), decision(view)))]
    return Section("decision", view("Decision page", "Page de décision"), tuple(blocks))


def status(view: View) -> Status:
    """The status of the run, in its exact words."""
    word, verdict, meaning, tone, mark = labels.STATUSES[view.status]
    if view.status == "refused" and (view.evidence.get("decision") or {}).get("decision") == "refuse":
        verdict, meaning = labels.REFUSED_BY_A_PERSON
    return Status(view.words(word), view.words(verdict), line(view.words(meaning)), tone, mark)


def _leaving(view: View) -> str:
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


def not_covered(view: View) -> tuple[Line, ...]:
    """What nobody should read into this page."""
    if tables := tables_do_not_cover(view):
        return (*tables, *_left_to_people(view))
    conditions = {verdict["condition"] for verdict in view.evidence["verdicts"]}
    found: list[str] = []
    if not conditions & set(CRITERIA["linkability"]):
        found.append(
            view(
                "Linkability (recognising the same person in two files): not measured, no condition asks for it.",
                "Corrélation (reconnaître la même personne dans deux fichiers) : non mesurée, aucune condition ne la demande.",
            )
        )
    if not conditions & set(CRITERIA["inference"]):
        found.append(_inference_left(view, conditions))
    if conditions & set(ATTACKERS):
        found.append(
            view(
                "Attackers other than those described here: an attack that fails shows that this attacker fails, no more.",
                "D'autres attaquants que ceux décrits ici : une attaque qui échoue montre que cet attaquant échoue, rien de plus.",
            )
        )
    return (*(line(text) for text in found), *_left_to_people(view))


def _inference_left(view: View, conditions: set[str]) -> str:
    if labels.INFERENCE & conditions:
        return view(
            "Inference (learning something about a person): the diversity of groups is checked, no attack was run.",
            "Inférence (apprendre quelque chose sur une personne) : la diversité des groupes est vérifiée, aucune attaque "
            "n'a été menée.",
        )
    return view(
        "Inference (learning something about a person): not measured, no condition asks for it.",
        "Inférence (apprendre quelque chose sur une personne) : non mesurée, aucune condition ne la demande.",
    )


def _left_to_people(view: View) -> tuple[Line, ...]:
    return (
        line(
            view(
                "How serious a harm would be, and whether the risk is acceptable: people judge this, no figure does.",
                "La gravité d'une atteinte et l'acceptation du risque : ce sont des personnes qui en jugent, aucun chiffre "
                "ne le fait.",
            )
        ),
        line(
            view(
                "Qualifications are proposed, for a named holder and at this date; new files or means can change them.",
                "Les qualifications sont proposées, pour un détenteur nommé et à cette date ; de nouveaux fichiers ou "
                "moyens peuvent les changer.",
            )
        ),
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
