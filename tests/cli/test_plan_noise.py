"""The noise of a plan in words, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from privkit.cli.plan_noise import noise_lines, number

COUNT = {
    "figure": "homes",
    "kind": "count_units",
    "unit": "household",
    "margin_95": "7",
    "means_nothing_below": "14",
}
MEAN = {"figure": "mean_m3", "kind": "mean", "unit": "m3", "known_within": "2.5", "rows": 1200}
NEVER = {"figure": "q", "kind": "quantiles", "unit": "m3", "known_within": "0.5", "rows": None}
FIGURES = [COUNT, MEAN, NEVER]
OTHER = [{**COUNT, "margin_95": "1", "means_nothing_below": "2"}, {**MEAN, "rows": 1500}, NEVER]
NOISE: dict[str, Any] = {
    "epsilon": "29/10",
    "accounting": "pld",
    "unit": "household",
    "limits": {"values": {"town": 1, "month": 12}, "rows_per": {"month": 1}, "totals": {"volume": "1200.5"}},
    "bounds": {"volume": ["0", "50"]},
    "tables": [
        {
            "table": "t", "by": ["town"], "cells": 1200, "groups_per_unit": 12, "rows_per_group": 1,
            "mechanism": "discrete_gaussian", "chosen": "auto", "figures": FIGURES,
            "other": {"mechanism": "geometric", "figures": OTHER},
        }
    ],
    "more_budget": [
        {"epsilon": "29/20", "times": "1/2", "tables": {"t": [{**COUNT, "margin_95": "1300"}, MEAN, NEVER]}},
        {"epsilon": "29/10", "times": "1", "tables": {"t": FIGURES}},
    ],
}  # fmt: skip
BUDGET: dict[str, Any] = {
    "ledger": "b.sqlite", "people": "homes of the city", "period": "2025", "releases": 1, "held": True,
    "total": {"epsilon": "3", "delta": "0.000001"}, "amount": {"epsilon": "2.9", "delta": "0.0000005"},
    "spent": {"epsilon": "0.05", "delta": "0"}, "left": {"epsilon": "2.95", "delta": "0.000001"},
    "left_after": {"epsilon": "0.05", "delta": "0.0000005"},
}  # fmt: skip


def test_in_english() -> None:
    assert noise_lines(NOISE, BUDGET, "en") == [
        "Noise, before any data is read",
        "  Spends ε 2.9, δ 5e-7: the odds of any guess about one household are multiplied by at most 18 (losses are "
        "composed by their distributions).",
        "  Budget (b.sqlite, homes of the city, 2025): ε 3, δ 1e-6 in all; ε 0.05 spent; ε 2.95, δ 1e-6 left; ε 0.05, "
        "δ 5e-7 left after this run.",
        "  A household with more than 1 value of town, 12 values of month or 1 row for one month loses the rows beyond, "
        "drawn at random: figures can be too low for it.",
        "  Its total of volume in one cell counts as 1,200.5 at most.",
        "  A value of volume under 0 counts as 0, one over 50 as 50.",
        "  These limits are the policy's: nothing here is read from the data, nor says how often they bind.",
        "  t: 1,200 cells, one household counts in at most 12; discrete Gaussian noise, chosen for its smaller margins",
        "    figure     margin (95%)  means nothing below  with geometric noise",
        "    homes    ± 7 households        14 households         ± 1 household",
        "    mean_m3        ± 2.5 m3           1,200 rows            1,500 rows",
        "    q              ± 0.5 m3                never                 never",
        "  With another budget (same mechanisms)",
        "    ε                        1.45             2.9",
        "    t.homes    ± 1,300 households  ± 7 households",
        "    t.mean_m3          1,200 rows      1,200 rows",
        "    t.q                     never           never",
    ]


def test_in_french() -> None:
    said = [line.replace("\N{NARROW NO-BREAK SPACE}", " ") for line in noise_lines(NOISE, BUDGET, "fr")]
    assert said[:3] == [
        "Bruit, avant toute lecture des données",
        "  Dépense ε 2,9, δ 5e-7 : la cote de toute supposition sur une unité (household) est multipliée par 18 au plus "
        "(les pertes se composent par leurs distributions).",
        "  Budget (b.sqlite, homes of the city, 2025) : ε 3, δ 1e-6 en tout ; ε 0,05 dépensés ; reste ε 2,95, δ 1e-6 ; "
        "reste ε 0,05, δ 5e-7 après ce passage.",
    ]
    assert (
        "  Une unité (household) qui a plus de 1 valeur de town, 12 valeurs de month ou 1 ligne par month perd les "
        in said[3]
    )
    assert len(said) == len(noise_lines(NOISE, BUDGET, "en"))


def test_a_budget_that_is_too_small_is_told_before_anything_is_spent() -> None:
    said = noise_lines(NOISE, {**BUDGET, "held": False}, "en")[2]
    assert said.endswith("left; not enough for this run, which would be refused.")


def test_a_first_release_and_a_table_without_a_choice() -> None:
    alone = {
        **NOISE["tables"][0],
        "other": None,
        "chosen": "no_delta",
        "mechanism": "geometric",
        "cells": None,
    }
    said = noise_lines({**NOISE, "tables": [alone]}, {**BUDGET, "releases": 0}, "en")
    assert "in all; nothing spent yet" in said[2]
    assert said[7] == (
        "  t: cells chosen privately, one household counts in at most 12; geometric noise (discrete Laplace), the only "
        "one without a delta"
    )
    assert said[8].split() == ["figure", "margin", "(95%)", "means", "nothing", "below"]


@pytest.mark.parametrize(
    ("text", "en", "fr"),
    [("1234567.50", "1,234,567.5", "1 234 567,5"), ("0", "0", "0"), ("1E+3", "1,000", "1 000")],
)
def test_numbers_are_written_for_people(text: str, en: str, fr: str) -> None:
    assert number(text).en == en
    assert number(text).fr.replace("\N{NARROW NO-BREAK SPACE}", " ") == fr
