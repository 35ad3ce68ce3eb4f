"""The nearest released rows with every tie, against the plainest possible search."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.risk.attacks.encode import Encoded, Sheet, encode
from privkit.risk.attacks.neighbours import Neighbours
from privkit.risk.attacks.scene import Field, Scene

FIELDS = (Field("a", "category"), Field("b", "number"), Field("c", "category"), Field("d", "number"))


def frame(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    numbers = rng.normal(size=(rows, 2)).round(int(rng.integers(0, 3)))
    numbers[rng.random((rows, 2)) < 0.2] = np.nan
    return pd.DataFrame(
        {
            "a": rng.choice(["x", "y", None], rows),
            "b": numbers[:, 0],
            "c": rng.choice(list("uvw"), rows),
            "d": numbers[:, 1] * 1000 - 5,
        }
    )


def plain(encoded: Encoded, targets: Sheet, columns: list[int]) -> list[set[int]]:
    """Every distance in full, one row and one column at a time."""
    release = encoded.release
    out = []
    for t in range(len(targets)):
        far = []
        for r in range(len(release)):
            total = 0.0
            for j in columns:
                codes = release.codes[r, j], targets.codes[t, j]
                if encoded.is_number(j) and 0 not in codes:
                    total += abs(float(release.places[r, j]) - float(targets.places[t, j]))
                else:
                    total += codes[0] != codes[1]
            far.append(total)
        out.append({r for r, total in enumerate(far) if total <= min(far) + 1e-6})
    return out


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 40), st.sampled_from([[0], [1], [0, 2], [1, 3], [0, 1, 2, 3]]))
def test_all_nearest_rows_and_only_they(seed: int, rows: int, columns: list[int]) -> None:
    rng = np.random.default_rng(seed)
    encoded = encode(Scene(frame(rng, rows), frame(rng, 15), frame(rng, 3), FIELDS))
    index = Neighbours(encoded, columns)
    ties = index.nearest(encoded.originals)
    for t, wanted in enumerate(plain(encoded, encoded.originals, columns)):
        assert set(np.flatnonzero(np.isin(index.kind, ties.of(t)))) == wanted


def test_many_columns_do_not_overflow() -> None:
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.normal(size=(20, 700)))
    table.columns = [f"c{j}" for j in range(700)]
    fields = tuple(Field(name, "category" if j % 2 else "number") for j, name in enumerate(table.columns))
    encoded = encode(Scene(table, table + 0.5, table, fields))
    index = Neighbours(encoded, range(700))
    far = index.distances(encoded.originals, 1)
    assert far.min() > 350  # every category differs, and the numbers a little
    assert far.max() < 700


@pytest.mark.parametrize("rank", [1, 3, 50])
def test_distance_of_a_neighbour_of_some_rank(rank: int) -> None:
    fields = (Field("a", "category"), Field("b", "category"))
    release = pd.DataFrame({"a": list("xxyy"), "b": list("uvuv")})
    encoded = encode(Scene(release, release[:1], release, fields))
    far = Neighbours(encoded, [0, 1]).distances(encoded.originals, rank)
    assert far.tolist() == [{1: 0.0, 3: 1.0, 50: 2.0}[rank]]
