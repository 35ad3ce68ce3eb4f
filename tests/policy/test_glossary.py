"""The glossary and the pages of codes: nothing a DPO may ask about is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import privkit.policy
from privkit.policy.codes import CODES
from privkit.policy.glossary import GLOSSARY, closest, lookup
from privkit.policy.model.conditions import Condition
from privkit.policy.model.data import ColumnRole
from privkit.policy.model.steps import Step
from privkit.policy.shapes import keywords

ASKED = [w for m in (Step, Condition) for k in keywords(m).values() for w in (k.word.en, k.word.fr)]
ASKED += [w for role in ColumnRole for w in (role.value, role.fr)]


@pytest.mark.parametrize("word", ASKED)
def test_each_step_condition_and_role_has_an_entry(word: str) -> None:
    assert lookup(word) is not None


@pytest.mark.parametrize(
    "words",
    [
        ("k-anonymity", "k-anonymat", "K_ANONYMAT", "k anonymity"),
        ("quasi-identifier", "quasi-identifiant"),
        ("privacy unit", "unité protégée", "unite protegee"),
        ("pseudonym", "pseudonyme"),
        ("baseline", "état de référence"),
        ("prosecutor risk", "risque du procureur"),
        ("marketer risk", "risque du prospecteur"),
        ("suppression",),
        ("loss", "perte d’information"),
        ("resampling floor", "plancher de rééchantillonnage"),
        ("l-diversity", "l-diversité"),
        ("epsilon", "ε"),
        ("delta", "δ"),
        ("PLD", "privacy loss distribution (PLD)"),
        ("zCDP", "rho", "ρ"),
        ("geometric", "géométrique", "mécanisme géométrique"),
        ("discrete_gaussian", "gaussien_discret"),
        ("contribution bounding", "limitation des contributions", "limit_contribution"),
        ("secondary suppression", "secret secondaire"),
        ("controlled_rounding", "arrondi contrôlé"),
        ("p% rule", "p_percent", "règle du p %"),
        ("privacy budget", "budget", "budget_de_confidentialité"),
    ],
)
def test_a_word_is_found_in_either_language(words: tuple[str, ...]) -> None:
    assert len({lookup(word) for word in words}) == 1
    assert lookup(words[0]) is not None


def test_unknown_words() -> None:
    assert lookup("xylophone") is None
    assert closest("k-anonimity") == "k anonymity"


def test_entries_are_complete_and_typed_for_print() -> None:
    for key, entry in GLOSSARY.items():
        assert entry.term.en and entry.term.fr and entry.source, key
        for text in (entry.meaning.en, entry.meaning.fr):
            assert text.endswith("."), key
        assert not re.search(r" [:;?!%»]|« ", entry.meaning.fr), key


def test_every_code_used_has_a_page_and_every_page_a_code() -> None:
    folder = Path(next(iter(privkit.policy.__path__)))
    sources = [p for p in folder.glob("*.py") if not p.name.startswith("codes_")]
    used = {c for p in sources for c in re.findall(r'"(PK\d{3})"', p.read_text(encoding="utf-8"))}
    assert used == set(CODES)


def test_pages_of_codes_are_said_in_both_languages() -> None:
    for code, page in CODES.items():
        for words in (page.title, page.why, page.fix):
            assert words.en and words.fr and words.en != words.fr, code
