"""Walk the node tree beside the models: every keyword checked, every value given its position.

The values themselves are read by the models afterwards; here are the keys, which no model validator
sees reliably once a field has failed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any

from privkit.errors import Problem
from privkit.policy import keys
from privkit.policy.later import LATER_CHOICES, any_later_word
from privkit.policy.model.steps import ColumnMap
from privkit.policy.nodes import Broken, Listing, Mapping, Node, Scalar
from privkit.policy.places import At, Source
from privkit.policy.shapes import Block, Leaf, Many, Named, Shape, by_word, keywords
from privkit.policy.terms import Section
from privkit.words import Language

Part = str | int
_BOTH: tuple[Language, ...] = ("en", "fr")


@dataclass(frozen=True)
class Spot:
    """Where one element of the policy stands, and those inside it.

    ``names`` turns English field names into the words as written. ``columns`` holds the user columns of
    a mapping that also has keywords.
    """

    at: At
    key: At | None = None
    node: Node | None = None
    children: Map[Part, Spot] = field(default_factory=dict)
    names: Map[str, str] = field(default_factory=dict)
    columns: Spot | None = None

    def child(self, part: Part) -> Spot | None:
        """The element of that name or number, or None."""
        if self.columns is not None and part == "columns":
            return self.columns
        found = self.children.get(part)
        if found is None and isinstance(part, str):
            found = self.children.get(self.names.get(part, part))
        if found is None and self.columns is not None:
            return self.columns.child(part)
        return found

    def find(self, path: tuple[Part, ...]) -> Spot:
        """The element at a path; a part that is absent is skipped."""
        spot = self
        for part in path:
            spot = spot.child(part) or spot
        return spot

    @property
    def shown(self) -> At:
        """Where to point: at the value when it starts on its own line of text, else at its key."""
        block = isinstance(self.node, Mapping | Listing) and not self.node.flow
        return self.key if self.key and (block or isinstance(self.node, Broken)) else self.at


@dataclass
class Walker:
    """Turns nodes into the raw values the models read, and gathers the problems of the keys."""

    source: Source
    language: Language
    problems: list[Problem] = field(default_factory=list)

    def value(self, node: Node, shape: Shape, name: str, key: At | None = None) -> tuple[Any, Spot]:
        """The raw value of a node and its spot; the value is None when it was told as wrong."""
        if isinstance(node, Broken):
            return None, Spot(node.at, key, node)
        if isinstance(node, Scalar):
            return self._scalar(node, shape, key)
        if isinstance(node, Listing):
            return self._listing(node, shape, name, key)
        if isinstance(shape, Block):
            return self._block(node, shape.model, name, key)
        return self._named(node, shape.item if isinstance(shape, Named) else Leaf(), key)

    def _scalar(self, node: Scalar, shape: Shape, key: At | None) -> tuple[Any, Spot]:
        spot = Spot(node.at, key, node)
        inner = shape.item if isinstance(shape, Many) else shape
        choice = inner.choice if isinstance(inner, Leaf) else None
        if choice:
            node = Scalar(node.at, unicodedata.normalize("NFC", node.text))
        if choice and (told := keys.wrong_choice(self.source, node, choice, self.language, LATER_CHOICES)):
            self.problems.append(told)
            return None, spot
        return node.text, spot

    def _listing(self, node: Listing, shape: Shape, name: str, key: At | None) -> tuple[Any, Spot]:
        inner = shape.item if isinstance(shape, Many) else Leaf()
        done = [self.value(item, inner, name) for item in node.items]
        spots: dict[Part, Spot] = {number: spot for number, (_, spot) in enumerate(done)}
        return [value for value, _ in done], Spot(node.at, key, node, spots)

    def _named(self, node: Mapping, shape: Shape, key: At | None) -> tuple[Any, Spot]:
        done = {e.key: self.value(e.value, shape, e.key, e.at) for e in node.entries}
        raw = {name: value for name, (value, _) in done.items()}
        return raw, Spot(node.at, key, node, {name: spot for name, (_, spot) in done.items()})

    def _block(self, node: Mapping, model: type[Section], name: str, key: At | None) -> tuple[Any, Spot]:
        if issubclass(model, ColumnMap):
            return self._column_map(node, model, name, key)
        raw, spots = self._keywords(node, model, name, key)
        return raw, Spot(node.at, key, node, spots, self._names(model))

    def _names(self, model: type[Section]) -> dict[str, str]:
        words = {k.field: k.word.say(self.language) for k in keywords(model).values()}
        return {k.word.en: k.word.say(self.language) for k in keywords(model).values()} | words

    def _keywords(
        self, node: Mapping, model: type[Section], name: str, key: At | None, given: tuple[str, ...] = ()
    ) -> tuple[dict[str, Any], dict[Part, Spot]]:
        known = by_word(model, self.language)
        other = by_word(model, "en" if self.language == "fr" else "fr")
        raw: dict[str, Any] = {}
        spots: dict[Part, Spot] = {}
        seen: set[str] = set(given)
        for entry in node.entries:
            keyword = known.get(entry.key) or other.get(entry.key)
            if any_later_word(model, entry.key):
                self.problems.append(keys.later(self.source, entry))
                continue
            if keyword is None:
                told, meant = keys.unknown(self.source, entry, model, self.language, flow=node.flow)
                self.problems.append(told)
                seen |= {meant} if meant else set()
                continue
            word = keyword.word.say(self.language)
            if entry.key != word:
                self.problems.append(keys.wrong_language(self.source, entry, word, self.language))
            if word in raw:
                self.problems.append(keys.twice(self.source, entry, word))
                continue
            seen.add(keyword.field)
            raw[word], spots[word] = self.value(entry.value, keyword.shape, word, entry.at)
        at = key or node.at
        self.problems += keys.missing(self.source, model, seen, at, name, self.language)
        self.problems += keys.wrong_count(self.source, node, model, at, name, self.language)
        return raw, spots

    def _column_map(self, node: Mapping, model: type[Section], name: str, key: At | None) -> tuple[Any, Spot]:
        """User columns and keywords side by side: a key whose value is a mapping is a column."""
        shape = keywords(model)["columns"].shape
        assert isinstance(shape, Named)
        columns = tuple(e for e in node.entries if isinstance(e.value, Mapping))
        words = {w for language in _BOTH for w in by_word(model, language)} - {"columns"}
        rest = []
        for entry in node.entries:
            if entry.key in words and not isinstance(entry.value, Mapping):
                rest.append(entry)
            elif isinstance(entry.value, Scalar | Listing):
                self.problems.append(keys.not_a_rule(self.source, entry, self.language))
        inner = Mapping(node.at, node.flow, columns)
        raw_columns, columns_spot = self._named(inner, shape.item, key)
        kept = Mapping(node.at, node.flow, tuple(rest))
        raw, spots = self._keywords(kept, model, name, key, ("columns",))
        if len(node.entries) == len(rest):
            self.problems.append(keys.no_rule(self.source, key or node.at, name))
        return raw | raw_columns, Spot(node.at, key, node, spots, self._names(model), columns_spot)
