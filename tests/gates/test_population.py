"""k_map, presence and the journalist's risk beside a file of the population: exact figures on small outputs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from privkit.engine.protocol import Engine
from privkit.errors import DataError
from privkit.gates import population, record_risk
from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.policy.model.population_conditions import KMap, PresenceBounds
from privkit.policy.model.risk_conditions import RecordRisk
from privkit.steps.base import Context
from privkit.values import Outcome, Verdict

FILE = {"file": "people.csv", "count": "n"}


@pytest.fixture
def homes(column, measured):
    """``homes((unit, area, kind), …)``: two quasi-identifiers."""

    def make(*rows, one=True):
        columns = [column("home", "-direct code"), column("area", "qi code"), column("kind", "qi category")]
        return measured(columns, rows, one=one)

    return make


@pytest.fixture
def judged(duck: Engine, tmp_path: Path) -> Callable[..., Verdict]:
    """The verdict of a condition beside the lines of a population file."""

    def make(gate: Any, model: Any, after: Any, people: list[str], **rule: Any) -> Verdict:
        (tmp_path / "people.csv").write_text("\n".join(["area,kind,n", *people, ""]), encoding="utf-8")
        policy: Any = SimpleNamespace(data=SimpleNamespace(tables={}))
        context = Context(duck, policy, "en", date(2026, 1, 1), tmp_path, lambda name: b"")
        checked = model.model_validate({**rule, "population": FILE}, context={"language": "en"}, by_name=True)
        trial = Trial((Exhibit("out", after, None),), "household", "en", None, tmp_path, context=context)
        (verdict,) = gate(checked, trial)
        return verdict

    return make


ROWS = [("a", "1", "x"), ("b", "1", "x"), ("c", "2", "x"), ("d", "2", None)]
PEOPLE = ["1,x,10", "2,x,3", "2,,1", "2,,3", "3,x,100"]


def test_blanks_match_blanks_and_lines_add_up(homes, judged):
    found = judged(population.k_map, KMap, homes(*ROWS), PEOPLE, at_least="3")
    assert (found.outcome, found.figures["fewest"]) == (Outcome.HELD, 3)
    failed = judged(population.k_map, KMap, homes(*ROWS), PEOPLE, at_least="4")
    assert (failed.outcome, failed.figures["units_below"]) == (Outcome.FAILED, 1)
    assert failed.measured.en == "people of the population in the rarest combination: 3"
    found = judged(population.presence, PresenceBounds, homes(*ROWS), PEOPLE, at_most="34 %")
    assert found.outcome is Outcome.HELD
    assert (found.figures["least"], found.figures["most"]) == (0, pytest.approx(1 / 3))


def test_a_row_of_stars_matches_everybody(homes, judged):
    rows = [*ROWS, ("e", "*", "*")]
    found = judged(population.k_map, KMap, homes(*rows), PEOPLE, at_least="3")
    assert (found.outcome, found.figures["fewest"]) == (Outcome.HELD, 3)
    alone = judged(population.k_map, KMap, homes(("e", "*", "*")), PEOPLE, at_least="117")
    assert alone.figures["fewest"] == 117
    beside = judged(population.k_map, KMap, homes(("e", "*", "x")), PEOPLE, at_least="2")
    assert (beside.outcome, beside.figures["fewest"]) == (Outcome.FAILED, 1)


def test_units_count_once_in_a_combination_and_bear_their_worst(homes, judged):
    rows = [("a", "1", "x"), ("a", "1", "x"), ("a", "2", "x"), ("b", "1", "x")]
    after = homes(*rows, one=False)
    found = judged(population.presence, PresenceBounds, after, PEOPLE, at_most="34 %")
    assert found.figures["most"] == pytest.approx(1 / 3)  # a, of three; not two of ten
    risks = judged(
        record_risk.judge, RecordRisk, after, PEOPLE, measure="journalist", each_at_most="50 %"
    ).figures
    assert risks["highest"] == pytest.approx(1 / 3)
    assert risks["average"] == pytest.approx((1 / 3 + 1 / 10) / 2)


def test_what_would_pass_names_the_population(homes, judged):
    failed = judged(
        record_risk.judge, RecordRisk, homes(*ROWS), PEOPLE, measure="journalist", each_at_most="25 %"
    )
    assert failed.nearest.en == "a step make_k_anonymous with k_map: 4, or each_at_most: 33.4 %"


def test_an_output_without_rows_or_columns(homes, column, measured, judged):
    assert judged(population.k_map, KMap, homes(), PEOPLE, at_least="5").outcome is Outcome.HELD
    assert judged(population.presence, PresenceBounds, homes(), PEOPLE, at_most="1 %").outcome is Outcome.HELD
    bare = measured([column("home", "-direct code")], [("a",), ("b",)])
    assert judged(population.k_map, KMap, bare, PEOPLE, at_least="5").figures["fewest"] == 117


def test_a_file_that_cannot_be_used(homes, judged):
    with pytest.raises(DataError) as caught:
        judged(population.k_map, KMap, homes(*ROWS), ["1,x,-1"], at_least="5")
    assert caught.value.text("en")[0] == (
        "PK495 lines of the population file whose count is missing or negative: 1"
    )
