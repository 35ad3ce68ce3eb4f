"""A run of the list of runs, in words: for the terminal and for the index page alike."""

from __future__ import annotations

from privkit.evidence.record import Status
from privkit.policy.difference import Effect
from privkit.policy.say import day, several
from privkit.run.history import Passed
from privkit.run.retention import Kept
from privkit.words import Words, joined, same

STATUSES = {
    Status.RELEASED: Words("released", "diffusé"),
    Status.HELD: Words("held", "en attente"),
    Status.REFUSED: Words("refused", "refusé"),
    Status.INCONCLUSIVE: Words("inconclusive", "non concluant"),
}
_OUTCOMES = {
    "held": (Words("met", "remplie"), Words("met", "remplies")),
    "failed": (Words("not met", "non remplie"), Words("not met", "non remplies")),
    "inconclusive": (Words("inconclusive", "non concluante"), Words("inconclusive", "non concluantes")),
}
EFFECTS = {
    Effect.WEAKER: Words("weaker", "plus faible"),
    Effect.DIFFERENT: Words("to be looked at", "à regarder"),
    Effect.STRONGER: Words("stronger", "plus forte"),
}
_MANY = {
    Effect.WEAKER: Words("weaker", "plus faibles"),
    Effect.DIFFERENT: EFFECTS[Effect.DIFFERENT],
    Effect.STRONGER: Words("stronger", "plus fortes"),
}


def verdict(passed: Passed) -> Words:
    """How its conditions ended: 6 met, 1 not met."""
    parts = []
    for outcome, (one, many) in _OUTCOMES.items():
        count = passed.verdicts.get(outcome, 0)
        if count:
            parts.append(several(count, one, many))
    return joined(parts) if parts else Words("no condition", "aucune condition")


def output(kept: Kept) -> Words:
    """An output and until when it may be kept."""
    name = same(kept.output)
    if kept.eliminated:
        return name + Words(": eliminated", " : éliminée")
    if kept.until is None:
        return name + Words(": no end is written", " : aucun terme n'est écrit")
    until = day(kept.until)
    then = (
        Words(", then archived", ", puis archivée")
        if kept.then == "archive"
        else Words(", then eliminated", ", puis éliminée")
    )
    return name + Words(f": kept until {until.en}", f" : gardée jusqu'au {until.fr}") + then


def since(passed: Passed) -> Words:
    """What changed since the run before."""
    parts = []
    if passed.changes:
        counts = {effect: sum(c.effect is effect for c in passed.changes) for effect in Effect}
        told = joined([several(n, EFFECTS[effect], _MANY[effect]) for effect, n in counts.items() if n])
        parts.append(Words(f"the policy changed ({told.en})", f"la politique a changé ({told.fr})"))
    parts += passed.other
    if not parts:
        return (
            Words("nothing", "rien") if passed.changes is not None else Words("first run", "premier passage")
        )
    return joined(parts, " ; ")
