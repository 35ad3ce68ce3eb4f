"""The context: overview, data, life cycle, supports (GDPR 35(7)(a); answers 111 to 123 of the PIA application)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.aipd.blanks import CONTROLLER, DPO, SECURITY, blank, written
from privkit.evidence.report import labels
from privkit.evidence.report.blocks import Block, Bullets, Line, Paragraph, Strong, between, line
from privkit.evidence.report.naming import spans
from privkit.evidence.report.sections.outputs import recipients_of, until_when
from privkit.evidence.report.view import View
from privkit.words import Words

Answer = tuple[Block, ...]


def context(view: View) -> dict[int, Answer]:
    """The six answers, by number."""
    return {
        111: overview(view),
        112: responsibilities(view),
        113: references(view),
        121: data(view),
        122: life_cycle(view),
        123: supports(view),
    }


def named(name: str, value: Line) -> Line:
    """A name in bold, then its value."""
    return line(Strong(name), value)


def overview(view: View) -> Answer:
    about = view.policy.get("policy") or {}
    title = written(
        view, view.said(about.get("title")), Words("the title", "le titre"), CONTROLLER, "policy", "title"
    )
    purpose = written(
        view,
        view.said(view.register.get("purpose")),
        Words("the purpose", "la finalité"),
        CONTROLLER,
        "register",
        "purpose",
    )
    rows = [
        named(view("Processing: ", "Traitement : "), title),
        named(view("Purpose: ", "Finalité : "), purpose),
    ]
    record = view.said(view.register.get("record"))
    if record:
        rows.append(named(view("Entry of the record: ", "Fiche du registre : "), record))
    rows.append(
        named(
            view("What leaves: ", "Ce qui sort : "),
            between([line(_what(view, one)) for one in view.evidence["outputs"]], view("; ", " ; "))
            or line(view("nothing", "rien")),
        )
    )
    rows.append(named(view("Counted by: ", "Compté par : "), line(view.unit)))
    return (Bullets(tuple(rows)),)


def _what(view: View, one: Mapping[str, Any]) -> Line:
    return line(
        view.label(labels.NATURES, one["nature"]), view(", for ", ", pour "), recipients_of(view, one)
    )


def responsibilities(view: View) -> Answer:
    register = view.register
    who = written(
        view,
        view.said(register.get("controller")),
        Words("the controller", "le responsable de traitement"),
        CONTROLLER,
        "register",
        "controller",
    )
    dpo = written(
        view,
        view.said(register.get("dpo")),
        Words(
            "how to reach the data protection officer",
            "comment joindre le délégué à la protection des données",
        ),
        CONTROLLER,
        "register",
        "dpo",
    )
    rows = [
        named(view("Controller: ", "Responsable de traitement : "), who),
        named(view("Data protection officer: ", "Délégué à la protection des données : "), dpo),
        named(view("Joint controllers: ", "Responsables conjoints : "), _joint(view)),
        named(view("Processors: ", "Sous-traitants : "), processors(view)),
    ]
    return (Bullets(tuple(rows)),)


def _joint(view: View) -> Line:
    found = view.listing(view.register.get("joint_controllers"))
    if not found:
        return line(view("none", "aucun"))
    share = Words("who does what (arrangement of GDPR 26)", "qui fait quoi (accord de l'article 26 du RGPD)")
    return line(found, ". ", blank(view, share, CONTROLLER))


def processors(view: View) -> Line:
    """Processors and their contracts; a blank for each contract that is missing."""
    found = []
    for one in view.register.get("processors") or ():
        contract = view.said(one.get("contract")) or blank(
            view,
            Words("the contract of GDPR 28", "le contrat de l'article 28 du RGPD"),
            CONTROLLER,
            "register",
            "processors",
        )
        found.append(line(view.said(one.get("name")), " (", contract, ")"))
    return between(found, view("; ", " ; ")) or line(view("none", "aucun"))


def references(view: View) -> Answer:
    basis = view.register.get("legal_basis") or {}
    texts = written(
        view,
        view.listing(basis.get("texts")),
        Words("the texts the processing rests on", "les textes sur lesquels repose le traitement"),
        CONTROLLER,
        "register",
        "legal_basis",
        "texts",
    )
    codes = Words(
        "codes of conduct, certifications, reference frameworks that apply, or none",
        "codes de conduite, certifications, référentiels applicables, ou aucun",
    )
    return (
        Bullets(
            (
                named(view("Texts named by the policy: ", "Textes cités par la politique : "), texts),
                named(view("Others: ", "Autres : "), blank(view, codes, DPO)),
            )
        ),
    )


def data(view: View) -> Answer:
    register = view.register
    rows = [
        named(
            view("Whose data: ", "Personnes concernées : "),
            written(
                view,
                view.listing(register.get("data_subjects")),
                Words("whose data", "les personnes concernées"),
                CONTROLLER,
                "register",
                "data_subjects",
            ),
        ),
        named(
            view("Kinds of data: ", "Catégories de données : "),
            written(
                view,
                view.listing(register.get("data_categories")),
                Words("the kinds of data", "les catégories de données"),
                CONTROLLER,
                "register",
                "data_categories",
            ),
        ),
    ]
    rows += [_table(view, one) for one in view.evidence["inputs"]]
    rows += [
        named(
            view(f"Output {one['name']}: ", f"Sortie {one['name']} : "),
            line(recipients_of(view, one), view("; kept: ", " ; gardée : "), until_when(view, one)),
        )
        for one in view.evidence["outputs"]
    ]
    return (Bullets(tuple(rows)),)


def _table(view: View, one: Mapping[str, Any]) -> Line:
    rule = ((view.policy.get("data") or {}).get("tables") or {}).get(one["table"]) or {}
    origin = rule.get("origin") or {}
    read, unread = ", ".join(spans(one["columns_read"])), ", ".join(spans(one["columns_unread"]))
    counted = one["counts"].get("units")
    how_many = (
        view.counted(counted)
        if counted is not None
        else view.count(one["counts"]["rows"]) + view(" rows", " lignes")
    )
    return line(
        Strong(view(f"Table {one['table']}: ", f"Table {one['table']} : ")),
        view.said(rule.get("one_row_is")),
        view("; source: ", " ; source : "),
        view.said(origin.get("source")),
        f" ({view.label(labels.COLLECTION, origin.get('collection', '—'))})",
        view("; ", " ; "),
        how_many,
        view("; columns read: ", " ; colonnes lues : "),
        read or "—",
        line(view("; never read: ", " ; jamais lues : "), unread) if unread else (),
        ".",
    )


def life_cycle(view: View) -> Answer:
    steps = tuple(
        line(view(f"Step {one['number']}. ", f"Étape {one['number']}. "), view.words(one["sentence"]))
        for one in view.evidence["steps"]
    )
    last = line(
        view(
            "Before anything leaves, the conditions of the policy are measured; when one is not met, no output is kept. ",
            "Avant toute sortie, les conditions de la politique sont mesurées ; si l'une n'est pas remplie, aucune sortie "
            "n'est gardée. ",
        ),
        between(
            [line(one["name"], view(": ", " : "), until_when(view, one)) for one in view.evidence["outputs"]],
            view("; ", " ; "),
        ),
        ".",
    )
    return (Bullets(steps), Paragraph(last))


def supports(view: View) -> Answer:
    files = [line(one["file"]) for one in view.evidence["inputs"] if one.get("file")]
    outputs = [line(one["file"]) for one in view.evidence["outputs"] if one.get("file")]
    where = Words(
        "servers, hosting and country, workstations, networks, backups, paper",
        "serveurs, hébergement et pays, postes, réseaux, sauvegardes, papier",
    )
    rows = [
        named(view("Files read: ", "Fichiers lus : "), between(files) or line("—")),
        named(view("Files written: ", "Fichiers écrits : "), between(outputs) or line(view("none", "aucun"))),
        named(
            view("Computing engine: ", "Moteur de calcul : "),
            line(str(view.evidence["engine"]), ", privkit ", str(view.evidence["code_version"])),
        ),
        named(view("Where they stand: ", "Où ils se trouvent : "), blank(view, where, SECURITY)),
    ]
    return (Bullets(tuple(rows)),)
