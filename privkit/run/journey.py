"""The way of each source column through the steps: unread, used, dropped, kept or changed, and why."""

from __future__ import annotations

from collections.abc import Sequence

from privkit.evidence.record import Journey
from privkit.policy.model.policy import Policy
from privkit.steps.base import Step
from privkit.steps.build import named_columns
from privkit.steps.walk import Flow
from privkit.values import Schema
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
}


def journeys(
    policy: Policy, steps: Sequence[Step], flow: Flow, outputs: Sequence[Schema]
) -> tuple[Journey, ...]:
    """One journey per column declared, in the order of the policy."""
    out = []
    for table, rule in policy.data.tables.items():
        for name, column in rule.columns.items():
            origin = f"{table}.{name}"
            if not column.read:
                out.append(Journey(name, table, column.role.value, "unread", (), ()))
                continue
            done, because, changed = _followed(policy, steps, flow, origin)
            becomes = tuple(dict.fromkeys(c.name for s in outputs for c in s.kept if origin in c.origin))
            fate = _fate(becomes, changed, bool(done))
            out.append(
                Journey(name, table, column.role.value, fate, becomes, done, because if becomes else None)
            )
    return tuple(out)


def _fate(becomes: tuple[str, ...], changed: bool, used: bool) -> str:
    if becomes:
        return "changed" if changed else "kept"
    return "used" if used else "dropped"


def _followed(
    policy: Policy, steps: Sequence[Step], flow: Flow, origin: str
) -> tuple[tuple[Words, ...], str | None, bool]:
    done: list[Words] = []
    because: str | None = None
    changed = False
    for number, step in enumerate(steps):
        held = {
            c.name for schema in flow.before[number].values() for c in schema.columns if origin in c.origin
        }
        touched = held & set(named_columns(policy, number))
        if touched and step.name in DONE:
            done.append(DONE[step.name])
            changed = changed or step.kind == "protect" or step.name in ("pseudonymise", "summarise")
        body = policy.steps[number].minimise
        if body:
            because = next((body.keep[n].because for n in sorted(held) if n in body.keep), because)
    return tuple(done), because, changed
