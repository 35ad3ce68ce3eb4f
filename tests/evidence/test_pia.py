"""The file the PIA application imports: every answer visible, nothing of others taken as markup, nothing evaluated."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Any

import jsonschema
import pytest
import sample
import sample_attacks
import sample_tables
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.errors import EvidenceError
from privkit.evidence.asjson import to_json
from privkit.evidence.pia import moment, pia_file, render_pia
from privkit.evidence.pia.complete import GAUGES, LISTS, MEASURES_OF, QUESTIONS, SCHEMA, TEXTS
from privkit.evidence.pia.html import clean
from privkit.evidence.record import RunRecord
from privkit.evidence.report.voice import typographic
from privkit.values import Outcome, Verdict
from privkit.words import Language, same

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


def faults(file: dict[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(file)]


def answers(file: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {one["reference_to"]: one["data"] for one in file["answers"]}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("run", RUNS)
def test_every_run_gives_a_file_that_follows_the_schema(run: str, language: Language) -> None:
    file = pia_file(to_json(RUNS[run]()), language)
    assert faults(file) == []
    assert tuple(one["reference_to"] for one in file["answers"]) == QUESTIONS


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file["answers"][0].update(reference_to="111"),
        lambda file: file["answers"].pop(),
        lambda file: file["answers"][0]["data"].update(text=""),
        lambda file: answers(file)[325].update(gauge=3),
        lambda file: answers(file)[326].update(gauge="2"),
        lambda file: answers(file)[111].update(text="<p onclick='x'>a</p>"),
        lambda file: answers(file)[111].update(text="<script>x</script>"),
        lambda file: file["pia"].update(status=2),
        lambda file: file["pia"].update(created_at="yesterday"),
        lambda file: file["measures"][0].update(content=""),
        lambda file: file["evaluations"].append({"reference_to": "3.2", "status": 3}),
        lambda file: file["evaluations"].append({"reference_to": 3.2, "status": 0}),
        lambda file: file.pop("comments"),
    ],
)
def test_the_schema_refuses(spoil: Callable[[dict[str, Any]], Any]) -> None:
    file = pia_file(to_json(sample.record()), "fr")
    spoil(file)
    assert faults(file)


def test_numbers_are_numbers_and_kinds_are_kept() -> None:
    found = answers(pia_file(to_json(sample.record()), "fr"))
    assert all(type(number) is int for number in found)
    assert all(found[n]["text"] and found[n]["gauge"] is None and found[n]["list"] is None for n in TEXTS)
    assert all(found[n]["list"] and found[n]["text"] is None and found[n]["gauge"] is None for n in LISTS)
    assert all(found[n]["text"] and type(found[n]["gauge"]) is int for n in GAUGES)


def test_measures_are_repeated_letter_for_letter() -> None:
    file = pia_file(to_json(sample.record()), "fr")
    titles = [one["title"] for one in file["measures"]]
    assert len(set(titles)) == len(titles)
    assert len({one["id"] for one in file["measures"]}) == len(titles)
    assert all(one["content"] for one in file["measures"])
    found = answers(file)
    assert {t for n in MEASURES_OF for t in found[n]["list"]} == set(titles)


@pytest.mark.parametrize("run", RUNS)
def test_severity_and_status_are_left_to_people(run: str) -> None:
    file = pia_file(to_json(RUNS[run]()), "fr")
    found = answers(file)
    assert [found[n]["gauge"] for n in (325, 335, 345)] == [0, 0, 0]
    assert all(
        "À compléter par le responsable de traitement, avec l’avis du DPO" in found[n]["text"]
        for n in (325, 335, 345)
    )
    assert (file["pia"]["status"], file["evaluations"]) == (0, [])
    assert "acceptable" not in json.dumps(file, ensure_ascii=False)


def test_the_advice_of_the_policy_is_told() -> None:
    head = pia_file(to_json(sample.record()), "fr")["pia"]
    assert head["dpo_opinion"] == "Enregistré dans la politique, 3\xa0novembre\xa02026\xa0: favorable."
    assert head["dpo_status"] == 1
    assert "concerned_people_searched_opinion" not in head  # nobody said so


def test_an_advice_with_reservations_ticks_nothing() -> None:
    policy = copy.deepcopy(sample.POLICY)
    policy["governance"]["dpo_advice"]["opinion"] = "favourable_with_reservations"
    head = pia_file(to_json(sample.record(policy=policy)), "en")["pia"]
    assert "dpo_status" not in head
    assert "with reservations" in head["dpo_opinion"]


def test_the_same_evidence_gives_the_same_bytes() -> None:
    evidence = to_json(sample.record())
    assert render_pia(evidence, "fr") == render_pia(json.loads(json.dumps(evidence)), "fr")
    assert json.loads(render_pia(evidence, "fr"))["pia"]["created_at"] == "2026-12-01T08:15:02.000Z"


@pytest.mark.parametrize("started", ["", "soon", "2026-02-31T00:00:00Z"])
def test_a_date_is_always_one_the_application_reads(started: str) -> None:
    assert moment(started) == "1970-01-01T00:00:00.000Z"


def test_evidence_that_is_not_whole_is_refused() -> None:
    evidence = to_json(sample.record())
    del evidence["verdicts"]
    with pytest.raises(EvidenceError) as error:
        pia_file(evidence, "fr")
    assert error.value.problems[0].code == "PK892"


# --- the likelihood of an illegitimate access


def attack(high: float, outcome: Outcome = Outcome.HELD, name: str = "singling_out") -> Verdict:
    """An attack that gains at most ``high``."""
    bar = {
        "group": "",
        "unprotected": {"rate": 0.9},
        "release": {"rate": 0.06},
        "control": {"rate": 0.05},
    }
    figures = {"bars": [bar], "share": high, "required": 0.1}
    return Verdict(name, "jeu_entrainement", outcome, same("-"), same("-"), figures)


def likelihood(*verdicts: Verdict, **changes: Any) -> tuple[int, str]:
    found = answers(pia_file(to_json(sample.record(verdicts=verdicts, **changes)), "en"))[326]
    return found["gauge"], found["text"]


@pytest.mark.parametrize(
    ("high", "degree"), [(0.0, 1), (0.01, 1), (0.02, 2), (0.10, 2), (0.2, 3), (0.33, 3), (0.5, 4)]
)
def test_the_degree_follows_the_worst_attack(high: float, degree: int) -> None:
    gauge, text = likelihood(
        attack(0.0), attack(0.0, name="linkability"), attack(high, name="inference"), measures=()
    )
    assert gauge == degree
    assert f"Proposed from what was measured: {degree}" in text
    assert (
        "90% of the time on unprotected data, 6% through the release, 5% on people who are not in it" in text
    )


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_negligible_is_never_proposed_when_a_criterion_was_not_attacked(left_out: int) -> None:
    """Planted: the worst of the attacks made is 0 %, and nobody tried the third criterion."""
    made = [attack(0.0, name=name) for name in ("singling_out", "linkability", "inference")]
    assert likelihood(*made, measures=())[0] == 1
    del made[left_out]
    assert likelihood(*made, measures=())[0] == 2


def test_large_groups_alone_are_not_negligible() -> None:
    """Groups of a thousand who may all share one secret: k-anonymity says nothing of inference."""
    measures = [{"output": "jeu_entrainement", "after": {"prosecutor_highest": "0.001", "smallest": 1000}}]
    evidence = {**to_json(sample.record(verdicts=())), "measures": measures}
    assert answers(pia_file(evidence, "en"))[326]["gauge"] == 2


@pytest.mark.parametrize(("attempts", "degree"), [(29, 1), (30, 3)])
def test_a_worse_group_weighs_though_no_gain_is_proved_in_it(attempts: int, degree: int) -> None:
    made = [attack(0.0, name=name) for name in ("singling_out", "linkability", "inference")]
    bars = made[0].figures["bars"]
    bars.append({**bars[0], "group": "outliers", "high": 0.2, "release": {"rate": 0.05, "attacks": attempts}})
    gauge, text = likelihood(*made, measures=())
    assert gauge == degree
    assert ("Worst group" in text) is (degree == 3)


def test_an_output_nothing_was_measured_on_leaves_it_unproposed() -> None:
    made = [attack(0.0, name=name) for name in ("singling_out", "linkability", "inference")]
    evidence = to_json(sample.record(verdicts=made, measures=()))
    evidence["outputs"].append({**evidence["outputs"][0], "name": "other", "nature": "pseudonymised"})
    found = answers(pia_file(evidence, "en"))[326]
    assert found["gauge"] == 0
    assert "Output other: nothing was measured on it; no degree is proposed." in found["text"]


def test_small_groups_weigh_as_much_as_attacks() -> None:
    """Groups of 13 in the sample: a chance of 7.7 %, worse than an attack that gains nothing."""
    assert likelihood(attack(0.0))[0] == 2


def test_an_attack_that_shows_nothing_proposes_nothing() -> None:
    """Planted: counting what is measured beside it would propose a low degree."""
    gauge, text = likelihood(attack(0.0), attack(0.0, Outcome.INCONCLUSIVE, "inference"))
    assert gauge == 0
    assert "An attack showed nothing. <em>To be written by" in text


def test_nothing_measured_proposes_nothing() -> None:
    gauge, text = likelihood(measures=())
    assert gauge == 0
    assert "No attack rate was measured. <em>To be written by" in text


def test_noise_is_evidence_and_no_degree() -> None:
    """A bound on every attack is not a rate: it is told, and a person chooses."""
    found = answers(pia_file(to_json(sample_tables.noisy()), "en"))[326]
    assert found["gauge"] == 0
    assert "A bound on every attack, not a measured rate" in found["text"]


@pytest.mark.parametrize(("exposed", "degree"), [(0, 2), (1, 4)])
def test_secrecy_is_judged_by_what_its_attacker_found(exposed: int, degree: int) -> None:
    evidence = to_json(sample_tables.secret())
    for table in evidence["tables"]:
        table["private"]["figures_found"] = exposed
    found = answers(pia_file(evidence, "en"))[326]
    assert found["gauge"] == degree
    assert f"works out closer than allowed: {exposed}." in found["text"]


def test_change_and_loss_are_never_measured() -> None:
    found = answers(pia_file(to_json(sample.record(verdicts=(attack(0.5),))), "fr"))
    assert (found[336]["gauge"], found[346]["gauge"]) == (0, 0)


# --- texts of others


class Reader(HTMLParser):
    """Tags with their attributes, and the text a person reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[object] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.add("!--")

    def handle_decl(self, decl: str) -> None:
        self.tags.add("!")

    def handle_pi(self, data: str) -> None:
        self.tags.add("?")


