"""Two releases about the same people: one household that leaves must not be read from their difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from privkit.errors import InternalError
from privkit.secrecy.differencing import Difference, Previous, differences, previous_of
from privkit.secrecy.protect import protect
from privkit.secrecy.regrouping import Isolated, isolated
from privkit.secrecy.rules import Rules

from .tables import City, city

GRAINS = [("area", "kind"), ("area",), ("kind",), ()]
RULES = Rules(min_count=5)


def published(town: City) -> list[pd.DataFrame]:
    """The frames of a release, hidden figures blank."""
    protected = protect(town.cells(*GRAINS), RULES)
    frames = []
    for number, grain in enumerate(GRAINS):
        frame = town.frame(*grain)[[*grain, "units", "m3"]]
        frame["cell_status"] = protected.statuses(number).to_numpy()
        hidden = frame["cell_status"] == "secret"
        frames.append(frame.astype({"units": "Int64", "m3": "Int64"}).mask(hidden & True, None).assign(
            **{name: frame[name] for name in (*grain, "cell_status")}
        ))  # fmt: skip
    return frames


def without(town: City, homes: list[int]) -> City:
    return City(town.rows[~town.rows["home"].isin(homes)].reset_index(drop=True))


@pytest.fixture(scope="module")
def town() -> City:
    return city(300, 4, 3, 1, seed=11)


def test_nothing_changed_nothing_told(town: City) -> None:
    cells = town.cells(*GRAINS)
    secret = protect(cells, RULES).secret
    found = differences(cells, secret, RULES, previous_of(cells, published(town)))
    assert found.exposed == ()
    assert found.compared == int((~secret).sum())


@pytest.mark.parametrize("leaving", [1, 2, 4])
def test_few_households_that_leave_are_told(town: City, leaving: int) -> None:
    one_area = town.rows[(town.rows["area"] == town.rows["area"].mode()[0])]
    kind = one_area["kind"].mode()[0]
    gone = one_area.loc[one_area["kind"] == kind, "home"].tolist()[:leaving]
    later = without(town, gone)
    cells = later.cells(*GRAINS)
    secret = protect(cells, RULES).secret
    before = previous_of(cells, published(town))
    found = differences(cells, secret, RULES, before)
    assert found.smallest == leaving
    assert {one.why for one in found.exposed} == {"few_changed"}
    assert {one.units for one in found.exposed} == {leaving}
    assert 3 <= len(found.exposed) <= 4  # the cell, its margins and the total


def test_enough_households_that_leave_are_not(town: City) -> None:
    one_area = town.rows[(town.rows["area"] == town.rows["area"].mode()[0])]
    kind = one_area["kind"].mode()[0]
    later = without(town, one_area.loc[one_area["kind"] == kind, "home"].tolist()[:5])
    cells = later.cells(*GRAINS)
    secret = protect(cells, RULES).secret
    assert differences(cells, secret, RULES, previous_of(cells, published(town))).exposed == ()


def test_without_counts_any_change_may_be_one_household(town: City) -> None:
    later = without(town, town.rows["home"].tolist()[:40])
    cells = later.cells(*GRAINS)
    secret = protect(cells, RULES).secret
    frames = [frame.drop(columns="units") for frame in published(town)]
    before = previous_of(cells, frames)
    assert before.units is None
    found = differences(cells, secret, RULES, before)
    assert {one.why for one in found.exposed} == {"unknown_number"}
    many = np.full(len(cells), 40)
    assert differences(cells, secret, RULES, before, many).exposed == ()


def test_the_change_of_a_hidden_cell_is_computed_from_its_row(town: City) -> None:
    """Hidden both times and alone hidden in its row and column: its change is the margin's less the others'."""
    cells = town.cells(*GRAINS)
    secret = np.zeros(len(cells), bool)
    secret[0] = True
    total = cells.figures[0].total.copy()
    units = cells.units.copy()
    over = np.flatnonzero(cells.relations.matrix[:, [0]].toarray()[:, 0])
    margins = [int(np.flatnonzero(cells.relations.matrix[[r]].toarray()[0] < 0)[0]) for r in over]
    margins.append(len(cells) - 1)
    for cell in margins:
        units[cell] += 1
        total[cell] += 7
    before = Previous(~secret, units, (total,))
    found = differences(
        cells, secret, RULES, before, changed=np.isin(np.arange(len(cells)), [0, *margins]) * 1
    )
    assert 0 not in [one.cell for one in found.exposed]  # what is not said to have moved is not told...
    total[0] += 7
    units[0] += 1
    found = differences(cells, secret, RULES, Previous(~secret, units, (total,)))
    assert Difference(0, "few_changed", 1) in found.exposed


def test_a_hidden_cell_published_before_gives_itself_and_others_away(town: City) -> None:
    cells = town.cells(*GRAINS)
    rules = replace(RULES, min_count=8)
    protected = protect(cells, rules)
    assert protected.secret.any()
    everything = Previous(np.ones(len(cells), bool), cells.units, (cells.figures[0].total,))
    found = differences(cells, protected.secret, rules, everything)
    assert "known_before" in {one.why for one in found.exposed}
    then = protected.secret & (protected.reasons == 16)
    part = Previous(~protected.secret | then, cells.units, (cells.figures[0].total,))
    told = {one.why for one in differences(cells, protected.secret, rules, part).exposed}
    assert told == {"computed_from_before"}


def test_corrected_readings_are_counted_apart(town: City) -> None:
    cells = town.cells(*GRAINS)
    secret = np.zeros(len(cells), bool)
    total = cells.figures[0].total.copy()
    total[0] += 3
    found = differences(cells, secret, RULES, Previous(~secret, cells.units, (total,)))
    assert (found.exposed, found.corrected) == ((), 1)


def test_arrays_of_another_table_are_refused(town: City) -> None:
    cells = town.cells(*GRAINS)
    with pytest.raises(InternalError) as caught:
        differences(cells, ~cells.inner, RULES, Previous(np.ones(3, bool), None, ()))
    assert caught.value.text("en") == ["PK570 the earlier release is not in the order of the cells"]


def covers(*groups: list[int]) -> sparse.csr_matrix:
    out = np.zeros((len(groups), 6), np.int64)
    for number, group in enumerate(groups):
        out[number, group] = 1
    return sparse.csr_matrix(out)


def test_a_district_that_grew_by_one_house() -> None:
    units = np.array([30, 1, 25, 40, 50, 12])
    found = isolated(covers([0], [1, 2], [3, 4, 5]), covers([0, 1], [2], [3, 4, 5]), units, 11)
    assert Isolated(1, 2 + 1, (1,)) in found
    assert {one.atoms for one in found} == {(1,)}


def test_a_group_is_what_several_figures_leave() -> None:
    units = np.array([30, 20, 2, 3, 50, 60])
    found = isolated(covers([0], [1], [4], [5]), covers([0, 1, 2, 3], [4, 5]), units, 11)
    assert (2, 3) in {one.atoms for one in found}
    assert {one.units for one in found if one.atoms == (2, 3)} == {5}


def test_atoms_bounded_by_overlapping_figures() -> None:
    """No figure is inside another: 31 + 4 and 4 + 20 with the whole, and parts: the system gives the atom away."""
    units = np.array([31, 4, 20, 50, 0, 0])
    found = isolated(covers([0, 1], [2, 3]), covers([1, 2], [0, 3], [0, 2]), units, 11)
    assert (1,) in {one.atoms for one in found}


def test_groupings_that_cross_in_large_groups_tell_nothing() -> None:
    units = np.array([30, 20, 40, 30, 50, 60])
    assert isolated(covers([0, 1, 2], [3, 4, 5]), covers([0, 1], [2, 3], [4, 5]), units, 11) == ()
