"""Walking the chain: the first entry that is missing or was changed.

What a chain shows and what it does not: a change *inside* is seen, because every hash covers the one
before. Cutting off the last entries, or writing the whole ledger anew, is not seen from inside: it takes
a head that was written down elsewhere (in a report, a mail, a deliberation).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from privkit.errors import EvidenceError, InternalError, Place, Problem
from privkit.ledger.canonical import canonical_json
from privkit.ledger.entry import GENESIS, Entry, Row, from_row, hash_of
from privkit.words import Words


def walk(rows: Iterable[Row], path: Path, *, first: int = 1, previous: str = GENESIS) -> tuple[Entry, ...]:
    """The entries of rows in order of number, each link checked.

    Raises EvidenceError (PK881) with the number of the first entry that is missing or was changed.
    """
    out: list[Entry] = []
    for number, row in enumerate(rows, first):
        entry = _checked(row, number, previous, path)
        out.append(entry)
        previous = entry.hash
    return tuple(out)


def last_of(row: Row | None, path: Path) -> tuple[int, str]:
    """Number and hash of the last entry, its own hash checked; 0 and GENESIS for an empty ledger."""
    if row is None:
        return 0, GENESIS
    entry = _checked(row, row[0], row[4], path)
    return entry.number, entry.hash


def hold_head(entries: Iterable[Entry], expected: str, path: Path) -> None:
    """Check that a head written down earlier is still in the chain. Raises EvidenceError (PK882)."""
    if expected != GENESIS and expected not in {entry.hash for entry in entries}:
        raise EvidenceError(
            Problem(
                "PK882",
                Words(
                    "the head that was written down is not in the ledger: its end was cut off, "
                    "or it was written anew",
                    "la tête notée n'est pas dans le registre : la fin en a été coupée, ou il a été réécrit",
                ),
                Place(str(path)),
                instead=Words(
                    "restore the ledger from a copy that holds this head",
                    "restaurer le registre depuis une copie qui contient cette tête",
                ),
            )
        )


def _checked(row: Row, number: int, previous: str, path: Path) -> Entry:
    if row[0] != number:
        missing = Words(f"entry {number} is missing", f"l'entrée {number} manque")
        raise _broken(missing, path)
    if row[4] != previous:
        raise _broken(
            Words(
                f"entry {number} does not follow the one before it",
                f"l'entrée {number} ne suit pas celle qui la précède",
            ),
            path,
        )
    try:
        entry = from_row(row)
        text = canonical_json(entry.body).decode()
        sealed = hash_of(number, entry.kind, entry.at, entry.body, previous)
    # A body that is no JSON, too deep, or holds a float was not written by us.
    except (ValueError, RecursionError, InternalError):
        text, sealed = "", ""
    if row[3] != text or row[5] != sealed:
        raise _broken(
            Words(
                f"entry {number} does not match its hash",
                f"l'entrée {number} ne correspond pas à son empreinte",
            ),
            path,
        )
    return entry


def _broken(message: Words, path: Path) -> EvidenceError:
    return EvidenceError(
        Problem(
            "PK881",
            message,
            Place(str(path)),
            instead=Words(
                "restore the ledger from a copy that verifies; never mend it by hand",
                "restaurer le registre depuis une copie vérifiée ; ne jamais le corriger à la main",
            ),
        )
    )
