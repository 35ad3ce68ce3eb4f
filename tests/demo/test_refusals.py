from __future__ import annotations

from pathlib import Path

import pytest

from privkit.demo import make_city
from privkit.errors import DataError, UsageError


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mien.txt").write_text("à moi")
    with pytest.raises(DataError) as caught:
        make_city(tmp_path, households=60)
    assert caught.value.text("en") == [
        f"{tmp_path}: PK914 the folder is not empty",
        "  → choose an empty folder, or a new name",
    ]
    assert caught.value.text("fr") == [
        f"{tmp_path}: PK914 le dossier n'est pas vide",
        "  → choisissez un dossier vide, ou un nouveau nom",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["mien.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ville").write_text("")
    with pytest.raises(DataError, match="PK914"):
        make_city(tmp_path / "ville", households=60)


def test_a_folder_that_cannot_be_made_is_told_without_traceback(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(DataError, match="PK915") as caught:
        make_city(tmp_path / "fichier" / "ville", households=60)
    assert caught.value.__cause__ is None


def test_all_wrong_figures_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        make_city(tmp_path / "ville", households=49, months=2, last_month="2026-13", seed=-1)
    assert caught.value.text("en") == [
        "PK910 49 households: too few or too many for a city",
        "  → ask for 50 to 2000000 households",
        "PK911 2 months: out of range",
        "  → ask for 3 to 120 months",
        "PK912 the last month is not a month",
        "  → write it as in 2026-10",
        "PK913 the seed -1 is below zero",
        "  → write a whole number from 0 up",
    ]
    assert caught.value.text("fr")[0] == "PK910 49 foyers : trop peu ou trop pour une ville"
    assert not (tmp_path / "ville").exists()


@pytest.mark.parametrize("last_month", ["2026-00", "26-10", "2026-1", "2026-10-01", "octobre", "2026-10\n"])
def test_a_month_is_a_year_and_a_month(tmp_path: Path, last_month: str) -> None:
    with pytest.raises(UsageError, match="PK912"):
        make_city(tmp_path / "ville", households=60, last_month=last_month)
