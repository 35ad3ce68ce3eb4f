"""What a synthesis leaves for conditions and reports: how rows were made, never a value."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Made:
    """One synthesis. ``described`` is what the generator says of itself; ``repaired`` counts the rows that hard rules
    changed, by rule; ``epsilon`` and ``delta`` are empty texts without differential privacy."""

    method: str
    units_before: int | None  # exact only where no differential privacy hides it
    units_made: int
    described: Mapping[str, Any] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)
    epsilon: str = ""
    delta: str = ""
    neighbours: str = ""
    events: tuple[Mapping[str, Any], ...] = ()  # the noisy answers, as a budget ledger counts them

    def figures(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {
            "method": self.method,
            "units_before": self.units_before,
            "units_made": self.units_made,
            "described": dict(self.described),
            "repaired": dict(self.repaired),
            "epsilon": self.epsilon,
            "delta": self.delta,
            "neighbours": self.neighbours,
            **({"noise_plan": noise_plan_sha256(self.events)} if self.events else {}),
        }


def noise_plan_sha256(events: Sequence[Mapping[str, Any]]) -> str:
    """The SHA-256 of noisy answers as a ledger counts them: what a replay must find again."""
    return hashlib.sha256(json.dumps(list(events), sort_keys=True).encode()).hexdigest()
