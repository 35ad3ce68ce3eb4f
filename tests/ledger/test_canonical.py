from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.errors import InternalError
from privkit.ledger import canonical_json, number


class Colour(StrEnum):
    BLUE = "blue"


class Level(Enum):
    TWO = 2


@dataclass(frozen=True)
class Point:
    x: int
    label: str


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
        ({"é": "ü", "z": None}, '{"z":null,"é":"ü"}'),
        ((1, [2, (3,)]), "[1,[2,[3]]]"),
        ({2: "two", 10: "ten"}, '{"10":"ten","2":"two"}'),
        (True, "true"),
        (Decimal("1E+2"), '"100"'),
        (Decimal("0.10"), '"0.10"'),
        (Fraction(3), '"3/1"'),
        (Fraction(-1, 3), '"-1/3"'),
        (Colour.BLUE, '"blue"'),
        ({Colour.BLUE: Level.TWO}, '{"blue":2}'),
        (datetime.date(2026, 1, 2), '"2026-01-02"'),
        (datetime.datetime(2026, 1, 2, 3, 4, 5), '"2026-01-02T03:04:05"'),
        (Point(1, "a"), '{"label":"a","x":1}'),
        (np.int64(7), "7"),
        (2**70, str(2**70)),
    ],
)
def test_the_form_is_fixed(value: object, text: str) -> None:
    assert canonical_json(value) == text.encode()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            {"a": [1, {"b": 0.5}]},
            "PK890 a floating-point number cannot enter the evidence, at $.a[1].b\n"
            "  → write it as a whole number, a fraction or text",
        ),
        (np.float64(0.5), "PK890 a floating-point number cannot enter the evidence, at $"),
        (np.float32(0.5), "PK890 a float32 cannot enter the evidence, at $"),
        ({"a": {1, 2}}, "PK890 a set cannot enter the evidence, at $.a"),
        ({1.5: 1}, "PK890 a key that is not text cannot enter the evidence, at $"),
        ({True: 1}, "PK890 a key that is not text cannot enter the evidence, at $"),
        ({1: 1, "1": 2}, "PK890 two keys written alike cannot enter the evidence, at $"),
        ("\ud800", "PK890 text that is not Unicode cannot enter the evidence, at $"),
        (Decimal("NaN"), "PK890 NaN, inf cannot enter the evidence, at $"),
        (b"bytes", "PK890 a bytes cannot enter the evidence, at $"),
    ],
)
def test_what_is_refused(value: object, message: str) -> None:
    with pytest.raises(InternalError) as caught:
        canonical_json(value)
    assert str(caught.value).startswith(message)


def test_floats_enter_only_when_told_how() -> None:
    assert canonical_json({"x": 0.1 + 0.2, "n": 3}, floats=number) == b'{"n":3,"x":"0.3"}'


@pytest.mark.parametrize(
    ("x", "text"), [(-0.0, "0"), (0.25, "0.25"), (1 / 3, "0.333333333333"), (1e21, "1e+21"), (12.0, "12")]
)
def test_numbers_as_text(x: float, text: str) -> None:
    assert number(x) == text
    assert number(1 / 3, digits=3) == "0.333"


@pytest.mark.parametrize("x", [float("nan"), float("inf"), -float("inf")])
def test_a_figure_that_is_no_number_is_refused(x: float) -> None:
    with pytest.raises(InternalError, match="PK890"):
        number(x)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_reads_back_to_itself(x: float) -> None:
    assert number(float(number(x))) == number(x)
    if x:
        assert abs(float(number(x)) - x) <= abs(x) * 1e-11 + 1e-320


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(plain)
def test_it_reads_back_and_is_written_again_alike(value: object) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text
