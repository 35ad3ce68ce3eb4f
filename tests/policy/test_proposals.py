"""Levels proposed for a draft: they read, hold no one's value, and name no rare one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.policy.checks import check_document
from privkit.policy.guesses import ColumnProfile
from privkit.policy.proposals import LevelProposal, named_like_a_code, propose
from privkit.policy.reader import Document
from privkit.policy.skeleton import rule_text, skeleton_from
from privkit.run.plan import problems_of
from privkit.values import Type
from privkit.words import Language


def text(proposal: LevelProposal | None, language: Language = "en") -> str:
    assert proposal is not None
    return rule_text(proposal, language)


def test_ages_get_the_widths_people_expect_and_round_bounds() -> None:
    ages = [str(18 + i % 79) for i in range(400)]
    assert (
        text(propose("age", Type.INTEGER, ages))
        == "{ widths: [5, 10, 20], lower_bound: 0, upper_bound: 100 }"
    )
    assert text(propose("age", Type.INTEGER, ages), "fr") == (
        "{ largeurs: [5, 10, 20], borne_basse: 0, borne_haute: 100 }"
    )


def test_a_bound_that_is_someone_s_value_moves_outwards() -> None:
    values = [str(v) for v in (20, 25, 33, 47, 58, 71, 80)]
    found = propose("age", Type.INTEGER, values)
    assert text(found) == "{ widths: [5, 10, 20], lower_bound: 0, upper_bound: 100 }"


def test_one_very_large_value_does_not_make_the_intervals_useless() -> None:
    values = [str(50 + i % 100) for i in range(500)] + ["98765"]
    assert (
        text(propose("size", Type.INTEGER, values))
        == "{ widths: [5, 10, 20], lower_bound: 40, upper_bound: 160 }"
    )


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("code_iris", [f"44109{i:04}" for i in range(40)], "{ first_characters: [5, 2] }"),
        ("code_insee", [f"44{i:03}" for i in range(40)], "{ first_characters: [2] }"),
        ("code_postal", [f"75{i:03}" for i in range(40)], "{ first_characters: [3, 2] }"),
        ("lot", [f"AB{i:04}" for i in range(40)], "{ first_characters: [4, 2] }"),
        ("lot", [f"{'A' * (2 + i % 3)}{i}" for i in range(40)], "{ redact_last: [1, 2] }"),
    ],
)
def test_codes(name: str, values: list[str], expected: str) -> None:
    assert text(propose(name, Type.CODE, values)) == expected


def test_codes_held_as_whole_numbers_hide_their_last_digits() -> None:
    iris = [f"44109{i:04}" for i in range(40)]
    assert text(propose("code_iris", Type.INTEGER, iris)) == "{ redact_last: [4, 7] }"


def test_few_values_need_no_levels() -> None:
    found = propose("kind", Type.CATEGORY, ["a", "b"] * 50)
    assert found is not None
    assert found.fields == {}
    assert propose("kind", Type.CATEGORY, []) is None
    assert propose("kind", Type.CATEGORY, ["*", "*"]) is None


def test_only_values_that_many_units_share_are_named() -> None:
    common = [f"common{i % 3}" for i in range(90)]
    rare = [f"Zyxcanari{i}" for i in range(15)]
    # 40 rows of one unit are one unit: such a value is not shared.
    values, units = common + rare + ["Zyxcanari99"] * 40, [str(i) for i in range(105)] + ["solo"] * 40
    found = text(propose("street", Type.TEXT, values, units))
    assert found == "{ common: [common0, common1, common2], others: other }"
    assert propose("street", Type.TEXT, rare) is None


@given(
    st.lists(st.decimals(-10_000, 10_000, places=1), min_size=3, max_size=150),
    st.sampled_from([Type.INTEGER, Type.NUMBER]),
)
@settings(deadline=None)
def test_no_bound_is_a_value_and_widths_nest(values: list[Decimal], kind: Type) -> None:
    if kind is Type.INTEGER:
        values = [Decimal(int(v)) for v in values]
    found = propose("x", kind, [str(v) for v in values])
    assert found is not None
    if not found.fields:
        assert len({str(v) for v in values}) <= 2
        return
    widths = [Decimal(str(w)) for w in found.fields["widths"]]
    assert all(b > a > 0 and b % a == 0 for a, b in pairwise(widths))
    low, high = Decimal(str(found.fields["lower_bound"])), Decimal(str(found.fields["upper_bound"]))
    assert low < high
    assert not low % widths[-1]
    assert not high % widths[-1]
    assert low == 0 or low not in values
    assert high not in values


def test_names_of_codes() -> None:
    assert [n for n in ("code_postal", "cp", "iris", "age", "codex", "surface") if named_like_a_code(n)] == [
        "code_postal", "cp", "iris",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_draft_with_levels_passes_check_once_roles_are_confirmed(
    language: Language, read: Callable[[str], Document]
) -> None:
    def profile(name: str, kind: Type, values: list[str]) -> ColumnProfile:
        return ColumnProfile(name, kind, 0.1, levels=propose(name.lower(), kind, values))

    profiles = [
        ColumnProfile("id_contrat", Type.CODE, 1.0),
        profile("Âge", Type.INTEGER, [str(i % 90) for i in range(300)]),
        profile("n° : IRIS", Type.CODE, [f"44109{i:04}" for i in range(40)]),
        profile("jour", Type.DATE, ["2024-01-02"]),
        profile("quartier", Type.TEXT, [["L'eau : 1, #2", "b\nc"][i % 2] for i in range(100)] + [f"r{i}" for i in range(20)]),
        profile("surface", Type.NUMBER, [f"{i}.5" for i in range(200)]),
        profile("sexe", Type.CATEGORY, ["a", "b"]),
        profile("voie", Type.TEXT, [f"v{i}" for i in range(50)]),
    ]  # fmt: skip
    draft = skeleton_from(profiles, name="essai", file="f.csv", language=language)
    document = read(draft)
    assert {p.code for p in check_document(document, date(2026, 11, 24)) if p.severity == "error"} == {
        "PK301"
    }
    confirmed = draft.replace(", à_confirmer: oui", "").replace(", to_confirm: yes", "")
    errors = [p for p in problems_of(read(confirmed), date(2026, 11, 24)) if p.severity == "error"]
    assert [p.lines(language) for p in errors] == []
    rules = next(s.make_k_anonymous for s in document.policy.steps if s.make_k_anonymous).levels  # type: ignore[union-attr]
    assert list(rules) == ["Âge", "n° : IRIS", "jour", "quartier", "surface"]
    assert rules["quartier"].common == ("L'eau : 1, #2", "b\nc")
