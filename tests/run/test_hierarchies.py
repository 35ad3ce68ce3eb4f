"""check and plan say what hierarchy files lack, before any run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

K = """\
  - make_k_anonymous:
      k: 5
      on: [town, people]
      remove_at_most: 10 %
      levels: { town: { file: refs/town.csv LEVELS }, people: { widths: [2, 4] } }

release_only_if:"""


@pytest.fixture
def with_file(tiny: Any) -> Callable[..., Any]:
    """The small policy with a hierarchy file of towns of that text (none when None)."""

    def make(text: str | bytes | None, more: str = "") -> Any:
        tiny.change(("\nrelease_only_if:", "\n" + K.replace("LEVELS", more)))
        if text is not None:
            (tiny.folder / "refs").mkdir()
            raw = text if isinstance(text, bytes) else text.encode()
            (tiny.folder / "refs" / "town.csv").write_bytes(raw)
        return tiny

    return make


FULL = "town,region,all\n01053,Ain,z\n02053,Aisne,z\n03053,Allier,z\n"


def test_a_complete_file_has_nothing_told(with_file: Any, privkit: Any) -> None:
    tiny = with_file(FULL)
    assert privkit("check", tiny.policy).out == "no problem found\n"
    plan = privkit("plan", tiny.policy)
    assert (
        "Hierarchies\n   2. town: refs/town.csv, town → region → all → * (distinct values missing from it: 0)\n"
        in (plan.out)
    )


@pytest.mark.parametrize(
    "raw",
    [
        FULL.replace(",", ";").encode("utf-8-sig"),
        '"01053";"Ain é";*\r\n"02053";"Aisne";*\r\n"03053";"Allier";*;\r\n'.encode("cp1252"),
    ],
)
def test_the_forms_a_spreadsheet_and_arx_write(with_file: Any, privkit: Any, raw: bytes) -> None:
    tiny = with_file(raw)
    assert privkit("check", tiny.policy).out == "no problem found\n"
    assert json.loads(privkit("plan", tiny.policy, "--json").out)["hierarchies"][0]["missing"] == 0


def test_values_the_file_does_not_list_are_counted_and_never_told(with_file: Any, privkit: Any) -> None:
    tiny = with_file("town,region\n01053,Ain\nQwyjibo,Aisne\n")
    assert privkit("check", tiny.policy).code == 0
    (use,) = json.loads(privkit("plan", tiny.policy, "--json").out)["hierarchies"]
    assert use == {
        "step": 2,
        "column": "town",
        "file": "refs/town.csv",
        "levels": ["town", "region", "*"],
        "values": 2,
        "missing": 2,
    }
    french = privkit("plan", tiny.policy, "--language", "fr")
    assert "town : refs/town.csv, town → region → * (valeurs distinctes absentes : 2)" in french.out.replace(
        "\u00a0", " "
    )
    assert "02053" not in french.out + french.err
    assert "Qwyjibo" not in french.out + french.err


def test_a_star_is_not_missing(with_file: Any, privkit: Any) -> None:
    tiny = with_file(FULL)
    tiny.bills.write_text(tiny.bills.read_text().replace(",02053,", ",*,"))
    (use,) = json.loads(privkit("plan", tiny.policy, "--json").out)["hierarchies"]
    assert use["missing"] == 0


def test_groups_of_the_policy_are_looked_at_too(tiny: Any, privkit: Any) -> None:
    groups = "groups: { use: { few: [1], many: [3, 4] } }"
    step = K.replace(
        "town: { file: refs/town.csv LEVELS }, people: { widths: [2, 4] }", f"people: {{ {groups} }}"
    )
    tiny.change(("\nrelease_only_if:", "\n" + step))
    assert privkit("check", tiny.policy).code == 0
    plan = privkit("plan", tiny.policy)
    line = "   2. people: groups of the policy, 0 → use → * (distinct values missing from it: 1)\n"
    assert line in plan.out
    assert "PK484" in privkit("apply", tiny.policy).err


def test_values_that_an_earlier_step_makes_are_known_during_the_run_only(
    with_file: Any, privkit: Any
) -> None:
    tiny = with_file("town,all\n01,z\n02,z\n03,z\n")
    tiny.change(
        ("  - make_k_anonymous:", "  - generalise: { town: { first_characters: 2 } }\n  - make_k_anonymous:")
    )
    (use,) = json.loads(privkit("plan", tiny.policy, "--json").out)["hierarchies"]
    assert use["missing"] is None
    assert "(values known during the run only)" in privkit("plan", tiny.policy).out


def test_a_file_that_is_not_there_yet_is_a_warning(with_file: Any, privkit: Any) -> None:
    answer = privkit("check", with_file(None).policy)
    assert answer.code == 0
    assert "PK757 the file refs/town.csv is not there yet" in answer.out
    assert "put it there before the run" in answer.out


def test_a_file_without_levels_is_a_warning(with_file: Any, privkit: Any) -> None:
    tiny = with_file("01053;*\n02053;*\n03053;*\n")
    answer = privkit("check", tiny.policy, "--language", "fr")
    assert answer.code == 0
    assert "PK758 la hiérarchie de town n'a aucun niveau entre la valeur et *" in answer.out


def test_a_file_that_cannot_be_used_is_an_error_before_the_run(with_file: Any, privkit: Any) -> None:
    tiny = with_file("town,epci,region\n01053,E,Ain\n02053,E,Aisne\n03053,F,Ain\n")
    answer = privkit("check", tiny.policy)
    assert answer.code == 3
    where = tiny.folder / "refs" / "town.csv"
    assert f"{where}:3: PK435 hierarchy of town: lines 2 and 3 share their label at level epci" in answer.out
    assert privkit("plan", tiny.policy).code == 4


def test_levels_and_straddling_are_those_of_the_policy(with_file: Any, privkit: Any) -> None:
    tiny = with_file(
        "town,epci,region\n01053,E,Ain\n02053,E,Aisne\n03053,F,Ain\n",
        ", keep: [epci, region], straddling: group",
    )
    assert privkit("check", tiny.policy).out == "no problem found\n"
    path = Path(tiny.policy)
    path.write_text(path.read_text().replace("keep: [epci, region]", "keep: [epcis]"))
    assert "PK481 the hierarchy file of town has no column epcis" in privkit("check", tiny.policy).out


def test_the_unknown_level_of_a_file_is_told_where_the_policy_says_it(tiny: Any, privkit: Any) -> None:
    step = "  - generalise: { town: { with_hierarchy: refs/town.csv, level: regio } }\n\nrelease_only_if:"
    tiny.change(("\nrelease_only_if:", "\n" + step))
    (tiny.folder / "refs").mkdir()
    (tiny.folder / "refs" / "town.csv").write_text(FULL)
    answer = privkit("check", tiny.policy)
    assert answer.code == 3
    assert "PK436 the hierarchy of town has no level regio" in answer.out
    assert "write region" in answer.out
    assert f"{tiny.policy}:" in answer.out


def test_a_run_leans_on_the_bytes_of_the_file(with_file: Any, privkit: Any) -> None:
    """Another file is another run: its digest is in the identity."""
    from privkit.policy.reader import read_document
    from privkit.run.references import reference_fingerprints

    tiny = with_file(FULL)
    ((name, first),) = reference_fingerprints(read_document(tiny.policy))
    (tiny.folder / "refs" / "town.csv").write_text(FULL.replace("Ain", "Isle"))
    ((_, second),) = reference_fingerprints(read_document(tiny.policy))
    assert name == "refs/town.csv"
    assert first != second
