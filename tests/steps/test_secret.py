"""Keys: absent, too short, readable by others; never shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from privkit.errors import DataError
from privkit.steps.secret import read_secret

KEY = "Zyxcanari-" + "k" * 40


def refused(name: str, folder: Path) -> tuple[list[str], list[str]]:
    with pytest.raises(DataError) as caught:
        read_secret(name, folder)
    text = caught.value.text("en"), caught.value.text("fr")
    assert "canari" not in str(text) + repr(caught.value)
    return text


def test_a_key_comes_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("CITY_KEY", f"  {KEY}\n")
    assert read_secret("CITY_KEY", tmp_path) == KEY.encode()


def test_or_from_a_file_only_its_owner_reads(tmp_path):
    path = tmp_path / "city.key"
    path.write_text(KEY + "\n")
    path.chmod(0o600)
    assert read_secret("city.key", tmp_path) == KEY.encode()
    path.chmod(0o400)
    assert read_secret(str(path), tmp_path) == KEY.encode()


def test_a_key_that_is_not_there(tmp_path):
    assert refused("CITY_KEY", tmp_path) == (
        [
            "PK451 the key CITY_KEY is not there",
            "  → ask its holder to set the environment variable CITY_KEY",
        ],
        [
            "PK451 la clé CITY_KEY est absente",
            "  → demandez à son détenteur de définir la variable d'environnement CITY_KEY",
        ],
    )


def test_a_key_file_that_is_not_there(tmp_path):
    assert refused("keys/city.key", tmp_path) == (
        ["PK451 the key file keys/city.key is not there", "  → ask its holder to put it there"],
        ["PK451 le fichier de clé keys/city.key est absent", "  → demandez à son détenteur de le déposer"],
    )


@pytest.mark.parametrize("length", [0, 31])
def test_a_key_that_is_too_short(tmp_path, monkeypatch, length):
    monkeypatch.setenv("CITY_KEY", KEY[:length])
    assert refused("CITY_KEY", tmp_path) == (
        [
            f"PK452 the key CITY_KEY has {length} bytes: too short",
            "  → at least 32 bytes, made for instance by: openssl rand -hex 32",
        ],
        [
            f"PK452 la clé CITY_KEY a {length} octets : trop courte",
            "  → au moins 32 octets, faits par exemple par : openssl rand -hex 32",
        ],
    )


def test_spaces_do_not_lengthen_a_key(tmp_path, monkeypatch):
    monkeypatch.setenv("CITY_KEY", KEY[:31] + "   ")
    assert "31 bytes" in refused("CITY_KEY", tmp_path)[0][0]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
@pytest.mark.parametrize("mode", [0o604, 0o640, 0o602, 0o610])
def test_a_key_file_that_others_reach(tmp_path, mode):
    path = tmp_path / "city.key"
    path.write_text(KEY)
    path.chmod(mode)
    assert refused("city.key", tmp_path) == (
        ["PK453 the key file city.key can be read by others than its owner", "  → chmod 600 city.key"],
        [
            "PK453 le fichier de clé city.key est lisible par d'autres que son propriétaire",
            "  → chmod 600 city.key",
        ],
    )


def test_bytes_that_are_no_text_are_a_key_too(tmp_path, monkeypatch):
    monkeypatch.setenv("CITY_KEY", os.fsdecode(b"\xff" * 32))
    assert read_secret("CITY_KEY", tmp_path) == b"\xff" * 32
