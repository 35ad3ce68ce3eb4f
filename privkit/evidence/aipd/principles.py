"""Necessity and proportionality, and the rights of persons (GDPR 35(7)(b); answers 211 to 227 of the PIA application)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from privkit.evidence.aipd.blanks import CONTROLLER, DPO_THEN_CONTROLLER, blank, written
from privkit.evidence.aipd.context import Answer, named, processors
from privkit.evidence.report import labels
from privkit.evidence.report.blocks import Bullets, Line, Paragraph, line
from privkit.evidence.report.naming import alike, spans
from privkit.evidence.report.sections import rights
from privkit.evidence.report.sections.outputs import until_when
from privkit.evidence.report.view import View
from privkit.words import Words


def principles(view: View) -> dict[int, Answer]:
    """The twelve answers, by number."""
    return {
        211: purposes(view),
        212: legal_basis(view),
        213: minimisation(view),
        214: accuracy(view),
        215: retention(view),
        221: information(view),
        222: consent(view),
        223: access(view),
        224: rectification(view),
        225: objection(view),
        226: (Paragraph(processed_by(view)),),
        227: transfers(view),
    }


def tables_of(view: View) -> Mapping[str, Mapping[str, Any]]:
    """The tables of the policy."""
    return (view.policy.get("data") or {}).get("tables") or {}


def purposes(view: View) -> Answer:
    purpose = written(
        view,
        view.said(view.register.get("purpose")),
        Words("the purpose", "la finalité"),
        CONTROLLER,
        "register",
        "purpose",
    )
    rows = [named(view("One purpose: ", "Une seule finalité : "), purpose)]
    for name, rule in tables_of(view).items():
        origin = rule.get("origin") or {}
        first = view.said(origin.get("first_purpose"))
        why = view.said((origin.get("compatibility") or {}).get("because"))
        rows.append(
            line(
                view(f"Table {name}, first collected for: ", f"Table {name}, recueillie d'abord pour : "),
                first or "—",
                ". ",
                view("Reuse: ", "Réutilisation : ") if why else "",
                why,
            )
        )
    return (Bullets(tuple(rows)),)


def legal_basis(view: View) -> Answer:
    basis = view.register.get("legal_basis") or {}
    if not basis.get("ground"):
        missing = Words(
            "one of the six grounds of GDPR 6(1), and why",
            "un des six fondements de l'article 6(1), et pourquoi",
        )
        return (Paragraph(blank(view, missing, CONTROLLER, "register", "legal_basis")),)
    ground = view.label(labels.GROUNDS, basis.get("ground"))
    rows = [named(view("Ground (GDPR 6(1)): ", "Fondement (RGPD 6(1)) : "), line(ground))]
    rows.append(named(view("Why: ", "Pourquoi : "), view.said(basis.get("because")) or line("—")))
    if basis.get("texts"):
        rows.append(named(view("Texts: ", "Textes : "), view.listing(basis["texts"])))
    return (Bullets(tuple(rows)),)


def kept_because(policy: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every column the policy keeps, and its own reason; an empty reason when it gives none."""
    for step in policy.get("steps") or ():
        keep = (step.get("minimise") or {}).get("keep") or {}
        for column, why in keep.items() if isinstance(keep, Mapping) else ():
            yield str(column), str(why.get("because") or "") if isinstance(why, Mapping) else str(why or "")


def minimisation(view: View) -> Answer:
    missing = Words("why this column is needed", "pourquoi cette colonne est nécessaire")
    rows = [
        named(
            f"{column}{view(': ', ' : ')}",
            view.said(why) or blank(view, missing, CONTROLLER, "steps", "minimise", "keep", "*", "because"),
        )
        for column, why in alike(kept_because(view.policy))
    ]
    unread = [f"{one['table']}.{c}" for one in view.evidence["inputs"] for c in one["columns_unread"]]
    dropped = [
        f"{one['table']}.{one['column']}"
        for one in view.evidence["journeys"]
        if one["fate"] in ("used", "dropped")
    ]
    none = view("none", "aucune")
    never, away = ", ".join(spans(unread)), ", ".join(spans(dropped))
    said = view(
        f"Columns never read: {never or none}. Used, then dropped: {away or none}.",
        f"Colonnes jamais lues : {never or none}. Utilisées, puis retirées : {away or none}.",
    )
    first = view("Columns kept, and why each:", "Colonnes gardées, et pourquoi chacune :") if rows else ""
    return (*((Paragraph(line(first)), Bullets(tuple(rows))) if rows else ()), Paragraph(line(said)))


def accuracy(view: View) -> Answer:
    rows = [
        line(view.words(one["sentence"]))
        for one in view.evidence["steps"]
        if one["name"] in ("link", "summarise")
    ]
    rows += [
        line(view.words(note))
        for one in view.evidence["steps"]
        if one["name"] == "link"
        for note in one["changes"]["notes"]
    ]
    source = Words(
        "how errors are found and corrected at the source, and by whom",
        "comment les erreurs sont repérées et corrigées à la source, et par qui",
    )
    read = view(
        "Every cell is read in the type the policy states; a value that does not fit stops the run.",
        "Chaque case est lue dans le type annoncé par la politique ; une valeur qui n'y entre pas arrête le passage.",
    )
    return (Bullets((line(read), *rows, blank(view, source, CONTROLLER))),)


