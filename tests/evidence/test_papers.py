"""Papers as a whole: which forms they take, what they may tell, and that nothing in them can act."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
import sample
import sample_tables
from hypothesis import given, settings
from hypothesis import strategies as st
from test_public import pattern, planted

from privkit.errors import EvidenceError, UsageError
from privkit.evidence.asjson import to_json
from privkit.evidence.papers import PAPERS, Order, Subject, form_of, make
from privkit.words import Language

EVERY = [(paper, form) for paper, forms in PAPERS.items() for form in forms]
_SOURCES = {
    "policy.data.tables.*.origin.source",
    "policy.data.tables.*.origin.first_purpose",
}
_TITLE = {"policy.policy.title", "policy.policy.version"}
_OUTPUT = {"outputs.*.name", "outputs.*.recipients.*", "outputs.*.eliminate_after.en"}
_REGISTER = {
    f"policy.register.{name}"
    for name in (
        "controller", "dpo", "purpose", "recipients.*", "data_categories.*", "legal_basis.because",
        "retention.because", "processors.*.name",
    )
}  # fmt: skip
_SPECIAL = {"policy.data.tables.*.columns.tarif_social.special_category"}
#: Free texts each paper may tell. What is not named here is a leak.
ALLOWED = {
    "register": {
        *_TITLE, *_OUTPUT, *_REGISTER, *_SPECIAL, "policy.data.tables.*.origin.source",
        "policy.register.data_subjects.*", "policy.register.record", "policy.register.legal_basis.texts.*",
        "policy.register.dpia.reference", "policy.register.dpia.version",
    },
    "notice": {
        *_TITLE, *_OUTPUT, *_REGISTER, *_SPECIAL, *_SOURCES, "policy.register.legal_basis.texts.*",
        "policy.register.rights.information", "policy.data.tables.*.origin.compatibility.because",
        "journeys.*.column",
    },
    "card": {
        *_TITLE, *_OUTPUT, *_SOURCES, "policy.register.purpose", "policy.register.dpo", "policy.register.controller",
        "policy.data.privacy_unit.name", "outputs.*.columns.*", "outputs.*.file", "outputs.*.qualification_for",
        "policy.policy.title",
    },
    "dpv": {
        *_TITLE, *_OUTPUT, *_REGISTER, *_SPECIAL, *_SOURCES, "policy.register.data_subjects.*",
        "policy.register.record", "policy.register.dpia.reference",
    },
    "sheets": {
        *_SOURCES, *_SPECIAL, "policy.policy.title", "policy.policy.review_before", "outputs.*.name",
        "outputs.*.eliminate_after.en", "outputs.*.qualification_for", "policy.register.controller",
        "policy.register.purpose", "policy.register.processors.*.name", "policy.register.rights.information",
        "policy.register.dpia.reference", "policy.data.tables.*.origin.compatibility.because",
    },
    "statement": {
        "policy.policy.name", "policy.policy.version", "policy_sha256", "ledger_head", "run", "code_version",
        "outputs.*.name", "outputs.*.file", "outputs.*.sha256", "outputs.*.qualification_for", "verdicts.*.output",
        "verdicts.*.figures.column", "as_of", "started",
    },
}  # fmt: skip


def text(paper: str, form: str, evidence: dict[str, Any], order: Order) -> str:
    """A paper, with what its envelopes hold."""
    said = make(Subject(evidence), paper, form, order)
    if paper != "statement":
        return said
    inside = [base64.b64decode(json.loads(line)["payload"]).decode() for line in said.splitlines()]
    return said + "\n".join(inside)


@pytest.mark.parametrize(("paper", "form"), EVERY)
def test_a_public_paper_tells_only_what_it_may(paper: str, form: str) -> None:
    evidence, places = planted()
    said = text(paper, form, evidence, Order("public", "en"))
    seen = {pattern(path) for canary, path in places.items() if canary in said}
    assert seen - ALLOWED[paper] == set()
    assert len(seen) > 5


@pytest.mark.parametrize(("paper", "form"), EVERY)
def test_no_paper_tells_a_file_a_secret_or_a_note(paper: str, form: str) -> None:
    evidence, places = planted()
    said = text(paper, form, evidence, Order("dpo", "en"))
    seen = {pattern(path) for canary, path in places.items() if canary in said}
    more = {"verdicts.*.measured.en", "verdicts.*.required.en", "policy.register.processors.*.contract"}
    more |= {"card": {"outputs.*.sha256"}, "register": {"run"}}.get(paper, set())
    assert seen - ALLOWED[paper] - more == set()
    for name in ("inputs.*.file", "inputs.*.sha256", "policy.steps.*.pseudonymise.key.secret", "limits.*.en"):
        assert name not in seen


def _numbers(value: Any) -> set[int]:
    if isinstance(value, dict):
        return set().union(*(_numbers(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(_numbers(item) for item in value), set())
    return {value} if isinstance(value, int) and not isinstance(value, bool) else set()


@pytest.mark.parametrize("run", [sample.record, sample.refused, sample_tables.noisy, sample_tables.secret])
@pytest.mark.parametrize(("paper", "form"), EVERY)
def test_no_public_paper_tells_an_exact_count(run: Any, paper: str, form: str) -> None:
    evidence = to_json(run())
    exact = {n for n in _numbers(evidence) if n > 300 and n % 10}
    assert len(exact) > 5
    said = text(paper, form, evidence, Order("public", "fr"))
    plain = re.sub(r"[\u202f\u00a0,](?=\d{3})", "", re.sub(r"[0-9a-f]{40,}", "", said))
    assert not [n for n in exact if re.search(rf"(?<!\d){n}(?!\d)", plain)]


@pytest.mark.parametrize(("paper", "form"), EVERY)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "run", [sample.refused, sample.inconclusive, sample_tables.noisy, sample_tables.secret]
)
def test_every_paper_of_every_run_can_be_made_twice_alike(
    run: Any, language: Language, paper: str, form: str
) -> None:
    evidence = to_json(run())
    first = make(Subject(evidence), paper, form, Order("dpo", language))
    assert first == make(Subject(to_json(run())), paper, form, Order("dpo", language))
    assert first.endswith("\n")


@pytest.mark.parametrize("paper", sorted(PAPERS))
def test_both_languages_say_as_much(paper: str) -> None:
    evidence, form = to_json(sample.record()), PAPERS[paper][0]
    said = {
        language: make(Subject(evidence), paper, form, Order("dpo", language)) for language in ("en", "fr")
    }
    assert said["en"].count("\n") == said["fr"].count("\n")
    assert (said["en"] == said["fr"]) == (paper == "statement")


def test_a_decision_taken_since_is_told() -> None:
    run = Subject(to_json(sample.record()), {"decision": "release", "by": "controller", "date": "2026-12-05"})
    said = json.loads(make(run, "card", "jsonld", Order()))
    assert said["datePublished"] == "2026-12-05"
    assert "datePublished" not in json.loads(make(Subject(run.evidence), "card", "jsonld", Order()))


def test_the_form_is_read_from_the_ending_of_the_file() -> None:
    assert form_of("register", None) == "csv"
    assert form_of("register", Path("line.JSON")) == "json"
    with pytest.raises(UsageError) as caught:
        form_of("register", Path("line.xlsx"))
    assert caught.value.text("en") == [
        "PK836 register is not made as xlsx",
        "  → --output register.csv | register.json",
    ]
    assert caught.value.text("fr")[0] == "PK836 register ne se fait pas en xlsx"


def test_evidence_that_lacks_a_part_is_refused() -> None:
    evidence = to_json(sample.record())
    del evidence["journeys"]
    with pytest.raises(EvidenceError, match="PK892 the evidence is not whole: journeys is missing"):
        make(Subject(evidence), "notice", "md", Order())


PIECES = [
    *"=+-@|<>&\"'`*_#[](){}!$\\;,:%\n\r\t\u2028 aZ9\uff1d\u200b\u00e9",
    "https://x.y",
    "</script>",
    "<img>",
]
NASTY = st.lists(st.sampled_from(PIECES), min_size=1, max_size=20).map("".join)


def _with(value: Any, nasty: str) -> Any:
    """The policy with a text in every free place."""
    if isinstance(value, dict):
        return {key: item if key in _KEPT else _with(item, nasty) for key, item in value.items()}
    if isinstance(value, list):
        return [_with(item, nasty) for item in value]
    return nasty if isinstance(value, str) else value


_KEPT = {
    "ground", "then", "state", "collection", "language", "privkit", "nature", "sharing", "proposed", "opinion",
    "name", "role", "type", "special_category", "steps", "review_before", "date", "comparison",
}  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(NASTY)
def test_no_text_of_the_policy_can_act(nasty: str) -> None:
    evidence = to_json(sample.record())
    evidence["policy"] = _with(evidence["policy"], nasty)
    evidence["journeys"] = [{**one, "column": nasty, "because": nasty} for one in evidence["journeys"]]
    evidence["outputs"][0] |= {"columns": [nasty], "file": f"outputs/{nasty}", "recipients": [nasty]}
    for paper, form in EVERY:
        said = make(Subject(evidence), paper, form, Order("dpo", "en"))
        if form in ("json", "jsonld"):
            json.loads(said)
        elif form == "html":
            body = re.sub(r"<style>.*?</style>", "", said, flags=re.DOTALL)
            assert "<script" not in body and "</script>" not in body
        elif form == "md":
            text_only = re.sub(
                r"(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)", "", said
            )  # a code span shows what it holds; an escaped mark opens none
            lines = text_only.splitlines()
            assert not re.search(r"(?<!\\)(</script>|<img)", text_only)
            assert not [one for one in lines if re.match(r"<(?!br>)", one)]
            rows = [one for one in lines if one.startswith("| ")]
            assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} <= {3, 4}


def test_every_keyword_of_the_policy_has_its_words() -> None:
    from privkit.evidence.papers import dpv, rights
    from privkit.evidence.papers.labels import SPECIAL
    from privkit.evidence.papers.sheets import SHEETS
    from privkit.evidence.papers.sheets_people import PEOPLE
    from privkit.policy.model.data import SpecialCategory
    from privkit.policy.model.register import Ground

    grounds = {one.value for one in Ground}
    assert set(rights.RIGHTS) == grounds == set(dpv._GROUNDS)
    assert set(SPECIAL) == {one.value for one in SpecialCategory}
    assert [one.number for one in SHEETS] == list(PEOPLE)
