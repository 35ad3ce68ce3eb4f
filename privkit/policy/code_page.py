"""The page of one problem code."""

from __future__ import annotations

from dataclasses import dataclass

from privkit.words import Words


@dataclass(frozen=True)
class Codes:
    """What a code means, why it matters, how to mend it; the article of law where there is one."""

    title: Words
    why: Words
    fix: Words
    article: str | None = None
