"""Column names as they are read: nothing is corrected but what would make a name unusable."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from privkit.words import Words


def tidy(found: Sequence[str]) -> tuple[tuple[str, ...], tuple[Words, ...]]:
    """Names made usable, and notes on what was changed.

    Outer spaces go and accents are composed (NFC); an empty name becomes ``column_7`` (its
    position) and the second ``x`` becomes ``x (2)``. ``X`` counts as a second ``x``: engines do not
    tell them apart. Text that was encoded twice is left as it is.
    """
    names: list[str] = []
    notes: list[Words] = []
    plain = [unicodedata.normalize("NFC", name).strip(" \t\r\n") for name in found]
    taken = {name.casefold() for name in plain}
    given: set[str] = set()
    for position, name in enumerate(plain, 1):
        if not name:
            name = _free(f"column_{position}", taken)
            notes.append(
                Words(
                    f"column {position} has no name: it is called {name}",
                    f"la colonne {position} n'a pas de nom : elle est appelée {name}",
                )
            )
        elif name.casefold() in given:
            first, name = name, _numbered(name, taken)
            notes.append(
                Words(
                    f"the name {first} is there more than once: column {position} is called {name}",
                    f"le nom {first} est présent plusieurs fois : la colonne {position} est appelée {name}",
                )
            )
        taken.add(name.casefold())
        given.add(name.casefold())
        names.append(name)
    return tuple(names), tuple(notes)


def _free(name: str, taken: set[str]) -> str:
    return name if name.casefold() not in taken else _numbered(name, taken)


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})".casefold() in taken:
        number += 1
    return f"{name} ({number})"
