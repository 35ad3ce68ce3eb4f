"""Notice of an algorithm that helps an administration decide about a person (CRPA L. 311-3-1, R. 311-3-1-1 and -2).

The law is about *individual decisions*. A message that only compares may not be one: a person tells, and the text is
ready if it is. Nothing is added to what the policy states.
"""

from __future__ import annotations

from privkit.evidence.aipd.blanks import CONTROLLER, DPO_THEN_CONTROLLER, blank
from privkit.evidence.aipd.principles import tables_of
from privkit.evidence.report.blocks import Block, Bullets, Line, Paragraph, Section, Subheading, line
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import percent, to_float
from privkit.policy.model.outputs import Service, service_of
from privkit.words import Words


def section(view: View) -> Section:
    """Whether the notice is due, then its text and what must be given to whoever asks."""
    due = Words(
        "whether an individual decision rests on this processing; if none, no notice is due",
        "si une décision individuelle repose sur ce traitement ; sinon, pas de mention",
    )
    blocks: list[Block] = [Paragraph(blank(view, due, DPO_THEN_CONTROLLER))]
    if view.policy.get("comparison"):
        blocks += [
            Subheading(view("Notice, ready to copy", "Mention, prête à copier")),
            Paragraph(_notice(view)),
            Subheading(view("To whoever asks", "À qui en fait la demande")),
            Bullets(_characteristics(view)),
        ]
    else:
        told = view(
            "This policy compares nobody: there is no rule to explain to a person.",
            "Cette politique ne compare personne : il n'y a pas de règle à expliquer à une personne.",
        )
        blocks.append(Paragraph(line(told)))
    published = Words(
        "where the main rules are published online (CRPA L. 312-1-3, bodies of 50 staff or more)",
        "où les règles principales sont publiées en ligne (CRPA L. 312-1-3, administrations de 50 agents ou plus)",
    )
    blocks.append(Paragraph(blank(view, published, CONTROLLER)))
    title = view("Notice of the algorithm", "Mention de l'algorithme")
    return Section("algorithm", title, tuple(blocks))


def _notice(view: View) -> Line:
    contact = view.said(view.register.get("dpo")) or blank(
        view, Words("whom to write to", "à qui écrire"), CONTROLLER
    )
    return line(
        view("This message uses an algorithm. Purpose: ", "Ce message utilise un algorithme. Finalité : "),
        view.said(view.register.get("purpose")) or "—",
        view(
            " You may ask for the rules that define it and the main features of its use (CRPA L. 311-3-1): ",
            " Vous pouvez demander les règles qui le définissent et les principales caractéristiques de sa mise en œuvre (CRPA "
            "L. 311-3-1) : ",
        ),
        contact,
        view(
            ". If refused or left without an answer for a month, you may turn to the CADA.",
            ". En cas de refus, ou sans réponse sous un mois, vous pouvez saisir la CADA.",
        ),
    )


def _characteristics(view: View) -> tuple[Line, ...]:
    compared = view.policy["comparison"]
    sources = [view.said((rule.get("origin") or {}).get("source")) for rule in tables_of(view).values()]
    listed: list[str | Line] = []
    for number, one in enumerate(sources):
        listed += [", ", one] if number else [one]
    shares = [to_float(one) for one in (compared.get("marks") or {}).values()]
    marks = ", ".join(percent(one, view.language, 0) for one in sorted(s for s in shares if s is not None))
    groups, target = (
        ", ".join(str(one) for one in compared.get("groups_by") or ()),
        str(compared.get("target") or "—"),
    )
    part = Words("what part the result has in the decision", "quelle part le résultat a dans la décision")
    return (
        line(
            view("Degree and way it contributes: ", "Degré et mode de contribution : "),
            blank(view, part, CONTROLLER),
        ),
        line(view("Data and sources: ", "Données et sources : "), f"{target}, {groups} (", *listed, ")."),
        line(
            view(
                f"Parameters: groups by {groups}, in this order; at least {compared.get('at_least')} {view.units} per group; marks "
                f"at {marks}; rounded to {compared.get('round_to')}. All columns count alike: a group is an exact match.",
                f"Paramètres : groupes par {groups}, dans cet ordre ; au moins {compared.get('at_least')} unités ({view.unit}) par "
                f"groupe ; repères à {marks} ; arrondis à {compared.get('round_to')}. Toutes les colonnes comptent autant : un "
                "groupe est une correspondance exacte.",
            )
        ),
        line(
            view(
                f"Operations: the {view.unit} is put in its group; its {target} is placed against the marks of the group.",
                f"Opérations : l'unité ({view.unit}) est mise dans son groupe ; sa valeur de {target} est située par rapport aux "
                "repères du groupe.",
            )
        ),
        *_beside(view),
    )


def _beside(view: View) -> tuple[Line, ...]:
    """What a bill carries beside the comparison: it depends on the service, and rests on no group."""
    compared = view.policy["comparison"]
    said = next((one for one in Service if one.value == compared.get("service")), None)
    match service_of(said, str(compared.get("unit") or "")):
        case Service.DRINKING_WATER:
            told = view(
                "Beside it: the alert of abnormal use (CGCT L. 2224-12-4 III bis), from the exact bills of the dwelling; no "
                "group is needed for it.",
                "À côté : l'alerte de consommation anormale (CGCT L. 2224-12-4 III bis), d'après les factures exactes du "
                "logement ; elle ne demande aucun groupe.",
            )
        case Service.ENERGY:
            told = view(
                "Beside it: a hint when the use is more than twice the customer's own mean of three years. No rule of law asks "
                "for it.",
                "À côté : un signalement quand la consommation dépasse le double de la moyenne du client sur trois ans. Aucune "
                "règle de droit ne le demande.",
            )
        case _:
            return ()
    return (line(told),)
