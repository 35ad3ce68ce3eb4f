"""Types of the columns of a file that no policy describes: its own when it has some, else text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.engine.protocol import Source
from privkit.engine.sources.types import own_types
from privkit.values import Column, Role, Type


def kinds_of(source: Source, names: Mapping[str, str]) -> tuple[Column, ...]:
    """Every column that can be read, as ``other``; ``names`` maps a plain name to the one in the file."""
    own: Mapping[str, Any] = own_types(source)
    out = []
    for plain, name in names.items():
        kind, decimals = own.get(name, (Type.TEXT, 0))
        if kind is not None:
            out.append(Column(plain, kind, Role.OTHER, (f"file.{plain}",), decimals))
    return tuple(out)
