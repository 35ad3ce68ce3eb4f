"""The way of each source column through the steps: unread, used, dropped, kept or changed, and why."""

from __future__ import annotations

from collections.abc import Sequence

from privkit.evidence.record import Journey
from privkit.policy.declared import measured_with
from privkit.policy.model.policy import Policy
from privkit.steps.base import Step
from privkit.steps.build import named_columns
from privkit.steps.k_anonymous.step import MakeKAnonymous
from privkit.steps.synthesise.step import Synthesise
from privkit.steps.walk import Flow
from privkit.values import Schema, StepRecord
from privkit.words import Words

DONE = {
    "apply_requests": Words("used to apply requests", "sert à appliquer les demandes"),
    "drop_older_than": Words("used to leave out old rows", "sert à écarter les lignes anciennes"),
    "keep_rows": Words("used to choose rows", "sert à choisir les lignes"),
    "pseudonymise": Words("replaced by a pseudonym", "remplacée par un pseudonyme"),
    "link": Words("used to link tables", "sert à croiser les tables"),
    "summarise": Words("summarised", "résumée"),
    "generalise": Words("made coarser", "rendue moins précise"),
    "top_code": Words("capped", "plafonnée"),
    "bottom_code": Words("raised to a floor", "relevée au plancher"),
    "round": Words("rounded", "arrondie"),
    "suppress": Words("partly blanked", "effacée en partie"),
    "make_k_anonymous": Words("made coarser to form groups", "rendue moins précise pour former des groupes"),
    "suppress_locally": Words("blanked where it singles out", "effacée là où elle isole"),
    "microaggregate": Words("replaced by the value of a group", "remplacée par la valeur d'un groupe"),
    "swap": Words("swapped between near rows", "permutée entre lignes proches"),
    "add_noise": Words("with random noise", "avec un bruit aléatoire"),
    "post_randomise": Words("partly redrawn at random", "tirée de nouveau au hasard en partie"),
    "limit_contribution": Words("used to limit contributions", "sert à limiter les contributions"),
    "aggregate": Words("counted or added up in tables", "comptée ou additionnée dans des tableaux"),
    "set_aside": Words("used to set people aside", "sert à mettre des personnes de côté"),
    "synthesise": Words(
        "learnt by a model, which made other values", "apprise par un modèle, qui en a fait d'autres"
    ),
    "sample": Words("used to draw the sample", "sert à tirer l'échantillon"),
}
GROUPING = Words("used to form groups", "sert à former les groupes")
FAIRNESS = Words("used to check fairness", "sert à contrôler l'équité")
MEASURED = Words("used to measure risks", "sert à mesurer les risques")


def journeys(
    policy: Policy,
    steps: Sequence[Step],
    flow: Flow,
    outputs: Sequence[Schema],
    records: Sequence[StepRecord] = (),
) -> tuple[Journey, ...]:
    """One journey per column declared, in the order of the policy.

    With the ``records`` of a run, a column whose values a search left as they were is not said to be coarser.
    """
    out = []
    left = [_left_as_it_was(record) for record in records] or [frozenset()] * len(steps)
    measured = measured_with(policy)
    fairness = {name for c in policy.release_only_if if c.fairness for name in c.fairness.by}
    for table, rule in policy.data.tables.items():
        for name, column in rule.columns.items():
            origin = f"{table}.{name}"
            if not column.read:
                out.append(Journey(name, table, column.role.value, "unread", (), ()))
                continue
            done, because, changed = _followed(policy, steps, flow, origin, left)
            if name in measured:
                done = (*done, FAIRNESS if name in fairness else MEASURED)
            becomes = tuple(dict.fromkeys(c.name for s in outputs for c in s.kept if origin in c.origin))
            fate = _fate(becomes, changed, bool(done))
            out.append(
                Journey(name, table, column.role.value, fate, becomes, done, because if becomes else None)
            )
    return tuple(out)


def _left_as_it_was(record: StepRecord) -> frozenset[str]:
    """The columns that a step generalised to their own values: level 0."""
    levels = record.changes.figures.get("levels", {})
    return frozenset(column for column, level in levels.items() if level == 0)


def _fate(becomes: tuple[str, ...], changed: bool, used: bool) -> str:
    if becomes:
        return "changed" if changed else "kept"
    return "used" if used else "dropped"


def _followed(
    policy: Policy, steps: Sequence[Step], flow: Flow, origin: str, left: Sequence[frozenset[str]]
) -> tuple[tuple[Words, ...], str | None, bool]:
    done: list[Words] = []
    because: str | None = None
    changed = False
    for number, step in enumerate(steps):
        held = {
            c.name for schema in flow.before[number].values() for c in schema.columns if origin in c.origin
        }
        touched = held & set(named_columns(policy, number))
        if isinstance(step, Synthesise):  # every column, named or not
            touched = held
        if touched and isinstance(step, MakeKAnonymous) and not (touched & set(step.rule.on)) - left[number]:
            done.append(GROUPING)  # looked at, and left as it is
        elif touched and step.name in DONE:
            done.append(DONE[step.name])
            changed = (
                changed
                or (step.kind == "protect" and step.name not in ("sample", "limit_contribution"))
                or step.name in ("pseudonymise", "summarise")
            )
        body = policy.steps[number].minimise
        if body:
            because = next((body.keep[n].because for n in sorted(held) if n in body.keep), because)
    return tuple(done), because, changed
