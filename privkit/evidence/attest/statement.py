"""What a run may state of its outputs, as in-toto Statements v1.

Two statements about the same files: the release (who may have them, under which policy, which conditions held, what
was decided) and the standard test result, for verifiers that know nothing of privkit. Neither holds a count, a
measured figure, a file of the input or the name of a secret: both may travel with the files.

https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from privkit.evidence.asjson import EVIDENCE_FILE
from privkit.evidence.manifest import MANIFEST_FILE
from privkit.ledger.canonical import canonical_json

STATEMENT = "https://in-toto.io/Statement/v1"
#: A name, not an address: privkit answers at none.
RELEASE = "urn:privkit:attestation:release:v1"
TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"

Evidence = Mapping[str, Any]
Statement = dict[str, Any]

#: Folders of a run in which outputs stand: those that left, and those that await a decision.
PLACES = ("outputs", "held")
#: Outcomes of a condition as results of a test. What could not be measured counts as not met.
_PASSED, _WARNED, _FAILED = "passedTests", "warnedTests", "failedTests"


def statements(
    evidence: Evidence,
    decision: Mapping[str, Any] | None = None,
    files: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Statement, Statement]:
    """The release statement and the test result of a run.

    ``evidence`` is that of ``evidence.json``, untouched; ``decision`` what was recorded since; ``files`` the files of
    the run and their SHA-256 (:func:`files_of`), tables of reference and papers beside a table included. Without them
    the outputs the evidence names are the subjects; of a run that keeps none, its evidence is. The same evidence gives
    the same statements.
    """
    subject = subjects(evidence, decision, files)
    return (
        _statement(subject, RELEASE, _release(evidence, decision)),
        _statement(subject, TEST_RESULT, _test_result(evidence)),
    )


def files_of(folder: Path) -> dict[str, str]:
    """The files of a run's folder and their SHA-256, as its manifest tells them; none when there is no manifest."""
    try:
        found = json.loads((folder / MANIFEST_FILE).read_bytes())["files"]
        return {str(name): str(one["sha256"]) for name, one in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def subjects(
    evidence: Evidence, decision: Mapping[str, Any] | None, files: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The files stated about: name below the outputs, and SHA-256. A refusal leaves those that awaited no decision."""
    refused = decision is not None and decision.get("decision") != "release"
    named = files or {
        f"{PLACES[-1]}/{file_name(str(one['file']))}": str(one["sha256"])
        for one in evidence["outputs"]
        if one.get("file") and one.get("sha256")
    }
    places = PLACES[:1] if refused else PLACES
    kept = sorted(
        (file_name(name), sha256) for name, sha256 in named.items() if name.partition("/")[0] in places
    )
    return [_resource(*one) for one in kept] or [_resource(EVIDENCE_FILE, evidence_sha256(evidence))]


def status(evidence: Evidence, decision: Mapping[str, Any] | None) -> str:
    """What became of the run, the decision included."""
    if decision is None:
        return str(evidence["status"])
    return "released" if decision.get("decision") == "release" else "refused"


def file_name(file: str) -> str:
    """The name of an output below the folder of outputs, which is moved when the run is released."""
    return file.partition("/")[2] or file


def evidence_sha256(evidence: Evidence) -> str:
    """The SHA-256 of ``evidence.json``, whose bytes are canonical."""
    return hashlib.sha256(canonical_json(evidence) + b"\n").hexdigest()


def _statement(subject: list[dict[str, Any]], kind: str, predicate: dict[str, Any]) -> Statement:
    return {"_type": STATEMENT, "subject": subject, "predicateType": kind, "predicate": predicate}


def _resource(name: str, sha256: str) -> dict[str, Any]:
    return {"name": name, "digest": {"sha256": sha256}}


def _policy(evidence: Evidence) -> dict[str, Any]:
    about = evidence["policy"]["policy"]
    return _resource(f"{about['name']} {about['version']}", str(evidence["policy_sha256"]))


def _release(evidence: Evidence, decision: Mapping[str, Any] | None) -> dict[str, Any]:
    found = {
        "run": evidence["run"],
        "status": status(evidence, decision),
        "startedOn": evidence["started"],
        "asOf": evidence["as_of"],
        "tool": {"name": "privkit", "version": evidence["code_version"]},
        "policy": _policy(evidence),
        "evidence": _resource(EVIDENCE_FILE, evidence_sha256(evidence)),
        "ledgerHead": evidence["ledger_head"],
        "conditions": [
            {"name": one["condition"], "output": one["output"], "outcome": one["outcome"]}
            for one in evidence["verdicts"]
        ],
        "outputs": [_output(one) for one in evidence["outputs"]],
        "budget": _budget(evidence.get("budget")),
        "decision": _decision(evidence, decision),
    }
    return {key: value for key, value in found.items() if value is not None}


def _output(one: Mapping[str, Any]) -> dict[str, Any]:
    kept = {"name": one["name"], "nature": one["nature"], "sharing": one["sharing"]}
    return {**kept, "qualification": one["qualification"], "qualificationFor": one["qualification_for"]}


def _budget(budget: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What the release spends of the privacy budget, as exact text."""
    if not budget:
        return None
    return {"period": budget["period"], "amount": budget["amount"], "total": budget["total"]}


def _decision(evidence: Evidence, decision: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if decision is not None:
        return {key: decision[key] for key in ("decision", "by", "date") if key in decision}
    recorded = (evidence["policy"].get("governance") or {}).get("decision")
    if not recorded or evidence["status"] != "released":
        return None
    return {"decision": "release", **{key: recorded[key] for key in ("by", "date") if key in recorded}}


def _test_result(evidence: Evidence) -> dict[str, Any]:
    lists: dict[str, list[str]] = {_PASSED: [], _WARNED: [], _FAILED: []}
    names: dict[str, int] = {}
    for one in evidence["verdicts"]:
        name = _test_name(one)
        names[name] = names.get(name, 0) + 1
        lists[_list_of(one)].append(name if names[name] == 1 else f"{name} #{names[name]}")
    return {"result": _result(lists), "configuration": [_policy(evidence)], **lists}


def _test_name(one: Mapping[str, Any]) -> str:
    column = one["figures"].get("column")
    parts = [one["condition"], one["output"], column if isinstance(column, str) else ""]
    return " / ".join(part for part in parts if part)


def _list_of(one: Mapping[str, Any]) -> str:
    if one["outcome"] != "held":
        return _FAILED
    return _WARNED if one.get("note") else _PASSED


def _result(lists: Mapping[str, list[str]]) -> str:
    """A run that tested nothing did not pass."""
    if lists[_FAILED]:
        return "FAILED"
    return "WARNED" if lists[_WARNED] or not lists[_PASSED] else "PASSED"
