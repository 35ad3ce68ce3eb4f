"""Try a policy, or variants of one, in memory: nothing is committed, reserved, released or written.

What a trial tells **read the data**, unlike a plan, and nothing of it was paid for: its figures are internal, for those who
may read the data anyway. They are never published, and they lie outside any differential-privacy budget: a noise
tried again and again, and told each time, would hide nobody. A trial draws its own noise, which no run will draw
again. Variants that start with the same steps read the data once.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.engine import open_engine
from privkit.errors import InternalError, PolicyError, PrivkitError
from privkit.evidence.record import OutputMeasures
from privkit.run import spending
from privkit.run.inputs import Input, gather, scan
from privkit.run.noise import noise_events, tables_problems
from privkit.run.plan import problems_of
from privkit.run.previous import earlier_releases, previous_reference
from privkit.run.recording import measures_of
from privkit.run.references import reference_fingerprints
from privkit.run.sampled import fewer_units
from privkit.run.trial import Judged, judge_run
from privkit.steps.base import Context
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.walk import Walked, walk
from privkit.values import StepRecord, Verdict

if TYPE_CHECKING:
    import pandas as pd

    from privkit.engine.protocol import Engine
    from privkit.policy.model.policy import Policy
    from privkit.policy.reader import Document
    from privkit.run.project import Project
    from privkit.run.spending import Spending
    from privkit.steps.aggregate.outcome import Aggregated
    from privkit.steps.base import Schemas, Step, Tables
    from privkit.steps.synthesise.made import Made
    from privkit.steps.walk import Progress

#: What to make of the tables of a trial before they are gone.
Look = Callable[[Judged, Context], Any]
MEMORY = "1GiB"
#: A key for the pseudonyms met on the way: nothing that is told depends on which, and none is read to look.
_NO_KEY = bytes(range(32))


@dataclass(frozen=True)
class Tried:
    """What a policy would do to its data, had it been applied; internal, and outside any budget.

    The tables are gone with the engine: of ``judged.exhibits`` nothing more can be asked, and what the evidence of a
    run would hold of them is in ``measures``, one per output (none when tables are aggregated). ``units_before`` and
    ``units_after`` are the privacy units that the largest output would hold without protection, and holds with it
    (None after: figures of tables, and not units, would leave). ``seconds`` of processor time, reading included.
    ``spending`` is what a run would have reserved of a budget; ``seen`` what ``look`` made of the tables.
    ``sampled``: how many units were drawn of how many, when not all were read.
    """

    document: Document
    judged: Judged
    records: tuple[StepRecord, ...]
    measures: tuple[OutputMeasures, ...]
    units_before: int
    units_after: int | None
    seconds: float
    inputs: tuple[Input, ...]
    spending: Spending | None = None
    aggregated: Aggregated | None = None
    made: Made | None = None
    sampled: tuple[int, int] | None = None
    seen: Any = None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the conditions of the variant say."""
        return self.judged.verdicts


def varied(document: Document, change: Callable[[Policy], Policy]) -> Document:
    """The same document with another policy: ``change`` is given the policy and makes one (``model_copy``).

    The text and its places stay those of the file, so that a problem still points near what was changed; the text no
    longer says what the policy does. Nothing is validated here: :func:`try_policy` checks as ``check`` does.
    """
    return replace(document, policy=change(document.policy))


