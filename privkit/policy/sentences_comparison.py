"""Plain sentences for the section ``comparison``."""

from __future__ import annotations

from collections.abc import Iterator

from privkit.policy.model.outputs import Service, Span, service_of
from privkit.policy.model.policy import Policy
from privkit.policy.say import listing, number, share, units
from privkit.words import Words


def comparison_sentences(policy: Policy) -> Iterator[Words]:
    """What is compared, in which groups, and what its bills are told with."""
    rule = policy.comparison
    if rule is None:
        return
    groups, step, least = listing(rule.groups_by), number(rule.round_to), units(rule.at_least)
    marks = listing([share(rule.marks.low), share(rule.marks.middle), share(rule.marks.high)])
    span = _SPANS[rule.over]
    yield Words(
        f"The reference-household table compares {rule.target} ({rule.unit}{span.en}) between units alike in: "
        f"{groups.en}.",
        f"La table du foyer de référence compare {rule.target} ({rule.unit}{span.fr}) entre unités semblables par : "
        f"{groups.fr}.",
    )
    yield Words(
        f"A group holds at least {least.en}, or else neighbouring bands are merged; its marks, at "
        f"{marks.en}, are rounded to {step.en} {rule.unit}.",
        f"Un groupe compte au moins {least.fr}, sinon les tranches voisines sont fusionnées ; ses "
        f"repères, à {marks.fr}, sont arrondis à {step.fr} {rule.unit} près.",
    )
    yield _SERVICES[service_of(rule.service, rule.unit)]


_SPANS = {
    Span.YEAR: Words("", ""),
    Span.QUARTER: Words(" in one quarter", " en un trimestre"),
    Span.MONTH: Words(" in one month", " en un mois"),
}
_SERVICES = {
    Service.DRINKING_WATER: Words(
        "Bills of drinking water are told with advice on water, and with the alert of abnormal use the law asks for "
        "(CGCT art. L. 2224-12-4 III bis).",
        "Les factures d'eau potable sont accompagnées de conseils sur l'eau et de l'alerte de consommation anormale que la "
        "loi demande (CGCT art. L. 2224-12-4 III bis).",
    ),
    Service.ENERGY: Words(
        "Bills of energy are told with advice on energy; an unusual rise is a hint, and no rule of law is cited.",
        "Les factures d'énergie sont accompagnées de conseils sur l'énergie ; une hausse inhabituelle est signalée, sans "
        "citer aucune règle de droit.",
    ),
    Service.OTHER: Words(
        "What is compared is no use of water or energy: no advice is given, and nothing is called abnormal.",
        "Ce qui est comparé n'est pas une consommation d'eau ou d'énergie : aucun conseil n'est donné, et rien n'est dit "
        "anormal.",
    ),
}
