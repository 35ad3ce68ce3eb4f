"""Tables released before about the same people: what they and this release tell together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from privkit.gates.base import Trial
from privkit.policy.model.table_conditions import DifferenceWithPrevious
from privkit.published import STATUS_WORDS, CellStatus
from privkit.steps.base import counted
from privkit.values import Outcome, Verdict
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from privkit.secrecy.cells import Cells
    from privkit.secrecy.differencing import Difference, Differences
    from privkit.secrecy.protect import Protected

_PUBLISHED = frozenset(STATUS_WORDS[CellStatus.PUBLISHED].say(language) for language in ("en", "fr"))


@dataclass(frozen=True)
class EarlierTable:
    """One table of an earlier release, as it was published: all text.

    ``keys``: column of the policy → published column; ``figures``: (kind, column measured) → published column and
    the column of its status.
    """

    keys: Mapping[str, str]
    figures: Mapping[tuple[str, str | None], tuple[str, str]]
    frame: pd.DataFrame


@dataclass(frozen=True)
class Earlier:
    """The tables of one earlier release."""

    run: str
    tables: tuple[EarlierTable, ...]


def judge(rule: DifferenceWithPrevious, trial: Trial) -> list[Verdict]:
    """The differences of this release with each earlier one, for groups of few units."""
    if trial.aggregated is None or trial.aggregated.protected is None:
        return []
    made = trial.aggregated.protected
    found: list[Difference] = []
    compared, skipped = 0, 0
    for release in trial.earlier:
        for cells, frames in _comparable(made.cells, release):
            one = _differences(made, cells, frames, rule.at_least)
            found += one.exposed
            compared += one.compared
        skipped += sum(not _levels(made.cells, table) for table in release.tables)
    smallest = min((one.units for one in found), default=0)
    return [_verdict(rule, trial, found, compared, skipped, smallest)]


def _differences(made: Protected, cells: Cells, frames: Sequence[pd.DataFrame], at_least: int) -> Differences:
    from privkit.secrecy.differencing import differences, previous_of

    rules = replace(made.rules, min_count=at_least)
    return differences(cells, made.secret, rules, previous_of(cells, frames))


def _comparable(cells: Cells, release: Earlier) -> Iterator[tuple[Cells, list[pd.DataFrame]]]:
    """The earlier tables by the measures they share with today's, and today's cells with those measures only."""
    groups: dict[tuple[str, ...], list[EarlierTable]] = {}
    for table in release.tables:
        names = tuple(f.measure.name for f in cells.figures if _published(table, f.measure.name))
        if _levels(cells, table) and (names or ("count_units", None) in table.figures):
            groups.setdefault(names, []).append(table)
    for names, tables in groups.items():
        kept = replace(cells, figures=tuple(f for f in cells.figures if f.measure.name in names))
        yield kept, [_frame(table, names) for table in tables]


def _levels(cells: Cells, table: EarlierTable) -> bool:
    """Whether every key of an earlier table is one of today's."""
    today = {level for dimension in cells.dimensions for level in dimension.levels}
    return set(table.keys) <= today


def _published(table: EarlierTable, name: str) -> tuple[str, str] | None:
    """The columns of an earlier table that hold a sum, by the name it has in the cells of today: column|precision."""
    column = name.split("|")[0]
    kind = ("count_rows", None) if column == "_privkit_one" else ("sum", column)
    return table.figures.get(kind)


def _frame(table: EarlierTable, names: Sequence[str]) -> pd.DataFrame:
    """An earlier table in whole steps, under the names of today. A cell is published when all its figures are."""
    import pandas as pd

    source = table.frame
    out: dict[str, Any] = {}
    for column, published in table.keys.items():
        out[column] = source[published].astype(str)
    wanted = {name: _published(table, name) for name in names}
    if units := table.figures.get(("count_units", None)):
        wanted["units"] = units
    shown = pd.Series(True, index=source.index)
    for name, found in wanted.items():
        assert found is not None
        figure, status = found
        here = source[status].isin(_PUBLISHED)
        shown &= here
        step = Decimal(name.split("|")[1]) if "|" in name else Decimal(1)
        out[name] = [int(Decimal(v) / step) if ok else 0 for v, ok in zip(source[figure], here, strict=True)]
    out["cell_status"] = ["published" if ok else "secret" for ok in shown]
    return pd.DataFrame(out)


def _verdict(
    rule: DifferenceWithPrevious,
    trial: Trial,
    found: Sequence[Difference],
    compared: int,
    skipped: int,
    smallest: int,
) -> Verdict:
    releases = len(trial.earlier)
    if not releases:
        measured = Words(
            "no earlier release about these people", "aucune diffusion antérieure sur ces personnes"
        )
    else:
        cells, before = counted(compared, "cell").en, counted(releases, "earlier release").en
        cases, avant = counted(compared, "case").fr, counted(releases, "diffusion").fr
        measured = Words(
            f"{cells} compared with {before}; figures that tell of too few units: {len(found)}",
            f"{cases} à rapprocher de {avant} d'avant ; chiffres qui parlent de trop peu d'unités : {len(found)}",
        )
    note = None
    if skipped:
        note = Words(
            f"{skipped} earlier tables are cut otherwise and were not compared",
            f"{skipped} tableaux antérieurs découpés autrement n'ont pas été rapprochés",
        )
    return Verdict(
        "difference_with_previous_release",
        rule.output or "",
        Outcome.FAILED if found else Outcome.INCONCLUSIVE if skipped else Outcome.HELD,
        measured,
        Words(f"none of fewer than {rule.at_least}", f"aucune de moins de {rule.at_least}"),
        {
            "releases": releases,
            "compared": compared,
            "exposed": len(found),
            "smallest": smallest,
            "not_compared": skipped,
        },
        because=rule.because,
        nearest=Words(
            "figures of a later period only, or wider cells",
            "les chiffres d'une période suivante seulement, ou des cases plus larges",
        )
        if found
        else None,
        note=note,
    )
