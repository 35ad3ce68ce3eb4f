"""The reference table as a flat file: one row per group, for those who open it in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from privkit.compare.reference import Group, ReferenceTable
from privkit.published import HIGH, HIGH_FR, LOW, LOW_FR, header
from privkit.steps.base import shown_number
from privkit.words import Language, Words

RULE = Words("rule", "regle")
UNITS = Words("units_at_least", "unites_au_moins")
UNIT = Words("unit", "unite")
EVERYBODY = Words("everybody", "tout le monde")


def rule_of(reference: ReferenceTable, group: Group, language: Language) -> str:
    """Who is in a group, in words."""
    return reference.in_words(group, language) or EVERYBODY.say(language)


def mark_name(share: Fraction) -> str:
    """The name of a mark: that of its quantile.

    >>> mark_name(Fraction(1, 5)), mark_name(Fraction(1, 8))
    ('q20', 'q12_5')
    """
    return "q" + shown_number(share * 100).en.replace(".", "_")


def to_csv(reference: ReferenceTable) -> str:
    """The table as CSV text (RFC 4180, UTF-8, decimal points), in the language of its policy and in the order of groups.

    One row per group: its rule in words, its label in each column of the groups, its marks by the name of their
    quantile, with their 95 % interval where noise moved them, the unit, the least number of units, the privacy loss.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(list(_head(reference)))
    for group in reference.groups:
        writer.writerow(_row(reference, group))
    return text.getvalue()


def _head(reference: ReferenceTable) -> Iterator[str]:
    spec = reference.spec
    fr = spec.language == "fr"
    yield RULE.say(spec.language)
    yield from _apart([header(column) for column in spec.groups_by])
    for share in spec.shares:
        name = mark_name(share)
        yield name
        if _noisy(reference):
            yield from (name + (LOW_FR if fr else LOW), name + (HIGH_FR if fr else HIGH))
    yield from (UNIT.say(spec.language), UNITS.say(spec.language))
    if reference.privacy:
        yield from ("epsilon", "delta")


def _apart(names: Sequence[str]) -> list[str]:
    """Names of columns that differ, though two of the policy may be written alike once plain."""
    return [f"{name}_{at}" if names.count(name) > 1 else name for at, name in enumerate(names, 1)]


def _row(reference: ReferenceTable, group: Group) -> list[str]:
    language = reference.spec.language
    row = [rule_of(reference, group, language), *group.shown]
    for number, mark in enumerate(group.marks):
        row.append(_written(mark))
        if _noisy(reference):
            row += [_written(end) for end in group.margins[number]] if group.margins else ["", ""]
    row += [reference.spec.unit, str(group.units)]
    if reference.privacy:
        row += [reference.privacy.epsilon, reference.privacy.delta]
    return row


def _noisy(reference: ReferenceTable) -> bool:
    return any(group.margins for group in reference.groups)


def _written(value: Decimal) -> str:
    return format(value, "f")
