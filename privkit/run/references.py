"""Files a run leans on, and whether they stayed as they were while it went on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from privkit.errors import DataError, Problem
from privkit.run.identity import identity, reference_files
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.reader import Document
    from privkit.run.apply import Order
    from privkit.run.inputs import Input


def reference_fingerprints(document: Document) -> list[tuple[str, str]]:
    """Name and SHA-256 of every file other than tables that the policy names. DataError (PK807) when one is absent."""
    from privkit.engine.fingerprint import fingerprint

    out = []
    for path in reference_files(document):
        name = _shown(path, document.path.parent)
        if not path.is_file():
            raise DataError(_missing(name))
        out.append((name, fingerprint(path).sha256))
    return out


def refuse_moved(order: Order, inputs: Sequence[Input], key: str) -> None:
    """DataError (PK808) when a file is no longer the one that was fingerprinted: the evidence would not be true.

    Tables are told by size, time and place on disk, for reading a large file twice would cost too much;
    the policy and the reference files by their bytes.
    """
    moved = [one.file for one in inputs if one.stamp != stamp(one.source.path)]
    references = reference_fingerprints(order.document)
    if (
        not moved
        and identity(order.document, inputs, references, order.as_of, order.engine, order.frozen) != key
    ):
        moved = [name for name, _ in references]
    if moved:
        names = ", ".join(moved)
        raise DataError(
            Problem(
                "PK808",
                Words(
                    f"a file changed while the run was going on: {names}",
                    f"un fichier a changé pendant le passage : {names}",
                ),
                instead=Words(
                    "wait until nobody writes to it, then start again",
                    "attendez que personne n'y écrive, puis recommencez",
                ),
            )
        )


def stamp(path: Path | None) -> tuple[int, int, int] | None:
    """Size in bytes, time of the last change in nanoseconds and place on disk of a file; None for a data frame."""
    if path is None or not path.exists():
        return None
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _shown(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else path.name


def _missing(name: str) -> Problem:
    return Problem(
        "PK807",
        Words(f"the file {name} is not there", f"le fichier {name} est absent"),
        instead=Words(
            "put it there, or correct its path: paths start from the policy's folder",
            "déposez-le, ou corrigez son chemin : les chemins partent du dossier de la politique",
        ),
    )
