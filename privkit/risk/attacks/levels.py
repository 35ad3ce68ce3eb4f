"""How sure each end of an interval is: the end that proves a gain, and the end that bounds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from privkit.values import Interval


@dataclass(frozen=True)
class Levels:
    """Two-sided confidences: ``proof`` of the low end, ``bound`` of the high one; ``confidence`` is the one asked.

    A gain proved on one of many attacks, or groups, may be luck: the low end is above 0 by chance, anywhere in the
    family, with probability (1 - confidence) / 2 at most (Bonferroni). The high end needs no such correction: a release
    must be under every threshold, so that one which should be refused passes with probability 1 - confidence at most,
    however many conditions there are (intersection-union test: Berger 1982, *Multiparameter hypothesis testing and
    acceptance sampling*). It is one-sided.
    """

    confidence: float
    proof: float
    bound: float


def levels(confidence: float, comparisons: int) -> Levels:
    """The levels of one interval among ``comparisons``."""
    return Levels(confidence, 1 - (1 - confidence) / comparisons, max(0.5, 1 - 2 * (1 - confidence)))


def bounded(found: Callable[[float], Interval], asked: Levels) -> Interval:
    """The interval whose ends are each as sure as they must be, from one that is given for a two-sided confidence."""
    proof, bound = found(asked.proof), found(asked.bound)
    return Interval(proof.value, proof.low, bound.high, asked.confidence)
