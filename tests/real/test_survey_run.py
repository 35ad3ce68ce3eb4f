"""A household survey through the policy language: risks measured with columns that never leave."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import privkit
from privkit.errors import DataError

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SURVEY = SHARED / "data" / "sdcmicro_testdata" / "testdata.csv"
GOLDEN = SHARED / "golden" / "sdcmicro" / "golden.json"
pytestmark = pytest.mark.skipif(
    not (SURVEY.exists() and GOLDEN.exists()), reason="the reference data are not here"
)

KEYS = ("urbrur", "roof", "walls", "water", "electcon", "relat", "sex")
BODY = """\
data:
  privacy_unit: {{ name: person, column: person }}
  tables:
    survey:
      file: survey.csv
      one_row_is: one person
      ORIGIN
      columns:
        {columns}
steps:
  - drop_older_than: {{ reason: retention }}
  - minimise:
      keep:
        {kept}
release_only_if:
  - record_risk: {{ measure: expected_reidentifications, weight: sampling_weight, number_at_most: 11 }}
  - record_risk: {{ measure: household, household: ori_hid, weight: sampling_weight, average_at_most: 2 % }}
  - record_risk: {{ measure: prosecutor, share_above: {{ risk: 20 %, at_most: 15 % }} }}
  - population_uniqueness: {{ at_most: 1 %, sampling_fraction: 1 % }}
  - special_uniques: {{ score_above: 10 %, at_most: 5 %, sampling_fraction: 1 % }}
outputs:
  - name: survey
    file: outputs/survey.csv
    nature: generalised
    qualification: {{ proposed: personal, for: data team }}
    sharing: internal
    recipients: [data team]
"""


@pytest.fixture
def policy(
    tmp_path: Path, write_policy: Callable[..., Path], declared: Callable[..., str]
) -> Callable[[pd.DataFrame], Path]:
    """The policy, on a copy of the survey with a person's number and a date."""

    def write(frame: pd.DataFrame) -> Path:
        whole = frame.assign(person=[f"P{n}" for n in range(len(frame))], day="2025-06-01")
        whole.to_csv(tmp_path / "survey.csv", index=False)
        rules = dict.fromkeys(KEYS, "role: quasi_identifier, type: category")
        rules |= {
            "person": "role: direct_identifier, type: code",
            "day": "role: other, type: date",
            "ori_hid": "role: other, type: code",
            "sampling_weight": "role: other, type: number, decimals: 2",
        }
        kept = ("\n" + " " * 8).join(f"{name}: {{ because: Studied. }}" for name in KEYS)
        columns = declared(rules, list(whole.columns), 8)
        return write_policy("survey", "day", BODY.format(columns=columns, kept=kept))

    return write


def test_figures_of_sdcmicro_by_a_policy(policy: Callable[[pd.DataFrame], Path]) -> None:
    golden = json.loads(GOLDEN.read_text())["testdata"]
    run = privkit.apply(policy(pd.read_csv(SURVEY, dtype=str)), as_of=date(2026, 6, 1))
    expected, homes, above, unique, special = (v["figures"] for v in run.verdicts)
    assert {v["outcome"] for v in run.verdicts} == {"held"}
    # the exact risk of large classes is a little below the usual approximation
    number, usual = float(expected["expected"]), golden["global"]["risk_ER"]
    assert number == pytest.approx(usual, rel=1e-3)
    assert number < usual
    assert float(homes["average"]) == pytest.approx(golden["global"]["hier_risk"], rel=1e-3)
    # 458 persons in classes of fewer than five
    assert (above["above"], above["units"]) == (458, 4_580)
    assert unique["sample_uniques"] == 157
    assert special["with_a_score"] == golden["suda2"]["n_score_gt0"]
    assert float(special["highest_score"]) == pytest.approx(golden["suda2"]["max_disScore"], rel=1e-6)
    # what they were measured with is not released
    assert list(run.output("survey").columns) == list(KEYS)


def test_weights_that_cannot_be_used_stop_the_run(policy: Callable[[pd.DataFrame], Path]) -> None:
    frame = pd.read_csv(SURVEY, dtype=str)
    frame.loc[:2, "sampling_weight"] = ["", "0", "-5"]
    with pytest.raises(DataError) as caught:
        privkit.apply(policy(frame), as_of=date(2026, 6, 1))
    assert [(p.code, p.message.fr) for p in caught.value.problems] == [
        ("PK681", "unités sans poids dans sampling_weight : 1"),
        ("PK682", "unités dont le poids dans sampling_weight est nul ou négatif : 2"),
    ]
