"""How alike two names are: Jaro's measure as Winkler (1990) corrected it, for many pairs at once."""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Letters = npt.NDArray[np.uint8]

_LONGEST = 24  # letters of a name that are compared
_PREFIX, _WEIGHT, _BOOSTED = 4, 0.1, 0.7  # names already alike gain from a common beginning
_CHUNK = 1 << 17
_ALPHABET = 28  # nothing, the letters, everything else


def plain(text: str) -> str:
    """The text in capitals without accents, other signs as single spaces."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def jaro_winkler(first: list[str], second: list[str], a: Ints, b: Ints, least: float) -> Floats:
    """The likeness, 0 to 1, of ``first[a[k]]`` and ``second[b[k]]`` for each k; 0 where it is under ``least``.

    Names are compared as they are written (see :func:`plain`), their first 24 letters. A pair that has too few
    letters in common to reach ``least`` is not looked at further.
    """
    left, right = _letters(first), _letters(second)
    size_left, size_right = ((m > 0).sum(axis=1) for m in (left, right))
    bags = [_bags(m) for m in (left, right)]
    out = np.zeros(len(a))
    for start in range(0, len(a), _CHUNK):
        i, j = a[start : start + _CHUNK], b[start : start + _CHUNK]
        common = np.minimum(bags[0][i], bags[1][j]).sum(axis=1, dtype=np.int64)
        jaro = _jaro_of(common, size_left[i], size_right[j], np.zeros(len(i)))
        hopeful = np.flatnonzero(jaro + _PREFIX * _WEIGHT * (1 - jaro) >= least)
        found = _compared(left[i[hopeful]], right[j[hopeful]])
        out[start + hopeful] = np.where(found >= least, found, 0.0)
    return out


def _letters(texts: list[str]) -> Letters:
    raw = np.zeros((len(texts), _LONGEST), np.uint8)
    for row, text in zip(raw, texts, strict=True):
        letters = text[:_LONGEST].encode("ascii", "replace")
        row[: len(letters)] = np.frombuffer(letters, np.uint8)
    return raw


def _bags(letters: Letters) -> Letters:
    """How many of each letter."""
    kind = np.where(letters == 0, 0, np.where((letters >= 65) & (letters <= 90), letters - 64, 27))
    out = np.zeros((len(letters), _ALPHABET), np.uint8)
    for column in kind.T:
        out[np.arange(len(letters)), column] += 1
    out[:, 0] = 0
    return out


def _compared(left: Letters, right: Letters) -> Floats:
    n, m = (left > 0).sum(axis=1), (right > 0).sum(axis=1)
    window = np.maximum(np.maximum(n, m) // 2 - 1, 0)
    taken_left, taken_right = np.zeros(left.shape, bool), np.zeros(right.shape, bool)
    reach = int(window.max(initial=0))
    for i in range(int(n.max(initial=0))):
        free = left[:, i] > 0
        for j in range(max(0, i - reach), min(_LONGEST, i + reach + 1)):
            hit = free & (abs(i - j) <= window) & ~taken_right[:, j] & (right[:, j] == left[:, i])
            taken_right[:, j] |= hit
            taken_left[:, i] |= hit
            free &= ~hit
    common = taken_left.sum(axis=1)
    # The letters in common, in the order of each name: those that differ at a place are out of order.
    orders = [np.argsort(~taken, axis=1, kind="stable") for taken in (taken_left, taken_right)]
    there = np.arange(_LONGEST) < common[:, None]
    unlike = np.take_along_axis(left, orders[0], 1) != np.take_along_axis(right, orders[1], 1)
    jaro = _jaro_of(common, n, m, (unlike & there).sum(axis=1) // 2)
    start = (left[:, :_PREFIX] == right[:, :_PREFIX]) & (left[:, :_PREFIX] > 0)
    prefix = np.cumprod(start, axis=1).sum(axis=1)
    return np.where(jaro > _BOOSTED, jaro + prefix * _WEIGHT * (1 - jaro), jaro)


def _jaro_of(common: Ints, n: Ints, m: Ints, moved: Floats) -> Floats:
    some = np.maximum(common, 1)
    jaro = (common / np.maximum(n, 1) + common / np.maximum(m, 1) + (common - moved) / some) / 3
    return np.where(common > 0, jaro, 0.0)
