"""The run record as plain JSON: what ``evidence.json`` holds and what every report is made from.

No floating-point number is left: a measured figure is the text :func:`privkit.ledger.canonical.number`
makes of it. Words become ``{"en": …, "fr": …}``, fractions ``"1/20"``, durations
``{"days": …, "months": …}``. Reports read this form only, so they can be made years later, without the
policy file, the data or the code that ran.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.errors import EvidenceError, Place, Problem
from privkit.evidence.record import RunRecord
from privkit.ledger.canonical import canonical_json, number
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.model.policy import Policy

EVIDENCE_FILE = "evidence.json"
FORMAT = "privkit-evidence-1"


def to_json(record: RunRecord) -> dict[str, Any]:
    """The record as JSON values without floats. Raises InternalError (PK890) for what has no one text."""
    return {"format": FORMAT, **to_plain(record)}


def to_plain(value: Any) -> Any:
    """A value as the evidence holds it: floats as text, tuples as lists. Raises as :func:`to_json`."""
    return json.loads(canonical_json(value, floats=number))


def evidence_bytes(record: RunRecord) -> bytes:
    """The bytes of ``evidence.json``: canonical JSON and a final newline."""
    return canonical_json(to_json(record)) + b"\n"


def read_evidence(path: Path) -> dict[str, Any]:
    """The evidence of a run, from its folder or its file. Raises EvidenceError (PK892)."""
    path = path / EVIDENCE_FILE if path.is_dir() else path
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        raise _unreadable(path) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _unreadable(path)
    return found


def policy_json(policy: Policy) -> dict[str, Any]:
    """The policy, normalised: English keywords and values, as a mapping :func:`to_json` can write.

    Only keywords are renamed (``from_`` becomes ``from``), never the columns and tables the policy names.
    """
    plain = _plain(policy)
    assert isinstance(plain, dict)
    return plain


def _plain(value: Any) -> Any:
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        fields = ((name, getattr(value, name)) for name in type(value).model_fields)
        return {name.rstrip("_"): _plain(item) for name, item in fields if item is not None}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _unreadable(path: Path) -> EvidenceError:
    return EvidenceError(
        Problem(
            "PK892",
            Words(
                "there is no evidence here that this version can read",
                "il n'y a pas ici de preuves que cette version sache lire",
            ),
            Place(str(path)),
            instead=Words(
                "name the folder of a run, such as reports/<policy>/current",
                "nommer le dossier d'un passage, par exemple reports/<politique>/current",
            ),
        )
    )