def everywhere(value: Any, text: str) -> Any:
    """Every text of a value replaced, keys of the policy left alone."""
    if isinstance(value, str):
        return text
    if isinstance(value, dict):
        return {key: everywhere(item, text) for key, item in value.items()}
    if isinstance(value, list):
        return [everywhere(item, text) for item in value]
    return value


def poisoned(text: str) -> dict[str, Any]:
    """Evidence whose free texts, names and dates are all ``text``."""
    evidence = to_json(sample.record())
    policy = evidence["policy"]
    for part in ("policy", "register", "governance"):
        policy[part] = everywhere(policy[part], text)
    policy["data"]["privacy_unit"]["name"] = text
    for table in policy["data"]["tables"].values():
        table.update({key: everywhere(table[key], text) for key in ("one_row_is", "origin", "file")})
    policy["data"]["tables"][text] = {
        "one_row_is": text,
        "origin": {"source": text, "collection": "indirect"},
        "columns": {},
    }
    policy["steps"].append({"minimise": {"keep": {text: {"because": text}}}})
    for one in evidence["inputs"]:
        one.update(
            {key: everywhere(one[key], text) for key in ("table", "file", "columns_read", "columns_unread")}
        )
    for one in evidence["outputs"]:
        one.update(
            {key: everywhere(one[key], text) for key in ("name", "file", "recipients", "qualification_for")}
        )
    for step in evidence["steps"]:
        step["sentence"] = {"en": text, "fr": text}
        step["changes"]["notes"] = [{"en": text, "fr": text}]
    for verdict in evidence["verdicts"]:
        verdict.update(measured={"en": text, "fr": text}, required={"en": text, "fr": text}, output=text)
    for journey in evidence["journeys"]:
        journey.update(table=text, column=text)
    for one in evidence["measures"]:
        one["output"] = text
    return evidence


