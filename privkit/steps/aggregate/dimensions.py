"""What tables under secrecy are broken down by: columns of keys, and the hierarchies their public lists tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from privkit.errors import DataError, Problem
from privkit.secrecy.cells import Dimension
from privkit.steps.aggregate.keys import KeyDomain
from privkit.steps.base import Spot
from privkit.words import Words


def one_domain_each(domains: Mapping[str, tuple[KeyDomain, ...]], spot: Spot) -> dict[str, KeyDomain]:
    """The one domain of each key column. DataError (PK789) when two tables list other values for it.

    Tables that share a column are differenced by it: they must speak of the same cells.
    """
    out: dict[str, KeyDomain] = {}
    problems: list[Problem] = []
    for table, found in domains.items():
        for domain in found:
            first = out.setdefault(domain.column, domain)
            if set(first.values or ()) != set(domain.values or ()):
                problems.append(
                    spot.problem(
                        "PK789",
                        Words(
                            f"two tables list other values of {domain.column}",
                            f"deux tableaux donnent d'autres valeurs de {domain.column}",
                        ),
                        Words("give both the same list", "donnez aux deux la même liste"),
                        at=("tables", table, "by", domain.column),
                    )
                )
    if problems:
        raise DataError(*problems)
    return out


def dimensions_of(domains: Mapping[str, KeyDomain], additive: Mapping[str, bool]) -> tuple[Dimension, ...]:
    """The dimensions: a column and, above it, the key columns that its public list gives for each value.

    ``additive``: columns of which every unit has one value only, so that counts of units add up.
    """
    above = {name: _parent(name, domains) for name in domains}
    lowest = [name for name in domains if name not in above.values()]
    out = []
    for name in lowest:
        levels, parents = [name], []
        while (up := above[levels[-1]]) is not None:
            parents.append(dict(domains[levels[-1]].parents[up]))
            levels.append(up)
        out.append(Dimension(tuple(levels), tuple(parents), all(additive[level] for level in levels)))
    return tuple(out)


def _parent(name: str, domains: Mapping[str, KeyDomain]) -> str | None:
    """The key column that groups another: held by its public list, with fewer values; the finest of them."""
    own = domains[name]
    size = len(own.values or ())
    found = [
        other
        for other, domain in domains.items()
        if other != name
        and other in own.parents
        and set(own.parents[other].values()) <= set(domain.values or ())
        and len(domain.values or ()) < size
    ]
    return max(found, key=lambda other: len(domains[other].values or ()), default=None)


def grains(tables: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The distinct grains of several tables, in order; two tables of one grain are one for the cells they share."""
    return list(dict.fromkeys(tuple(sorted(by)) for by in tables))
