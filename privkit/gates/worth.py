"""``fidelity`` and ``usefulness``: what the rows that leave are still worth, beside real people nobody was made from.

Everything is measured once for both: distances, correlations, courses through time, models, rare categories. No
single score stands alone: the condition compares one figure, the report shows them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from privkit.errors import DataError
from privkit.gates.attack_columns import with_total
from privkit.gates.base import Trial, at_most, beside, percent, round_up_percent
from privkit.gates.exhibit import Exhibit
from privkit.gates.known_readings import profiles_on
from privkit.gates.stage import Stage, Untold
from privkit.policy.model.attack_conditions import Fidelity, Usefulness
from privkit.risk.attacks.scene import Scene
from privkit.usefulness.models import ModelScores, train_and_test
from privkit.usefulness.summary import Usefulness as Measured
from privkit.usefulness.summary import usefulness as measure
from privkit.usefulness.variables import Sides, Variable
from privkit.values import Interval, Outcome, Role, Verdict
from privkit.words import Words, same

MOST_TARGETS = 6  #: columns predicted when the policy names none


@dataclass(frozen=True)
class Worth:
    """What was measured on one output. ``models``: by the name of what is predicted, or why it cannot be."""

    measured: Measured
    models: Mapping[str, ModelScores | Words]


def fidelity(rule: Fidelity, trial: Trial) -> list[Verdict]:
    """Held when the mean total variation distance of columns, pairs or triples is small enough."""
    return [_fidelity(rule, trial, exhibit) for exhibit in trial.concerned(rule.output)]


def _fidelity(rule: Fidelity, trial: Trial, exhibit: Exhibit) -> Verdict:
    required, order = at_most(rule.distance_at_most), int(rule.columns_together)
    found = _worth(exhibit, trial)
    if isinstance(found, Untold):
        return _untold("fidelity", exhibit, required, rule, found)
    way = found.measured.distances.way(order)
    if way is None:
        return _untold("fidelity", exhibit, required, rule, _few_columns(order))
    held = way.mean <= float(rule.distance_at_most)
    shown, floor, nearest = (
        beside(way.mean, rule.distance_at_most),
        percent(way.floor_mean),
        round_up_percent(way.mean),
    )
    what = _BY[min(order, 3)]
    measured = Words(
        f"distributions of {what.en} are at {shown.en} on average (two samples of real people: {floor.en})",
        f"les répartitions de {what.fr} sont à {shown.fr} en moyenne (deux échantillons de vraies personnes : {floor.fr})",
    )
    figures = {
        "share": way.mean,
        "required": float(rule.distance_at_most),
        "floor": way.floor_mean,
        "order": order,
    }
    return Verdict(
        "fidelity", exhibit.output, Outcome.HELD if held else Outcome.FAILED, measured, required,
        {**figures, **_plain(found, exhibit, trial)}, rule.because,
        None if held else Words(f"distance_at_most: {nearest.en}", f"distance_au_plus: {nearest.fr}"),
        _note(trial, exhibit),
    )  # fmt: skip


_BY = {
    1: Words("columns one by one", "colonnes une à une"),
    2: Words("pairs of columns", "paires de colonnes"),
    3: Words("triples of columns", "triplets de colonnes"),
}


def _few_columns(order: int) -> Untold:
    return Untold(
        Words(f"fewer than {order} columns have a distribution to compare",
              f"moins de {order} colonnes ont une répartition à comparer"),
        Words("columns_together: 1", "colonnes_ensemble: 1"),
    )  # fmt: skip


def usefulness(rule: Usefulness, trial: Trial) -> list[Verdict]:
    """Held when no model loses more than allowed of what real data teach, tested on people set aside."""
    return [_usefulness(rule, trial, exhibit) for exhibit in trial.concerned(rule.output)]


def _usefulness(rule: Usefulness, trial: Trial, exhibit: Exhibit) -> Verdict:
    required = at_most(rule.loss_at_most)
    found = _worth(exhibit, trial)
    if isinstance(found, Untold):
        return _untold("usefulness", exhibit, required, rule, found)
    names = list(rule.predict) or targets_of(exhibit, trial, None)
    told = {name: found.models.get(name) for name in names}
    losses = {n: m.loss for n, m in told.items() if isinstance(m, ModelScores) and m.loss is not None}
    if len(losses) < len(names) and (rule.predict or not losses):
        return _untold("usefulness", exhibit, required, rule, _unlearnt(told), _plain(found, exhibit, trial))
    name, worst = max(losses.items(), key=lambda item: item[1].value)
    floor = _floor(told[name])
    held = worst.value <= float(rule.loss_at_most)
    shown, nearest = beside(worst.value, rule.loss_at_most), round_up_percent(worst.value)
    redrawn = percent(floor) if floor is not None else same("—")
    measured = Words(
        f"predicting {name}, a model loses {shown.en} of what real data teach (real data drawn again: {redrawn.en})",
        f"pour prédire {name}, un modèle perd {shown.fr} de ce qu'apprennent les données réelles (données réelles tirées de "
        f"nouveau : {redrawn.fr})",
    )
    figures = {"share": worst.value, "required": float(rule.loss_at_most), "floor": floor, "predicted": names}
    return Verdict(
        "usefulness", exhibit.output, Outcome.HELD if held else Outcome.FAILED, measured, required,
        {**figures, **_plain(found, exhibit, trial)}, rule.because,
        None if held else Words(f"loss_at_most: {nearest.en}", f"perte_au_plus: {nearest.fr}"),
        _note(trial, exhibit), interval=worst if isinstance(worst, Interval) else None,
    )  # fmt: skip


def _floor(scores: ModelScores | Words | None) -> float | None:
    if not isinstance(scores, ModelScores):
        return None
    firsts = [found[0] for found in scores.scores.values() if found[0].loss is not None]
    worst = max(firsts, key=lambda s: s.loss.value if s.loss else 0.0, default=None)
    return worst.loss_floor if worst else None


def _unlearnt(told: Mapping[str, ModelScores | Words | None]) -> Untold:
    for name, found in told.items():
        if isinstance(found, Words):
            return Untold(found, _OTHERS)
        if found is None:
            return Untold(Words(f"{name} does not leave", f"{name} ne sort pas"), _OTHERS)
    names = ", ".join(told) or "—"
    return Untold(
        Words(
            f"real data teach too little of {names} for a loss to be told",
            f"les données réelles apprennent trop peu sur {names} pour qu'une perte se mesure",
        ),
        _OTHERS,
    )


_OTHERS = Words(
    "predict: columns that others tell something of", "prédire: des colonnes que d'autres éclairent"
)


def targets_of(exhibit: Exhibit, trial: Trial, stage: Stage | None) -> list[str]:
    """What models predict when the policy names nothing: confidential columns, repeated ones by their total."""
    names = []
    for name in exhibit.schema.with_role(Role.CONFIDENTIAL):
        base = next((b for b, columns in trial.profiles.items() if name in columns), name)
        names.append(base)
    return list(dict.fromkeys(names))[:MOST_TARGETS]


def _worth(exhibit: Exhibit, trial: Trial) -> Worth | Untold:
    stage = trial.runs.stage(exhibit, trial)
    if isinstance(stage, Untold):
        return stage
    found: Worth | Untold = trial.runs.once(
        (exhibit.output, "worth"), lambda: _measure(exhibit, trial, stage)
    )
    return found


def _measure(exhibit: Exhibit, trial: Trial, stage: Stage) -> Worth:
    profiles = profiles_on(stage, trial)
    fields = {base: stage.fields_of(columns) for base, columns in profiles.items()}
    courses = [f for f in fields.values() if len(f) > 1]
    found = measure(_sides(stage.scene, trial.seed), profiles=courses)
    asked = dict.fromkeys([*_asked(exhibit, trial), *targets_of(exhibit, trial, stage)])
    models = {name: _model(name, stage, fields, trial) for name in asked}
    return Worth(found, {name: m for name, m in models.items() if m is not None})


def _asked(exhibit: Exhibit, trial: Trial) -> list[str]:
    """Every column that a condition of the policy predicts on this output."""
    if trial.context is None:
        return []
    rules = [c.usefulness for c in trial.context.policy.release_only_if if c.usefulness is not None]
    return [name for r in rules if r.output in (None, exhibit.output) for name in r.predict]


def _model(
    name: str, stage: Stage, profiles: Mapping[str, tuple[str, ...]], trial: Trial
) -> ModelScores | Words | None:
    fields = profiles.get(name) or stage.columns.get(name, ())
    if not fields:
        return None
    scene = stage.scene
    kinds = {f.name: f.kind for f in scene.fields}
    if len(fields) > 1 and all(kinds[f] == "number" for f in fields):
        (scene, _), target = with_total(stage, fields, name)
    else:
        target = fields[0]
    if len(scene.fields) < 2:
        return Words("there is no other column to learn from", "il n'y a pas d'autre colonne pour apprendre")
    try:
        return train_and_test(_sides(scene, trial.seed), target)
    except DataError as error:
        return error.problems[0].message


def _sides(scene: Scene, seed: int) -> Sides:
    variables = tuple(Variable(f.name, f.kind) for f in scene.fields)
    return Sides(scene.originals, scene.release, variables, scene.control, seed=seed)


def _plain(found: Worth, exhibit: Exhibit, trial: Trial) -> dict[str, Any]:
    """The figures, told with the first of the two conditions only."""
    return {"worth": plain(found)} if trial.runs.first((exhibit.output, "worth told")) else {}


def plain(found: Worth) -> dict[str, Any]:
    """Figures as the evidence holds them. Bars of shares stand for ten people or more each."""
    figures = found.measured.to_json()
    models = [asdict(m) for m in found.models.values() if isinstance(m, ModelScores)]
    unlearnt = [{"what": n, "because": m} for n, m in found.models.items() if isinstance(m, Words)]
    return {
        **figures,
        "models": models,
        "unmeasured": [*figures["unmeasured"], *unlearnt],
        "shares": [asdict(s) for s in found.measured.shares],
    }


def _note(trial: Trial, exhibit: Exhibit) -> Words | None:
    stage = trial.runs.stage(exhibit, trial)
    return None if isinstance(stage, Untold) else stage.note


def _untold(
    name: str,
    exhibit: Exhibit,
    required: Words,
    rule: Fidelity | Usefulness,
    why: Untold,
    figures: Mapping[str, Any] | None = None,
) -> Verdict:
    return Verdict(
        name,
        exhibit.output,
        Outcome.INCONCLUSIVE,
        why.reason,
        required,
        dict(figures or {}),
        rule.because,
        why.nearest,
    )
