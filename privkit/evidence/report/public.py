"""The evidence a public report may see: an allow-list, with every figure rounded.

What is not named here does not exist for the public report: sentences of steps, measured words, notes,
warnings, parameters, files, hashes, secrets, names of key holders, the ledger. Figures are rounded
*here*, before any section or picture is made, so none of them can be read back from a drawing.

* counts: to the nearest ten, or fewer than 11; what a step removed is a share only, so that no figure
  narrows another one;
* shares: whole per cent;
* group sizes under the k that was asked: not told;
* of data published with noise: no count at all, and no figure measured beside rows made under noise, since none went
  through the noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.figures.bands import read_band
from privkit.evidence.report.attacks_for_public import attack_for_public
from privkit.evidence.report.derive import Evidence, effects_of, required_k, stages
from privkit.evidence.report.labels_attacks import ATTACKERS
from privkit.evidence.report.public_tables import (
    OF_PUBLISHED,
    OF_RULES,
    budget_for_public,
    made_with_noise,
    tables_for_public,
    with_noise,
)
from privkit.evidence.report.voice import FEW, to_float

#: Keys of the policy that may be published, section by section.
_ABOUT = ("title", "version", "effective_from", "review_before", "state")
_REGISTER = (
    "record", "controller", "joint_controllers", "dpo", "purpose", "legal_basis", "data_subjects",
    "data_categories", "recipients", "audience", "transfers_outside_eu",
)  # fmt: skip
_OUTPUT = ("name", "nature", "sharing", "recipients", "eliminate_after", "licence", "label")
_ON_PEOPLE = ("protection_cost", "fairness")  # measured on real people beside noisy tables
_COMPARISON = ("target", "unit", "groups_by", "at_least")


def public_evidence(evidence: Evidence) -> dict[str, Any]:
    """The evidence as the public may see it; same shape, fewer keys, rounded figures."""
    bounded = made_with_noise(evidence)
    quiet = with_noise(evidence) or bounded
    return {
        "status": evidence["status"],
        "started": str(evidence["started"])[:10],
        "policy": _policy(evidence["policy"]),
        "policy_language": evidence["policy_language"],
        "inputs": [
            {"table": one["table"], "counts": _counts(one["counts"], quiet)} for one in evidence["inputs"]
        ],
        "stages": [_stage(stage, quiet) for stage in stages(evidence)],
        "steps": [{"number": s["number"], "name": s["name"], "kind": s["kind"]} for s in evidence["steps"]],
        "journeys": [_journey(one) for one in evidence["journeys"]],
        "measures": [_measures(one, required_k(evidence, one["output"])) for one in evidence["measures"]],
        "verdicts": [
            _verdict(one, bounded or (quiet and one["condition"] in _ON_PEOPLE))
            for one in evidence["verdicts"]
        ],
        "outputs": [_output(one, quiet) for one in evidence["outputs"]],
        "reference": _reference(evidence["reference"], quiet),
        "cost": None if quiet else _cost(evidence["cost"]),
        "tables": tables_for_public(evidence),
        "budget": budget_for_public(evidence.get("budget")),
        "since": _since(evidence.get("since")),
        "eliminated": evidence.get("eliminated") or {},
        "decision": _some(evidence.get("decision"), ("decision", "date")),
        "k": required_k(evidence),
        "synthesis": _synthesis(evidence),
    }


def _since(since: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """How many changes of the policy go which way since the version let out before: no word of it, no figure."""
    if since is None:
        return None
    before = since["before"]
    if not before or before["status"] != "released":
        return {"before": None, "effects": {}}
    return {"before": _some(before, ("version", "day", "status")), "effects": effects_of(since)}


def _synthesis(evidence: Evidence) -> dict[str, Any] | None:
    """The method and what bounds it: written in the policy, and known of whoever has the rows."""
    kept = ("method", "epsilon", "delta", "neighbours")
    found = [_some(s.get("parameters"), kept) for s in evidence["steps"] if s["name"] == "synthesise"]
    return found[0] if found else None


def rounded(count: Any) -> int | str | None:
    """A count to the nearest ten, or :data:`FEW`."""
    if not isinstance(count, int):
        return None
    return FEW if count < 11 else (count + 5) // 10 * 10


def whole_share(value: Any) -> float | None:
    """A share to a whole per cent."""
    share = to_float(value)
    return None if share is None else round(share, 2)


def _some(source: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: source[key] for key in keys if isinstance(source, Mapping) and key in source}


def _policy(policy: Mapping[str, Any]) -> dict[str, Any]:
    register = policy["register"]
    public = _some(register, _REGISTER)
    public["processors"] = [_some(one, ("name",)) for one in register.get("processors", ())]
    public["retention"] = _some(register.get("retention"), ("duration", "because", "then"))
    public["rights"] = _some(register.get("rights"), ("information",))
    public["dpia"] = _some(register.get("dpia"), ("reference", "version", "state"))
    governance = policy.get("governance") or {}
    data = policy["data"]
    return {
        "policy": _some(policy["policy"], _ABOUT),
        "register": public,
        "governance": {
            "dpo_advice": _some(governance.get("dpo_advice"), ("opinion", "date")),
            "decision": _some(governance.get("decision"), ("by", "date")),
        },
        "data": {
            "privacy_unit": _some(data["privacy_unit"], ("name",)),
            "tables": {name: _table(rule) for name, rule in data["tables"].items()},
        },
        "outputs": [
            {**_some(one, _OUTPUT), "qualification": _some(one.get("qualification"), ("proposed", "for"))}
            for one in policy["outputs"]
        ],
        "comparison": _some(policy.get("comparison"), _COMPARISON) or None,
    }


def _table(rule: Mapping[str, Any]) -> dict[str, Any]:
    origin = rule.get("origin") or {}
    return {
        "one_row_is": rule.get("one_row_is"),
        "origin": {
            **_some(origin, ("source", "collection", "first_purpose")),
            "compatibility": _some(origin.get("compatibility"), ("because",)),
        },
        "columns": {name: _some(c, ("special_category",)) for name, c in rule.get("columns", {}).items()},
    }


def _counts(counts: Mapping[str, Any], quiet: bool) -> dict[str, Any]:
    if quiet:
        return {"rows": None, "units": None}
    return {"rows": rounded(counts["rows"]), "units": rounded(counts.get("units"))}


def _stage(stage: Any, quiet: bool) -> dict[str, Any]:
    if quiet:
        return {"number": stage.number, "step": stage.step, "before": None, "after": None, "share": None}
    return {
        "number": stage.number,
        "step": stage.step,
        "before": rounded(stage.before),
        "after": rounded(stage.after),
        "share": whole_share(stage.share),
    }


def _journey(one: Mapping[str, Any]) -> dict[str, Any]:
    return {**_some(one, ("column", "table", "role", "fate", "becomes", "because")), "done": []}


def _output(one: Mapping[str, Any], quiet: bool) -> dict[str, Any]:
    kept = (
        "name",
        "nature",
        "sharing",
        "qualification",
        "qualification_for",
        "recipients",
        "eliminate_after",
    )
    return {**_some(one, (*kept, "columns")), "counts": _counts(one["counts"], quiet)}


def _verdict(one: Mapping[str, Any], bounded: bool) -> dict[str, Any]:
    """``bounded``: rows were made under differential privacy, which no figure measured beside them went through."""
    figures, public = one["figures"], {}
    if to_float(figures.get("required")) is not None:
        public["required"] = figures["required"]
    if bounded:
        figures = {}
    if "share" in figures:
        public["share"] = whole_share(figures["share"])
    if "smallest" in figures or "least" in figures:
        public["at_least"] = True
    if figures.get("bars"):
        public |= attack_for_public(figures)
    kept: tuple[str, ...] = ("condition", "output", "outcome", "because")
    if one["condition"] in OF_PUBLISHED:
        kept = (*kept, "required", "measured")
    if one["condition"] in OF_RULES or one["condition"] in (*ATTACKERS, "fidelity", "usefulness"):
        kept = (*kept, "required")
    return {**_some(one, kept), "figures": public}


def _measures(one: Mapping[str, Any], k: int | None) -> dict[str, Any]:
    before, after = one["units_before"], one["units_after"]
    return {
        "output": one["output"],
        "before": None,
        "after": _groups(one["after"], k) if one["after"] else None,
        "units_before": rounded(before),
        "units_after": rounded(after),
        "removed_share": whole_share((before - after) / before) if before else None,
        "information_loss": whole_share(one["information_loss"]),
        "loss_by_column": {c: whole_share(x) for c, x in one["loss_by_column"].items()},
        "k": k,
    }


def _groups(groups: Mapping[str, Any], k: int | None) -> dict[str, Any]:
    """Bars in whole per cent of the units; no band that reaches under k, nothing at all without a k."""
    total, reached = groups["units"], k is not None and groups["smallest"] >= k
    bars = []
    for label, units in groups["histogram"]:
        band = read_band(str(label))
        share = round(100 * units / total) if total else 0
        if band and k and band.low >= k and share:
            bars.append([band.say("en"), share])
    return {"on": groups["on"], "histogram": bars, "reached": reached}


def _shares(source: Any, keys: tuple[str, ...]) -> dict[str, Any] | None:
    return {key: whole_share(x) for key, x in _some(source, keys).items()} if source else None


def _reference(source: Any, bounded: bool) -> dict[str, Any] | None:
    """What the groups explain, and whether the comparison is weak: people compared must know it.

    ``bounded``: rows or tables were made under differential privacy; what was measured on real people did not go through
    it.
    """
    if not source:
        return None
    public: dict[str, Any] = _shares(source, ("explained",)) or {}
    if bounded:
        return public
    public = {**public, "weak": bool(source.get("weak"))}
    if quality := source.get("quality"):
        public["quality"] = {
            "groups": _shares(quality["groups"], ("coverage", "explained")),
            "one_reference": None,
            "expected_coverage": whole_share(quality["expected_coverage"]),
        }
    return public


def _cost(cost: Any) -> dict[str, Any] | None:
    return {"changed": whole_share(cost["changed"]), "floor": whole_share(cost["floor"])} if cost else None
