"""How far a delivery has moved from the one its levels were chosen on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privkit.policy.model.anonymity import MakeKAnonymous as Rule
from privkit.steps.k_anonymous.gather import Gathered
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.anonymity.criteria import Criteria
    from privkit.anonymity.result import Optimum

DECIMALS = 4  # of a share in the evidence
TOLD = 0.1  # total variation from which a column is named to the reader


@dataclass(frozen=True)
class Drift:
    """Figures for machines, and sentences for people."""

    figures: Mapping[str, Any]
    notes: tuple[Words, ...]


def shares_of(
    rule: Rule, gathered: Gathered, criteria: Criteria, levels: Sequence[int]
) -> dict[str, list[float]]:
    """For each column with a hierarchy of its own, the share of the units that stay under each of its labels.

    Labels are told by their place in the hierarchy, never by name. Columns whose values are known from the
    data alone are left out: their order is not the same from one delivery to the next.
    """
    import numpy as np

    from privkit.anonymity.apply import suppressed_mask

    out = {}
    gone = suppressed_mask(gathered.hierarchies, gathered.codes, gathered.weights, criteria, levels)
    weights = np.where(gone, 0, gathered.weights)
    total = float(weights.sum())
    for i, (column, h, level) in enumerate(zip(rule.on, gathered.hierarchies, levels, strict=True)):
        if gathered.from_data[i] or not total:
            continue
        labels = h.codes(level)[gathered.codes[:, i]]
        held = np.bincount(labels, weights, minlength=len(h.labels_at(level)))
        out[column] = [round(float(share), DECIMALS) for share in held / total]
    return out


def drift_of(
    frozen: Mapping[str, Any], rule: Rule, gathered: Gathered, criteria: Criteria, found: Optimum
) -> Drift:
    """Compare with the delivery the levels come from: units, removals, loss, and the spread of each column.

    The distance is the total variation between shares of labels: 0 the same, 1 nothing in common.
    """
    now = shares_of(rule, gathered, criteria, found.levels)
    moved = {}
    for column, before in frozen.get("shares", {}).items():
        after = now.get(column, [])
        width = max(len(before), len(after))
        pairs = zip(
            [*before, *[0.0] * (width - len(before))], [*after, *[0.0] * (width - len(after))], strict=True
        )
        moved[column] = round(sum(abs(float(a) - float(b)) for a, b in pairs) / 2, DECIMALS)
    units = gathered.total
    figures = {
        "drift": moved,
        "reference": {key: frozen.get(key) for key in ("units", "units_removed", "loss", "groups")},
        "units": units,
    }
    return Drift(figures, _notes(moved, frozen, units, found))


def _notes(
    moved: Mapping[str, float], frozen: Mapping[str, Any], units: int, found: Optimum
) -> tuple[Words, ...]:
    run = frozen["run"]
    told = [
        Words(
            f"levels are those of the run {run}: {found.suppressed_units} of {units} removed, against "
            f"{frozen.get('units_removed')} of {frozen.get('units')} then",
            f"les niveaux sont ceux du passage {run} : {found.suppressed_units} sur {units} retirés, contre "
            f"{frozen.get('units_removed')} sur {frozen.get('units')} alors",
        )
    ]
    far = [column for column, distance in moved.items() if distance >= TOLD]
    if far:
        names = ", ".join(far)
        told.append(
            Words(
                f"these columns are spread otherwise than in that delivery: {names}; think of searching again",
                f"ces colonnes se répartissent autrement que dans cette livraison : {names} ; pensez à chercher de nouveau",
            )
        )
    return tuple(told)
