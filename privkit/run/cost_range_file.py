"""A range of costs read back from its file, to be joined to the report of a run: of the same policy and the same data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from privkit.errors import DataError, Problem
from privkit.run.cost_range import FORMAT
from privkit.words import Words

_TEXTS = ("policy", "policy_language", "policy_sha256", "as_of", "unit", "target", "setting", "step")
_COSTS = (
    *("changed", "changed_low", "changed_high", "floor", "no_message", "opposite", "reference_error"),
    *("worst_group", "confidence"),
)
_ENDS = ("value", "low", "high")


def read_range(path: Path) -> dict[str, Any]:
    """What ``compare cost --range --out FILE.json`` wrote. DataError PK647 for anything else."""
    try:
        body = json.loads(path.read_bytes())
    except OSError:
        raise DataError(_not_a_range(path, Words("it cannot be read", "il est illisible"))) from None
    except (ValueError, RecursionError):
        raise DataError(_not_a_range(path, Words("it is not JSON", "ce n'est pas du JSON"))) from None
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise DataError(_not_a_range(path, Words("it is not one", "ce n'en est pas un")))
    try:
        _read_through(body)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DataError(_not_a_range(path, Words("parts are missing", "il manque des parties"))) from None
    return body


def of_run(body: Mapping[str, Any], evidence: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """The range, when it is of the policy and of the data of a run. DataError PK647 otherwise."""
    if body["policy_sha256"] != evidence["policy_sha256"]:
        raise DataError(
            _another(
                path, Words("it was measured on another policy", "il a été mesuré sur une autre politique")
            )
        )
    read = {one["table"]: one["sha256"] for one in evidence["inputs"]}
    if body["inputs"] != read:
        raise DataError(
            _another(path, Words("it was measured on other data", "il a été mesuré sur d'autres données"))
        )
    return body


def _read_through(body: Mapping[str, Any]) -> None:
    """Every part that a picture needs, of the kind it needs."""
    if not all(isinstance(body[key], str) for key in _TEXTS):
        raise TypeError
    if body["policy_language"] not in ("en", "fr") or not body["points"]:
        raise ValueError
    dict(body["inputs"])
    bool(body["noise"]), bool(body["set_aside_by_policy"])
    for point in body["points"]:
        for words in (point["label"], point["reason"], point["risk_reason"]):
            if words is not None and not all(isinstance(words[tongue], str) for tongue in ("en", "fr")):
                raise TypeError
        bool(point["own"])
        if point["cost"] is not None:
            _numbers(point["cost"], _COSTS)
        if (risk := point["risk"]) is not None:
            _numbers(risk, (*_ENDS, "unprotected"))
            ", ".join(risk["known"])
            if risk["few_alike"] is not None:
                _numbers(risk["few_alike"], _ENDS)


def _numbers(figures: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Shares, where they were measured; of the worst group, its own."""
    for name in names:
        value = figures[name]
        if name == "worst_group" and value is not None:
            str(value["column"]), str(value["label"]), float(value["changed"])
        elif value is not None:
            float(value)


def _not_a_range(path: Path, why: Words) -> Problem:
    return Problem(
        "PK647",
        Words(f"{path.name} is no range of costs: ", f"{path.name} n'est pas un éventail de coûts : ") + why,
        instead=Words(
            "make it: privkit compare cost POLICY --range --out range.json",
            "faites-le : privkit compare cost POLITIQUE --range --out eventail.json",
        ),
    )


def _another(path: Path, why: Words) -> Problem:
    return Problem(
        "PK647",
        Words(f"{path.name} is not of this run: ", f"{path.name} n'est pas de ce passage : ") + why,
        instead=Words(
            "measure it again on the policy and the files of the run",
            "mesurez-le de nouveau sur la politique et les fichiers du passage",
        ),
    )
