"""Put together the record of a run: what reports, the manifest and ``verify`` are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from privkit.compare.segments.quality import weak
from privkit.evidence.asjson import policy_json
from privkit.evidence.record import GroupFigures, InputRecord, OutputMeasures, OutputRecord, RunRecord, Status
from privkit.policy.model.data import TableRule
from privkit.run.identity import code_version, library_versions, policy_sha256
from privkit.run.journey import journeys
from privkit.run.limits import limits
from privkit.run.recording_tables import published_tables
from privkit.steps.base import Context, Step
from privkit.values import Counts
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.compare.cost_between import Subgroup
    from privkit.gates.exhibit import Exhibit
    from privkit.policy.reader import Document
    from privkit.risk.groups import Groups
    from privkit.run.apply import Order
    from privkit.run.inputs import Input
    from privkit.run.trial import Judged
    from privkit.steps.walk import Walked

THRESHOLDS = (2, 3, 5, 10, 11)
BANDS = (1, 2, 5, 11, 20, 50, 100, 200)  # first sizes of the bars of the group-size figure


def _band(low: int, high: int | None) -> str:
    if high is None:
        return f"{low}+"
    return str(low) if low == high else f"{low}–{high}"


def assemble(
    order: Order,
    inputs: Sequence[Input],
    steps: Sequence[Step],
    walked: Walked,
    judged: Judged,
    context: Context,
    outputs: tuple[OutputRecord, ...],
    status: Status,
    run: str,
    key: str,
    started: datetime,
    head: str,
) -> RunRecord:
    """Everything a report may say, from the policy, the walk and the judgement."""
    policy = order.document.policy
    opening = walked.records[0].before if walked.records else {}
    return RunRecord(
        run=run,
        status=status,
        started=started.isoformat().replace("+00:00", "Z"),
        as_of=order.as_of.isoformat(),
        engine=order.engine,
        code_version=code_version(),
        libraries=library_versions(),
        seed=policy.technical.seed,
        policy=policy_json(policy),
        policy_language=order.document.language,
        policy_sha256=policy_sha256(order.document),
        identity=key,
        inputs=tuple(_input(one, policy.data.tables[one.table], opening.get(one.table)) for one in inputs),
        steps=walked.records,
        journeys=journeys(policy, steps, walked.flow, [e.schema for e in judged.exhibits], walked.records),
        measures=() if context.aggregated else measures_of(judged, order.document),
        verdicts=judged.verdicts,
        outputs=outputs,
        reference=_reference(judged),
        cost=cost_json(judged),
        warnings=(*_warnings(order, inputs), *(context.budget["notes"] if context.budget else ())),
        limits=(*limits(policy), *_cut_short(walked)),
        ledger_head=head,
        frozen=order.frozen,
        budget=context.budget,
        tables=published_tables(context.aggregated, steps, walked, outputs, judged.tables),
    )


def _input(one: Input, rule: TableRule, counts: Counts | None) -> InputRecord:
    reading = one.source.reading
    told = {
        "format": reading.format,
        "encoding": reading.encoding,
        "separator": reading.separator,
        "decimal": reading.decimal,
        "dates": reading.dates,
        "compression": reading.compression,
        "sheet": reading.sheet,
    }
    return InputRecord(
        table=one.table,
        file=one.file,
        sha256=one.fingerprint.sha256,
        size=one.fingerprint.size,
        counts=counts or Counts(0),
        reading={k: v for k, v in told.items() if v is not None},
        columns_read=tuple(n for n, c in rule.columns.items() if c.read),
        columns_unread=tuple(n for n, c in rule.columns.items() if not c.read),
        origin={
            "source": rule.origin.source,
            "collection": rule.origin.collection.value,
            "first_purpose": rule.origin.first_purpose,
        },
    )


def measures_of(judged: Judged, document: Document) -> tuple[OutputMeasures, ...]:
    """The groups and the loss of detail of each output; below which sizes units are counted, the policy says."""
    wanted = [c.k_anonymity.at_least for c in document.policy.release_only_if if c.k_anonymity]
    return tuple(_measures(e, sorted(set(wanted))) for e in judged.exhibits)


def _measures(exhibit: Exhibit, ks: Sequence[int]) -> OutputMeasures:
    before = exhibit.groups_before
    on = exhibit.quasi_identifiers
    return OutputMeasures(
        output=exhibit.output,
        before=group_figures(before, on, ks) if before is not None else None,
        after=group_figures(exhibit.groups, on, ks),
        units_before=exhibit.units_before,
        units_after=exhibit.after.units,
        information_loss=exhibit.information_loss,
        loss_by_column=dict(exhibit.loss_by_column),
    )


def group_figures(groups: Groups, on: Sequence[str], wanted: Sequence[int]) -> GroupFigures:
    """The figures a report shows of a set of groups."""
    return GroupFigures(
        units=groups.units,
        groups=groups.classes,
        smallest=groups.smallest,
        unique_units=groups.unique_units,
        units_below=groups.units_below_each(sorted({*THRESHOLDS, *wanted})),
        histogram=tuple((_band(b.low, b.high), b.units) for b in groups.bands(sorted({*BANDS, *wanted}))),
        prosecutor_highest=groups.prosecutor().highest,
        prosecutor_average=groups.marketer,
        on=tuple(on),
    )


def _cut_short(walked: Walked) -> tuple[Words, ...]:
    """What every reader is told of a search that was stopped before its end."""
    return tuple(
        note for r in walked.records if r.changes.figures.get("stopped") for note in r.changes.notes[:1]
    )


def _reference(judged: Judged) -> Mapping[str, Any] | None:
    if judged.fit is None:
        return None
    found = judged.fit
    return {
        "groups": len(found.reference.groups),
        "units": found.units,
        "smallest": found.smallest,
        "no_target": found.no_target,
        "no_group": found.no_group,
        "explained": found.reference.explained,
        **({"privacy": asdict(found.reference.privacy)} if found.reference.privacy else {}),
        **_quality(judged),
    }


def _quality(judged: Judged) -> Mapping[str, Any]:
    """How well the bands foretell the use of units held out, beside one reference for everybody."""
    floor = judged.cost.floor_share if judged.cost else None
    if judged.quality is None:
        return {"quality": None, "weak": weak(None, floor)}
    found = judged.quality
    scores = {
        name: {"pinball": list(one.pinball), "coverage": one.coverage, "explained": one.explained}
        for name, one in (("groups", found.groups), ("one_reference", found.everybody))
    }
    return {"quality": {**scores, "expected_coverage": found.expected}, "weak": weak(found, floor)}


def cost_json(judged: Judged) -> Mapping[str, Any] | None:
    if judged.cost is None:
        return None
    cost = judged.cost
    return {
        "changed": cost.changed.value,
        "changed_low": cost.changed.low,
        "changed_high": cost.changed.high,
        "confidence": cost.changed.confidence,
        "floor": cost.floor_share,
        "no_message": cost.no_message_share,
        "worst_group": _bearer(cost.worst, "changed"),
        "opposite": cost.opposite.value,
        "opposite_low": cost.opposite.low,
        "opposite_high": cost.opposite.high,
        "opposite_floor": cost.opposite_floor,
        "worst_opposite": _bearer(cost.worst_opposite, "opposite"),
        "reference_error": cost.reference_error,
        "reference_error_floor": cost.reference_error_floor,
        "worst_error": _bearer(cost.worst_error, "reference_error"),
        "rank_correlation": cost.rank_correlation,
        "rank_correlation_floor": cost.rank_correlation_floor,
    }


def _bearer(worst: Subgroup | None, measure: str) -> Mapping[str, Any] | None:
    """The group that bears most of one measure."""
    if worst is None:
        return None
    return {"column": worst.column, "label": worst.label, measure: worst.value, "floor": worst.floor}


def _warnings(order: Order, inputs: Sequence[Input]) -> tuple[Words, ...]:
    from datetime import date

    from privkit.policy.checks import check_document

    told = [
        p.message
        for p in check_document(order.document, order.today or date.today())
        if p.severity == "warning"
    ]
    return (*told, *(note for one in inputs for note in one.source.reading.notes))
