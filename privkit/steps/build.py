"""From the policy to the list of steps that explain, plan and apply all walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from privkit.policy.model.policy import Policy
from privkit.policy.model.pseudonyms import BoundTo
from privkit.policy.model.steps import SUMMARIES, Summary
from privkit.policy.model.steps import Step as Item
from privkit.steps.aggregate.limit import LimitContribution
from privkit.steps.aggregate.step import Aggregate
from privkit.steps.aggregate.wanted import column_of_measure
from privkit.steps.base import Schemas, Spot, Step
from privkit.steps.columns import column_of
from privkit.steps.generalise import Generalise
from privkit.steps.k_anonymous.step import MakeKAnonymous
from privkit.steps.limits import Code, Round
from privkit.steps.link import Link
from privkit.steps.microaggregate import Microaggregate
from privkit.steps.minimise import Minimise
from privkit.steps.noise import AddNoise
from privkit.steps.post_randomise import PostRandomise
from privkit.steps.pseudonymise import Pseudonymise
from privkit.steps.requests import ApplyRequests
from privkit.steps.retention import DropOlderThan
from privkit.steps.rows import KeepRows
from privkit.steps.sample import Sample
from privkit.steps.set_aside import SetAside
from privkit.steps.summarise import Summarise
from privkit.steps.suppress import Suppress
from privkit.steps.suppress_locally import SuppressLocally
from privkit.steps.swap import Swap
from privkit.steps.synthesise.step import Synthesise
from privkit.values import Schema

if TYPE_CHECKING:
    from privkit.policy.reader import Document


def opening_schemas(policy: Policy) -> Schemas:
    """The tables as they come in: declared columns, less those never read, and tables left with none."""
    unit = policy.data.privacy_unit.column
    out: Schemas = {}
    for table, rule in policy.data.tables.items():
        columns = tuple(
            column_of(table, name, column) for name, column in rule.columns.items() if column.read
        )
        if columns:
            out[table] = Schema(columns, unit if any(c.name == unit for c in columns) else None)
    return out


def build_steps(document: Document) -> tuple[Step, ...]:
    """One step per item of ``steps``, in order."""
    policy = document.policy
    return tuple(_build(document, number, item) for number, item in enumerate(policy.steps))


def step_name(item: Item) -> str:
    """The English keyword of an item."""
    return next(name for name in BUILDERS if getattr(item, name) is not None)


def _build(document: Document, number: int, item: Item) -> Step:
    name = step_name(item)
    spot = Spot(document, ("steps", number, name))
    return BUILDERS[name](getattr(item, name), spot, document.policy, number)


def _requests(body: Any, spot: Spot, policy: Policy, number: int) -> Step:
    return ApplyRequests(spot, body.reasons, policy.register_.rights.requests)


def _retention(body: Any, spot: Spot, policy: Policy, number: int) -> Step:
    retention = policy.register_.retention
    return DropOlderThan(spot, body.duration or retention.duration, body.from_ or retention.from_)


def _pseudonymise(body: Any, spot: Spot, policy: Policy, number: int) -> Step:
    bound = policy.policy.version if body.key.bound_to is BoundTo.THIS_VERSION else policy.register_.purpose
    return Pseudonymise(spot, body, bound, policy.policy.name)


def _summarise(body: Any, spot: Spot, policy: Policy, number: int) -> Step:
    needed, later = needed_after(policy, number, body), named_after(policy, number)
    return Summarise(spot, body, policy.data.privacy_unit.name, needed, later)


def _limit(body: Any, spot: Spot, policy: Policy, number: int) -> Step:
    columns = [name for table in policy.data.tables.values() for name in table.columns]
    columns += [rule.as_ for item in policy.steps for rule in (item.generalise or {}).values() if rule.as_]
    year = policy.privacy_budget.each_year_of if policy.privacy_budget else None
    made = [
        item.generalise[year] for item in policy.steps[:number] if item.generalise and year in item.generalise
    ]
    blurred = any(rule.to is None for rule in made)
    return LimitContribution(spot, body, policy.data.privacy_unit.name, year, tuple(columns), blurred)


BUILDERS: dict[str, Callable[[Any, Spot, Policy, int], Step]] = {
    "apply_requests": _requests,
    "drop_older_than": _retention,
    "keep_rows": lambda body, spot, policy, number: KeepRows(spot, body.columns, body.because),
    "pseudonymise": _pseudonymise,
    "link": lambda body, spot, policy, number: Link(spot, body),
    "summarise": _summarise,
    "minimise": lambda body, spot, policy, number: Minimise(spot, body),
    "generalise": lambda body, spot, policy, number: Generalise(spot, body),
    "top_code": lambda body, spot, policy, number: Code(spot, body, "top"),
    "bottom_code": lambda body, spot, policy, number: Code(spot, body, "bottom"),
    "round": lambda body, spot, policy, number: Round(spot, body),
    "suppress": lambda body, spot, policy, number: Suppress(spot, body),
    "make_k_anonymous": lambda body, spot, policy, number: MakeKAnonymous(
        spot, body, policy.data.privacy_unit.name, policy.comparison.groups_by if policy.comparison else ()
    ),
    "suppress_locally": lambda body, spot, policy, number: SuppressLocally(
        spot, body, policy.data.privacy_unit.name
    ),
    "microaggregate": lambda body, spot, policy, number: Microaggregate(
        spot, body, policy.data.privacy_unit.name
    ),
    "swap": lambda body, spot, policy, number: Swap(spot, body, policy.data.privacy_unit.name),
    "add_noise": lambda body, spot, policy, number: AddNoise(spot, body, policy.data.privacy_unit.name),
    "post_randomise": lambda body, spot, policy, number: PostRandomise(
        spot, body, policy.data.privacy_unit.name
    ),
    "sample": lambda body, spot, policy, number: Sample(spot, body, policy.data.privacy_unit.name),
    "limit_contribution": _limit,
    "aggregate": lambda body, spot, policy, number: Aggregate(spot, body, policy, number),
    "set_aside": lambda body, spot, policy, number: SetAside(
        spot, body, policy.data.privacy_unit.name, _noise_follows(policy, number)
    ),
    "synthesise": lambda body, spot, policy, number: Synthesise(spot, body, policy, number),
}


def _noise_follows(policy: Policy, number: int) -> bool:
    """Whether a later step makes rows under differential privacy."""
    later = (item.synthesise for item in policy.steps[number + 1 :])
    return any(rule is not None and rule.privacy_model.differential_privacy is not None for rule in later)


def needed_after(policy: Policy, number: int, summarise: Any) -> frozenset[str]:
    """Columns that must survive a summary: named by a later step, or kept by an earlier ``minimise``."""
    used = {name for summary in summarise.columns.values() for name in _sources(summary)}
    fairness = {name for c in policy.release_only_if if c.fairness for name in c.fairness.by}
    return named_after(policy, number) | (_kept_before(policy, number) - used) | frozenset(fairness - used)


def named_after(policy: Policy, number: int) -> frozenset[str]:
    """Columns that the steps after that number name."""
    return frozenset(name for item in policy.steps[number + 1 :] for name in _named(item))


def _kept_before(policy: Policy, number: int) -> frozenset[str]:
    """Columns the last ``minimise`` before that number kept, under the names they have since."""
    kept: set[str] = set()
    for item in policy.steps[:number]:
        if item.minimise:
            kept = set(item.minimise.keep)
        new = _renamed(item)
        kept = {new.get(name, name) for name in kept}
    return frozenset(kept)


def _renamed(item: Item) -> dict[str, str]:
    if item.pseudonymise:
        return dict(zip(item.pseudonymise.columns, item.pseudonymise.into, strict=False))
    return {old: rule.as_ for old, rule in (item.generalise or {}).items() if rule.as_}


def _sources(summary: Summary) -> list[str]:
    return [name for kind in (*SUMMARIES, "by_date") if (name := getattr(summary, kind)) is not None]


def named_columns(policy: Policy, number: int) -> tuple[str, ...]:
    """The columns the step of that number (from 0) acts on."""
    item = policy.steps[number]
    if item.apply_requests and policy.register_.rights.requests:
        return (policy.register_.rights.requests.column,)
    if item.drop_older_than:
        return (item.drop_older_than.from_ or policy.register_.retention.from_,)
    if swapped := item.microaggregate or item.swap or item.post_randomise:
        return swapped.columns  # and not those it goes by, which stay as they are
    return tuple(_named(item))


def _named(item: Item) -> Iterator[str]:
    """The columns an item of ``steps`` names."""
    body = getattr(item, step_name(item))
    match step_name(item):
        case "minimise":
            yield from body.keep
        case "keep_rows":
            yield from body.columns
        case "pseudonymise":
            yield from body.columns
        case "link":
            yield body.on
        case "summarise":
            yield from (
                str(v) for s in body.columns.values() for v in s.model_dump().values() if isinstance(v, str)
            )
        case "make_k_anonymous":
            yield from body.on
            yield from body.confidential
            if body.l_diversity:
                yield body.l_diversity.column
            if body.population and body.population.weight:
                yield body.population.weight
        case "suppress_locally":
            yield from body.on
        case "add_noise":
            yield from body.columns
        case "microaggregate" | "swap" | "post_randomise":
            yield from (*body.columns, *body.by)
        case "sample":
            yield from body.by
        case "drop_older_than":
            if body.from_:
                yield body.from_
        case "aggregate":
            for table in body.tables.values():
                yield from table.by
                for measure in (*table.measures.values(), *([table.measure] if table.measure else [])):
                    yield from filter(None, [column_of_measure(measure)])
        case "synthesise":
            yield from (*body.domain, *body.keep_together, *filter(None, [body.period]))
        case "apply_requests" | "limit_contribution" | "set_aside":
            return
        case _:
            yield from body
