"""From a policy's ``comparison`` section and the tables of a run to a reference table and its cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from privkit.compare.cost import Cost, protection_cost, told
from privkit.compare.fit import Fit, fit
from privkit.compare.phrase import Phrase
from privkit.compare.reference import Made, Privacy, ReferenceTable
from privkit.compare.segments.fairness import Told, told_high
from privkit.compare.spec import SPANS, ComparisonSpec
from privkit.policy.model.policy import Policy
from privkit.steps.base import Context
from privkit.steps.recoding import (
    BandRecoding,
    MapRecoding,
    RangeRecoding,
    Recoding,
    apply_chain,
    plain_text,
    written_forms,
)
from privkit.steps.texts import YES_NO
from privkit.values import Schema, Type
from privkit.words import Language

if TYPE_CHECKING:
    from privkit.gates.exhibit import Measured

MOST_UNITS = 5_000_000


def spec_of(policy: Policy, language: Language) -> ComparisonSpec | None:
    """The specification of the comparison, or None when the policy has none."""
    rule = policy.comparison
    if rule is None:
        return None
    marks = rule.marks
    return ComparisonSpec(
        rule.target,
        rule.unit,
        rule.groups_by,
        rule.at_least,
        marks.low,
        marks.middle,
        marks.high,
        rule.round_to,
        language,
        phrases={
            column: Phrase(words.name, words.band, dict(words.values))
            for column, words in rule.phrases.items()
        },
        over=SPANS[rule.over],
        said=rule.service,
    )


def made_by(policy: Policy, as_of: date) -> Made:
    """What a reference table says of where it comes from."""
    period = policy.privacy_budget.period if policy.privacy_budget else ""
    return Made(policy.policy.name, policy.policy.version, as_of.isoformat(), period)


def loss_of_rows(context: Context) -> Privacy | None:
    """The privacy loss of rows that a model made under differential privacy; None of any others."""
    made = context.made
    return Privacy(made.epsilon, made.delta or "0") if made is not None and made.epsilon else None


def reference_of(spec: ComparisonSpec, released: Measured, context: Context) -> tuple[Fit, pd.DataFrame]:
    """The reference table of a protected table, and the frame it was made from."""
    frame = _frame(released, [*spec.groups_by, spec.target])
    frame[list(spec.groups_by)] = frame[list(spec.groups_by)].map(_label)
    chains = chains_of(spec, released.schema, context)
    return fit(frame, spec, orders(chains), chains), frame


def chains_of(spec: ComparisonSpec, schema: Schema, context: Context) -> dict[str, tuple[Recoding, ...]]:
    """The recodings that lead from a raw value to its label; yes or no are read in both languages."""
    out = {c: tuple(context.recodings.get(c, ())) for c in spec.groups_by}
    yes, no = YES_NO[spec.language]
    for column in spec.groups_by:
        if not out[column] and schema[column].type is Type.YES_NO:
            table = {
                form: label for value, label in ((True, yes), (False, no)) for form in written_forms(value)
            }
            out[column] = (MapRecoding(table, (no, yes)),)
    return out


@dataclass(frozen=True)
class Banded:
    """The units of the baseline, once in the bands of comparison themselves, once with the labels protection gives."""

    bands: pd.DataFrame
    placed: pd.DataFrame
    beside: pd.DataFrame  # columns that make no group: fairness is checked by them
    orders: Mapping[str, tuple[str, ...]]
    protected_orders: Mapping[str, tuple[str, ...]]


def banded(
    spec: ComparisonSpec, baseline: Measured, schema: Schema, context: Context, beside: Sequence[str] = ()
) -> Banded:
    """Every unit of the baseline: raw values in the bands the policy generalises to, without removal, capping or
    further merging of labels; and the same rows as protection recodes them. ``schema`` is that of the protected rows.
    Columns ``beside`` that are not in the baseline are left out."""
    raw_names = {c: _raw_name(baseline.schema, schema, c) for c in (*spec.groups_by, spec.target)}
    others = [c for c in dict.fromkeys(beside) if c not in raw_names and c in baseline.schema]
    raw = _frame(baseline, sorted({*raw_names.values(), *others}))
    raw = raw.sort_values(
        list(raw.columns), ignore_index=True
    )  # resamples must not depend on the engine's order
    bands, placed = pd.DataFrame(index=raw.index), pd.DataFrame(index=raw.index)
    chains = chains_of(spec, schema, context)
    for column in spec.groups_by:
        chain = chains[column]
        bands[column] = apply_chain(_unprotected(chain), raw[raw_names[column]]).map(_label)
        placed[column] = apply_chain(chain, raw[raw_names[column]]).map(_label)
    bands[spec.target] = pd.to_numeric(raw[raw_names[spec.target]], errors="coerce").astype(float)
    raw_chains = {c: _unprotected(chain) for c, chain in chains.items()}
    shown = {c: _unprotected(context.recodings.get(c, ())) for c in others}
    held = {c: apply_chain(chain, raw[c]) if chain else raw[c] for c, chain in shown.items()}
    named = {c: bands[c] for c in beside if c in spec.groups_by}
    return Banded(
        bands, placed, pd.DataFrame({**held, **named}, index=raw.index), orders(raw_chains), orders(chains)
    )


def who_is_told_high(
    spec: ComparisonSpec, frame: pd.DataFrame | ReferenceTable, before: Banded
) -> dict[str, tuple[Told, ...]]:
    """For each column beside, the share of its groups that a table, or the one made of rows, tells to be high.

    Every unit of the baseline is told by its own volume, as the billing system does.
    """
    people = before.placed.assign(**{spec.target: before.bands[spec.target]})
    states = told(frame, people, spec, before.protected_orders)
    return {str(name): told_high(states, before.beside[name], spec.language) for name in before.beside}


def cost_of(spec: ComparisonSpec, frame: pd.DataFrame | ReferenceTable, before: Banded, seed: int) -> Cost:
    """Messages changed by protection, over every unit of the baseline: ``frame`` holds the protected rows, or is the
    reference table itself where no row is left."""
    return protection_cost(
        before.bands,
        before.placed,
        frame,
        spec,
        before.orders,
        np.random.default_rng(seed),
        protected_orders=before.protected_orders,
    )


def _unprotected(chain: Sequence[Recoding]) -> tuple[Recoding, ...]:
    """The bands of comparison themselves, without what a search merged."""
    return tuple(r for r in chain if not (isinstance(r, MapRecoding) and r.protects))


def orders_of(spec: ComparisonSpec, context: Context) -> dict[str, tuple[str, ...]]:
    """The same, for the columns of a comparison as protection recodes them."""
    return orders({c: tuple(context.recodings.get(c, ())) for c in spec.groups_by})


def orders(chains: Mapping[str, Sequence[Recoding]]) -> dict[str, tuple[str, ...]]:
    """For each column whose labels have an order, the labels from low to high."""
    out = {}
    for column, chain in chains.items():
        ordered = any(isinstance(r, BandRecoding | RangeRecoding) for r in chain)
        if chain and ordered and chain[-1].labels:
            out[column] = chain[-1].labels
    return out


def _frame(measured: Measured, columns: Sequence[str]) -> pd.DataFrame:
    return measured.engine.collect(measured.table.select(*columns), MOST_UNITS)


def _raw_name(baseline: Schema, schema: Schema, column: str) -> str:
    origin = schema[column].origin
    return next((c.name for c in baseline.columns if c.origin == origin and c.name == column), "") or next(
        c.name for c in baseline.columns if c.origin == origin
    )


def _label(value: Any) -> str | bool | None:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return bool(value) if pd.api.types.is_bool(value) else plain_text(value)  # written in the language later
