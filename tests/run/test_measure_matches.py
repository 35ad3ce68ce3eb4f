"""Rows of the original that stand in a file as they were: counted by hand, in JSON and in words."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from privkit.cli.app import app

ORIGINAL = "area,people,note\na,1,x\na,1,x\nb,2,x\nb,3,\nc,4,z\n"
RELEASE = "area,people,note\nb,2,x\nb,2,x\na,1,x\nb,3,\nc,9,z\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "o.csv").write_text(ORIGINAL, encoding="utf-8")
    (tmp_path / "r.csv").write_text(RELEASE, encoding="utf-8")
    return str(tmp_path / "r.csv"), str(tmp_path / "o.csv")


def measured(files, *more):
    release, original = files
    done = CliRunner().invoke(
        app, ["measure", release, "--against", original, "--quasi-identifiers", "area,people", *more]
    )
    assert done.exit_code == 0, done.output
    return done


def test_who_is_alone_and_found_again(files):
    """Two rows (a, 1, x) are nobody's alone; (b, 2, x) and (b, 3, blank) stand there; (c, 4, z) does not."""
    found = json.loads(measured(files, "--json").stdout)["matches"]
    assert found == {
        "columns": ["area", "people", "note"],
        "records": 5,
        "unique": 3,
        "unique_exact_matches": 2,
        "apparent_matches": 1,  # (b, 3): (b, 2) is there twice
        "apparent_matches_alike": 1.0,
    }


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "unique exact matches: 2 of 3 rows of the original that are alone over the 3 columns both files hold "
            "(66.7%; 5 rows in all); apparent matches over the quasi-identifiers: 1",
        ),
        (
            "fr",
            "correspondances exactes uniques : 2 des 3 lignes de l'original qui sont seules sur les 3 colonnes communes aux "
            "deux fichiers (66,7 % ; 5 lignes en tout) ; correspondances apparentes sur les quasi-identifiants : 1",
        ),
    ],
)
def test_said_in_words(files, language, told):
    plain = " ".join(measured(files, "--language", language).output.split())
    assert told in plain.replace("\u202f", " ").replace("\u00a0", " ")
