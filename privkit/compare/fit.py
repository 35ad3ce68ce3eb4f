"""Make the reference-household table from one row per privacy unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from privkit.compare.grid import Axis, axes_for, cells_of, encode
from privkit.compare.labels import ALL, percent, show_run, show_set
from privkit.compare.marks import MOST_HELD, as_floats, explained, group_marks, grouped, may_be_told
from privkit.compare.partition import Part, groups_of
from privkit.compare.reference import Group, Made, Privacy, ReferenceTable
from privkit.compare.spec import ComparisonSpec
from privkit.errors import DataError, Problem, nearest
from privkit.steps.recoding import Recoding
from privkit.words import Language, Words

LEAST_EXPLAINED = 0.05  # under this, a comparison would rest on chance


@dataclass(frozen=True)
class Fit:
    """A reference table and exact counts, which stay inside: they are not part of what leaves. Of a table made with
    noise, all are noisy."""

    reference: ReferenceTable
    units: int  # behind the marks
    no_target: int  # left out: the target is missing
    no_group: int  # left out: a label not known, with too few units like it
    smallest: int  # units of the smallest group

    def by(self, made: Made, privacy: Privacy | None = None) -> Fit:
        """The same, saying where it comes from, and the privacy loss of the rows it was made from, if any."""
        known = self.reference.privacy or privacy
        return replace(self, reference=replace(self.reference, made=made, privacy=known))


def fit_reference(
    table: pd.DataFrame,
    spec: ComparisonSpec,
    orders: Mapping[str, Sequence[str]],
    chains: Mapping[str, Sequence[Recoding]],
) -> ReferenceTable:
    """The reference table of ``table``: one row per privacy unit, labels as text, the target as a number.

    ``orders`` gives the labels of a column from low to high: only neighbours are merged. ``chains`` are
    the recodings that made the labels. DataError PK562 (columns missing, or too few units), PK563 (the
    groups explain too little).
    """
    return fit(table, spec, orders, chains).reference


def fit(
    table: pd.DataFrame,
    spec: ComparisonSpec,
    orders: Mapping[str, Sequence[str]],
    chains: Mapping[str, Sequence[Recoding]],
) -> Fit:
    """``fit_reference`` with its exact counts."""
    _check_columns(table, spec)
    target = as_floats(table[spec.target])
    present = ~np.isnan(target)
    table, target = table[present], target[present]
    axes = axes_for(table, spec, orders)
    cells = cells_of(encode(table, axes, spec.language), axes)
    found = groups_of(cells.codes, cells.counts(), axes, spec)
    if not found.groups:
        raise DataError(too_few(spec))
    data = grouped(found.of_cell[cells.of_row], target, len(found.groups))
    share = explained(data)
    refuse_unexplained(spec, share)
    told = may_be_told(data)
    if not told.any():
        raise DataError(_all_dominated(spec))
    marks = group_marks(data, spec.shares, spec.round_to)
    kept = [
        group_of(parts, axes, spec.language, marks[n], int(data.sizes[n]))
        for n, parts in enumerate(found.groups)
        if told[n]
    ]
    units = int(data.sizes[told].sum())
    return Fit(
        table_of(spec, kept, chains, share, units),
        units=units,
        no_target=int((~present).sum()),
        no_group=len(target) - units,
        smallest=int(data.sizes[told].min()),
    )


def table_of(
    spec: ComparisonSpec,
    groups: Sequence[Group],
    chains: Mapping[str, Sequence[Recoding]],
    share: float,
    units: int,
    privacy: Privacy | None = None,
) -> ReferenceTable:
    """Groups and what is told of them together, ``share`` being that of the differences they explain."""
    return ReferenceTable(
        spec,
        tuple(groups),
        {column: tuple(chains.get(column, ())) for column in spec.groups_by},
        Decimal(str(share)).quantize(Decimal("0.001"), rounding=ROUND_DOWN),
        units // 10 * 10,
        privacy=privacy,
    )


def group_of(
    parts: Sequence[Part],
    axes: Sequence[Axis],
    language: Language,
    marks: Sequence[Decimal],
    size: int,
    margins: tuple[tuple[Decimal, Decimal], ...] = (),
) -> Group:
    """A group as it is published."""
    low, middle, high = marks
    return Group(
        labels=tuple(_members(part, axis) for part, axis in zip(parts, axes, strict=True)),
        shown=tuple(_shown(part, axis, language) for part, axis in zip(parts, axes, strict=True)),
        low=low,
        middle=middle,
        high=high,
        units=size // 10 * 10,
        margins=margins,
    )


def _members(part: Part, axis: Axis) -> tuple[str, ...]:
    return tuple(axis.labels[code] for code in part.members)


def _shown(part: Part, axis: Axis, language: Language) -> str:
    if part.whole or len(axis.labels) == 1:
        return ALL
    labels = _members(part, axis)
    run = part.members[-1] < axis.ordered
    return show_run(labels, language) if run else show_set(labels, language)


def _check_columns(table: pd.DataFrame, spec: ComparisonSpec) -> None:
    missing = [c for c in (*spec.groups_by, spec.target) if c not in table.columns]
    if not missing:
        return
    problems = []
    for column in missing:
        guess = nearest(column, [str(c) for c in table.columns]) or ", ".join(map(str, table.columns))
        message = Words(
            f"the table to compare has no column {column}", f"la table à comparer n'a pas de colonne {column}"
        )
        problems.append(Problem("PK562", message, instead=Words(f"write {guess}", f"écrivez {guess}")))
    raise DataError(*problems)


def refuse_unexplained(spec: ComparisonSpec, share: float) -> None:
    """DataError PK563 when the groups explain too little."""
    if share < LEAST_EXPLAINED:
        raise DataError(_explains_nothing(spec, share))


def too_few(spec: ComparisonSpec) -> Problem:
    """PK562: no group at all."""
    return Problem(
        "PK562",
        Words(
            f"too few units have a {spec.target} to make one group of {spec.at_least}",
            f"trop peu d'unités ont une valeur de {spec.target} pour faire un groupe de {spec.at_least}",
        ),
        instead=Words(
            "take more households, or drop the section comparison",
            "prenez davantage de foyers, ou retirez la section comparaison",
        ),
    )


def _all_dominated(spec: ComparisonSpec) -> Problem:
    most = (
        percent(Fraction(MOST_HELD).limit_denominator(100), "en"),
        percent(Fraction(MOST_HELD).limit_denominator(100), "fr"),
    )
    return Problem(
        "PK562",
        Words(
            f"in every group one unit holds over {most[0]} of {spec.target}, or nearly all have the same value: "
            "marks would tell of them",
            f"dans chaque groupe, une unité tient plus de {most[1]} de {spec.target}, ou presque toutes ont la même "
            "valeur : les repères parleraient d'elles",
        ),
        instead=Words(
            "cap the quantity (top_code), or drop the section comparison",
            "plafonnez la grandeur (plafonner), ou retirez la section comparaison",
        ),
    )


def _explains_nothing(spec: ComparisonSpec, share: float) -> Problem:
    said = Fraction(round(share * 100), 100)
    names = ", ".join(spec.groups_by)
    least = Fraction(LEAST_EXPLAINED).limit_denominator(100)
    return Problem(
        "PK563",
        Words(
            f"the bands of {names} explain almost nothing ({percent(said, 'en')} of the differences in {spec.target}; "
            f"at least {percent(least, 'en')} is needed): comparing would mislead",
            f"les tranches de {names} n'expliquent presque rien ({percent(said, 'fr')} des écarts de {spec.target} ; "
            f"il en faut au moins {percent(least, 'fr')}) : comparer induirait en erreur",
        ),
        instead=Words(
            "choose other columns in groups_by, or drop the section comparison",
            "choisissez d'autres colonnes dans groupes_par, ou retirez la section comparaison",
        ),
    )
