"""Fewer units of a source: whole units, the same ones for the same seed, told as drawn."""

from __future__ import annotations

from privkit.policy.reader import read_document
from privkit.run.quiet import Tried, try_policies
from tests.conftest import DAY, Tiny


def tried(tiny: Tiny, sample: int | None) -> Tried:
    (found,) = try_policies([read_document(tiny.policy)], DAY, sample=sample)
    assert isinstance(found, Tried)
    return found


def test_whole_units_are_drawn_and_told(tiny: Tiny) -> None:
    found = tried(tiny, 20)
    assert (found.units_before, found.sampled) == (20, (20, 60))


def test_all_are_read_when_there_are_no_more(tiny: Tiny) -> None:
    for most in (60, 1000, None):
        found = tried(tiny, most)
        assert (found.units_before, found.sampled) == (60, None)


def test_the_same_seed_draws_the_same_units_whatever_the_order_of_rows(tiny: Tiny) -> None:
    first = tried(tiny, 20)
    head, *rows = tiny.bills.read_text().splitlines()
    tiny.bills.write_text("\n".join([head, *reversed(rows)]) + "\n")
    again = tried(tiny, 20)
    assert first.measures == again.measures
