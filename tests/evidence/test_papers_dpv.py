"""DPV terms: only terms of the vocabulary, the right ones, and blanks that say they are blanks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sample
import sample_tables

from privkit.evidence.asjson import to_json
from privkit.evidence.papers import Order, Subject, make

#: Terms used, each looked up in DPV 2 (https://w3id.org/dpv) and its GDPR extension.
DPV = {
    "PersonalDataProcess", "DataController", "DataProcessor", "DataProtectionOfficer", "DataSubject", "Recipient",
    "Purpose", "LegalBasis", "PersonalData", "SpecialCategoryPersonalData", "DataSource", "DataSubjectDataSource",
    "ThirdPartyDataSource", "DerivedPersonalData", "PseudonymisedData", "SyntheticData", "AnonymisedData",
    "ContextuallyAnonymisedData", "StorageDuration", "StorageDeletion", "Pseudonymisation", "Deidentification",
    "DataSanitisationTechnique", "DataRedaction", "DifferentialPrivacy", "DPIA", "NotAvailable", "Screen", "Filter",
    "Pseudonymise", "Combine", "Derive", "Remove", "Aggregate", "Generate", "Modify", "hasDataController",
    "hasJointDataControllers", "hasDataProcessor", "hasDataProtectionOfficer", "hasDataSubject", "hasRecipient",
    "hasPurpose", "hasLegalBasis", "hasJustification", "hasRight", "hasNotice", "hasPersonalData", "hasDataSource",
    "hasOutcome", "hasProcessing", "hasStorageCondition", "hasTechnicalMeasure", "hasAssessment", "hasDuration",
    "hasApplicability",
}  # fmt: skip
GDPR = {
    *(f"A6-1-{letter}" for letter in "abcdef"), *(f"A{n}" for n in (15, 16, 17, 18, 20, 21, 77)), "A7-3",
    "DirectDataCollectionNotice", "IndirectDataCollectionNotice",
}  # fmt: skip


def document(run: Any = None, change: Any = None) -> dict[str, Any]:
    evidence = to_json(run or sample.record())
    if change:
        change(evidence["policy"])
    found: dict[str, Any] = json.loads(make(Subject(evidence), "dpv", "jsonld", Order()))
    return found


def terms(value: Any) -> Iterator[str]:
    """Every name of a vocabulary in a document: keys, classes and references."""
    if isinstance(value, list):
        for item in value:
            yield from terms(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if ":" in key:
                yield key
            if key in ("@type", "@id") and isinstance(item, str):
                yield item
            elif key != "@value":
                yield from terms(item)


@pytest.mark.parametrize(
    "run", [sample.record, sample.refused, sample_tables.noisy, sample_tables.secret, sample.released]
)
def test_every_term_is_of_a_vocabulary(run: Any) -> None:
    found = document(run())
    context = found.pop("@context")
    for term in terms(found):
        prefix, _, name = term.partition(":")
        if prefix in ("dpv", "eu-gdpr"):
            assert name in (DPV if prefix == "dpv" else GDPR), term
        else:
            assert prefix in context or term == "#processing", term


@pytest.mark.parametrize(
    ("ground", "term"),
    [
        ("consent", "A6-1-a"),
        ("contract", "A6-1-b"),
        ("legal_obligation", "A6-1-c"),
        ("public_task", "A6-1-e"),
    ],
)
def test_the_ground_and_its_rights(ground: str, term: str) -> None:
    found = document(change=lambda policy: policy["register"]["legal_basis"].update(ground=ground))
    assert found["dpv:hasLegalBasis"] == {"@id": f"eu-gdpr:{term}"}
    rights = {one["@id"].removeprefix("eu-gdpr:") for one in found["dpv:hasRight"]}
    assert ("A20" in rights) == (ground in ("consent", "contract"))
    assert ("A21" in rights) == (ground == "public_task")
    assert ("A7-3" in rights) == (ground == "consent")


def test_words_of_the_policy_keep_their_language() -> None:
    found = document()
    assert found["dpv:hasPurpose"]["dct:title"]["@language"] == "fr"
    assert found["dpv:hasTechnicalMeasure"][0]["dct:title"]["@language"] == "en"


def test_retention_is_a_duration() -> None:
    assert document()["dpv:hasStorageCondition"]["dpv:hasDuration"] == {
        "@type": "xsd:duration",
        "@value": "P36M",
    }


def test_what_is_not_known_says_so() -> None:
    found = document(change=lambda policy: policy["register"].pop("dpo"))
    unknown = {"@type": "dpv:DataProtectionOfficer", "dpv:hasApplicability": {"@id": "dpv:NotAvailable"}}
    assert found["dpv:hasDataProtectionOfficer"] == unknown


@pytest.mark.parametrize(
    ("nature", "qualification", "sharing", "status", "kind"),
    [
        ("aggregated", "anonymous", "public", "released", "AnonymisedData"),
        ("aggregated", "anonymous", "public", "held", "ContextuallyAnonymisedData"),
        ("generalised", "anonymous", "internal", "released", "ContextuallyAnonymisedData"),
        ("pseudonymised", "personal", "internal", "released", "PseudonymisedData"),
        ("synthetic", "personal", "internal", "released", "SyntheticData"),
        ("generalised", "personal", "internal", "released", "DerivedPersonalData"),
    ],
)
def test_anonymity_is_said_of_somebody(
    nature: str, qualification: str, sharing: str, status: str, kind: str
) -> None:
    output = replace(sample.OUTPUTS[0], nature=nature, qualification=qualification, sharing=sharing)
    run = (sample.released if status == "released" else sample.record)()
    (found,) = document(replace(run, outputs=(output,)))["dpv:hasOutcome"]
    assert found["@type"] == f"dpv:{kind}"


def test_noise_is_differential_privacy_and_secrecy_is_not() -> None:
    kinds = [
        {one["@type"] for one in document(run())["dpv:hasTechnicalMeasure"]}
        for run in (sample_tables.noisy, sample_tables.secret)
    ]
    assert "dpv:DifferentialPrivacy" in kinds[0] and "dpv:DifferentialPrivacy" not in kinds[1]
