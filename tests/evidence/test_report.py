"""What a report says, whatever its form."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
import sample

from privkit.errors import EvidenceError
from privkit.evidence.asjson import to_json
from privkit.evidence.record import RunRecord, Status
from privkit.evidence.report import FORMATS, READERS, Format, Reader, compose, render
from privkit.words import Language

DPO = ["decision", "processing", "data", "steps", "conditions", "risk", "usefulness", "rights", "limits"]
RUNS = {
    "held": sample.record(),
    "released": sample.released(),
    "refused": sample.refused(),
    "inconclusive": sample.inconclusive(),
}


def text(
    run: RunRecord, reader: Reader = "dpo", language: Language = "en", form: Format = "json", **more: Any
) -> str:
    return render({**to_json(run), **more}, format=form, reader=reader, language=language)


def content(run: RunRecord, reader: Reader = "dpo", language: Language = "en", **more: Any) -> Any:
    return json.loads(text(run, reader, language, **more))


def boxes(run: RunRecord, reader: Reader = "dpo", **more: Any) -> Any:
    blocks = content(run, reader, **more)["sections"][0]["blocks"]
    return next(b["boxes"] for b in blocks if "boxes" in b)


@pytest.mark.parametrize(
    ("reader", "names"),
    [
        ("dpo", [*DPO, "reproduction", "glossary"]),
        ("controller", ["decision", "outputs", "conditions", "usefulness", "limits"]),
        ("public", [*DPO, "glossary"]),
    ],
)
def test_each_reader_has_the_same_sections_in_both_languages(reader: Reader, names: list[str]) -> None:
    shapes = []
    for language in ("en", "fr"):
        report = compose(to_json(sample.record()), reader=reader, language=language)  # type: ignore[arg-type]
        assert [s.name for s in report.sections] == names
        shapes.append([[type(b).__name__ for b in s.blocks] for s in report.sections])
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("reader", READERS)
def test_the_same_evidence_gives_the_same_bytes(form: Format, reader: Reader) -> None:
    evidence = to_json(sample.record())
    again = json.loads(json.dumps(evidence))
    for language in ("en", "fr"):
        first = render(evidence, format=form, reader=reader, language=language)  # type: ignore[arg-type]
        assert first == render(again, format=form, reader=reader, language=language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("run", "language", "word", "sentence"),
    [
        ("released", "en", "RELEASED", "Technical conditions met."),
        ("held", "en", "HELD", "Technical conditions met."),
        ("refused", "en", "REFUSED", "Technical conditions not met."),
        ("inconclusive", "en", "INCONCLUSIVE", "Technical conditions inconclusive."),
        ("released", "fr", "DIFFUSÉ", "Conditions techniques remplies."),
        ("held", "fr", "EN ATTENTE", "Conditions techniques remplies."),
        ("refused", "fr", "REFUSÉ", "Conditions techniques non remplies."),
        ("inconclusive", "fr", "NON CONCLUANT", "Conditions techniques non concluantes."),
    ],
)
def test_the_status_words_are_exact(run: str, language: Language, word: str, sentence: str) -> None:
    for reader in READERS:
        status = content(RUNS[run], reader, language)["sections"][0]["blocks"][0]["status"]
        assert (status["word"], status["sentence"]) == (word, sentence)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_that_promise_too_much_never_appear(language: Language) -> None:
    for run in RUNS.values():
        for reader in READERS:
            found = text(run, reader, language).lower()
            for word in (
                "guarantee",
                "garanti",
                "compliant",
                "conforme",
                "anonymised",
                "anonymisé",
                "the cnil",
                "la cnil",
            ):
                assert word not in found


def test_anonymous_is_always_proposed_for_somebody() -> None:
    output = replace(sample.OUTPUTS[0], qualification="anonymous", qualification_for="le public")
    found = content(sample.record(outputs=(output,)))["sections"][0]["blocks"]
    row = next(b["table"] for b in found if "table" in b)["rows"][0]
    assert row[1] == "Generalised data. Proposed as anonymous data for le public."


def test_the_worst_attack_is_one_sentence_with_its_figure() -> None:
    said = text(sample.record())
    assert (
        "Of 13 households alike, somebody who knows they are in the file and knows code_iris, nb_occupants, type_logement, "
        "surface_m2, jardin finds the right row of 1 at best; without protection, 31.3% of households are like no other, and "
        "found."
    ) in said
    assert "Of 4 households alike" in text(sample.refused())


def test_what_is_not_proved_comes_from_the_conditions_and_the_steps() -> None:
    said = text(sample.record(verdicts=sample.VERDICTS[:1]))
    assert "Not attacked: linkability and inference." in said
    assert "Not attacked: linkability and inference (the diversity of groups is checked)." in text(
        sample.record()
    )
    for sentence, step in (
        ("Whoever holds the key (RSSI) can still find who is who.", "pseudonymise"),
        ("Nothing is said of rows without a match between the tables (2.1%).", "link"),
        ("Groups of k hide who is who, not what a whole group has in common.", "make_k_anonymous"),
    ):
        assert sentence in text(sample.record())
        without = tuple(s for s in sample.STEPS if s.name != step)
        assert sentence not in text(sample.record(steps=without))
    public = text(sample.record(), "public")
    assert "Whoever holds the key can still find who is who." in public and "RSSI" not in public


def test_severity_and_acceptance_are_left_to_people() -> None:
    for reader in READERS:
        assert "people judge these, no figure does" in text(sample.record(), reader)


def facts(run: RunRecord, reader: Reader = "dpo", language: Language = "en", **more: Any) -> dict[str, str]:
    """The few facts of the decision page, by name."""
    blocks = content(run, reader, language, **more)["sections"][0]["blocks"]
    caption = {"en": "To know before deciding", "fr": "À savoir avant de décider"}[language]
    table = next(b["table"] for b in blocks if b.get("table", {}).get("caption") == caption)
    return {row[0]: row[1] for row in table["rows"]}


def test_requests_are_counted_inside_and_not_outside() -> None:
    assert facts(sample.record())["Requests of persons"] == "34 of 41 applied; 32 households left out."
    assert facts(sample.record(), "public")["Requests of persons"] == "Applied before anything else."
    without = sample.record(steps=sample.STEPS[1:])
    assert facts(without)["Requests of persons"] == "No step applies them (GDPR 17, 18, 21)."
    first = sample.STEPS[0]
    counted = replace(
        first.changes, figures={**first.changes.figures, "applied_objection": 33, "applied_restriction": 1}
    )
    told = facts(sample.record(steps=(replace(first, changes=counted), *sample.STEPS[1:])), language="fr")
    assert told["Demandes des personnes"] == (
        "34 sur 41 appliquées (33 oppositions, 1 limitation)\u202f; 32 foyers à l’écart."
    )


def test_what_changed_since_the_last_version() -> None:
    run = sample.record(since=sample.SINCE)
    assert facts(run)["Since version 2.0 (3\u00a0November\u00a02026)"] == (
        "weaker release_only_if, protection_cost, at_most: 3% becomes 5%; more is let through. "
        "stronger steps, pseudonymise, key: secrets/a becomes secrets/b. 1 more below. "
        "New data: factures. "
        "households 36,402 → 36,718; cost of protection 3.7% → 3.8%; size of groups 12 → 13."
    )
    sections = {s["name"]: s for s in content(run)["sections"]}
    changes, figures = (b["table"] for b in sections["since"]["blocks"] if "table" in b)
    assert [row[0] for row in changes["rows"]] == ["weaker", "to be looked at", "stronger"]
    assert figures["rows"][2] == ["Cost of protection", "3.7%", "3.8%", "✗\u00a0not met → ✓\u00a0met"]


@pytest.mark.parametrize("reader", READERS)
def test_a_first_version_and_evidence_that_does_not_say(reader: Reader) -> None:
    first = {"before": None, "changes": (), "tables": (), "other": (), "figures": ()}
    told = facts(sample.record(since=first), reader)
    assert told["Since the last version"] == "First version: nothing to compare with."
    assert not [name for name in facts(sample.record(), reader) if name.startswith("Since")]
    names = [s["name"] for s in content(sample.record(since=first), reader)["sections"]]
    assert "since" not in names


def test_nothing_changed() -> None:
    same = {**sample.SINCE, "changes": (), "tables": (), "other": (), "figures": ()}
    name = "Since version 2.0 (3\u00a0November\u00a02026)"
    assert facts(sample.record(since=same))[name] == "Nothing changed."
    assert facts(sample.record(since=same), "public")[name] == "The policy is the same."


@pytest.mark.parametrize("reader", READERS)
def test_outputs_eliminated_since_are_told_first(reader: Reader) -> None:
    gone = {"jeu_entrainement": "2027-12-02"}
    blocks = content(sample.released(), reader, eliminated=gone)["sections"][0]["blocks"]
    assert blocks[0]["status"]["meaning"] == (
        "Eliminated since. The files had left; those kept here were eliminated when their time came. Whoever received them "
        "must do the same."
    )
    assert blocks[1]["heading"] == "What the run had made (eliminated since)"
    assert blocks[2]["table"]["rows"][0][3] == "eliminated on 2\u00a0December\u00a02027"
    held = content(sample.record(), reader, eliminated=gone)["sections"][0]["blocks"][0]["status"]
    assert held["meaning"].endswith("nothing can leave any more.")


def test_the_feared_events_have_no_severity() -> None:
    sections = {s["name"]: s for s in content(sample.record())["sections"]}
    table = next(
        b["table"]
        for b in sections["risk"]["blocks"]
        if b.get("table", {}).get("caption") == "The three feared events"
    )
    assert table["rows"][0] == ["Illegitimate access to data", "2, limited", "to be set by a person"]
    assert [row[1] for row in table["rows"][1:]] == ["not measured", "not measured"]
    assert "to be set by a person" not in text(sample.record(), "public")


def test_columns_of_a_repeated_one_are_told_once_and_in_order() -> None:
    months = [f"volume_by_month_{n}" for n in range(1, 13)]
    journey = next(j for j in sample.JOURNEYS if j.fate == "kept" or j.fate == "changed")
    journeys = tuple(replace(journey, column=name, becomes=(name,)) for name in months)
    losses = {name: 0.1 + 0.01 * n for n, name in enumerate(months)}
    measures = (replace(sample.MEASURES[0], loss_by_column=losses),)
    said = text(sample.record(journeys=journeys, measures=measures))
    assert "volume_by_month (12)" in said and "volume_by_month_10" not in said
    sections = {s["name"]: s for s in json.loads(said)["sections"]}
    lost = next(
        b["table"]
        for b in sections["usefulness"]["blocks"]
        if b.get("table", {}).get("caption") == "Detail lost by column"
    )
    assert lost["rows"] == [["volume_by_month (12)", "10% to 21%"]]
    other = replace(journeys[3], because="Une autre raison.")
    apart = text(sample.record(journeys=(*journeys[:3], other, *journeys[4:]), measures=()))
    assert apart.index("volume_by_month_2") < apart.index("volume_by_month_10")


def test_boxes_are_empty_until_something_is_recorded() -> None:
    held = sample.record(policy={**sample.POLICY, "governance": {}})
    advice, decision = boxes(held)
    assert advice["filled"] == {} and advice["to_fill"] == ["Opinion", "Date", "Name and signature"]
    assert decision["to_fill"] == ["Decision", "Reason", "Date", "Name, capacity and signature"]
    advice, _ = boxes(sample.record())
    assert (
        advice["filled"] == {"Opinion": "favourable", "Date": "3\u00a0November\u00a02026"}
        and not advice["to_fill"]
    )


def test_a_released_run_shows_who_decided() -> None:
    _, decision = boxes(sample.released())
    assert decision["filled"] == {"By": "Directrice du cycle de l’eau", "Date": "10\u00a0November\u00a02026"}


def test_a_held_run_waits_for_its_own_decision_not_that_of_the_policy() -> None:
    held = replace(sample.released(), status=Status.HELD)
    assert boxes(held)[1]["filled"] == {}


DECISION = {"by": "controller", "capacity": "Directrice", "date": "2026-12-03", "because": "Accord."}


def test_a_decision_recorded_after_the_run_is_shown() -> None:
    out = {"status": "released", "decision": {**DECISION, "decision": "release"}}
    assert boxes(sample.record(), **out)[1]["filled"] == {
        "Decision": "let out",
        "By": "Directrice",
        "Date": "3\u00a0December\u00a02026",
        "Reason": "Accord.",
    }


@pytest.mark.parametrize("reader", READERS)
def test_a_person_who_refuses_is_not_a_condition_that_fails(reader: Reader) -> None:
    back = {"status": "refused", "decision": {**DECISION, "decision": "refuse"}}
    found = content(sample.record(), reader, **back)["sections"][0]["blocks"][0]["status"]
    assert found["word"] == "REFUSED"
    assert found["sentence"] == "Technical conditions met."
    assert (
        found["meaning"]
        == "The controller decided not to release: nothing has left, and the held files were eliminated."
    )
    filled = boxes(sample.record(), reader, **back)[1]["filled"]
    assert filled["Decision"] == "not let out"
    assert ("Reason" in filled) is (reader != "public")


def test_a_refusal_leaves_nothing_to_decide() -> None:
    assert boxes(sample.refused())[1]["filled"] == {"Effect": "nothing can leave from this run"}


def test_a_refusal_names_the_nearest_setting_that_would_pass() -> None:
    assert "Would pass: a step make_k_anonymous with k: 11, coarser columns, or at_least: 4" in text(
        sample.refused()
    )
    assert "Would pass" not in text(sample.record())


def test_the_head_of_the_ledger_is_to_be_copied_elsewhere() -> None:
    said = text(sample.record())
    assert "Copy this line elsewhere" in said and sample.record().ledger_head in said
    assert sample.record().ledger_head not in text(sample.record(), "controller")


def test_every_field_of_the_register_names_its_article() -> None:
    sections = {s["name"]: s for s in content(sample.record())["sections"]}
    rows = sections["processing"]["blocks"][0]["table"]["rows"]
    assert all(row[2].startswith("art. ") for row in rows)
    assert [row[0] for row in rows if row[2] == "art. 6(1)"] == ["Legal basis"]


def test_cost_is_read_beside_its_floor_and_its_worst_group() -> None:
    said = text(sample.record())
    assert "3.8% would be told something else" in said
    assert "already changes 2.2%" in said
    assert "nb_occupants = 5 et plus: 9.1%" in said
    assert "9.1%" not in text(sample.record(cost={**sample.COST, "worst_group": None}))


def test_a_run_without_measures_still_has_its_report() -> None:
    bare = sample.record(
        measures=(), steps=(), journeys=(), verdicts=(), cost=None, reference=None, limits=(), outputs=()
    )
    for form in FORMATS:
        for reader in READERS:
            assert text(bare, reader, "fr", form)


def test_an_unknown_step_or_condition_is_shown_by_its_keyword() -> None:
    step = replace(sample.STEPS[0], name="swap_noise")
    verdict = replace(sample.VERDICTS[0], condition="not_yet_known")
    for reader in READERS:
        assert "not_yet_known" in text(sample.record(steps=(step,), verdicts=(verdict,)), reader)
    assert "swap_noise" in text(sample.record(steps=(step,)))


def test_french_has_no_breakable_space_before_its_signs() -> None:
    for run in RUNS.values():
        for reader in READERS:
            sections = content(run, reader, "fr")["sections"]
            said = [s for s in _strings(sections) if not s.startswith("privkit ")]
            assert not [s for s in said if re.search(r"(?<=\w) [:;!?%»]", s)]


def test_evidence_with_a_part_missing_is_told() -> None:
    evidence = to_json(sample.record())
    del evidence["steps"], evidence["cost"]
    with pytest.raises(EvidenceError) as caught:
        render(evidence, format="html", reader="public", language="en")
    assert caught.value.text("en") == [
        "PK892 the evidence is not whole: cost, steps is missing",
        "  → restore evidence.json from a copy of this run",
    ]


def test_the_room_is_cheap_to_import() -> None:
    code = (
        "import sys, privkit.evidence.report, privkit.evidence.asjson, privkit.evidence.manifest;"
        "print([m for m in ('matplotlib', 'jinja2', 'pandas', 'numpy', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [s for item in value.values() for s in _strings(item)]
    if isinstance(value, list):
        return [s for item in value for s in _strings(item)]
    return [value] if isinstance(value, str) else []
