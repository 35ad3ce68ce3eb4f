"""Append-only, hash-chained ledgers in SQLite, and the canonical JSON that is hashed."""

from __future__ import annotations

from privkit.ledger.canonical import canonical_json, number
from privkit.ledger.entry import GENESIS, Entry
from privkit.ledger.ledger import Ledger

__all__ = ["GENESIS", "Entry", "Ledger", "canonical_json", "number"]
