"""A reference table read from a noisy table: from its figures alone, in groups that surely are large enough."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.compare import partition as room
from privkit.compare.fit import fit
from privkit.compare.noisy import NoisyCells, fit_noisy
from privkit.compare.reference import Privacy, reference_from_json
from privkit.errors import DataError

from .conftest import CHAINS, OCCUPANTS, ORDERS, SURFACE, a_city, a_spec

EDGES = tuple(Decimal(edge) for edge in (*range(0, 200, 10), *range(200, 300, 20), 300, 400))
KINDS = ("appartement", "maison")
LOSS = Privacy("1", "0")
SPEC = a_spec("nb_occupants", "type_logement")


def published(households: int = 3000, noise: float = 0.0, seed: int = 1, count: bool = False) -> NoisyCells:
    """A histogram of every kind of home, as a run publishes it: integers, with geometric-like noise of one scale."""
    city, rng = a_city(households, seed), np.random.default_rng(seed)
    keys = pd.DataFrame(list(product(OCCUPANTS.labels, KINDS)), columns=["nb_occupants", "type_logement"])
    edges = np.array(EDGES, dtype=np.float64)
    rows = []
    for key in keys.itertuples(index=False):
        own = city[(city["nb_occupants"] == key[0]) & (city["type_logement"] == key[1])]["volume_annuel"]
        rows.append(np.histogram(np.clip(own, 0, 399), edges)[0])
    exact = np.array(rows, dtype=np.float64)
    drawn = np.rint(rng.laplace(0, noise, exact.shape)) if noise else np.zeros_like(exact)
    half = float(np.ceil(noise * np.log(20)))
    counts = exact.sum(axis=1) + (np.rint(rng.laplace(0, noise, len(keys))) if noise else 0.0)
    return NoisyCells(keys, LOSS, exact + drawn, half, EDGES, counts if count else None, half)


def test_without_noise_it_is_the_table_of_the_rows_to_a_band() -> None:
    exact = fit(a_city(3000, 1), SPEC, ORDERS, CHAINS)
    found = fit_noisy(published(), SPEC, ORDERS, CHAINS)
    assert [g.labels for g in found.reference.groups] == [g.labels for g in exact.reference.groups]
    assert [g.units for g in found.reference.groups] == [g.units for g in exact.reference.groups]
    for one, other in zip(found.reference.groups, exact.reference.groups, strict=True):
        assert all(abs(a - b) <= (10 if b < 190 else 20) for a, b in zip(one.marks, other.marks, strict=True))
    assert abs(found.reference.explained - exact.reference.explained) < Decimal("0.02")
    assert (found.units, found.no_group) == (exact.units, exact.no_group)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 500), st.sampled_from([0.5, 1.0, 3.0]), st.integers(11, 60), st.booleans())
def test_groups_surely_hold_enough_and_are_apart(seed: int, noise: float, least: int, count: bool) -> None:
    table = published(4000, noise, seed, count)
    spec = replace(SPEC, at_least=least)
    assert table.bins is not None
    by_bins = (table.bins_half / room.NORMAL) ** 2 * table.bins.shape[1]
    by_count = (table.counts_half / room.NORMAL) ** 2
    weight = by_bins / (by_bins + by_count) if count else 0.0
    units = (1 - weight) * table.bins.sum(axis=1) + (weight * table.counts if count else 0.0)
    variance = (1 - weight) ** 2 * by_bins + weight**2 * by_count
    cells = [tuple(labels) for labels in table.labels.itertuples(index=False)]
    groups = fit_noisy(table, spec, ORDERS, CHAINS).reference.groups
    for group in groups:
        own = [
            n for n, cell in enumerate(cells) if all(v in g for v, g in zip(cell, group.labels, strict=True))
        ]
        assert units[own].sum() - room.NORMAL * np.sqrt(variance * len(own)) >= least - 1e-6
        assert group.units <= units[own].sum()
        assert group.low <= group.middle <= group.high
        for mark, (low, high) in zip(group.marks, group.margins, strict=True):
            assert low <= mark <= high
    for cell in cells:  # disjoint, and nobody is left out but where a label makes no group
        assert sum(all(v in g for v, g in zip(cell, group.labels, strict=True)) for group in groups) <= 1


def test_the_lower_end_is_what_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: merging stops at the noisy count itself."""
    table = published(1500, 3.0)
    prudent = fit_noisy(table, SPEC, ORDERS, CHAINS).reference.groups
    monkeypatch.setattr(room.Held, "surely", property(lambda held: held.units))
    assert len(fit_noisy(table, SPEC, ORDERS, CHAINS).reference.groups) > len(prudent)


def test_it_is_a_function_of_the_published_figures() -> None:
    table = published(3000, 1.0)
    before = table.bins.copy() if table.bins is not None else None
    first, again = (fit_noisy(table, SPEC, ORDERS, CHAINS) for _ in range(2))
    assert first == again
    assert np.array_equal(table.bins, before)
    order = np.random.default_rng(3).permutation(len(table.labels))
    assert table.bins is not None
    mixed = replace(table, labels=table.labels.iloc[order].reset_index(drop=True), bins=table.bins[order])
    assert fit_noisy(mixed, SPEC, ORDERS, CHAINS).reference.to_json() == first.reference.to_json()


