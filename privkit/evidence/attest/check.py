"""Checking a bundle against a run: signature, statement, and the files themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from privkit.errors import Place, Problem
from privkit.evidence.asjson import EVIDENCE_FILE
from privkit.evidence.attest.envelope import Envelope, read_bundle
from privkit.evidence.attest.keys import PublicKey
from privkit.evidence.attest.statement import PLACES, RELEASE, TEST_RESULT, files_of, statements
from privkit.ledger.canonical import canonical_json
from privkit.words import Words

#: Said wherever a bundle has no signature.
UNSIGNED = Words(
    "unsigned: shows integrity, not authorship",
    "sans signature : montre que les fichiers sont intacts, pas qui les a écrits",
)
SIGNED_UNCHECKED = Words(
    "signed, but no public key was given: the signature was not checked",
    "signé, mais aucune clé publique n'a été donnée : la signature n'a pas été vérifiée",
)
SIGNED = Words("the signature is of this key", "la signature est de cette clé")


@dataclass(frozen=True)
class Checked:
    """What was found wrong (PK839), and what the signatures show."""

    problems: tuple[Problem, ...]
    signature: Words


def check_bundle(
    path: Path,
    folder: Path,
    evidence: Mapping[str, Any],
    decision: Mapping[str, Any] | None,
    key: PublicKey | None = None,
) -> Checked:
    """Check the bundle of a run's folder. With a key, every envelope must be signed by it.

    A statement is right when it is one that this run makes, now or before its decision, and when every file it names
    has the fingerprint it tells.
    """
    try:
        envelopes = read_bundle(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Checked((_unreadable(path),), UNSIGNED)
    files = files_of(folder)
    made = (one for taken in (decision, None) for one in statements(evidence, taken, files))
    known = {canonical_json(one): one for one in made}
    problems: list[Problem] = []
    kinds = set()
    for number, envelope in enumerate(envelopes, start=1):
        place = Place(str(path), number)
        if key is not None and not key.signed(envelope):
            problems.append(_not_signed(place, envelope))
        statement = known.get(envelope.payload)
        if statement is None:
            problems.append(_another(place))
            continue
        kinds.add(statement["predicateType"])
        problems += [_moved(place, one["name"]) for one in statement["subject"] if not _same(folder, one)]
    if not problems and kinds != {RELEASE, TEST_RESULT}:
        problems.append(_incomplete(path))
    return Checked(tuple(problems), _signature(envelopes, key))


def _signature(envelopes: list[Envelope], key: PublicKey | None) -> Words:
    if not all(one.signatures for one in envelopes):
        return UNSIGNED
    return SIGNED_UNCHECKED if key is None else SIGNED


def _same(folder: Path, subject: Mapping[str, Any]) -> bool:
    """Whether the file a statement names is in the run, as it was."""
    name = PurePosixPath(subject["name"])
    if name.is_absolute() or ".." in name.parts:
        return False
    places = [folder / name] if str(name) == EVIDENCE_FILE else [folder / top / name for top in PLACES]
    found = next((one for one in places if one.is_file()), None)
    if found is None:
        return False
    with found.open("rb") as file:
        found_digest = hashlib.file_digest(file, "sha256").hexdigest()
    return bool(found_digest == subject["digest"]["sha256"])


def _problem(place: Place, message: Words, instead: Words) -> Problem:
    return Problem("PK839", message, place, instead)


_AGAIN = Words(
    "make it again: privkit report RUN --format statement",
    "le refaire : privkit report PASSAGE --format statement",
)


def _unreadable(path: Path) -> Problem:
    message = Words(
        "this is not a bundle of statements: one DSSE envelope per line",
        "ce n'est pas une liasse de déclarations : une enveloppe DSSE par ligne",
    )
    return _problem(Place(str(path)), message, _AGAIN)


def _not_signed(place: Place, envelope: Envelope) -> Problem:
    if not envelope.signatures:
        message = Words("this statement is not signed", "cette déclaration n'est pas signée")
    else:
        message = Words(
            "this statement is not signed by this key, or was changed since",
            "cette déclaration n'est pas signée par cette clé, ou a été modifiée depuis",
        )
    return _problem(
        place,
        message,
        Words(
            "ask its author for the statement and the public key, by another way",
            "demander à son auteur la déclaration et la clé publique, par une autre voie",
        ),
    )


def _another(place: Place) -> Problem:
    message = Words(
        "this statement is not one of this run, or was changed since",
        "cette déclaration n'est pas de ce passage, ou a été modifiée depuis",
    )
    return _problem(place, message, _AGAIN)


def _moved(place: Place, name: str) -> Problem:
    message = Words(
        f"the file {name} is missing, or is not the one stated",
        f"le fichier {name} manque, ou n'est pas celui de la déclaration",
    )
    instead = Words(
        "do not use this file: ask for another copy", "ne pas utiliser ce fichier : en demander une copie"
    )
    return _problem(place, message, instead)


def _incomplete(path: Path) -> Problem:
    message = Words(
        "a statement is missing: the release or the test result",
        "il manque une déclaration : la diffusion ou le résultat des contrôles",
    )
    return _problem(Place(str(path)), message, _AGAIN)
