from __future__ import annotations

from decimal import Decimal
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.compare.fit import fit, fit_reference
from privkit.compare.grid import axes_of, cells_of, encode
from privkit.compare.partition import partition
from privkit.compare.reference import ReferenceTable
from privkit.errors import DataError

from .conftest import CHAINS, OCCUPANTS, ORDERS, SURFACE, a_city, a_spec


def test_the_table_of_a_city(reference: ReferenceTable) -> None:
    assert len(reference.groups) > 10
    assert all(group.units >= 30 and group.units % 10 == 0 for group in reference.groups)
    assert all(group.low <= group.middle <= group.high for group in reference.groups)
    assert Decimal("0.45") < reference.explained < Decimal("0.60")


def test_marks_are_those_of_the_households_of_the_group(city: pd.DataFrame) -> None:
    reference = fit_reference(city, a_spec("nb_occupants"), ORDERS, CHAINS)
    for group in reference.groups:
        own = city.loc[city["nb_occupants"] == group.shown[0], "volume_annuel"]
        expected = [5 * np.floor(own.quantile(q) / 5 + 0.5) for q in (0.2, 0.5, 0.8)]
        assert [float(m) for m in (group.low, group.middle, group.high)] == expected
        assert group.units == len(own) // 10 * 10


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(5, 60))
def test_the_order_of_rows_changes_nothing(seed: int, at_least: int) -> None:
    city = a_city(400, seed)
    again = city.sample(frac=1.0, random_state=seed)
    spec = a_spec(at_least=at_least)
    one, two = (fit_reference(table, spec, ORDERS, CHAINS) for table in (city, again))
    assert one.to_json() == two.to_json()


def test_placing_by_labels_agrees_with_the_partition(city: pd.DataFrame) -> None:
    table = pd.concat([city, city.head(120).assign(surface_m2=None)])
    spec = a_spec(at_least=45)
    reference = fit_reference(table, spec, ORDERS, CHAINS)
    axes = axes_of(table, spec.groups_by, ORDERS, "fr")
    combinations = pd.DataFrame(list(product(*(a.labels for a in axes))), columns=list(spec.groups_by))
    cells = cells_of(encode(pd.concat([table, combinations]), axes, "fr"), axes)
    counts = cells.counts(np.arange(len(table)))
    found = partition(cells.codes, counts, axes, spec.at_least)
    for row, cell in zip(combinations.itertuples(index=False), cells.of_row[len(table) :], strict=True):
        group = reference.group_of(list(row))
        number = found.of_cell[cell]
        assert group == (reference.groups[number] if number >= 0 else None)


def test_households_without_a_volume_are_left_out_and_counted(city: pd.DataFrame) -> None:
    holed = city.copy()
    holed.loc[holed.index[:7], "volume_annuel"] = np.nan
    result = fit(holed, a_spec(), ORDERS, CHAINS)
    assert (result.units, result.no_target, result.no_group) == (2993, 7, 0)
    assert result.reference == fit_reference(city.iloc[7:], a_spec(), ORDERS, CHAINS)


def test_unknown_labels_too_few_for_a_group_are_left_out_and_counted(city: pd.DataFrame) -> None:
    holed = city.copy()
    holed.loc[holed.index[:29], "nb_occupants"] = None
    assert fit(holed, a_spec("nb_occupants"), ORDERS, CHAINS).no_group == 29
    holed.loc[holed.index[:30], "nb_occupants"] = None
    result = fit(holed, a_spec("nb_occupants"), ORDERS, CHAINS)
    assert result.no_group == 0
    assert result.reference.groups[-1].shown == ("non précisé",)


def test_merged_bands_are_readable() -> None:
    few = pd.DataFrame(
        {
            "surface_m2": [
                label for label, n in zip(SURFACE.labels, (5, 40, 20, 12, 40), strict=True) for _ in range(n)
            ],
            "volume_annuel": np.concatenate([np.linspace(40, 60, 45), np.linspace(90, 120, 72)]),
        }
    )
    reference = fit_reference(few, a_spec("surface_m2"), ORDERS, CHAINS)
    assert [group.shown for group in reference.groups] == [
        ("moins de 60",),
        ("60 à moins de 100",),
        ("100 et plus",),
    ]
    assert [group.units for group in reference.groups] == [40, 30, 40]


def test_yes_and_no_are_told_in_the_language(city: pd.DataFrame) -> None:
    table = city.assign(jardin=city["type_logement"] == "maison")
    shown = fit_reference(table, a_spec("nb_occupants", "jardin"), ORDERS, CHAINS).groups[0].shown
    assert shown == ("1", "non")


def test_groups_that_explain_nothing_are_refused(city: pd.DataFrame) -> None:
    shuffled = city.assign(volume_annuel=city["volume_annuel"].sample(frac=1, random_state=1).to_numpy())
    with pytest.raises(DataError) as caught:
        fit_reference(shuffled, a_spec("nb_occupants", "surface_m2"), ORDERS, CHAINS)
    assert caught.value.text("en") == [
        "PK563 the bands of nb_occupants, surface_m2 explain almost nothing (0% of the differences in "
        "volume_annuel; at least 5% is needed): comparing would mislead",
        "  → choose other columns in groups_by, or drop the section comparison",
    ]
    assert caught.value.text("fr") == [
        "PK563 les tranches de nb_occupants, surface_m2 n'expliquent presque rien (0\u00a0% des écarts de "
        "volume_annuel ; il en faut au moins 5\u00a0%) : comparer induirait en erreur",
        "  → choisissez d'autres colonnes dans groupes_par, ou retirez la section comparaison",
    ]


def test_too_few_households_are_refused(city: pd.DataFrame) -> None:
    with pytest.raises(DataError) as caught:
        fit_reference(city.head(29), a_spec("nb_occupants"), ORDERS, CHAINS)
    assert caught.value.text("fr") == [
        "PK562 trop peu d'unités ont une valeur de volume_annuel pour faire un groupe de 30",
        "  → prenez davantage de foyers, ou retirez la section comparaison",
    ]


def test_a_column_that_is_not_there(city: pd.DataFrame) -> None:
    with pytest.raises(DataError) as caught:
        fit_reference(city, a_spec("nb_ocupants"), ORDERS, CHAINS)
    assert caught.value.text("en") == [
        "PK562 the table to compare has no column nb_ocupants",
        "  → write nb_occupants",
    ]


def test_an_order_that_names_no_label_of_the_table_is_no_order(city: pd.DataFrame) -> None:
    coarse = city.assign(
        nb_occupants=city["nb_occupants"].map({"1": "seul", "2": "à deux"}).fillna("à plusieurs")
    )
    shown = fit_reference(coarse, a_spec("nb_occupants"), {"nb_occupants": OCCUPANTS.labels}, {}).groups
    assert [group.shown[0] for group in shown] == ["seul", "à deux", "à plusieurs"]


def test_a_group_one_unit_dominates_is_not_told_and_its_units_are_counted_out(city: pd.DataFrame) -> None:
    ruled = city.copy()
    houses = ruled.index[(ruled["nb_occupants"] == "5 et plus")]
    ruled.loc[houses, "volume_annuel"] = 150.0  # all the same: whoever is there uses 150
    whole = fit(city, a_spec("nb_occupants"), ORDERS, CHAINS)
    found = fit(ruled, a_spec("nb_occupants"), ORDERS, CHAINS)
    assert [g.shown for g in found.reference.groups] == [g.shown for g in whole.reference.groups[:-1]]
    assert found.no_group == len(houses)
    assert found.reference.group_of(["5 et plus"]) is None
