"""Reports of published tables: what each reader is told, and that the public is told nothing of the data."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sample
import sample_tables

from privkit.evidence.asjson import to_json
from privkit.evidence.figures.budget import Part, budget_bar
from privkit.evidence.record import RunRecord, Status
from privkit.evidence.report import FORMATS, READERS, Format, Reader, compose, render
from privkit.evidence.report.public import public_evidence
from privkit.words import Language

RUNS = {"noisy": sample_tables.noisy(), "secret": sample_tables.secret()}


def text(run: RunRecord, reader: Reader = "dpo", language: Language = "en", form: Format = "json") -> str:
    said = render(to_json(run), format=form, reader=reader, language=language)
    return said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def part(run: RunRecord, name: str, reader: Reader = "dpo", language: Language = "en") -> list[Any]:
    sections = json.loads(text(run, reader, language))["sections"]
    return next(s["blocks"] for s in sections if s["name"] == name)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("run", RUNS)
def test_both_languages_say_the_same_blocks(run: str, reader: Reader) -> None:
    shapes = []
    for language in ("en", "fr"):
        report = compose(to_json(RUNS[run]), reader=reader, language=language)  # type: ignore[arg-type]
        assert "tables" in [s.name for s in report.sections]
        shapes.append([(s.name, [type(b).__name__ for b in s.blocks]) for s in report.sections])
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("reader", READERS)
def test_a_run_without_tables_has_no_such_section(reader: Reader) -> None:
    report = compose(to_json(sample.record()), reader=reader, language="en")
    assert "tables" not in [s.name for s in report.sections]


@pytest.mark.parametrize("reader", READERS)
def test_evidence_of_before_tables_still_reads(reader: Reader) -> None:
    old = {k: v for k, v in to_json(sample.record()).items() if k not in ("tables", "budget")}
    for form in FORMATS:
        assert render(old, format=form, reader=reader, language="fr")


def test_what_the_noise_promises_is_one_sentence_on_the_decision_page_and_in_its_section() -> None:
    said = (
        "Whatever somebody knows already, these tables multiply by at most 18 the odds of any guess about one household, "
        "with all its rows of 2025 (odds: chances for over chances against)."
    )
    dit = (
        "Quoi que l’on sache déjà, ces tableaux multiplient par 18 au plus la cote de toute supposition sur une unité "
        "(foyer), avec toutes ses lignes de 2025 (cote : chances pour sur chances contre)."
    )
    for reader in READERS:
        assert {"paragraph": said} in part(RUNS["noisy"], "decision", reader)
        assert {"paragraph": said} in part(RUNS["noisy"], "tables", reader)
        assert {"paragraph": dit} in part(RUNS["noisy"], "tables", reader, "fr")


def test_a_loss_that_hides_nothing_is_said_so() -> None:
    budget = {**sample_tables.BUDGET, "amount": {"epsilon": "8", "delta": "0"}}
    assert "this noise hides almost nothing" in text(sample_tables.noisy(budget=budget))


def test_losses_are_told_over_the_period_and_over_periods() -> None:
    items = next(b["list"] for b in part(RUNS["noisy"], "tables") if "list" in b)
    assert items[0].endswith("is at most 94.8% sure after reading all its tables.")
    assert items[1] == "There is at most 1 chance in 2,000,000 (δ) that this bound does not hold."
    assert items[2].endswith("at most ε = 3, odds multiplied by at most 20.")
    assert items[3].endswith("ε = 5.9, odds multiplied by at most 370.")


def test_margins_are_told_in_the_unit_of_each_figure() -> None:
    table = next(
        b["table"]
        for b in part(RUNS["noisy"], "tables")
        if b.get("table", {}).get("caption") == "Figures of volumes"
    )
    assert [row[2] for row in table["rows"]] == ["± 33 households", "± 0.84 m3 (median) ± 3.21 m3 (worst)"]
    assert [row[4] for row in table["rows"]] == ["66 households", "—"]
    said = text(RUNS["noisy"])
    assert (
        "foyers reads 330 households stood, before the noise, between 297 households and 363 households"
        in said
    )


def test_only_the_dpo_reads_what_was_left_out() -> None:
    for word in ("444,576", "186,419", "21,281"):
        assert word in text(RUNS["noisy"])
        assert word not in json.dumps(part(RUNS["noisy"], "tables", "controller"))
    for word in ("What was left out", "few_units", "too few units"):
        assert word not in text(RUNS["secret"], "controller") and word not in text(RUNS["secret"], "public")
    assert "too few units" in text(RUNS["secret"])


def test_the_ledger_is_for_internal_readers() -> None:
    for reader in ("dpo", "controller"):
        assert "entry 4 of budgets/eau.sqlite" in text(RUNS["noisy"], reader)  # type: ignore[arg-type]
    for word in ("eau.sqlite", sample_tables.BUDGET["hash"], "communes.csv", "abonnés de la métropole"):
        assert word not in text(RUNS["noisy"], "public")


def _numbers(value: Any) -> set[int]:
    if isinstance(value, dict):
        return set().union(*(_numbers(item) for item in value.values()), set())
    if isinstance(value, list):
        return set().union(*(_numbers(item) for item in value), set())
    return {value} if isinstance(value, int) and not isinstance(value, bool) else set()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("status", list(Status))
def test_the_public_report_of_noise_tells_no_count_of_the_data_even_rounded(
    form: Format, status: Status
) -> None:
    """What did not go through the noise is not told: units before and after each step, shares removed."""
    run = sample_tables.noisy(status=status)
    public = public_evidence(to_json(run))
    counts = [one["counts"] for one in (*public["inputs"], *public["outputs"])]
    assert {v for c in counts for v in c.values()} == {None}
    assert {stage[key] for stage in public["stages"] for key in ("before", "after", "share")} == {None}
    said = re.sub(r"(?<=\d)[ ,](?=\d{3})", "", text(run, "public", "fr", form))
    kept = {"tables", "verdicts", "policy", "budget"}
    data = _numbers({k: v for k, v in to_json(run).items() if k not in kept}) | {
        273_817,
        186_419,
        273_820,
        186_420,
    }
    large = {n for n in data if n > 1000} | {(n + 5) // 10 * 10 for n in data if n > 1000}
    assert len(large) > 10
    assert not [n for n in large if re.search(rf"(?<!\d){n}(?!\d)", said)]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_two_neighbours_give_the_public_the_same_bytes(language: Language) -> None:
    """One household more in the data, the same noisy tables: no byte of the public report may differ."""
    more = replace(sample_tables.NOISY, private={"rows": 273_829, "rows_with_a_key_not_listed": 186_431})
    steps = tuple(
        replace(s, before={"factures": replace(c, rows=c.rows + 12, units=(c.units or 0) + 1)})
        for s in sample_tables.STEPS
        for c in [s.before["factures"]]
    )
    inputs = tuple(
        replace(i, counts=replace(i.counts, rows=i.counts.rows + 12), sha256="0" * 64, size=i.size + 100)
        for i in sample.INPUTS
    )
    near = sample_tables.noisy(tables=(more,), steps=steps, inputs=inputs)
    for form in FORMATS:
        assert text(near, "public", language, form) == text(RUNS["noisy"], "public", language, form)
    assert text(near, "dpo", language) != text(RUNS["noisy"], "dpo", language)


def test_rules_on_contributors_are_told_inside_only() -> None:
    said = "Also hidden: totals of which the largest contributor holds more than 85%."
    assert said in text(RUNS["secret"], "dpo") and said in text(RUNS["secret"], "controller")
    assert "85%" not in text(RUNS["secret"], "public")
    assert "a cell of fewer than 11 households is hidden" in text(RUNS["secret"], "public")


def test_under_secrecy_the_share_published_is_rounded_for_the_public() -> None:
    assert "97.3%" in text(RUNS["secret"], "dpo") and "97.3%" not in text(RUNS["secret"], "public")
    assert "97%" not in text(RUNS["secret"], "public")
    assert "at least 95%" in text(RUNS["secret"], "public")


def test_a_share_that_is_nearly_all_is_never_told_as_all() -> None:
    figures = replace(sample_tables.SECRET.figures[0], covered=Fraction(9_999, 10_000))
    run = sample_tables.secret(tables=(replace(sample_tables.SECRET, figures=(figures,)),))
    assert "at least 95%" in text(run, "public") and "all of it" not in text(run, "public")


@pytest.mark.parametrize("run", RUNS)
def test_tables_that_do_not_leave_tell_the_public_no_figure(run: str) -> None:
    refused = replace(RUNS[run], status=Status.REFUSED)
    (table,) = public_evidence(to_json(refused))["tables"]
    assert table["rows"] == {} and table["outputs"] == []
    assert {table["figures"][0][key] for key in ("published", "margin", "median", "worst", "covered")} == {
        None
    }
    for form in FORMATS:
        assert text(refused, "public", "fr", form)


def test_a_table_that_only_serves_others_is_not_told_to_the_public() -> None:
    helper = replace(sample_tables.NOISY, table="denominators", outputs=())
    run = sample_tables.noisy(tables=(sample_tables.NOISY, helper))
    assert "denominators" not in text(run, "public")
    assert "nothing: it only serves the other tables" in text(run, "dpo")


def test_the_three_criteria_are_bounded_by_the_noise_together() -> None:
    rows = part(RUNS["noisy"], "risk")[0]["table"]["rows"]
    assert [row[2].startswith("bounded by the noise") for row in rows] == [True] * 3
    assert "not measured in this version" not in text(RUNS["noisy"])
    rows = part(RUNS["secret"], "risk")[0]["table"]["rows"]
    assert rows[1][2] == "not measured in this version"


def test_the_attacker_on_hidden_cells_is_the_worst_attack_under_secrecy() -> None:
    said = (
        "An attacker who solves all published totals for the hidden figures finds none closer than allowed."
    )
    assert {"paragraph": said} in part(RUNS["secret"], "decision")


@pytest.mark.parametrize("reader", READERS)
def test_outputs_are_counted_in_rows_that_anybody_can_count(reader: Reader) -> None:
    assert "288 rows, one per cell" in text(RUNS["noisy"], reader)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_that_promise_too_much_never_appear(language: Language) -> None:
    for run in RUNS.values():
        for reader in READERS:
            found = text(run, reader, language).lower()
            for word in ("guarantee", "garanti", "compliant", "conforme", "anonymised", "anonymisé"):
                assert word not in found


def test_french_has_no_breakable_space_before_its_signs() -> None:
    for run in RUNS.values():
        for reader in READERS:
            said = render(to_json(run), format="json", reader=reader, language="fr")
            found = [s for s in re.findall(r'"((?:[^"\\]|\\.)*)"', said) if not s.startswith("privkit ")]
            assert not [s for s in found if re.search(r"(?<=\w) [:;!?%»]", s)]


def test_the_bar_of_the_budget_leaves_out_parts_of_nothing() -> None:
    parts = [
        Part("before", "avant : 0", 0.0),
        Part("now", "cette diffusion : 2,9", 2.9),
        Part("left", "reste : 0,1", 0.1),
    ]
    drawn = budget_bar(parts, name="b", alt="Budget")
    assert "cette diffusion : 2,9" in drawn and "reste : 0,1" in drawn and "avant" not in drawn
    assert drawn == budget_bar(parts, name="b", alt="Budget")
