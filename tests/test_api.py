"""The Python interface: data frames in and out, nothing mutated, nobody bypassed."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import privkit
from privkit.errors import DataError, PolicyError

DAY = date(2026, 11, 15)


@pytest.fixture
def bills(tiny: Any) -> pd.DataFrame:
    return pd.read_csv(tiny.bills, dtype={"contract": str, "town": str}, parse_dates=["read_on"])


def test_importing_is_cheap() -> None:
    code = "import sys, privkit; print({'pandas', 'duckdb', 'pydantic', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "set()\n"


def test_every_name_is_there() -> None:
    for name in privkit.__all__:
        assert getattr(privkit, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'anonymise'"):
        privkit.anonymise  # noqa: B018


def test_files_in_a_frame_out(tiny: Any) -> None:
    done = privkit.apply(tiny.policy, as_of=DAY)
    assert (done.status, done.reused) == ("released", False)
    assert [v["outcome"] for v in done.verdicts] == ["held", "held"]
    out = done.output("set")
    assert list(out.columns) == ["town", "people", "volume"]
    assert len(out) == 60
    assert set(out["town"]) == {"01053", "02053", "03053"}  # codes keep their zeros
    assert privkit.apply(str(tiny.policy), as_of=DAY).reused


def test_frames_replace_files_and_are_not_changed(tiny: Any, bills: pd.DataFrame) -> None:
    tiny.bills.unlink()
    before = bills.copy(deep=True)
    done = privkit.apply(tiny.policy, {"bills": bills}, as_of=DAY)
    pd.testing.assert_frame_equal(bills, before)
    assert done.status == "released"
    assert done.evidence["inputs"][0]["file"] == "(data frame)"
    again = privkit.apply(tiny.policy, {"bills": bills}, as_of=DAY)
    assert again.reused
    bills.loc[0, "volume"] = 41.0
    assert not privkit.apply(tiny.policy, {"bills": bills}, as_of=DAY).reused
    # what the caller does afterwards reaches nothing that was written
    assert done.output("set")["volume"].min() == 40.0


def test_frames_and_files_give_the_same_rows(tiny: Any, bills: pd.DataFrame) -> None:
    from_file = privkit.apply(tiny.policy, as_of=DAY)
    from_frame = privkit.apply(tiny.policy, {"bills": bills}, as_of=DAY)
    assert from_file.evidence["outputs"][0]["digest"] == from_frame.evidence["outputs"][0]["digest"]
    pd.testing.assert_frame_equal(from_file.output("set"), from_frame.output("set"))


def test_a_parquet_output_is_read_too(tiny: Any) -> None:
    tiny.change(("outputs/set.csv", "outputs/set.parquet"))
    out = privkit.apply(tiny.policy, as_of=DAY).output("set")
    assert len(out) == 60
    assert out.attrs == {}


@pytest.mark.parametrize("sharing", ["agreement", "enclave"])
def test_a_held_run_gives_no_output_before_it_is_decided(tiny: Any, sharing: str) -> None:
    done = privkit.apply(tiny.change(("sharing: internal", f"sharing: {sharing}")).policy, as_of=DAY)
    assert done.status == "held"
    with pytest.raises(KeyError, match="no released output of that name"):
        done.output("set")
    assert privkit.release(done.folder, tiny.decision()) == "released"
    assert len(done.output("set")) == 60


def test_a_refused_run_is_a_result_without_output(tiny: Any) -> None:
    done = privkit.apply(tiny.change(("at_least: 5,", "at_least: 50,")).policy, as_of=DAY)
    assert done.status == "refused"
    assert done.verdicts[0]["outcome"] == "failed"
    with pytest.raises(KeyError, match="the run is refused"):
        done.output("set")


def test_a_mixed_run_gives_what_is_internal_only(tiny: Any) -> None:
    done = privkit.apply(tiny.mixed().policy, as_of=DAY)
    assert done.status == "held"
    assert len(done.output("set")) == 60
    with pytest.raises(KeyError):
        done.output("shared")


def test_an_unknown_table_is_told_with_the_nearest(tiny: Any, bills: pd.DataFrame) -> None:
    with pytest.raises(DataError) as caught:
        privkit.apply(tiny.policy, {"bill": bills})
    assert caught.value.text("en")[0].endswith("PK806 the policy has no table bill")
    assert "  → write bills" in caught.value.text("en")


def test_a_column_too_many_is_refused(tiny: Any, bills: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="PK804"):
        privkit.apply(tiny.policy, {"bills": bills.assign(extra="Qwyjibo")})


def test_errors_of_frames_hold_no_value(tiny: Any, bills: pd.DataFrame) -> None:
    with pytest.raises(DataError) as caught:
        privkit.apply(tiny.policy, {"bills": bills.assign(people="Qwyjibo 7")})
    assert caught.value.text("en")[0] == (
        "PK402 table bills, column people: row 1 is not a whole number (pattern aaaaaaa 9); 59 more rows like it"
    )
    assert "Qwyjibo" not in str(caught.value) + repr(caught.value)


def test_check_explain_and_plan(tiny: Any) -> None:
    assert privkit.check(tiny.policy, DAY) == []
    document = privkit.read_policy(tiny.policy)
    assert privkit.explain(document)[0]
    assert privkit.explain(document, "fr") != privkit.explain(document)
    plan = privkit.plan(document, as_of=DAY)
    assert [c["fate"] for c in plan["columns"]] == ["dropped", "unread", "kept", "kept", "dropped", "kept"]
    assert not tiny.reports.exists()
    with pytest.raises(PolicyError, match="PK001"):
        privkit.read_policy("absent.yaml")


def test_a_plan_of_frames(tiny: Any, bills: pd.DataFrame) -> None:
    tiny.bills.unlink()
    plan = privkit.plan(tiny.policy, {"bills": bills}, as_of=DAY)
    assert plan["inputs"][0]["file"] == "(data frame)"


def test_measure_takes_files_and_frames(tiny: Any) -> None:
    done = privkit.apply(tiny.policy, as_of=DAY)
    from_file = privkit.measure(done.folder / "outputs" / "set.csv", tiny.policy)
    assert (from_file["rows"], from_file["groups"], from_file["smallest_group"]) == (60, 6, 10)
    assert privkit.measure(done.output("set"), tiny.policy) == from_file
    raw = privkit.measure(str(tiny.bills), tiny.policy)
    assert (raw["counted_in"], raw["units"]) == ("household", 60)
    assert "contract" in raw["direct_identifiers"]


def test_reports_may_be_kept_elsewhere(tiny: Any, tmp_path: Path) -> None:
    done = privkit.apply(tiny.policy, as_of=DAY, reports=tmp_path / "kept")
    assert done.folder.parent == tmp_path / "kept" / "tiny"
    assert not tiny.reports.exists()


def test_the_result_says_nothing_of_the_data(tiny: Any, bills: pd.DataFrame) -> None:
    done = privkit.apply(tiny.policy, {"bills": bills}, as_of=DAY)
    assert "Zzyx" not in repr(done)
    assert "C0001" not in repr(done)


def test_two_tables_in_and_out_of_the_city(city_folder: Path) -> None:
    folder = city_folder / "donnees"
    frames = {
        "factures": pd.read_parquet(folder / "factures.parquet"),
        "foncier": pd.read_csv(folder / "foncier.csv", sep=";", encoding="utf-8-sig", dtype=str),
    }
    before = {name: frame.copy(deep=True) for name, frame in frames.items()}
    done = privkit.apply(city_folder / "eau-entrainement.fr.yaml", frames, as_of=DAY)
    assert done.status == "released"
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, before[name])
    out = done.output("jeu_entrainement")
    assert set(out.columns) == {
        "code_iris",
        "nb_occupants",
        "type_logement",
        "surface_m2",
        "jardin",
        "volume_annuel",
    }


def test_doctests() -> None:
    import doctest

    from privkit import api
    from privkit.run import project

    for module in (privkit, api, project):
        assert doctest.testmod(module).failed == 0


def test_a_table_without_a_row_is_refused(tiny: Any, bills: pd.DataFrame) -> None:
    with pytest.raises(DataError) as told:
        privkit.apply(tiny.policy, {"bills": bills.head(0)}, as_of=DAY)
    assert told.value.text("en") == [
        "PK468 table bills: there is no row",
        "  → check the file that was delivered",
    ]
    assert told.value.text("fr") == [
        "PK468 table bills : il n'y a aucune ligne",
        "  → vérifiez le fichier livré",
    ]
    assert list(tiny.reports.glob("*/*/evidence.json")) == []


def test_a_new_key_is_another_run(tiny: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    step = "  - pseudonymise: { columns: [contract], into: [home_id], key: { secret: A_KEY, held_by: IT } }\n"
    text = tiny.policy.read_text(encoding="utf-8").replace("steps:\n", f"steps:\n{step}")
    tiny.policy.write_text(text, encoding="utf-8")
    monkeypatch.setenv("A_KEY", "one key of more than thirty-two bytes")
    first = privkit.apply(tiny.policy, as_of=DAY)
    assert privkit.apply(tiny.policy, as_of=DAY).reused
    monkeypatch.setenv("A_KEY", "another key of more than thirty-two bytes")
    again = privkit.apply(tiny.policy, as_of=DAY)
    assert not again.reused
    assert again.evidence["identity"] != first.evidence["identity"]


def test_a_confidential_column_that_groups_look_at_is_not_said_to_be_changed(tiny: Any) -> None:
    tiny.change(
        (
            "release_only_if:",
            "  - make_k_anonymous:\n"
            "      { k: 5, on: [town, people], remove_at_most: 0 %, confidential: { volume: { distinct_l: 2 } } }\n"
            "release_only_if:",
        )
    )
    columns = {c["column"]: c for c in privkit.plan(tiny.policy)["columns"]}
    assert columns["volume"]["fate"] == "kept"
    assert [done["en"] for done in columns["volume"]["done"]] == ["used to form groups"]
    assert columns["town"]["fate"] == "changed"
