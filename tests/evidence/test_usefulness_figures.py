"""Pictures of usefulness: safe, named, the same twice, in both languages, drawn from what evidence holds."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from privkit.evidence.asjson import to_plain
from privkit.evidence.figures.style import Picture
from privkit.evidence.figures.usefulness import pictures
from privkit.usefulness.summary import usefulness
from privkit.usefulness.variables import Sides, Variable

NASTY = '<script>alert(1)</script> $x_{1}$ "&'


@cache
def body(labels: bool = True) -> Any:
    rng = np.random.default_rng(0)

    def people() -> pd.DataFrame:
        use = rng.gamma(4, 30, (300, 6))
        frame = pd.DataFrame(use, columns=[f"m{k}" for k in range(6)])
        return frame.assign(
            kind=np.where(use[:, 0] > 120, NASTY, "house"), **{NASTY: rng.choice(["a", "b"], 300)}
        )

    frames = [people() for _ in range(3)]
    variables = tuple(
        Variable(str(c), "number" if str(c).startswith("m") else "category") for c in frames[0].columns
    )
    profile = [f"m{k}" for k in range(6)]
    found = usefulness(
        Sides(frames[0], frames[1], variables, frames[2]), targets=("kind", NASTY), profiles=[profile], year=4
    )
    return json.loads(json.dumps(to_plain(found.to_json(labels=labels))))


@cache
def made(language: str, labels: bool = True) -> tuple[Picture, ...]:
    return pictures(body(labels), language, lambda x: f"{100 * x:.0f} %", lambda x: f"{x:.3g}")  # type: ignore[arg-type]


def texts(one: Picture) -> set[str]:
    return {"".join(e.itertext()).strip() for e in ET.fromstring(one.svg).iter() if e.tag.endswith("text")}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_picture_stands_alone_and_is_the_same_twice(language: str) -> None:
    found = made(language)
    assert [p.name.removeprefix("usefulness-") for p in found] == ["columns", "pairs", "course-1", "models"]
    assert found == made.__wrapped__(language)
    for one in found:
        root = ET.fromstring(one.svg)
        assert root.attrib["role"] == "img" and root.attrib["aria-label"] == one.alt
        assert "<script" not in one.svg and one.png.startswith(b"\x89PNG")


def test_words_are_in_the_language_and_names_are_text() -> None:
    columns, pairs, course, models = (texts(p) for p in made("fr"))
    assert {"réel", "diffusé", "d'autres personnes réelles", "< 50"} <= columns
    assert {"real", "released", "other real people"} <= texts(made("en")[0])
    assert any(t.startswith("distance en %.") for t in pairs)
    assert {"moyenne par période", "saison et mémoire", "un an après"} <= course
    assert "arbres, AUC" in models and any(t.startswith("perte ") and "(hasard : " in t for t in models)
    assert any("$x_{1}$" in t for t in models)


def test_without_labels_no_category_is_drawn() -> None:
    found = made("en", labels=False)
    assert "usefulness-columns" not in {p.name for p in found}
    assert "house" not in json.dumps(body(labels=False))


def test_the_figures_of_pairs_are_those_measured() -> None:
    way = next(w for w in body()["distances"]["ways"] if w["order"] == 2)
    assert len(way["each"]) == 28
    few = dict(body(), distances={"ways": [dict(way, each=way["each"][:1])], "left_out": []})
    one = pictures(few, "en", str, lambda x: f"{x:.3g}")[1]
    wanted = {f"{round(100 * float(way['each'][0][k])):.3g}" for k in ("value", "floor")}
    assert wanted <= texts(one)
