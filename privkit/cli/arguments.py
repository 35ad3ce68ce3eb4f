"""Arguments several commands share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from privkit.errors import Problem, UsageError
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.run.existing import Committed


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


def run_unchanged(text: str) -> Committed:
    """A run to make a report or a paper of. EvidenceError when its evidence or its decision was edited since."""
    from privkit.errors import EvidenceError
    from privkit.run.existing import Committed
    from privkit.run.verify import changed_evidence

    found = Committed.read(run_folder(text))
    if problems := changed_evidence(found.folder):
        raise EvidenceError(*problems)
    return found


def ledger_head(text: str | None) -> str | None:
    """A head of a ledger: 64 hexadecimal digits. UsageError (PK906) otherwise."""
    head = None if text is None else text.strip().lower()
    if head is not None and not re.fullmatch("[0-9a-f]{64}", head):
        raise UsageError(
            Problem(
                "PK906",
                Words("--head is not a head of a ledger", "--head n'est pas une tête de registre"),
                instead=Words(
                    "the 64 hexadecimal digits that verify printed, or the report",
                    "les 64 chiffres hexadécimaux qu'a affichés verify, ou le rapport",
                ),
            )
        )
    return head


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


def names(text: str | None) -> tuple[str, ...]:
    """Names of columns between commas."""
    return tuple(dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip()))


def sizes(option: str, text: str) -> tuple[int, ...]:
    """Whole numbers between commas, from 1. UsageError (PK906) otherwise."""
    try:
        found = tuple(dict.fromkeys(int(word) for word in text.split(",")))
    except ValueError:
        found = ()
    if not found or min(found) < 1:
        raise _not_read(option, "2,3,5,11")
    return found


def shares(option: str, text: str) -> tuple[Fraction, ...]:
    """Shares between commas: 20%, 20 % or 0.2. UsageError (PK906) otherwise, or outside 0 to 100 %."""
    found = []
    for word in text.split(","):
        number = word.replace("\u00a0", " ").replace("\u202f", " ").strip()
        percents = number.endswith("%")
        try:
            share = Fraction(number.removesuffix("%").strip()) / (100 if percents else 1)
        except (ValueError, ZeroDivisionError):
            raise _not_read(option, "20%,5%") from None
        if not 0 <= share <= 1:
            raise _not_read(option, "20%,5%")
        found.append(share)
    return tuple(dict.fromkeys(found))


def fraction_of(text: str | None) -> float | None:
    """A sampling fraction, above 0 and at most 1; None when none is told."""
    if text is None:
        return None
    found = shares("--sampling-fraction", text)
    if len(found) != 1 or not found[0]:
        raise _not_read("--sampling-fraction", "1%")
    return float(found[0])


def _not_read(option: str, example: str) -> UsageError:
    return UsageError(
        Problem(
            "PK906",
            Words(f"{option} cannot be read", f"{option} est illisible"),
            instead=Words(f"{option} {example}", f"{option} {example}"),
        )
    )
