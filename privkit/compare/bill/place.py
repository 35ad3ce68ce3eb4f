"""Whether a household can be compared, with whom, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from privkit.compare.bill.household import YEAR_DAYS, Bill, Reason
from privkit.compare.labels import ALL, unit
from privkit.compare.message import State, state_of
from privkit.compare.reference import Group, ReferenceTable
from privkit.compare.spec import ONE_YEAR
from privkit.errors import DataError, Problem
from privkit.steps.recoding import BandRecoding, RangeRecoding, RoundRecoding, apply_chain
from privkit.words import Words


@dataclass(frozen=True)
class Standing:
    """A group and a state, or the reason of none; ``missing`` are the columns to fill in."""

    group: Group | None
    state: State | None
    reason: Reason | None
    missing: tuple[str, ...] = ()


def standing_of(reference: ReferenceTable, bill: Bill) -> Standing:
    """Where a bill stands in a table. DataError PK595 when a column of the groups is not given at all,
    PK579 when the length of the period cannot be held against the table's."""
    reason = before_placing(reference, bill)
    if reason:
        return Standing(None, None, reason)
    columns = reference.spec.groups_by
    absent = [c for c in asked_columns(reference) if c not in bill.home]
    if absent:
        raise DataError(*(missing_column(c) for c in absent))
    labels = tuple(labels_of_values(reference, c, [bill.home.get(c, "")])[0] for c in columns)
    found = placed(reference, labels)
    if found.group is None or found.reason:
        return found
    assert bill.volume is not None
    return Standing(found.group, state_of(found.group, bill.volume), None)


def before_placing(reference: ReferenceTable, bill: Bill) -> Reason | None:
    """A reason that does not depend on the groups: the first of :data:`REASONS` that applies."""
    if bill.volume is None:
        return "no_volume"
    if bill.volume < 0:
        return "negative_volume"
    if bill.objects:
        return "objection"
    if not bill.dwelling:
        return "not_a_dwelling"
    if bill.unit is not None and unit(bill.unit.strip()) != unit(reference.spec.unit):
        return "other_unit"
    if bill.days is None:
        return None
    check_year(reference)
    return (
        "partial_year" if bill.days < YEAR_DAYS[0] else "other_period" if bill.days > YEAR_DAYS[1] else None
    )


def check_year(reference: ReferenceTable) -> None:
    """Days can be held against a table of one year only. DataError PK579 otherwise."""
    over = reference.spec.over
    if over != ONE_YEAR:
        raise DataError(
            Problem(
                "PK579",
                Words(
                    f"the reference table covers “{over.en}”, not one year: days billed cannot be held against it",
                    f"la table de référence couvre « {over.fr} », pas un an : les jours facturés ne s'y rapportent pas",
                ),
                instead=Words(
                    "leave the days out, and bring only bills of the same period",
                    "retirez les jours, et n'apportez que des factures de la même période",
                ),
            )
        )


def check_measure(reference: ReferenceTable, written: str | None, period: str | None) -> None:
    """What the billing run says of itself, against the table. DataError PK579."""
    spec = reference.spec
    problems = []
    if written is not None and unit(written.strip()) != unit(spec.unit):
        problems.append(
            (
                Words(
                    f"the bills are in {written}, the reference table in {spec.unit}",
                    f"les factures sont en {written}, la table de référence en {spec.unit}",
                ),
                Words(f"bring the volumes in {spec.unit}", f"apportez les volumes en {spec.unit}"),
            )
        )
    if period is not None and period.strip() not in (spec.over.en, spec.over.fr):
        problems.append(
            (
                Words(
                    f"the bills cover “{period}”, the reference table “{spec.over.en}”",
                    f"les factures couvrent « {period} », la table de référence « {spec.over.fr} »",
                ),
                Words(
                    "take the reference table of the same period",
                    "prenez la table de référence de la même période",
                ),
            )
        )
    if problems:
        raise DataError(*(Problem("PK579", message, instead=instead) for message, instead in problems))


def asked_columns(reference: ReferenceTable) -> tuple[str, ...]:
    """The columns that tell groups apart."""
    return tuple(c for c in reference.spec.groups_by if reference.labels_of(c))


def labels_of_values(
    reference: ReferenceTable, column: str, values: Sequence[str | None]
) -> list[str | None]:
    """The label of each value of a column, ``*`` when it is not known, None when the table does not know it.

    The same answers as :func:`privkit.compare.place.label_of`, for many values at once.
    """
    known = reference.labels_of(column)
    if not known:
        return [ALL] * len(values)
    chain = reference.chains.get(column, ())
    texts = [(value or "").strip() for value in values]
    given = pd.Series(texts, dtype=object)
    if chain and isinstance(chain[0], BandRecoding | RangeRecoding | RoundRecoding):
        given = pd.Series([text.replace(",", ".") for text in texts], dtype=object)
        numbers = pd.to_numeric(given, errors="coerce")
        labels = apply_chain(chain, given).where(numbers.notna().to_numpy(), None)
    else:
        labels = apply_chain(chain, given)
    last = chain[-1].labels if chain else None
    every = {ALL, *known}
    out: list[str | None] = []
    for text, label in zip(texts, labels.astype(object), strict=True):
        said = None if pd.isna(label) else str(label)
        if not text or text == ALL:
            out.append(ALL)
        elif said is not None and said in known:
            out.append(said)
        elif text in every:
            out.append(text)
        elif said is not None and last is not None and (not last or said in last):
            out.append(said)
        else:
            out.append(None)
    return out


def placed(reference: ReferenceTable, labels: tuple[str | None, ...]) -> Standing:
    """The group of labels, or the reason of none; no state yet."""
    if None in labels:
        return Standing(None, None, "outside_bands")
    group = reference.group_of([str(label) for label in labels])
    if group is None:
        split = asked_columns(reference)
        columns = zip(reference.spec.groups_by, labels, strict=True)
        missing = tuple(c for c, label in columns if label == ALL and c in split)
        return Standing(None, None, "missing" if missing else "too_few", missing)
    return Standing(group, None, None if group.tells else "alike")


def missing_column(column: str) -> Problem:
    """PK595, with the two ways to mend it."""
    return Problem(
        "PK595",
        Words(f"the bills have no column {column}", f"les factures n'ont pas de colonne {column}"),
        instead=Words(
            f"add it, or say which one it is: --columns {column}=…",
            f"ajoutez-la, ou dites laquelle c'est : --columns {column}=…",
        ),
    )
