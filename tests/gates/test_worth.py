"""fidelity, usefulness and linking_attack: figures measured on small outputs, and what shows nothing."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.gates.registry import judge
from privkit.policy.model.conditions import Condition
from privkit.values import Outcome, Verdict

Rows = list[tuple[Any, ...]]
SAID = {"area": "qi code", "people": "qi integer", "garden": "conf category", "volume": "conf integer"}


def town(number: int, seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    people = 1 + rng.poisson(1.5, number)
    garden = np.where(rng.random(number) < 0.2 + 0.1 * people, "yes", "no")
    # in litres: nearly each household is alone with its volume
    volume = np.round(1000 * (30 * people + 40 * (garden == "yes") + rng.normal(0, 8, number))).astype(int)
    area = rng.choice([f"{i:02}" for i in range(12)], number)
    return [(str(a), int(p), str(g), int(v)) for a, p, g, v in zip(area, people, garden, volume, strict=True)]


def shuffled(rows: Rows) -> Rows:
    rng = np.random.default_rng(4)
    return list(
        zip(*([c[i] for i in rng.permutation(len(rows))] for c in zip(*rows, strict=True)), strict=True)
    )


REAL, CONTROL, OTHERS = town(900, 1), town(500, 2), town(900, 3)


@pytest.fixture
def court(column: Any, measured: Any, duck: Any, tmp_path: Path) -> Any:
    """The verdict on one output; units are ``h0``… of the data, ``x0``… of people set aside."""

    def make(
        condition: dict[str, Any], after: Rows, *, made: bool = True, control: Rows | None = CONTROL
    ) -> Verdict:
        columns = [column("home", "-direct code"), *(column(n, s) for n, s in SAID.items())]

        def table(rows: Rows, mark: str) -> Any:
            return measured(columns, [(f"{mark}{i}", *row) for i, row in enumerate(rows)])

        aside = None if control is None else table(control, "x")
        exhibit = Exhibit("out", table(after, "s" if made else "h"), table(REAL, "h"), aside, made)
        rule = Condition.model_validate(condition, context={"language": "en"}, by_name=True)
        policy = SimpleNamespace(
            technical=SimpleNamespace(seed=1, attacks=300),
            release_only_if=[rule],
            data=SimpleNamespace(tables={}),
        )
        context: Any = SimpleNamespace(
            recodings={}, policy=policy, profiles={}, folder=tmp_path, engine=duck, largest_collect=100_000
        )
        (verdict,) = judge([rule], Trial((exhibit,), "household", "en", None, context=context))
        return verdict

    return make


def test_other_people_of_the_town_are_faithful(court):
    found = court({"fidelity": {"distance_at_most": "15 %"}}, OTHERS)
    assert found.outcome is Outcome.HELD
    assert found.figures["share"] < 2 * found.figures["floor"]
    assert found.measured.en.startswith("distributions of pairs of columns are at ")
    assert found.measured.fr.startswith("les répartitions de paires de colonnes sont à ")
    assert set(found.figures["worth"]) >= {"distances", "correlations", "models", "rare", "shares"}


def test_one_value_for_all_is_not_faithful(court):
    found = court({"fidelity": {"distance_at_most": "15 %", "columns_together": "1"}}, [REAL[0]] * 900)
    assert found.outcome is Outcome.FAILED
    assert found.nearest.en.startswith("distance_at_most: ") and found.nearest.fr.startswith(
        "distance_au_plus: "
    )


def test_more_columns_than_there_are(court):
    found = court({"fidelity": {"distance_at_most": "15 %", "columns_together": "4"}}, OTHERS)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.nearest.fr == "colonnes_ensemble: 1"


def test_models_learn_from_rows_that_keep_relations(court):
    rule = {"usefulness": {"loss_at_most": "15 %", "predict": ["volume"]}}
    held, failed = court(rule, OTHERS), court(rule, shuffled(REAL))
    assert held.outcome is Outcome.HELD and failed.outcome is Outcome.FAILED
    assert failed.measured.en.startswith("predicting volume, a model loses ")
    assert failed.measured.fr.startswith("pour prédire volume, un modèle perd ")
    assert failed.interval is not None and failed.interval.low > 0.15
    assert failed.nearest.fr.startswith("perte_au_plus: ")


def test_confidential_columns_are_predicted_when_none_is_named(court):
    found = court({"usefulness": {"loss_at_most": "100 %"}}, OTHERS)
    assert found.figures["predicted"] == ["garden", "volume"]


def test_what_cannot_be_learnt_shows_nothing(court):
    rule = {"usefulness": {"loss_at_most": "15 %", "predict": ["area"]}}
    found = court(rule, OTHERS)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == "real data teach too little of area for a loss to be told"
    absent = court({"usefulness": {"loss_at_most": "15 %", "predict": ["income"]}}, OTHERS)
    assert (absent.measured.en, absent.measured.fr) == ("income does not leave", "income ne sort pas")
    alone = court(rule, OTHERS, control=None)
    assert alone.measured.en == "nobody was set aside"


# linking to a register


def register(folder: Path, unit: str = "home", rows: list[tuple[str, Rows]] | None = None) -> dict[str, Any]:
    """A register of the people of the data and of people set aside, with names."""
    lines = [f"{unit},name,area,people,volume"]
    for mark, people in rows or [("h", REAL), ("x", CONTROL)]:
        lines += [f"{mark}{i},NAME{mark}{i},{a},{p},{v}" for i, (a, p, _, v) in enumerate(people)]
    (folder / "names.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return {"register": "names.csv", "exact": ["area", "people", "volume"], "risk_at_most": "20 %"}


def test_names_are_put_on_rows_that_are_people_s(court, tmp_path):
    found = court({"linking_attack": register(tmp_path)}, REAL, made=False)
    assert found.outcome is Outcome.FAILED
    assert found.measured.en.startswith("an intruder with a register of names links ")
    assert "NAME" not in repr(found)
    assert found.figures["known"] == ["area", "people", "volume"]


def test_names_are_not_put_on_rows_whose_columns_were_shuffled(court, tmp_path):
    found = court({"linking_attack": register(tmp_path)}, shuffled(REAL), made=False)
    assert found.outcome is Outcome.HELD
    assert found.figures["bars"][0]["unprotected_low"] > 0.2


def test_a_register_without_the_unit_shows_nothing(court, tmp_path):
    found = court({"linking_attack": register(tmp_path, unit="number")}, REAL, made=False)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == (
        "the register does not hold the privacy unit as the rows do: nobody can tell which links are right"
    )
    assert found.nearest.fr == "une colonne home dans l'annuaire"


def test_a_register_of_the_people_of_the_data_alone_shows_nothing(court, tmp_path):
    found = court({"linking_attack": register(tmp_path, rows=[("h", REAL)])}, REAL, made=False)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.fr == "l'annuaire compte trop peu de personnes des données, ou trop peu d'absentes"
