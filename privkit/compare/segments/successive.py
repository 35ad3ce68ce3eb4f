"""Whether a reference table may follow the one released before it: the same question, the same bands.

Groups that overlap those of an earlier table without being the same let anyone subtract one from the other, down to the
few households in between: bands are frozen, and only the marks change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from privkit.compare.labels import ALL
from privkit.compare.reference import ReferenceTable
from privkit.compare.spec import ComparisonSpec, FrozenGroup
from privkit.errors import Problem
from privkit.steps.recoding import Recoding
from privkit.words import Words


def refused_after(previous: ReferenceTable, today: ReferenceTable) -> Problem | None:
    """The problem PK558 when ``today`` does not keep the bands of ``previous``, or has a group it had not; None otherwise.

    A table of another quantity, or in another unit, is no successor and is not refused.
    """
    before, now = previous.spec, today.spec
    if (before.target, before.unit) != (now.target, now.unit):
        return None
    if before.groups_by != now.groups_by:
        return _problem(
            Words("other columns make the groups", "d'autres colonnes font les groupes"), previous
        )
    if before.shares != now.shares:
        return _problem(Words("the marks are others", "les repères sont autres"), previous)
    changed = [c for c in now.groups_by if _edges(previous, c) != _edges(today, c)]
    if changed:
        names = ", ".join(changed)
        return _problem(
            Words(f"the bands of {names} are others", f"les tranches de {names} sont autres"), previous
        )
    crossed = {g.labels for g in today.groups} - {g.labels for g in previous.groups}
    if crossed:
        return _problem(
            Words("groups were merged otherwise", "des groupes ont été fusionnés autrement"), previous
        )
    return None


def frozen_by(
    previous: ReferenceTable, spec: ComparisonSpec, chains: Mapping[str, Sequence[Recoding]]
) -> ComparisonSpec:
    """The same comparison in the groups of the table released before, when its bands are still the same.

    A group that no longer holds enough units is then left out, and none is merged otherwise.
    """
    today = replace(
        previous, spec=spec, chains={c: tuple(chains.get(c, ())) for c in spec.groups_by}, groups=()
    )
    if previous.spec.target != spec.target or refused_after(previous, today) is not None:
        return spec
    groups = tuple(
        FrozenGroup(group.labels, tuple(shown == ALL for shown in group.shown)) for group in previous.groups
    )
    return replace(spec, frozen=groups)


def _edges(table: ReferenceTable, column: str) -> list[object]:
    return [recoding.to_json() for recoding in table.chains.get(column, ())]


def _problem(why: Words, previous: ReferenceTable) -> Problem:
    names = ", ".join(previous.spec.groups_by)
    return Problem(
        "PK558",
        Words(
            "this table overlaps the one released before: ", "cette table chevauche celle diffusée avant : "
        )
        + why,
        instead=Words(
            f"keep groups_by: [{names}], the bands and the marks of the earlier release, or withdraw it",
            f"gardez groupes_par: [{names}], les tranches et les repères de la diffusion d'avant, ou retirez-la",
        ),
    )
