"""The four parts GDPR 35(7) asks for: description, necessity, risks, measures; then prior consultation (36)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from privkit.evidence.aipd.blanks import CONTROLLER, DPO_THEN_CONTROLLER, blank, policy_language
from privkit.evidence.aipd.context import Answer, context
from privkit.evidence.aipd.events import Event, events
from privkit.evidence.aipd.likelihood import DEGREES
from privkit.evidence.aipd.places import place
from privkit.evidence.aipd.principles import principles
from privkit.evidence.aipd.safeguards import measures
from privkit.evidence.report.blocks import (
    Block,
    Code,
    Line,
    Paragraph,
    Section,
    Strong,
    Subheading,
    Table,
    between,
    line,
)
from privkit.evidence.report.naming import alike
from privkit.evidence.report.view import View
from privkit.words import Words

_HEADINGS: Mapping[int, Words] = {
    111: Words("The processing", "Le traitement"),
    112: Words("Who answers for it", "Qui en répond"),
    113: Words("References that apply", "Référentiels applicables"),
    121: Words("The data", "Les données"),
    122: Words("Life cycle of the data", "Cycle de vie des données"),
    123: Words("What carries them", "Supports des données"),
    211: Words("Purposes", "Finalités"),
    212: Words("Legal basis", "Base légale"),
    213: Words("Minimisation", "Minimisation"),
    214: Words("Accuracy", "Exactitude"),
    215: Words("Retention", "Conservation"),
    221: Words("Information", "Information"),
    222: Words("Consent", "Consentement"),
    223: Words("Access and portability", "Accès et portabilité"),
    224: Words("Rectification and erasure", "Rectification et effacement"),
    225: Words("Restriction and objection", "Limitation et opposition"),
    226: Words("Processors", "Sous-traitants"),
    227: Words("Transfers outside the EU", "Transferts hors de l'UE"),
}


def description(view: View) -> Section:
    """35(7)(a)."""
    title = view("Description of the processing (35(7)(a))", "Description du traitement (35(7)(a))")
    return Section("description", title, _answers(view, context(view)))


def necessity(view: View) -> Section:
    """35(7)(b), with every reason the policy gives."""
    title = view("Necessity and proportionality (35(7)(b))", "Nécessité et proportionnalité (35(7)(b))")
    return Section("necessity", title, (*_answers(view, principles(view)), *_reasons(view)))


def _answers(view: View, found: Mapping[int, Answer]) -> tuple[Block, ...]:
    out: list[Block] = []
    for number, blocks in found.items():
        out += [Subheading(view.words(_HEADINGS[number])), *blocks]
    return tuple(out)


def reasons(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every ``because`` of a policy, with the path of what it gives a reason for."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key == "because" and isinstance(item, str):
                yield path, item
            else:
                yield from reasons(item, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value, 1):
            yield from reasons(item, (*path[:-1], f"{path[-1]}[{number}]" if path else str(number)))


def _reasons(view: View) -> tuple[Block, ...]:
    told = ((".".join(place(where, policy_language(view))), why) for where, why in reasons(view.policy))
    rows = tuple((line(Code(where)), view.said(why)) for where, why in alike(told))
    if not rows:
        what = Words("why each thing is needed (because)", "pourquoi chaque chose est nécessaire (parce_que)")
        return (Paragraph(blank(view, what, CONTROLLER)),)
    head = (
        view("Of what (place in the policy)", "De quoi (place dans la politique)"),
        view("Because", "Parce que"),
    )
    caption = view("Every reason the policy gives", "Toutes les raisons que donne la politique")
    return (Subheading(view("Reasons", "Raisons")), Table(caption, head, rows, style="facts"))


def risks(view: View) -> Section:
    """35(7)(c): the three feared events."""
    found = events(view, measures(view))
    blocks: list[Block] = [_grid(view, found)]
    for event in found:
        blocks += [Subheading(event.title), _lists(view, event)]
        blocks += _under(view("Severity. ", "Gravité. "), event.severity_text)
        blocks += _under(view("Likelihood. ", "Vraisemblance. "), event.likelihood_text)
    title = view("Risks for the persons (35(7)(c))", "Risques pour les personnes (35(7)(c))")
    return Section("risks", title, tuple(blocks))


def _under(name: str, answer: Answer) -> tuple[Block, ...]:
    """An answer whose first paragraph begins with a name."""
    first, *others = answer
    assert isinstance(first, Paragraph)
    return (Paragraph(line(Strong(name), first.text)), *others)


def _grid(view: View, found: tuple[Event, ...]) -> Table:
    rows = tuple(
        (
            line(Strong(one.title)),
            line("☐ 1  ☐ 2  ☐ 3  ☐ 4"),
            line(
                f"{one.likelihood}, {view.words(DEGREES[one.likelihood])}"
                if one.likelihood
                else view.words(DEGREES[0])
            ),
            line("☐ 1  ☐ 2  ☐ 3  ☐ 4"),
            line("☐"),
        )
        for one in found
    )
    head = (
        view("Feared event", "Événement redouté"),
        view("Severity (a person)", "Gravité (une personne)"),
        view("Likelihood proposed", "Vraisemblance proposée"),
        view("Likelihood kept", "Vraisemblance retenue"),
        view("Accepted by the controller", "Accepté par le responsable"),
    )
    return Table(view("The three feared events", "Les trois événements redoutés"), head, rows, style="dense")


def _lists(view: View, event: Event) -> Table:
    rows = (
        (view("Impacts for the persons", "Impacts pour les personnes"), event.impacts),
        (view("Threats", "Menaces"), event.threats),
        (view("Sources of risk", "Sources de risque"), event.sources),
        (view("Measures", "Mesures"), event.measures),
    )
    head = (view("Part", "Rubrique"), view("Proposed, to be completed", "Proposé, à compléter"))
    separator = " ; " if view.language == "fr" else "; "
    told = tuple((line(name), line(separator.join(items))) for name, items in rows)
    return Table(event.title, head, told, style="facts")


def safeguards(view: View) -> Section:
    """35(7)(d): the measures."""
    blocks: list[Block] = []
    for one in measures(view):
        blocks += [Subheading(one.title), *one.content]
    title = view("Measures and safeguards (35(7)(d))", "Mesures et garanties (35(7)(d))")
    return Section("measures", title, tuple(blocks))


def consultation(view: View) -> Section:
    """GDPR 36: what points at a prior consultation. The controller tells whether the remaining risk is high."""
    degree = next(one for one in events(view, measures(view))).likelihood
    signs: list[Line] = []
    if degree >= 3:
        word = view.words(DEGREES[degree])
        signs.append(
            line(
                view(
                    f"the likelihood proposed after the measures is still {word}",
                    f"la vraisemblance proposée après les mesures reste {word}",
                )
            )
        )
    if view.status in ("refused", "inconclusive"):
        signs.append(
            line(
                view(
                    "a condition was not met or not proved", "une condition n'est pas remplie ou pas prouvée"
                )
            )
        )
    told = (
        line(view("What points at it: ", "Ce qui y fait penser : "), between(signs, view("; ", " ; ")), ". ")
        if signs
        else line(
            view(
                "Nothing measured in this run points at it; severity, and what was not measured, may. ",
                "Rien de mesuré dans ce passage n'y fait penser ; la gravité et ce qui n'est pas mesuré le peuvent. ",
            )
        )
    )
    law = view(
        "If the risk stays high in spite of the measures, the authority is consulted before anything starts (GDPR 36). It "
        "answers within eight weeks, which may be extended by six.",
        "Si le risque reste élevé malgré les mesures, l'autorité est consultée avant de commencer (RGPD 36). Elle répond sous "
        "huit semaines, prolongeables de six.",
    )
    what = Words("whether the remaining risk is high", "si le risque qui reste est élevé")
    title = view("Prior consultation (36)", "Consultation préalable (36)")
    return Section(
        "consultation",
        title,
        (Paragraph(line(law)), Paragraph(line(told, blank(view, what, DPO_THEN_CONTROLLER)))),
    )
