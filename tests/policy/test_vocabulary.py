"""The two vocabularies: one word for one word in each place, and no avoided word."""

from __future__ import annotations

import re
import unicodedata

import pytest

from privkit.policy.later import later_words
from privkit.policy.model.policy import Policy
from privkit.policy.shapes import all_choices, all_models, keywords
from privkit.policy.terms import Choice, Section

AVOIDED = re.compile(
    r"anonymis|anonymiz|\bmask|masquer|scramble|brouiller|\bpii\b|transform|\bjob\b|pipeline|\bconfig|"
    r"sensible|sensitive|bac_sécurisé|borner_en_bas|foyers_supprimés|guaranteed|garanti|compliant|conforme",
    re.IGNORECASE,
)
MODELS = all_models(Policy)
CHOICES = all_choices(Policy)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_words_of_a_model_are_one_to_one(model: type[Section]) -> None:
    words = [k.word for k in keywords(model).values()]
    english = [w.en for w in words] + list(later_words(model, "en"))
    french = [w.fr for w in words] + list(later_words(model, "fr"))
    kept_later = {k.word.en for k in keywords(model).values()} & set(later_words(model, "en"))
    assert len(set(english)) == len(english) - len(kept_later)
    assert len(set(french)) == len(french) - len(kept_later)
    assert len(set(english)) == len(set(french))


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_no_word_means_one_thing_in_english_and_another_in_french(model: type[Section]) -> None:
    """Else a word in the wrong language would be read as another one, in silence."""
    by_english = {k.word.en: k.field for k in keywords(model).values()}
    for keyword in keywords(model).values():
        assert by_english.get(keyword.word.fr, keyword.field) == keyword.field


@pytest.mark.parametrize("choice", CHOICES, ids=lambda c: c.__name__)
def test_words_of_a_closed_list_are_one_to_one(choice: type[Choice]) -> None:
    assert len(set(choice.words("en"))) == len(set(choice.words("fr"))) == len(list(choice))
    for one in choice:
        assert one.fr not in set(choice.words("en")) - {one.value}


def test_every_word_is_nfc_and_explained_in_both_languages() -> None:
    for model in MODELS:
        for keyword in keywords(model).values():
            assert unicodedata.is_normalized("NFC", keyword.word.fr)
            assert keyword.meaning.en
            assert keyword.meaning.fr
            assert keyword.meaning.en != keyword.meaning.fr or keyword.meaning.en == "Formats."


def test_avoided_words_are_absent() -> None:
    for model in MODELS:
        words = [w for k in keywords(model).values() for w in (k.word.en, k.word.fr)]
        said = [m for k in keywords(model).values() for m in (k.meaning.en, k.meaning.fr)]
        later = [*later_words(model, "en"), *later_words(model, "fr")]
        assert [text for text in words + said + later if AVOIDED.search(text)] == []
    assert [w for c in CHOICES for o in c for w in (o.value, o.fr) if AVOIDED.search(w)] == []
