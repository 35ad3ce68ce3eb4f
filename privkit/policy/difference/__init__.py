"""What changed between two policies, and which way: stronger, weaker, or for a person to look at."""

from __future__ import annotations

from privkit.policy.difference.change import Action, Change, Effect
from privkit.policy.difference.compare import difference

__all__ = ["Action", "Change", "Effect", "difference"]
