from __future__ import annotations

from pathlib import Path

import pytest

from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.hierarchy_file import read_hierarchy_file
from privkit.errors import DataError

ARX = "Nantes;Loire-Atlantique;*\nRezé;Loire-Atlantique;*\nCholet;Maine-et-Loire;*\n"
FRENCH = "code_iris,secteur,commune\n0101,S1,Rezé\n0102,S1,Rezé\n0201,S2,Nantes\n"


def read(folder: Path, content: str | bytes, **options: object) -> Hierarchy:
    path = folder / "h.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_hierarchy_file(path, column="area", **options)  # type: ignore[arg-type]


def lines(folder: Path, content: str | bytes, language: str = "en", **options: object) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(folder, content, **options)
    said = caught.value.text(language)  # type: ignore[arg-type]
    return [line.replace(str(folder / "h.csv"), "FILE") for line in said]


def test_arx_form(tmp_path: Path) -> None:
    made = read(tmp_path, ARX)
    assert made.values == ("Nantes", "Rezé", "Cholet")
    assert made.level_names == ("0", "1", "*")
    assert made.height == 2


def test_french_form(tmp_path: Path) -> None:
    made = read(tmp_path, FRENCH)
    assert made.values == ("0101", "0102", "0201")
    assert made.level_names == ("code_iris", "secteur", "commune", "*")
    assert made.from_level("commune").values == ("Rezé", "Nantes")


@pytest.mark.parametrize("form", [ARX, FRENCH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends_read_alike(tmp_path: Path, form: str, encoding: str, end: str) -> None:
    assert read(tmp_path, form.replace("\n", end).encode(encoding)) == read(tmp_path, form)


def test_header_and_separator_can_be_said(tmp_path: Path) -> None:
    assert read(tmp_path, "a|A\nb|B\n", separator="|", header=False).values == ("a", "b")
    assert read(tmp_path, "x;*\na;*\n", header=True).values == ("a",)


def test_quoted_labels_blank_lines_and_spaces(tmp_path: Path) -> None:
    made = read(tmp_path, 'a ; "0; or 1" ;*\n\n b;"0; or 1";*\n')
    assert made.values == ("a", "b")


@pytest.mark.parametrize("content", ["", "\n\n", "code,town\n"])
def test_an_empty_file(tmp_path: Path, content: str) -> None:
    assert lines(tmp_path, content) == [
        "FILE: PK432 the hierarchy of area has no value",
        "  → give one row per value: the value, then its label at each level",
    ]


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_hierarchy_file(tmp_path / "none.csv", column="area")
    assert caught.value.text("fr") == [
        f"{tmp_path / 'none.csv'}: PK430 le fichier de hiérarchie de area ne peut pas être lu",
        "  → vérifiez son nom et vos droits sur lui",
    ]


@pytest.mark.parametrize("raw", [ARX.encode("utf-16"), b"\x81\x8d;*\n"])
def test_another_encoding(tmp_path: Path, raw: bytes) -> None:
    assert lines(tmp_path, raw) == [
        "FILE: PK431 the hierarchy file of area is neither UTF-8 nor cp1252 text",
        "  → save it as CSV UTF-8",
    ]


def test_a_missing_cell_and_a_short_row_are_told_together(tmp_path: Path) -> None:
    assert lines(tmp_path, "a;A;*\nb;;*\n\nc;C\n") == [
        "FILE:2: PK433 hierarchy of area, line 2: cells 3, empty 1, expected 3 filled",
        "  → fill one label per level",
        "FILE:4: PK433 hierarchy of area, line 4: cells 2, empty 0, expected 3 filled",
        "  → fill one label per level",
    ]


def test_a_value_twice(tmp_path: Path) -> None:
    said = lines(tmp_path, "a;A;*\nb;A;*\na;A;*\n", "fr")
    assert said == [
        "FILE:3: PK434 hiérarchie de area : la valeur de la ligne 3 est déjà ligne 1",
        "  → gardez une seule des deux lignes",
    ]


def test_not_a_tree_names_levels_and_lines_never_labels(tmp_path: Path) -> None:
    said = lines(tmp_path, "iris,sector,town\n1,Secret,Rouen\n2,Other,Rouen\n3,Secret,Dieppe\n")
    assert said == [
        "FILE:4: PK435 hierarchy of area: lines 2 and 4 share their label at level sector but not at level town",
        "  → give both lines the same label at level town, or two labels at level sector",
    ]


def test_two_levels_of_one_name(tmp_path: Path) -> None:
    assert lines(tmp_path, "iris,town,town\n1,A,B\n") == [
        "FILE:1: PK438 the hierarchy of area has two levels named town",
        "  → give each level its own name",
    ]


def test_separators_ending_lines_are_dropped(tmp_path: Path) -> None:
    assert read(tmp_path, ARX.replace("\n", ";;\n")) == read(tmp_path, ARX)


def test_an_endless_quote(tmp_path: Path) -> None:
    assert lines(tmp_path, 'a;"' + "x" * 200_000 + "\n")[0].startswith(
        "FILE:1: PK439 the hierarchy file of area is not a CSV file from line 1 on"
    )


def test_at_most_twenty_problems_of_a_kind(tmp_path: Path) -> None:
    content = "a;A;*\n" + "".join(f"v{i};;*\n" for i in range(100))
    assert sum("PK433" in line for line in lines(tmp_path, content)) == 20


def test_a_first_line_whose_widest_label_comes_again_is_a_value(tmp_path: Path) -> None:
    """Trees that end in a common label other than ``*`` have no header to lose."""
    made = read(tmp_path, "0;92;83\n1;92;83\n2;85;83\n")
    assert made.values == ("0", "1", "2")
    assert read(tmp_path, "code;zone\n0;zone\n").values == ("code", "0")
    assert read(tmp_path, "code;zone\n0;A\n1;A\n").values == ("0", "1")
