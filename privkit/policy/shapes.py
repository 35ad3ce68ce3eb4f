"""What the models accept, as the reader needs it: keywords in both languages and the shape of values."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any

from privkit.policy.terms import Choice, Section
from privkit.words import Language, Words


@dataclass(frozen=True)
class Leaf:
    """A scalar; ``choice`` when it is one of a closed list of words."""

    choice: type[Choice] | None = None


@dataclass(frozen=True)
class Many:
    """A list of items of one shape."""

    item: Shape


@dataclass(frozen=True)
class Named:
    """A mapping whose keys are the writer's own names: columns, tables."""

    item: Shape


@dataclass(frozen=True)
class Block:
    """A mapping of keywords."""

    model: type[Section]


Shape = Leaf | Many | Named | Block


@dataclass(frozen=True)
class Keyword:
    """One field of a model, as it is written."""

    field: str
    word: Words
    required: bool
    shape: Shape
    meaning: Words


@cache
def keywords(model: type[Section]) -> Mapping[str, Keyword]:
    """The keywords of a model, by field name."""
    hints = typing.get_type_hints(model, include_extras=True)
    found = {}
    for name, info in model.model_fields.items():
        extra = info.json_schema_extra
        help_fr = str(extra.get("x-fr", "")) if isinstance(extra, dict) else ""
        word = Words(name.rstrip("_"), info.alias or name)
        meaning = Words(info.description or "", help_fr)
        found[name] = Keyword(name, word, info.is_required(), shape_of(hints[name]), meaning)
    return found


def by_word(model: type[Section], language: Language) -> dict[str, Keyword]:
    """The keywords of a model, by the word of a language."""
    return {k.word.say(language): k for k in keywords(model).values()}


def shape_of(hint: Any) -> Shape:
    """The shape a type annotation accepts."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return shape_of(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return shape_of(next(a for a in arguments if a is not type(None)))
    if origin is tuple:
        return Many(shape_of(arguments[0]))
    if origin is dict:
        return Named(shape_of(arguments[1]))
    if isinstance(hint, type) and issubclass(hint, Section):
        return Block(hint)
    if isinstance(hint, type) and issubclass(hint, Enum) and issubclass(hint, Choice):
        return Leaf(hint)
    return Leaf()


@cache
def all_models(model: type[Section]) -> tuple[type[Section], ...]:
    """A model and every model reached from it, in the order of the policy."""
    found: dict[type[Section], None] = {model: None}
    for keyword in keywords(model).values():
        shape = keyword.shape
        while isinstance(shape, Many | Named):
            shape = shape.item
        if isinstance(shape, Block):
            found |= dict.fromkeys(all_models(shape.model))
    return tuple(found)


@cache
def all_choices(model: type[Section]) -> tuple[type[Choice], ...]:
    """Every closed list of words reached from a model."""
    found: dict[type[Choice], None] = {}
    for one in all_models(model):
        for keyword in keywords(one).values():
            shape = keyword.shape
            while isinstance(shape, Many | Named):
                shape = shape.item
            if isinstance(shape, Leaf) and shape.choice:
                found[shape.choice] = None
    return tuple(found)
