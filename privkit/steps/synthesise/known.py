"""What is publicly known of a column before it is read: from the policy, its public lists and the steps before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from privkit.policy.model.policy import Policy
from privkit.policy.model.synthesis import DomainRule
from privkit.steps.aggregate.keys import read_domain
from privkit.steps.aggregate.wanted import bounds_before, filled_before
from privkit.steps.bands import BadBands, read_bands
from privkit.steps.base import Report, Spot
from privkit.synth.domain import Attribute, Kind
from privkit.values import Column, Type
from privkit.words import Language, Words

EPOCH = date(1970, 1, 1)
_KINDS = {
    Type.YES_NO: Kind.YES_NO,
    Type.INTEGER: Kind.INTEGER,
    Type.NUMBER: Kind.NUMBER,
    Type.DATE: Kind.DATE,
    Type.DATETIME: Kind.INTEGER,  # seconds
}
_SECONDS = 86_400


def public_labels(policy: Policy, number: int, column: str, language: Language) -> tuple[str, ...] | None:
    """The labels that the steps before a step gave a column, in order, when the policy alone tells them."""
    labels: tuple[str, ...] | None = None
    for item in policy.steps[:number]:
        for name, rule in (item.generalise or {}).items():
            if (rule.as_ or name) != column:
                continue
            try:
                labels = read_bands(rule.into_bands, language).labels if rule.into_bands else None
            except BadBands:  # told at that step
                labels = None
    return labels


def attribute_of(
    column: Column,
    rule: DomainRule | None,
    policy: Policy,
    number: int,
    folder: Path | None,
    spot: Spot,
) -> Attribute:
    """The attribute of a column. Without ``folder``, public lists are not opened: their values are then empty.

    A value may be missing unless the steps before left out the rows without one. DataError (PK768, PK769, PK771,
    PK794) for a list or a range that cannot be used.
    """
    found = _attribute(column, rule, policy, number, folder, spot)
    return replace(found, nullable=column.name not in filled_before(policy, number))


def _attribute(
    column: Column, rule: DomainRule | None, policy: Policy, number: int, folder: Path | None, spot: Spot
) -> Attribute:
    if column.type in _KINDS:
        return _measured(column, rule, policy, number)
    values: tuple[str, ...] | None = None
    ordered = False
    if rule is not None and any((rule.known_list, rule.values, rule.from_)) and not rule.chosen_privately:
        at = ("domain", column.name)
        values = read_domain(column.name, rule, folder or Path(), spot, at, seen=folder is not None).values
        ordered = rule.from_ is not None
    elif (labels := public_labels(policy, number, column.name, spot.language)) is not None:
        values, ordered = labels, True
    return Attribute(column.name, Kind.ORDERED if ordered else Kind.CATEGORY, values)


def _measured(column: Column, rule: DomainRule | None, policy: Policy, number: int) -> Attribute:
    """A number, a date or a yes/no. A number with a public upper bound and no lower one starts at 0."""
    kind = _KINDS[column.type]
    if kind is Kind.YES_NO:
        return Attribute(column.name, kind)
    low, high = bounds_before(policy, number).get(column.name, (None, None))
    if rule is not None:
        low = rule.at_least if rule.at_least is not None else low
        high = rule.at_most if rule.at_most is not None else high
        if rule.from_ is not None and rule.to is not None:
            first, last = _days(rule.from_), _days(rule.to)
            scale = _SECONDS if column.type is Type.DATETIME else 1
            more = _SECONDS - 1 if column.type is Type.DATETIME else 0
            return Attribute(column.name, kind, None, first * scale, last * scale + more, bins=rule.parts)
    if high is not None and low is None and high > 0:
        low = type(high)(0)
    return Attribute(
        column.name,
        kind,
        None,
        None if low is None else float(low),
        None if high is None else float(high),
        column.decimals,
        rule.parts if rule else None,
    )


def _days(text: str) -> int:
    """A day as written, as days since 1970; the first day of a month or a year."""
    parts = [int(part) for part in text.split("-")] + [1, 1]
    return (date(*parts[:3]) - EPOCH).days


def lacking(attribute: Attribute, column: Column, spot: Spot, report: Report) -> bool:
    """Report what a private method must know beforehand and does not (PK531): bounds read from data would tell them."""
    if attribute.kind not in (Kind.NUMBER, Kind.INTEGER, Kind.DATE):
        return False
    if attribute.low is not None and attribute.high is not None and attribute.low < attribute.high:
        return False
    domain = spot.word("domain")
    dated = column.type in (Type.DATE, Type.DATETIME)
    example = (
        Words("{ from: 2020-01-01, to: 2025-12-31 }", "{ de: 2020-01-01, à: 2025-12-31 }")
        if dated
        else Words("{ at_least: 0, at_most: 500 }", "{ au_moins: 0, au_plus: 500 }")
    )
    report(
        spot.problem(
            "PK531",
            Words(
                f"no public bounds of {column.name}: bounds read from the data would tell its extremes",
                f"pas de bornes publiques de {column.name} : des bornes lues dans les données en diraient les extrêmes",
            ),
            Words(
                f"write under {domain}: {column.name}: {example.en}",
                f"écrivez sous {domain} : {column.name}: {example.fr}",
            ),
            at=("domain",),
        )
    )
    return True
