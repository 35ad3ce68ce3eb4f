"""Check of ``comparison.service`` (PK648): the words and the law of a service speak of what is used up."""

from __future__ import annotations

from collections.abc import Iterator

from privkit.errors import Problem
from privkit.policy.model.outputs import MONEY, VOLUMES, Service
from privkit.policy.reader import Document
from privkit.words import Words


def check_service(document: Document) -> Iterator[Problem]:
    """Drinking water is compared in volumes, energy in no money: bills would otherwise cite the law, or speak, wrongly."""
    rule = document.policy.comparison
    if rule is None:
        return
    unit, law = rule.unit.strip().lower(), None
    if rule.service is Service.DRINKING_WATER and unit not in VOLUMES:
        law = "CGCT art. L. 2224-12-4 III bis"
        message = Words(
            f"drinking water is compared in volumes, not in {rule.unit}: the law on abnormal use speaks of volumes only",
            f"l'eau potable se compare en volumes, pas en {rule.unit} : la loi sur la consommation anormale ne parle que de "
            "volumes",
        )
    elif rule.service is Service.ENERGY and unit in MONEY:
        message = Words(
            f"energy is used in kWh, not in {rule.unit}: advice on use does not fit a price",
            f"l'énergie se consomme en kWh, pas en {rule.unit} : des conseils de consommation ne vont pas à un prix",
        )
    else:
        return
    word, other = document.written("service"), Service.OTHER.say(document.language)
    quantity = "m3" if rule.service is Service.DRINKING_WATER else "kWh"
    yield document.problem(
        "PK648",
        ("comparison", "service"),
        message,
        Words(
            f"write `{word}: {other}`, or compare {quantity}",
            f"écrire `{word}: {other}`, ou comparer des {quantity}",
        ),
        law,
    )
