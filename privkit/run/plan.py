"""``plan``: the schema through every step and the fate of every column; writes nothing.

Files are read in part, but for the columns that go by a hierarchy file: their distinct values are looked for in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from privkit.errors import PolicyError, Problem
from privkit.evidence.record import Journey
from privkit.policy.checks import check_document
from privkit.policy.model.outputs import Output
from privkit.policy.model.policy import Policy
from privkit.policy.repeated import counts_of, folded
from privkit.run.comparing_tables import rows_beneath
from privkit.run.hierarchies import completeness
from privkit.run.identity import code_version, policy_sha256
from privkit.run.inputs import Input, gather
from privkit.run.journey import journeys
from privkit.run.outputs import both_files, comparison_table, folder_for, inside, table_of
from privkit.run.references import reference_fingerprints
from privkit.steps.aggregate.step import Aggregate
from privkit.steps.base import ROW, Schemas, Step
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.walk import Flow, checked_flow, flow
from privkit.values import Schema
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from privkit.policy.reader import Document


def problems_of(document: Document, today: date) -> list[Problem]:
    """Everything ``check`` says: problems of the text, of the register, of roles, of the flow. No data is read."""
    problems = [*document.warnings, *check_document(document, today)]
    found: list[Problem] = []
    last = flow(build_steps(document), opening_schemas(document.policy), found.append)
    problems += folded(dict.fromkeys(found), counts_of(document.policy))
    if not document.policy.steps or not any(s.minimise for s in document.policy.steps):
        problems.append(_no_minimise(document))
    problems += _landing_together(document)
    if not any(p.severity == "error" for p in problems):
        try:
            for number, output in enumerate(document.policy.outputs):
                table_of(document, number, output, last.final)
            if document.policy.comparison:
                comparison_table(document, last.final)
                problems += _one_row_each(document, last)
        except PolicyError as error:
            problems += error.problems
    return sorted(problems, key=lambda p: (p.place.line if p.place else 0, p.code))


def _one_row_each(document: Document, found: Flow) -> list[Problem]:
    """Quantiles of rows are those of units only where a unit has one row."""
    if not any(step.aggregate for step in document.policy.steps):
        return []
    source, rows = rows_beneath(document, found)
    if rows.one_row_per_unit:
        return []
    unit = document.policy.data.privacy_unit.name
    summarise = document.written("summarise")
    return [
        document.problem(
            "PK645",
            ("comparison", "target"),
            Words(
                f"{source} may have several rows for one {unit}, and one {unit} is compared with others",
                f"{source} peut avoir plusieurs lignes pour une même unité ({unit}), et l'on compare une unité aux autres",
            ),
            Words(
                f"add a step {summarise} before the tables are made",
                f"ajoutez une étape {summarise} avant de faire les tableaux",
            ),
        )
    ]


def _landing_together(document: Document) -> list[Problem]:
    """Outputs that are one file once in the run: ``outputs/a.csv`` and ``sorties/a.csv``, or one inside the other."""
    policy = document.policy
    files: list[tuple[tuple[str | int, ...], str]]
    files = [(("outputs", n, "file"), o.file) for n, o in enumerate(policy.outputs)]
    if policy.comparison:
        files.append((("comparison", "file"), policy.comparison.file))
    problems, seen = [], list[PurePosixPath]()
    for number, (path, file) in enumerate(files):
        place = PurePosixPath(str(inside(file)).casefold())
        same = file.casefold() in {other.casefold() for _, other in files[:number]}  # PK603 says so
        if not same and any(place == s or s in place.parents or place in s.parents for s in seen):
            problems.append(_one_file(document, path))
        seen.append(place)
    if policy.comparison:
        other = both_files(policy.comparison.file)[1]
        place = PurePosixPath(str(inside(other)).casefold())
        if any(place == s or s in place.parents or place in s.parents for s in seen[:-1]):
            problems.append(_beside_reference(document, other))
    return problems


def _beside_reference(document: Document, file: str) -> Problem:
    return document.problem(
        "PK814",
        ("comparison", "file"),
        Words(
            f"the reference table is also written as {file}, where another output lands",
            f"la table de référence est aussi écrite dans {file}, où aboutit une autre sortie",
        ),
        Words("give each its own name", "donnez à chacune son nom"),
    )


def _one_file(document: Document, path: tuple[str | int, ...]) -> Problem:
    return document.problem(
        "PK814",
        path,
        Words(
            "two outputs land on the same file of the run",
            "deux sorties aboutissent au même fichier du passage",
        ),
        Words("give each its own name", "donnez à chacune son nom"),
    )


def _no_minimise(document: Document) -> Problem:
    return document.problem(
        "PK725",
        ("steps",),
        Words("nothing says which columns are kept", "rien ne dit quelles colonnes sont gardées"),
        Words(
            "add a step minimise: { keep: … }, each column with its reason",
            "ajoutez une étape minimiser : { garder : … }, chaque colonne avec sa raison",
        ),
        "GDPR 5(1)(c)",
    )


def make_plan(
    document: Document,
    as_of: date,
    frames: Mapping[str, pd.DataFrame] | None = None,
    frozen: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What ``apply`` would do, as JSON values. Raises PolicyError and DataError as ``apply`` would.

    With ``frozen`` (see :mod:`privkit.run.freeze`), the plan may be applied to later deliveries too. Tables with
    noise add ``noise`` (:func:`privkit.steps.aggregate.told.noise_told`) and ``budget``
    (:func:`privkit.run.spending.forecast`).
    """
    errors = [p for p in problems_of(document, date.today()) if p.severity == "error"]
    if errors:
        raise PolicyError(*errors)
    policy = document.policy
    inputs = gather(document, frames)
    references = reference_fingerprints(document)
    steps, opening = build_steps(document), opening_schemas(policy)
    found = checked_flow(steps, opening)
    outputs = [found.final[table_of(document, n, o, found.final)] for n, o in enumerate(policy.outputs)]
    return {
        "plan": 1,
        "policy": policy.policy.name,
        "policy_file": str(document.path),
        "policy_sha256": policy_sha256(document),
        "code_version": code_version(),
        "as_of": as_of.isoformat(),
        **({"frozen": dict(frozen)} if frozen is not None else {}),
        "inputs": [_input(one) for one in inputs],
        "references": [{"file": name, "sha256": digest} for name, digest in references],
        "hierarchies": completeness(document, inputs, opening, found),
        "opening": _schemas(opening),
        "steps": [_step(n, step, found) for n, step in enumerate(steps)],
        "columns": [_column(j) for j in journeys(policy, steps, found, outputs)],
        **_noise(document, steps, found),
        "outputs": [_output(policy, o, s) for o, s in zip(policy.outputs, outputs, strict=True)],
    }


