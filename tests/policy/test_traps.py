"""The traps of plain YAML: everything is kept as written, or refused with its place."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from privkit.errors import PolicyError, Problem
from privkit.policy.reader import Document, read_document

Planted = Callable[[str, str, str], str]
Read = Callable[[str], Document]
Told = Callable[[str], tuple[Problem, ...]]


@pytest.mark.parametrize(
    "values",
    ["01053, 08500", "no, off, yes, on", "nan, inf, 1_000", "1767225600, 12:30, 1.10", "2026-01-01, null"],
)
def test_values_of_codes_keep_their_characters(values: str, planted: Planted, read: Read) -> None:
    text = planted("en", "use: { among: [domestic] }", f"use: {{ among: [{values.replace('null', 'nul')}] }}")
    rule = read(text).policy.steps[2].keep_rows
    assert rule is not None
    assert rule.columns["use"].among == tuple(values.replace("null", "nul").split(", "))


def test_a_version_is_a_text(planted: Planted, read: Read) -> None:
    assert (
        read(planted("en", 'version: "0.1"\n  state', "version: 1.10\n  state")).policy.policy.version
        == "1.10"
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [("1e-5", "0.00001"), ("1 000,5", "1000.5"), ("1\u202f000", "1000"), ("-3", "-3"), ("+0.50", "0.50")],
)
def test_numbers_as_people_write_them(written: str, value: str, planted: Planted, read: Read) -> None:
    step = read(planted("fr", "        à: 500", f"        à: {written}")).policy.steps[8]
    assert step.top_code is not None
    assert step.top_code["volume_annuel"].at == Decimal(value)


@pytest.mark.parametrize("written", ["nan", "inf", ".inf", "1e400", "0x10", "1_000", "off", "1.2.3", "12:30"])
def test_numbers_that_are_refused(written: str, planted: Planted, problems: Told) -> None:
    (problem,) = problems(planted("fr", "        à: 500", f"        à: {written}"))
    assert (problem.code, str(problem.place)) == ("PK105", "p.yaml:128:12")


@pytest.mark.parametrize("space", [" ", "", "\u00a0", "\u202f"])
def test_percent_signs_take_any_space(space: str, planted: Planted, read: Read) -> None:
    text = planted("fr", "retirer_au_plus: 5 %", f"retirer_au_plus: 2,5{space}%")
    made = read(text).policy.steps[9].make_k_anonymous
    assert made is not None
    assert made.remove_at_most == Fraction(1, 40)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", " "])
def test_a_key_may_be_followed_by_a_no_break_space(space: str, planted: Planted, read: Read) -> None:
    document = read(planted("fr", "  titre: Jeu", f"  titre{space}: Jeu"))
    assert document.policy.policy.title.startswith("Jeu d'entraînement")
    assert str(document.place("policy", "title")) == "p.yaml:7:11"


def test_decomposed_accents_are_the_same_word(planted: Planted, read: Read) -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", planted("fr", "rôle", "rôle"))
    assert "nb_occupants" in read(text).policy.data.tables["factures"].columns


@pytest.mark.parametrize("nest", ["[" * 10_000, "{a: " * 10_000, "- " * 10_000])
def test_deep_nesting_is_refused_before_anything_recurses(nest: str, problems: Told) -> None:
    start = time.perf_counter()
    found = problems(f"privkit: 1\npolicy:\n  {nest}")
    assert [p.code for p in found] == ["PK015"]
    assert time.perf_counter() - start < 5


def test_twenty_levels_are_enough_and_twenty_one_too_many(problems: Told) -> None:
    at_limit = problems("a: " + "[" * 19 + "x" + "]" * 19)
    above = problems("a: " + "[" * 20 + "x" + "]" * 20)
    assert "PK015" not in {p.code for p in at_limit}
    assert [str(p.place) for p in above] == ["p.yaml:1:23"]


@pytest.mark.parametrize(
    ("content", "code", "english", "french"),
    [
        (None, "PK001", "the file does not exist", "le fichier n'existe pas"),
        (b"", "PK002", "the file is empty", "le fichier est vide"),
        (b" \n\n", "PK002", "the file is empty", "le fichier est vide"),
        (
            b"# only a comment\n",
            "PK002",
            "the file holds no policy",
            "le fichier ne contient pas de politique",
        ),
        (b"a" * (1024 * 1024 + 1), "PK004", "the file is larger than 1 MiB", "le fichier dépasse 1 Mio"),
        (b"PK\x03\x04\x00", "PK003", "the file is not a text", "le fichier n'est pas un texte"),
        (
            "privkit: 1".encode("utf-16"),
            "PK003",
            "the file is encoded in UTF-16",
            "le fichier est encodé en UTF-16",
        ),
        (
            "a: 1\nfinalité: x".encode("latin-1"),
            "PK003",
            "the file is not encoded in UTF-8",
            "le fichier n'est pas encodé en UTF-8",
        ),
        (b"just a sentence", "PK105", "the file is not a policy", "le fichier n'est pas une politique"),
    ],
)
def test_files_that_are_not_policies(
    content: bytes | None, code: str, english: str, french: str, tmp_path: Path
) -> None:
    path = tmp_path / "p.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PolicyError) as error:
        read_document(path)
    (problem,) = error.value.problems
    assert (problem.code, problem.message.en, problem.message.fr) == (code, english, french)
    assert problem.place is not None
    assert problem.place.file == str(path)


def test_a_folder_is_not_a_policy(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="PK001 the file cannot be read"):
        read_document(tmp_path)


def test_a_latin_1_file_says_the_line(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes("a: 1\nb: 2\nfinalité: x".encode("latin-1"))
    with pytest.raises(PolicyError) as error:
        read_document(path)
    assert str(error.value.problems[0].place) == f"{path}:3"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_byte_order_mark_and_line_ends(newline: str, training: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + training["fr"].replace("\n", newline).encode())
    document = read_document(path)
    assert document.language == "fr"
    assert str(document.place("privkit")) == f"{path}:2:10"


def test_columns_named_like_keywords_survive(training: dict[str, str], read: Read) -> None:
    names = (
        "because",
        "parce_que",
        "keep",
        "garder",
        "from",
        "rôle",
        "columns",
        "politique",
        "nombre",
        "number",
    )
    for language in ("en", "fr"):
        text = _with_columns(training[language], language, names)
        policy = read(text).policy
        table = policy.data.tables["property" if language == "en" else "foncier"]
        assert [n for n in table.columns if n in names] == list(names)
        assert policy.steps[2].keep_rows is not None
        assert set(names) <= set(policy.steps[2].keep_rows.columns)
        assert policy.steps[6].minimise is not None
        assert set(names) <= set(policy.steps[6].minimise.keep)
        assert policy.steps[7].generalise is not None
        assert set(names) <= set(policy.steps[7].generalise)


def _with_columns(text: str, language: str, names: tuple[str, ...]) -> str:
    """The template with these columns declared, filtered on, kept and generalised."""
    english = language == "en"
    rule = "{ role: other, type: text }" if english else "{ rôle: autre, type: texte }"
    among = "{ among: [x] }" if english else "{ parmi: [x] }"
    why = "{ because: Needed. }" if english else "{ parce_que: Utile. }"
    way = "{ first_characters: 1 }" if english else "{ premiers_caractères: 1 }"
    for anchor, new in (
        ("        garden:        { role" if english else "        jardin:        { rôle", rule),
        ("      use: { among" if english else "      usage: { parmi", among),
        ("        garden:\n" if english else "        jardin:\n", why),
        ("      floor_area_m2: { into" if english else "      surface_m2:   { en_", way),
    ):
        assert anchor in text
        indent = anchor[: len(anchor) - len(anchor.lstrip())]
        lines = "".join(f"{indent}{name}: {new}\n" for name in names)
        text = text.replace(anchor, lines + anchor, 1)
    # a mapping and a sentence cannot both be called `because` in keep_rows: YAML has one key
    sentence = "      because: Only dwellings" if english else "      parce_que: On ne compare"
    start = text.index(sentence)
    return text[:start] + text[text.index("\n", start) + 1 :]


def test_the_columns_of_keep_rows_have_places(training: dict[str, str], read: Read) -> None:
    document = read(_with_columns(training["en"], "en", ("columns", "because")))
    line = 1 + training["en"][: training["en"].index("      use: { among")].count("\n") + 2
    step = ("steps", 2, "keep_rows")
    assert str(document.place(*step, "columns", "columns", "among")) == f"p.yaml:{line}:25"
    assert str(document.place(*step, "columns", "because", "among")) == f"p.yaml:{line + 1}:25"
    assert str(document.place(*step, "because", "among")) == f"p.yaml:{line + 1}:25"
