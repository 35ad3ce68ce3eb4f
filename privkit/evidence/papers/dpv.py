"""The processing in terms of the W3C Data Privacy Vocabulary (DPV 2) and its GDPR extension, as JSON-LD.

Only what the public report may tell is read. What is not known yet says so (``dpv:NotAvailable``). Anonymity is proposed
for somebody: until a release to everybody is decided, an output proposed as anonymous is *contextually* anonymised.

https://w3id.org/dpv, https://w3id.org/dpv/legal/eu/gdpr
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from privkit.evidence.papers.entry import special_categories
from privkit.evidence.papers.rights import rights_of
from privkit.evidence.report import labels
from privkit.evidence.report.view import View

Node = dict[str, Any]

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_GROUNDS = {
    "consent": "A6-1-a",
    "contract": "A6-1-b",
    "legal_obligation": "A6-1-c",
    "vital_interests": "A6-1-d",
    "public_task": "A6-1-e",
    "legitimate_interests": "A6-1-f",
}
#: What each step does, as an operation of DPV; and the measure it is, if it is one.
_OPERATIONS = {
    "apply_requests": "Screen",
    "drop_older_than": "Screen",
    "keep_rows": "Filter",
    "pseudonymise": "Pseudonymise",
    "link": "Combine",
    "summarise": "Derive",
    "minimise": "Remove",
    "aggregate": "Aggregate",
    "synthesise": "Generate",
    "sample": "Filter",
    "set_aside": "Filter",
}
_MEASURES = {
    "pseudonymise": "Pseudonymisation",
    "minimise": "DataSanitisationTechnique",
    "suppress": "DataRedaction",
    "suppress_locally": "DataRedaction",
}
_NATURES = {"pseudonymised": "PseudonymisedData", "synthetic": "SyntheticData"}
_UNKNOWN = {"dpv:hasApplicability": {"@id": "dpv:NotAvailable"}}


def to_jsonld(view: View) -> str:
    """The document as text, one final newline."""
    return json.dumps(document(view), ensure_ascii=False, indent=2) + "\n"


def document(view: View) -> Node:
    """One process: who, why, on which ground, which data, for whom, how long, under which measures."""
    about = view.policy["policy"]
    found = {
        "@context": CONTEXT,
        "@id": "#processing",
        "@type": "dpv:PersonalDataProcess",
        "dct:title": _said(view, about.get("title")),
        "dct:identifier": view.register.get("record"),
        "dcat:version": about.get("version"),
        **_who(view),
        **_why(view),
        **_data(view),
        **_how(view),
    }
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def _said(view: View, text: Any) -> Node | None:
    """Words of the policy, in its language."""
    return {"@value": str(text), "@language": str(view.evidence["policy_language"])} if text else None


def _own(view: View, text: str) -> Node:
    return {"@value": text, "@language": view.language}


def _of(kind: str, text: Node | None, **more: Any) -> Node:
    """A thing of a class: its name, or that it is not known yet."""
    named = {"dct:title": text} if text else _UNKNOWN
    return {"@type": f"dpv:{kind}", **named, **{key: value for key, value in more.items() if value}}


def _who(view: View) -> Node:
    register = view.register
    dpo = register.get("dpo")
    joint = [_of("DataController", _said(view, one)) for one in register.get("joint_controllers") or ()]
    return {
        "dpv:hasDataController": _of("DataController", _said(view, register.get("controller"))),
        "dpv:hasJointDataControllers": joint,
        "dpv:hasDataProcessor": [
            _of("DataProcessor", _said(view, one.get("name"))) for one in register.get("processors") or ()
        ],
        "dpv:hasDataProtectionOfficer": _of("DataProtectionOfficer", _said(view, dpo)),
        "dpv:hasDataSubject": [
            _of("DataSubject", _said(view, one)) for one in register.get("data_subjects") or ()
        ],
        "dpv:hasRecipient": [_of("Recipient", _said(view, one)) for one in register.get("recipients") or ()],
    }


def _why(view: View) -> Node:
    register = view.register
    basis = register.get("legal_basis") or {}
    ground = _GROUNDS.get(str(basis.get("ground")))
    rights = ["A15", *(f"A{one.article}" for one in rights_of(str(basis.get("ground"))))]
    named = [_article(one) for one in dict.fromkeys([*rights, "A77"])]
    notices = {
        "IndirectDataCollectionNotice"
        if (table.get("origin") or {}).get("collection") in ("indirect", "derived")
        else "DirectDataCollectionNotice"
        for table in view.policy["data"]["tables"].values()
    }
    return {
        "dpv:hasPurpose": _of("Purpose", _said(view, register.get("purpose"))),
        "dpv:hasLegalBasis": {"@id": f"eu-gdpr:{ground}"} if ground else _of("LegalBasis", None),
        "dpv:hasJustification": _said(view, basis.get("because")),
        "dpv:hasRight": [{"@id": f"eu-gdpr:{one}"} for one in named],
        "dpv:hasNotice": [{"@type": f"eu-gdpr:{one}"} for one in sorted(notices)],
    }


def _article(name: str) -> str:
    """``A7(3)`` as the vocabulary writes it: ``A7-3``."""
    return name.replace("(", "-").replace(")", "")


def _data(view: View) -> Node:
    register = view.register
    kinds = [_of("PersonalData", _said(view, one)) for one in register.get("data_categories") or ()]
    kinds += [_of("SpecialCategoryPersonalData", _own(view, one)) for one in special_categories(view)]
    return {
        "dpv:hasPersonalData": kinds,
        "dpv:hasDataSource": [
            _source(view, table.get("origin") or {}) for table in view.policy["data"]["tables"].values()
        ],
        "dpv:hasOutcome": [_output(view, one) for one in view.evidence["outputs"]],
    }


def _source(view: View, origin: Mapping[str, Any]) -> Node:
    kinds = {"direct": "DataSubjectDataSource", "indirect": "ThirdPartyDataSource"}
    kind = kinds.get(str(origin.get("collection")), "DataSource")
    first = _said(view, origin.get("first_purpose"))
    return _of(kind, _said(view, origin.get("source")), **{"dct:description": first})


def _output(view: View, one: Mapping[str, Any]) -> Node:
    recipients = [_of("Recipient", _said(view, who)) for who in one["recipients"]]
    after = one.get("eliminate_after")
    end = (
        {"dpv:hasStorageCondition": _of("StorageDeletion", _own(view, view.duration(after)))} if after else {}
    )
    kind = _kind(view, one)
    return _of(kind, {"@value": str(one["name"])}, **{"dpv:hasRecipient": recipients}, **end)


def _kind(view: View, one: Mapping[str, Any]) -> str:
    if one["qualification"] == "anonymous":
        decided = one["sharing"] == "public" and view.status == "released"
        return "AnonymisedData" if decided else "ContextuallyAnonymisedData"
    return _NATURES.get(str(one["nature"]), "DerivedPersonalData")


def _how(view: View) -> Node:
    steps = list(dict.fromkeys(step["name"] for step in view.evidence["steps"]))
    operations = dict.fromkeys(_OPERATIONS.get(name, "Modify") for name in steps)
    return {
        "dpv:hasProcessing": [{"@id": f"dpv:{one}"} for one in operations],
        "dpv:hasStorageCondition": _retention(view),
        "dpv:hasTechnicalMeasure": _measures(view, steps),
        "dpv:hasAssessment": _assessment(view),
    }


def _retention(view: View) -> Node:
    rule = view.register.get("retention") or {}
    if not rule.get("duration"):
        return _of("StorageDuration", None)
    return _of(
        "StorageDuration",
        _own(view, view.duration(rule["duration"])),
        **{
            "dpv:hasDuration": _duration(rule["duration"]),
            "dpv:hasJustification": _said(view, rule.get("because")),
        },
    )


def _duration(value: Any) -> Node | None:
    """A period as ISO 8601, when it is kept as days and months."""
    if not isinstance(value, Mapping) or not {"days", "months"} & value.keys():
        return None
    days, months = int(value.get("days", 0)), int(value.get("months", 0))
    text = "P" + (f"{months}M" if months else "") + (f"{days}D" if days or not months else "")
    return {"@type": "xsd:duration", "@value": text}


def _measures(view: View, steps: list[str]) -> list[Node]:
    found = []
    for name in steps:
        step = next(one for one in view.evidence["steps"] if one["name"] == name)
        if step["kind"] == "protect" or name in _MEASURES:
            text = view.words(labels.STEPS[name][1]) if name in labels.STEPS else name
            found.append(_of(_measure(view, name), _own(view, text)))
    return found


def _measure(view: View, name: str) -> str:
    synthetic = (view.evidence.get("synthesis") or {}).get("epsilon") is not None
    noisy = any(one["protection"] == "differential_privacy" for one in view.evidence.get("tables") or ())
    if (name == "aggregate" and noisy) or (name == "synthesise" and synthetic):
        return "DifferentialPrivacy"
    return _MEASURES.get(name, "Deidentification")


def _assessment(view: View) -> Node | None:
    dpia = view.register.get("dpia") or {}
    if not dpia.get("reference"):
        return None
    state = _own(view, view.label(labels.STATES, dpia.get("state")))
    return {"@type": "dpv:DPIA", "dct:identifier": str(dpia["reference"]), "dct:description": state}
