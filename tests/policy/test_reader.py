"""Reading a whole policy: places, words, many faults at once, nothing but PolicyError."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.errors import PolicyError, Problem
from privkit.policy.reader import Document, read_text
from privkit.policy.skeleton import template
from privkit.words import Words

SKETCHES = Path(__file__).resolve().parents[2].parent / "shared" / "policies"
Read = Callable[[str], Document]


def test_places_by_english_names_and_by_written_words(training: dict[str, str], read: Read) -> None:
    document = read(training["fr"])
    same_place = {
        str(document.place("register", "retention", "from_")),
        str(document.place("register", "retention", "from")),
        str(document.place("registre", "conservation", "à_partir_de")),
        str(document.place("register_", "conservation", "from")),
    }
    assert same_place == {"p.yaml:31:18"}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("release_only_if",), "136:1"),  # a section: its word
        (("steps", 9), "130:5"),  # an item: its first word
        (("steps", 9, "make_k_anonymous"), "130:5"),
        (("steps", 9, "make_k_anonymous", "k"), "131:10"),  # a value: the value
        (("steps", 9, "make_k_anonymous", "on", 1), "133:18"),
        (("steps", 2, "keep_rows", "columns", "use"), "86:12"),
        (("data", "tables", "bills", "columns", "area", "type"), "58:55"),
        (("governance", "dpo_advice", "date"), "39:1"),  # absent parts are skipped
        (("technical", "seed"), "2:1"),
        ((), "2:1"),
    ],
)
def test_where_an_element_stands(
    path: tuple[str | int, ...], place: str, training: dict[str, str], read: Read
) -> None:
    assert str(read(training["en"]).place(*path)) == f"p.yaml:{place}"


def test_has_tells_what_is_written_from_what_is_a_default(training: dict[str, str], read: Read) -> None:
    document = read(training["en"])
    assert document.has("register", "dpia", "state")
    assert not document.has("technical", "seed")
    assert document.policy.technical.seed == 1


def test_a_problem_shows_its_line(training: dict[str, str], read: Read) -> None:
    problem = read(training["fr"]).problem(
        "PK999",
        ("policy", "version"),
        Words("wrong", "faux"),
        Words("right", "juste"),
        "GDPR art. 5",
        "warning",
    )
    assert problem.severity == "warning"
    assert problem.lines("fr") == [
        "p.yaml:8:12: PK999 faux",
        '      version: "0.1"',
        "               ^",
        "  → juste",
        "  (GDPR art. 5)",
    ]


def test_words_as_written(training: dict[str, str], read: Read) -> None:
    french, english = read(training["fr"]), read(training["en"])
    words = ("keep_rows", "from_", "because", "public", "quasi_identifier", "annual")
    assert [french.written(w) for w in words] == [
        "garder_lignes",
        "à_partir_de",
        "parce_que",
        "public",
        "quasi_identifiant",
        "annual",
    ]
    assert [english.written(w) for w in words] == ["keep_rows", "from", *words[2:]]


def test_written_within_a_model(training: dict[str, str], read: Read) -> None:
    from privkit.policy.model.steps import Generalisation, Rounding

    document = read(training["fr"])
    assert document.written("to", Generalisation) == "au"
    assert document.written("to", Rounding) == "à"


def test_values_are_typed(training: dict[str, str], read: Read) -> None:
    for language in ("en", "fr"):
        policy = read(training[language]).policy
        assert policy.policy.review_before == date(2027, 12, 31)
        assert policy.register_.retention.duration.months == 36
        assert policy.register_.processors == ()
        assert [len(t.columns) for t in policy.data.tables.values()] == [10, 4]


def test_the_two_templates_are_the_same_policy(training: dict[str, str], read: Read) -> None:
    """Language changes words and names, not what the policy is."""
    english, french = (read(training[language]).policy for language in ("en", "fr"))
    kinds = [[s.model_dump(exclude_none=True).keys() for s in p.steps] for p in (english, french)]
    assert kinds[0] == kinds[1]
    assert english.outputs[0].sharing is french.outputs[0].sharing
    assert english.release_only_if[0].k_anonymity is not None
    assert french.release_only_if[0].k_anonymity is not None
    assert english.release_only_if[0].k_anonymity.at_least == french.release_only_if[0].k_anonymity.at_least


FOURTEEN = [
    ("  état: brouillon ", "  état: brouilon ", 9, "PK106"),
    ("  à_revoir_avant: 2027-12-31", "  à_revoir_avant: 2027-13-31", 10, "PK105"),
    ("  fiche: R", "  fich: R", 13, "PK101"),
    ("  sous_traitants: aucun", "  sous_traitants: none", 16, "PK105"),
    ("    fondement: mission", "    ground: mission", 22, "PK102"),
    (
        "  destinataires: [équipe science des données]\n  transferts",
        "  destinataires:\n  transferts",
        27,
        "PK017",
    ),
    ("    durée: 3 ans", "    durée: trois ans", 30, "PK105"),
    ("    parce_que: La loi compare", "    parce_que: Voir l'avis : la loi compare", 32, "PK030"),
    ("rôle: quasi_identifiant, type: entier", "rôle: quasi_identifiant, type: entiers", 59, "PK106"),
    ("unité: m3, décimales: 1 }", "unité: m3, répétée: douze }", 61, "PK105"),
    ("  - retirer_les_anciens:", "  - apparier:", 84, "PK108"),
    ("          parce_que: Taille du logement.\n", "          raison: Taille.\n", 117, "PK101"),
    ("{ au_plus: 5 % }", "{ au_plus: 5 %, parce_que: Au-delà, une adresse. }", 145, "PK031"),
    ("    partage: interne  ", "    partage: bac_sécurisé  ", 153, "PK106"),
]


def test_fourteen_faults_are_fourteen_problems(training: dict[str, str]) -> None:
    text = training["fr"]
    for old, new, _, _ in FOURTEEN:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(PolicyError) as error:
        read_text(text, Path("p.yaml"))
    found = [(p.place.line, p.code) for p in error.value.problems if p.place]
    assert found == [(line, code) for _, _, line, code in FOURTEEN]


def test_a_policy_in_the_wrong_language_keeps_its_places(training: dict[str, str]) -> None:
    """Every word is told, none twice, and values are read as if it were right."""
    with pytest.raises(PolicyError) as error:
        read_text(training["fr"].replace("langue: fr", "langue: en"), Path("p.yaml"))
    problems = error.value.problems
    assert len({p.place for p in problems}) == len(problems)
    assert {p.code for p in problems} <= {"PK102", "PK105", "PK106"}
    assert (
        problems[0].message.fr
        == "`langue` n'est pas un mot de cette langue : cette politique dit `language: en`"
    )


def test_a_missing_language_hides_nothing_else(training: dict[str, str]) -> None:
    text = training["fr"].replace("langue: fr\n", "").split("preuves:")[0]
    with pytest.raises(PolicyError) as error:
        read_text(text, Path("p.yaml"))
    assert [(p.code, p.message.fr) for p in error.value.problems] == [
        ("PK103", "il manque `preuves` dans la politique"),
        ("PK109", "la politique ne dit pas sa langue"),
    ]


@pytest.mark.skipif(not SKETCHES.exists(), reason="the sketches are not here")
def test_the_french_sketch_reads_clean_without_what_comes_later() -> None:
    text = (SKETCHES / "training.fr.yaml").read_text(encoding="utf-8")
    text = re.sub(r"  - individualisation:.*?(?=  - identifiants_restants)", "", text, flags=re.DOTALL)
    document = read_text(text, Path("training.fr.yaml"))
    assert document.warnings == ()
    assert document.policy.policy.name == "eau-entrainement"


@pytest.mark.skipif(not SKETCHES.exists(), reason="the sketches are not here")
@pytest.mark.parametrize("name", ["synthetic.en.yaml", "open_data.en.yaml"])
def test_the_other_sketches_only_lack_what_comes_later(name: str) -> None:
    """Beside later words, one sentence of the open-data sketch really is cut at a comma."""
    found: tuple[Problem, ...] = ()
    try:
        read_text((SKETCHES / name).read_text(encoding="utf-8"), Path(name))
    except PolicyError as error:
        found = error.problems
    assert {p.code for p in found} <= {"PK108", "PK031"}
    cut = [p.place.line for p in found if p.code == "PK031" and p.place]
    assert cut == ([73] if name.startswith("open") else [])


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["training", "synthetic"]),
    position=st.integers(0, 6000),
    length=st.integers(0, 40),
    new=st.text(string.ascii_letters + " :#,{}[]\"'&*!|>%@`-\n?é0\u00a0", max_size=12),
)
def test_any_damage_is_told_as_a_policy_error(kind: str, position: int, length: int, new: str) -> None:
    text = template(kind, "fr", "essai")  # type: ignore[arg-type]
    try:
        read_text(text[:position] + new + text[position + length :], Path("p.yaml"))
        return
    except PolicyError as error:
        problems = error.problems
    lines = text.count("\n") + new.count("\n") + 2
    assert all(isinstance(p, Problem) and p.place and 0 <= p.place.line <= lines for p in problems)
    assert any(p.severity == "error" for p in problems)
