"""What the models refuse, as problems in plain words: a value of the wrong kind, at its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from privkit.errors import Problem
from privkit.policy.nodes import Mapping
from privkit.policy.places import Source
from privkit.policy.syntax import COLON, COLON_FIX
from privkit.policy.walk import Spot
from privkit.words import Words

_HANDLED_BY_KEYS = ("extra_forbidden",)
_A_LIST = Words(
    "a list, such as [a, b], or lines that start with a dash",
    "une liste, par exemple [a, b], ou des lignes qui commencent par un tiret",
)
_A_MAPPING = Words(
    "words followed by a colon, on the lines below or between { }",
    "des mots suivis de deux-points, sur les lignes suivantes ou entre { }",
)
_TWO = Words("exactly two names", "exactement deux noms")
_TEXT = Words("another kind of value", "une autre sorte de valeur")
_EXPECTED = {
    "tuple_type": _A_LIST,
    "list_type": _A_LIST,
    "dict_type": _A_MAPPING,
    "model_type": _A_MAPPING,
    "model_attributes_type": _A_MAPPING,
    "too_long": _TWO,
    "too_short": _TWO,
    "missing": _TWO,
}


def problems_of(error: ValidationError, source: Source, root: Spot) -> list[Problem]:
    """The problems of a validation error, without those told by the walk over the keys."""
    found: dict[tuple[Any, ...], Problem] = {}
    for detail in error.errors():
        path = tuple(part for part in detail["loc"] if part != "[key]")
        kind = detail["type"]
        if kind in _HANDLED_BY_KEYS or (kind == "missing" and not isinstance(path[-1], int)):
            continue
        if detail["input"] is None:  # the value was already told as wrong
            continue
        if kind == "missing":
            path = path[:-1]
        found.setdefault(path, _problem(detail, path, source, root))
    return list(found.values())


def _problem(detail: Any, path: tuple[str | int, ...], source: Source, root: Spot) -> Problem:
    spot = root.find(path)
    if isinstance(spot.node, Mapping) and _is_a_sentence(spot.node, isinstance(path[-1], int)):
        return source.problem("PK030", spot.node.entries[0].at, COLON, COLON_FIX)
    expected = _expected(detail)
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    message = (
        Words(
            f"an item of `{name}` is not as expected", f"un élément de `{name}` n'est pas ce qui est attendu"
        )
        if path and isinstance(path[-1], int)
        else Words(f"`{name}` is not as expected", f"`{name}` n'est pas ce qui est attendu")
    )
    instead = Words(f"expected: {expected.en}", f"attendu : {expected.fr}")
    return source.problem("PK105", spot.shown, message, instead)


def _is_a_sentence(node: Mapping, in_list: bool) -> bool:
    """``[équipe : nord]`` reads as a mapping of one key, without braces: a sentence with a colon."""
    first = node.entries[0]
    return len(node.entries) == 1 and (" " in first.key or (in_list and node.at == first.at))


def _expected(detail: Any) -> Words:
    context = detail.get("ctx") or {}
    if detail["type"] == "scalar":
        return Words(context["en"], context["fr"])
    if detail["type"] == "choice":
        known: Iterable[str] = context["known"]
        shown = ", ".join(f"`{word}`" for word in known)
        return Words(f"one of {shown}", f"l'un des mots {shown}")
    return _EXPECTED.get(detail["type"], _TEXT)
