"""How useful protected rows still are, from every side at once: no one figure stands for the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, TypeVar

from privkit.errors import DataError
from privkit.usefulness.correlations import Correlations, correlations
from privkit.usefulness.distances import Distances, Way, distances
from privkit.usefulness.longitudinal import Longitudinal, longitudinal
from privkit.usefulness.models import ModelScores, train_and_test
from privkit.usefulness.rare import Rare, rare
from privkit.usefulness.segments import Agreement
from privkit.usefulness.shares import Shares, shares
from privkit.usefulness.variables import Sides
from privkit.words import Words

T = TypeVar("T")


@dataclass(frozen=True)
class Unmeasured:
    """Something that could not be measured, and why."""

    what: str
    because: Words


@dataclass(frozen=True)
class Usefulness:
    """Every measure, each with the floor it must be read beside. ``real``, ``held``, ``released``: units of each."""

    real: int
    held: int
    released: int
    distances: Distances
    correlations: Correlations
    courses: tuple[Longitudinal, ...]
    models: tuple[ModelScores, ...]
    rare: Rare
    shares: tuple[Shares, ...]
    agreement: Agreement | None
    unmeasured: tuple[Unmeasured, ...]

    def to_json(self, *, labels: bool = False) -> dict[str, Any]:
        """Figures and names of columns as plain JSON values: no category, no bound, no value of the data.

        ``labels``: the shares of each column too, for a picture, with the names of categories of ten units or more
        and round numbers: for readers inside the house.
        """
        return {
            "units": {"real": self.real, "held": self.held, "released": self.released},
            "distances": {
                "ways": [_way(way) for way in self.distances.ways],
                "left_out": list(self.distances.left_out),
            },
            "correlations": {
                "mean_difference": self.correlations.mean_difference,
                "floor_mean": self.correlations.floor_mean,
                "floor_worst": self.correlations.floor_worst,
                "pairs": [asdict(pair) for pair in self.correlations.pairs],
                "left_out": list(self.correlations.left_out),
            },
            "courses": [_plain(asdict(course)) for course in self.courses],
            "models": [_plain(asdict(model)) for model in self.models],
            "rare": _rare(self.rare),
            "agreement": None if self.agreement is None else asdict(self.agreement),
            "shares": [_shares(one) for one in self.shares] if labels else [],
            "unmeasured": [{"what": one.what, "because": asdict(one.because)} for one in self.unmeasured],
        }


def usefulness(
    sides: Sides,
    *,
    targets: Sequence[str] = (),
    profiles: Sequence[Sequence[str]] = (),
    year: int = 12,
    agreement: Agreement | None = None,
) -> Usefulness:
    """Measure everything. ``targets``: columns to predict; ``profiles``: columns of one quantity in order of time.

    What the data do not allow to measure is told in ``unmeasured`` and stops nothing. Models need control units.
    """
    missed: list[Unmeasured] = []
    if sides.held is None:
        missed += [Unmeasured(target, NO_CONTROL) for target in targets]
        targets = ()
    missed += [Unmeasured(column.name, ALL_DIFFERENT) for column in sides.columns if column.alone]
    courses = [_tried(", ".join(p), partial(longitudinal, sides, p, year=year), missed) for p in profiles]
    models = [_tried(target, partial(train_and_test, sides, target), missed) for target in targets]
    return Usefulness(
        len(sides.real), 0 if sides.held is None else len(sides.held), len(sides.released),
        distances(sides), correlations(sides),
        tuple(c for c in courses if c is not None), tuple(m for m in models if m is not None),
        rare(sides), shares(sides), agreement, tuple(missed),
    )  # fmt: skip


NO_CONTROL = Words(
    "there are no control units to test a model on", "il n'y a pas d'unités témoins pour éprouver un modèle"
)
ALL_DIFFERENT = Words(
    "nearly every unit has a text of its own: there is no distribution to compare",
    "presque chaque unité a son propre texte : il n'y a pas de distribution à comparer",
)


def _tried(what: str, measure: Callable[[], T], missed: list[Unmeasured]) -> T | None:
    try:
        return measure()
    except DataError as error:
        missed += [Unmeasured(what, problem.message) for problem in error.problems]
        return None


def _way(way: Way) -> dict[str, Any]:
    return {
        "order": way.order,
        "mean": way.mean,
        "floor_mean": way.floor_mean,
        "worst": _plain(asdict(way.worst)),
        "floor_worst": way.floor_worst,
        "measured": len(way.each),
        "of": way.of,
        "each": [_plain(asdict(d)) for d in way.each] if way.order < 3 else [],
    }


def _rare(found: Rare) -> dict[str, Any]:
    """Counts of categories, never their names."""
    each = [{**asdict(c), "lost": len(c.lost), "scarce": len(c.scarce)} for c in found.categories]
    return {**asdict(found), "categories": each, "lost": found.lost}


def _shares(found: Shares) -> dict[str, Any]:
    bars = [
        {"label": asdict(b.label), "real": b.real, "released": b.released, "floor": b.floor}
        for b in found.bars
    ]
    return {"column": found.column, "kind": found.kind, "bars": bars}


def _plain(value: Any) -> Any:
    """Tuples as lists, as JSON has them."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value
