"""What SQLite complains of, in the reader's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from privkit.errors import DataError, EvidenceError, Place, PrivkitError, Problem
from privkit.words import Words


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite inside the block into errors a person can act on."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise told(error, path) from error


def told(error: sqlite3.DatabaseError, path: Path) -> PrivkitError | sqlite3.DatabaseError:
    """The error to tell for an error of SQLite, or the same error when it can only be a bug."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF  # the low byte is the primary code
    if code == sqlite3.SQLITE_NOTADB:
        return not_a_ledger(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _locked(path)
    if code == sqlite3.SQLITE_FULL:
        return _full(path)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return _not_writable(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_IOERR):
        return damaged(path)
    return error


def not_found(path: Path) -> DataError:
    """The ledger, or its folder, does not exist."""
    return DataError(
        Problem(
            "PK884",
            Words("the ledger cannot be found", "le registre est introuvable"),
            Place(str(path)),
            instead=Words(
                "check the path; a ledger that was moved must be put back, not begun again",
                "vérifier le chemin ; un registre déplacé se remet en place, il ne se recommence pas",
            ),
        )
    )


def not_a_ledger(path: Path) -> DataError:
    """The file is something else."""
    return DataError(
        Problem(
            "PK885",
            Words("this file is not a ledger of privkit", "ce fichier n'est pas un registre de privkit"),
            Place(str(path)),
            instead=Words(
                "give the path of a ledger, or of a new file",
                "donner le chemin d'un registre, ou d'un fichier neuf",
            ),
        )
    )


def other_version(path: Path, found: int, known: int) -> DataError:
    """The ledger was written by another version of privkit."""
    return DataError(
        Problem(
            "PK886",
            Words(
                f"this ledger has version {found}; this privkit reads version {known}",
                f"ce registre est de version {found} ; ce privkit lit la version {known}",
            ),
            Place(str(path)),
            instead=Words(
                "use the version of privkit that wrote it", "utiliser la version de privkit qui l'a écrit"
            ),
        )
    )


def unprotected(path: Path) -> EvidenceError:
    """The triggers that forbid changes were removed or replaced."""
    return EvidenceError(
        Problem(
            "PK883",
            Words(
                "the rules that forbid changing the ledger were removed or replaced",
                "les règles qui interdisent de modifier le registre ont été retirées ou remplacées",
            ),
            Place(str(path)),
            instead=Words(
                "restore the ledger from a copy that verifies",
                "restaurer le registre depuis une copie vérifiée",
            ),
        )
    )


def _not_writable(path: Path) -> DataError:
    return DataError(
        Problem(
            "PK887",
            Words(
                "the ledger cannot be written: the file or its folder is read-only, or a folder stands there",
                "le registre ne peut pas être écrit : le fichier ou son dossier est en lecture seule, "
                "ou un dossier porte ce nom",
            ),
            Place(str(path)),
            instead=Words(
                "give this account the right to write in the folder",
                "donner à ce compte le droit d'écrire dans le dossier",
            ),
        )
    )


def _locked(path: Path) -> DataError:
    return DataError(
        Problem(
            "PK888",
            Words(
                "another program has held the ledger for too long",
                "un autre programme occupe le registre depuis trop longtemps",
            ),
            Place(str(path)),
            instead=Words(
                "wait for the other run to end, then start again; nothing was written",
                "attendre la fin de l'autre exécution, puis recommencer ; rien n'a été écrit",
            ),
        )
    )


def _full(path: Path) -> DataError:
    return DataError(
        Problem(
            "PK889",
            Words(
                "the disk is full: nothing was written to the ledger",
                "le disque est plein : rien n'a été écrit dans le registre",
            ),
            Place(str(path)),
            instead=Words("free some space, then start again", "libérer de la place, puis recommencer"),
        )
    )


def damaged(path: Path) -> EvidenceError:
    """The file cannot be read, or its pages do not agree."""
    return EvidenceError(
        Problem(
            "PK891",
            Words(
                "the ledger cannot be read: its file is damaged or the disk fails",
                "le registre ne peut pas être lu : son fichier est abîmé ou le disque est défaillant",
            ),
            Place(str(path)),
            instead=Words(
                "restore the ledger from a copy that verifies",
                "restaurer le registre depuis une copie vérifiée",
            ),
        )
    )
