"""What a detector of direct identifiers is: a pure function on texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from privkit.words import Words

Found: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Detector:
    """A name for people, and the function that says which texts hold such an identifier."""

    label: Words
    find: Callable[[Sequence[str]], Found]


def each(values: Sequence[str], test: Callable[[str], bool]) -> Found:
    """The answer of ``test`` for each text."""
    return np.fromiter((test(value) for value in values), dtype=bool, count=len(values))
