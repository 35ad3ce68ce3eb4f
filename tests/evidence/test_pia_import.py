"""What the PIA application does with a file, modelled on its import (version 4.1.0): every answer must be seen.

The model keeps what it silently drops or trips on: keys of its store are typed, so a number written as a text is another
key; dates are parsed; measures get new ids and evaluations are moved to them by the text of their reference.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import jsonschema
import pytest
import sample
import sample_attacks
import sample_tables

from privkit.evidence.asjson import to_json
from privkit.evidence.pia import pia_file, render_pia
from privkit.evidence.pia.complete import GAUGES, LISTS, MEASURES_OF, QUESTIONS, SCHEMA, TEXTS
from privkit.evidence.record import RunRecord
from privkit.words import Language

VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
RUNS: dict[str, Callable[[], RunRecord]] = {
    "held": sample.record,
    "refused": sample.refused,
    "released": sample.released,
    "inconclusive": sample.inconclusive,
    "noisy tables": sample_tables.noisy,
    "secret tables": sample_tables.secret,
    "made by a model": sample_attacks.record,
}


class Application:
    """The store after an import, and what its pages find in it."""

    def __init__(self, text: str) -> None:
        file = json.loads(text)
        if not isinstance(file, dict):
            raise TypeError("not a file of type PIA")
        head = file["pia"]
        self.name = "(IMPORT) " + head["name"]
        self.created_at = _date(head["created_at"])
        _date(head["updated_at"])
        self.status = head["status"] if type(head["status"]) is int else 0
        self.opinion_asked = head.get("concerned_people_searched_opinion")
        self.answers: dict[tuple[type, Any], dict[str, Any]] = {}
        for one in file["answers"]:
            _date(one["created_at"])
            self.answers[type(one["reference_to"]), one["reference_to"]] = one["data"]
        renamed = {}
        self.measures = {}
        for new, one in enumerate(file["measures"], 1000):
            _date(one["created_at"])
            renamed[str(one["id"])] = new
            self.measures[new] = one
        self.evaluations = []
        for one in file["evaluations"]:
            where = one["reference_to"]
            if where.startswith("3.1."):  # a number has no such method
                where = f"3.1.{renamed[where.removeprefix('3.1.')]}"
            self.evaluations.append(where)
        self.comments = list(file["comments"])

    def answer(self, number: int) -> dict[str, Any] | None:
        """What a page finds under the number of its question."""
        return self.answers.get((int, number))

    def answered(self, number: int) -> bool:
        """Whether a question counts as answered; a gauge does when it has a text beside a degree, 0 included."""
        data = self.answer(number)
        if data is None:
            return False
        if number in LISTS:
            return bool(data["list"]) and all(isinstance(one, str) and one for one in data["list"])
        if number in GAUGES:
            return type(data["gauge"]) is int and 0 <= data["gauge"] <= 4 and bool(data["text"])
        return isinstance(data["text"], str) and bool(data["text"])

    def complete_measures(self) -> set[str]:
        return {one["title"] for one in self.measures.values() if one["title"] and one["content"]}


def _date(text: Any) -> datetime:
    if not isinstance(text, str) or not text.endswith("Z"):
        raise ValueError("Invalid Date")
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("run", RUNS)
def test_every_file_is_taken_with_every_answer_seen(run: str, language: Language) -> None:
    found = Application(render_pia(to_json(RUNS[run]()), language))
    assert [number for number in QUESTIONS if not found.answered(number)] == []
    assert len(found.answers) == len(TEXTS) + len(LISTS) + len(GAUGES) == 18 + 12 + 6
    assert found.complete_measures() == {one["title"] for one in found.measures.values()}
    for number in MEASURES_OF:
        data = found.answer(number)
        assert data
        assert set(data["list"]) <= found.complete_measures()
    assert (found.status, found.evaluations, found.comments) == (0, [], [])
    assert found.opinion_asked is None  # nobody said whether it was
    severity = [found.answer(number) for number in (325, 335, 345)]
    assert [one and one["gauge"] for one in severity] == [0, 0, 0]


TRAPS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a number written as a text": lambda f: f["answers"][3].update(reference_to="121"),
    "an answer missing": lambda f: f["answers"].pop(7),
    "an answer twice": lambda f: f["answers"].__setitem__(1, f["answers"][0]),
    "a text answer without a text": lambda f: f["answers"][0]["data"].update(text=None),
    "a list answer without a list": lambda f: _of(f, 321).update(list=None, text="<p>a</p>"),
    "an empty list": lambda f: _of(f, 322).update(list=[]),
    "a gauge without a text": lambda f: _of(f, 326).update(text=""),
    "a gauge as a text": lambda f: _of(f, 336).update(gauge="0"),
    "a gauge out of the scale": lambda f: _of(f, 346).update(gauge=5),
    "a gauge that is true": lambda f: _of(f, 336).update(gauge=True),
    "a severity chosen by a machine": lambda f: _of(f, 325).update(gauge=2),
    "a status of validation": lambda f: f["pia"].update(status=3),
    "a status as a text": lambda f: f["pia"].update(status="0"),
    "an advice as a text": lambda f: f["pia"].update(dpo_status="1"),
    "an opinion as a text": lambda f: f["pia"].update(concerned_people_searched_opinion="false"),
    "no date": lambda f: f["pia"].pop("created_at"),
    "a date that is none": lambda f: f["pia"].update(created_at="24/11/2026"),
    "an answer without a date": lambda f: f["answers"][0].pop("created_at"),
    "a measure without a date": lambda f: f["measures"][0].pop("created_at"),
    "a measure without content": lambda f: f["measures"][0].update(content=""),
    "a measure without a title": lambda f: f["measures"][0].update(title=""),
    "the id of a measure as a text": lambda f: f["measures"][0].update(id="1"),
    "no measures": lambda f: f.pop("measures"),
    "no comments": lambda f: f.pop("comments"),
    "an evaluation by a machine": lambda f: f["evaluations"].append({"reference_to": "3.2", "status": 3}),
    "an evaluation with a number": lambda f: f["evaluations"].append({"reference_to": 3.2, "status": 0}),
    "markup of others": lambda f: f["answers"][0]["data"].update(text="<img src=x onerror=alert(1)>"),
    "markup in a list": lambda f: _of(f, 321).update(list=["<b>x</b>"]),
    "markup in a title": lambda f: f["measures"][0].update(title="<b>x</b>"),
    "markup in the name": lambda f: f["pia"].update(name="<script>"),
}


def _of(file: dict[str, Any], number: int) -> dict[str, Any]:
    data: dict[str, Any] = next(one["data"] for one in file["answers"] if one["reference_to"] == number)
    return data


@pytest.fixture(scope="module")
def sound() -> dict[str, Any]:
    return pia_file(to_json(sample.record()), "fr")


@pytest.mark.parametrize("trap", TRAPS)
def test_the_schema_refuses_every_trap(trap: str, sound: dict[str, Any]) -> None:
    file = copy.deepcopy(sound)
    assert VALIDATOR.is_valid(file)
    TRAPS[trap](file)
    assert not VALIDATOR.is_valid(file)


def test_an_array_of_files_is_refused(sound: dict[str, Any]) -> None:
    """The shape of the application's older server."""
    assert not VALIDATOR.is_valid([sound])


def test_a_text_number_is_taken_and_never_seen() -> None:
    """Why the schema is strict: the application says nothing."""
    file = pia_file(to_json(sample.record()), "fr")
    TRAPS["a number written as a text"](file)
    found = Application(json.dumps(file))
    assert len(found.answers) == 36
    assert [number for number in QUESTIONS if not found.answered(number)] == [121]
