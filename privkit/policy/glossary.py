"""What the words of a policy mean, for ``privkit explain WORD``: a term, its meaning, its source."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from privkit.errors import nearest
from privkit.policy.glossary_attacks import ATTACKS
from privkit.policy.glossary_comparison import COMPARISON
from privkit.policy.glossary_entry import Entry
from privkit.policy.glossary_ideas import IDEAS
from privkit.policy.glossary_levels import LEVELS
from privkit.policy.glossary_synthesis import SYNTHESIS
from privkit.policy.glossary_tables import TABLES
from privkit.policy.glossary_words import CONDITIONS, ROLES, STEPS
from privkit.policy.say import sentence

GLOSSARY: Mapping[str, Entry] = {
    key: replace(entry, meaning=sentence(entry.meaning.en, entry.meaning.fr))
    for key, entry in {
        **ROLES,
        **STEPS,
        **CONDITIONS,
        **COMPARISON,
        **LEVELS,
        **TABLES,
        **SYNTHESIS,
        **ATTACKS,
        **IDEAS,
    }.items()
}

__all__ = ["GLOSSARY", "Entry", "closest", "lookup"]


def _plain(word: str) -> str:
    """A word without case, accents, hyphens or underscores."""
    text = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(text.replace("_", " ").replace("-", " ").replace("'", " ").split())


@cache
def _index() -> Mapping[str, Entry]:
    index: dict[str, Entry] = {}
    for key, entry in GLOSSARY.items():
        for word in (key, entry.term.en, entry.term.fr, *entry.also):
            index.setdefault(_plain(word), entry)
    return index


def lookup(word: str) -> Entry | None:
    """The entry of a word in either language, as a keyword or as people say it; None when unknown.

    >>> lookup("k-anonymat").term.en
    'k-anonymity'
    """
    return _index().get(_plain(word))


def closest(word: str) -> str | None:
    """The known word nearest to an unknown one, or None."""
    return nearest(_plain(word), list(_index()))
