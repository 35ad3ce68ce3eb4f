"""``explain``: the policy as plain sentences, steps included, in the order they are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privkit.policy.sentences import closing, opening
from privkit.steps.build import build_steps
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.reader import Document


def sentences(document: Document) -> list[Words]:
    """Who and why, then each step, then the conditions and what leaves."""
    steps = [step.say() for step in build_steps(document)]
    return [*opening(document.policy), *steps, *closing(document.policy)]
