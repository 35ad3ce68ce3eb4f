"""Guess the role of a column from its name and its shape, for a first draft that a person confirms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from privkit.policy.proposals import LevelProposal
from privkit.values import Role, Type


@dataclass(frozen=True)
class ColumnProfile:
    """What was seen of a column, without the value of any one unit.

    ``distinct_share`` is the number of distinct values over the number of filled rows, ``blank_share``
    the share of blank rows, both from 0 to 1. ``looks_like`` names the shapes most values have:
    ``email``, ``phone``, ``iban``, ``nir``, ``name``, ``address``, ``sentence``…
    ``levels`` is how its values could be made coarser, if that was asked.
    """

    name: str
    type: Type
    distinct_share: float = 0.0
    blank_share: float = 0.0
    looks_like: tuple[str, ...] = ()
    levels: LevelProposal | None = None


_IDENTIFYING = frozenset({"email", "phone", "iban", "nir", "siret", "name", "address", "ip"})
_IDENTIFIER_NAMES = re.compile(
    r"(^|_)(id|ids|identifiant|identifier|nom|prenom|name|firstname|lastname|surname|titulaire|holder|adresse|"
    r"address|rue|street|email|mail|courriel|tel|telephone|phone|mobile|iban|rib|nir|siret|siren|contrat|"
    r"contract|abonne|subscriber|compteur|meter|pdl|matricule|numero|num|ref|reference|invariant|parcelle|"
    r"parcel|latitude|longitude|lat|lon|uuid)(_|$)"
)
_FREE_NAMES = re.compile(
    r"(^|_)(commentaires?|comments?|remarques?|notes?|observations?|libre|memo|description|message)(_|$)"
)
_CONFIDENTIAL_NAMES = re.compile(
    r"(^|_)(volumes?|consommations?|conso|consumption|usage_m3|m3|montants?|amounts?|prix|price|factures?|"
    r"bills?|revenus?|incomes?|salaires?|salary|dettes?|debt|impayes?|arrears|tarif_social|social_tariff|"
    r"sante|health|index)(_|$)"
)
_UNIT_NAMES = re.compile(r"(contrat|contract|foyer|household|abonne|subscriber|client|customer|person)")
_UNIT_TYPES = (Type.CODE, Type.TEXT, Type.INTEGER)


def plain_column(name: str) -> str:
    """A column name in lower case, without accents, ``_`` between words."""
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", text).strip("_")


def guess_role(profile: ColumnProfile) -> Role:
    """The role a column most likely has; ``quasi_identifier``, the prudent one, when nothing is known."""
    name = plain_column(profile.name)
    looks = set(profile.looks_like)
    if "sentence" in looks or _FREE_NAMES.search(name):
        return Role.FREE_TEXT
    if looks & _IDENTIFYING or _IDENTIFIER_NAMES.search(name):
        return Role.DIRECT_IDENTIFIER
    if profile.type in (Type.TEXT, Type.CODE) and profile.distinct_share > 0.9:
        return Role.DIRECT_IDENTIFIER
    if _CONFIDENTIAL_NAMES.search(name):
        return Role.CONFIDENTIAL
    return Role.QUASI_IDENTIFIER


def guess_unit(profiles: Sequence[ColumnProfile]) -> str:
    """The column that most likely tells privacy units apart."""
    fitting = [p for p in profiles if p.type in _UNIT_TYPES] or list(profiles)
    identifying = [p for p in fitting if guess_role(p) is Role.DIRECT_IDENTIFIER]
    named = [p for p in identifying if _UNIT_NAMES.search(plain_column(p.name))]
    codes = [p for p in identifying if p.type is not Type.TEXT]
    for found in (named, codes, identifying, fitting):
        if found:
            return found[0].name
    return "id"


def guess_date(profiles: Sequence[ColumnProfile]) -> str:
    """The first date column, from which retention is counted; ``date`` when there is none."""
    return next((p.name for p in profiles if p.type in (Type.DATE, Type.DATETIME)), "date")
