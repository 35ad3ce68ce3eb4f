"""Information notices for persons: GDPR art. 13 (data from them) and art. 14 (data from elsewhere), in plain words.

Each notice stands alone. What the policy does not say stays a visible blank, with who must fill it: nothing is made up.
Only what the public report may tell is read, so that a notice never holds a count, a file or a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from privkit.evidence.papers.blanks import CONTROLLER, DPO, Blank, missing, shown
from privkit.evidence.papers.entry import special_categories
from privkit.evidence.papers.rights import not_given, rights_of
from privkit.evidence.report import labels
from privkit.evidence.report.blocks import (
    Block,
    Bullets,
    Code,
    Line,
    Paragraph,
    Report,
    Section,
    Strong,
    Subheading,
    Tag,
    between,
    line,
)
from privkit.evidence.report.naming import spans
from privkit.evidence.report.sections.outputs import recipients_of, until_when
from privkit.evidence.report.view import View
from privkit.words import Words


@dataclass(frozen=True)
class Source:
    """Where some data come from, as the policy names it."""

    table: str
    origin: Mapping[str, Any]

    @property
    def indirect(self) -> bool:
        """Whether the persons did not give these data themselves."""
        return self.origin.get("collection") in ("indirect", "derived")


def notice(view: View) -> Report:
    """The notices a processing needs: one for each way its data were collected. ``view`` is the public one."""
    found = [Source(name, one.get("origin") or {}) for name, one in view.policy["data"]["tables"].items()]
    direct = tuple(one for one in found if not one.indirect)
    indirect = tuple(one for one in found if one.indirect)
    sections = []
    if direct:
        title = view(
            "Data you gave us (art. 13)",
            "Données que vous avez fournies (art. 13)",
        )
        sections.append(Section("art-13", title, _notice(view, direct, indirect=False)))
    if indirect:
        title = view(
            "Data obtained elsewhere (art. 14)",
            "Données obtenues ailleurs (art. 14)",
        )
        sections.append(Section("art-14", title, _notice(view, indirect, indirect=True)))
    return Report(
        view.language,
        "public",
        line(view("How your data are used", "Comment vos données sont utilisées")),
        _about(view),
        (_before(view, sections), *sections),
        view(
            "Written by privkit from the policy. The controller answers for it.",
            "Rédigé par privkit à partir de la politique. Le responsable de traitement en répond.",
        ),
        view("Information notice", "Notice d'information"),
    )


def _about(view: View) -> tuple[tuple[str, Line], ...]:
    about = view.policy["policy"]
    return (
        (view("Processing", "Traitement"), view.said(about.get("title"))),
        (view("Version of the policy", "Version de la politique"), view.said(about.get("version"))),
        (view("Law", "Droit"), line(view("GDPR, art. 12 to 14", "RGPD, art. 12 à 14"))),
    )


def _before(view: View, sections: list[Section]) -> Section:
    """For whoever publishes: what is still blank. To be taken out of the notice."""
    blanks = _blanks(sections)
    many = view(f"Blanks to fill in: {len(blanks)}.", f"Blancs à remplir : {len(blanks)}.")
    told = view(
        "Fill in the blanks between brackets, have the notice read by the data protection officer, then take out this part.",
        "Remplir les blancs entre crochets, faire relire la notice par le délégué à la protection des données, puis retirer "
        "cette partie.",
    )
    blocks: list[Block] = [Paragraph(line(told, " ", many))]
    if any(one.name == "art-14" for one in sections):
        when = view(
            "Data obtained elsewhere: tell the persons within one month at most, and before writing to them or passing the data "
            "on (art. 14(3)).",
            "Données obtenues ailleurs : informer les personnes dans le mois au plus, et avant de leur écrire ou de transmettre "
            "les données (art. 14(3)).",
        )
        blocks.append(Paragraph(line(when), "note"))
    blocks += [Bullets(tuple(line(text) for text in blanks))] if blanks else []
    return Section("before", view("Before publishing", "Avant de publier"), tuple(blocks))


def _blanks(sections: list[Section]) -> list[str]:
    """The blanks of the notices, once each, in order."""
    found: dict[str, None] = {}
    for section in sections:
        for block in section.blocks:
            lines = block.items if isinstance(block, Bullets) else ()
            lines = (block.text,) if isinstance(block, Paragraph) else lines
            for one in lines:
                found |= {piece.text: None for piece in one if isinstance(piece, Tag)}
    return list(found)


def _notice(view: View, sources: tuple[Source, ...], *, indirect: bool) -> tuple[Block, ...]:
    blocks = [*_who(view), *_why(view), *_what(view, sources, indirect=indirect)]
    blocks += [*_for_whom(view), *_how_long(view), *_rights(view), *_ask(view)]
    return (*blocks, *_decisions(view), *(() if indirect else _must(view)))


def _said(view: View, text: Any, what: Words, where: str) -> Line:
    return view.said(text) or shown(view, missing(what, where))


def _listed(view: View, values: Any, what: Words, where: str) -> Block:
    lines = tuple(view.said(value) for value in values or () if value)
    return Bullets(lines) if lines else Paragraph(shown(view, missing(what, where)))


def _who(view: View) -> list[Block]:
    register = view.register
    who = _said(
        view,
        register.get("controller"),
        Words("name of the controller", "nom du responsable de traitement"),
        "register.controller",
    )
    contact = Blank(Words("its postal address and e-mail", "son adresse postale et son courriel"), CONTROLLER)
    lines = [line(who, ". ", shown(view, contact))]
    if register.get("joint_controllers"):
        terms = Blank(
            Words("what was agreed between them (art. 26(2))", "l'essentiel de leur accord (art. 26(2))"),
            CONTROLLER,
        )
        together = view("Together with: ", "Conjointement avec : ")
        lines.append(line(together, view.listing(register["joint_controllers"]), ". ", shown(view, terms)))
    return [
        Subheading(view("Who is responsible for your data?", "Qui est responsable de vos données ?")),
        *(Paragraph(one) for one in lines),
    ]


#: The letter of each ground in article 6(1).
_LETTERS = {
    "consent": "(a)",
    "contract": "(b)",
    "legal_obligation": "(c)",
    "vital_interests": "(d)",
    "public_task": "(e)",
    "legitimate_interests": "(f)",
}


def _why(view: View) -> list[Block]:
    register = view.register
    basis = register.get("legal_basis") or {}
    purpose = _said(view, register.get("purpose"), Words("the purpose", "la finalité"), "register.purpose")
    ground = view.label(labels.GROUNDS, basis["ground"]) if basis.get("ground") else ""
    known = line(
        view("The law allows it on this ground: ", "La loi le permet à ce titre : "),
        f"{ground} (art. 6(1){_LETTERS.get(basis['ground'], '')}). " if ground else "",
        view.said(basis.get("because")),
        line(view(" Texts: ", " Textes : "), view.listing(basis["texts"]), ".") if basis.get("texts") else (),
    )
    blank = shown(view, missing(Words("the legal basis", "la base légale"), "register.legal_basis"))
    blocks: list[Block] = [
        Subheading(view("Why do we use them?", "Pourquoi les utilisons-nous ?")),
        Paragraph(purpose),
        Paragraph(known if ground else blank),
    ]
    if basis.get("ground") == "legitimate_interests":
        interests = Blank(Words("the interests pursued", "les intérêts poursuivis"), CONTROLLER)
        blocks.append(Paragraph(shown(view, interests)))
    return blocks


def _what(view: View, sources: tuple[Source, ...], *, indirect: bool) -> list[Block]:
    blocks: list[Block] = [
        Subheading(view("Which data?", "Quelles données ?")),
        _listed(
            view,
            view.register.get("data_categories"),
            Words("the categories of data", "les catégories de données"),
            "register.data_categories",
        ),
    ]
    if special := special_categories(view, [one.table for one in sources]):
        told = view("Sensitive data are among them: ", "Des données sensibles en font partie : ")
        ground = Blank(
            Words("the exception that allows it (art. 9(2))", "l'exception qui le permet (art. 9(2))"),
            CONTROLLER,
        )
        blocks.append(Paragraph(line(told, ", ".join(special), ". ", shown(view, ground))))
    blocks.append(Subheading(view("Where do they come from?", "D'où viennent-elles ?")))
    return [*blocks, Bullets(tuple(_source(view, one, indirect=indirect) for one in sources))]


def _source(view: View, one: Source, *, indirect: bool) -> Line:
    """A source, what it was first for, and the columns used from it."""
    origin = one.origin
    name = _said(
        view, origin.get("source"), Words("the source", "la source"), f"data.tables.{one.table}.origin"
    )
    first = origin.get("first_purpose")
    parts: list[Any] = [name]
    if first:
        parts += [view(", first collected for: ", ", d'abord recueillies pour : "), view.said(first)]
    parts.append(". ")
    because = (origin.get("compatibility") or {}).get("because")
    if because:
        told = view("Why they may serve here: ", "Pourquoi elles peuvent servir ici : ")
        parts += [told, view.said(because), " "]
    read = (j for j in view.evidence["journeys"] if j["table"] == one.table and j["fate"] != "unread")
    used = [line(Code(name)) for name in spans(str(j["column"]) for j in read)]
    if used:
        parts += [view("Columns used: ", "Colonnes utilisées : "), between(used), ". "]
    if indirect:
        access = Blank(
            Words("whether this source is open to all", "si cette source est accessible à tous"), CONTROLLER
        )
        parts.append(shown(view, access))
    return line(*parts)


def _for_whom(view: View) -> list[Block]:
    register = view.register
    who = [view.said(one) for one in register.get("recipients") or ()]
    who += [
        line(Code(str(one["name"])), view(": ", " : "), recipients_of(view, one))
        for one in view.evidence["outputs"]
    ]
    processors = [view.said(one["name"]) for one in register.get("processors") or () if one.get("name")]
    blocks: list[Block] = [
        Subheading(view("Who receives them?", "Qui les reçoit ?")),
        Bullets(tuple(who)) if who else Paragraph(line(view("Nobody else.", "Personne d'autre."))),
    ]
    if processors:
        told = view("Firms that work for us: ", "Entreprises qui travaillent pour nous : ")
        blocks.append(Paragraph(line(told, between(processors), ".")))
    transfers = register.get("transfers_outside_eu") or ()
    blocks.append(
        Subheading(view("Do they leave the European Union?", "Sortent-elles de l'Union européenne ?"))
    )
    if transfers:
        guarantee = Blank(
            Words("the safeguards, and how to obtain a copy", "les garanties, et comment en obtenir copie"),
            CONTROLLER,
        )
        blocks.append(Paragraph(line(view.listing(transfers), ". ", shown(view, guarantee))))
    else:
        blocks.append(Paragraph(line(view("No.", "Non."))))
    return blocks


def _how_long(view: View) -> list[Block]:
    rule = view.register.get("retention") or {}
    if rule.get("duration"):
        then = view.label(labels.AFTERWARDS, rule.get("then", "eliminate"))
        source = line(
            view("Source data: ", "Données sources : "),
            f"{view.duration(rule['duration'])}, {then}. ",
            view.said(rule.get("because")),
        )
    else:
        source = shown(view, missing(Words("how long", "la durée"), "register.retention"))
    outputs = [
        line(Code(str(one["name"])), view(": ", " : "), until_when(view, one), ".")
        for one in view.evidence["outputs"]
    ]
    title = view("How long are they kept?", "Combien de temps sont-elles gardées ?")
    return [Subheading(title), Bullets((source, *outputs))]


def _rights(view: View) -> list[Block]:
    ground = str((view.register.get("legal_basis") or {}).get("ground"))
    left_out = any(step["name"] == "apply_requests" for step in view.evidence["steps"])
    objection = [one for one in rights_of(ground) if one.name == "objection"]
    blocks: list[Block] = []
    if objection:  # told clearly, and apart from the rest (art. 21(4))
        blocks = [
            Subheading(view("Your right to object", "Votre droit d'opposition")),
            *(Paragraph(line(Strong(view.words(one.says)), f" (art. {one.article})")) for one in objection),
        ]
    others = (one for one in rights_of(ground) if one not in objection)
    title = view("What are your rights?", "Quels sont vos droits ?")
    if objection:
        title = view("What are your other rights?", "Quels sont vos autres droits ?")
    blocks += [
        Subheading(title),
        Bullets(tuple(line(view.words(one.says), f" (art. {one.article})") for one in others)),
        *(Paragraph(line(view.words(words))) for words in not_given(ground)),
    ]
    if left_out:
        told = view(
            "A request to object or to restrict is applied from the next run on, before anything else is done.",
            "Une opposition ou une limitation est appliquée dès le passage suivant, avant tout autre traitement.",
        )
        blocks.append(Paragraph(line(told)))
    return blocks


def _ask(view: View) -> list[Block]:
    dpo = _said(
        view,
        view.register.get("dpo"),
        Words("how to reach the data protection officer", "comment joindre le délégué"),
        "register.dpo",
    )
    told = view("Write to the data protection officer: ", "Écrivez au délégué à la protection des données : ")
    answer = view(
        ". You have an answer within one month (art. 12(3)). ",
        ". Vous avez une réponse dans le mois (art. 12(3)). ",
    )
    where = (view.register.get("rights") or {}).get("information")
    more = line(view("Where this is told: ", "Où cela est dit : "), view.said(where)) if where else ()
    complain = view(
        "If the answer does not satisfy you, you may complain to the data protection authority; in France, the CNIL "
        "(cnil.fr).",
        "Si la réponse ne vous satisfait pas, vous pouvez saisir l'autorité de protection des données ; en France, la CNIL "
        "(cnil.fr).",
    )
    return [
        Subheading(view("Whom to ask?", "À qui s'adresser ?")),
        Paragraph(line(told, dpo, answer, more)),
        Paragraph(line(complain)),
    ]


def _decisions(view: View) -> list[Block]:
    blank = Blank(
        Words(
            "whether a decision is taken by a machine alone, how, and what follows (art. 22)",
            "si une décision est prise par une machine seule, comment, et ce qui s'ensuit (art. 22)",
        ),
        DPO,
    )
    title = view("Does a machine decide for you?", "Une machine décide-t-elle pour vous ?")
    return [Subheading(title), Paragraph(shown(view, blank))]


def _must(view: View) -> list[Block]:
    blank = Blank(
        Words(
            "whether the law or a contract requires these data, and what happens without them",
            "si la loi ou un contrat exige ces données, et ce qui se passe sans elles",
        ),
        CONTROLLER,
    )
    title = view("Must you give these data?", "Devez-vous fournir ces données ?")
    return [Subheading(title), Paragraph(shown(view, blank))]
