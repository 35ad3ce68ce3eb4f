"""A policy file as lines of text, and problems told at a place of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from privkit.errors import Place, Problem
from privkit.words import Words

At = tuple[int, int]  #: line and column, from 1

_BREAKS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # the line breaks PyYAML counts


@dataclass(frozen=True)
class Source:
    """The text of a policy and the name of its file."""

    file: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their breaks."""
        return _BREAKS.split(self.text)

    def line(self, number: int) -> str:
        """Line ``number`` (from 1), or nothing past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def rest_of_line(self, line: int, column: int) -> str:
        """What stands at and after a column (from 1)."""
        return self.line(line)[column - 1 :]

    def place(self, at: At) -> Place:
        """A position as a Place of this file."""
        return Place(self.file, *at)

    def problem(
        self,
        code: str,
        at: At,
        message: Words,
        instead: Words | None = None,
        *,
        article: str | None = None,
        severity: str = "error",
    ) -> Problem:
        """A problem at a position, with the line it stands on."""
        return Problem(code, message, self.place(at), instead, article, self.line(at[0]), severity)


def by_position(problem: Problem) -> tuple[int, int, str]:
    """Sort key: from the top of the file to its end."""
    place = problem.place
    return (place.line, place.column, problem.code) if place else (0, 0, problem.code)
