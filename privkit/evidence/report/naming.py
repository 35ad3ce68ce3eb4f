"""Names of columns in a row, those of a repeated column told once."""

from __future__ import annotations

from collections.abc import Sequence


def base_of(name: str) -> str:
    """What the columns of one repeated quantity have in common: ``volume`` for ``volume_3``."""
    base, _, number = name.rpartition("_")
    return base if base and number.isdigit() else name


def folded(names: Sequence[str]) -> list[str]:
    """Names in their order; several columns of one base once, with their number.

    >>> folded(["sector", "volume_1", "volume_2", "part_1"])
    ['sector', 'volume (2)', 'part_1']
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(base_of(name), []).append(name)
    return [f"{base} ({len(found)})" if len(found) > 1 else found[0] for base, found in groups.items()]
