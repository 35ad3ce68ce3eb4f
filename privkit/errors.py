"""What can go wrong, and how it is told.

::

    PrivkitError
    ├── UsageError       2   wrong command line, or a missing optional package
    ├── PolicyError      3   the policy is wrong: every problem at once, each with its place
    ├── DataError        4   the data, keys or files do not match the policy
    ├── BudgetError      5   the privacy budget would be exceeded
    ├── EvidenceError    6   evidence does not verify
    └── InternalError   70   a bug in privkit

Each error says what is wrong, where, and what to write instead, in both languages. No message
ever holds a value read from the data: a bad value is shown as its row number and its *pattern*
(:func:`pattern_of`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from privkit.words import Language, Words


class Exit(IntEnum):
    """Exit codes of the command line."""

    DONE = 0
    CONDITIONS_NOT_MET = 1
    USAGE = 2
    POLICY = 3
    DATA = 4
    BUDGET = 5
    EVIDENCE = 6
    INCONCLUSIVE = 7
    HELD = 8
    BUG = 70


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file the user wrote. Lines and columns start at 1; 0 means unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True)
class Problem:
    """One thing to mend: what is wrong, where, what to write instead."""

    code: str
    message: Words
    place: Place | None = None
    instead: Words | None = None
    article: str | None = None
    line_text: str | None = None
    severity: str = "error"  # or "warning": told, but does not stop a run

    def lines(self, language: Language) -> list[str]:
        """The problem as lines of plain text, the offending line with a caret."""
        where = f"{self.place}: " if self.place else ""
        out = [f"{where}{self.code} {self.message.say(language)}"]
        if self.line_text is not None and self.place and self.place.column:
            out += [f"    {self.line_text}", "    " + " " * (self.place.column - 1) + "^"]
        if self.instead:
            out.append("  → " + self.instead.say(language))
        if self.article:
            out.append(f"  ({self.article})")
        return out


class PrivkitError(Exception):
    """The root of all errors told to a user."""

    exit_code: Exit = Exit.BUG

    def __init__(self, *problems: Problem) -> None:
        self.problems: tuple[Problem, ...] = problems
        super().__init__("\n".join(self.text("en")))

    def text(self, language: Language) -> list[str]:
        """All problems as lines of plain text."""
        return [line for problem in self.problems for line in problem.lines(language)]


class UsageError(PrivkitError):
    exit_code = Exit.USAGE


class PolicyError(PrivkitError):
    exit_code = Exit.POLICY


class DataError(PrivkitError):
    exit_code = Exit.DATA


class BudgetError(PrivkitError):
    exit_code = Exit.BUDGET


class EvidenceError(PrivkitError):
    exit_code = Exit.EVIDENCE


class InternalError(PrivkitError):
    exit_code = Exit.BUG


def missing_extra(package: str, extra: str) -> UsageError:
    """The error for an optional package that is not installed."""
    return UsageError(
        Problem(
            "PK902",
            Words(f"the package {package} is not installed", f"le paquet {package} n'est pas installé"),
            instead=Words(f"pip install 'privkit[{extra}]'", f"pip install 'privkit[{extra}]'"),
        )
    )


def pattern_of(value: str, longest: int = 24) -> str:
    """The shape of a value, never the value: digits become 9, letters become a.

    >>> pattern_of("31/02/2024")
    '99/99/9999'
    >>> pattern_of("Zoé-12")
    'aaa-99'
    """
    shape = "".join(
        "9" if c.isdigit() else "a" if c.isalpha() else c if c in " .,:;/-+_%'" else "?" for c in value
    )
    return shape if len(shape) <= longest else shape[:longest] + "…"


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word closest to a misspelt one, or None."""
    import difflib

    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else None
