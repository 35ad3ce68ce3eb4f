"""A reference table read from a table with noise: a whole run, its budget, and what anyone can compute again."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from privkit.compare.noisy import NoisyCells, fit_noisy
from privkit.compare.reference import ReferenceTable, reference_from_json
from privkit.run.comparing import orders
from privkit.run.existing import Committed
from privkit.run.verify import verify

POLICY = "water-reference.en.yaml"
EDGES = (0, 20, 35, 50, 65, 80, 95, 110, 130, 150, 175, 200, 250, 300, 500)


def loud(folder: Path, *pairs: tuple[str, str]) -> Path:
    """The ready policy, with noise a city of 400 households can bear."""
    path = folder / POLICY
    text = path.read_text(encoding="utf-8")
    wanted = (
        ("total:        { epsilon: 6,", "total:        { epsilon: 10,"),
        ("this_release: { epsilon: 1,", "this_release: { epsilon: 10,"),
        ("at_most: 15 %, because", "at_most: 100 %, because"),
        *pairs,
    )
    for old, new in wanted:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def the_run(folder: Path) -> Path:
    return (folder / "reports" / "water-reference" / "current").resolve()


@pytest.fixture
def released(city_folder: Path, privkit: Callable[..., Any]) -> Path:
    answer = privkit("apply", loud(city_folder), "--as-of", "2026-11-15")
    assert answer.code == 0, answer.err + answer.out
    return the_run(city_folder)


def read(run: Path) -> ReferenceTable:
    return reference_from_json((run / "outputs" / "reference_household.json").read_text(encoding="utf-8"))


def test_a_whole_run(released: Path, city_folder: Path, privkit: Callable[..., Any]) -> None:
    table = read(released)
    assert table.privacy is not None
    assert (table.privacy.epsilon, table.privacy.delta) == ("10", "0.0000005")
    assert table.made is not None
    assert (table.made.policy, table.made.version, table.made.as_of) == (
        "water-reference",
        "1.0",
        "2026-11-15",
    )
    assert table.made.period == "2024-2026"
    assert len(table.groups) > 1
    assert all(len(group.margins) == 3 and group.units >= 30 for group in table.groups)

    with (released / "outputs" / "use_by_kind_of_home.csv").open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    assert (
        again(published, table).to_json() == plain(table).to_json()
    )  # from what was let out, and nothing else

    rows = list(csv.DictReader((released / "outputs" / "reference_household.csv").open(encoding="utf-8")))
    assert [row["q50"] for row in rows] == [str(group.middle) for group in table.groups]
    assert {row["epsilon"] for row in rows} == {"10"}

    evidence = Committed.read(released).evidence
    assert len(evidence["budget"]["events"]) == 1  # the histogram: the reference table asks nothing more
    assert evidence["cost"]["worst_group"] is not None
    assert evidence["reference"]["privacy"] == {"epsilon": "10", "delta": "0.0000005"}
    assert evidence["reference"]["quality"] is not None
    names = json.loads((released / "manifest.json").read_text(encoding="utf-8"))
    assert "outputs/reference_household.csv" in json.dumps(names)
    assert verify(released) == []

    told = privkit("compare", "fit", released)
    assert "ε = 10, δ = 0.0000005, for every group: read from noisy figures alone" in told.out
    assert "policy water-reference 1.0, data up to 2026-11-15, period 2024-2026" in told.out
    assert privkit("compare", "fit", released, "--csv").out.splitlines()[0].startswith("rule,nb_occupants,")
    home = ("nb_occupants=2", "type_logement=maison", "jardin=oui", "surface_m2=95")
    assert "m³" in privkit("compare", "household", released, *home, "--volume", "92").out


def again(published: list[dict[str, str]], table: ReferenceTable) -> ReferenceTable:
    """The reference table computed from the published CSV."""
    names = [f"households_{low}_{high}" for low, high in pairwise(EDGES)]
    frame = pd.DataFrame(published)
    bins = frame[names].astype(float).to_numpy()
    half = float(max(frame[f"{n}_high"].astype(float).sub(frame[n].astype(float)).max() for n in names))
    assert table.privacy is not None
    cells = NoisyCells(
        frame[list(table.spec.groups_by)], table.privacy, bins, half, tuple(map(Decimal, EDGES))
    )
    return fit_noisy(cells, table.spec, orders(table.chains), table.chains).reference


def plain(table: ReferenceTable) -> ReferenceTable:
    from dataclasses import replace

    return replace(table, made=None)


def test_rows_that_change_under_the_same_noisy_table_change_nothing(
    city_folder: Path, privkit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault would show here: whatever is read of a row beside the noisy table would move the reference."""
    from privkit.run import comparing_tables, trial

    seen: list[ReferenceTable] = []
    exact = comparing_tables.reference_of_table

    def fixed(spec: Any, outcome: Any, rows: Any, context: Any) -> Any:
        frame = outcome.published.frame
        people = np.arange(len(frame)) // 24  # the first key changes slowest
        for band, (low, high) in enumerate(pairwise(EDGES)):
            drawn = np.rint(40 * np.exp(-(((band - 2 - 3 * people) / 2) ** 2))).astype(int)
            for end, shift in (("", 0), ("_low", -5), ("_high", 5)):
                frame[f"households_{low}_{high}{end}"] = [int(v) + shift for v in drawn]
        found = exact(spec, outcome, rows, context)
        seen.append(found.reference)
        return found

    monkeypatch.setattr(trial, "reference_of_table", fixed)
    path = loud(city_folder)
    answer = privkit("apply", path, "--as-of", "2026-11-15")
    assert seen, answer.out + answer.err
    bills = city_folder / "donnees" / "factures.parquet"
    rows = pd.read_parquet(bills)
    rows.loc[rows["id_contrat"] == rows["id_contrat"].iloc[0], "volume_m3"] *= 3
    rows.to_parquet(bills)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("budgets/water.sqlite", "budgets/other.sqlite"), encoding="utf-8")
    privkit("apply", path, "--as-of", "2026-11-15", "--reports", city_folder / "elsewhere")
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_a_second_form_that_lands_on_an_output(city_folder: Path, privkit: Callable[..., Any]) -> None:
    path = loud(city_folder, ("outputs/use_by_kind_of_home.csv", "outputs/reference_household.csv"))
    told = privkit("check", path)
    assert told.code == 3
    assert (
        "PK814 the reference table is also written as outputs/reference_household.csv, where another output lands"
        in told.out + told.err
    )


def test_several_rows_per_household_are_no_household(city_folder: Path, privkit: Callable[..., Any]) -> None:
    text = (city_folder / POLICY).read_text(encoding="utf-8")
    start, end = text.index("  - summarise:"), text.index("  - minimise:")
    text = (text[:start] + text[end:]).replace("yearly_volume", "volume_m3")
    (city_folder / POLICY).write_text(text, encoding="utf-8")
    told = privkit("check", city_folder / POLICY)
    assert (
        "PK645 bills may have several rows for one household, and one household is compared with others"
        in told.out + told.err
    )
