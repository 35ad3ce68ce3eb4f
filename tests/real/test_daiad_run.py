"""DAIAD (Alicante) through one policy: hourly readings to a reference household, against pandas.

Hourly readings of 92 households (index resets outside 0..5000 litres left out), one year, linked with
the survey. A household counts when at least 5 500 of the 8 760 hours were read and it used at least 5 m3.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import privkit
from privkit.api import Result

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "daiad_alicante_water"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the DAIAD data are not here")

READINGS, HOMES = DATA / "readings_hourly.csv.gz", DATA / "households.csv"
YEAR_END = date(2017, 2, 28)

BODY = """\
data:
  privacy_unit: {{ name: household, column: household_id }}
  tables:
    readings:
      file: {readings}
      one_row_is: one hourly reading of one meter
      ORIGIN
      columns:
        household_id:    {{ role: direct_identifier, type: code }}
        datetime:        {{ role: quasi_identifier, type: datetime }}
        meter_reading_l: {{ role: confidential, type: number, read: no }}
        diff_l:          {{ role: confidential, type: integer, unit: l }}
    homes:
      file: {homes}
      one_row_is: one household that answered
      ORIGIN
      columns:
        {homes_columns}
steps:
  - drop_older_than: {{ reason: retention }}
  - keep_rows:
      diff_l: {{ at_least: 0, at_most: 5000 }}
      because: A meter that was reset or replaced.
  - summarise:
      by: household
      table: readings
      columns:
        year_l: {{ sum: diff_l, over: last 12 months }}
        hours:  {{ count: diff_l, over: last 12 months }}
  - keep_rows:
      hours:  {{ at_least: 5500 }}
      year_l: {{ at_least: 5000 }}
      because: Enough of the year must be known, in an occupied home.
  - link:
      tables: [readings, homes]
      on: household_id
      matched_at_least: 90 %
  - keep_rows:
      hh_size: {{ filled: yes }}
  - minimise:
      keep:
        hh_size:            {{ because: Main driver of water use. }}
        dwelling_area_band: {{ because: Size of the dwelling. }}
        tenure:             {{ because: Owners and tenants differ. }}
        year_l:             {{ because: The quantity compared. }}
  - generalise:
      hh_size: {{ into_bands: ["1 to 2", "3", "4 and more"], as: members }}
  - make_k_anonymous:
      k: 3
      on: [members, dwelling_area_band, tenure]
      remove_at_most: 20 %
      weights: {{ members: 1 }}
release_only_if:
  - k_anonymity: {{ at_least: 3 }}
  - uniqueness: {{ at_most: 0 % }}
  - households_removed: {{ at_most: 20 % }}
  - direct_identifiers_left: {{ at_most: 0 }}
outputs:
  - name: year
    file: outputs/year.csv
    nature: generalised
    qualification: {{ proposed: personal, for: data team }}
    sharing: internal
    recipients: [data team]
comparison:
  target: year_l
  unit: l
  groups_by: [members]
  at_least: 11
  marks: {{ low: 20 %, middle: 50 %, high: 80 % }}
  round_to: 1000
  file: outputs/reference.json
