"""What reports say of attacks, of rows a model made, and of what they are worth."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest
import sample
import sample_attacks as made

from privkit.evidence.asjson import evidence_bytes, to_json
from privkit.evidence.figures.attacks import Triple, triples
from privkit.evidence.record import RunRecord
from privkit.evidence.report import render
from privkit.evidence.report.naming import base_of, folded
from privkit.values import Outcome

FREE = made.synthesis(method="trees", epsilon="", delta="", neighbours="")


def report(run: RunRecord, reader: str = "dpo", language: str = "en", form: str = "json") -> str:
    return render(to_json(run), format=form, reader=reader, language=language)  # type: ignore[arg-type]


def section(run: RunRecord, name: str, reader: str = "dpo", language: str = "en") -> dict[str, Any]:
    found = json.loads(report(run, reader, language))["sections"]
    return next((s for s in found if s["name"] == name), {"blocks": []})


def said(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def tables(found: dict[str, Any]) -> dict[str, list[list[str]]]:
    return {b["table"]["caption"]: b["table"]["rows"] for b in found["blocks"] if "table" in b}


def test_the_three_criteria_say_what_attacks_gained() -> None:
    rows = tables(section(made.record(), "risk"))["The three criteria (WP29 05/2014)"]
    singled, linked, inferred = (row[2] for row in rows)
    assert "Singling out: at most 3.4% gained (94.9% on unprotected data) met" in singled
    assert linked == "Linkability: inconclusive"
    assert inferred == "Inference (revenu): at most 20% gained (94.9% on unprotected data) not met"
    french = tables(section(made.record(), "risk", language="fr"))
    rows = (
        french["Les trois critères (G29\N{NO-BREAK SPACE}05/2014)"] if False else next(iter(french.values()))
    )
    assert "au plus 3,4" in rows[0][2] and "sur les données non protégées" in rows[0][2]


def test_three_bars_and_the_threshold_stand_side_by_side() -> None:
    found = section(made.record(), "risk")
    figure = next(b["figure"] for b in found["blocks"] if "figure" in b)
    assert figure["alt"] == (
        "Singling out: 95%, 3.2% (gain: at most 3.4%), 1.2%. Inference (revenu): 95%, 60% (gain: at most 14%), 55%. "
        "Inference (revenu): outliers: 15.8% (gain: at most 20%), 5.3%"
    )


def test_attempts_are_those_really_made() -> None:
    rows = tables(section(made.record(), "risk"))["Attempts that succeed, of those really made"]
    assert rows[0] == [
        "Singling out everybody",
        "1,900 / 2,000",
        "64 / 2,000",
        "24 / 2,000",
        "2% (0.8% to 3.4%)",
        "5%",
    ]
    assert rows[2][0] == "Inference (revenu) outliers (decides)"
    attackers = tables(section(made.record(), "risk"))["The attackers"]
    assert attackers[0][1].endswith("nobody else. Columns described: sector, v (12).")
    assert "2,000 attempts of each kind were asked for, with the seed 7" in said(
        section(made.record(), "risk")
    )


def test_the_worst_attack_is_the_one_that_gains_most() -> None:
    lead = said(section(made.record(), "decision"))
    assert (
        "Of 100 households (outliers), somebody who knows some traits of each finds revenu for at most 20 because of this "
        "file; without protection, 95; the policy allows 5."
    ) in lead
    french = said(section(made.record(), "decision", language="fr"))
    assert "trouve revenu pour 20 au plus du fait de ce fichier" in french


WORST = {
    "known_readings": "Of 100 households, a neighbour who knows a few readings of each finds the others of at most 4 because",
    "linkability": "Of 100 households, somebody who holds two files on the same households links the lines of at most 4",
    "linking_attack": "Of 100 households, somebody who has a register of names puts the right name on at most 4",
    "singling_out": "Of 100 descriptions tried, at most 4 fit one household alone because of this file",
    "membership": "Of 100 households, somebody who knows each whole record tells whether it was in the data for at most 4 more",
}


@pytest.mark.parametrize("name", WORST)
def test_every_attack_has_its_sentence_rounded_up(name: str) -> None:
    """3.4 % is never told as 3 of a hundred: at most is not less than what was measured."""
    one = made.attacked(name, Outcome.HELD, made.result(64, 24, (0.02, 0.008, 0.034)))
    lead = said(section(made.record(verdicts=(one,)), "decision"))
    assert WORST[name] in lead
    assert "; without protection, 95; the policy allows 5." in lead


def test_an_inconclusive_attack_is_no_worst_attack() -> None:
    one = made.attacked("linkability", Outcome.INCONCLUSIVE, made.result(64, 24, (0.02, 0.008, 0.034)))
    lead = said(section(made.record(verdicts=(one,)), "decision"))
    assert "Of 100" not in lead and "Showed nothing: Linkability." in lead


def test_who_bears_most_is_told_inside_only() -> None:
    inside = said(section(made.record(), "decision"))
    assert (
        "Attacks: outliers, at most 20% gained in 1,900 attempts (everybody: 14%; inference (revenu))."
        in inside
    )
    assert "Messages changed: nb_occupants = 5 et plus, 9.1% (everybody: 3.8%)." in inside
    public = said(section(made.record(), "decision", reader="public"))
    assert "outliers" not in public and "Who bears most" not in public


def test_an_attack_that_shows_nothing_says_why() -> None:
    rows = tables(section(made.record(), "risk"))["Attacks that show nothing"]
    assert rows == [["Linkability inconclusive", "nobody was set aside"]]


def test_distances_are_a_description_and_nothing_else() -> None:
    found = said(section(made.record(), "risk"))
    assert "They prove no protection" in found and "No condition rests on them." in found
    assert tables(section(made.record(), "risk"))["Distances"][0] == [
        "Distance to the closest record (median)",
        "0.043",
        "0.044",
    ]


def test_what_is_not_covered_names_other_attackers() -> None:
    found = said(section(made.record(), "decision"))
    assert "An attack that fails shows that this attacker fails, no more." in found
    assert "Not attacked" not in found  # the three criteria are covered


def test_groups_of_made_rows_are_nobody_s_groups() -> None:
    """One over the size of a group is the risk of a person among real rows, and of nobody among made ones."""
    found = said(section(made.record(), "risk"))
    assert "Smallest group" not in found and "at best" not in said(section(made.record(), "decision"))
    assert "Smallest group" in said(section(sample.record(), "risk"))
    quiet = made.record(verdicts=(), steps=(*sample.STEPS, FREE))
    assert "no attack on them could be judged" in said(section(quiet, "decision"))


# how rows were made


def test_the_method_and_what_bounds_it() -> None:
    rows = dict(tables(section(made.record(), "synthesis"))["How rows were made"])
    assert rows == {
        "Method": "noisy marginals",
        "Bound on what is learnt of one": "differential privacy, ε = 1, δ = 0.000001: it covers every row made, however many",
        "Two neighbouring files": "differ by the values of one unit",
        "Asked": "20,000",
        "Made": "20,000 households",
        "Made from": "not told: the exact number went through no noise",
        "Hard rules": "hold in every row; rows drawn again: 12",
    }
    spent = tables(section(made.record(), "synthesis"))["What the privacy budget was spent on"]
    assert spent == [
        ["choices of what to measure", "5", "10%"],
        ["tables of counts (discrete Gaussian noise)", "12", "90%"],
    ]
    assert "1 tables of several columns were measured under noise: sector × v:level." in said(
        section(made.record(), "synthesis")
    )


@pytest.mark.parametrize("method", ["gaussian_copula", "ctgan", "tvae", "par", "hma"])
def test_a_library_that_is_not_open_source_is_said_to_be(method: str) -> None:
    step = made.synthesis(method=method, epsilon="", delta="", neighbours="")
    run = made.record(steps=(*sample.STEPS, step))
    rows = dict(tables(section(run, "synthesis", language="fr"))["Comment les lignes ont été faites"])
    assert rows["Licence"].startswith("fait avec la bibliothèque SDV, sous Business Source License 1.1")
    assert rows["Borne de ce qui s’apprend d’un seul"].startswith("aucune\N{NO-BREAK SPACE}: le modèle")
    public = dict(tables(section(run, "synthesis", "public"))["How rows were made"])
    assert public["Licence"].startswith("made with the SDV library")


def test_no_synthesis_no_section() -> None:
    assert section(sample.record(), "synthesis") == {"blocks": []}


def test_rows_made_are_not_people_left() -> None:
    found = section(made.record(), "steps")
    last = tables(found)["Steps, in order, and their effect"][-1]
    assert last[2:] == ["—", "20,000"]
    assert "described" not in said(found)


# what they are worth


def test_each_figure_of_usefulness_has_its_floor() -> None:
    found = section(made.record(), "usefulness")
    rows = tables(found)["Total variation distance, 0%: alike, 100%: nothing in common"]
    assert [r[0] for r in rows] == ["columns one by one", "pairs of columns", "triples of columns"]
    figures = [b["figure"] for b in found["blocks"] if "figure" in b]
    assert len(figures) == 4  # columns, pairs, through time, models
    assert any("v through time" in f["caption"] for f in figures)
    assert "No single score sums this up." in said(found)
    assert [r[0] for r in tables(found)["Rare categories"]] == ["kind", "sector"]
    assert "Detail lost" not in said(found)  # of rows that are nobody's


# readers and forms


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("reader", ["dpo", "controller", "public"])
def test_every_form_is_made_for_every_reader(language: str, reader: str) -> None:
    run = made.record()
    page = report(run, reader, language, "html")
    assert page.count("<svg") == page.count("</svg>") and "<script" not in page
    assert page == report(run, reader, language, "html")
    assert report(run, reader, language, "markdown")


def test_the_public_sees_shares_without_counts_nor_groups() -> None:
    run = made.record(steps=(*sample.STEPS, FREE))
    public = report(run, "public")
    for hidden in (
        "1,900",
        "2,000",
        "outliers",
        "Smallest",
        "95.0",
        "v:level",
        "0.043",
        "What the rows are still worth",
    ):
        assert hidden not in public, hidden
    figure = next(b["figure"] for b in section(run, "risk", "public")["blocks"] if "figure" in b)
    assert figure["alt"] == "Singling out: 95%, 3%, 1%. Inference (revenu): 95%, 60%, 55%"
    rows = dict(tables(section(run, "synthesis", "public"))["How rows were made"])
    assert set(rows) == {"Method", "Bound on what is learnt of one"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_public_sees_nothing_measured_beside_rows_made_under_noise(language: str) -> None:
    """No rate of an attack, no distance, no count went through the noise: telling them would spend what was promised."""
    public = report(made.record(), "public", language)
    for hidden in (
        "60%",
        "55%",
        "60\N{NARROW NO-BREAK SPACE}%",
        "36,7",
        "36\N{NARROW NO-BREAK SPACE}7",
        "svg",
    ):
        assert hidden not in public, hidden
    lead = said(section(made.record(), "decision", "public"))
    assert (
        "Whatever somebody knows already, these rows multiply by at most 2.7 the odds of any guess about one household (odds: "
        "chances for over chances against), but for a failure of probability 0.000001."
    ) in lead
    assert "reached" in lead and "not reached" in lead


def test_evidence_holds_the_same_figures_without_floats() -> None:
    body = json.loads(evidence_bytes(made.record()))
    bar = next(v for v in body["verdicts"] if v["condition"] == "singling_out")["figures"]["bars"][0]
    assert bar["release"]["successes"] == 64
    assert isinstance(bar["high"], str)


def test_the_controller_is_told_the_same_words() -> None:
    found = said(section(made.record(), "conditions", "controller"))
    assert "Inference (attack)" in found
    assert "noisy marginals" in report(made.record(), "controller")


# the picture


def test_the_picture_stands_alone_with_any_name() -> None:
    nasty = '<script>alert(1)</script> $x_{1}$ "&'
    items = [
        Triple(nasty, 0.95, 0.03, 0.01, 0.02, 0.05, 0.06, ("95%", "3%", "1%"), "held"),
        Triple("b", None, 1.0, 0.0, 0.9, 1.0, 1.0, ("", "100%", "0%"), "failed"),
    ]
    svg = triples(items, "fr", name="a", alt=nasty)
    root = ET.fromstring(svg.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ', 1))
    assert root.attrib["aria-label"] == nasty and "<script" not in svg
    assert "données non protégées" in svg and svg == triples(items, "fr", name="a", alt=nasty)


def test_names_of_a_repeated_column_are_folded() -> None:
    assert folded(["a", "v_1", "v_2", "w_1"]) == ["a", "v (2)", "w_1"]
    assert base_of("_1") == "_1" and base_of("v_x") == "v_x"


def test_a_group_too_small_to_attack_is_told() -> None:
    empty = made.result(0, 0, (0.0, 0.0, 1.0), "rare_values", n=0)
    one = made.attacked(
        "singling_out", Outcome.HELD, made.result(64, 24, (0.02, 0.008, 0.034), groups=(empty,))
    )
    rows = tables(section(made.record(verdicts=(one,)), "risk"))[
        "Attempts that succeed, of those really made"
    ]
    assert rows[1] == ["Singling out people with a rare value", "—", "—", "—", "too few to attack", "5%"]
    quiet = replace(one, figures={})
    assert "Attempts that succeed" not in said(section(made.record(verdicts=(quiet,)), "risk"))
