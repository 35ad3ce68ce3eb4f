"""``privkit compare suggest``: what it prints, in both languages, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

Command = Callable[..., Any]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rng = np.random.default_rng(5)
    people = rng.choice([1, 2, 3, 4, 5], 900, p=[0.38, 0.3, 0.13, 0.12, 0.07])
    house = rng.random(900) < 0.4
    use = (28 + 28.0 * people + 40 * house) * np.exp(rng.normal(0, 0.3, 900))
    path = tmp_path / "homes.csv"
    pd.DataFrame(
        {
            "id": np.arange(900),
            "occupants": people,
            "dwelling": np.where(house, "house", "flat"),
            "area_code": np.where(house, "04410", "04420"),
            "volume": [f"{v:.1f}".replace(".", ",") for v in use],
        }
    ).to_csv(path, index=False, sep=";")
    return path


def test_rules_and_lines_to_paste(file: Path, privkit: Command) -> None:
    asked = (
        "compare",
        "suggest",
        file,
        "--target",
        "volume",
        "--columns",
        "occupants,dwelling",
        "--bootstraps",
        "3",
    )
    answer = privkit(*asked, "--language", "en")
    assert answer.code == 0
    assert "Groups that the tree finds" in answer.out
    assert "Drawn again from other households (3 times)" in answer.out
    assert "\n  - generalise:\n      occupants: { into_bands: [" in answer.out
    assert "  groups_by: [occupants, dwelling]" in answer.out
    assert answer.last == "next: privkit check POLICY"
    french = privkit(*asked, "--language", "fr")
    assert "Groupes que trouve l'arbre" in french.out
    assert "\n  - généraliser:\n      occupants: { en_tranches: [" in french.out
    assert french.last == "ensuite : privkit check POLITIQUE"


def test_json_and_codes_are_no_numbers(file: Path, privkit: Command) -> None:
    answer = privkit(
        "compare", "suggest", file, "--target", "volume", "--columns", "occupants,area_code", "--json",
        "--bootstraps", "0",
    )  # fmt: skip
    body = json.loads(answer.out)
    assert "area_code" in body["groups_by"]
    assert "area_code" not in body["into_bands"]
    assert body["units"] == 900


def test_refusals(file: Path, privkit: Command) -> None:
    circular = privkit("compare", "suggest", file, "--target", "volume", "--columns", "volume")
    assert circular.code == 3
    assert "PK555 bands cannot be drawn from volume" in circular.err
    twice = file.with_name("twice.csv")
    twice.write_text(file.read_text() + file.read_text().splitlines()[1] + "\n")
    several = privkit(
        "compare", "suggest", twice, "--target", "volume", "--columns", "occupants", "--unit", "id"
    )
    assert several.code == 4
    assert "PK556 a unit has several rows in the file (column id)" in several.err
    assert privkit("compare", "suggest", file, "--target", "volumes", "--columns", "occupants").code == 4


def test_the_policy_says_what_comes_from_the_target(city_folder: Path, file: Path, privkit: Command) -> None:
    """``volume_m3`` is what yearly_volume sums: it cannot make groups."""
    table = pd.read_csv(file, sep=";", decimal=",")
    table["yearly_volume"] = table["volume"]
    table["volume_m3"] = np.random.default_rng(1).permutation(table["volume"])
    table.to_csv(file, index=False)
    policy = city_folder / "water-training.en.yaml"
    answer = privkit(
        "compare", "suggest", file, "--as", policy, "--target", "yearly_volume", "--columns", "occupants,volume_m3"
    )  # fmt: skip
    assert answer.code == 3
    assert "PK555 volume_m3 says again what yearly_volume says" in answer.err


def test_a_released_run(city_folder: Path, privkit: Command) -> None:
    policy = city_folder / "water-training.en.yaml"
    assert privkit("apply", policy, "--as-of", "2026-11-15").code == 0
    run = city_folder / "reports" / "water-training" / "current"
    answer = privkit(
        "compare", "suggest", run, "--as", policy, "--target", "yearly_volume",
        "--columns", "nb_occupants,type_logement,jardin", "--bootstraps", "2",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    assert "  unit: m3" in answer.out
