"""Fitting the private generator: what is asked of the data, in the order of the plan."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from privkit.synth.encode import Encoding, encoding_of
from privkit.synth.marginals.answers import Answers, Counts
from privkit.synth.marginals.estimate import Estimate
from privkit.synth.marginals.groups import Grouping, group_values
from privkit.synth.marginals.model import MarginalModel
from privkit.synth.marginals.neighbours import score_sensitivity
from privkit.synth.marginals.noise import IntegerNoise
from privkit.synth.marginals.plan import MarginalPlan, columns_alone, tiers_of, to_find, variables_of
from privkit.synth.marginals.profile import Variable, measure_shape
from privkit.synth.marginals.project import down_the_tiers, to_simplex, total_of
from privkit.synth.marginals.table import Table

_GROUPS, _FOCUS_GROUPS = 16, 20
_LEAST = 1.5  # standard deviations of the noise of marginals that a group must hold
_DOUBT = 3.0  # and, for values that should not be there, of the noise of one count


def fit_marginals(
    frame: pd.DataFrame, plan: MarginalPlan, noise: IntegerNoise, rng: np.random.Generator
) -> MarginalModel:
    """The generator fitted to ``frame``, one row per privacy unit with the columns of the plan's domain.

    Only the answers of the plan, with ``noise``, depend on the data: as zCDP, plan.rho between neighbours of
    plan.neighbours, and plan.delta. The number of rows is not used but through noisy counts, so with noise for
    replaced rows the result is private for rows added or removed as well (both sensitivities are then no
    more). ``rng`` draws what is not secret, and the order of rows means nothing. Values that do not fit the domain
    are clipped, or taken as not known: they raise no error.
    """
    answers = Answers(plan.measurements, noise)
    encodings = tuple(
        encoding_of(a, _found(frame[a.name], answers) if a in to_find((a,)) else ())
        for a in columns_alone(plan.domain)
    )
    shapes = tuple(measure_shape(frame, plan.domain, profile, answers) for profile in plan.domain.profiles)
    variables = [_of_column(frame, encoding) for encoding in encodings]
    for shape in shapes:
        variables += shape.variables(frame)
    groupings = _groupings(variables, plan, answers)
    columns = [g.of_code[v.codes].astype(np.int16) for g, v in zip(groupings, variables, strict=True)]
    table = Table(columns, [g.size for g in groupings])
    estimate = Estimate(
        table, [g.group_counts for g in groupings], answers, score_sensitivity(plan.neighbours), rng
    )
    estimate.grow()
    if plan.focus:
        names = variables_of(plan.domain)
        estimate.focus(tuple(names.index(name) for name in plan.focus))
    estimate.refine(plan.refinements)
    answers.close()
    return MarginalModel(
        plan,
        encodings,
        shapes,
        tuple(groupings),
        tuple(v.hidden for v in variables),
        estimate.population,
        _told(variables, estimate),
    )


def _of_column(frame: pd.DataFrame, encoding: Encoding) -> Variable:
    codes = encoding.encode(frame[encoding.attribute.name])
    name, ordered = encoding.attribute.name, encoding.ordered
    return Variable(name, codes, encoding.size, encoding.known, ordered, tiers_of(encoding), encoding.other)


def _found(column: pd.Series, answers: Answers) -> tuple[str, ...]:
    """The categories of a column that enough units hold."""
    counts = column.dropna().astype(object).value_counts(sort=False)
    texts = np.array([str(value) for value in counts.index], dtype=object)
    order = np.argsort(texts, kind="stable")
    return answers.threshold(texts[order].tolist(), np.asarray(counts, dtype=np.int64)[order])


def _groupings(variables: list[Variable], plan: MarginalPlan, answers: Answers) -> list[Grouping]:
    """One-way counts of every variable, all of one total; values joined where later noise would drown them."""
    asked = [_counted(variable, answers) for variable in variables]
    noisy, variances = [counts[-1] for counts, _ in asked], [told[-1] for _, told in asked]
    total = total_of(noisy, variances)
    least = _LEAST * math.sqrt(answers.sigma_squared_ahead)
    out = []
    for variable, (counts, told) in zip(variables, asked, strict=True):
        likely, variance = to_simplex(counts[-1].astype(np.float64), total), told[-1]
        if variable.ordered:
            known = [
                c[: -(-variable.known // width)].astype(np.float64)
                for c, width in zip(counts, variable.tiers, strict=True)
            ]
            likely[: variable.known] = down_the_tiers(known, told, float(likely[: variable.known].sum()))
        most = _FOCUS_GROUPS if variable.name in plan.focus else _GROUPS
        doubt = _DOUBT * math.sqrt(variance)
        out.append(group_values(likely, variable.known, variable.ordered, least, most, doubt))
    return out


def _counted(variable: Variable, answers: Answers) -> tuple[list[Counts], list[float]]:
    """Noisy counts of a variable: of blocks of its cells, the widest first, and at last of all its codes."""
    exact = np.bincount(variable.codes, minlength=variable.size).astype(np.int64)
    counts, variances = [], []
    for width in variable.tiers:
        blocks = (
            exact
            if width == 1
            else np.add.reduceat(exact[: variable.known], np.arange(0, variable.known, width))
        )
        found, variance = answers.gaussian(blocks)
        counts.append(found)
        variances.append(variance)
    return counts, variances


def _told(variables: list[Variable], estimate: Estimate) -> list[dict[str, object]]:
    """The marginals measured, for the evidence: names and numbers of cells."""
    return [
        {"columns": [variables[v].name for v in key], "cells": estimate.table.cells(key)}
        for key in estimate.measured
    ]
