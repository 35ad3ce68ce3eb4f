"""The levels of a full-domain generalisation: searched for, or taken from an earlier delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privkit.policy.model.anonymity import LossMetric
from privkit.policy.model.anonymity import MakeKAnonymous as Rule
from privkit.steps.base import Context, Spot, listed, shown_number
from privkit.steps.k_anonymous.drift import drift_of, shares_of
from privkit.steps.k_anonymous.gather import Gathered
from privkit.steps.k_anonymous.waiting import told_by
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.anonymity.criteria import Criteria
    from privkit.anonymity.result import Optimum


@dataclass(frozen=True)
class Chosen:
    """The level of each column, the figures of the evidence, and what a reader must be told."""

    levels: tuple[int, ...]
    figures: Mapping[str, Any]
    notes: tuple[Words, ...] = ()


def chosen_levels(
    rule: Rule,
    gathered: Gathered,
    criteria: Criteria,
    weights: Sequence[float] | None,
    spot: Spot,
    context: Context,
) -> Chosen:
    """The least lossy levels, or those frozen from an earlier run (``context.frozen``), judged on these data."""
    from privkit.anonymity.evaluate import evaluate
    from privkit.anonymity.search import search

    data = (gathered.hierarchies, gathered.codes, gathered.weights, criteria)
    metric = rule.metric.value
    frozen = context.frozen.get(int(spot.path[1]))
    if frozen is not None:
        levels = _levels_of(frozen, rule, gathered, spot)
        found = evaluate(*data, levels, metric=metric, column_weights=weights)
        told = drift_of(frozen, rule, gathered, criteria, found)
        return Chosen(
            levels,
            {**_figures(found, rule, gathered, criteria), "frozen_from": frozen["run"], **told.figures},
            told.notes,
        )
    found = search(
        *data,
        rule.remove_at_most,
        metric=metric,
        column_weights=weights,
        time_limit=rule.seconds_at_most,
        progress=told_by(context),
    )
    return Chosen(found.levels, _figures(found, rule, gathered, criteria), _notes(found, rule.metric))


def _figures(best: Optimum, rule: Rule, gathered: Gathered, criteria: Criteria) -> dict[str, Any]:
    out: dict[str, Any] = {
        "units": gathered.total,
        "units_removed": best.suppressed_units,
        "loss": sum(best.loss_per_column) / len(best.loss_per_column),  # every column alike
        "loss_by_column": dict(zip(rule.on, best.loss_per_column, strict=True)),
        "groups": best.classes,
        "smallest_group": best.smallest_class,
        "lattice": best.lattice_size,
        "evaluated": best.evaluated,
        "shares": shares_of(rule, gathered, criteria, best.levels),
    }
    if not best.exact:
        out |= {"score": best.score, "bound": best.bound, "stopped": best.stopped}
    return out


#: Measures of loss between 0 and 1, told as percentages.
_SHARES = (LossMetric.LOSS, LossMetric.LOSS_GEOMETRIC, LossMetric.PRECISION, LossMetric.ENTROPY)


def _notes(best: Optimum, metric: LossMetric) -> tuple[Words, ...]:
    """What is told of a search that did not end."""
    if best.exact:
        return ()
    gap = shown_number(_rounded(best.score - best.bound))
    if metric in _SHARES:
        gap = shown_number(_rounded(best.score - best.bound) * 100) + Words(" points", " points")
    why = (
        Words("interrupted", "interrompue")
        if best.stopped == "interrupted"
        else Words("stopped by its time limit", "arrêtée par sa durée limite")
    )
    return (
        Words(
            f"the search was {why.en}: what it found is at most {gap.en} above the least loss there may be; "
            "another run may find something else",
            f"la recherche a été {why.fr} : ce qu'elle a trouvé est au plus {gap.fr} au-dessus de la plus faible perte "
            "possible ; un autre passage peut trouver autre chose",
        ),
    )


def _rounded(gap: float) -> Any:
    """A gap rounded up: what is promised is never too little."""
    from decimal import ROUND_UP, Decimal

    return Decimal(max(gap, 0.0)).quantize(Decimal("0.0001"), ROUND_UP)


def _levels_of(frozen: Mapping[str, Any], rule: Rule, gathered: Gathered, spot: Spot) -> tuple[int, ...]:
    """The frozen levels. DataError PK496 when the hierarchies are no longer those they were chosen on."""
    highest = {c: h.height for c, h in zip(rule.on, gathered.hierarchies, strict=True)}
    moved = [c for c in rule.on if frozen["highest_levels"].get(c) != highest[c]]
    if moved:
        names = listed(moved)
        raise spot.data_error(
            "PK496",
            Words(
                f"the hierarchies of {names.en} no longer have the levels they had in the run {frozen['run']}",
                f"les hiérarchies de {names.fr} n'ont plus les niveaux qu'elles avaient dans le passage {frozen['run']}",
            ),
            Words(
                "bring them back, or search again without the frozen plan",
                "rétablissez-les, ou cherchez de nouveau sans le plan figé",
            ),
            at=("on",),
        )
    return tuple(int(frozen["levels"][c]) for c in rule.on)
