"""The stage of attacks: true values written as the release writes them, one row per unit, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from privkit.gates import stage_rows
from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.gates.stage import Stage, Untold, stage_of
from privkit.steps.recoding import BandRecoding, LimitRecoding, MapRecoding
from privkit.values import Type

BANDS = BandRecoding((Decimal(0), Decimal(50)), ("0 to 50", "50 and more"), "under 0")


@pytest.fixture
def staged(column: Any, measured: Any) -> Callable[..., Stage | Untold]:
    """``staged(said, after, before, control)``: rows are (unit, value, …); ``said`` the columns of both sides."""

    def make(
        said: dict[str, str],
        after: list[tuple[Any, ...]],
        before: list[tuple[Any, ...]],
        control: list[tuple[Any, ...]],
        recodings: Any = None,
        raw: dict[str, str] | None = None,
        one: bool = True,
        made: bool = False,
    ) -> Stage | Untold:
        home = [column("home", "-direct code")]
        released = [*home, *(column(n, s) for n, s in said.items())]
        true = [*home, *(column(n, s) for n, s in (raw or said).items())]
        exhibit = Exhibit(
            "out",
            measured(released, after, one=one),
            measured(true, before, one=one),
            measured(true, control, one=one),
            made,
        )
        context: Any = SimpleNamespace(
            recodings=recodings or {}, policy=SimpleNamespace(technical=SimpleNamespace(seed=1, attacks=100))
        )
        trial = Trial((exhibit,), "household", "en", None, context=context)
        return stage_of(exhibit, trial)

    return make


def people(values: Any, start: int = 0) -> list[tuple[Any, ...]]:
    return [(f"h{start + i}", *(v if isinstance(v, tuple) else (v,))) for i, v in enumerate(values)]


def test_true_values_are_written_as_the_release_writes_them(staged):
    raw = [Decimal(i) for i in range(100)]
    labels = ["0 to 50" if i < 50 else "50 and more" for i in range(100)]
    found = staged(
        {"area": "qi category"},
        people(labels),
        people(raw),
        people(raw, 200),
        {"area": [BANDS]},
        raw={"area": "qi number:0"},
    )
    assert isinstance(found, Stage)
    assert sorted(set(found.scene.originals["area"])) == ["0 to 50", "50 and more"]
    assert (
        found.scene.release["area"].value_counts().to_dict()
        == found.scene.control["area"].value_counts().to_dict()
    )
    assert [f.kind for f in found.scene.fields] == ["category"]
    assert [f.kind for f in found.raw.fields] == ["number"]
    assert (
        sorted(found.raw.release["area"])
        == sorted(found.raw.originals["area"])
        == [float(i) for i in range(100)]
    )
    assert "home" not in found.scene.release


def test_a_limit_leaves_numbers(staged):
    found = staged(
        {"v": "conf integer"},
        people([min(i, 60) for i in range(120)]),
        people(range(120)),
        people(range(120), 500),
        {"v": [LimitRecoding("top", Decimal(60))]},
    )
    assert found.scene.originals["v"].max() == 60
    assert found.raw.originals["v"].max() == 119
    assert found.scene.fields[0].kind == "number"


def test_days_yes_or_no_and_missing_values(staged):
    rows = [(date(2024, 1, 1 + i % 28), bool(i % 2), None if i % 3 else "x") for i in range(120)]
    found = staged(
        {"d": "qi date", "g": "qi yes_no", "k": "qi category"}, people(rows), people(rows), people(rows, 500)
    )
    assert {f.name: f.kind for f in found.scene.fields} == {"d": "number", "g": "category", "k": "category"}
    assert found.scene.release["d"].min() == 19723.0  # days since 1970
    assert set(found.scene.release["g"]) == {"yes", "no"}
    assert int(found.scene.originals["k"].isna().sum()) == 80


def test_a_star_that_a_row_received_is_evidence_for_nobody(staged):
    """One row in fifty is suppressed: its star is missing, and equals no true value."""
    raw = ["x" if i % 2 else "y" for i in range(150)]
    labels = ["*" if i % 50 == 0 else v for i, v in enumerate(raw)]
    found = staged({"k": "qi category"}, people(labels), people(raw), people(raw, 500))
    assert int(found.scene.release["k"].isna().sum()) == 3
    assert set(found.scene.release["k"].dropna()) == {"x", "y"}


def test_a_column_brought_to_its_top_is_the_same_for_all(staged):
    raw = ["x" if i % 2 else "y" for i in range(150)]
    top = MapRecoding({}, ("*",), protects=True, missing="*", other="*")
    found = staged({"k": "qi category"}, people(["*"] * 150), people(raw), people(raw, 500), {"k": [top]})
    assert set(found.scene.release["k"]) == set(found.scene.originals["k"]) == {"*"}


def test_labels_given_row_by_row_show_nothing(staged):
    """True values cannot be written like them: an attack would fail for that reason, and prove no protection."""
    raw = [f"{i:03}" for i in range(150)]
    labels = [v[: 1 + i % 3] for i, v in enumerate(raw)]
    found = staged({"k": "qi code"}, people(labels), people(raw), people(raw, 500))
    assert isinstance(found, Untold)
    assert found.reason.en == (
        "the labels of k differ from row to row: true values cannot be written as the release writes them"
    )
    assert found.nearest is not None
    assert found.nearest.fr.startswith("rendre_k_anonyme avec méthode: domaine_entier")


def test_a_number_that_became_text_without_a_rule_shows_nothing(staged):
    found = staged(
        {"v": "qi category"},
        people([f"{10 * (i // 10)} to {10 * (i // 10) + 9}" for i in range(150)]),
        people(range(150)),
        people(range(150), 500),
        raw={"v": "qi integer"},
    )
    assert isinstance(found, Untold)


def test_rows_of_a_model_may_hold_values_nobody_has(staged):
    raw = ["x" if i % 2 else "y" for i in range(150)]
    labels = ["public" if i % 5 == 0 else v for i, v in enumerate(raw)]
    said = ({"k": "qi category"}, people(labels), people(raw), people(raw, 500))
    assert isinstance(staged(*said, made=True), Stage)
    assert isinstance(staged(*said), Untold)


def test_nobody_set_aside_or_too_few(staged, column, measured):
    raw = people(range(150))
    found = staged({"v": "conf integer"}, raw, raw, people(range(99), 500))
    assert found.reason.en == "only 99 households set aside: too few to tell"
    assert found.reason.fr == "seulement 99 households de côté : trop peu pour conclure"
    table = measured([column("home", "-direct code"), column("v", "conf integer")], raw)
    exhibit = Exhibit("out", table, table)
    none = stage_of(exhibit, Trial((exhibit,), "household", "en", None))
    assert isinstance(none, Untold)
    assert none.reason.en == "nobody was set aside"
    assert "set_aside" in none.nearest.en


def test_a_column_computed_from_several_is_left_out_and_said(column, measured):
    before = [
        column("home", "-direct code"),
        column("v", "conf integer", "t.v"),
        column("w", "conf integer", "t.w"),
    ]
    after = [*before, column("both", "conf integer", "t.v+t.w")]
    rows = [(f"h{i}", i, -i) for i in range(150)]
    exhibit = Exhibit(
        "out", measured(after, [(*r, 0) for r in rows]), measured(before, rows), measured(before, rows)
    )
    found = stage_of(exhibit, Trial((exhibit,), "household", "en", None))
    assert isinstance(found, Stage)
    assert found.left_out == ("both",)
    assert found.note.en == "left out, as they were computed from several columns: both"


def test_a_pseudonym_is_not_on_the_stage(column, measured):
    columns = [column("home", "direct code", pseudonym=True), column("v", "conf integer")]
    table = measured(columns, [(f"h{i}", i) for i in range(150)])
    exhibit = Exhibit("out", table, table, table)
    found = stage_of(exhibit, Trial((exhibit,), "household", "en", None))
    assert [f.name for f in found.scene.fields] == ["v"]


def test_the_rows_of_one_household_stand_side_by_side(staged):
    rows = [(f"h{i}", "A" if i % 2 else "B", 10 * i + k) for i in range(120) for k in (2, 0, 1)]
    found = staged({"sector": "qi code", "v": "conf integer"}, rows[::-1], rows, rows, one=False)
    assert list(found.scene.release.columns) == ["sector", "v 1", "v 2", "v 3"]
    assert found.fields_of(["v"]) == ("v 1", "v 2", "v 3")
    assert len(found.scene.release) == 120
    assert (
        sorted(found.scene.release["v 2"])
        == sorted(found.scene.originals["v 2"])
        == [10 * i + 1 for i in range(120)]
    )
    assert found.several_rows
    assert found.note.fr == "les lignes d'une même unité ont été mises côte à côte"


def test_above_the_ceiling_the_same_people_are_drawn_on_both_sides(staged, monkeypatch):
    monkeypatch.setattr(stage_rows, "MOST_UNITS", 120)
    rows = people(range(1000))
    found = staged({"v": "conf integer"}, rows, rows, people(range(150), 5000))
    assert found.sampled == 120
    assert len(found.scene.release) == 120
    assert sorted(found.scene.release["v"]) == sorted(found.scene.originals["v"])
    assert len(found.scene.control) == 120
    assert found.note.en == "made on 120 units drawn at random"


def test_people_who_cannot_be_followed_are_not_drawn(column, measured, monkeypatch):
    """A sample on each side would hold few of the same people, and the attack would find little."""
    monkeypatch.setattr(stage_rows, "MOST_UNITS", 120)
    columns = [column("home", "-direct code"), column("v", "conf integer")]
    before = measured(columns, people(range(1000)))
    after = measured([column("other", "-direct code"), columns[1]], people(range(1000), 9000), "other")
    exhibit = Exhibit("out", after, before, measured(columns, people(range(150), 5000)))
    found = stage_of(exhibit, Trial((exhibit,), "household", "en", None))
    assert isinstance(found, Untold)
    assert found.reason.en.startswith("there are too many rows to attack at once")


def test_types_of_frames_do_not_depend_on_the_engine(staged):
    found = staged(
        {"v": "conf number:2", "t": "other text"},
        *(people([(Decimal("1.50"), "a")] * 120, s) for s in (0, 0, 500)),
    )
    assert found.scene.release["v"].dtype == "float64"
    assert isinstance(found.scene.release, pd.DataFrame)
    assert Type.NUMBER.is_numeric
