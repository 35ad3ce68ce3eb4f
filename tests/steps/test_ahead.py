"""What neighbouring steps share changes no row, no count, no evidence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from privkit.steps.ahead import Ahead

KEY = "key.txt"
FILTERS = """
- drop_older_than: { reason: retention }
- keep_rows:
    note: { among: [a, b] }
- keep_rows:
    people: { at_least: 2 }
    volume: { filled: yes }
"""
HASH = """
- pseudonymise:
    columns: [home]
    into: [home_id]
    key: { secret: key.txt, held_by: security officer }
"""
SUMMARY = """
- summarise:
    by: household
    columns:
      total: { sum: volume, over: last 12 months, by_date: day }
      last:  { latest: volume, by_date: day }
"""
KEEP = """
- minimise: { keep: { total: { because: The quantity. }, commune: { because: The place. } } }
"""


def bills() -> dict:
    """Six homes, some rows too old, some without a note, a people or a volume; one home is lost at each filter."""
    day = dt.date(2024, 6, 1)
    rows = [
        ("h1", day, 2, 1.5, "a", "c1"),
        ("h1", day.replace(month=7), 3, 2.5, "b", "c1"),
        ("h2", day.replace(year=2015), 4, 1.0, "a", "c1"),
        ("h3", day, 4, 1.0, "z", "c2"),
        ("h4", day, 1, 1.0, "a", "c2"),
        ("h5", None, 5, 1.0, "a", "c2"),
        ("h6", day, 5, None, "a", "c2"),
        ("h7", day, None, 1.0, None, "c2"),
        ("h8", day, 6, 9.25, "b", "c3"),
        ("h8", day.replace(month=8), 6, 1.0, "b", None),
    ]
    names = ("home", "day", "people", "volume", "note", "commune")
    return {"bills": dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))}


@pytest.fixture(autouse=True)
def _key(tmp_path):
    (tmp_path / KEY).write_bytes(b"k" * 32)
    (tmp_path / KEY).chmod(0o600)


def walked(bench, steps: str, columns: tuple[str, ...]):
    found, _ = bench.walk(bench.read(steps), decimals(bills()))
    records = [replace(record, seconds=0.0) for record in found.records]
    return records, bench.rows(found.released["bills"], *columns)


def decimals(data: dict) -> dict:
    from decimal import Decimal

    volumes = [None if v is None else Decimal(str(v)) for v in data["bills"]["volume"]]
    return {"bills": {**data["bills"], "volume": volumes}}


@pytest.mark.parametrize(
    ("steps", "columns"),
    [
        (FILTERS, ("home", "volume")),
        (FILTERS + HASH + SUMMARY, ("home_id", "total", "last")),
        (HASH + FILTERS + SUMMARY, ("home_id", "total", "last")),
        (FILTERS + HASH + SUMMARY + KEEP, ("commune", "total")),
        (SUMMARY + HASH, ("home_id", "total")),
    ],
)
def test_the_same_as_one_step_after_the_other(bench, monkeypatch, steps, columns) -> None:
    shared = walked(bench, steps, columns)
    monkeypatch.setattr(Ahead, "_put_off", lambda self, number: False)
    monkeypatch.setattr(Ahead, "_filters", lambda self, first: [])
    assert walked(bench, steps, columns) == shared


def test_filters_are_counted_in_one_reading(bench) -> None:
    records, _ = walked(bench, FILTERS, ("home",))
    counts = [(c.rows, c.units) for record in records for c in (record.after["bills"],)]
    before = records[0].before["bills"]
    assert (before.rows, before.units) == (10, 8)
    assert counts == [(8, 6), (6, 4), (4, 2)]


def test_hashing_waits_only_when_the_summary_does_not_look_at_the_unit(bench) -> None:
    def waits(summary: str, hashed: str = HASH) -> bool:
        document = bench.read(hashed + summary)
        from privkit.steps.build import build_steps

        found, problems = bench.flow(document)
        assert not problems
        ahead = Ahead(build_steps(document), found.before, found.after, bench.context(document))
        return ahead._put_off(0)

    assert waits(SUMMARY)
    assert not waits("- summarise: { by: household, columns: { n: { count: home_id } } }")
    also = HASH.replace("[home]", "[home, commune]").replace("[home_id]", "[home_id, place]")
    assert not waits(SUMMARY, also)
    assert not waits(FILTERS, HASH)


def test_a_blank_beside_a_value_does_not_vary(bench) -> None:
    _, rows = walked(bench, FILTERS + SUMMARY + KEEP, ("commune", "total"))
    assert [commune for commune, _ in rows] == ["c1", "c3"]
