"""The commit: everything written and flushed in staging, then one rename.

A process may die at any :func:`boundary`. Before the rename nothing of the run can be seen; after it the
run is complete. What is left over is put right by :mod:`privkit.run.recover` at the next start.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from privkit.errors import DataError, Problem
from privkit.run.project import Project
from privkit.words import Words, same


def boundary(name: str) -> None:
    """A point between two acts of the commit. Does nothing; crash tests stop the process here."""


def new_staging(project: Project, run: str) -> Path:
    """An empty private folder for a run."""
    project.staging.mkdir(parents=True, exist_ok=True, mode=0o700)
    project.staging.chmod(0o700)
    folder = project.staging / run
    folder.mkdir(mode=0o700)
    return folder


def publish(project: Project, run: str) -> Path:
    """Make a staged run visible: flush its files and folders, rename once, flush the parent."""
    staged, final = project.staging / run, project.run(run)
    flush_tree(staged)
    boundary("before rename")
    staged.rename(final)
    boundary("after rename")
    flush_folder(project.folder)
    flush_folder(project.reports)  # the policy's own folder may be new
    boundary("after flush")
    return final


def withdraw(project: Project, run: str) -> None:
    """Take a published run back into staging, where it is wiped."""
    project.run(run).rename(project.staging / run)
    flush_folder(project.folder)


def point_current(project: Project, run: str) -> None:
    """Let ``current`` name the last released run: a convenience, replaced in one act."""
    link = project.folder / f".current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(run)
    link.replace(project.folder / "current")


def flush_tree(folder: Path) -> None:
    """Flush every file, then every folder, deepest first."""
    for parent, _, files in os.walk(folder, topdown=False):
        for name in files:
            flush_file(Path(parent) / name)
        flush_folder(Path(parent))


def flush_file(path: Path) -> None:
    """Flush a file to disk."""
    _flush(path, os.O_RDONLY)


def flush_folder(folder: Path) -> None:
    """Flush a folder, so that names in it survive a power cut."""
    _flush(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))


def _flush(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def wipe(folder: Path) -> None:
    """Remove a folder and all it holds, or a file, if it is there."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink(missing_ok=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def telling_disk_errors(where: Path) -> Iterator[None]:
    """Turn a full disk, a read-only folder or a refused permission into a plain error."""
    causes = {
        errno.ENOSPC: Words("the disk is full", "le disque est plein"),
        errno.EFBIG: Words("a file reached the size limit", "un fichier a atteint la taille permise"),
        errno.EDQUOT: Words("the disk quota is used up", "le quota de disque est épuisé"),
        errno.EROFS: Words("the folder is read-only", "le dossier est en lecture seule"),
        errno.EACCES: Words("the folder may not be written", "l'écriture dans le dossier est refusée"),
        errno.EPERM: Words("the folder may not be written", "l'écriture dans le dossier est refusée"),
    }
    try:
        yield
    except OSError as error:
        if error.errno not in causes:
            raise
        raise DataError(
            Problem(
                "PK802",
                causes[error.errno] + same(f" ({where})"),
                instead=Words(
                    "nothing was released; make room or choose another --reports folder, then start again",
                    "rien n'est sorti ; faites de la place ou choisissez un autre dossier --reports, puis recommencez",
                ),
            )
        ) from None
