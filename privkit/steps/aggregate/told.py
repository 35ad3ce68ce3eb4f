"""The noise of a release as figures for a plan: what each table will be worth, before anything is spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from privkit.policy.model.aggregation import Mechanism as Written
from privkit.policy.model.policy import Policy
from privkit.steps.aggregate.noise_plan import NoisePlan, with_mechanisms
from privkit.steps.aggregate.settled import Settled
from privkit.steps.aggregate.worth import margin_of, worths

if TYPE_CHECKING:
    from privkit.dp.combine import Answer, Asked
    from privkit.dp.plan import Mechanism


def noise_told(planned: NoisePlan, settled: Settled, policy: Policy) -> dict[str, Any]:
    """The plan of the noise as JSON values: it holds nothing read from data.

    * ``epsilon``, ``delta``: what this release may spend; ``costs``: what its noise costs under ``accounting``;
    * ``unit``: the privacy unit; ``limits``: its caps, as read (``values``: distinct values of a column, ``rows_per``:
      rows for each value of a column, ``groups``, ``rows``, ``totals``: of a column in one cell), absent when not set;
    * ``bounds``: of each column measured, ``[low, high]``; values beyond count as the bound;
    * ``tables``: for each ``table``: ``by``; ``cells`` (null: keys chosen privately); ``groups_per_unit`` and
      ``rows_per_group``; ``mechanism`` and ``chosen`` (``auto``, ``policy``, or ``no_delta`` where only one is left);
      ``answers``: each noisy vector with its exact ``scale`` or ``sigma_squared``, ``weight``, and ``margin_95``
      (``margin_of``: ``cell``, or ``cumulated_count`` for bins that are only read below an edge: the widest);
      ``figures`` (see :func:`privkit.steps.aggregate.worth.worths`); ``other``: the other mechanism and the same
      figures under it, all else equal, null where there is no choice;
    * ``more_budget``: the same figures by table at a quarter, half, once, twice and four ``times`` the epsilon, same
      mechanisms.

    Numbers are exact text.
    """
    return {
        "epsilon": str(planned.epsilon),
        "delta": str(planned.delta),
        "costs": {"epsilon": str(planned.plan.epsilon), "delta": str(planned.plan.delta)},
        "accounting": planned.plan.accounting,
        "unit": settled.settings.unit_name,
        "limits": _limits(settled),
        "bounds": _bounds(settled),
        "tables": [_table(number, planned, settled, policy) for number in range(len(planned.asked))],
        "more_budget": more_budget(planned, settled),
    }


def _limits(settled: Settled) -> dict[str, Any]:
    caps = settled.caps
    told: dict[str, Any] = {
        "values": dict(caps.values),
        "rows_per": dict(caps.rows_per),
        "groups": caps.groups,
        "rows": caps.rows,
        "totals": {column: str(total) for column, total in caps.totals.items()},
    }
    return {key: value for key, value in told.items() if value}


def _bounds(settled: Settled) -> dict[str, list[str]]:
    measures = [m for spec in settled.specs for m in spec.measures]
    return {
        m.column: [str(m.low), str(m.high)]
        for m in measures
        if m.column is not None and m.low is not None and m.high is not None
    }


def _table(number: int, planned: NoisePlan, settled: Settled, policy: Policy) -> dict[str, Any]:
    asked, spec = planned.asked[number], settled.specs[number]
    mechanism = planned.mechanisms[spec.name]
    return {
        "table": spec.name,
        "by": list(spec.by),
        "cells": asked.table.cells,
        "groups_per_unit": asked.table.groups,
        "rows_per_group": asked.table.rows_per_group,
        "mechanism": mechanism,
        "chosen": _chosen(planned, spec.mechanism),
        "answers": [_answer(one, asked, planned) for one in asked.answers],
        "figures": _figures(number, planned, settled),
        "other": _other(number, mechanism, planned, settled),
    }


def _chosen(planned: NoisePlan, written: Written) -> str:
    if not planned.delta:
        return "no_delta"
    return "auto" if written is Written.AUTO else "policy"


def _answer(one: Answer, asked: Asked, planned: NoisePlan) -> dict[str, Any]:
    noise, cumulated = planned.plan.of(one.query.name), only_cumulated(one, asked)
    return {
        "answer": one.query.name,
        "mechanism": noise.mechanism,
        "scale": str(noise.scale) if noise.scale is not None else None,
        "sigma_squared": str(noise.sigma_squared) if noise.sigma_squared is not None else None,
        "weight": str(one.query.weight),
        "margin_95": str(margin_of(noise, one, cumulated)),
        "margin_of": "cumulated_count" if cumulated else "cell",
    }


def only_cumulated(one: Answer, asked: Asked) -> bool:
    """Whether bins are read as a cumulated histogram only, by quantiles: nobody is shown one bin."""
    from privkit.dp.measures.histogram import Histogram

    if one.strategy is None:
        return False
    readers = [m for m, needs in zip(asked.measures, asked.wanted, strict=True) if one.need in needs]
    return not any(isinstance(m, Histogram) for m in readers)


def _figures(number: int, planned: NoisePlan, settled: Settled) -> list[dict[str, Any]]:
    spec, asked = settled.specs[number], planned.asked[number]
    layout = settled.layouts[spec.name]
    units = [next((f.unit for f in layout.figures if f.spec == m), "") for m in spec.measures]
    found = worths(spec.measures, asked, planned.plan)
    return [one | {"unit": unit} for one, unit in zip(found, units, strict=True)]


def _other(number: int, mechanism: Mechanism, planned: NoisePlan, settled: Settled) -> dict[str, Any] | None:
    """The same figures if this table alone had the other noise; None where there is no choice."""
    asked = planned.asked[number]
    if not planned.delta or any(query.selects for query in asked.queries):
        return None
    other: Mechanism = "geometric" if mechanism == "discrete_gaussian" else "discrete_gaussian"
    again = with_mechanisms(planned, settled, {**planned.mechanisms, asked.table.name: other})
    return {"mechanism": other, "figures": _figures(number, again, settled)}


def more_budget(planned: NoisePlan, settled: Settled) -> list[dict[str, Any]]:
    """The figures of every table at a quarter, half, once, twice and four times the budget, same mechanisms."""
    from privkit.dp.calibrate import plan_release
    from privkit.dp.curve import STEPS

    queries = [q for asked in planned.asked for q in asked.queries]
    known: Mapping[str, Any] = planned.mechanisms
    out = []
    for step in STEPS:
        epsilon = planned.epsilon * step
        plan = planned.plan
        if step != 1:
            plan = plan_release(queries, epsilon, planned.delta, plan.accounting, known)
        again = replace(planned, plan=plan)
        tables = {spec.name: _figures(n, again, settled) for n, spec in enumerate(settled.specs)}
        out.append({"epsilon": str(epsilon), "times": str(step), "tables": tables})
    return out
