"""Quality on households held out, and the refusal to compare when the marks are chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from privkit.compare.segments.quality import MOST_FLOOR, Quality, Scores, quality_of, refuse_chance, weak
from privkit.errors import DataError

from .conftest import ORDERS, a_city, a_spec


def test_bands_beat_one_reference(city: pd.DataFrame) -> None:
    found = quality_of(city, a_spec(), ORDERS, np.random.default_rng(1))
    assert found is not None
    assert found.units + found.no_group == len(city)
    assert 0.4 < found.groups.explained < 0.65
    assert abs(found.everybody.explained) < 0.01
    assert all(g < e for g, e in zip(found.groups.pinball, found.everybody.pinball, strict=True))
    assert abs(found.groups.coverage - 0.6) < 0.04
    assert found.expected == pytest.approx(0.6)
    assert not weak(found, 0.05)
    assert weak(found, 0.11)


def test_held_out_means_held_out() -> None:
    """A column of chance with many labels explains much of what it was made from, and nothing of others."""
    rng = np.random.default_rng(4)
    table = pd.DataFrame(
        {"label": rng.integers(0, 40, 500).astype(str), "volume_annuel": np.exp(rng.normal(4, 0.5, 500))}
    )
    found = quality_of(table, a_spec("label", at_least=2, round_to="0.1"), {}, rng)
    assert found is not None
    assert found.groups.explained < 0.0
    assert found.groups.pinball[1] > found.everybody.pinball[1]
    assert weak(found, None)


def test_pinball_of_one_group_is_that_of_its_marks() -> None:
    """With one label there is one group: both columns are the same, computed here by hand."""
    table = pd.DataFrame({"a": ["x"] * 100, "volume_annuel": np.arange(1.0, 101.0)})
    spec = a_spec("a", round_to="0.001")
    rng = np.random.default_rng(2)
    found = quality_of(table, spec, {}, rng)
    assert found is not None
    assert found.groups == found.everybody
    fold = np.random.default_rng(2).permutation(100) % 5
    loss = 0.0
    for number in range(5):
        held, rest = table["volume_annuel"][fold == number], table["volume_annuel"][fold != number]
        over = held - rest.quantile(0.5)
        loss += float(np.maximum(0.5 * over, -0.5 * over).sum())
    assert found.groups.pinball[1] == pytest.approx(loss / 100, abs=1e-3)


def test_too_few_units_have_no_quality() -> None:
    assert quality_of(a_city(20), a_spec(), ORDERS, np.random.default_rng(1)) is None


def test_a_comparison_that_rests_on_chance_is_refused() -> None:
    refuse_chance(a_spec(), MOST_FLOOR)
    with pytest.raises(DataError) as caught:
        refuse_chance(a_spec(), 0.234)
    assert caught.value.text("en") == [
        "PK557 23% of messages about volume_annuel would change had the same data been drawn again (at most 20% "
        "is allowed): comparing would tell chance",
        "  → take more households, or raise at_least so that groups are larger",
    ]
    assert caught.value.text("fr")[0].startswith(
        "PK557 23\u00a0% des messages sur volume_annuel changeraient par un simple nouveau tirage"
    )


def test_weak_is_either() -> None:
    scores = Scores((1.0, 1.0, 1.0), 0.6, 0.5)
    good = Quality(scores, scores, 0.6, 100, 0)
    assert not weak(good, None)
    assert weak(replace(good, groups=replace(scores, explained=0.19)), None)
    assert not weak(None, None)
