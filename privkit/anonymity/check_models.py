"""Each model again, for one class at a time, in plain Python: the recount must not share the search's code.

A class is a dictionary of units per confidential value number. Models are read for their thresholds only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import inf, log, log2
from typing import Any

from privkit.anonymity.classes import AttributeModel, PopulationModel
from privkit.anonymity.closeness import TCloseness
from privkit.anonymity.distances import EqualDistance, HierarchicalDistance, OrderedDistance
from privkit.anonymity.diversity import DistinctL, EntropyL, RecursiveCL
from privkit.anonymity.likeness import AlphaK, BetaLikeness, DeltaDisclosure
from privkit.anonymity.population import KMap, Presence

Values = Mapping[int, float]
_NEAR = 1e-9


def values_hold(model: AttributeModel, found: Values) -> bool:
    """Whether a class with these units per value satisfies a model of a confidential column."""
    size = sum(found.values())
    counts = sorted((n for n in found.values() if n), reverse=True)
    match model:
        case DistinctL():
            return len(counts) >= model.l
        case EntropyL():
            return -sum(n / size * log(n / size) for n in counts) >= log(model.l) - _NEAR
        case RecursiveCL():
            return counts[0] < model.c * sum(counts[model.l - 1 :])
        case AlphaK():
            return counts[0] <= model.alpha * size * (1 + _NEAR)
        case TCloseness():
            return _moved(model, found) <= model.t + _NEAR
        case DeltaDisclosure():
            table, total = model.table, float(sum(model.table))
            ratios = [n * total / (size * table[v]) if table[v] else inf for v, n in found.items() if n]
            return all(abs(log2(ratio)) < model.delta for ratio in ratios)
        case BetaLikeness():
            return all(_gains_little(model, v, n / size) for v, n in found.items() if n)
    raise TypeError(f"no recount of {type(model).__name__}")


def people_hold(model: PopulationModel, released: float, people: float) -> bool:
    """Whether a class of so many units, that matches so many people, satisfies a model of the population."""
    if isinstance(model, KMap):
        return not released or people >= model.k
    if isinstance(model, Presence):
        share = released / people if people else (inf if released else model.at_least)
        return model.at_least * (1 - _NEAR) <= share <= model.at_most * (1 + _NEAR)
    raise TypeError(f"no recount of {type(model).__name__}")


def _gains_little(model: BetaLikeness, value: int, share: float) -> bool:
    usual = float(model.table[value]) / float(sum(model.table))
    if not usual:
        return False
    allowed = min(model.beta, -log(usual)) if model.enhanced else model.beta
    return (share - usual) / usual <= allowed + _NEAR


def _moved(model: TCloseness, found: Values) -> float:
    """The earth mover's distance from the whole table."""
    size, total = sum(found.values()), float(sum(model.table))
    extra = [found.get(v, 0) / size - float(n) / total for v, n in enumerate(model.table)]
    distance = model.distance
    if isinstance(distance, EqualDistance):
        return sum(more for more in extra if more > 0)
    if isinstance(distance, OrderedDistance):
        order = range(len(extra)) if distance.order is None else distance.order
        return _along([extra[v] for v in order])
    if isinstance(distance, HierarchicalDistance):
        return _up_the_tree(distance.hierarchy.labels, extra)
    raise TypeError(f"no recount of {type(distance).__name__}")


def _along(extra: Sequence[float]) -> float:
    carried = moved = 0.0
    for more in extra[:-1]:
        carried += more
        moved += abs(carried)
    return moved / max(len(extra) - 1, 1)


def _up_the_tree(labels: Sequence[Sequence[Any]], extra: Sequence[float]) -> float:
    """At each label, what its children have too much meets what they lack, at the cost of its level."""
    height, moved = len(labels) - 1, 0.0
    null = len(labels[0]) - 1  # a missing value keeps itself: an empty text is told apart by its place
    for level in range(1, height + 1):
        below: Counter[tuple[Any, Any]] = Counter()
        for v, more in enumerate(extra):
            child = (labels[level - 1][v], labels[level - 1][v] == "" and v == null)
            parent = (labels[level][v], labels[level][v] == "" and v == null)
            below[parent, child] += more  # type: ignore[assignment]
        parents: dict[Any, list[float]] = {}
        for (parent, _), more in below.items():
            parents.setdefault(parent, []).append(more)
        for amounts in parents.values():
            too_much, lacking = sum(a for a in amounts if a > 0), -sum(a for a in amounts if a < 0)
            moved += level / height * min(too_much, lacking)
    return moved
