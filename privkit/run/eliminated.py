"""Files of a run that a purge took away: what the run ledger says of them, and carrying it out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from privkit.errors import DataError, Problem
from privkit.ledger.entry import Entry
from privkit.ledger.ledger import Ledger
from privkit.run import commit
from privkit.run.project import HELD, OUTPUTS, Project
from privkit.words import Words

PURGED = "purged"


def eliminated_files(project: Project, run: str) -> tuple[str, ...]:
    """The files of a run that were eliminated, as paths inside its folder; none without a ledger."""
    if not project.ledger.exists():
        return ()
    with Ledger.open(project.ledger, create=False) as ledger:
        return listed(ledger.entries(PURGED), run)


def eliminated_outputs(project: Project, run: str) -> dict[str, str]:
    """The outputs of a run that were eliminated, each with the day it was (UTC, ISO); none without a ledger."""
    if not project.ledger.exists():
        return {}
    with Ledger.open(project.ledger, create=False) as ledger:
        rows = [row for row in ledger.entries(PURGED) if row.body.get("run") == run]
    return {str(one["output"]): row.at[:10] for row in rows for one in row.body.get("outputs", ())}


def listed(rows: Iterable[Entry], run: str) -> tuple[str, ...]:
    """The files that rows ``purged`` name for a run. A row names outputs only: anything else it says is not heard."""
    names = [str(name) for row in rows if row.body.get("run") == run for name in row.body.get("files", ())]
    return tuple(dict.fromkeys(name for name in names if _is_output(name)))


def _is_output(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return len(parts) > 1 and parts[0] in (OUTPUTS, HELD) and ".." not in parts


def finish_purge(folder: Path, names: Iterable[str]) -> bool:
    """Delete the files a purge named, if they are there; True when one was. No link is followed."""
    touched: set[Path] = set()
    for name in names:
        path = folder / name
        if not _is_output(name) or any(parent.is_symlink() for parent in _between(folder, path)):
            continue
        if path.is_symlink() or path.is_file():
            path.unlink()
            touched.add(path.parent)
            commit.boundary("after a purged file")
    for parent in touched:
        commit.flush_folder(parent)
    return bool(touched)


def _between(folder: Path, path: Path) -> list[Path]:
    return [parent for parent in path.parents if parent.is_relative_to(folder) and parent != folder]


def still_there(folder: Path, names: Iterable[str]) -> list[Problem]:
    """The eliminated files that are in the folder (PK857)."""
    from privkit.errors import Place

    return [
        Problem(
            "PK857",
            Words(
                "this file was eliminated, and it is there again",
                "ce fichier a été éliminé, et il est de nouveau là",
            ),
            Place(str(folder / name)),
            Words(
                "privkit purge --due --yes deletes it; find out where it came from",
                "privkit purge --due --yes le supprime ; cherchez d'où il est revenu",
            ),
        )
        for name in names
        if (folder / name).exists() or (folder / name).is_symlink()
    ]


def refuse_eliminated(project: Project, run: str) -> None:
    """DataError (PK858) when outputs of a run were eliminated: it cannot be given again as if they were there."""
    if eliminated_files(project, run):
        raise DataError(
            Problem(
                "PK858",
                Words(
                    f"the outputs of the run {run} were eliminated: their time has passed",
                    f"les sorties du passage {run} ont été éliminées : leur durée est passée",
                ),
                instead=Words(
                    "give the data and the --as-of date of a new run",
                    "donnez les données et la date --as-of d'un nouveau passage",
                ),
            )
        )


def refuse_empty_release(project: Project, run: str) -> None:
    """DataError (PK856) when held files of a run were eliminated: there is nothing left to let out."""
    if any(name.startswith(f"{HELD}/") for name in eliminated_files(project, run)):
        raise DataError(
            Problem(
                "PK856",
                Words(
                    f"the held files of the run {run} were eliminated",
                    f"les fichiers retenus du passage {run} ont été éliminés",
                ),
                instead=Words("apply the policy again", "appliquez de nouveau la politique"),
            )
        )
