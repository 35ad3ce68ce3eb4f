"""Hard rules of a table, kept by every generator: what they are, whether they can hold, rows made to keep them.

``check(rules, domain)`` finds rules that can never hold; ``holds(frame, rules, domain)`` says which rows keep them;
``repair(frame, rules, domain, redraw, rng)`` makes all rows keep them.
"""

from __future__ import annotations

from privkit.synth.rule_checks import check
from privkit.synth.rule_kinds import Combinations, Implies, Order, Rule, Total, holds, seen_combinations
from privkit.synth.rule_repair import Repaired, repair

__all__ = [
    "Combinations",
    "Implies",
    "Order",
    "Repaired",
    "Rule",
    "Total",
    "check",
    "holds",
    "repair",
    "seen_combinations",
]