def try_policy(
    document: Document,
    as_of: date,
    *,
    frames: Mapping[str, pd.DataFrame] | None = None,
    project: Project | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Tried:
    """Read, protect and judge as ``apply`` would, without a key, a ledger, a lock or a file.

    ``frames`` replaces files by data frames, by table name. ``project``: the runs before, which conditions over time
    are judged against; without it there were none. Raises PolicyError and DataError as ``apply`` does.
    """
    found = next(
        try_policies([document], as_of, frames=frames, project=project, today=today, progress=progress)
    )
    if isinstance(found, PrivkitError):
        raise found
    return found


def try_policies(
    documents: Sequence[Document],
    as_of: date,
    *,
    frames: Mapping[str, pd.DataFrame] | None = None,
    project: Project | None = None,
    today: date | None = None,
    progress: Progress | None = None,
    sample: int | None = None,
    look: Look | None = None,
) -> Iterator[Tried | PrivkitError]:
    """:func:`try_policy` for each variant of one policy, in order: what came of it, or the error that stopped it.

    All must have the same section ``data``. The steps that all of them start with, up to the first that protects or
    sets people aside, are done once. ``look`` is called while the tables are still there. ``sample``: at most so many
    units of the source are read, drawn with the seed of the first policy.
    """
    if not documents:
        return
    first = documents[0]
    assert all(one.policy.data == first.policy.data for one in documents)
    wrong = [_problems(one, as_of, today or date.today()) for one in documents]
    if all(wrong):
        yield from (error for error in wrong if error)
        return
    sound = [one for one, error in zip(documents, wrong, strict=True) if error is None]
    with (
        tempfile.TemporaryDirectory(prefix="privkit-") as spill,
        open_engine("duckdb", spill=Path(spill), memory=first.policy.technical.memory or MEMORY) as engine,
    ):
        try:
            start = _started(sound, as_of, engine, frames, progress, sample)
        except PrivkitError as stopped:  # data that fit none of them
            yield from (error or stopped for error in wrong)
            return
        for one, error in zip(documents, wrong, strict=True):
            yield error or _rest(one, start, project, progress, look)


def _problems(document: Document, as_of: date, today: date) -> PrivkitError | None:
    """What would stop ``apply`` before it reads data."""
    wrong = [p for p in problems_of(document, today) if p.severity == "error"]
    try:
        wrong = wrong or tables_problems(document, as_of)
        if not wrong:
            reference_fingerprints(document)
    except PrivkitError as error:
        return error
    return PolicyError(*wrong) if wrong else None


@dataclass(frozen=True)
class _Start:
    """The tables after the steps that all variants share, and what those steps left to the others."""

    number: int
    tables: Tables
    schemas: Schemas
    context: Context
    inputs: tuple[Input, ...]
    records: tuple[StepRecord, ...]
    seconds: float
    sampled: tuple[int, int] | None = None


def _started(
    documents: Sequence[Document],
    as_of: date,
    engine: Engine,
    frames: Mapping[str, pd.DataFrame] | None,
    progress: Progress | None,
    sample: int | None = None,
) -> _Start:
    from privkit.run.apply import refuse_empty

    began = time.process_time()
    document = documents[0]
    opening = opening_schemas(document.policy)
    folder = document.path.resolve().parent
    context = Context(engine, document.policy, document.language, as_of, folder, lambda name: _NO_KEY)
    inputs = gather(document, frames)
    tables = scan(inputs, opening, engine)
    drawn = None
    if sample is not None:
        tables, drawn = fewer_units(tables, opening, engine, sample, document.policy.technical.seed)
    number = _shared([build_steps(one) for one in documents])
    if len(documents) == 1 or not number:
        return _Start(0, tables, opening, context, inputs, (), time.process_time() - began, drawn)
    walked = walk(build_steps(document)[:number], tables, opening, context, progress)
    refuse_empty(walked.records[0].before)
    schemas = walked.flow.final
    kept = {n: engine.checkpoint(t.select(*schemas[n].names)) for n, t in walked.released.items()}
    return _Start(number, kept, schemas, context, inputs, walked.records, time.process_time() - began, drawn)


def _shared(lists: Sequence[Sequence[Step]]) -> int:
    """How many first steps are alike in all, none of which protects anyone or sets people aside."""
    number = 0
    for steps in zip(*lists, strict=False):
        one = steps[0]
        plain = one.kind == "shape" and not getattr(one, "sets_aside", False)
        if not plain or not all(_alike(one, other) for other in steps[1:]):
            break
        number += 1
    return number


def _alike(one: Any, other: Any) -> bool:
    """Whether two steps do the same, wherever they are written. A step that keeps its policy may do anything with it."""
    names = {f.name for f in fields(one)} - {"spot"}
    if type(one) is not type(other) or "policy" in names:
        return False
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _rest(
    document: Document,
    start: _Start,
    project: Project | None,
    progress: Progress | None,
    look: Look | None,
) -> Tried | PrivkitError:
    """The steps of a variant that follow what is shared, and what its conditions say."""
    began = time.process_time()
    try:
        asked = spending.spending_of(document, noise_events)
        context = replace(
            start.context,
            policy=document.policy,
            recodings={name: list(chain) for name, chain in start.context.recodings.items()},
            hierarchies=dict(start.context.hierarchies),
            straddled=dict(start.context.straddled),
            budget=None if asked is None else {**asked.plan(), "notes": []},  # as if it had been reserved
        )
        walked = _walked(build_steps(document), start, context, progress)
        earlier = earlier_releases(project, document) if project else ()
        previous = previous_reference(project, document) if project else None
        judged = judge_run(document, walked, context, earlier, previous)
        measures = () if context.aggregated else measures_of(judged, document)
        seen = look(judged, context) if look else None
    except InternalError:
        raise
    except PrivkitError as error:
        return error
    before, after = _units(judged, walked, context)
    return Tried(
        document, judged, walked.records, measures, before, after,
        start.seconds + time.process_time() - began, start.inputs, asked, context.aggregated, context.made,
        start.sampled, seen,
    )  # fmt: skip


def _walked(steps: Sequence[Step], start: _Start, context: Context, progress: Progress | None) -> Walked:
    from privkit.run.apply import refuse_empty

    walked = walk(steps[start.number :], start.tables, start.schemas, context, progress)
    records = start.records + tuple(replace(r, number=r.number + start.number) for r in walked.records)
    refuse_empty(records[0].before)
    return replace(walked, records=records)


def _units(judged: Judged, walked: Walked, context: Context) -> tuple[int, int | None]:
    """Privacy units of the largest output, before and after; those that tables are about, and None."""
    if context.aggregated is not None:
        told = next(r.before for r in walked.records if r.name == "aggregate")
        return max((c.units or 0 for c in told.values()), default=0), None
    before = max((e.units_before for e in judged.exhibits), default=0)
    return before, max((e.after.units for e in judged.exhibits), default=0)
