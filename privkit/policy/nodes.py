"""The YAML of a policy as a tree of plain nodes, each with its position.

The tree is built from PyYAML's event stream: no value is ever turned into a number, a date or a
boolean, and depth is checked before anything recurses. Keys are NFC, without no-break spaces around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from privkit.errors import Problem
from privkit.policy.places import At, Source
from privkit.policy.scalars import plain_name
from privkit.words import Words

DEEPEST = 20
_NULLS = ("", "~", "null", "Null", "NULL")
_READ_APART = frozenset("\t?\N{ZERO WIDTH NO-BREAK SPACE}")
_SWALLOWED = re.compile(r"[ ]+#(?=[^\s#])")


@dataclass(frozen=True)
class Scalar:
    """A text, exactly as written."""

    at: At
    text: str


@dataclass(frozen=True)
class Broken:
    """A value already told as wrong: present, but not read further."""

    at: At


@dataclass(frozen=True)
class Entry:
    """One key of a mapping and its value."""

    key: str
    at: At
    value: Node


@dataclass(frozen=True)
class Mapping:
    """Keys and values, in the order written."""

    at: At
    flow: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Listing:
    """A list."""

    at: At
    flow: bool
    items: tuple[Node, ...]


Node = Scalar | Broken | Mapping | Listing


class TooDeep(Exception):
    """Raised as soon as the nesting passes :data:`DEEPEST`; the tree is not built."""


def _at(mark: Any) -> At:  # yaml.Mark, which the stubs type as either of two classes or None
    return (mark.line + 1, mark.column + 1)


def _events(text: str) -> Iterator[yaml.Event]:
    """The events of a text: by libyaml when it reads the text, twenty times faster, else by PyYAML itself.

    A text that is wrong is read again by the slower one, whose errors and their places are those we tell; so are the
    characters on which the two do not agree.
    """
    loader = getattr(yaml, "CBaseLoader", None)
    if loader is None or _READ_APART & set(text):
        return yaml.parse(text, Loader=yaml.BaseLoader)
    try:
        return iter(list(yaml.parse(text, Loader=loader)))
    except yaml.YAMLError:
        return yaml.parse(text, Loader=yaml.BaseLoader)


@dataclass
class Builder:
    """Builds the tree of one file and gathers the problems of its structure."""

    source: Source
    problems: list[Problem] = field(default_factory=list)
    long_quote: At | None = None  # where the last quoted text starts, when it spans several lines

    def build(self) -> Node | None:
        """The root node, or None for a file without content. Raises yaml.YAMLError and TooDeep."""
        events = self._guarded(_events(self.source.text))
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self._told("PK013", _at(event.start_mark), _SEVERAL, _SEVERAL_FIX)
                    break
                if event.version or event.tags:
                    self._told("PK012", _at(event.start_mark), _DIRECTIVE, _DIRECTIVE_FIX)
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, events)
        return root

    def _guarded(self, events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
        """The events, refusing deep nesting before any of our functions recurses."""
        depth = 0
        for event in events:
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    self._told("PK015", _at(event.start_mark), _DEEP, _DEEP_FIX)
                    raise TooDeep
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            yield event

    def _told(
        self, code: str, at: At, message: Words, instead: Words | None = None, severity: str = "error"
    ) -> None:
        self.problems.append(self.source.problem(code, at, message, instead, severity=severity))

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event]) -> Node:
        at = _at(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self._told("PK011", at, _ALIAS, _ANCHOR_FIX)
            return Broken(at)
        if getattr(event, "anchor", None) is not None:
            self._told("PK011", at, _ANCHOR, _ANCHOR_FIX)
        if getattr(event, "tag", None) is not None:
            self._told("PK012", at, _TAG, _TAG_FIX)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._listing(event, events)
        assert isinstance(event, yaml.MappingStartEvent)
        return self._mapping(event, events)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if event.style in ("'", '"'):
            start = _at(event.start_mark)
            self.long_quote = start if start[0] < _at(event.end_mark)[0] else None
        if not event.style:
            line, column = _at(event.end_mark)
            if found := _SWALLOWED.match(self.source.rest_of_line(line, column)):
                at = (line, column + found.end() - 1)
                self._told("PK032", at, _COMMENT, _COMMENT_FIX, "warning")
        return Scalar(_at(event.start_mark), event.value)

    def _listing(self, event: yaml.SequenceStartEvent, events: Iterator[yaml.Event]) -> Node:
        items: list[Node] = []
        for inner in events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            item = self._node(inner, events)
            if _is_null(inner):
                self._told("PK017", item.at, _EMPTY_ITEM, _EMPTY_ITEM_FIX)
                item = Broken(item.at)
            items.append(item)
        at = _at(event.start_mark)
        if not items:
            self._told("PK017", at, _EMPTY_LIST, _EMPTY_FIX)
            return Broken(at)
        return Listing(at, bool(event.flow_style), tuple(items))

    def _mapping(self, event: yaml.MappingStartEvent, events: Iterator[yaml.Event]) -> Node:
        entries: dict[str, Entry] = {}
        flow = bool(event.flow_style)
        cut = False
        for key_event in events:
            if isinstance(key_event, yaml.MappingEndEvent):
                break
            key = self._node(key_event, events)
            value_event = next(events)
            value = self._node(value_event, events)
            if flow and entries and self._is_cut(key_event, value_event):
                before = list(entries.values())[-1]
                self._told("PK031", key.at, *_cut_words(before.value, key))
                entries[before.key] = Entry(before.key, before.at, Broken(before.value.at))
                cut = True
            elif name := self._key(key, entries):
                entries[name] = Entry(name, key.at, self._filled(name, key.at, value, value_event))
        at = _at(event.start_mark)
        if not entries and not cut:
            self._told("PK017", at, _EMPTY_LIST, _EMPTY_FIX)
            return Broken(at)
        return Mapping(at, flow, tuple(entries.values()))

    def _is_cut(self, key: yaml.Event, value: yaml.Event) -> bool:
        """A flow key without a colon: most often the end of a sentence cut at its comma."""
        if not isinstance(value, yaml.ScalarEvent) or value.value or value.style:
            return False
        end, start = key.end_mark, value.start_mark
        assert end is not None
        assert start is not None
        return ":" not in self.source.text[end.index : start.index]

    def _key(self, key: Node, entries: dict[str, Entry]) -> str | None:
        """The name of a key, or None when it is told as wrong."""
        if not isinstance(key, Scalar) or not plain_name(key.text):
            if not isinstance(key, Broken):
                self._told("PK018", key.at, _KEY, _KEY_FIX)
            return None
        name = plain_name(key.text)
        if first := entries.get(name):
            line, column = first.at
            self._told(
                "PK016",
                key.at,
                Words(
                    f"`{name}` is written twice; the first is at line {line}, column {column}",
                    f"`{name}` est écrit deux fois ; la première à la ligne {line}, colonne {column}",
                ),
                Words("keep one of the two", "n'en garder qu'un"),
            )
            return None
        return name

    def _filled(self, name: str, at: At, value: Node, event: yaml.Event) -> Node:
        if not _is_null(event):
            return value
        instead = _SPACE_FIX if ":" in name else _EMPTY_FIX
        self._told("PK017", at, Words(f"`{name}` has no value", f"`{name}` n'a pas de valeur"), instead)
        return Broken(value.at)


def _is_null(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and not event.style and event.value in _NULLS


def _cut_words(before: Node, tail: Node) -> tuple[Words, Words]:
    numbers = [n.text for n in (before, tail) if isinstance(n, Scalar) and re.match(r"\d+( ?%)?$", n.text)]
    if len(numbers) == 2:
        point, comma = ".".join(numbers), ",".join(numbers)
        return (
            Words(
                "number cut at the comma: inside { }, a comma ends the value",
                "nombre coupé à la virgule : entre { }, une virgule termine la valeur",
            ),
            Words(
                f'write {point}, or "{comma}" between quotes',
                f'écrire "{comma}" entre guillemets droits, ou {point}',
            ),
        )
    return (
        Words(
            "sentence cut at the comma: inside { }, a comma ends the value",
            "phrase coupée à la virgule : entre { }, une virgule termine la valeur",
        ),
        Words(
            "put the sentence between quotes, or on its own line outside { }",
            "mettre la phrase entre guillemets droits, ou sur sa propre ligne hors des { }",
        ),
    )


_SEVERAL = Words("a second document starts here", "un second document commence ici")
_SEVERAL_FIX = Words(
    "one policy per file: remove the line ---", "une politique par fichier : retirer la ligne ---"
)
_DIRECTIVE = Words(
    "YAML directives are not used in a policy", "une politique n'utilise pas de directive YAML"
)
_DIRECTIVE_FIX = Words("remove the line that starts with %", "retirer la ligne qui commence par %")
_DEEP = Words(f"more than {DEEPEST} levels of nesting", f"plus de {DEEPEST} niveaux d'imbrication")
_DEEP_FIX = Words("check the brackets and the indentation", "vérifier les crochets et l'indentation")
_ALIAS = Words("`*` refers to another place of the file", "`*` renvoie à un autre endroit du fichier")
_ANCHOR = Words("`&` names a place of the file", "`&` nomme un endroit du fichier")
_ANCHOR_FIX = Words(
    "write the value in full; if the text itself starts with * or &, put it between quotes",
    "écrire la valeur en entier ; si le texte commence bien par * ou &, le mettre entre guillemets droits",
)
_TAG = Words("`!` gives a YAML type", "`!` donne un type YAML")
_TAG_FIX = Words(
    "remove it; if the text itself starts with !, put it between quotes",
    "le retirer ; si le texte commence vraiment par !, le mettre entre guillemets droits",
)
_COMMENT = Words(
    "the text from # on is taken for a comment and is not read",
    "le texte à partir de # est pris pour un commentaire et n'est pas lu",
)
_COMMENT_FIX = Words(
    "put the text between quotes; for a comment, write # and a space",
    "mettre le texte entre guillemets droits ; pour un commentaire, écrire # puis une espace",
)
_EMPTY_ITEM = Words("an item of this list is empty", "un élément de cette liste est vide")
_EMPTY_ITEM_FIX = Words("write a value or remove the item", "écrire une valeur ou retirer l'élément")
_EMPTY_LIST = Words("nothing is written between the brackets", "rien n'est écrit entre les crochets")
_EMPTY_FIX = Words("write a value or remove the line", "écrire une valeur ou retirer la ligne")
_SPACE_FIX = Words("put a space after the colon", "mettre une espace après les deux-points")
_KEY = Words(
    "the word before the colon is not a plain text", "le mot avant les deux-points n'est pas un texte simple"
)
_KEY_FIX = Words("write a word, then a colon", "écrire un mot, puis deux-points")
