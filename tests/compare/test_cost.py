from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.compare.cost import protection_cost, told
from privkit.compare.fit import fit_reference
from privkit.compare.interval import wilson
from privkit.compare.message import state_of
from privkit.errors import DataError
from privkit.usefulness.segments import agreement

from .conftest import CHAINS, ORDERS, SURFACE, a_city, a_spec

COARSE_ORDER = {**ORDERS, "surface_m2": ("moins de 80", "80 et plus")}


def coarse(table: pd.DataFrame) -> pd.DataFrame:
    small = set(SURFACE.labels[:3])
    return table.assign(
        surface_m2=["moins de 80" if s in small else "80 et plus" for s in table["surface_m2"]]
    )


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 500), st.integers(5, 80))
def test_no_protection_costs_nothing(seed: int, at_least: int) -> None:
    city, rng = a_city(300, seed), np.random.default_rng(seed)
    cost = protection_cost(city, city, city, a_spec(at_least=at_least), ORDERS, rng, bootstraps=2)
    assert (cost.changed_share, cost.no_message_share) == (0.0, 0.0)
    assert cost.changed.low == 0.0
    assert cost.floor_share > 0.0


def test_a_change_is_counted_as_messages_would_tell_it(city: pd.DataFrame) -> None:
    spec, placed = a_spec(), coarse(city)
    raw = fit_reference(city, spec, ORDERS, CHAINS)
    protected = fit_reference(placed, spec, COARSE_ORDER, {})
    changed = 0
    for old, new in zip(city.itertuples(index=False), placed.itertuples(index=False), strict=True):
        before, after = raw.group_of(list(old)[:3]), protected.group_of(list(new)[:3])
        assert before is not None
        assert after is not None
        changed += state_of(before, old.volume_annuel) != state_of(after, old.volume_annuel)
    cost = protection_cost(
        city,
        placed,
        placed,
        spec,
        ORDERS,
        np.random.default_rng(1),
        protected_orders=COARSE_ORDER,
        bootstraps=3,
    )
    assert cost.units == 3000
    assert cost.changed_share == changed / 3000 > 0
    assert (cost.raw_groups, cost.protected_groups) == (len(raw.groups), len(protected.groups))
    assert cost.changed == wilson(changed, 3000)


def test_households_that_lose_their_comparison_are_changed(city: pd.DataFrame) -> None:
    spec = a_spec("nb_occupants")
    suppressed = city["nb_occupants"] == "5 et plus"
    placed = city.assign(nb_occupants=city["nb_occupants"].mask(suppressed))
    cost = protection_cost(
        city, placed, placed[~suppressed], spec, ORDERS, np.random.default_rng(1), bootstraps=1
    )
    assert cost.no_message_share == suppressed.mean()
    assert cost.changed_share == suppressed.mean()
    assert cost.worst is not None
    assert (cost.worst.column, cost.worst.label, cost.worst.changed_share) == (
        "nb_occupants",
        "5 et plus",
        1.0,
    )


def test_the_floor_falls_with_the_number_of_households() -> None:
    floors = []
    for households in (500, 8000):
        city = a_city(households)
        rng = np.random.default_rng(2)
        floors.append(protection_cost(city, city, city, a_spec(), ORDERS, rng, bootstraps=8).floor_share)
    assert 0.03 < floors[0] < 0.15
    assert 0 < floors[1] < floors[0] / 2


def test_the_seed_repeats_the_floor(city: pd.DataFrame) -> None:
    one, two, other = (
        protection_cost(city, city, city, a_spec(), ORDERS, np.random.default_rng(seed), bootstraps=3)
        for seed in (1, 1, 2)
    )
    assert one == two
    assert one.floor_share != other.floor_share


def test_released_values_that_are_spoilt_cost_most_messages(city: pd.DataFrame) -> None:
    averaged = city.assign(volume_annuel=city.groupby("nb_occupants")["volume_annuel"].transform("mean"))
    cost = protection_cost(city, city, averaged, a_spec(), ORDERS, np.random.default_rng(1), bootstraps=1)
    assert cost.changed_share > 0.9  # every group has one value left: nothing to compare with


def test_households_without_a_volume_are_not_counted(city: pd.DataFrame) -> None:
    holed = city.assign(volume_annuel=city["volume_annuel"].where(city.index >= 100))
    cost = protection_cost(holed, holed, holed, a_spec(), ORDERS, np.random.default_rng(1), bootstraps=1)
    assert (cost.units, cost.changed_share) == (2900, 0.0)


@pytest.mark.parametrize("rows", [0, 20])
def test_nothing_to_cost(city: pd.DataFrame, rows: int) -> None:
    few = city.head(rows)
    with pytest.raises(DataError) as caught:
        protection_cost(few, few, few, a_spec(), ORDERS, np.random.default_rng(1))
    assert caught.value.text("fr") == [
        "PK568 même sans protection, aucun foyer ne peut être comparé : aucun groupe de 30 n'a des repères "
        "différents",
        "  → baissez au_moins ou arrondir_à, ou retirez coût_de_protection",
    ]


def test_a_release_too_small_for_any_group_loses_every_message(city: pd.DataFrame) -> None:
    cost = protection_cost(
        city, city, city.head(29), a_spec(), ORDERS, np.random.default_rng(1), bootstraps=1
    )
    assert (cost.no_message_share, cost.protected_groups) == (1.0, 0)


def test_small_subgroups_are_not_named(city: pd.DataFrame) -> None:
    few = city.groupby("nb_occupants").head(29)
    cost = protection_cost(
        few, few, few, a_spec("nb_occupants", at_least=20), ORDERS, np.random.default_rng(1)
    )
    assert cost.worst is None


def test_wilson_interval() -> None:
    found = wilson(8, 100)  # R: binom::binom.wilson(8, 100)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0411, 0.15)
    assert wilson(0, 50).low == 0.0
    assert wilson(50, 50).high == 1.0
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


def test_people_of_no_table_are_told_what_messages_tell(city: pd.DataFrame) -> None:
    spec, people = a_spec(), a_city(200, 9)
    people.loc[:9, "volume_annuel"] = None
    reference = fit_reference(city, spec, ORDERS, CHAINS)
    found = told(city, people, spec, ORDERS)
    assert (found[:10] == -1).all()
    for state, home in zip(found[10:], people[10:].itertuples(index=False), strict=True):
        group = reference.group_of(list(home)[:3])
        assert group is not None
        wanted = state_of(group, home.volume_annuel) if group.tells else None
        assert state == {None: -1, "low": 0, "middle": 1, "high": 2}[wanted]


def test_synthetic_rows_are_judged_by_what_control_people_are_told() -> None:
    """The agreement of two tables, with ``told`` as what tells: far for another city, at the floor for the same."""
    real, control = a_city(3000, 1), a_city(1500, 2)
    same, other = a_city(3000, 3), a_city(3000, 3)
    other["volume_annuel"] = other["volume_annuel"] * 1.4
    spec = a_spec()

    def tell(made_from: pd.DataFrame, people: pd.DataFrame) -> np.ndarray:  # type: ignore[type-arg]
        return told(made_from, people, spec, ORDERS)

    near, far = (agreement(tell, real, rows, control, np.random.default_rng(1)) for rows in (same, other))
    assert near.changed is not None and near.floor is not None and far.changed is not None
    assert near.changed.value == pytest.approx(near.floor, rel=0.35)
    assert far.changed.low > 2 * near.changed.high
