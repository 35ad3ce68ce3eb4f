"""Which item of one list answers to which item of another: by what it is, then in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from privkit.policy.difference.values import value_words
from privkit.policy.shapes import keywords
from privkit.policy.terms import Section
from privkit.words import Words, same

#: Fields that tell two conditions of one kind apart.
_ABOUT = ("column", "secret", "table", "measure", "register_")


@dataclass(frozen=True)
class Item:
    """One item of a list. ``pattern`` and ``where`` end its path; ``key`` is what it answers to; ``at`` its place."""

    pattern: tuple[str, ...]
    where: tuple[Words, ...]
    value: Any
    at: int

    @property
    def key(self) -> tuple[Any, ...]:
        return (*self.pattern, *(words.en for words in self.where))


def items_of(many: Sequence[Section]) -> list[Item]:
    """The items of a list of mappings. A step written column by column is an item for each."""
    return [item for at, one in enumerate(many) for item in _items(one, at)]


def _items(one: Section, at: int) -> list[Item]:
    kind = _kind(one)
    if kind is None:
        name = getattr(one, "name", None)
        return [Item((), (same(str(name)),) if name is not None else (), one, at)]
    word, inner = keywords(type(one))[kind].word, getattr(one, kind)
    if isinstance(inner, dict):
        return [Item((kind, "*"), (word, same(key)), value, at) for key, value in inner.items()]
    about = next((value_words(value) for name in _ABOUT if (value := getattr(inner, name, None))), None)
    shown = Words(f"{word.en} ({about.en})", f"{word.fr} ({about.fr})") if about else word
    return [Item((kind.rstrip("_"),), (shown,), inner, at)]


def _kind(one: Section) -> str | None:
    """The field that is set, of a mapping of which exactly one is: a step, a condition."""
    fields = type(one).model_fields
    if any(info.is_required() for info in fields.values()):
        return None
    filled = [name for name in fields if getattr(one, name) is not None]
    return filled[0] if len(filled) == 1 else None


def paired(before: Sequence[Item], after: Sequence[Item]) -> list[tuple[Item | None, Item | None]]:
    """Items of one key side by side: those that are equal first, the rest in order; None where one is alone."""
    out: list[tuple[Item | None, Item | None]] = []
    for key in dict.fromkeys(item.key for item in (*before, *after)):
        was, now = [i for i in before if i.key == key], [i for i in after if i.key == key]
        for one in tuple(was):
            twin = next((other for other in now if other.value == one.value), None)
            if twin is not None:
                out.append((one, twin))
                was.remove(one)
                now.remove(twin)
        length = max(len(was), len(now))
        missing: list[Item | None] = [None] * length
        out += list(zip([*was, *missing][:length], [*now, *missing][:length], strict=True))
    return out


def crossed(pairs: Sequence[tuple[Item | None, Item | None]]) -> bool:
    """Whether two items that are in both lists stand in another order."""
    places = [(one.at, two.at) for one, two in pairs if one is not None and two is not None]
    return any(i < k and j > m for i, j in places for k, m in places)
