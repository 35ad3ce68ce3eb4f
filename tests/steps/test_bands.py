"""Bands as a policy writes them, and the labels of neighbours taken together."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.steps.bands import BadBands, join_labels, read_bands
from privkit.steps.recoding import BandRecoding, RangeRecoding


@pytest.mark.parametrize(
    ("written", "language", "labels"),
    [
        (["0", "40", "60"], "en", ("under 0", "0 to under 40", "40 to under 60", "60 and more")),
        (["-0,5", "1 000"], "fr", ("moins de -0.5", "-0.5 à moins de 1000", "1000 et plus")),
        (["0"], "en", ("under 0", "0 and more")),
        (["1e2"], "en", None),
        (["1", "2", "3 to 4", "5 and more"], "en", ("1", "2", "3 to 4", "5 and more")),
        (["jusqu'à 2", "3 – 4", "5 ou plus"], "fr", ("jusqu'à 2", "3 – 4", "5 ou plus")),
    ],
)
def test_what_is_read(written, language, labels):
    if labels is None:
        with pytest.raises(BadBands, match=r"^form$"):
            read_bands(written, language)
        return
    assert read_bands(written, language).labels == labels


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (["40", "0"], "order"),
        (["0", "0"], "order"),
        (["0", "many"], "form"),
        (["5 to 3"], "order"),
        (["1 to 3", "3 to 4"], "overlap"),
        (["3 and more", "4"], "overlap"),
        (["1 to 3", "up to 2"], "overlap"),
        (["1 to 2", "4 and more"], "hole"),
    ],
)
def test_what_is_refused(written, fault):
    with pytest.raises(BadBands, match=f"^{fault}$"):
        read_bands(written, "en")


@pytest.mark.parametrize(
    ("first", "second", "language", "label"),
    [
        ("under 0", "0 to under 40", "en", "under 40"),
        ("0 to under 40", "40 to under 60", "en", "0 to under 60"),
        ("40 to under 60", "60 and more", "en", "40 and more"),
        ("-5 to under -1", "-1 to under 2.5", "en", "-5 to under 2.5"),
        ("under -0.5", "-0.5 and more", "en", "under -0.5 / -0.5 and more"),
        ("1", "2", "en", "1 to 2"),
        ("1 to 2", "3 to 4", "en", "1 to 4"),
        ("3 à 4", "5 et plus", "fr", "3 et plus"),
        ("jusqu'à 2", "3 à 4", "fr", "jusqu'à 4"),
        ("up to 2", "3", "en", "up to 3"),
        ("moins de 0", "0 à moins de 40", "fr", "moins de 40"),
        ("A", "B", "en", "A / B"),
    ],
)
def test_neighbours_taken_together(first, second, language, label):
    assert join_labels(first, second, language) == label


edges = st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=6, unique=True).map(sorted)


@given(edges, st.lists(st.decimals(-2000, 2000, places=2), max_size=30))
@settings(max_examples=60, deadline=None)
def test_every_number_has_one_band_and_greater_numbers_no_lower_one(found, numbers):
    recoding = read_bands([format(e, "f") for e in found], "en")
    assert isinstance(recoding, BandRecoding)
    labels = list(recoding.apply(pd.Series([float(n) for n in sorted(numbers)])))
    places = [recoding.labels.index(label) for label in labels]
    assert all(a <= b for a, b in pairwise(places))
    for number, place in zip(sorted(numbers), places, strict=True):
        assert place == sum(number >= edge for edge in found)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.integers(-3, 40))
@settings(max_examples=60, deadline=None)
def test_ranges_without_holes_hold_every_whole_number_once(widths, number):
    low, written = 0, []
    for width in widths:
        written.append(str(low) if width == 1 else f"{low} to {low + width - 1}")
        low += width
    recoding = read_bands([*written, f"{low} and more"], "en")
    assert isinstance(recoding, RangeRecoding)
    (label,) = recoding.apply(pd.Series([number]))
    inside = [
        name
        for (a, b, name) in recoding.ranges
        if a is not None and a <= number and (b is None or number <= b)
    ]
    assert [label] == (inside or [None])


def test_decimals_are_read_exactly():
    assert read_bands(["0.1", "0,2"], "en").edges == (Decimal("0.1"), Decimal("0.2"))
