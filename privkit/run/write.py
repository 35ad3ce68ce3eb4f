"""Write what a run leaves in staging: outputs or held files, evidence, reports, manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.compare.flat import to_csv
from privkit.engine.fingerprint import fingerprint
from privkit.evidence.asjson import evidence_bytes, to_json
from privkit.evidence.pia import FILE_END, render_pia
from privkit.evidence.record import OutputRecord, RunRecord, Status
from privkit.evidence.report import render
from privkit.policy.model.outputs import Format, Output, Reader
from privkit.run import commit
from privkit.run.existing import EVIDENCE, POLICY_COPY
from privkit.run.identity import policy_bytes
from privkit.run.outputs import (
    both_files,
    comparison_sharing,
    folder_for,
    leaves_at_once,
    safe_path,
)
from privkit.run.publishing import write_beside
from privkit.run.recording import assemble
from privkit.run.since import since_last
from privkit.steps.base import Context, Step
from privkit.values import Outcome
from privkit.words import Language

if TYPE_CHECKING:
    from privkit.run.apply import Order
    from privkit.run.inputs import Input
    from privkit.run.project import Project
    from privkit.run.trial import Judged
    from privkit.steps.walk import Walked

SUFFIXES = {Format.HTML: "html", Format.MARKDOWN: "md", Format.JSON: "json"}


def write_run(
    order: Order,
    inputs: Sequence[Input],
    steps: Sequence[Step],
    walked: Walked,
    judged: Judged,
    context: Context,
    staged: Path,
    run: str,
    key: str,
    started: datetime,
    head: str,
    project: Project,
) -> RunRecord:
    """Fill the staging folder. Outputs are kept only when every condition holds."""
    met = judged.outcome is Outcome.HELD
    outputs = [
        _output(order, o, walked, judged, context, staged, keep=met) for o in order.document.policy.outputs
    ]
    commit.boundary("after outputs")
    if judged.fit is not None and met:
        _write_reference(order, judged, staged)
    status = _status(order, judged.outcome)
    record = assemble(
        order, inputs, steps, walked, judged, context, tuple(outputs), status, run, key, started, head
    )
    record = replace(record, since=since_last(project, order.document.policy, to_json(record)))
    evidence = to_json(record)
    (staged / EVIDENCE).write_bytes(evidence_bytes(record))
    (staged / POLICY_COPY).write_bytes(policy_bytes(order.document))
    write_reports(
        evidence,
        staged,
        order.document.policy.evidence.report,
        order.document.policy.evidence.readers,
        order.document.language,
    )
    commit.boundary("after reports")
    return record


def _status(order: Order, outcome: Outcome) -> Status:
    if outcome is Outcome.FAILED:
        return Status.REFUSED
    if outcome is Outcome.INCONCLUSIVE:
        return Status.INCONCLUSIVE
    policy = order.document.policy
    return Status.RELEASED if all(leaves_at_once(policy, o.sharing) for o in policy.outputs) else Status.HELD


def _output(
    order: Order,
    output: Output,
    walked: Walked,
    judged: Judged,
    context: Context,
    staged: Path,
    *,
    keep: bool,
) -> OutputRecord:
    table = judged.tables[output.name]
    schema, data = walked.flow.final[table], walked.released[table]
    exhibit = next(e for e in judged.exhibits if e.output == output.name)
    sha256, size = "", 0
    if keep:
        path = safe_path(staged / folder_for(order.document.policy, output.sharing), output.file)
        digest = context.engine.write(data, schema, path, "parquet" if path.suffix == ".parquet" else "csv")
        if output.with_ and context.aggregated is not None:
            write_beside(order.document, output, context.aggregated, table, path, order.as_of)
        found = fingerprint(path)
        sha256, size = found.sha256, found.size
    else:
        digest = context.engine.digest(data, schema)
    return OutputRecord(
        name=output.name,
        file=output.file,
        nature=output.nature.value,
        sharing=output.sharing.value,
        qualification=output.qualification.proposed.value,
        qualification_for=output.qualification.for_,
        recipients=output.recipients,
        eliminate_after=output.eliminate_after.words() if output.eliminate_after else None,
        sha256=sha256,
        size=size,
        digest=digest,
        counts=exhibit.after.counts,
        columns=tuple(c.name for c in schema.kept),
    )


def _write_reference(order: Order, judged: Judged, staged: Path) -> None:
    policy = order.document.policy
    assert policy.comparison is not None
    assert judged.fit is not None
    folder, table = staged / folder_for(policy, comparison_sharing(policy)), judged.fit.reference
    for file, text in zip(both_files(policy.comparison.file), (table.to_json(), to_csv(table)), strict=True):
        safe_path(folder, file).write_text(text, encoding="utf-8", newline="\n")


def write_reports(
    evidence: Mapping[str, Any],
    folder: Path,
    formats: Sequence[Format],
    readers: Sequence[Reader],
    language: Language,
) -> list[Path]:
    """One report per reader and format, in the policy's language; the first reader's is called ``report``.

    The PIA file is one for all internal readers; it never exists for the public alone.
    """
    out: list[Path] = []
    for number, reader in enumerate(readers):
        for form in formats:
            suffix = SUFFIXES.get(form)
            if suffix is None:
                continue
            text = render(dict(evidence), format=form.value, reader=reader.value, language=language)
            name = "report" if number == 0 else f"report.{reader.say(language)}"
            path = folder / f"{name}.{suffix}"
            path.write_text(text, encoding="utf-8")
            out.append(path)
    if Format.PIA in formats and set(readers) - {Reader.PUBLIC}:
        path = folder / f"report{FILE_END}"
        path.write_text(render_pia(evidence, language), encoding="utf-8")
        out.append(path)
    return out
