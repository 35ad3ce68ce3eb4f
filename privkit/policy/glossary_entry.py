"""One word of the glossary."""

from __future__ import annotations

from dataclasses import dataclass

from privkit.words import Words


@dataclass(frozen=True)
class Entry:
    """A term, what it means in plain words, where the meaning is taken from, other ways to say it."""

    term: Words
    meaning: Words
    source: str
    also: tuple[str, ...] = ()
