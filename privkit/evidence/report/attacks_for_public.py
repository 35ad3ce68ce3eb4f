"""What a public report may say of an attack: shares in whole per cent, everybody taken together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.report.voice import to_float

_SHARES = ("risk", "low", "high", "from", "to", "limit", "unprotected_risk", "unprotected_low")


def attack_for_public(figures: Mapping[str, Any]) -> dict[str, Any]:
    """One bar for everybody, without a count; no group by itself, as it may be of few people."""
    bar = figures["bars"][0]
    kept: dict[str, Any] = {key: _whole(bar[key]) for key in _SHARES if key in bar}
    for side in ("unprotected", "release", "control"):
        if side in bar:
            kept[side] = {"rate": _whole(bar[side]["rate"])}
    told = {"bars": [{**kept, "group": ""}], "worst_group": "", "confidence": figures["confidence"]}
    if "secret" in figures:
        told["secret"] = figures["secret"]
    return told


def _whole(value: Any) -> float | None:
    share = to_float(value)
    return None if share is None else round(share, 2)
