"""What the evidence says of each published table: read from what is published, but for its private figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from privkit.evidence.record import FigureRecord, KeyRecord, OutputRecord, TableRecord
from privkit.published import STATUS_WORDS, CellStatus, KeyColumn, MeasureColumn
from privkit.steps.aggregate.outcome import half_widths
from privkit.steps.aggregate.step import Aggregate
from privkit.steps.aggregate.worth import ADDITIVE, WORTH

if TYPE_CHECKING:
    from privkit.policy.model.aggregation import KeyRule
    from privkit.secrecy.protect import Protected
    from privkit.steps.aggregate.outcome import Aggregated, TableOutcome
    from privkit.steps.aggregate.settled import Settled
    from privkit.steps.base import Step
    from privkit.steps.walk import Walked


def published_tables(
    aggregated: Aggregated | None,
    steps: Sequence[Step],
    walked: Walked,
    outputs: Sequence[OutputRecord],
    tables: Mapping[str, str],
) -> tuple[TableRecord, ...]:
    """One record per published table, in the order of the policy. ``tables``: of each output, the table it is made of."""
    if aggregated is None:
        return ()
    number, step = next((n, s) for n, s in enumerate(steps) if isinstance(s, Aggregate))
    settled = step.settled(walked.flow.before[number])
    leaving: dict[str, list[str]] = {}
    for output in outputs:
        leaving.setdefault(tables.get(output.name, ""), []).append(output.name)
    return tuple(
        table_record(name, aggregated, step, settled, leaving.get(name, [])) for name in aggregated.tables
    )


def table_record(
    name: str, aggregated: Aggregated, step: Aggregate, settled: Settled, outputs: Sequence[str]
) -> TableRecord:
    """The record of one table."""
    outcome = aggregated.tables[name]
    published = outcome.published
    spec = next(s for s in settled.specs if s.name == name)
    limits = {"groups": settled.caps.groups_of(spec.by), "rows": settled.caps.rows_in_cell(spec.by)}
    return TableRecord(
        table=name,
        outputs=tuple(outputs),
        protection=published.protection,
        unit=published.unit_name,
        cells=published.cells,
        keys=tuple(_key(key, step.rule.tables[name].by[key.column]) for key in published.keys),
        figures=tuple(_figure(measure, outcome) for measure in published.measures),
        mechanisms=_mechanisms(name, aggregated, step),
        rows=_rows(outcome),
        adds_up=published.adds_up,
        notes=published.notes,
        epsilon=aggregated.asked[0] if aggregated.asked else None,
        delta=aggregated.asked[1] if aggregated.asked else None,
        limits={key: value for key, value in limits.items() if value},
        rules=_rules(aggregated.protected) if aggregated.protected else None,
        private={**outcome.private, **_attacked(aggregated.protected)},
    )


def _key(key: KeyColumn, rule: KeyRule) -> KeyRecord:
    come_from = "list" if rule.known_list else "policy" if rule.values is not None else "range"
    come_from = "private" if rule.chosen_privately else come_from
    return KeyRecord(
        key.name,
        key.column,
        key.kind,
        len(key.values),
        come_from,
        str(rule.known_list) if rule.known_list else "",
    )


def _figure(measure: MeasureColumn, outcome: TableOutcome) -> FigureRecord:
    published = outcome.published
    found = half_widths(outcome, measure.name)
    halves = [half for _, half in found]
    shares = [float(half / abs(value)) for value, half in found if value]
    same = len(set(halves)) == 1
    middle = _exact(median(halves)) if halves else None
    least = WORTH * middle if middle is not None and measure.kind in ADDITIVE else None
    return FigureRecord(
        name=measure.name,
        kind=measure.kind,
        says=measure.says,
        unit=measure.unit,
        decimals=measure.decimals,
        published=sum(value is not None for value in published.frame[measure.name]),
        margin=halves[0] if same else None,
        median=middle,
        worst=max(halves, default=None),
        relative=median(shares) if shares else None,
        least=least,
        covered=published.coverage.get(measure.name),
        of=measure.of,
        status=measure.status or published.status,
    )


def _exact(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _mechanisms(name: str, aggregated: Aggregated, step: Aggregate) -> tuple[str, ...]:
    """The kinds of noise of a table, or the method of secrecy."""
    if aggregated.plan is not None:
        return tuple(dict.fromkeys(p.mechanism for p in aggregated.plan.spent if p.query.table == name))
    return (step.rule.secrecy.method.value,) if step.rule.secrecy else ()


def _rows(outcome: TableOutcome) -> dict[str, int]:
    found = Counter(outcome.published.frame[outcome.published.status])
    told = {status: [words.en, words.fr] for status, words in STATUS_WORDS.items()}
    counts = {s.value: sum(found[word] for word in dict.fromkeys(told[s])) for s in CellStatus}
    return {status: n for status, n in counts.items() if n}


def _rules(protected: Protected) -> dict[str, Any]:
    rules = protected.rules
    return {
        "min_count": rules.min_count,
        "dominance": rules.dominance,
        "dominance_of": rules.dominance_of,
        "p_percent": rules.p_percent,
    }


def _attacked(protected: Protected | None) -> dict[str, Any]:
    """What the attacker that solves for hidden cells got, over all tables together."""
    if protected is None:
        return {}
    return {
        "figures_attacked": protected.audit.checked,
        "figures_found": len(protected.audit.exposed),
        "fewest_cells_hidden": protected.optimal,
    }
