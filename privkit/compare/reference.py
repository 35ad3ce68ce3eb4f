"""The reference-household table: what leaves, and what a household is compared with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from privkit.compare.labels import ALL
from privkit.compare.phrase import group_in_words
from privkit.compare.place import label_of
from privkit.compare.spec import ComparisonSpec, spec_from_json
from privkit.errors import DataError, PrivkitError, Problem
from privkit.steps.recoding import Recoding, from_json
from privkit.words import Language, Words

KIND = "privkit reference table"
VERSION = 2  # 1 had neither ``made`` nor ``privacy`` nor margins; it is still read


@dataclass(frozen=True)
class Group:
    """Comparable households: their labels for each column of ``groups_by``, and their marks.

    ``labels`` holds every label that belongs; ``*`` among them welcomes those not known. ``shown`` is what
    people read. ``units`` is rounded down to tens. ``margins``: the 95 % interval of each mark where noise moved it.
    """

    labels: tuple[tuple[str, ...], ...]
    shown: tuple[str, ...]
    low: Decimal
    middle: Decimal
    high: Decimal
    units: int
    margins: tuple[tuple[Decimal, Decimal], ...] = ()

    @property
    def marks(self) -> tuple[Decimal, Decimal, Decimal]:
        return self.low, self.middle, self.high

    @property
    def tells(self) -> bool:
        """Whether the marks are apart: when they are not, there is nothing to compare."""
        return self.low < self.high

    def to_json(self) -> dict[str, Any]:
        return {
            "labels": [list(labels) for labels in self.labels],
            "shown": list(self.shown),
            "marks": [format(mark, "f") for mark in self.marks],
            "units": self.units,
            **(
                {"margins": [[format(end, "f") for end in ends] for ends in self.margins]}
                if self.margins
                else {}
            ),
        }


@dataclass(frozen=True)
class Made:
    """Where a table comes from: the policy and its version, the date its data were counted to, its period if said."""

    policy: str
    version: str
    as_of: str
    period: str = ""


@dataclass(frozen=True)
class Privacy:
    """The privacy loss of the release a table was read from (differential privacy), as exact text."""

    epsilon: str
    delta: str


@dataclass(frozen=True)
class ReferenceTable:
    """The groups, and the recodings that lead a household to its own.

    ``explained`` is the share of the differences between units that lies between groups (adjusted R² of
    log(1 + target)); ``units`` counts those behind the table, rounded down to tens. ``privacy`` holds for every group.
    """

    spec: ComparisonSpec
    groups: tuple[Group, ...]
    chains: Mapping[str, tuple[Recoding, ...]]
    explained: Decimal
    units: int
    made: Made | None = None
    privacy: Privacy | None = None

    def labels_of(self, column: str) -> tuple[str, ...]:
        """The labels of a column that tell groups apart, in order; none when every group takes them all."""
        at = self.spec.groups_by.index(column)
        if all(ALL in group.labels[at] for group in self.groups):
            return ()
        met = (label for group in self.groups for label in group.labels[at])
        return tuple(label for label in dict.fromkeys(met) if label != ALL)

    def place(self, household: Mapping[str, str]) -> Group | None:
        """The group of a household, from its raw attributes (``{"surface_m2": "73"}``), or None.

        Attributes go through the recodings of the run that made the table; ``*`` stands for one that is
        not known. DataError PK564 (an attribute is missing), PK565 (one is not recognised).
        """
        labels, problems = [], []
        for column in self.spec.groups_by:
            found = label_of(column, household, self.chains.get(column, ()), self.labels_of(column))
            if isinstance(found, Problem):
                problems.append(found)
            else:
                labels.append(found)
        if problems:
            raise DataError(*problems)
        return self.group_of(labels)

    def group_of(self, labels: Sequence[str]) -> Group | None:
        """The group of labels, in the order of ``groups_by``: the exact one, else the most general."""
        left = list(self.groups)
        for at, label in enumerate(labels):
            exact = [group for group in left if label in group.labels[at]]
            left = exact or [group for group in left if ALL in group.labels[at]]
        return left[0] if left else None

    def in_words(self, group: Group, language: Language) -> str:
        """The homes of a group: ``3 à 4 personnes, maison``."""
        return group_in_words(self.spec.groups_by, group.labels, group.shown, self.spec.phrases, language)

    def to_json(self) -> str:
        """The table as canonical JSON text: sorted keys, decimals as text, no float."""
        body = {
            "kind": KIND,
            "version": VERSION,
            "spec": self.spec.to_json(),
            "groups": [
                group.to_json() | ({"privacy": asdict(self.privacy)} if self.privacy else {})
                for group in self.groups
            ],
            "chains": {column: [r.to_json() for r in chain] for column, chain in self.chains.items()},
            "explained": str(self.explained),
            "units": self.units,
            "made": asdict(self.made) if self.made else None,
            "privacy": asdict(self.privacy) if self.privacy else None,
        }
        return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def reference_from_json(text: str) -> ReferenceTable:
    """Read what ``ReferenceTable.to_json`` wrote. DataError PK566 when it is something else."""
    try:
        body = json.loads(text)
        if body["kind"] != KIND or body["version"] not in (1, VERSION):
            raise ValueError
        return _read(body)
    except (PrivkitError, ValueError, KeyError, TypeError, ArithmeticError, AttributeError):
        raise DataError(
            Problem(
                "PK566",
                Words("this is not a reference table", "ce n'est pas une table de référence"),
                instead=Words(
                    "give the file written under comparison: file: by privkit apply",
                    "donnez le fichier écrit sous comparaison: fichier: par privkit apply",
                ),
            )
        ) from None


def _read(body: Mapping[str, Any]) -> ReferenceTable:
    spec = spec_from_json(body["spec"])
    groups = tuple(_group(entry, len(spec.groups_by)) for entry in body["groups"])
    chains = {column: tuple(from_json(r) for r in chain) for column, chain in body["chains"].items()}
    made, privacy = body.get("made"), body.get("privacy")
    return ReferenceTable(
        spec,
        groups,
        chains,
        Decimal(body["explained"]),
        int(body["units"]),
        Made(**{name: str(value) for name, value in made.items()}) if made else None,
        Privacy(str(privacy["epsilon"]), str(privacy["delta"])) if privacy else None,
    )


def _group(entry: Mapping[str, Any], columns: int) -> Group:
    labels = tuple(tuple(str(label) for label in labels) for labels in entry["labels"])
    low, middle, high = (Decimal(mark) for mark in entry["marks"])
    if len(labels) != columns or len(entry["shown"]) != columns or not low <= middle <= high:
        raise ValueError
    margins = tuple((Decimal(least), Decimal(most)) for least, most in entry.get("margins", ()))
    if margins and (len(margins) != len(entry["marks"]) or any(least > most for least, most in margins)):
        raise ValueError
    return Group(labels, tuple(entry["shown"]), low, middle, high, int(entry["units"]), margins)
