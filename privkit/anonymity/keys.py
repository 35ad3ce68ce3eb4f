"""Rows of small numbers as packed integers: a field of bits per column, the first column highest.

One word of 63 bits holds most tables; wider ones take several. Raising a column by a level changes its
field alone, and equal rows have equal words, in the order of the columns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.int64]  # word, row
Ints = npt.NDArray[np.int64]
_BITS = 62


class Layout:
    """Where each column lies. ``cards`` count the numbers of each column; ``further`` of the last ones are no
    labels but values carried along."""

    def __init__(self, cards: Sequence[int], further: int) -> None:
        widths = [max(card - 1, 1).bit_length() for card in cards]
        words: list[list[int]] = [[]]
        for column, width in enumerate(widths):
            if sum(widths[c] for c in words[-1]) + width > _BITS:
                words.append([])
            words[-1].append(column)
        self.words = len(words)
        self.bits = [sum(widths[c] for c in columns) for columns in words]
        self._place: list[tuple[int, int, int]] = []  # word, shift, mask
        self._class_masks = []
        for word, columns in enumerate(words):
            left, mask = self.bits[word], 0
            for column in columns:
                left -= widths[column]
                self._place.append((word, left, (1 << widths[column]) - 1))
                if column < len(cards) - further:
                    mask |= ((1 << widths[column]) - 1) << left
            self._class_masks.append(mask)

    def pack(self, columns: Sequence[npt.NDArray[np.integer]]) -> Words:
        """The words of rows given by columns."""
        out = np.zeros((self.words, len(columns[0])), np.int64)
        for (word, shift, _), column in zip(self._place, columns, strict=True):
            out[word] |= column.astype(np.int64) << shift
        return out

    def field(self, words: Words, column: int) -> Ints:
        """The numbers of one column."""
        word, shift, mask = self._place[column]
        return np.asarray((words[word] >> shift) & mask)

    def moves(self, numbers: npt.NDArray[np.integer], column: int) -> Ints:
        """What to add to a word of ``column`` to replace each number i by ``numbers[i]``."""
        shift = self._place[column][1]
        return (numbers.astype(np.int64) - np.arange(len(numbers))) << shift

    def replace(self, words: Words, column: int, moves: Ints) -> None:
        """Replace the numbers of one column, in place."""
        words[self._place[column][0]] += moves.take(self.field(words, column), mode="clip")

    def clear(self, words: Words, columns: Sequence[int]) -> None:
        """Replace every number of some columns by 0, in place."""
        masks = [-1] * self.words
        for column in columns:
            word, shift, mask = self._place[column]
            masks[word] &= ~(mask << shift)
        for word, mask in enumerate(masks):
            if mask != -1:
                words[word] &= mask

    def starts(self, words: Words) -> npt.NDArray[np.bool_]:
        """Whether a class starts at each of sorted rows: a change in the columns that are labels."""
        new = np.ones(words.shape[1], bool)
        new[1:] = False
        for word, mask in zip(words, self._class_masks, strict=True):
            labels = word & mask
            new[1:] |= labels[1:] != labels[:-1]
        return new


def grouped(words: Words, bits: Sequence[int], units: Ints) -> tuple[Words, Ints]:
    """Distinct rows in order, and the sum of whole-number units of each."""
    size = int(units.max(initial=0)).bit_length()
    if len(words) == 1 and bits[0] + size <= 63:  # carrying the units along, a plain sort does it
        packed = (words[0] << size) | units
        packed.sort()
        keys = packed >> size
        first = _changes(keys[None, :])
        packed &= (1 << size) - 1
        return keys.take(first)[None, :], np.add.reduceat(packed, first)
    order, first = ordered(words)
    return words[:, order[first]], np.add.reduceat(units[order], first)


def ordered(words: Words) -> tuple[Ints, Ints]:
    """The order of the rows, and where each distinct row starts in it."""
    order = np.argsort(words[0]) if len(words) == 1 else np.lexsort(words[::-1])
    return order, _changes(words[:, order])


def _changes(words: Words) -> Ints:
    new = np.empty(words.shape[1], bool)
    new[:1] = True
    np.not_equal(words[0, 1:], words[0, :-1], out=new[1:])
    for word in words[1:]:
        new[1:] |= word[1:] != word[:-1]
    return new.nonzero()[0]
