"""A step on a column that is not kept in both policies: nothing can be told of it alone."""

from __future__ import annotations

from dataclasses import replace

from privkit.policy.difference.change import Action, Change, Effect
from privkit.policy.model.policy import Policy
from privkit.words import Words

#: Steps written column by column.
_BY_COLUMN = ("generalise", "top_code", "bottom_code", "round", "suppress")
_NOT_KEPT = Words(
    "this column is not kept in both policies", "cette colonne n'est pas gardée dans les deux politiques"
)


def about_kept(change: Change, before: Policy, after: Policy) -> Change:
    """The change, left to a person when a step came or went together with the column it is about.

    To round no longer a column that no longer leaves weakens nothing; which of the two is meant, a person sees.
    """
    if len(change.path) != 3 or change.path[0] != "steps" or change.path[1] not in _BY_COLUMN:
        return change
    if change.action not in (Action.ADDED, Action.REMOVED):
        return change
    kept = [_kept(policy) for policy in (before, after)]
    if all(names is None or change.path[2] in names for names in kept):
        return change
    return replace(change, effect=Effect.DIFFERENT, because=_NOT_KEPT)


def _kept(policy: Policy) -> set[str] | None:
    """The columns a policy keeps; None when it has no step that says so."""
    steps = [step.minimise for step in policy.steps if step.minimise]
    return {name for step in steps for name in step.keep} if steps else None
