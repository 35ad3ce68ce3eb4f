"""What ``measure`` found: frozen figures, and the JSON of each. Never a data value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from privkit.risk.diversity import Diversity
from privkit.risk.groups import Groups
from privkit.risk.identifiers import Finding
from privkit.words import Words

#: First sizes of the bands of group sizes, in JSON and in figures.
BANDS = (1, 2, 5, 11, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Facts:
    """Units that a set of known facts (columns) singles out."""

    columns: tuple[str, ...]
    unique: int
    share: float


@dataclass(frozen=True)
class KnownFacts:
    """Every set of 1 to ``up_to`` quasi-identifiers, the most telling first; why no larger ones, if so."""

    sets: tuple[Facts, ...] = ()
    up_to: int = 0
    reason: Words | None = None

    def worst(self, size: int) -> Facts | None:
        """The set of that many columns that singles out most."""
        return next((one for one in self.sets if len(one.columns) == size), None)


@dataclass(frozen=True)
class ColumnDiversity:
    """A confidential column: its least diverse group. Distances are None, with a reason, when not measured."""

    column: str
    least_distinct: int
    least_entropy: float
    largest_distance: float | None
    largest_ordered_distance: float | None
    reason: Words | None = None

    @classmethod
    def of(cls, column: str, found: Diversity) -> ColumnDiversity:
        return cls(
            column,
            found.least_distinct,
            found.least_entropy,
            found.largest_distance,
            found.largest_ordered_distance,
        )

    def as_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {
            "column": self.column,
            "least_distinct": self.least_distinct,
            "least_entropy": self.least_entropy,
            "largest_distance": self.largest_distance,
            "largest_ordered_distance": self.largest_ordered_distance,
        }
        return out | ({"not_measured": both(self.reason)} if self.reason else {})


@dataclass(frozen=True)
class Estimate:
    """One more figure of risk: a value, or why it cannot be estimated."""

    key: str
    label: Words
    value: float | int | None
    share: bool = False
    reason: Words | None = None

    def as_json(self) -> Any:
        return self.value if self.reason is None else {"not_estimable": both(self.reason)}


@dataclass(frozen=True)
class Measurement:
    """One file, measured. ``units`` counts everybody; ``suppressed`` those whose rows are ``*`` throughout.

    Groups, uniqueness, risks and diversity are of the units that are not suppressed. With several rows per
    unit (``once`` is False) a unit counts once in each group it is in, and in ``unique`` when some group is
    its own.
    """

    counted_in: str
    rows: int
    units: int
    suppressed: int
    once: bool
    quasi_identifiers: tuple[str, ...]
    groups: Groups
    unique: int
    ks: tuple[int, ...]
    thresholds: tuple[float, ...]
    known: KnownFacts
    diversity: tuple[ColumnDiversity, ...]
    identifiers: tuple[Finding, ...]
    estimates: tuple[Estimate, ...] = ()

    @property
    def unique_share(self) -> float:
        present = self.units - self.suppressed
        return self.unique / present if present else 0.0

    @property
    def median_group(self) -> int:
        """The size in the middle of the groups from the smallest to the largest (the lower of two)."""
        seen, half = 0, (self.groups.classes + 1) // 2
        for size, classes in self.groups.histogram:
            seen += classes
            if seen >= half:
                return size
        return 0

    @property
    def identifying_columns(self) -> list[str]:
        return sorted({f.column for f in self.identifiers})

    def at_risk(self, threshold: float) -> float:
        """Share of units whose prosecutor risk is above a threshold."""
        return self.groups.prosecutor(threshold).share_at_risk

    def as_json(self) -> dict[str, Any]:
        """JSON values; the first eleven keys keep their names from one version to the next."""
        risk, groups = self.groups.prosecutor(), self.groups
        at_risk = {f"{t:g}": self.at_risk(t) for t in self.thresholds}
        return {
            "counted_in": self.counted_in,
            "rows": self.rows,
            "units": self.units,
            "quasi_identifiers": list(self.quasi_identifiers),
            "groups": groups.classes,
            "smallest_group": groups.smallest,
            "unique": self.unique,
            "unique_share": self.unique_share,
            "below": {str(k): groups.units_below(k) for k in self.ks},
            "prosecutor_highest": risk.highest,
            "prosecutor_average": risk.average,
            "marketer": groups.marketer,
            "direct_identifiers": self.identifying_columns,
            "one_row_per_unit": self.once,
            "suppressed": self.suppressed,
            "median_group": self.median_group,
            "largest_group": groups.largest,
            "group_sizes": [
                {"from": b.low, "to": b.high, "groups": b.classes, "units": b.units}
                for b in groups.bands(BANDS)
            ],
            "prosecutor_at_risk": at_risk,
            # without a table of the population, the prosecutor's figures: an upper bound
            "journalist": {"highest": risk.highest, "average": risk.average, "at_risk": at_risk},
            "known_facts": _known_json(self.known),
            "diversity": [one.as_json() for one in self.diversity],
            "direct_identifiers_by": [
                {"column": f.column, "by": f.detector, "distinct_values": f.values_found, "rows": f.rows}
                for f in self.identifiers
            ],
            **{one.key: one.as_json() for one in self.estimates},
        }


@dataclass(frozen=True)
class ColumnDetail:
    """One quasi-identifier before and after. Entropy is in bits, over units not suppressed.

    ``loss`` is the Loss metric (Iyengar 2002), known when the two files can be matched row by row;
    ``entropy_kept`` the share of the entropy that is left.
    """

    column: str
    before: str
    values_before: int
    values_after: int
    entropy_before: float
    entropy_after: float
    loss: float | None

    @property
    def entropy_kept(self) -> float:
        return min(1.0, self.entropy_after / self.entropy_before) if self.entropy_before else 1.0

    def as_json(self) -> dict[str, Any]:
        return {
            "column": self.column,
            "before": self.before,
            "values_before": self.values_before,
            "values_after": self.values_after,
            "entropy_before": self.entropy_before,
            "entropy_after": self.entropy_after,
            "entropy_kept": self.entropy_kept,
            "loss": self.loss,
        }


@dataclass(frozen=True)
class Detail:
    """What detail the file has lost against the original, column by column."""

    columns: tuple[ColumnDetail, ...]
    removed: (
        int | None
    )  # units of the original that are not there, or entirely suppressed; None: not comparable
    reason: Words | None = None  # why the loss is not measured

    @property
    def loss(self) -> float | None:
        """The mean loss over quasi-identifiers; None when one is not measured."""
        known = [c.loss for c in self.columns if c.loss is not None]
        return sum(known) / len(known) if known and len(known) == len(self.columns) else None

    def as_json(self) -> dict[str, Any]:
        return {
            "information_loss": self.loss,
            "units_removed": self.removed,
            "columns": [c.as_json() for c in self.columns],
        } | ({"not_measured": both(self.reason)} if self.reason else {})


@dataclass(frozen=True)
class Matches:
    """Of ``records`` rows of the original, ``unique`` are alone over ``columns``, ``matched`` of which stand in the file.

    ``apparent``: rows alone over the quasi-identifiers in both files, and with the same; ``alike``: the share of the
    other columns where they agree, on average (None when there is none).
    """

    columns: tuple[str, ...]
    records: int
    unique: int
    matched: int
    quasi_identifiers: tuple[str, ...]
    apparent: int | None
    alike: float | None

    def as_json(self) -> dict[str, Any]:
        return {
            "columns": list(self.columns),
            "records": self.records,
            "unique": self.unique,
            "unique_exact_matches": self.matched,
            "apparent_matches": self.apparent,
            "apparent_matches_alike": self.alike,
        }


@dataclass(frozen=True)
class Measurements:
    """A file, the original beside it when one was given, the detail lost between them and the rows found again."""

    after: Measurement
    before: Measurement | None = None
    detail: Detail | None = None
    matches: Matches | None = None

    def as_json(self) -> dict[str, Any]:
        if self.before is None:
            return self.after.as_json()
        out = {"before": self.before.as_json(), "after": self.after.as_json()}
        out |= {"detail": self.detail.as_json()} if self.detail else {}
        return out | ({"matches": self.matches.as_json()} if self.matches else {})


def both(words: Words) -> dict[str, str]:
    """A sentence in both languages, for programs."""
    return {"en": words.en, "fr": words.fr}


def _known_json(known: KnownFacts) -> dict[str, Any]:
    return {
        "up_to": known.up_to,
        "sets": [{"columns": list(s.columns), "unique": s.unique, "share": s.share} for s in known.sets],
    } | ({"not_measured": both(known.reason)} if known.reason else {})
