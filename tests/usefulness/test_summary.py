from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.ledger.canonical import canonical_json, number
from privkit.usefulness.summary import Usefulness, usefulness
from privkit.usefulness.variables import Sides, Variable

Made = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def found(people: Made, variables: tuple[Variable, ...]) -> Usefulness:
    frames = [people(400 + k, k) for k in range(3)]
    for k, frame in enumerate(frames):
        frame["name"] = [f"canary-{k}-{n}" for n in range(len(frame))]
        frame["town"] = "canary-town"
        frame["use2"] = frame["use"] * 1.5
    sides = Sides(frames[0], frames[1], (*variables, *more()), frames[2])
    return usefulness(sides, targets=("pool", "town", "use"), profiles=[("use", "use2")])


def more() -> tuple[Variable, ...]:
    return Variable("name", "category"), Variable("town", "category"), Variable("use2", "number")


def test_everything_is_measured_or_told(found: Usefulness) -> None:
    assert (found.real, found.released, found.held) == (400, 401, 402)
    assert [m.target for m in found.models] == ["pool", "use"]
    assert len(found.courses) == 1 and len(found.shares) == 7
    assert [(u.what, u.because.fr) for u in found.unmeasured] == [
        ("name", "presque chaque unité a son propre texte : il n'y a pas de distribution à comparer"),
        ("town", "town ne peut pas être prédite : elle ne varie presque pas parmi les unités d'apprentissage "
                 "ou témoins"),
    ]  # fmt: skip


def test_without_control_people_models_are_told_not_to_be_measurable(
    people: Made, variables: tuple[Variable, ...]
) -> None:
    got = usefulness(Sides(people(200, 1), people(200, 2), variables), targets=("pool",))
    assert got.models == () and got.held == 0
    assert [u.because.en for u in got.unmeasured] == ["there are no control units to test a model on"]


def test_its_json_holds_no_value_of_the_data(found: Usefulness) -> None:
    body = found.to_json()
    assert body == json.loads(json.dumps(body))
    assert canonical_json(body, floats=number)
    assert "canary" not in json.dumps(body)


def test_no_figure_stands_without_its_floor(found: Usefulness) -> None:
    body = found.to_json()

    def walk(value: Any, path: str = "") -> list[str]:
        if isinstance(value, list):
            return [p for item in value for p in walk(item, path)]
        if not isinstance(value, dict):
            return []
        alone = []
        if "value" in value and "columns" in value and "floor" not in value:
            alone.append(path)
        for key in ("mean", "mean_difference", "unseen", "invented", "loss"):
            if key in value and not any("floor" in other for other in value):
                alone.append(f"{path}.{key}")
        return alone + [p for key, item in value.items() for p in walk(item, f"{path}.{key}")]

    assert walk(body) == []
    assert not any(key == "score" for key in body)


def test_measuring_again_gives_the_same(people: Made, variables: tuple[Variable, ...]) -> None:
    frames = people(200, 1), people(200, 2), people(200, 3)
    one, two = (
        usefulness(Sides(frames[0], frames[1], variables, frames[2]), targets=("use",)) for _ in range(2)
    )
    assert one == two


def odd(number: int, seed: int) -> pd.DataFrame:
    """Everything that breaks a measure: constants, nothing at all, texts alone, types as engines hand them over."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "constant": "same",
            "zero": 0.0,
            "nothing": pd.Series([None] * number, dtype=object),
            "no_number": np.nan,
            "no_date": pd.NaT,
            "text": [f"{seed}-{k}" for k in range(number)],
            "yes": rng.choice(np.array([True, False, None], dtype=object), number),
            "whole": pd.array(
                np.where(rng.random(number) < 0.2, 0, rng.integers(1, 9, number)), dtype="Int64"
            ),
            "day": pd.Series(rng.choice([dt.date(2020, 1, d) for d in range(1, 29)], number), dtype=object),
            "only": f"side-{seed}",
            "infinite": np.where(rng.random(number) < 0.1, np.inf, 1.5),
        }
    )


ODD = tuple(
    Variable(name, kind)  # type: ignore[arg-type]
    for name, kind in {
        "constant": "category", "zero": "number", "nothing": "category", "no_number": "number",
        "no_date": "date", "text": "category", "yes": "category", "whole": "number", "day": "date",
        "only": "category", "infinite": "number",
    }.items()
)  # fmt: skip


def test_odd_columns_are_measured_or_told_and_never_stop_the_rest() -> None:
    sides = Sides(odd(120, 1), odd(60, 2), ODD, odd(110, 3))
    targets = [v.name for v in ODD]
    found = usefulness(sides, targets=targets, profiles=[("no_number", "zero"), ("no_number", "no_number")])
    assert canonical_json(found.to_json(labels=True), floats=number)
    assert {m.target for m in found.models} == {"yes", "whole", "day"}
    told = {u.what for u in found.unmeasured}
    assert told == {*targets, "no_number, no_number"} - {"yes", "whole", "day"}
    only = next(d for w in found.distances.ways if w.order == 1 for d in w.each if d.columns == ("only",))
    assert only.value == 1.0
    assert set(found.correlations.left_out) == {
        "constant", "zero", "nothing", "no_number", "no_date", "text", "only", "infinite",
    }  # fmt: skip


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6))
def test_figures_stay_in_their_ranges_whatever_the_data(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def made(number: int) -> pd.DataFrame:
        heavy = rng.standard_t(1.2, number) * 10.0 ** rng.integers(-6, 7)
        few = rng.choice(list("abc"), number, p=[0.9, 0.08, 0.02])
        gaps = rng.random(number) < rng.random()
        frame = pd.DataFrame({"heavy": heavy, "few": few, "gaps": np.where(gaps, np.nan, heavy)})
        return frame.assign(many=rng.integers(0, 40, number).astype(str))

    kinds = tuple(
        Variable(n, k)  # type: ignore[arg-type]
        for n, k in {"heavy": "number", "few": "category", "gaps": "number", "many": "category"}.items()
    )
    found = usefulness(Sides(made(70), made(90), kinds, made(60)), profiles=[("heavy", "gaps")])
    for way in found.distances.ways:
        assert all(0 <= d.value <= 1 and 0 <= d.floor <= 1 for d in way.each)
    for pair in found.correlations.pairs:
        low = 0 if pair.measure in ("cramers_v", "correlation_ratio") else -1
        assert low <= pair.real <= 1 and low <= pair.released <= 1
    assert canonical_json(found.to_json(), floats=number)
