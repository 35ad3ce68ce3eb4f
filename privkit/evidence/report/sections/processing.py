"""The processing: the entry of the record, with the article of the GDPR each field answers."""

from __future__ import annotations

from privkit.evidence.report import labels
from privkit.evidence.report.blocks import Line, Paragraph, Section, between, line
from privkit.evidence.report.view import View


def section(view: View) -> Section:
    """The register entry (GDPR art. 30) as one table."""
    caption = view(
        "Entry of the record of processing, and the article of the GDPR each field answers",
        "Fiche du registre des traitements, et article du RGPD auquel répond chaque rubrique",
    )
    rows = [*_who(view), *_what(view), *_for_whom(view)]
    note = Paragraph(
        line(
            view(
                "These are the policy's own words. The people named in it answer for them; this program does not check "
                "them.",
                "Ce sont les mots mêmes de la politique. Les personnes qui y sont nommées en répondent ; ce programme ne les "
                "vérifie pas.",
            )
        ),
        "note",
    )
    return Section(
        "processing",
        view("The processing", "Le traitement"),
        (view.facts(caption, rows, article=True), note),
    )


def _who(view: View) -> list[tuple[str, Line, str]]:
    register = view.register
    processors = between([_processor(view, one) for one in register.get("processors") or ()])
    none = line(view("none", "aucun"))
    return [
        (view("Entry of the record", "Fiche du registre"), view.said(register.get("record")), "30(1)"),
        (
            view("Controller", "Responsable de traitement"),
            view.said(register.get("controller")),
            "4(7), 30(1)(a)",
        ),
        (
            view("Joint controllers", "Responsables conjoints"),
            view.listing(register.get("joint_controllers")) or none,
            "26",
        ),
        (view("Processors", "Sous-traitants"), processors or none, "28"),
        (
            view("Data protection officer", "Délégué à la protection des données"),
            view.said(register.get("dpo")),
            "37(7)",
        ),
    ]


def _what(view: View) -> list[tuple[str, Line, str]]:
    register = view.register
    basis = register.get("legal_basis") or {}
    ground = view.label(labels.GROUNDS, basis.get("ground"))
    why = line(
        ground[:1].upper() + ground[1:] + view(". ", ". "),
        view.said(basis.get("because")),
        line(" (", view.listing(basis["texts"]), ")") if basis.get("texts") else (),
    )
    return [
        (view("Purpose", "Finalité"), view.said(register.get("purpose")), "5(1)(b), 30(1)(b)"),
        (view("Legal basis", "Base légale"), why, "6(1)"),
        (view("Whose data", "Personnes concernées"), view.listing(register.get("data_subjects")), "30(1)(c)"),
        (
            view("Kinds of data", "Catégories de données"),
            view.listing(register.get("data_categories")),
            "30(1)(c)",
        ),
    ]


def _for_whom(view: View) -> list[tuple[str, Line, str]]:
    register = view.register
    none = line(view("none", "aucun"))
    retention = register.get("retention") or {}
    kept = line(
        view.duration(retention.get("duration")),
        ", ",
        view.label(labels.AFTERWARDS, retention.get("then", "eliminate")),
        ". ",
        view.said(retention.get("because")),
    )
    dpia = register.get("dpia") or {}
    return [
        (view("Recipients", "Destinataires"), view.listing(register.get("recipients")) or none, "30(1)(d)"),
        (view("Audience", "Public visé"), view.said(register.get("audience")), "30(1)(d)"),
        (
            view("Transfers outside the EU", "Transferts hors UE"),
            view.listing(register.get("transfers_outside_eu")) or none,
            view("30(1)(e), 44 to 49", "30(1)(e), 44 à 49"),
        ),
        (view("Retention", "Conservation"), kept, "5(1)(e), 30(1)(f)"),
        (
            view("Information of persons", "Information des personnes"),
            view.said((register.get("rights") or {}).get("information")),
            view("12 to 14", "12 à 14"),
        ),
        (view("Impact assessment", "Analyse d'impact (AIPD)"), _dpia(view, dpia), "35"),
    ]


def _processor(view: View, one: dict[str, str]) -> Line:
    contract = one.get("contract")
    return line(view.said(one.get("name")), line(" (", view.said(contract), ")") if contract else ())


def _dpia(view: View, dpia: dict[str, str]) -> Line:
    if not dpia:
        return line(view("none is named by the policy", "aucune n'est citée par la politique"))
    version = (
        view(f", version {dpia['version']}", f", version {dpia['version']}") if dpia.get("version") else ""
    )
    state = view.label(labels.STATES, dpia.get("state"))
    return line(view.said(dpia.get("reference")), version, f", {state}")
