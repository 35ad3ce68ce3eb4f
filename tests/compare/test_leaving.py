"""One household leaves between two tables: the marks without it, the attack, and bands that must not move."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.compare.fit import fit, fit_reference
from privkit.compare.reference import ReferenceTable
from privkit.compare.segments.leaving import leaving_of, marks_without
from privkit.compare.segments.successive import frozen_by, refused_after
from privkit.steps.bands import read_bands

from .conftest import CHAINS, ORDERS, a_city, a_spec

SHARES = [Fraction(1, 5), Fraction(1, 2), Fraction(4, 5)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=3, max_size=40), st.sampled_from(SHARES))
def test_marks_without_each_are_those_of_the_others(drawn: list[int], share: Fraction) -> None:
    values = np.sort(np.array(drawn, dtype=np.float64))
    found = marks_without(values, share, None)
    for place in range(len(values)):
        others = np.delete(values, place)
        assert found[place] == pytest.approx(np.quantile(others, float(share)), abs=1e-9)


def test_exact_marks_give_more_away_than_rounded_ones(city: pd.DataFrame) -> None:
    found = leaving_of(city, a_spec(round_to="5"), ORDERS, np.random.default_rng(1))
    assert found is not None
    assert found.exact.gain.low > 0.02  # the attack works where it should
    assert found.everybody.gain.value < found.exact.gain.value / 2
    assert found.everybody.units == len(city)
    assert 0.05 < found.everybody.blind < 0.25
    assert found.everybody.attack - found.everybody.blind == pytest.approx(found.everybody.gain.value)
    assert found.small is not None


def test_marks_that_never_move_give_nothing_away(city: pd.DataFrame) -> None:
    found = leaving_of(city, a_spec(round_to="1000"), ORDERS, np.random.default_rng(1))
    assert found is not None
    assert found.everybody.attack == found.everybody.blind
    gain = found.everybody.gain
    assert (gain.value, gain.low) == (0.0, -gain.high)
    assert 0 < gain.high < 0.01


def test_too_few_units_have_no_group_to_leave() -> None:
    assert leaving_of(a_city(20), a_spec(), ORDERS, np.random.default_rng(1)) is None


def test_the_same_bands_may_follow(reference: ReferenceTable, city: pd.DataFrame) -> None:
    moved = tuple(
        replace(g, low=g.low + 5, middle=g.middle + 5, high=g.high + 5, units=g.units + 10)
        for g in reference.groups
    )
    assert refused_after(reference, replace(reference, groups=moved)) is None
    assert refused_after(reference, reference) is None
    other = replace(reference, spec=replace(reference.spec, target="volume_2026"))
    assert refused_after(reference, other) is None  # another question


def test_bands_that_move_are_refused(reference: ReferenceTable, city: pd.DataFrame) -> None:
    chains = {**CHAINS, "surface_m2": (read_bands(["40", "65", "80", "100"], "fr"),)}
    problem = refused_after(reference, replace(reference, chains=chains))
    assert problem is not None
    assert problem.lines("en") == [
        "PK558 this table overlaps the one released before: the bands of surface_m2 are others",
        "  → keep groups_by: [nb_occupants, type_logement, surface_m2], the bands and the marks of the earlier "
        "release, or withdraw it",
    ]
    assert problem.lines("fr")[0] == (
        "PK558 cette table chevauche celle diffusée avant : les tranches de surface_m2 sont autres"
    )


def test_groups_merged_otherwise_are_refused(reference: ReferenceTable) -> None:
    fewer = fit_reference(a_city(700), a_spec(), ORDERS, CHAINS)
    problem = refused_after(reference, fewer)
    assert problem is not None
    assert problem.message.en.endswith("groups were merged otherwise")
    columns = replace(reference, spec=a_spec("nb_occupants"))
    assert (found := refused_after(reference, columns)) is not None
    assert found.message.fr.endswith("d'autres colonnes font les groupes")
    marks = replace(reference, spec=replace(reference.spec, low=Fraction(1, 4)))
    assert (found := refused_after(reference, marks)) is not None
    assert found.message.en.endswith("the marks are others")


def test_bands_frozen_by_a_table_released_before_stay(city: pd.DataFrame, reference: ReferenceTable) -> None:
    """Next year's city is smaller: the same groups, some left out for want of households, none merged otherwise."""
    smaller = a_city(1200, seed=11)
    spec = frozen_by(reference, a_spec(), CHAINS)
    assert len(spec.frozen) == len(reference.groups)
    found = fit(smaller, spec, ORDERS, CHAINS)
    assert refused_after(reference, found.reference) is None
    assert refused_after(reference, fit_reference(smaller, a_spec(), ORDERS, CHAINS)) is not None
    assert found.smallest >= 30
    assert 0 < len(found.reference.groups) < len(reference.groups)
    assert found.no_group > 0
    shown = {group.labels: group.shown for group in reference.groups}
    for group in found.reference.groups:
        assert group.shown == shown[group.labels]
        own = [reference.group_of(row) for row in smaller[list(spec.groups_by)].itertuples(index=False)]
        volumes = smaller["volume_annuel"][[g is not None and g.labels == group.labels for g in own]]
        assert group.units == len(volumes) // 10 * 10
        assert float(group.middle) == 5 * np.floor(volumes.quantile(0.5) / 5 + 0.5)


def test_the_same_data_frozen_give_the_same_table(city: pd.DataFrame, reference: ReferenceTable) -> None:
    spec = frozen_by(reference, a_spec(), CHAINS)
    assert fit_reference(city, spec, ORDERS, CHAINS) == reference


def test_other_bands_are_not_frozen(reference: ReferenceTable) -> None:
    chains = {**CHAINS, "surface_m2": (read_bands(["40", "65", "80", "100"], "fr"),)}
    assert frozen_by(reference, a_spec(), chains).frozen == ()
