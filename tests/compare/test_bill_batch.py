"""A whole billing run gives every household what the one-household function gives it."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from privkit.compare.bill.batch import Batch
from privkit.compare.bill.columns import bill_columns
from privkit.compare.bill.household import REASONS, Bill
from privkit.compare.bill.tell import bill_message
from privkit.compare.labels import number
from privkit.compare.reference import ReferenceTable
from privkit.words import Language
from tests.compare import oracle
from tests.compare.conftest import by_hand

NUMBER = pa.decimal128(18, 6)
SCHEMA = pa.schema(
    [
        ("household", pa.string()),
        ("volume", NUMBER),
        ("previous_1", NUMBER),
        ("previous_2", NUMBER),
        ("previous_3", NUMBER),
        ("own_years", pa.int64()),
        ("zone_mean", NUMBER),
        ("days", pa.int64()),
        ("previous_days_1", pa.int64()),
        ("previous_days_2", pa.int64()),
        ("previous_days_3", pa.int64()),
        ("zone_days", pa.int64()),
        ("unit", pa.string()),
        ("is_dwelling", pa.bool_()),
        ("objects", pa.bool_()),
        ("group:nb_occupants", pa.string()),
        ("group:logement", pa.string()),
    ]
)


def decimals(low: str = "-5", high: str = "400") -> st.SearchStrategy[Decimal]:
    near = st.sampled_from([Decimal(n) for n in ("0", "60", "60.000001", "120", "120.000001", "85", "0.5")])
    wide = st.sampled_from([Decimal("999999999999.999999"), Decimal("99999999999")])
    some = st.decimals(low, high, places=3, allow_nan=False).map(lambda d: d + 0)
    return st.one_of(some, near, st.decimals(low, high, places=6), wide)


def maybe(what: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), what)


DAYS = st.sampled_from([-1, 0, 1, 120, 181, 184, 349, 350, 365, 366, 380, 381, 1200, 10_000, 10_001, 2**62])
ROW = st.fixed_dictionaries(
    {
        "volume": st.one_of(decimals(), decimals(), maybe(decimals())),
        "previous_1": maybe(decimals()),
        "previous_2": st.one_of(decimals(), maybe(decimals())),
        "previous_3": st.one_of(decimals(), maybe(decimals())),
        "own_years": maybe(st.integers(-1, 4)),
        "zone_mean": maybe(decimals("0", "300")),
        "days": st.one_of(st.none(), DAYS),
        **dict.fromkeys(
            ("previous_days_1", "previous_days_2", "previous_days_3"), st.one_of(st.none(), DAYS)
        ),
        "zone_days": st.one_of(st.none(), DAYS),
        "unit": st.sampled_from([None, "m3", "m³", " m3 ", "kWh"]),
        "is_dwelling": st.sampled_from([None, True, True, False]),
        "objects": st.sampled_from([None, False, False, True]),
        "group:nb_occupants": st.sampled_from(
            [None, "1", "2", "3", "4", "4,0", "9", "*", "3 à 4", "x", " 4 "]
        ),
        "group:logement": st.sampled_from([None, "maison", "maison", "appartement", "*", "péniche", ""]),
    }
)


def one(reference: ReferenceTable, row: dict[str, Any], language: Language) -> dict[str, Any]:
    bill = Bill(
        home={"nb_occupants": row["group:nb_occupants"] or "", "logement": row["group:logement"] or ""},
        volume=row["volume"],
        previous=(row["previous_1"], row["previous_2"], row["previous_3"]),
        own_years=3 if row["own_years"] is None else row["own_years"],
        zone_mean=row["zone_mean"],
        days=row["days"],
        previous_days=(row["previous_days_1"], row["previous_days_2"], row["previous_days_3"]),
        zone_days=row["zone_days"],
        unit=row["unit"],
        dwelling=row["is_dwelling"] is not False,
        objects=bool(row["objects"]),
    )
    told = bill_message(reference, bill)
    return {
        "state": told.case.state,
        "ratio": told.ratio,
        "reason": told.case.reason,
        "abnormal": told.abnormal.found,
        "limb": told.abnormal.limb,
        "change_percent": told.change,
        "sentence": told.sentence.say(language),
    }


def run(reference: ReferenceTable, rows: list[dict[str, Any]], language: Language) -> list[dict[str, Any]]:
    keyed = [{"household": f"H{n}", **row} for n, row in enumerate(rows)]
    names = [name.removeprefix("group:") for name in SCHEMA.names]
    batch = Batch(reference, bill_columns(reference, names, {}, {}), language)
    told = pa.Table.from_batches(batch.tell(pa.Table.from_pylist(keyed, SCHEMA))).to_pylist()
    assert [row.pop("household") for row in told] == [row["household"] for row in keyed]
    return told


@example(
    rows=[
        dict.fromkeys(SCHEMA.names[1:])
        | {"volume": Decimal("999999999999.999999"), "previous_1": Decimal("0.000001")}
    ],
    language="fr",
)
@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=25), st.sampled_from(["fr", "en"]))
def test_row_for_row_the_same_as_one_household_and_as_the_oracle(
    rows: list[dict[str, Any]], language: Language
) -> None:
    reference = by_hand()
    told = run(reference, rows, language)
    assert told == [one(reference, row, language) for row in rows]
    assert list(map(without_words, told)) == list(map(oracle.expected, rows))
    for row, said in zip(rows, told, strict=True):
        shown = mean_in(said["sentence"], language)
        found, _, mean = oracle.law(row)
        assert shown == (number(Decimal(mean) / 10, language) if found and mean is not None else None)


def without_words(told: dict[str, Any]) -> dict[str, Any]:
    ratio = told["ratio"]
    return {k: v for k, v in told.items() if k != "sentence"} | {
        "ratio": None if ratio is None else int(ratio * 100)
    }


def mean_in(sentence: str, language: Language) -> str | None:
    """The mean that an alert tells, as it is written."""
    words = (
        ("This use is abnormal", "There may be") if language == "en" else ("Cette consommation", "Une fuite")
    )
    start = sentence.find(words[0])
    alert = sentence[start : sentence.index(words[1])] if start >= 0 else ""
    found = re.search("([0-9][0-9,.\u202f]*)\u00a0(m³|kWh)", alert)
    return found[1] if found else None


PLAIN: dict[str, Any] = dict.fromkeys(SCHEMA.names[1:]) | {
    "volume": Decimal(92),
    "group:nb_occupants": "4",
    "group:logement": "maison",
}


def test_the_same_at_every_border() -> None:
    """Marks (60, 120), twice the means (180), a year's days, own years, what silences what: all combinations."""
    borders = {
        "volume": ["0", "60", "60.000001", "120", "120.000001", "180", "180.000001", "93.074999", "93.075"],
        "years": [(None, None, None), ("80", "90", "100"), ("80", None, "100"), ("-1", "90", "100")],
        "own_years": [None, 0, 1, 3],
        "zone_mean": [None, "0", "89.95", "90"],
        "days": [None, 349, 350, 381],
        "objects": [False, True],
        "is_dwelling": [True, False],
    }
    rows = []
    for volume, years, own, mean, days, objects, dwelling in product(*borders.values()):
        previous = {f"previous_{n}": None if y is None else Decimal(y) for n, y in enumerate(years, 1)}
        more = {"own_years": own, "zone_mean": None if mean is None else Decimal(mean), "days": days}
        flags = {"objects": objects, "is_dwelling": dwelling, "volume": Decimal(volume)}
        rows.append(PLAIN | previous | more | flags)
    reference = by_hand()
    told = run(reference, rows, "fr")
    assert list(map(without_words, told)) == list(map(oracle.expected, rows))
    for at in range(0, len(rows), 37):
        assert told[at] == one(reference, rows[at], "fr"), rows[at]


def test_every_reason_is_met_by_the_comparison_above() -> None:
    """The rows drawn can reach each reason, so none is compared by luck only."""
    cases = [
        {"volume": None}, {"volume": Decimal(-1)}, {"objects": True}, {"is_dwelling": False}, {"unit": "kWh"},
        {"days": 120}, {"days": 400}, {"group:nb_occupants": "x"}, {"group:nb_occupants": None},
        {"group:logement": "appartement"}, {"group:nb_occupants": "1"},
    ]  # fmt: skip
    told = run(by_hand(), [PLAIN | case for case in cases], "en")
    assert [row["reason"] for row in told] == list(REASONS)


@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows(rows: int) -> None:
    told = run(by_hand(), [dict.fromkeys(SCHEMA.names[1:])] * rows, "en") if rows else []
    assert len(told) == rows
