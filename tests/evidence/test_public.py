"""The public report: what it may say, and the proof that nothing else gets in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sample

from privkit.evidence.asjson import to_json
from privkit.evidence.report import FORMATS, Format, render
from privkit.evidence.report.public import public_evidence, rounded
from privkit.evidence.report.voice import FEW
from privkit.values import Outcome
from privkit.words import Language

Path = tuple[str, ...]

#: Words the program itself reads to choose what to say: never shown as they are.
STRUCTURE = {
    "format", "status", "outcome", "condition", "kind", "fate", "policy_language", "started", "nature",
    "sharing", "qualification", "ground", "collection", "opinion", "state", "then", "proposed", "effect",
}  # fmt: skip

#: Where free text may be published, `*` for any key or index.
ALLOWED = {
    "policy.policy.title", "policy.policy.version", "policy.policy.review_before",
    "policy.register.record", "policy.register.controller", "policy.register.dpo", "policy.register.purpose",
    "policy.register.processors.*.name", "policy.register.legal_basis.because", "policy.register.legal_basis.texts.*",
    "policy.register.data_subjects.*", "policy.register.data_categories.*", "policy.register.recipients.*",
    "policy.register.retention.because", "policy.register.rights.information",
    "policy.register.dpia.reference", "policy.register.dpia.version",
    "policy.governance.dpo_advice.date",
    "policy.data.privacy_unit.name",
    "policy.data.tables.*.one_row_is", "policy.data.tables.*.origin.source",
    "policy.data.tables.*.origin.first_purpose", "policy.data.tables.*.origin.compatibility.because",
    "policy.comparison.target", "policy.comparison.unit",
    "since.before.version", "since.before.day",
    "journeys.*.column", "journeys.*.becomes.*", "journeys.*.because", "journeys.*.role",
    "measures.*.output", "measures.*.after.on.*",
    "verdicts.*.because",
    "outputs.*.name", "outputs.*.qualification_for", "outputs.*.recipients.*",
    "outputs.*.eliminate_after.en", "outputs.*.eliminate_after.fr",
}  # fmt: skip


def planted() -> tuple[dict[str, Any], dict[str, Path]]:
    """The sample with a canary in every free text, and where each canary is."""
    places: dict[str, Path] = {}

    def plant(value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            return {key: plant(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [plant(item, (*path, str(i))) for i, item in enumerate(value)]
        if not isinstance(value, str) or path[-1] in STRUCTURE or path[:1] + path[2:] == ("steps", "name"):
            return value
        if path[0] == "journeys" and path[-1] == "table":  # ties a column to its table
            return value
        if re.fullmatch(r"[\d./e-]+", value) and path[0] not in ("policy", "inputs", "outputs", "since"):
            return value  # a measured figure
        canary = f"kanari{len(places):04d}z"
        places[canary] = path
        return canary

    return plant(to_json(sample.record(since=sample.SINCE)), ()), places


def pattern(path: Path) -> str:
    joined = ".".join("*" if part.isdigit() else part for part in path)
    return re.sub(r"^policy\.data\.tables\.[^.]+", "policy.data.tables.*", joined)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_only_the_fields_allowed_can_be_read(form: Format, language: Language) -> None:
    evidence, places = planted()
    assert len(places) > 150
    said = render(evidence, format=form, reader="public", language=language)
    seen = {pattern(path) for canary, path in places.items() if canary in said}
    other = {"en": "fr", "fr": "en"}[language]
    assert seen == ALLOWED - {f"outputs.*.eliminate_after.{other}"}


def test_the_dpo_reads_what_the_public_cannot() -> None:
    evidence, places = planted()
    said = render(evidence, format="json", reader="dpo", language="en")
    seen = {pattern(path) for canary, path in places.items() if canary in said}
    assert {
        "inputs.*.sha256",
        "inputs.*.file",
        "ledger_head",
        "identity",
        "steps.*.sentence.en",
        "limits.*.en",
    } <= seen


def _numbers(value: Any) -> set[int]:
    if isinstance(value, dict):
        return set().union(*(_numbers(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(_numbers(item) for item in value), set())
    return {value} if isinstance(value, int) and not isinstance(value, bool) else set()


def _changed() -> Any:
    return sample.record(since=sample.SINCE)


@pytest.mark.parametrize("run", [sample.record, sample.refused, _changed])
@pytest.mark.parametrize("form", FORMATS)
def test_no_exact_count_is_told(run: Callable[[], Any], form: Format) -> None:
    evidence = to_json(run())
    exact = {n for n in _numbers(evidence) if n > 100 and n % 10}
    assert len(exact) > 20
    said = re.sub(
        r"[\u202f\u00a0,](?=\d{3})", "", render(evidence, format=form, reader="public", language="fr")
    )
    assert not [n for n in exact if re.search(rf"(?<!\d){n}(?!\d)", said)]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_rounding_hides_leaves_no_trace_in_any_byte(language: Language) -> None:
    """Two runs that differ by a household or two, pictures included."""
    after = replace(
        sample.AFTER, units=36_719, groups=611, smallest=12, units_below={5: 0, 11: 0}, prosecutor_highest=1 / 12,
        histogram=(("11 to 19", 1_847), ("20 to 49", 6_301), ("50 and more", 28_571)),
    )  # fmt: skip
    before = replace(sample.BEFORE, unique_units=11_875, units=37_912)
    measures = replace(
        sample.MEASURES[0], before=before, after=after, units_after=36_719, information_loss=0.2433
    )
    k, *others = sample.VERDICTS
    k = replace(k, figures={**k.figures, "smallest": 12})
    near = sample.record(measures=(measures,), verdicts=(k, *others))
    pair = [
        render(to_json(r), format="html", reader="public", language=language) for r in (sample.record(), near)
    ]
    assert pair[0] == pair[1]
    inside = [
        render(to_json(r), format="html", reader="dpo", language=language) for r in (sample.record(), near)
    ]
    assert inside[0] != inside[1]


def test_no_bar_is_drawn_under_k() -> None:
    public = public_evidence(to_json(sample.refused()))
    assert public["measures"][0]["after"]["histogram"] == [
        ["11 to 19", 13],
        ["20 to 49", 25],
        ["50 and more", 53],
    ]
    assert public["measures"][0]["before"] is None


def test_without_a_k_no_group_is_told() -> None:
    steps = tuple(s for s in sample.STEPS if s.name != "make_k_anonymous")
    public = public_evidence(to_json(sample.record(steps=steps, verdicts=sample.VERDICTS[2:])))
    assert public["k"] is None and public["measures"][0]["after"]["histogram"] == []
    said = render(
        to_json(sample.record(steps=steps, verdicts=())), format="json", reader="public", language="en"
    )
    assert "Not told in the public report." in said


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, FEW), (1, FEW), (10, FEW), (11, 10), (14, 10), (15, 20), (36_718, 36_720), (None, None)],
)
def test_counts_are_rounded_to_tens(count: int | None, told: object) -> None:
    assert rounded(count) == told


def test_small_counts_are_said_in_words() -> None:
    few = replace(sample.OUTPUTS[0], counts=replace(sample.OUTPUTS[0].counts, units=7))
    blocks = json.loads(
        render(to_json(sample.record(outputs=(few,))), format="json", reader="public", language="fr")
    )
    rows = next(b["table"] for b in blocks["sections"][0]["blocks"] if "table" in b)["rows"]
    assert rows[0][4] == "moins de 11 foyers"


def test_a_share_that_fails_is_never_shown_as_if_it_passed() -> None:
    cost = replace(sample.VERDICTS[4], outcome=Outcome.FAILED, figures={"share": 0.0504, "required": 0.05})
    said = render(to_json(sample.record(verdicts=(cost,))), format="json", reader="public", language="en")
    assert '"over 5%"' in said


def test_the_worst_attack_is_bounded_by_the_k_asked() -> None:
    told = render(to_json(sample.record()), format="json", reader="public", language="en")
    assert (
        "Of 11 households alike, somebody who knows they are in the file, and every trait one could know of them, "
        "finds the right row of 1 at best."
    ) in told and "13 households alike" not in told
    refused = render(to_json(sample.refused()), format="json", reader="public", language="en")
    assert "Some groups are smaller than the 11 required: this is why nothing left." in refused


@pytest.mark.parametrize("form", FORMATS)
def test_what_changed_is_told_without_a_word_or_a_figure(form: Format) -> None:
    """Two figures of two runs, each rounded, could be told; how they moved is not, nor what the policy was."""
    said = render(to_json(_changed()), format=form, reader="public", language="en")
    assert "Since version 2.0 (3\u00a0November\u00a02026)" in said
    assert "1\u00a0weaker" in said and "1\u00a0stronger" in said
    for hidden in ("at_most", "secrets/", "36,402", "36,400", "3.7%", "New data", "what-changed", "→"):
        assert hidden not in said
    moved = {**sample.SINCE, "figures": (), "tables": (), "other": ()}
    same = render(to_json(sample.record(since=moved)), format=form, reader="public", language="en")
    assert same == said


@pytest.mark.parametrize("status", ["refused", "held", "inconclusive"])
def test_a_version_that_was_not_let_out_is_not_told_of(status: str) -> None:
    since = {**sample.SINCE, "before": {**sample.SINCE["before"], "status": status}}
    said = render(to_json(sample.record(since=since)), format="json", reader="public", language="en")
    assert "First version: nothing to compare with." in said and "version 2.0" not in said
