"""The words of a group of homes, as the policy gives them: ``3 à 4 personnes, maison, avec jardin``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from privkit.compare.labels import ALL, describe, placed_in, show_set
from privkit.words import Language


@dataclass(frozen=True)
class Phrase:
    """How one column reads: its ``name`` (``number of occupants``), its ``values`` word by word (``yes: with a
    garden``), any other label in the ``band`` (``{} people``)."""

    name: str | None = None
    band: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "band": self.band, "values": dict(self.values)}


def phrase_from_json(body: Any) -> Phrase:
    """Read what ``to_json`` wrote, or a band alone."""
    if isinstance(body, str):
        return Phrase(band=body)
    return Phrase(body["name"], body["band"], {str(k): str(v) for k, v in body["values"].items()})


def group_in_words(
    columns: tuple[str, ...],
    labels: tuple[tuple[str, ...], ...],
    shown: tuple[str, ...],
    phrases: Mapping[str, Phrase],
    language: Language,
) -> str:
    """The homes of a group, column by column; those that do not tell groups apart are left out."""
    found = zip(columns, labels, shown, strict=True)
    words = (_column(c, own, s, phrases.get(c), language) for c, own, s in found if s != ALL)
    return printable(", ".join(word for word in words if word))


def column_in_words(column: str, phrase: Phrase | None) -> str:
    """The name of a column on its own."""
    return printable(phrase.name if phrase and phrase.name else column.replace("_", " "))


def printable(text: str) -> str:
    """Without what no printer prints: words come from files, and numbers are put in them by such marks."""
    return text if text.isprintable() else "".join(c for c in text if c.isprintable() or c.isspace()).strip()


def _column(
    column: str, labels: tuple[str, ...], shown: str, phrase: Phrase | None, language: Language
) -> str:
    if phrase is None:
        return describe(column, shown, language)
    if shown in phrase.values:
        return phrase.values[shown]
    named = [label for label in labels if label != ALL]
    if named and all(label in phrase.values for label in named) and not phrase.band:
        said = [phrase.values[label] for label in named]
        return show_set([*said, *([ALL] if ALL in labels else [])], language)
    if phrase.band:
        return placed_in(phrase.band, shown)
    return describe(phrase.name or column, shown, language)
