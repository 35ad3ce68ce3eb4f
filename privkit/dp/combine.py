"""All the measures of one table together: what is asked once, and who pays for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from privkit.dp.codes_measures import misuse, wrong_policy
from privkit.dp.contribution import Need, Table, per_cell, units
from privkit.dp.fixed_point import LARGEST, FixedPoint, too_large
from privkit.dp.measures.base import Given, Measure
from privkit.dp.measures.count import Count
from privkit.dp.measures.mean import Mean
from privkit.dp.plan import Mechanism
from privkit.dp.queries import Query
from privkit.dp.strategy import Strategy, best, flat
from privkit.words import Words


@dataclass(frozen=True)
class Answer:
    """One noisy vector of a table: what is exact, how bins are asked, and the query to plan.

    The vector has one integer per cell, or one row of integers per cell where there is a ``strategy``.
    """

    need: Need
    query: Query
    strategy: Strategy | None = None


@dataclass(frozen=True)
class Asked:
    """Everything one table asks. ``wanted``: the needs of each measure, in the measure's own order."""

    table: Table
    measures: tuple[Measure, ...]
    wanted: tuple[tuple[Need, ...], ...]
    answers: tuple[Answer, ...]

    @property
    def queries(self) -> tuple[Query, ...]:
        """What to plan noise for: the weights add up to those of the measures (and of the keys)."""
        return tuple(answer.query for answer in self.answers)

    @property
    def needs(self) -> dict[str, Need]:
        """The exact answers to compute, by name of query."""
        return {answer.query.name: answer.need for answer in self.answers}


def combine(
    table: Table,
    asks: Sequence[tuple[Measure, Fraction]],
    mechanism: Mechanism | None = None,
    keys: Fraction | None = None,
) -> Asked:
    """The unique queries of a table whose measures bring each a share of the release's budget.

    Measures that need the same exact answer share it and add their weights: a measure may weigh 0 when
    others pay for all it needs (a mean beside a sum and a count). ``mechanism`` is the noise of the table,
    None while it is to be chosen: bins are then asked one by one; combine again once it is known. ``keys``:
    the share that chooses keys privately; the count of units that chooses them is the one published.

    Raises PolicyError: nothing pays for an answer (PK550); sums too large to be exact (PK546).
    """
    if table.cells is None and not keys:
        raise _unpaid(f"{table.name}.units", Count("units", "units"))
    if table.cells is not None and keys is not None:
        raise misuse(Words("public keys are not chosen", "des clés publiques ne se choisissent pas"))
    given = _given(asks, mechanism)
    parts = [measure.parts(table, given, weight) for measure, weight in asks]
    paid: dict[Need, Fraction] = {units(): keys} if keys is not None else {}
    cumulated: dict[Need, list[bool]] = {}
    for (_, weight), row in zip(asks, parts, strict=True):
        for part in row:
            paid[part.need] = paid.get(part.need, Fraction(0)) + weight * part.share
            cumulated.setdefault(part.need, []).append(part.cumulated)
    for (measure, _), row in zip(asks, parts, strict=True):
        for part in row:
            if paid[part.need] <= 0:
                raise _unpaid(f"{table.name}.{part.need.label}", measure)
    names = _names(table.name, list(paid))
    answers = tuple(
        _answer(table, need, weight, name, mechanism, all(cumulated.get(need, [])), keys is not None)
        for (need, weight), name in zip(paid.items(), names, strict=True)
    )
    needs = tuple(tuple(part.need for part in row) for row in parts)
    return Asked(table, tuple(measure for measure, _ in asks), needs, answers)


def _given(asks: Sequence[tuple[Measure, Fraction]], mechanism: Mechanism | None) -> Given:
    counts: dict[str | None, Fraction] = {}
    means: dict[FixedPoint, Fraction] = {}
    for measure, weight in asks:
        if weight < 0:
            raise misuse(Words("a negative weight", "un poids négatif"))
        if isinstance(measure, Count) and measure.of == "rows":
            counts[measure.column] = counts.get(measure.column, Fraction(0)) + weight
        if isinstance(measure, Mean):
            means[measure.bounds] = means.get(measure.bounds, Fraction(0)) + weight
    return Given(counts, means, mechanism)


def _answer(
    table: Table,
    need: Need,
    weight: Fraction,
    name: str,
    mechanism: Mechanism | None,
    cumulated: bool,
    private: bool,
) -> Answer:
    most = per_cell(need, table)
    if need.kind != "bins":
        selects = private and need == units()
        return Answer(need, Query(name, table.cells, table.groups, most, weight, selects))
    strategy = best(need.bins, mechanism, need.lower >= 0) if cumulated else flat(need.bins)
    if strategy.l1 * table.at_most_rows >= LARGEST:
        raise too_large(name)
    # Integer coefficients are never above their square, so this many groups of ``most`` bound the L1 change
    # too; the L2 change is exact.
    groups = table.groups * strategy.l2_squared
    cells = None if table.cells is None else table.cells * len(strategy.matrix)
    return Answer(need, Query(name, cells, groups, most, weight), strategy)


def _names(table: str, needs: Sequence[Need]) -> Iterator[str]:
    """Names of queries; a second answer of the same kind and column (other bounds) is numbered."""
    seen: dict[str, int] = {}
    for need in needs:
        seen[need.label] = seen.get(need.label, 0) + 1
        number = seen[need.label]
        yield f"{table}.{need.label}" + (f".{number}" if number > 1 else "")


def _unpaid(answer: str, measure: Measure) -> Exception:
    return wrong_policy(
        "PK550",
        Words(
            f"{answer}: no share of the budget pays for it, and {measure.name} needs it",
            f"{answer} : aucune part du budget ne le paie, et {measure.name} en a besoin",
        ),
        Words(
            "give a weight to this measure, or to a count and a sum of the same column",
            "donnez un poids à cette mesure, ou à un compte et à une somme de la même colonne",
        ),
    )


def by_name(asked: Sequence[Asked]) -> Mapping[str, Answer]:
    """The answers of several tables by name of query."""
    return {answer.query.name: answer for one in asked for answer in one.answers}