def retention(view: View) -> Answer:
    found = view.register.get("retention") or {}
    if not found.get("duration"):
        missing = Words("how long, and why", "combien de temps, et pourquoi")
        return (Paragraph(blank(view, missing, CONTROLLER, "register", "retention")),)
    then = view.label(labels.AFTERWARDS, found.get("then", "eliminate"))
    rows = [
        named(
            view("Source data: ", "Données sources : "),
            line(
                view.duration(found["duration"]),
                view(" from ", " à partir de "),
                str(found.get("from") or "—"),
                f", {then}. ",
                view.said(found.get("because")),
            ),
        )
    ]
    missing = Words("when this output is eliminated", "quand cette sortie est éliminée")
    for one in view.evidence["outputs"]:
        ends = one.get("eliminate_after") or one["sharing"] == "public"
        value = (
            until_when(view, one) if ends else blank(view, missing, CONTROLLER, "outputs", "eliminate_after")
        )
        rows.append(named(view(f"Output {one['name']}: ", f"Sortie {one['name']} : "), value))
    return (Bullets(tuple(rows)),)


def information(view: View) -> Answer:
    said = view.said((view.register.get("rights") or {}).get("information"))
    text = written(
        view,
        said,
        Words("how persons are informed", "comment les personnes sont informées"),
        CONTROLLER,
        "register",
        "rights",
        "information",
    )
    others = [
        view.said((rule.get("origin") or {}).get("source"))
        for rule in tables_of(view).values()
        if (rule.get("origin") or {}).get("collection") == "indirect"
    ]
    found: list[Paragraph] = [Paragraph(text)]
    if others:
        told = view(
            "Sources other than the persons, to be named to them (GDPR 14(2)(f)): ",
            "Sources autres que les personnes, à leur nommer (RGPD 14(2)(f)) : ",
        )
        listed: list[str | Line] = []
        for number, one in enumerate(others):
            listed += [", ", one] if number else [one]
        found.append(Paragraph(line(told, *listed, ".")))
    return tuple(found)


def consent(view: View) -> Answer:
    ground = (view.register.get("legal_basis") or {}).get("ground")
    if ground == "consent":
        how = Words(
            "how consent is asked for, kept as proof, and taken back",
            "comment le consentement est demandé, prouvé et retiré",
        )
        return (Paragraph(blank(view, how, CONTROLLER)),)
    told = view.label(labels.GROUNDS, ground or "—")
    text = view(
        f"Does not apply: the processing does not rest on consent (ground: {told}).",
        f"Sans objet : le traitement ne repose pas sur le consentement (fondement : {told}).",
    )
    return (Paragraph(line(text)),)


def access(view: View) -> Answer:
    ground = (view.register.get("legal_basis") or {}).get("ground")
    carried = ground in ("consent", "contract")
    portability = (
        view(
            "Portability (GDPR 20) applies to what the person provided.",
            "La portabilité (RGPD 20) s'applique à ce que la personne a fourni.",
        )
        if carried
        else view(
            "Portability (GDPR 20) does not apply: it goes with consent or a contract.",
            "La portabilité (RGPD 20) ne s'applique pas : elle va avec le consentement ou un contrat.",
        )
    )
    who = Words("who answers, and within what time", "qui répond, et sous quel délai")
    return (
        Paragraph(rights.access(view)),
        Paragraph(line(portability)),
        Paragraph(blank(view, who, CONTROLLER)),
    )


def rectification(view: View) -> Answer:
    where = _requests(view)
    limits = view(
        "A correction is made at the source, then reaches the next run. Erasure may be refused only in the cases of "
        "GDPR 17(3).",
        "Une rectification se fait à la source, puis arrive au passage suivant. L'effacement ne peut être refusé que dans "
        "les cas de l'article 17(3) du RGPD.",
    )
    review = Words("whether one of these cases applies", "si l'un de ces cas s'applique")
    return (Paragraph(where), Paragraph(line(limits, " ", blank(view, review, DPO_THEN_CONTROLLER))))


def objection(view: View) -> Answer:
    ground = (view.register.get("legal_basis") or {}).get("ground")
    applies = ground in ("public_task", "legitimate_interests")
    told = (
        view("The right to object applies (GDPR 21).", "Le droit d'opposition s'applique (RGPD 21).")
        if applies
        else view(
            "The right to object goes with a public task or legitimate interests (GDPR 21): not the ground named here.",
            "Le droit d'opposition va avec une mission d'intérêt public ou des intérêts légitimes (RGPD 21) : ce n'est pas "
            "le fondement cité ici.",
        )
    )
    return (Paragraph(line(told)), Paragraph(rights.applied(view)))


def _requests(view: View) -> Line:
    found = (view.register.get("rights") or {}).get("requests") or {}
    if not found.get("list"):
        missing = Words("where requests are listed", "où sont listées les demandes")
        return blank(view, missing, CONTROLLER, "register", "rights", "requests")
    return line(
        view("Requests are listed in ", "Les demandes sont listées dans "),
        str(found["list"]),
        view(" and read at every run.", " et lues à chaque passage."),
    )


def processed_by(view: View) -> Line:
    """The processors, in a sentence when there is none."""
    if not view.register.get("processors"):
        return line(view("No processor.", "Aucun sous-traitant."))
    return processors(view)


def transfers(view: View) -> Answer:
    found = view.listing(view.register.get("transfers_outside_eu"))
    if not found:
        return (Paragraph(line(view("No transfer outside the EU.", "Aucun transfert hors de l'UE."))),)
    how = Words("the safeguards of GDPR 44 to 49", "les garanties des articles 44 à 49 du RGPD")
    return (Paragraph(line(found, ". ", blank(view, how, DPO_THEN_CONTROLLER))),)
