"""Adult through the policy language: the optimum of ``make_k_anonymous`` is ARX's, and so is the evidence."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

import privkit

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
ADULT, GOLDEN = SHARED / "data" / "arx" / "adult", SHARED / "golden" / "arx.json"
pytestmark = pytest.mark.skipif(
    not ADULT.is_dir() or not GOLDEN.exists(), reason="the reference data are not here"
)

COLUMNS = (
    *("sex", "age", "race", "marital-status", "education"),
    *("native-country", "workclass", "occupation", "salary-class"),
)
BODY = """\
data:
  privacy_unit: {{ name: person, column: row }}
  tables:
    adult:
      file: adult.csv
      one_row_is: one person
      ORIGIN
      columns:
        {columns}
steps:
  - drop_older_than: {{ reason: retention }}
  - summarise: {{ by: person, columns: {{ answers: {{ count: day }} }} }}
  - minimise:
      keep:
        {kept}
  - make_k_anonymous:
      k: 5
      counted_in: person
      on: [{on}]
      remove_at_most: {share} %
      hierarchies:
        {hierarchies}
release_only_if:
  - k_anonymity: {{ at_least: 5 }}
outputs:
  - name: adult
    file: outputs/adult.csv
    nature: generalised
    qualification: {{ proposed: personal, for: data team }}
    sharing: internal
    recipients: [data team]
"""


@pytest.fixture
def policy(
    tmp_path: Path, write_policy: Callable[..., Path], declared: Callable[..., str]
) -> Callable[[str], Path]:
    """A policy with a suppression limit in per cent, on a copy with a row number and a date."""
    frame = pd.read_csv(ADULT / "adult.csv", sep=";", dtype=str, keep_default_na=False)
    frame.insert(0, "row", [f"P{n}" for n in range(len(frame))])
    frame.assign(day="1996-01-01").to_csv(tmp_path / "adult.csv", sep=";", index=False)
    rules = dict.fromkeys(COLUMNS, "role: quasi_identifier, type: category")
    rules |= {"row": "role: direct_identifier, type: code", "day": "role: other, type: date"}
    space = "\n" + " " * 8
    parts = {
        "columns": declared(rules, [], 8),
        "kept": space.join(f"{name}: {{ because: Studied. }}" for name in COLUMNS),
        "on": ", ".join(COLUMNS),
        "hierarchies": space.join(f"{name}: {ADULT}/adult_hierarchy_{name}.csv" for name in COLUMNS),
    }
    return lambda share: write_policy("adult", "day", BODY.format(share=share, **parts))


@pytest.mark.parametrize("share", ["0", "5", "100"])
def test_same_optimum_as_arx_by_a_policy(policy: Callable[[str], Path], share: str) -> None:
    limit = float(Fraction(share) / 100)
    row = next(
        r for r in json.loads(GOLDEN.read_text())["results"] if r["id"] == f"adult/k5_s{limit}_LOSS-AM"
    )
    run = privkit.apply(policy(share), as_of=date(1996, 12, 31))
    step = run.evidence["steps"][-1]
    found = step["changes"]["figures"]
    assert found["levels"] == row["solution"]
    assert found["units_removed"] == row["suppressed"]
    assert float(found["loss"]) == pytest.approx(float(row["score"]), abs=1e-9)
    assert [float(found["loss_by_column"][c]) for c in row["qis"]] == pytest.approx(
        row["score_per_attribute_raw"], abs=1e-9
    )
    assert (found["groups"], found["smallest_group"]) == (row["classes"], row["class_min"])
    assert found["lattice"] == row["solution_space"]
    # what was counted and what left agree with it
    assert step["before"]["adult"] == {"rows": 30_162, "units": 30_162}
    assert step["after"]["adult"]["units"] == 30_162 - row["suppressed"]
    released = run.output("adult")
    sizes = released.groupby(list(COLUMNS), dropna=False).size()
    assert (len(sizes), sizes.min(), sizes.max()) == (row["classes"], row["class_min"], row["class_max"])
    assert run.verdicts[0]["figures"]["smallest"] == row["class_min"]


def test_the_frontier_passes_by_every_optimum_of_arx(policy: Callable[[str], Path]) -> None:
    """Table of ARX for k = 2, 5, 10 and limits of 0, 2, 5 and 100 %: same loss, same records removed."""
    from privkit.policy.reader import read_document
    from privkit.run.frontier import frontier_of_policy

    rows = {r["id"]: r for r in json.loads(GOLDEN.read_text())["results"]}
    limits = tuple(Fraction(n, 100) for n in (0, 2, 5, 100))
    found = frontier_of_policy(read_document(policy("5")), date(1996, 12, 31), (2, 10), limits)
    assert (found.k, found.limit, found.units) == (5, Fraction(1, 20), 30_162)
    for point in found.points:
        row = rows[f"adult/k{point.k}_s{float(point.limit)}_LOSS-AM"]
        assert point.loss == pytest.approx(float(row["score"]), abs=1e-9)
        levels = dict(zip(found.on, point.levels, strict=True))
        assert (point.removed, levels) == (row["suppressed"], row["solution"])
        assert (point.groups, point.smallest) == (row["classes"], row["class_min"])


def test_the_raw_table_is_measured_as_arx_measures_it() -> None:
    """19,502 classes, 15,512 uniques, and Pitman's estimate of those of a population a hundred times larger."""
    found = privkit.measure(ADULT / "adult.csv", quasi_identifiers=COLUMNS, sampling_fraction=0.01)
    assert (found["units"], found["groups"], found["unique"]) == (30_162, 19_502, 15_512)
    assert found["population_uniques"] == pytest.approx(436_167.7, rel=1e-3)
    assert found["marketer"] == pytest.approx(19_502 / 30_162)
