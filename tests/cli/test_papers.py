"""``privkit report`` for papers, and ``privkit verify --statement``."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privkit.evidence.papers import PAPERS


@pytest.fixture
def held(tiny: Any) -> Path:
    folder: Path = tiny.change(("sharing: internal", "sharing: agreement")).apply().folder
    return folder


def test_every_paper_is_printed_and_written(
    held: Path, privkit: Callable[..., Any], tmp_path: Path, tiny: Any
) -> None:
    for paper, forms in PAPERS.items():
        answer = privkit("report", held, "--format", paper)
        assert answer.code == 0, answer.err
        assert answer.last.startswith("next: privkit verify ")
        for form in forms:
            file = tmp_path / f"{paper}.{form}"
            written = privkit("report", held, "--format", paper, "--output", file)
            assert (written.code, written.out) == (0, f"{file}\n")
            text = file.read_text(encoding="utf-8")
            assert str(tiny.folder) not in text and "Zzyx" not in text
            assert text.startswith("\ufeff") == (form == "csv")
            if form == forms[0]:
                assert text.replace("\ufeff", "").splitlines() == answer.out.splitlines()


def test_a_form_a_paper_does_not_take(held: Path, privkit: Callable[..., Any]) -> None:
    answer = privkit("report", held, "--format", "card", "--output", "card.pdf")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.splitlines()[:2] == [
        "PK836 card is not made as pdf",
        "  → --output card.md | card.html | card.json | card.jsonld",
    ]


@pytest.mark.parametrize(
    ("words", "home"),
    [
        (("card", "--key", "k.pem"), "statement"),
        (("html", "--of", "set"), "card"),
        (("register", "--of", "x"), "card"),
    ],
)
def test_an_option_is_never_ignored(
    held: Path, privkit: Callable[..., Any], words: tuple[str, ...], home: str
) -> None:
    answer = privkit("report", held, "--format", *words)
    assert answer.code == 2
    assert answer.err.startswith(f"PK906 {words[1]} goes with --format {home}")


def test_statements_are_checked_with_the_run(
    held: Path, privkit: Callable[..., Any], tmp_path: Path, tiny: Any
) -> None:
    file = tmp_path / "run.intoto.jsonl"
    made = privkit("report", held, "--format", "statement", "--output", file)
    assert "unsigned: shows integrity, not authorship" in made.err
    checked = privkit("verify", held, "--statement", file)
    assert checked.code == 0
    assert checked.out.splitlines()[1] == "statements: unsigned: shows integrity, not authorship"
    shown = json.loads(privkit("verify", held, "--statement", file, "--json").out)
    assert shown["statement"] == "unsigned: shows integrity, not authorship"
    assert privkit("release", held, "--decision", tiny.decision()).code == 0
    assert privkit("verify", held, "--statement", file).code == 0
    file.write_text(file.read_text().replace("payload", "pay1oad", 1))
    broken = privkit("verify", held, "--statement", file)
    assert broken.code == 6
    assert broken.err.splitlines()[0].endswith(
        "PK839 this is not a bundle of statements: one DSSE envelope per line"
    )


def test_after_a_refusal_only_what_had_left_is_stated(
    tiny: Any, privkit: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tiny.mixed().apply().folder
    no = tiny.decision(
        "decision: refuse\nby: controller\ncapacity: Head\ndate: 2026-11-20\nbecause: No agreement.\n"
    )
    assert privkit("release", folder, "--decision", no).code == 0
    file = tmp_path / "run.intoto.jsonl"
    assert privkit("report", folder, "--format", "statement", "--output", file).code == 0
    held = json.loads(base64.b64decode(json.loads(file.read_text().splitlines()[0])["payload"]))
    assert [one["name"] for one in held["subject"]] == ["set.csv"]
    assert held["predicate"]["status"] == "refused"
    assert privkit("verify", folder, "--statement", file).code == 0


def test_nothing_is_stated_of_a_run_that_was_changed(held: Path, privkit: Callable[..., Any]) -> None:
    evidence = held / "evidence.json"
    evidence.write_bytes(evidence.read_bytes().replace(b'"seed":1', b'"seed":2'))
    answer = privkit("report", held, "--format", "statement")
    assert (answer.code, answer.out) == (6, "")
    assert "PK895" in answer.err


def test_a_key_without_statements(held: Path, privkit: Callable[..., Any]) -> None:
    answer = privkit("verify", held, "--key", "public.pem")
    assert answer.code == 2
    assert answer.err.splitlines()[:2] == [
        "PK906 --key goes with --statement",
        "  → --statement run.intoto.jsonl --key public.pem",
    ]


def test_a_statement_is_signed_and_its_signature_checked(
    held: Path, privkit: Callable[..., Any], tmp_path: Path
) -> None:
    pytest.importorskip("cryptography")
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    private, public = tmp_path / "private.pem", tmp_path / "public.pem"
    private.write_bytes(key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()))
    public.write_bytes(
        key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    )
    file = tmp_path / "run.intoto.jsonl"
    made = privkit("report", held, "--format", "statement", "--key", private, "--output", file)
    assert made.code == 0 and "unsigned" not in made.err
    checked = privkit("verify", held, "--statement", file, "--key", public, "--language", "fr")
    assert checked.out.splitlines()[1] == "déclarations\u00a0: la signature est de cette clé"
