"""From the policy to what every group must satisfy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from privkit.policy.model.anonymity import Confidential, Distance
from privkit.policy.model.anonymity import MakeKAnonymous as Rule
from privkit.steps.k_anonymous.confidential import Values
from privkit.steps.k_anonymous.gather import Gathered

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from privkit.anonymity.criteria import AttributeModel, Criteria
    from privkit.anonymity.distances import Distance as GroundDistance


def criteria_of(rule: Rule, gathered: Gathered) -> Criteria:
    """k, the models of the confidential columns, and those of the population."""
    from privkit.anonymity.criteria import Criteria
    from privkit.anonymity.diversity import DistinctL
    from privkit.anonymity.population import KMap, Presence

    attributes: list[AttributeModel] = []
    if rule.l_diversity:
        name = rule.l_diversity.column
        attributes.append(DistinctL(rule.l_diversity.at_least, gathered.values[name].codes, name))
    for name, asked in rule.confidential.items():
        attributes += models_of(name, asked, gathered.values[name], gathered.weights)
    population: list[KMap | Presence] = []
    if gathered.people is not None:
        if rule.k_map:
            population.append(KMap(rule.k_map, gathered.people))
        if rule.presence:
            low = rule.presence.at_least
            population.append(
                Presence(float(low) if low else 0.0, float(rule.presence.at_most), gathered.people)
            )
    return Criteria(rule.k, tuple(attributes), tuple(population), gathered.units)


def models_of(
    name: str, asked: Confidential, values: Values, weights: npt.NDArray[np.int64]
) -> Iterator[AttributeModel]:
    """The models asked of one confidential column."""
    from privkit.anonymity import closeness, diversity, likeness

    codes = values.codes
    if asked.distinct_l:
        yield diversity.DistinctL(asked.distinct_l, codes, name)
    if asked.entropy_l:
        yield diversity.EntropyL(float(asked.entropy_l), codes, name)
    if asked.recursive_l:
        yield diversity.RecursiveCL(float(asked.recursive_l.c), asked.recursive_l.l, codes, name)
    if asked.t_closeness is not None:
        distance = distance_of(asked, values)
        yield closeness.TCloseness.of(float(asked.t_closeness), codes, weights, name, distance)
    if asked.delta_disclosure is not None:
        yield likeness.DeltaDisclosure.of(float(asked.delta_disclosure), codes, weights, name)
    if asked.beta_likeness is not None:
        yield likeness.BetaLikeness.of(
            float(asked.beta_likeness), codes, weights, name, enhanced=asked.enhanced
        )
    if asked.frequency_at_most is not None:
        yield likeness.AlphaK(float(asked.frequency_at_most), codes, name)


def distance_of(asked: Confidential, values: Values) -> GroundDistance:
    """How far apart t-closeness takes two values to be."""
    from privkit.anonymity.distances import EqualDistance, HierarchicalDistance, OrderedDistance

    if asked.distance is Distance.HIERARCHICAL:
        assert values.hierarchy is not None
        return HierarchicalDistance(values.hierarchy)
    return OrderedDistance() if asked.distance is Distance.ORDERED else EqualDistance()
