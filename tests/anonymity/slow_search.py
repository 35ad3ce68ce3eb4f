"""The search again without any pruning: every node, classes in dictionaries, models and metrics in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import log2, prod
from typing import Any

import numpy as np

from privkit.anonymity.builders import from_rows
from privkit.anonymity.check_models import people_hold, values_hold
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.hierarchy import Hierarchy


@dataclass(frozen=True)
class Case:
    hierarchies: list[Hierarchy]
    combos: np.ndarray
    weights: np.ndarray
    criteria: Criteria
    limit: Fraction
    column_weights: tuple[float, ...] | None = None

    @property
    def units(self) -> int:
        if self.criteria.unit_codes is None:
            return int(self.weights.sum())
        return len({int(u) for u, w in zip(self.criteria.unit_codes, self.weights, strict=True) if w})


@dataclass(frozen=True)
class Node:
    levels: tuple[int, ...]
    suppressed: int
    score: float
    sizes: tuple[int, ...]


def a_hierarchy(rng: np.random.Generator, name: str, values: int = 6, height: int = 3) -> Hierarchy:
    columns = [[f"v{i}" for i in range(int(rng.integers(2, values + 1)))]]
    for level in range(1, int(rng.integers(1, height + 1))):
        below = sorted(set(columns[-1]))
        parent = {label: f"{level}.{rng.integers(0, max(1, len(below) * 2 // 3))}" for label in below}
        columns.append([parent[label] for label in columns[-1]])
    return from_rows(name, list(zip(*columns, strict=True)))


def admissible(case: Case, metric: str) -> Iterator[Node]:
    """Every node that may be chosen."""
    allowed = int(case.limit * case.units)
    for levels in product(*(range(h.height + 1) for h in case.hierarchies)):
        node = counted(case, levels, metric)
        if node is not None and node.suppressed <= allowed:
            yield node


def best(case: Case, metric: str) -> Node | None:
    nodes = list(admissible(case, metric))
    if not nodes:
        return None
    least = min(node.score for node in nodes)
    return min((n for n in nodes if n.score <= least + 1e-11 * max(1, least)), key=lambda n: n.levels)


def counted(case: Case, levels: tuple[int, ...], metric: str) -> Node | None:
    """One node; None when no suppression mends it."""
    labels = [
        [h.labels[level][v] for v in case.combos[:, j]]
        for j, (h, level) in enumerate(zip(case.hierarchies, levels, strict=True))
    ]
    classes: dict[tuple[Any, ...], list[int]] = {}
    for i, key in enumerate(zip(*labels, strict=True)):
        classes.setdefault(key, []).append(i)
    bad = {key for key, rows in classes.items() if not holds(case, rows)}
    if bad and any(model.forbids_suppression for model in case.criteria.population):
        return None
    gone = [i for key in bad for i in classes[key] if case.weights[i]]
    kept = [rows for key, rows in classes.items() if key not in bad and size_of(case, rows)]
    score = scored(case, levels, labels, set(gone), [int(case.weights[rows].sum()) for rows in kept], metric)
    return Node(levels, size_of(case, gone), score, tuple(sorted(size_of(case, rows) for rows in kept)))


def size_of(case: Case, rows: list[int]) -> int:
    if case.criteria.unit_codes is None:
        return int(case.weights[rows].sum())
    return len({int(case.criteria.unit_codes[i]) for i in rows if case.weights[i]})


def holds(case: Case, rows: list[int]) -> bool:
    criteria, size = case.criteria, size_of(case, rows)
    people = [float(sum(model.population[i] for i in rows)) for model in criteria.population]
    fits = all(people_hold(m, size, p) for m, p in zip(criteria.population, people, strict=True))
    if not size:
        return fits
    for model in criteria.attributes:
        found: Counter[int] = Counter()
        pairs = set()
        for i in rows:
            code = int(model.codes[i])
            if criteria.unit_codes is None:
                found[code] += int(case.weights[i])
            elif (code, criteria.unit_codes[i]) not in pairs:
                pairs.add((code, criteria.unit_codes[i]))
                found[code] += 1
        fits = fits and values_hold(model, found)
    return fits and size >= criteria.k


def scored(
    case: Case,
    levels: tuple[int, ...],
    labels: list[list[str]],
    gone: set[int],
    sizes: list[int],
    metric: str,
) -> float:
    n = int(case.weights.sum())
    lost = n - sum(sizes)
    if metric == "discernibility":
        return float(sum(size**2 for size in sizes) + lost * n)
    if metric == "average_class_size":
        return n / (len(sizes) + (lost > 0))
    columns = range(len(levels))
    weights = case.column_weights or (1.0,) * len(levels)
    total = sum(weights)
    if metric == "precision":
        heights = [h.height for h in case.hierarchies]
        each = [((n - lost) * levels[j] / heights[j] + lost) / n if heights[j] else 0.0 for j in columns]
    elif metric.startswith("entropy"):
        each = [entropy(case, labels[j], j, gone) for j in columns]
        if metric == "entropy_bits":
            return sum(w * bits for w, bits in zip(weights, each, strict=True))
        most = [entropy(case, ["*"] * len(case.weights), j, set()) for j in columns]
        each = [bits / m if m else 0.0 for bits, m in zip(each, most, strict=True)]
    else:
        each = [loss(case, j, levels[j], gone) for j in columns]
    if metric == "loss_geometric":
        return float(prod((1 + one) ** (w / total) for w, one in zip(weights, each, strict=True)) - 1)
    return sum(w * one for w, one in zip(weights, each, strict=True)) / total


def loss(case: Case, column: int, level: int, gone: set[int]) -> float:
    h, n = case.hierarchies[column], int(case.weights.sum())
    under = Counter(h.labels[level])
    shares = sum(
        int(w) * (1.0 if i in gone else under[h.labels[level][case.combos[i, column]]] / h.domain)
        for i, w in enumerate(case.weights)
    )
    return (shares - n / h.domain) / (n - n / h.domain) if h.domain > 1 else 0.0


def entropy(case: Case, labels: list[str], column: int, gone: set[int]) -> float:
    values: Counter[int] = Counter()
    under: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for i, weight in enumerate(case.weights.tolist()):
        values[int(case.combos[i, column])] += weight
        under[labels[i]] += weight
        left[labels[i]] += weight if i in gone else 0
    told = {int(case.combos[i, column]): labels[i] for i in range(len(labels))}
    bits = sum(count * log2(under[told[value]] / count) for value, count in values.items() if count)
    total = sum(left.values())
    return float(bits + sum(count * log2(total / count) for count in left.values() if count))
