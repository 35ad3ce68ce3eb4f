"""Repeated columns: one name written, twelve columns read, each problem told once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.errors import Problem
from privkit.policy.model.conditions import kind_of
from privkit.policy.reader import Document, read_text
from privkit.policy.repeated import names_of, profiles_of
from privkit.policy.say import listing, together
from privkit.words import Words

Read = Callable[[str], Document]
Problems = Callable[[str], tuple[Problem, ...]]
Planted = Callable[[str, str, str], str]

NAMES = names_of("volume", 12)
COLUMN = "        comment:      { role: free_text, type: text, read: no }\n"
REPEATED = COLUMN + "        volume: { role: confidential, type: number, decimals: 1, repeated: 12 }\n"
KEEP = "        garden:\n"
KEPT = "        volume:\n          because: The quantity compared.\n        garden:\n"


@pytest.fixture(scope="session")
def monthly(training: dict[str, str]) -> str:
    """The training template with twelve volumes, declared and kept."""
    text = training["en"]
    for old, new in ((COLUMN, REPEATED), (KEEP, KEPT)):
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def line_of(text: str, fragment: str) -> int:
    return text[: text.index(fragment)].count("\n") + 1


def test_one_declared_column_is_twelve_of_the_file(monthly: str, read: Read) -> None:
    document = read(monthly)
    columns = document.policy.data.tables["bills"].columns
    assert tuple(columns)[-12:] == NAMES
    assert "volume" not in columns
    assert {rule.type.value for name, rule in columns.items() if name in NAMES} == {"number"}
    assert profiles_of(document.policy) == {"volume": NAMES}


def test_a_policy_without_one_has_no_profile(training: dict[str, str], read: Read) -> None:
    assert profiles_of(read(training["fr"]).policy) == {}


def test_keys_and_items_become_twelve_and_a_name_alone_stays(monthly: str, read: Read) -> None:
    text = monthly.replace(
        "  - make_k_anonymous:",
        "  - top_code:\n      volume: { at: 60 }\n  - swap: { columns: [garden, volume], within: 5 % }\n"
        "  - make_k_anonymous:",
    ).replace(
        "  - households_removed:",
        "  - linkability: { risk_at_most: 5 %, attacker_knows: [[volume], [garden, occupants]] }\n"
        "  - inference: { risk_at_most: 5 %, secret: volume, attacker_knows: [garden] }\n"
        "  - known_readings: { months: 2, risk_at_most: 5 %, readings: volume }\n"
        "  - households_removed:",
    )
    policy = read(text).policy
    steps = {
        name: getattr(s, name) for s in policy.steps for name in type(s).model_fields if getattr(s, name)
    }
    assert tuple(n for n in steps["minimise"].keep if n.startswith("volume")) == NAMES
    assert tuple(steps["top_code"]) == NAMES
    assert {str(limit.at) for limit in steps["top_code"].values()} == {"60"}
    assert steps["swap"].columns == ("garden", *NAMES)
    asked = {kind_of(c): getattr(c, kind_of(c)) for c in policy.release_only_if}
    assert asked["linkability"].attacker_knows == (NAMES, ("garden", "occupants"))
    assert asked["inference"].secret == "volume"
    assert asked["known_readings"].readings == "volume"


def test_what_is_said_of_each_column_names_that_column(monthly: str, read: Read) -> None:
    """Under ``volume: { latest: volume }`` each summary takes the column it is named after."""
    text = monthly.replace(
        "        annual_volume:",
        "        volume: { latest: volume, by_date: reading_date }\n        annual_volume:",
        1,
    )
    summary = next(s.summarise for s in read(text).policy.steps if s.summarise)
    assert {name: rule.latest for name, rule in summary.columns.items() if name in NAMES} == {
        n: n for n in NAMES
    }


def test_every_column_points_at_the_line_that_was_written(monthly: str, read: Read) -> None:
    document = read(monthly)
    place = document.place("data", "tables", "bills", "columns", "volume_7", "type")
    assert place.line == line_of(monthly, "volume: { role")
    number = next(n for n, s in enumerate(document.policy.steps) if s.minimise)
    kept = document.place("steps", number, "minimise", "keep", "volume_12")
    assert kept.line == line_of(monthly, "        volume:\n")


def test_french_words(planted: Planted, read: Read) -> None:
    text = planted("fr", "unité: m3, décimales: 1 }", "unité: m3, décimales: 1, répétée: 3 }")
    assert profiles_of(read(text).policy) == {"volume_m3": ("volume_m3_1", "volume_m3_2", "volume_m3_3")}


@pytest.mark.parametrize("written", ["0", "1", "121", "999999999999"])
def test_how_many_columns(monthly: str, problems: Problems, written: str) -> None:
    found = problems(monthly.replace("repeated: 12", f"repeated: {written}"))
    assert "PK617" in [p.code for p in found]
    problem = next(p for p in found if p.code == "PK617")
    assert problem.lines("en")[0].endswith("PK617 a repeated column stands for 2 to 120 columns of the file")
    assert problem.lines("fr")[0].endswith("PK617 une colonne répétée désigne de 2 à 120 colonnes du fichier")
    assert problem.instead == Words(
        "write for example repeated: 12, for volume_1 to volume_12",
        "écrire par exemple repeated: 12, pour volume_1 à volume_12",
    )


def test_a_number_in_letters_is_told_by_its_type(monthly: str, problems: Problems) -> None:
    found = problems(monthly.replace("repeated: 12", "repeated: twelve"))
    assert [p.message.en for p in found] == ["`repeated` is not as expected"]


CLASH = Words(
    "`volume_3` is also a name that a repeated column takes",
    "`volume_3` est aussi un nom que prend une colonne répétée",
)


def test_a_declared_column_of_the_same_name(monthly: str, problems: Problems) -> None:
    text = monthly.replace(REPEATED, REPEATED + "        volume_3: { role: other, type: text }\n")
    assert [(p.code, p.message) for p in problems(text)] == [("PK618", CLASH)]


def test_one_of_the_columns_named_beside_them_all(monthly: str, problems: Problems) -> None:
    text = monthly.replace(
        KEPT, KEPT.replace("        garden:", "        volume_3:\n          because: Why.\n        garden:")
    )
    assert [(p.code, p.message) for p in problems(text)] == [("PK618", CLASH)]


@pytest.mark.parametrize(
    "rule", ["{ role: other, type: text }", "{ role: confidential, type: number, repeated: 3 }"]
)
def test_the_same_name_in_another_table(monthly: str, problems: Problems, rule: str) -> None:
    text = monthly.replace(
        "        garden:        { role", f"        volume: {rule}\n        garden:        {{ role"
    )
    assert text != monthly
    (found,) = problems(text)
    assert (found.code, found.message.en) == ("PK618", "`volume` is also a name that a repeated column takes")


def test_the_name_of_a_table(monthly: str, problems: Problems) -> None:
    text = monthly.replace("    property:\n", "    volume:\n").replace("[bills, property]", "[bills, volume]")
    assert "PK618" in {p.code for p in problems(text)}


def test_a_fault_of_the_twelve_is_told_once(monthly: str, problems: Problems) -> None:
    wrong = monthly.replace("type: number, decimals: 1, repeated", "type: nombre, décimals: 1, repeated")
    codes = [p.code for p in problems(wrong)]
    assert sorted(codes) == ["PK101", "PK102"]


def test_a_check_of_the_twelve_is_told_once_of_their_name(monthly: str, read: Read) -> None:
    from datetime import date

    from privkit.policy.checks import check_document

    text = monthly.replace("decimals: 1, repeated", "decimals: 1, to_confirm: yes, repeated")
    found = [p for p in check_document(read(text), date(2026, 11, 24)) if p.code in ("PK301", "PK305")]
    assert [(p.code, p.message) for p in found] == [
        (
            "PK301",
            Words(
                "a person must confirm the role of column `volume` of table `bills`",
                "une personne doit confirmer le rôle de la colonne `volume` de la table `bills`",
            ),
        ),
        (
            "PK305",
            Words(
                "`volume` is confidential and kept: no condition stops its value from being inferred",
                "`volume` est confidentielle et gardée : aucune condition n'empêche d'en inférer la valeur",
            ),
        ),
    ]


@settings(max_examples=60, deadline=None)
@given(count=st.integers(2, 120), base=st.from_regex(r"[a-z]{3,8}(_[a-z]{2,4})?", fullmatch=True))
def test_any_name_and_number(problems: Problems, count: int, base: str) -> None:
    from pathlib import Path

    from privkit.policy.skeleton import template

    text = template("training", "en", "essai").replace(
        COLUMN, COLUMN + f"        {base}: {{ role: other, type: number, repeated: {count} }}\n"
    )
    found = problems(text)
    if {p.code for p in found} - {"PK016"}:
        assert {p.code for p in found} <= {"PK016", "PK618"}
    elif not found:
        assert profiles_of(read_text(text, Path("p.yaml")).policy) == {base: names_of(base, count)}


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a", *names_of("v", 12), "b"], Words("a, v (12 columns) and b", "a, v (12 colonnes) et b")),
        (["v_1", "v_2"], Words("v_1 and v_2", "v_1 et v_2")),
        (["v_2", "v_3", "v_4"], Words("v_2, v_3 and v_4", "v_2, v_3 et v_4")),
        (["v_1", "v_2", "v_4"], Words("v_1, v_2 and v_4", "v_1, v_2 et v_4")),
        (
            [*names_of("v", 3), *names_of("w", 3)],
            Words("v (3 columns) and w (3 columns)", "v (3 colonnes) et w (3 colonnes)"),
        ),
    ],
)
def test_twelve_names_are_not_read_aloud(names: list[str], told: Words) -> None:
    assert listing(names) == told
    assert len(together(names)) <= len(names)


def test_steps_tell_twelve_columns_in_one_breath(monthly: str, read: Read) -> None:
    from privkit.run.explain import sentences

    text = monthly.replace(
        "  - make_k_anonymous:",
        "  - top_code:\n      volume: { at: 60 }\n  - round:\n      volume: { to: 5 }\n      annual_volume: { to: 5 }\n"
        "  - generalise:\n      volume: { into_bands: [0, 30, 60] }\n  - make_k_anonymous:",
    )
    told = sentences(read(text))
    said = {words.en for words in told}
    assert "Cap: volume (12 columns) at most 60." in said
    assert "Round volume (12 columns) to the nearest 5, annual_volume to the nearest 5." in said
    assert "Make columns coarser: volume (12 columns) into bands (0, 30, 60)." in said
    assert "Plafonner : volume (12 colonnes) à 60 au plus." in {words.fr for words in told}
    assert not any("volume_1" in words.en + words.fr for words in told)


def test_columns_with_rules_of_their_own_are_told_apart(monthly: str, read: Read) -> None:
    from privkit.policy.say import each_said
    from privkit.words import same

    rules = dict.fromkeys(names_of("v", 3), "a") | {"w_1": "a", "w_2": "b", "w_3": "b"}
    assert each_said(rules, lambda name, rule: same(f"{name}={rule}")) == [
        Words("v (3 columns)=a", "v (3 colonnes)=a"),
        same("w_1=a"),
        same("w_2=b"),
        same("w_3=b"),
    ]
