"""Where one is while two policies are walked together."""

from __future__ import annotations

from dataclasses import dataclass

from privkit.words import Words, same

#: A mapping of the writer's columns that no keyword announces.
_OWN_COLUMNS = same("columns")


@dataclass(frozen=True)
class Spot:
    """``pattern``: keywords and ``*``, to find a rule. ``path``: the same with names. ``where``: in words."""

    pattern: tuple[str, ...]
    path: tuple[str, ...]
    where: tuple[Words, ...]

    def field(self, name: str, word: Words) -> Spot:
        """A keyword of a mapping."""
        plain = name.rstrip("_")
        where = self.where if word == _OWN_COLUMNS else (*self.where, word)
        return Spot((*self.pattern, plain), (*self.path, plain), where)

    def named(self, key: str) -> Spot:
        """A name of the writer's: a column, a table."""
        return Spot((*self.pattern, "*"), (*self.path, str(key)), (*self.where, same(str(key))))

    def item(self, pattern: tuple[str, ...], where: tuple[Words, ...]) -> Spot:
        """An item of a list."""
        path = tuple(words.en for words in where)
        return Spot((*self.pattern, *pattern), (*self.path, *path), (*self.where, *where))
