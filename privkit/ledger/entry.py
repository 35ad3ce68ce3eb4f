"""One entry of a ledger, and the hash that ties it to the one before."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from privkit.ledger.canonical import canonical_json

#: The hash that stands before the first entry.
GENESIS = "0" * 64

#: A row of the table, as SQLite gives it: number, kind, at, body, previous, hash.
Row = tuple[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True)
class Entry:
    """One entry: what was written, when, and its link to the entry before.

    ``hash`` is the SHA-256 of the canonical JSON of the other five. ``body`` is as it is read back:
    decimals and fractions are text. ``at`` is UTC, ISO 8601, whole seconds; it is what the clock of the
    machine said, and no proof of the hour.
    """

    number: int
    kind: str
    at: str
    body: Mapping[str, Any]
    previous: str
    hash: str


def seal(number: int, kind: str, at: datetime.datetime, body: Mapping[str, Any], previous: str) -> Entry:
    """Make the entry that follows ``previous``. Raises InternalError (PK890) for a body with a float."""
    plain = json.loads(canonical_json(body))
    moment = at.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    sealed = hash_of(number, kind, moment, plain, previous)
    return Entry(number, kind, moment, MappingProxyType(plain), previous, sealed)


def hash_of(number: int, kind: str, at: str, body: Mapping[str, Any], previous: str) -> str:
    """SHA-256 of the canonical JSON of an entry without its hash, as 64 hexadecimal digits."""
    content = {"number": number, "kind": kind, "at": at, "body": body, "previous": previous}
    return hashlib.sha256(canonical_json(content)).hexdigest()


def to_row(entry: Entry) -> Row:
    """The entry as the table holds it."""
    body = canonical_json(entry.body).decode()
    return entry.number, entry.kind, entry.at, body, entry.previous, entry.hash


def from_row(row: Row) -> Entry:
    """The entry a row of the table holds, its hash not checked. Raises ValueError when it holds none."""
    number, kind, at, text, previous, sealed = row
    if not all(isinstance(part, str) for part in row[1:]):
        raise ValueError("not an entry")
    body = json.loads(text)
    if not isinstance(body, dict):
        raise ValueError("not an entry")
    return Entry(number, kind, at, MappingProxyType(body), previous, sealed)