"""

USED = {
    "household_id": "role: direct_identifier, type: code",
    "dwelling_area_band": "role: quasi_identifier, type: category",
    "hh_size": "role: quasi_identifier, type: integer",
    "tenure": "role: quasi_identifier, type: category",
}
GROUPED = ["members", "dwelling_area_band", "tenure"]


def header(path: Path, separator: str = ",") -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file, delimiter=separator))


@pytest.fixture
def policy(write_policy: Callable[..., Path], declared: Callable[..., str]) -> Path:
    columns = declared(USED, header(HOMES), 8)
    return write_policy(
        "daiad", "datetime", BODY.format(readings=READINGS, homes=HOMES, homes_columns=columns)
    )


@pytest.fixture(scope="module")
def expected() -> pd.DataFrame:
    """The households that count, by pandas alone."""
    readings = pd.read_csv(READINGS, sep=";", usecols=["household_id", "diff_l"])
    readings = readings[readings["diff_l"].between(0, 5000)]
    year = readings.groupby("household_id")["diff_l"].agg(year_l="sum", hours="count")
    year = year[(year["hours"] >= 5500) & (year["year_l"] >= 5000)]
    homes = pd.read_csv(HOMES).set_index("household_id")
    table = year.join(homes, how="inner").dropna(subset=["hh_size"])
    members = table["hh_size"].map(lambda n: "1 to 2" if n <= 2 else "3" if n == 3 else "4 and more")
    return table.assign(members=members)


@pytest.fixture
def run(policy: Path) -> Result:
    return privkit.apply(policy, as_of=YEAR_END)


def units(step: dict, table: str = "readings") -> tuple[int, int]:
    return step["after"][table]["rows"], step["after"][table]["units"]


def test_counts_of_every_step(run: Result, expected: pd.DataFrame) -> None:
    steps = run.evidence["steps"]
    assert steps[0]["before"]["readings"] == {"rows": 673_927, "units": 92}
    # 219 index resets; 80 households read enough, 78 of them occupied; one gave no size
    kept = [(673_927, 92), (673_708, 92), (92, 92), (78, 78), (78, 78), (77, 77)]
    assert [units(step) for step in steps[:6]] == kept
    assert steps[4]["changes"]["figures"] == {"rows": 78, "rows_matched": 78, "rows_of_second": 242}
    assert len(expected) == 77
    assert run.status == "released"
    assert [verdict["outcome"] for verdict in run.verdicts] == ["held"] * 4


def test_released_rows_are_those_of_households_of_a_large_enough_group(
    run: Result, expected: pd.DataFrame
) -> None:
    found = run.evidence["steps"][-1]["changes"]["figures"]
    # nothing had to be made coarser than the policy asks: the optimum only removes
    assert found["levels"] == {"members": 0, "dwelling_area_band": 0, "tenure": 0}
    groups = expected.groupby(GROUPED, dropna=False)["year_l"].transform("size")
    kept = expected[groups >= 3]
    assert (found["units_removed"], found["groups"], found["smallest_group"]) == (12, 7, 3)
    released = run.output("year").sort_values([*GROUPED, "year_l"], ignore_index=True)
    wanted = kept[[*GROUPED, "year_l"]].sort_values([*GROUPED, "year_l"], ignore_index=True)
    pd.testing.assert_frame_equal(released[[*GROUPED, "year_l"]], wanted, check_dtype=False)
    assert set(released.columns) == {*GROUPED, "year_l"}


def test_reference_household(run: Result) -> None:
    reference = json.loads((run.folder / "outputs" / "reference.json").read_text(encoding="utf-8"))
    groups = {group["shown"][0]: [int(mark) for mark in group["marks"]] for group in reference["groups"]}
    assert list(groups) == ["1 to 2", "3", "4 and more"]
    middles = [marks[1] for marks in groups.values()]
    # 60, 81 and 108 m3 before the 12 households of small groups were removed
    assert middles == pytest.approx([60_000, 81_000, 108_000], abs=2_500)
    volumes = run.output("year").groupby("members")["year_l"]
    for label, marks in groups.items():
        raw = volumes.get_group(label).quantile([0.2, 0.5, 0.8])
        assert marks == pytest.approx(raw.tolist(), abs=4_000)  # rounded, and smoothed between few values


def test_same_digest_twice(policy: Path, run: Result) -> None:
    again = privkit.apply(policy, as_of=YEAR_END)
    assert again.reused and again.run == run.run
    afresh = privkit.apply(policy, as_of=YEAR_END, reports=policy.parent / "other")
    assert afresh.evidence["outputs"][0]["digest"] == run.evidence["outputs"][0]["digest"]


def test_no_household_id_leaves(run: Result) -> None:
    ids = set(pd.read_csv(HOMES)["household_id"])
    for path in run.folder.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not any(one in text for one in ids), path.name


SURVEYS = """\
data:
  privacy_unit: {{ name: household, column: ID }}
  tables:
    readings:
      file: {readings}
      one_row_is: one hourly reading of one meter
      ORIGIN
      columns:
        household_id:    {{ role: direct_identifier, type: code, read: no }}
        datetime:        {{ role: quasi_identifier, type: datetime }}
        meter_reading_l: {{ role: confidential, type: number, read: no }}
        diff_l:          {{ role: confidential, type: integer, read: no }}
    registration:
      file: {registration}
      one_row_is: one answer to the first survey
      ORIGIN
      columns:
        {registration_columns}
    pre_trial:
      file: {pre_trial}
      one_row_is: one answer to the second survey
      ORIGIN
      columns:
        {pre_trial_columns}
steps:
  - minimise:
      keep:
        {kept}: {{ because: The answer studied. }}
outputs:
  - name: registration
    from: registration
    file: outputs/registration.csv
    nature: generalised
    qualification: {{ proposed: personal, for: data team }}
    sharing: internal
    recipients: [data team]
release_only_if:
  - k_anonymity: {{ at_least: 2, output: registration }}
"""


def test_raw_surveys_are_read_as_they_are(
    write_policy: Callable[..., Path], declared: Callable[..., str]
) -> None:
    """A byte order mark, CRLF, doubly encoded questions as column names: nothing is mended in silence."""
    paths = {name: DATA / f"{name}_survey_raw.csv" for name in ("registration", "pre_trial")}
    headers = {name: header(path, ";") for name, path in paths.items()}
    rules = {name: {"ID": "role: direct_identifier, type: code"} for name in paths}
    studied = next(name for name in headers["registration"] if "Ã" in name)
    rules["registration"][studied] = "role: quasi_identifier, type: category"
    columns = {f"{name}_columns": declared(rules[name], headers[name], 8) for name in paths}
    body = SURVEYS.format(readings=READINGS, **paths, **columns, kept=f'"{studied}"')
    policy = write_policy("surveys", "datetime", body)  # retention needs a date, surveys have none
    run = privkit.apply(policy, as_of=YEAR_END)
    raw = pd.read_csv(paths["registration"], sep=";", encoding="utf-8-sig", dtype=str)
    sizes = raw[studied].value_counts(dropna=False)
    assert run.verdicts[0]["figures"]["smallest"] == sizes.min()
    assert run.evidence["steps"][0]["before"]["registration"]["rows"] == len(raw) == 232
