"""What is missing in a PIA file, and where to write it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import sample

from privkit.errors import EvidenceError
from privkit.evidence.aipd.places import place
from privkit.evidence.asjson import to_json
from privkit.evidence.pia import pia_file
from privkit.evidence.pia.complete import IN_POLICY, QUESTIONS, missing
from privkit.policy.model.policy import Policy
from privkit.policy.shapes import all_models, keywords


@pytest.fixture
def file() -> dict[str, Any]:
    return pia_file(to_json(sample.record()), "fr")


def told(file: Any) -> list[tuple[str, str]]:
    return [(one.code, str(one.place)) for one in missing(file)]


def test_a_file_made_here_lacks_only_what_people_write(file: dict[str, Any]) -> None:
    found = missing(file)
    assert {one.code for one in found} == {"PK826"}
    assert {one.severity for one in found} == {"warning"}
    places = [str(one.place) for one in found]
    assert [p for p in places if "answers 3" in p] == [
        f"report.pia.json: answers {n}" for n in (325, 335, 336, 345, 346)
    ]  # fmt: skip
    assert "report.pia.json: pia validator_name" in places


def test_it_says_what_is_missing_and_where_to_write_it() -> None:
    policy = copy.deepcopy(sample.POLICY)
    del policy["register"]["purpose"]
    file = pia_file(to_json(sample.record(policy=policy)), "fr")
    found = next(one for one in missing(file) if str(one.place).endswith("answers 211"))
    assert found.lines("fr") == [
        "report.pia.json: answers 211: PK826 À compléter par le responsable de traitement\xa0: la finalité",
        "  → dans la politique : registre, finalité",
    ]


def test_a_blank_with_no_place_in_the_policy_is_written_in_the_application(file: dict[str, Any]) -> None:
    found = {str(one.place): one.instead for one in missing(file)}
    for part in ("answers 113", "answers 123", "answers 224", "measures 8"):
        told = found[f"report.pia.json: {part}"]
        assert told is not None
        assert told.en == "in the PIA application, at this place"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda f: f["answers"][0].update(reference_to="111"), ("PK824", "report.pia.json: answers '111'")),
        (lambda f: f["answers"].append(f["answers"][0]), ("PK824", "report.pia.json: answers 111")),
        (lambda f: f["answers"].pop(0), ("PK825", "report.pia.json: answers 111")),
        (lambda f: f["answers"][0].update(data=None), ("PK825", "report.pia.json: answers 111")),
        (lambda f: f["answers"][-1]["data"].update(gauge="2"), ("PK824", "report.pia.json: answers 346")),
        (lambda f: f["measures"][0].update(title="Other"), ("PK824", "report.pia.json: answers 324")),
        (lambda f: f["measures"][0].update(content=""), ("PK825", "report.pia.json: measures 1")),
        (lambda f: f["measures"][0].update(id="1"), ("PK824", "report.pia.json: measures 1")),
        (lambda f: f["pia"].update(created_at=None), ("PK824", "report.pia.json: pia created_at")),
        (
            lambda f: f["evaluations"].append({"reference_to": 3.2, "status": 0}),
            ("PK824", "report.pia.json: evaluations 3.2"),
        ),
    ],
)
def test_each_fault_is_found(
    file: dict[str, Any], spoil: Callable[[dict[str, Any]], Any], said: tuple[str, str]
) -> None:
    spoil(file)
    assert said in told(file)
    assert missing(file)[0].severity == "error"  # errors first


@pytest.mark.parametrize(
    "file",
    [None, [], {}, {"pia": {}}, [{"pia": {}}], {"pia": {}, "answers": {}, "measures": [], "evaluations": [], "comments": []},
     {"pia": {}, "answers": [1], "measures": [], "evaluations": [], "comments": []}],
)  # fmt: skip
def test_what_the_application_refuses_is_refused(file: Any) -> None:
    with pytest.raises(EvidenceError) as error:
        missing(file)
    assert error.value.problems[0].code == "PK823"


def test_an_empty_file_lacks_every_answer() -> None:
    empty: dict[str, Any] = {"pia": {"name": "X", "status": 0, "created_at": "2026-11-23T22:00:00.000Z"}}
    empty |= {part: [] for part in ("answers", "measures", "evaluations", "comments")}
    absent = [one for one in missing(empty) if one.code == "PK825"]
    assert [str(one.place).rpartition(" ")[2] for one in absent] == [str(n) for n in QUESTIONS]


def test_a_policy_cannot_forge_a_blank() -> None:
    policy = copy.deepcopy(sample.POLICY)
    policy["register"]["purpose"] = "<em>À compléter par le DPO : rien</em>"
    assert told(pia_file(to_json(sample.record(policy=policy)), "fr")) == told(
        pia_file(to_json(sample.record()), "fr")
    )


def test_every_place_is_a_word_of_the_policy() -> None:
    known = {w.word.fr for model in all_models(Policy) for w in keywords(model).values()}
    for paths in IN_POLICY.values():
        for path in paths:
            assert {word for word in place(path, "fr") if word != "*"} <= known, path
            assert place(path, "en") == path
