from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.anonymity.builders import flat, from_bands, from_code_prefixes, from_dates, from_rows
from privkit.errors import DataError


def join(first: str, last: str) -> str:
    return f"{first.split(' to ')[0]} to {last.split(' to ')[1]}"


def test_flat() -> None:
    assert flat(["a", "b"], name="c").labels == (("a", "b"), ("*", "*"))


def test_bands_merge_two_by_two_and_an_odd_one_waits() -> None:
    bands = ["0 to 40", "40 to 60", "60 to 80", "80 to 90", "90 to 99"]
    assert from_bands(bands, join, name="area").labels == (
        ("0 to 40", "40 to 60", "60 to 80", "80 to 90", "90 to 99"),
        ("0 to 60", "0 to 60", "60 to 90", "60 to 90", "90 to 99"),
        ("0 to 90", "0 to 90", "0 to 90", "0 to 90", "90 to 99"),
        ("*",) * 5,
    )


@given(st.integers(1, 40))
def test_bands_of_any_number_make_a_hierarchy(count: int) -> None:
    made = from_bands([f"{i} to {i + 1}" for i in range(count)], join, name="area")
    distinct = [len(made.labels_at(level)) for level in range(made.height + 1)]
    assert distinct[0] == count
    assert distinct[-1] == 1
    assert all(high == (low + 1) // 2 for low, high in pairwise(distinct[:-1]))


def test_code_prefixes() -> None:
    made = from_code_prefixes(["441090101", "441090102", "440010000"], [5, 2], name="iris")
    assert made.labels[1] == ("44109", "44109", "44001")
    assert made.labels[2] == ("44", "44", "44")
    assert made.level_names == ("0", "1", "2", "*")


def test_codes_that_lost_their_leading_zero_are_counted() -> None:
    with pytest.raises(DataError) as caught:
        from_code_prefixes(["01053", "1053", "1004"], [5, 2], name="town")
    assert caught.value.text("en") == [
        "PK443 codes of town with fewer than 5 characters: 2",
        "  → check leading zeros, or give a hierarchy file",
    ]
    assert caught.value.text("fr")[0] == "PK443 codes de town de moins de 5 caractères : 2"


@pytest.mark.parametrize("lengths", [[2, 5], [2, 2], [0]])
def test_prefixes_must_shorten(lengths: list[int]) -> None:
    with pytest.raises(ValueError):
        from_code_prefixes(["44109"], lengths, name="town")


def test_dates() -> None:
    made = from_dates(["2024-01-31", "2024-04-01", "2023-12"], name="day", quarter="T")
    assert made.level_names == ("date", "month", "quarter", "year", "*")
    assert made.labels[1:4] == (
        ("2024-01", "2024-04", "2023-12"),
        ("2024-T1", "2024-T2", "2023-T4"),
        ("2024", "2024", "2023"),
    )


def test_dates_with_fewer_levels() -> None:
    assert from_dates(["2024-01-31"], ["year"], name="day").level_names == ("date", "year", "*")
    with pytest.raises(ValueError):
        from_dates(["2024-01-31"], ["year", "month"], name="day")


@pytest.mark.parametrize("bad", ["31/02/2024", "2024-13", "2024-02-30", "20240101", "", "2024-W01-1"])
def test_what_is_not_a_date_is_counted_never_shown(bad: str) -> None:
    with pytest.raises(DataError) as caught:
        from_dates(["2024-01-31", bad], name="day")
    assert caught.value.text("en") == [
        "PK445 values of day that are neither days nor months: 1",
        "  → write 2024-03-15 or 2024-03",
    ]


def test_colliding_band_names_are_refused() -> None:
    with pytest.raises(DataError) as caught:
        from_bands(
            ["a", "b", "c", "d", "e", "f"], lambda first, last: "same" if first in "ae" else "x", name="area"
        )
    assert {p.code for p in caught.value.problems} == {"PK435"}


def test_a_hierarchy_of_nothing_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        from_rows("area", [])
    assert caught.value.text("fr") == [
        "PK432 la hiérarchie de area n'a aucune valeur",
        "  → donnez une ligne par valeur : la valeur, puis son libellé à chaque niveau",
    ]
