"""Sensitivities of a query, and events that a ledger can keep."""

import json
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.dp.events import (
    DiscreteGaussian,
    Event,
    Exponential,
    GaussianThreshold,
    Geometric,
    Threshold,
    from_body,
)
from privkit.dp.queries import Query
from privkit.errors import InternalError

FRACTIONS = st.fractions(min_value=F(1, 10**6), max_value=50)
COUNTS = st.integers(1, 10**6)
EVENTS = st.one_of(
    st.builds(Geometric, FRACTIONS, COUNTS, COUNTS),
    st.builds(DiscreteGaussian, FRACTIONS, st.none() | FRACTIONS),
    st.builds(Exponential, FRACTIONS),
    st.builds(Threshold, FRACTIONS, FRACTIONS, COUNTS),
    st.builds(GaussianThreshold, FRACTIONS, FRACTIONS, FRACTIONS),
)


def test_the_sensitivities_of_a_query() -> None:
    query = Query("monthly.volume.sum", 1152, groups=48, per_cell=5000, weight=F(1, 5))
    assert (query.table, query.l1, query.l2_squared) == ("monthly", 240_000, 48 * 5000**2)


@pytest.mark.parametrize(
    "wrong", [{"groups": 0}, {"per_cell": 0}, {"weight": F(0)}, {"weight": F(6, 5)}, {"weight": F(-1)}]
)
def test_a_query_without_a_sensible_sensitivity_is_a_bug(wrong: dict[str, object]) -> None:
    good = {"name": "t.n", "cells": 3, "groups": 1, "per_cell": 1, "weight": F(1)}
    with pytest.raises(InternalError, match="groups and per_cell must be at least 1"):
        Query(**(good | wrong))  # type: ignore[arg-type]


def test_keys_are_selected_by_a_count_of_units() -> None:
    with pytest.raises(InternalError, match="keys are selected by a count of units"):
        Query("t.units", None, 1, 2, F(1), selects=True)


@given(EVENTS)
def test_an_event_reads_back_from_json_exactly(event: Event) -> None:
    body = json.loads(json.dumps(event.to_body()))
    assert from_body(body) == event
    assert not any(isinstance(value, float) for value in body.values())


def test_an_old_event_without_its_shape_is_any_pure_mechanism() -> None:
    assert from_body({"mechanism": "geometric", "epsilon": "1/5"}) == Geometric(F(1, 5), 1, 1)
    assert from_body({"mechanism": "discrete_gaussian", "rho": "1/9"}) == DiscreteGaussian(F(1, 9))


def test_an_event_of_another_kind_is_a_bug() -> None:
    with pytest.raises(InternalError, match="unknown event: laplace"):
        from_body({"mechanism": "laplace", "epsilon": "1"})
