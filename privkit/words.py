"""Text a person reads, in English and in French side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "fr"]


@dataclass(frozen=True)
class Words:
    """One sentence or label in both languages of the product."""

    en: str
    fr: str

    def say(self, language: Language) -> str:
        """Return the text in ``language``."""
        return self.fr if language == "fr" else self.en

    def __add__(self, other: Words) -> Words:
        return Words(self.en + other.en, self.fr + other.fr)


def same(text: str) -> Words:
    """Words that read alike in both languages: a name, a number, a file."""
    return Words(text, text)


def joined(parts: list[Words] | tuple[Words, ...], separator: str = ", ") -> Words:
    """Join several words with the same separator in both languages: English has no space before a semicolon."""
    return Words(separator.replace(" ;", ";").join(p.en for p in parts), separator.join(p.fr for p in parts))
