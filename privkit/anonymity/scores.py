"""What a metric tells the search: the score of a counted node, and bounds on all nodes below and above it.

A score of classes is compared on an internal scale, smaller is better. ``steps`` gives, per column and
level, a part of it that suppression only adds to; for a counted node w, ``own`` is its score, every finer
node v scores at least ``join(base(v), below(w))`` and every coarser node has at least ``above(w)`` as base.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt

from privkit.anonymity.bounds import Floats
from privkit.anonymity.classes import Judged

Metric = Literal[
    "loss",
    "loss_geometric",
    "precision",
    "discernibility",
    "average_class_size",
    "entropy",
    "entropy_bits",
]
METRICS: tuple[str, ...] = get_args(Metric)
#: Labels of the classes chosen: their numbers by column.
Labels = Callable[[npt.NDArray[np.int64]], Callable[[int], npt.NDArray[np.int64]]]
Levels = tuple[int, ...]


class Score(Protocol):
    """A metric prepared for one table. ``judged`` are classes, ``labels`` give their label numbers."""

    #: Whether the parts of a bound add up (the larger of the two counts otherwise).
    additive: ClassVar[bool]
    #: Whether the base of a node rises with what is counted below it.
    rising: ClassVar[bool]

    @property
    def steps(self) -> Sequence[Sequence[float]]:
        """Per column and level, a part of the base of a node (or, when ``rising``, of its order)."""

    def base(self, levels: Levels, judged: Judged) -> float:
        """The base of the node itself."""

    def own(self, levels: Levels, labels: Labels, judged: Judged) -> float:
        """The score of the node (its base and ``below`` together, when they add up and nothing is kept of bad
        classes)."""

    def below(self, levels: Levels, labels: Labels, judged: Judged) -> float:
        """What every finer node adds to its base."""

    def above(self, judged: Judged) -> float:
        """The least base of every coarser node, when ``rising``."""

    def shown(self, score: float) -> float:
        """The score as the metric is written."""

    def exact(
        self,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        levels: Levels,
        suppressed: npt.NDArray[np.bool_],
        sizes: Floats,
    ) -> float:
        """The score as written, from the rows; ``sizes`` are the weights of the classes left."""
