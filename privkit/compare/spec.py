"""What a comparison asks for: the target, the columns that make groups, the marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from privkit.compare.phrase import Phrase, phrase_from_json
from privkit.errors import PolicyError, Problem
from privkit.policy.model.outputs import Service, Span, service_of
from privkit.words import Language, Words

ONE_YEAR = Words("in one year", "en un an")
SPANS = {
    Span.YEAR: ONE_YEAR,
    Span.QUARTER: Words("in one quarter", "en un trimestre"),
    Span.MONTH: Words("in one month", "en un mois"),
}


@dataclass(frozen=True)
class FrozenGroup:
    """A group of a table released before: its labels per column, and whether it takes a whole column."""

    labels: tuple[tuple[str, ...], ...]
    whole: tuple[bool, ...]


@dataclass(frozen=True)
class ComparisonSpec:
    """Section ``comparison`` of a policy, ready to be computed.

    ``low``, ``middle`` and ``high`` are shares of a group (1/5, 1/2, 4/5). ``unit`` is the unit of measure
    of the target (m3). ``language`` is that of the labels. ``over`` tells the period the target covers.
    ``said`` is the service the policy states: advice and alerts depend on ``service``.
    ``phrases`` turn the labels of a column into words; without one, the name of the column is written before
    the label. ``frozen`` are the groups of the table released before: they stay as they are.

    PolicyError PK560 (groups made from the target), PK561 (a number out of its range).
    """

    target: str
    unit: str
    groups_by: tuple[str, ...]  # the most important first
    at_least: int  # privacy units in a group
    low: Fraction
    middle: Fraction
    high: Fraction
    round_to: Decimal
    language: Language
    over: Words = ONE_YEAR
    said: Service | None = None
    phrases: Mapping[str, Phrase] = field(default_factory=dict)
    frozen: tuple[FrozenGroup, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "said", self.service)  # one table, whether the policy says it or the unit
        problems = [*_circular(self), *_out_of_range(self)]
        if problems:
            raise PolicyError(*problems)

    @property
    def service(self) -> Service:
        """What is compared, by what is said or by the unit."""
        return service_of(self.said, self.unit)

    @property
    def shares(self) -> tuple[Fraction, Fraction, Fraction]:
        return self.low, self.middle, self.high

    def frozen_labels(self, column: str) -> frozenset[str]:
        """The labels of a column that the groups kept from the table before name."""
        at = self.groups_by.index(column)
        return frozenset(label for group in self.frozen for label in group.labels[at])

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, numbers as text."""
        return {
            "target": self.target,
            "unit": self.unit,
            "groups_by": list(self.groups_by),
            "at_least": self.at_least,
            "marks": [str(share) for share in self.shares],
            "round_to": str(self.round_to),
            "language": self.language,
            "over": {"en": self.over.en, "fr": self.over.fr},
            "service": self.service.value,
            "phrases": {column: phrase.to_json() for column, phrase in self.phrases.items()},
        }


def spec_from_json(body: Mapping[str, Any]) -> ComparisonSpec:
    """Read what ``to_json`` wrote."""
    low, middle, high = (Fraction(share) for share in body["marks"])
    return ComparisonSpec(
        target=body["target"],
        unit=body["unit"],
        groups_by=tuple(body["groups_by"]),
        at_least=int(body["at_least"]),
        low=low,
        middle=middle,
        high=high,
        round_to=Decimal(body["round_to"]),
        language=body["language"],
        over=Words(body["over"]["en"], body["over"]["fr"]),
        said=_service(body.get("service")),
        phrases={column: phrase_from_json(one) for column, one in body["phrases"].items()},
    )


def _service(written: str | None) -> Service | None:
    """What a table states; tables of before state nothing. ValueError for a word that is no service."""
    if written is None:
        return None
    said = next((one for one in Service if one.value == written), None)
    if said is None:
        raise ValueError
    return said


def _circular(spec: ComparisonSpec) -> list[Problem]:
    if spec.target not in spec.groups_by:
        return []
    return [
        Problem(
            "PK560",
            Words(
                f"groups cannot be made from {spec.target}, the quantity they compare: "
                "everybody would look like their own group",
                f"les groupes ne peuvent pas être faits de {spec.target}, la grandeur comparée : "
                "chacun ressemblerait à son propre groupe",
            ),
            instead=Words(
                f"take {spec.target} out of the columns that make groups",
                f"retirez {spec.target} des colonnes qui font les groupes",
            ),
        )
    ]


def _out_of_range(spec: ComparisonSpec) -> list[Problem]:
    out = []
    if not spec.groups_by or len(set(spec.groups_by)) != len(spec.groups_by):
        out.append(
            (
                Words(
                    "groups need columns, each named once", "il faut des colonnes, chacune nommée une fois"
                ),
                Words("groups_by: [occupants, dwelling]", "groupes_par: [occupants, logement]"),
            )
        )
    if not 0 < spec.low < spec.middle < spec.high < 1:
        out.append(
            (
                Words("the marks do not increase from 0 to 1", "les repères ne croissent pas de 0 à 1"),
                Words("low: 20 %, middle: 50 %, high: 80 %", "bas: 20 %, milieu: 50 %, haut: 80 %"),
            )
        )
    if spec.at_least < 2:
        out.append(
            (
                Words(
                    "a group of one is nobody to compare with", "un groupe d'un seul ne compare à personne"
                ),
                Words("at_least: 30", "au_moins: 30"),
            )
        )
    if not (spec.round_to.is_finite() and spec.round_to > 0):
        out.append(
            (
                Words("marks are rounded to a number above 0", "on arrondit à un nombre supérieur à 0"),
                Words("round_to: 5", "arrondir_à: 5"),
            )
        )
    return [Problem("PK561", message, instead=instead) for message, instead in out]
