"""Areas over two coarser ones become a tree, and what was touched is counted."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.anonymity.hierarchy_levels import read_levels
from privkit.anonymity.straddling import settle
from privkit.errors import DataError

STREETS = (
    "rue,commune,ville,part\nBACO,A,N,0.7\nBACO,B,N,0.3\nFOCH,B,N,1\nJADE,C,N,0.5\nJADE,D,S,0.5\nQUAI,D,S,1\n"
)


@pytest.fixture
def streets(tmp_path: Path) -> Path:
    path = tmp_path / "h.csv"
    path.write_text(STREETS, encoding="utf-8")
    return path


def test_a_file_with_several_lines_per_value_is_refused_by_default(streets: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_levels(streets, column="rue", share="part")
    assert caught.value.text("en")[:2] == [
        f"{streets}:3: PK434 hierarchy of rue: the value of line 3 is already on line 2",
        "  → keep one of the two lines, or write straddling: largest_share or group",
    ]
    assert caught.value.text("fr")[3] == (
        "  → gardez une seule des deux lignes, ou écrivez à_cheval : plus_grande_part ou regrouper"
    )


def test_the_largest_share_wins_and_a_tie_goes_to_the_first_name(streets: Path) -> None:
    found = read_levels(streets, column="rue", share="part", way="largest_share")
    h = found.hierarchy
    assert h.values == ("BACO", "FOCH", "JADE", "QUAI")
    assert h.labels[1] == ("A", "B", "C", "D")
    assert h.labels[2] == ("N", "N", "N", "S")
    (told,) = found.straddled
    assert (told.level, told.name, told.labels) == (1, "commune", 2)
    assert told.values.tolist() == [True, False, True, False]
    assert told.moved == Fraction(1, 5)
    assert told.units(np.array([0, 0, 1, 2, 9], np.int32), np.array([5, 1, 100, 2, 50])) == 8


def test_tied_areas_are_taken_together(streets: Path) -> None:
    found = read_levels(streets, column="rue", share="part", way="group")
    h = found.hierarchy
    assert h.labels[1] == ("A + B", "A + B", "C + D", "C + D")
    assert h.labels[2] == ("N + S", "N + S", "N + S", "N + S") or h.labels[2] == ("N", "N", "N + S", "N + S")
    assert [(t.name, t.labels, t.joint, t.widest) for t in found.straddled] == [
        ("commune", 2, 2, 2),
        ("ville", 1, 1, 2),
    ]


def test_a_joint_label_of_many_areas_is_cut_short() -> None:
    rows = [("x", area) for area in "ABCDEF"]
    found = settle("c", rows, [Fraction(1)] * 6, "group", and_more="{} autres")
    assert found.hierarchy.labels[1] == ("A + B + C + D + 2 autres",)


def test_a_tree_is_left_as_it_is() -> None:
    found = settle("c", [("a", "X"), ("b", "X")], [Fraction(1)] * 2, "group")
    assert found.straddled == ()
    assert found.hierarchy.labels == (("a", "b"), ("X", "X"), ("*", "*"))


def test_levels_are_chosen_by_name_before_the_tree_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text("dep;epci;reg\n01;E1;R1\n02;E1;R2\n", encoding="utf-8")
    with pytest.raises(DataError):
        read_levels(path, column="dep")
    assert read_levels(path, column="dep", keep=["reg"]).hierarchy.level_names == ("dep", "reg", "*")
    with pytest.raises(DataError) as caught:
        read_levels(path, column="dep", keep=["regg", "canton"])
    assert caught.value.text("en") == [
        f"{path}:1: PK481 the hierarchy file of dep has no column regg",
        "  → write reg",
        f"{path}:1: PK481 the hierarchy file of dep has no column canton",
        "  → write one of: epci, reg",
    ]


def test_arx_form_names_its_levels_by_number(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_bytes('"31";"30-34";"30-39";*\n"35";"35-39";"30-39";*\n'.encode("utf-8-sig"))
    found = read_levels(path, column="age", keep=["2"]).hierarchy
    assert found.labels == (("31", "35"), ("30-39", "30-39"), ("*", "*"))


@pytest.mark.parametrize("cell", ["", "abc", "-1", "nan"])
def test_a_share_is_a_number(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "h.csv"
    path.write_text(f"rue,part,commune\na,0.5,A\nb,{cell},B\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_levels(path, column="rue", share="part", way="group")
    assert caught.value.text("fr") == [
        f"{path}:3: PK482 hiérarchie de rue, ligne 3 : la part n'est pas un nombre d'au moins 0",
        "  → écrivez 0,7, ou un nombre de logements",
    ]


def test_the_column_of_shares_must_be_there(streets: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_levels(streets, column="rue", share="poids", way="group")
    assert caught.value.text("fr") == [
        f"{streets}:1: PK480 le fichier de hiérarchie de rue n'a pas de colonne poids",
        "  → écrivez l'un de : commune, ville, part",
    ]


rows = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=30)


@given(rows, st.sampled_from(["largest_share", "group"]), st.data())
def test_any_rows_become_a_tree_over_every_value(rows: list[tuple[int, ...]], way: str, data: object) -> None:
    named = [(f"v{a}", f"m{b}", f"t{c}") for a, b, c in rows]
    weights = [Fraction(i % 4) for i in range(len(rows))]
    found = settle("c", named, weights, way)  # type: ignore[arg-type]
    h = found.hierarchy  # from_rows has checked the tree
    assert set(h.values) == {row[0] for row in named}
    own = {row[0]: {r[1] for r in named if r[0] == row[0]} for row in named}
    for value, label in zip(h.values, h.labels[1], strict=True):
        if way == "largest_share":
            assert label in own[value]
        else:
            assert own[value] <= set(label.split(" + ")) or "more" in label
    assert sum(h.shares()[1][[h.labels[1].index(x) for x in set(h.labels[1])]]) == pytest.approx(1)
    assert all(0 <= t.moved <= 1 for t in found.straddled)
