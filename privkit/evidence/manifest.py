"""The manifest of a run: size and SHA-256 of every file of its folder, and what the run was made from.

It shows that files are those the run wrote. It does not show who wrote them: nothing is signed. Its own
hash belongs in the run ledger, whose head belongs in somebody else's hands.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from privkit.errors import Place, Problem
from privkit.ledger.canonical import canonical_json
from privkit.words import Words

MANIFEST_FILE = "manifest.json"
FORMAT = "privkit-manifest-1"
_CHUNK = 1 << 20


def make_manifest(folder: Path, evidence: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest of a run's folder, from its files as they are now and its evidence.

    ``files``: relative path → size in bytes and SHA-256, for every file but the manifest itself.
    Raises OSError when a file cannot be read.
    """
    return {
        "format": FORMAT,
        "run": evidence["run"],
        "status": evidence["status"],
        "identity": evidence["identity"],
        "policy_sha256": evidence["policy_sha256"],
        "code_version": evidence["code_version"],
        "libraries": dict(evidence["libraries"]),
        "engine": evidence["engine"],
        "seed": evidence["seed"],
        "as_of": evidence["as_of"],
        "inputs": [
            {key: one[key] for key in ("table", "file", "size", "sha256")} for one in evidence["inputs"]
        ],
        "outputs": [
            {key: one[key] for key in ("name", "file", "size", "sha256", "digest")}
            for one in evidence["outputs"]
        ],
        "ledger_head": evidence["ledger_head"],
        "files": {name: _fingerprint(path) for name, path in _files(folder)},
    }


def write_manifest(folder: Path, evidence: Mapping[str, Any]) -> str:
    """Write ``manifest.json``, last of all the files of a run. Returns its SHA-256."""
    content = canonical_json(make_manifest(folder, evidence)) + b"\n"
    (folder / MANIFEST_FILE).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def verify_manifest(
    folder: Path,
    *,
    moved: Mapping[str, str] = MappingProxyType({}),
    gone: Sequence[str] = (),
    beside: Sequence[str] = (),
    eliminated: Sequence[str] = (),
    only: Sequence[str] = (),
) -> list[Problem]:
    """What differs between a run's folder and its manifest: codes PK893 to PK896, nothing when all is well.

    A decision taken later moves folders (``moved``: ``held`` → ``outputs``), empties them (``gone``) and adds
    files (``beside``): those are expected. So are files that a purge took away (``eliminated``): the caller looks
    whether they are gone. ``only``: look at these files alone, and at nothing that was added.
    """
    try:
        if (folder / MANIFEST_FILE).is_symlink():  # a run holds no link
            raise OSError
        wanted = json.loads((folder / MANIFEST_FILE).read_bytes())["files"]
        entries = {str(name): (one["size"], one["sha256"]) for name, one in wanted.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [_unreadable(folder)]
    entries = {_now(name, moved): entry for name, entry in entries.items() if name.split("/")[0] not in gone}
    for name in eliminated:
        entries.pop(name, None)
    found = {name: path for name, path in _files(folder) if name not in (*beside, *eliminated)}
    if only:
        entries = {name: entry for name, entry in entries.items() if name in only}
        found = {name: path for name, path in found.items() if name in only}
    problems = [_missing(folder, name) for name in sorted(set(entries) - set(found))]
    for name in sorted(set(entries) & set(found)):
        if not _same(found[name], *entries[name]):
            problems.append(_changed(folder, name))
    return problems + [_added(folder, name) for name in sorted(set(found) - set(entries))]


def _now(name: str, moved: Mapping[str, str]) -> str:
    top, slash, rest = name.partition("/")
    return f"{moved.get(top, top)}{slash}{rest}"


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder but its manifest, in order of name; links are files, and never followed."""
    found = []
    for root, folders, names in os.walk(folder):
        linked = [name for name in folders if (Path(root) / name).is_symlink()]
        for name in (*names, *linked):
            path = Path(root) / name
            found.append((path.relative_to(folder).as_posix(), path))
    return ((name, path) for name, path in sorted(found) if name != MANIFEST_FILE)


def _fingerprint(path: Path) -> dict[str, Any]:
    total, size = hashlib.sha256(), 0
    if path.is_symlink():
        raise IsADirectoryError(f"a run holds no link: {path.name}")
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
            size += len(chunk)
    return {"size": size, "sha256": total.hexdigest()}


def _same(path: Path, size: Any, sha256: Any) -> bool:
    try:
        kind = path.lstat()
        if not stat.S_ISREG(kind.st_mode) or kind.st_size != size:  # a pipe would wait for ever
            return False
        return bool(_fingerprint(path)["sha256"] == sha256)
    except OSError:
        return False


def _problem(folder: Path, name: str, code: str, message: Words, instead: Words) -> Problem:
    return Problem(code, message, Place(str(folder / name)), instead)


def _unreadable(folder: Path) -> Problem:
    return _problem(
        folder,
        MANIFEST_FILE,
        "PK893",
        Words("the manifest is missing or cannot be read", "le manifeste manque ou est illisible"),
        Words("restore the whole folder from a copy", "restaurer tout le dossier depuis une copie"),
    )


def _missing(folder: Path, name: str) -> Problem:
    return _problem(
        folder,
        name,
        "PK894",
        Words(
            "the manifest lists this file, and it is missing", "le manifeste cite ce fichier, et il manque"
        ),
        Words("restore it from a copy of this run", "le restaurer depuis une copie de ce passage"),
    )


def _changed(folder: Path, name: str) -> Problem:
    return _problem(
        folder,
        name,
        "PK895",
        Words(
            "this file is not the one the run wrote: its size or its hash differs",
            "ce fichier n'est pas celui que le passage a écrit : sa taille ou son empreinte diffère",
        ),
        Words(
            "restore it from a copy of this run, and find out who changed it",
            "le restaurer depuis une copie de ce passage, et chercher qui l'a modifié",
        ),
    )


def _added(folder: Path, name: str) -> Problem:
    return _problem(
        folder,
        name,
        "PK896",
        Words(
            "this file is not in the manifest of the run", "ce fichier n'est pas dans le manifeste du passage"
        ),
        Words("move it out of the folder of the run", "le sortir du dossier du passage"),
    )
