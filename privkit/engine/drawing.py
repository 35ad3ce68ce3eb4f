"""Which values of a unit stay, drawn by keyed hash: the same arithmetic in numpy and in SQL.

A unit has two words a, b and a value two words m, k: parts of their HMAC-SHA-256, taken modulo the
prime p = 2^31 - 1. With y = (a·m + b) mod p, the unit takes values in rising order of
(y·(y + k) mod p)·2^31 + m. All of it stays below 2^63, so engines agree to the last bit. As m and k
are unknown without the key, every order of a unit's values is as likely as any other.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Any

import numpy as np

from privkit.engine.hashing import digests

PRIME = 2**31 - 1
WIDTH = 62  # values in one 64-bit word, all shifts positive
_AT_ONCE = 2_000_000  # ranks held at once
_LAST = np.iinfo(np.int64).max


def sub_key(key: bytes, purpose: str) -> bytes:
    """A key for one purpose (RFC 2104 as a pseudo-random function), so that caps draw apart."""
    return hmac.digest(key, f"privkit bound {purpose}".encode(), "sha256")


def words_of(key: bytes, arrays: Sequence[Any]) -> tuple[np.ndarray, np.ndarray]:
    """Two words below the prime per row of Arrow arrays of text: 60 bits each of the digest, modulo p."""
    parts = np.frombuffer(b"".join(digests(key, arrays)), dtype=">u8").reshape(-1, 4)[:, :2]
    words = ((parts >> np.uint64(4)) % np.uint64(PRIME)).astype(np.int64)
    return words[:, 0], words[:, 1]


def order(a: np.ndarray, b: np.ndarray, m: np.ndarray, k: np.ndarray) -> np.ndarray:
    """The order in which each unit (row) takes each value (column), int64.

    >>> order(np.array([2]), np.array([3]), np.array([5, 7]), np.array([0, 1])).tolist()
    [[362924736517, 657129996295]]
    """
    y = _modulo(a[:, None] * m[None, :] + b[:, None])
    ranks: np.ndarray = (_modulo(y * (y + k[None, :])) << np.int64(31)) + m[None, :]
    return ranks


def _modulo(x: np.ndarray) -> np.ndarray:
    """x mod (2^31 - 1) for 0 ≤ x < 2^63: shifts are quicker than a division."""
    x = (x & PRIME) + (x >> 31)
    x = (x & PRIME) + (x >> 31)
    return np.where(x >= PRIME, x - PRIME, x)


def order_sql(a: str, b: str, m: str, k: str) -> str:
    """The same as an expression that DuckDB and Spark both take."""
    y = f"(({a} * {m} + {b}) % {PRIME})"
    return f"(({y} * ({y} + {k})) % {PRIME}) * 2147483648 + {m}"


def kept_words(
    held: np.ndarray, a: np.ndarray, b: np.ndarray, m: np.ndarray, k: np.ndarray, most: int
) -> np.ndarray:
    """Of the values a unit holds (bits of ``held``, units x words), the ``most`` first in its order.

    Value number v is bit v % 62 of word v // 62. Same shape as ``held``.
    """
    values = len(m)
    word, bit = np.arange(values) // WIDTH, np.int64(1) << (np.arange(values, dtype=np.int64) % WIDTH)
    out = held.copy()
    step = max(1, _AT_ONCE // max(1, values))
    for start in range(0, len(held), step):
        part = slice(start, start + step)
        there = (held[part][:, word] & bit) != 0
        ranks = np.where(there, order(a[part], b[part], m, k), _LAST)
        if most < values:
            there &= ranks <= np.partition(ranks, most - 1, axis=1)[:, most - 1 : most]
        for number in range(held.shape[1]):
            mine = word == number
            out[part, number] = np.where(there[:, mine], bit[mine], 0).sum(axis=1)
    return out