def test_a_column_that_makes_no_group_is_summed_over() -> None:
    table = published(3000)
    spec = a_spec("nb_occupants")
    found = fit_noisy(table, spec, ORDERS, CHAINS).reference
    assert [g.shown for g in found.groups] == [(label,) for label in OCCUPANTS.labels]
    whole = fit(a_city(3000, 1), spec, ORDERS, CHAINS).reference
    assert [g.units for g in found.groups] == [g.units for g in whole.groups]


def test_margins_hold_the_marks_of_the_rows() -> None:
    exact = fit_noisy(published(20_000), SPEC, ORDERS, CHAINS).reference
    held = []
    for seed in range(12):
        noisy = replace(published(20_000), bins=None)
        drawn = published(20_000)
        assert drawn.bins is not None
        rng = np.random.default_rng(seed)
        noisy = replace(
            drawn, bins=drawn.bins + np.rint(rng.laplace(0, 2.0, drawn.bins.shape)), bins_half=6.0
        )
        found = fit_noisy(noisy, SPEC, ORDERS, CHAINS).reference
        assert [g.labels for g in found.groups] == [g.labels for g in exact.groups]
        for one, true in zip(found.groups, exact.groups, strict=True):
            pairs = zip(true.marks, one.margins, strict=True)
            held += [low <= mark <= high for mark, (low, high) in pairs]
    assert np.mean(held) > 0.95


def quantiles_of(counts: list[float], half: float = 4.0) -> NoisyCells:
    """Four kinds of home, each with its quantiles."""
    keys = pd.DataFrame({"nb_occupants": list(OCCUPANTS.labels)})
    marks = np.array([[20.0, 35, 50], [45, 60, 85], [70, 95, 130], [90, 120, 170]])
    ends = np.stack([marks, marks - 5, marks + 5], axis=2)
    return NoisyCells(keys, LOSS, counts=np.array(counts), counts_half=half, quantiles=ends)


def test_quantiles_at_the_marks_are_taken_as_they_are() -> None:
    spec = a_spec("nb_occupants")
    found = fit_noisy(quantiles_of([300, 33, 34, 200]), spec, ORDERS, CHAINS)
    assert [g.shown for g in found.reference.groups] == [
        ("1",),
        ("3 à 4",),
        ("5 et plus",),
    ]  # 33 - 4 is under 30
    assert [int(m) for m in found.reference.groups[1].marks] == [70, 95, 130]
    assert found.reference.groups[1].margins[0] == (Decimal(65), Decimal(75))
    assert (found.units, found.smallest, found.no_group) == (534, 34, 33)


def test_a_quantile_that_is_not_shown_makes_no_group() -> None:
    table = quantiles_of([300, 300, 300, 300])
    assert table.quantiles is not None
    table.quantiles[2, 1, 0] = np.nan
    found = fit_noisy(table, a_spec("nb_occupants"), ORDERS, CHAINS).reference
    assert [g.shown for g in found.groups] == [("1",), ("2",), ("5 et plus",)]


def test_noise_that_drowns_every_count_makes_no_table() -> None:
    with pytest.raises(DataError) as caught:
        fit_noisy(published(60, 5.0), SPEC, ORDERS, CHAINS)
    assert caught.value.problems[0].code == "PK562"


def test_groups_that_explain_nothing_are_refused() -> None:
    table = published(3000)
    assert table.bins is not None
    alike = np.repeat(table.bins.mean(axis=0)[None, :].round(), len(table.labels), axis=0)
    with pytest.raises(DataError) as caught:
        fit_noisy(replace(table, bins=alike), SPEC, ORDERS, CHAINS)
    assert caught.value.problems[0].code == "PK563"


def test_loss_and_margins_are_written_and_read_again() -> None:
    found = fit_noisy(published(3000, 1.0), SPEC, ORDERS, CHAINS).reference
    again = reference_from_json(found.to_json())
    assert again.privacy == LOSS
    assert [g.margins for g in again.groups] == [g.margins for g in found.groups]
    assert again.to_json() == found.to_json()


def test_the_labels_of_a_long_range_stay_in_order() -> None:
    keys = pd.DataFrame({"surface_m2": list(SURFACE.labels)})
    bins = np.array([[60.0, 5, 0, 0], [40, 40, 5, 0], [5, 12, 5, 0], [0, 40, 60, 5], [0, 5, 60, 60]])
    table = NoisyCells(keys, LOSS, bins, 1.0, tuple(map(Decimal, (0, 40, 80, 120, 200))))
    shown = [g.shown for g in fit_noisy(table, a_spec("surface_m2"), ORDERS, CHAINS).reference.groups]
    assert shown == [("moins de 40",), ("40 à moins de 80",), ("80 à moins de 100",), ("100 et plus",)]
