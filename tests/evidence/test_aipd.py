"""The content of the impact assessment: what is known, why, and what is left blank."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
import sample
import sample_attacks
import sample_tables

from privkit.errors import EvidenceError, UsageError
from privkit.evidence.aipd import compose_aipd, render_aipd
from privkit.evidence.aipd.body import reasons
from privkit.evidence.aipd.cover import blanks_by_section
from privkit.evidence.aipd.criteria import (
    ASKED,
    COMPARING,
    CROSSING,
    FOUND,
    NOT_FOUND,
    RELEASE,
    SEGMENTS,
    processings,
    screened,
)
from privkit.evidence.asjson import to_json
from privkit.evidence.documents import DOCUMENTS, document
from privkit.evidence.record import RunRecord
from privkit.evidence.report.blocks import Boxes, Subheading, Table
from privkit.evidence.report.html import text_of
from privkit.evidence.report.view import View
from privkit.values import Counts
from privkit.words import Language

LANGUAGES: tuple[Language, ...] = ("en", "fr")


def view(run: RunRecord | None = None, language: Language = "en") -> View:
    return View.of(to_json(run or sample.record()), "dpo", language)


def with_policy(change: Any) -> RunRecord:
    policy = copy.deepcopy(sample.POLICY)
    change(policy)
    return sample.record(policy=policy)


def states(run: RunRecord, processing: str) -> dict[str, str]:
    return {one.name: one.state for one in screened(view(run), processing)}


def text(run: RunRecord | None = None, language: Language = "en") -> str:
    return render_aipd(to_json(run or sample.record()), "markdown", language)


# --- content


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_the_parts_the_law_asks_for(language: Language) -> None:
    report = compose_aipd(to_json(sample.record()), language)
    assert [one.name for one in report.sections] == [
        "cover", "screening", "description", "sources", "necessity", "risks", "measures", "consultation", "ai",
        "algorithm", "glossary",
    ]  # fmt: skip
    titles = [one.title for one in report.sections]
    assert [letter for letter in "abcd" if any(f"35(7)({letter})" in title for title in titles)] == list(
        "abcd"
    )


ALL = (
    sample.record, sample.refused, sample.released, sample.inconclusive, sample_tables.noisy, sample_tables.secret,
    sample_attacks.record,
)  # fmt: skip


@pytest.mark.parametrize("run", ALL)
def test_both_languages_say_the_same_things(run: Any) -> None:
    evidence = to_json(run())
    found = [compose_aipd(evidence, language) for language in LANGUAGES]
    shape = [
        [(one.name, [type(block).__name__ for block in one.blocks], len(blanks)) for one, (_, blanks)
         in zip(report.sections, blanks_by_section(view(run(), language), report.sections), strict=True)]
        for language, report in zip(LANGUAGES, found, strict=True)
    ]  # fmt: skip
    assert shape[0] == shape[1]
    rows = [[len(b.rows) for s in r.sections for b in s.blocks if isinstance(b, Table)] for r in found]
    assert rows[0][:-1] == rows[1][:-1]  # but for the glossary


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_the_policy_is_told(language: Language) -> None:
    told = unescape(text(language=language)).replace("\\", "")
    found = list(reasons(sample.POLICY))
    assert len(found) == 3
    for _, why in found:
        assert why.split("'")[-1][:40].rstrip(" ;.") .replace(" ;", "\u202f;") in told  # fmt: skip


def test_reasons_are_found_wherever_they_stand() -> None:
    value = {
        "a": [{"b": {"because": "x"}}, {"because": "y"}],
        "because": "z",
        "c": {"because": {"because": "w"}},
    }
    assert dict(reasons(value)) == {
        ("a[1]", "b"): "x",
        ("a[2]",): "y",
        (): "z",
        ("c", "because"): "w",
    }


def test_reasons_are_placed_in_the_words_of_the_policy() -> None:
    assert "`registre.base_légale`" in text(language="en")  # the policy is written in French


@pytest.mark.parametrize("language", LANGUAGES)
def test_blanks_are_counted_on_the_first_page(language: Language) -> None:
    report = compose_aipd(to_json(sample.record()), language)
    count = sum(len(found) for _, found in blanks_by_section(view(language=language), report.sections[1:]))
    heading = next(b for b in report.sections[0].blocks if isinstance(b, Subheading))
    assert heading.text.startswith(f"{count}")
    table = next(b for b in report.sections[0].blocks if isinstance(b, Table))
    cells = [text_of(cell) for row in table.rows for cell in row[1:]]
    assert sum(int(cell) for cell in cells if cell != "—") == count  # each blank has one writer


def test_boxes_are_left_to_people() -> None:
    report = compose_aipd(to_json(sample.record(policy={**sample.POLICY, "governance": {}})), "en")
    (boxes,) = (b for b in report.sections[0].blocks if isinstance(b, Boxes))
    assert [bool(one.blanks) for one in boxes.boxes] == [True, True, True]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("run", [sample.record, sample.refused, sample.released])
def test_it_never_decides(run: Any, language: Language) -> None:
    told = text(run(), language)
    assert "CNIL" not in told
    for said in ("is acceptable", "est acceptable", "is lawful", "est licite"):
        for place in range(len(told)):
            if told.startswith(said, place):  # only to say that it is not said here
                before = told[max(0, place - 90) : place]
                assert "does not say" in before or "ne dit pas" in before or "nor that" in before, told[
                    place - 90 : place + 20
                ]


# --- screening


def test_one_screening_per_processing() -> None:
    assert processings(view()) == (CROSSING, SEGMENTS, COMPARING, RELEASE)
    alone = with_policy(lambda p: p.pop("comparison"))
    assert processings(view(alone)) == (CROSSING, RELEASE)
    inside = replace(alone, outputs=(replace(sample.OUTPUTS[0], sharing="internal"),))
    assert processings(view(inside)) == (CROSSING,)
    assert "Not in this policy: segmentation" in text(inside)


def test_the_founding_case_meets_its_criteria() -> None:
    """Billing crossed with property files, at a large scale, to compare households."""
    found = states(sample.record(), SEGMENTS)
    assert {name for name, state in found.items() if state == FOUND} >= {
        "evaluation",
        "crossing",
        "scale",
        "innovative",
    }
    crossing = states(sample.record(), CROSSING)
    assert (crossing["crossing"], crossing["scale"], crossing["evaluation"]) == (FOUND, FOUND, ASKED)


def test_each_reason_is_in_the_policy_or_the_run() -> None:
    found = {one.name: one.reason for one in screened(view(), SEGMENTS)}
    assert "groups_by: nb_occupants, type_logement, jardin, surface_m2" in found["evaluation"]
    assert found["scale"].startswith("41,236 households")
    assert found["vulnerable"] == "register, data_subjects: autres occupants mineurs compris"


def test_without_a_link_nothing_is_crossed() -> None:
    alone = replace(sample.record(), steps=tuple(s for s in sample.record().steps if s.name != "link"))
    assert states(alone, CROSSING)["crossing"] == NOT_FOUND


@pytest.mark.parametrize(("units", "state"), [(9_999, ASKED), (10_000, FOUND)])
def test_a_large_scale_is_proposed_from_ten_thousand(units: int, state: str) -> None:
    inputs = tuple(replace(one, counts=Counts(units, units)) for one in sample.INPUTS)
    assert states(sample.record(inputs=inputs), CROSSING)["scale"] == state


def test_special_categories_are_found_where_they_come_in() -> None:
    assert states(sample.record(), CROSSING)["sensitive"] == FOUND
    assert states(sample.record(), COMPARING)["sensitive"] == ASKED


def test_an_aid_asks_whether_a_right_depends_on_it() -> None:
    assert states(sample.record(), COMPARING)["exclusion"] == ASKED
    unread = with_policy(
        lambda p: p["data"]["tables"]["factures"]["columns"]["tarif_social"].update(read=False)
    )
    assert states(unread, COMPARING)["exclusion"] == NOT_FOUND


def test_outside_sources_point_at_the_required_list() -> None:
    assert "Points at “profiling with data from outside sources”" in text()
    direct = with_policy(lambda p: p["data"]["tables"]["foncier"]["origin"].update(collection="direct"))
    assert "Nothing in the policy points at an entry." in text(direct)


# --- sources, consultation, algorithm


def test_a_source_without_its_compatibility_is_a_blank_with_its_place() -> None:
    found = with_policy(lambda p: p["data"]["tables"]["foncier"]["origin"].pop("compatibility"))
    assert text(found).count("données, tables, origine, compatibilité") == 2
    assert text().count("données, tables, origine, compatibilité") == 1  # the bills, used for another purpose


def test_a_source_without_a_right_to_use_it_is_a_blank() -> None:
    found = with_policy(lambda p: p["data"]["tables"]["foncier"]["origin"].pop("terms_of_use"))
    assert "the text or act that lets it be used" in text(found)
    assert "the text or act that lets it be used" not in text()


@pytest.mark.parametrize(
    ("run", "sign"), [(sample.record, False), (sample.refused, True), (sample.inconclusive, True)]
)
def test_a_refusal_points_at_a_consultation(run: Any, sign: bool) -> None:
    assert ("What points at it:" in text(run())) is sign


def test_the_notice_gives_the_four_features_and_a_contact() -> None:
    told = text()
    for part in (
        "Degree and way it contributes",
        "Data and sources",
        "Parameters",
        "Operations",
        "dpo@metropole.example",
    ):
        assert part in told
    assert "marks at 20%, 50%, 80%" in told
    assert "This policy compares nobody" in text(with_policy(lambda p: p.pop("comparison")))


# --- form


@pytest.mark.parametrize("format", ["html", "markdown"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_others_are_never_markup(format: str, language: Language) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=y>"

    def change(policy: dict[str, Any]) -> None:
        policy["policy"]["title"] = policy["register"]["purpose"] = policy["register"]["dpo"] = nasty
        policy["register"]["data_subjects"] = [nasty]
        policy["data"]["tables"][nasty] = policy["data"]["tables"].pop("foncier")
        policy["data"]["tables"][nasty]["origin"]["source"] = nasty
        policy["comparison"]["target"] = nasty
        policy["steps"].append({"minimise": {"keep": {nasty: {"because": nasty}}}})

    told = render_aipd(to_json(with_policy(change)), format, language)
    if format == "markdown":  # a code span shows its characters as they are
        told = re.sub(r"`[^`\n]*`", "", told)
    assert "<script" not in told
    assert "<img" not in told


def test_the_page_names_its_kind() -> None:
    page = render_aipd(to_json(sample.record()), "html", "fr")
    assert '<p class="kicker">Analyse d’impact (RGPD 35)</p>' in page
    assert "<script" not in page


def test_an_old_register_with_missing_fields_is_still_written() -> None:
    def strip(policy: dict[str, Any]) -> None:
        policy["register"] = {"dpo": "x"}
        policy.pop("governance")
        policy["data"]["tables"] = {"a": {"one_row_is": "b", "origin": {}, "columns": {}}}

    told = text(with_policy(strip)).replace("\\", "")
    assert "registre, finalité" in told
    assert "registre, base_légale" in told
    assert "The policy names no impact assessment" in told


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_exists_for_the_public(name: str) -> None:
    with pytest.raises(UsageError) as error:
        document(to_json(sample.record()), name, reader="public", language="en")
    (problem,) = error.value.problems
    assert problem.code == "PK822"


def test_evidence_that_is_not_whole_is_refused() -> None:
    evidence = to_json(sample.record())
    del evidence["steps"]
    with pytest.raises(EvidenceError):
        compose_aipd(evidence, "fr")


def test_the_title_is_that_of_the_policy() -> None:
    report = compose_aipd(to_json(sample.record()), "fr")
    assert text_of(report.title).startswith("Jeu d’entraînement")
