"""Arguments several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from privkit.errors import Problem, UsageError
from privkit.words import Words


def day(text: str | None) -> date:
    """A date given on the command line; today when none is."""
    if text is None:
        return date.today()
    try:
        found = date.fromisoformat(text)
        if found.isoformat() != text:
            raise ValueError
        return found
    except ValueError:
        raise UsageError(
            Problem(
                "PK903",
                Words("--as-of is not a date", "--as-of n'est pas une date"),
                instead=Words("--as-of 2026-11-24", "--as-of 2026-11-24"),
            )
        ) from None


def run_folder(text: str) -> Path:
    """The folder of a run: a path, or a run's name under ``reports``."""
    path = Path(text)
    if text and path.is_dir():
        return path.resolve()
    policies = sorted(p for p in Path("reports").iterdir() if p.is_dir()) if Path("reports").is_dir() else []
    found = [p / text for p in policies if "/" not in text and text.strip(".") and (p / text).is_dir()]
    if len(found) == 1:
        return found[0].resolve()
    raise UsageError(
        Problem(
            "PK904",
            Words(f"there is no run {text}", f"il n'y a pas de passage {text}"),
            instead=Words(
                "name its folder: reports/<policy>/<run>",
                "nommez son dossier : reports/<politique>/<passage>",
            ),
        )
    )


def one_of(option: str, word: str, known: Sequence[str]) -> None:
    """UsageError (PK906) when an option is not one of the words it takes."""
    if word not in known:
        raise UsageError(
            Problem(
                "PK906",
                Words(f"{option} {word} is not known", f"{option} {word} n'est pas connu"),
                instead=Words(f"{option} {'|'.join(known)}", f"{option} {'|'.join(known)}"),
            )
        )
