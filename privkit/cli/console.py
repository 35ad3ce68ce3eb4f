"""How the command line speaks: results on stdout, notes and progress on stderr, errors in three parts."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from privkit.errors import Problem, UsageError
from privkit.words import Language, Words, same


def language_of(wanted: str | None = None, document: Any = None) -> Language:
    """The language asked for, else the policy's, else that of ``PRIVKIT_LANGUAGE`` or the locale, else English.

    UsageError (PK906) for a language that is neither.
    """
    if wanted is not None:
        return _known(wanted)
    if document is not None:
        return document.language  # type: ignore[no-any-return]
    told = (
        os.environ.get("PRIVKIT_LANGUAGE")
        or os.environ.get("LC_ALL")
        or os.environ.get("LC_MESSAGES")
        or os.environ.get("LANG", "")
    )
    return "fr" if told.lower().startswith("fr") else "en"


def _known(wanted: str) -> Language:
    if wanted in ("fr", "en"):
        return "fr" if wanted == "fr" else "en"
    raise UsageError(
        Problem(
            "PK906",
            Words("--language is fr or en", "--language est fr ou en"),
            instead=Words("--language fr", "--language fr"),
        )
    )


def out(text: str = "") -> None:
    """A line of result. When nobody reads any more (``| head``), what follows goes nowhere."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str, language: Language) -> None:
    """A sentence of result, with the no-break spaces French wants before ``: ; % ! ?``."""
    if language == "fr":
        from privkit.policy.say import french

        text = french(text)
    out(text)


def percentage(share: float, language: Language, decimals: int = 1) -> str:
    """A share as a percentage: ``23.6%``, ``23,6 %``."""
    text = f"{share * 100:.{decimals}f}"
    return f"{text.replace('.', ',')}\u00a0%" if language == "fr" else f"{text}%"


def out_json(value: Any) -> None:
    """A result for a program."""
    out(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False, default=str))


def note(text: str) -> None:
    """A line for the person in front of the screen."""
    print(text, file=sys.stderr, flush=True)


def next_step(words: Words, language: Language) -> None:
    """The next command to type: the last line of every answer."""
    note(f"{Words('next: ', 'ensuite : ').say(language)}{words.say(language)}")


def explain_next(problems: Sequence[Problem], language: Language) -> None:
    """The next command after an error: the page of its code."""
    if problems:
        next_step(same(f"privkit explain {problems[0].code}"), language)


def unwritable(path: Path) -> UsageError:
    """The error (PK907) for a file that cannot be written where it was asked for."""
    return UsageError(
        Problem(
            "PK907",
            Words(f"{path} cannot be written", f"{path} ne peut être écrit"),
            instead=Words(
                "name a file in a folder that is there, where you may write",
                "nommez un fichier dans un dossier existant, où vous pouvez écrire",
            ),
        )
    )


def save(path: Path, content: str | bytes) -> None:
    """Write a file that was asked for. UsageError (PK907) when it cannot be."""
    try:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError:
        raise unwritable(path) from None


def make_folder(path: Path) -> None:
    """Make a folder that was asked for. UsageError (PK907) when it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise UsageError(
            Problem(
                "PK907",
                Words(f"the folder {path} cannot be made", f"le dossier {path} ne peut être créé"),
                instead=Words(
                    "name a folder, where you may write", "nommez un dossier, où vous pouvez écrire"
                ),
            )
        ) from None


def tell(problems: Iterable[Problem], language: Language) -> None:
    """Problems, on stderr."""
    for problem in problems:
        for line in problem.lines(language):
            note(line)


class Progress:
    """One line per step on a terminal; silent otherwise."""

    def __init__(self, language: Language) -> None:
        self._language, self._shown = language, sys.stderr.isatty()

    def __call__(self, number: int, total: int, words: Words) -> None:
        if self._shown:
            width = len(str(total))
            note(f"  {number:>{width}}/{total}  {words.say(self._language)}")


def bold(text: str) -> str:
    """Bold on a terminal."""
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() and "NO_COLOR" not in os.environ else text