def texts_of(file: dict[str, Any]) -> list[str]:
    out = [one["data"]["text"] for one in file["answers"] if one["data"]["text"]]
    out += [t for one in file["answers"] for t in one["data"]["list"] or ()]
    out += [one[key] for one in file["measures"] for key in ("title", "content")]
    return out + [value for value in file["pia"].values() if isinstance(value, str)]


NASTY = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"' onmouseover='x' <b>",
    "</p><style>*{}</style><p>",
    "&lt;b&gt; &amp; &#60;",
    "<em>À compléter par le DPO : rien</em>",
    "a\x00b\x1b[31mc\u202ed\ud800",
    "<!--", "<![CDATA[", "<?php", "{{constructor}}", "javascript:alert(1)",
)  # fmt: skip


def check_escaped(text: str, language: Language) -> None:
    file = pia_file(poisoned(text), language)
    assert faults(file) == []
    json.dumps(file, ensure_ascii=False).encode("utf-8")  # no half of a character is left
    for shown in texts_of(file):
        reader = Reader()
        reader.feed(shown)
        reader.close()
        assert reader.tags <= {"p", "ul", "li", "strong", "em"}
        assert reader.attributes == []
        assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in shown)


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_of_others_is_taken_as_markup(text: str, language: Language) -> None:
    check_escaped(text, language)


