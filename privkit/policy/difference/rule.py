"""What a rule knows of one element of a policy: which value is stronger, and what its presence does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from privkit.policy.difference.scales import Scale, unknown
from privkit.words import Words


@dataclass(frozen=True)
class Rule:
    """How changes of one element are judged.

    ``scale`` compares two values. ``here``: 1 when its presence (or one more item of its list) is stronger, -1 when it
    is weaker, 0 when it cannot be told; ``when``: for which elements that is so, all without it.
    ``stronger``, ``weaker``, ``otherwise``: what the change does, in words.
    """

    scale: Scale = unknown
    here: int = 0
    when: Callable[[Any], bool] | None = None
    stronger: Words | None = None
    weaker: Words | None = None
    otherwise: Words | None = None

    def presence(self, element: Any) -> int:
        """What it does that this element is there."""
        return self.here if self.when is None or self.when(element) else 0

    def by(self, scale: Scale) -> Rule:
        """The same rule for values on a scale."""
        return replace(self, scale=scale)

    def present(self, sign: int) -> Rule:
        """The same rule for an element whose presence is stronger (1) or weaker (-1)."""
        return replace(self, here=sign)

    def because(self, sign: int) -> Words | None:
        """What a change of that sign does."""
        return self.stronger if sign > 0 else self.weaker if sign < 0 else self.otherwise


#: An element no rule knows: a person must look at it.
UNKNOWN = Rule()
