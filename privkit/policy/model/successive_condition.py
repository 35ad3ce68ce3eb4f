"""Condition ``successive_references``: nothing is learnt of a household that leaves between two reference tables."""

from __future__ import annotations

from privkit.policy.scalars import Percent, Prose
from privkit.policy.terms import Section, term


class SuccessiveReferences(Section):
    """Gain over a blind guess, within 5 %, on the use of a household that left between two reference tables."""

    gain_at_most: Percent = term(
        "gain_au_plus",
        "Largest gain over a blind guess, upper bound of its interval.",
        "Gain maximal sur une réponse au hasard, borne haute de son intervalle.",
    )
    because: Prose | None = term("parce_que", "Why this gain.", "Pourquoi ce gain.", default=None)