ANYTHING = st.one_of(
    st.text(alphabet=st.characters(), max_size=60),
    st.lists(
        st.sampled_from(["<", ">", "&", '"', "'", "/", "p", "em", "script", " ", "=", ";", "#", "x"]),
        max_size=20,
    ).map("".join),
)


@settings(max_examples=60, deadline=None)
@given(text=ANYTHING, language=st.sampled_from(["en", "fr"]))
def test_any_text_comes_out_escaped_and_the_file_valid(text: str, language: Language) -> None:
    check_escaped(text, language)


@settings(max_examples=60, deadline=None)
@given(text=ANYTHING.filter(lambda t: clean(t).strip()))
def test_a_person_reads_what_the_policy_says(text: str) -> None:
    """Escaped once, not twice, and nothing lost but characters nobody sees."""
    file = pia_file(poisoned(text), "fr")
    told = unescape(answers(file)[213]["text"])
    assert clean(typographic(text, "fr")) in told


def test_missing_register_fields_are_blanks_with_their_place() -> None:
    policy = copy.deepcopy(sample.POLICY)
    for field in ("controller", "purpose", "data_subjects", "legal_basis", "retention", "rights", "dpo"):
        del policy["register"][field]
    file = pia_file(to_json(replace(sample.record(), policy=policy)), "fr")
    assert faults(file) == []
    found = answers(file)
    assert (
        "<em>À compléter par le responsable de traitement\xa0: la finalité (dans la politique\xa0: registre, finalité)</em>"
        in (found[211]["text"])
    )
    assert "registre, base_légale" in found[212]["text"]
    assert "registre, conservation" in found[215]["text"]
    assert "registre, droits, information" in found[221]["text"]
    assert "registre, droits, demandes" in found[224]["text"]
