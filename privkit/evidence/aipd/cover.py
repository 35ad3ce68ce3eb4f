"""The first page: what this document is, who has yet to write what, and the boxes of those who advise and decide."""

from __future__ import annotations

from privkit.evidence.aipd.blanks import CONTROLLER, SHORT, WRITERS, starting, told
from privkit.evidence.report import labels, voice
from privkit.evidence.report.blocks import (
    Block,
    Box,
    Boxes,
    Bullets,
    Line,
    Paragraph,
    Section,
    Subheading,
    Table,
    Tag,
    line,
)
from privkit.evidence.report.sections import decision
from privkit.evidence.report.view import View
from privkit.words import Words


def about(view: View) -> tuple[tuple[str, Line], ...]:
    """The few facts under the title."""
    policy, dpia = view.policy.get("policy") or {}, view.register.get("dpia") or {}
    reference: Line = ()
    if dpia.get("reference"):
        state = view.label(labels.STATES, dpia.get("state"))
        version = f", version {dpia['version']}" if dpia.get("version") else ""
        reference = line(view.said(dpia["reference"]), f"{version}, {state}")
    facts = (
        (view("Assessment", "Analyse"), reference),
        (view("Controller", "Responsable de traitement"), view.said(view.register.get("controller"))),
        (view("Policy version", "Version de la politique"), view.said(policy.get("version"))),
        (
            view("From the run of", "D'après le passage du"),
            line(voice.moment(str(view.evidence["started"]), view.language)),
        ),
        (view("To be reviewed before", "À revoir avant le"), line(view.day(policy.get("review_before")))),
    )
    return tuple((name, value) for name, value in facts if value)


def section(view: View, sections: tuple[Section, ...]) -> Section:
    """The first page, made last: it counts the blanks of the others."""
    left = blanks_by_section(view, sections)
    count = sum(len(one) for _, one in left)
    blocks: list[Block] = [
        Paragraph(
            line(
                view(
                    "What the policy states and what the run measured, in the order of GDPR 35(7). It proposes and asks; it does "
                    "not say that the processing is lawful, nor that a risk is acceptable.",
                    "Ce que dit la politique et ce que le passage a mesuré, dans l'ordre de l'article 35(7) du RGPD. Ce document "
                    "propose et demande ; il ne dit pas que le traitement est licite, ni qu'un risque est acceptable.",
                )
            ),
            "lead",
        ),
        Subheading(view(f"{count} blanks to fill in", f"{count} blancs à compléter")),
        _left(view, left),
        Subheading(view("Who advises, who decides", "Qui conseille, qui décide")),
        Boxes((decision.advice(view), _persons(view), decision.decision(view))),
    ]
    if not view.register.get("dpia"):
        blocks.insert(1, Paragraph(line(_no_reference(view)), "note"))
    return Section("cover", view("What this document is", "Ce qu'est ce document"), tuple(blocks))


def _no_reference(view: View) -> str:
    place = told(view, ("register", "dpia"))
    return view(
        f"The policy names no impact assessment: {CONTROLLER.en} writes its reference under {place}.",
        f"La politique ne cite aucune analyse d'impact : {CONTROLLER.fr} en écrit la référence sous {place}.",
    )


def _left(view: View, left: list[tuple[str, list[str]]]) -> Table:
    """How many blanks each person has in each part."""
    asked = [who for who in WRITERS if any(_by(view, one, who) for _, one in left)]
    rows = tuple(
        (line(title), *(line(str(_by(view, found, who) or "—")) for who in asked))
        for title, found in left
        if found
    )
    head = (view("Part", "Partie"), *(view.words(SHORT[who]) for who in asked))
    caption = view("Blanks by part, and who writes them", "Blancs par partie, et qui les écrit")
    return Table(caption, head, rows, frozenset(range(1, len(head))), style="dense")


def _by(view: View, blanks: list[str], who: Words) -> int:
    return sum(text.startswith(starting(view, who)) for text in blanks)


def _persons(view: View) -> Box:
    title = view("Views of the persons concerned", "Avis des personnes concernées")
    blanks = (
        view("Asked on", "Demandé le"),
        view("If not, why", "Sinon, motif"),
        view("Given", "Avis donné"),
    )
    note = view("Sought where appropriate (GDPR 35(9)).", "Demandé le cas échéant (RGPD 35(9)).")
    return Box(title, (), blanks, note)


def blanks_by_section(view: View, sections: tuple[Section, ...]) -> list[tuple[str, list[str]]]:
    """The blanks of each section: the tags that ask somebody to write."""
    starts = tuple(starting(view, who) for who in WRITERS)
    return [
        (one.title, [text for block in one.blocks for text in _tags(block) if text.startswith(starts)])
        for one in sections
    ]


def _tags(block: Block) -> list[str]:
    lines: list[Line] = []
    if isinstance(block, Paragraph):
        lines = [block.text]
    elif isinstance(block, Bullets):
        lines = list(block.items)
    elif isinstance(block, Table):
        lines = [cell for row in block.rows for cell in row]
    return [piece.text for one in lines for piece in one if isinstance(piece, Tag)]