def _noise(document: Document, steps: Sequence[Step], found: Flow) -> dict[str, Any]:
    """The noise of the tables, what they will be worth and what they cost, when there is any."""
    from privkit.run.spending import forecast, spending_of
    from privkit.steps.aggregate.told import noise_told

    folder = document.path.resolve().parent
    for number, step in enumerate(steps):
        if isinstance(step, Aggregate) and (planned := step.noise(found.before[number], folder)):
            settled = step.settled(found.before[number])
            spending = spending_of(document)
            assert spending is not None
            events = tuple(event.to_body() for event in planned.plan.events)
            budget = forecast(document, replace(spending, events=events))
            return {"noise": noise_told(planned, settled, document.policy), "budget": budget}
    return {}


def _input(one: Input) -> dict[str, Any]:
    reading = _reading(one.source.reading)
    return {"table": one.table, "file": one.file, "sha256": one.fingerprint.sha256, "reading": reading}


def _step(number: int, step: Step, found: Flow) -> dict[str, Any]:
    says, after = _both(step.say()), _schemas(found.after[number])
    return {"number": number + 1, "name": step.name, "kind": step.kind, "says": says, "after": after}


def _column(journey: Journey) -> dict[str, Any]:
    return {
        "table": journey.table,
        "column": journey.column,
        "role": journey.role,
        "fate": journey.fate,
        "becomes": list(journey.becomes),
        "done": [_both(words) for words in journey.done],
        "because": journey.because,
    }


def _output(policy: Policy, output: Output, schema: Schema) -> dict[str, Any]:
    return {
        "name": output.name,
        "file": output.file,
        "columns": [c.name for c in schema.kept],
        "sharing": output.sharing.value,
        "goes_to": folder_for(policy, output.sharing),
    }


def _reading(reading: Any) -> dict[str, Any]:
    names = ("format", "encoding", "separator", "decimal", "dates", "compression", "sheet", "header_row")
    return {n: getattr(reading, n) for n in names if getattr(reading, n) is not None} | {
        "notes": [_both(w) for w in reading.notes]
    }


def _schemas(schemas: Schemas) -> dict[str, Any]:
    return {name: _schema(schema) for name, schema in schemas.items()}


def _schema(schema: Schema) -> dict[str, Any]:
    columns = [
        {"name": c.name, "type": c.type.value, "role": c.role.value} for c in schema.kept if c.name != ROW
    ]
    return {"columns": columns, "unit": schema.unit, "one_row_per_unit": schema.one_row_per_unit}


def _both(words: Any) -> dict[str, str]:
    return {"en": words.en, "fr": words.fr}
