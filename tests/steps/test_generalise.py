"""generalise: the five ways, their edges, and what cannot be."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from privkit.steps.recoding import apply_chain

D = Decimal
TABLES = {
    "bills": {
        "home": "direct_identifier code",
        "commune": "quasi_identifier code",
        "people": "quasi_identifier integer",
        "size": "quasi_identifier number:1",
        "garden": "quasi_identifier yes_no",
        "day": "quasi_identifier date",
        "at": "quasi_identifier datetime",
    }
}


def labels(bench, rule, name, values, *, target=None, language="en", tables=TABLES):
    """The labels in the order of the values; the recoding must say the same."""
    homes = [f"h{i:03}" for i in range(len(values))]
    step = "generalise" if language == "en" else "généraliser"
    document = bench.read(f"- {step}: {{ {name}: {rule} }}", tables, language)
    walked, context = bench.walk(document, {"bills": {"home": homes, name: values}})
    found = [label for _, label in bench.rows(walked.released["bills"], "home", target or name)]
    raw = bench.engine.collect(
        bench.table(walked.flow.before[0]["bills"], {"home": homes, name: values}), 999
    )
    done = apply_chain(context.recodings[target or name], raw.sort_values("home")[name])
    assert [None if pd.isna(v) else v for v in done] == found
    return found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (
            [D("-0.1"), D("0.0"), D("39.9"), D("40.0"), D("59.9"), D("60.0"), None],
            [
                "under 0",
                "0 to under 40",
                "0 to under 40",
                "40 to under 60",
                "40 to under 60",
                "60 and more",
                None,
            ],
        ),
        ([D("-9999999.9")], ["under 0"]),
    ],
)
def test_edges_belong_to_the_band_they_open(bench, values, found):
    assert labels(bench, "{ into_bands: [0, 40, 60] }", "size", values) == found


def test_bands_in_french_and_decimal_edges(bench):
    found = labels(
        bench, "{ en_tranches: ['-0,5', 0.5] }", "size", [D("-0.6"), D("-0.5"), D("0.5")], language="fr"
    )
    assert found == ["moins de -0.5", "-0.5 à moins de 0.5", "0.5 et plus"]


def test_bands_of_whole_numbers(bench):
    rule = '{ into_bands: ["up to 0", "1", "2", "3 to 4", "5 and more"] }'
    found = labels(bench, rule, "people", [-7, 0, 1, 2, 3, 4, 5, 900, None])
    assert found == ["up to 0", "up to 0", "1", "2", "3 to 4", "3 to 4", "5 and more", "5 and more", None]


def test_a_value_outside_every_band_stops_the_run(bench):
    document = bench.read('- generalise: { people: { into_bands: ["1", "2 to 4"] } }', TABLES)
    given = {"bills": {"home": ["Zyxcanari", "b", "c"], "people": [0, 1, 77]}}
    told = bench.refused(document, given)
    assert told[0].endswith("PK466 rows of the column people that fall in no band: 2")
    assert told[-1] == '  → add the band that is missing, such as "0"'
    assert not any("77" in line for line in told[:1])
    french = bench.refused(document, given, language="fr")
    assert french[0].endswith("PK466 lignes de la colonne people qui ne tombent dans aucune tranche : 2")


@pytest.mark.parametrize(
    ("level", "found"),
    [
        ("month", ["2024-02", "2023-12", "2024-01", "0999-07", None]),
        ("quarter", ["2024-Q1", "2023-Q4", "2024-Q1", "0999-Q3", None]),
        ("year", ["2024", "2023", "2024", "0999", None]),
    ],
)
def test_parts_of_dates(bench, level, found):
    days = [date(2024, 2, 29), date(2023, 12, 31), date(2024, 1, 1), date(999, 7, 1), None]
    assert labels(bench, f"{{ to: {level} }}", "day", days) == found


def test_parts_of_moments_and_a_new_name(bench):
    moments = [datetime(2024, 2, 29, 23, 59, 59), None, datetime(2024, 3, 1)]
    found = labels(bench, "{ to: month, as: month }", "at", moments, target="month")
    assert found == ["2024-02", None, "2024-03"]


def test_first_characters_count_characters_not_bytes(bench):
    assert labels(bench, "{ first_characters: 2 }", "commune", ["été", "01053", "9", None]) == [
        "ét", "01", "9", None,
    ]  # fmt: skip


def test_multiples_as_text(bench):
    values = [-12, -13, -2, -3, 0, 2, 3, 12, 13, None]
    assert labels(bench, "{ rounded_to: 5 }", "people", values) == [
        "-10", "-15", "0", "-5", "0", "0", "5", "10", "15", None,
    ]  # fmt: skip
    sizes = [D("-0.3"), D("-0.2"), D("0.2"), D("0.3"), D("12.5"), D("1000000.0")]
    assert labels(bench, "{ rounded_to: 0.5 }", "size", sizes) == ["-0.5", "0", "0", "0.5", "12.5", "1000000"]


HIERARCHY = "commune,area,region\n01053,A,R1\n01054,A,R1\n02001,B,R1\n03001,C,R2\n"


@pytest.mark.parametrize(
    ("level", "found"), [("area", ["A", "B", "C", None]), ("region", ["R1", "R1", "R2", None])]
)
def test_levels_of_a_hierarchy(bench, hierarchy, level, found):
    hierarchy(HIERARCHY)
    rule = f"{{ with_hierarchy: h.csv, level: {level} }}"
    assert labels(bench, rule, "commune", ["01053", "02001", "03001", None]) == found


@pytest.mark.parametrize(("language", "words"), [("en", ("yes", "no")), ("fr", ("oui", "non"))])
def test_a_hierarchy_of_yes_and_no_is_in_the_language_of_the_policy(bench, hierarchy, language, words):
    hierarchy(f"v,w\n{words[0]},X\n{words[1]},Y\n")
    rule = (
        "{ with_hierarchy: h.csv, level: w }" if language == "en" else "{ avec_hiérarchie: h.csv, niveau: w }"
    )
    assert labels(bench, rule, "garden", [True, False, None], language=language) == ["X", "Y", None]


def test_a_hierarchy_of_numbers(bench, hierarchy):
    hierarchy("v,w\n1,few\n2,few\n12.5,many\n")
    assert labels(bench, "{ with_hierarchy: h.csv, level: w }", "size", [D("1.0"), D("12.5"), None]) == [
        "few", "many", None,
    ]  # fmt: skip


def test_values_missing_from_a_hierarchy_stop_the_run(bench, hierarchy):
    hierarchy(HIERARCHY)
    document = bench.read("- generalise: { commune: { with_hierarchy: h.csv, level: area } }", TABLES)
    given = {"bills": {"home": ["a", "b", "c"], "commune": ["Zyxcanari", "Zyxcanari", "01053"]}}
    told = bench.refused(document, given)
    assert told[0].endswith(
        "PK464 distinct values of the column commune that are not in the hierarchy h.csv: 1"
    )
    assert told[-1] == "  → add them to the file, one line each"


def test_an_unknown_level_is_told_where_the_policy_names_it(bench, hierarchy):
    hierarchy(HIERARCHY)
    document = bench.read("- generalise: { commune: { with_hierarchy: h.csv, level: aera } }", TABLES)
    told = bench.refused(document, {"bills": {"home": ["a"], "commune": ["01053"]}})
    line, column = told[0].split(":")[1:3]
    assert document.text.splitlines()[int(line) - 1][int(column) - 1 :].startswith("aera")
    assert told[0].endswith("PK436 the hierarchy of commune has no level aera")
    assert told[-1] == "  → write area"


def test_a_file_that_is_no_tree_is_told_with_its_line(bench, hierarchy):
    hierarchy("commune,area,region\n01053,A,R1\n01054,A,R2\n")
    document = bench.read("- generalise: { commune: { with_hierarchy: h.csv, level: area } }", TABLES)
    told = bench.refused(document, {"bills": {"home": ["a"], "commune": ["01053"]}})
    assert "h.csv:3: PK435" in told[0]


def test_a_file_that_is_not_there_is_told(bench):
    document = bench.read("- generalise: { commune: { with_hierarchy: no.csv, level: area } }", TABLES)
    assert "PK430" in bench.refused(document, {"bills": {"home": ["a"], "commune": ["01053"]}})[0]


def test_a_column_of_several_tables_is_recoded_once(bench):
    """The chain that leaves with the reference table must not be applied twice."""
    tables = {**TABLES, "visits": {"home": "direct_identifier code", "people": "quasi_identifier integer"}}
    document = bench.read("- generalise: { people: { into_bands: [0, 2] } }", tables)
    data = {"bills": {"home": ["a"], "people": [1]}, "visits": {"home": ["a"], "people": [3]}}
    walked, context = bench.walk(document, data)
    assert bench.rows(walked.released["visits"], "people") == ["2 and more"]
    assert len(context.recodings["people"]) == 1


def test_a_column_made_in_the_same_step_is_coarsened_again(bench):
    text = "- generalise: { day: { to: month, as: month }, month: { first_characters: 4 } }"
    document = bench.read(text, TABLES)
    assert bench.told(document) == []
    given = {"home": ["a"], "day": [date(2024, 2, 29)]}
    assert bench.after(document, given, "month") == ["2024"]


def test_bounds_before_bands_are_part_of_the_recoding(bench):
    """A household of 9 people is in the band of 5, as the file that leaves says."""
    text = "- top_code: { people: { at: 5 } }\n- generalise: { people: { into_bands: [0, 5, 8] } }"
    walked, context = bench.walk(bench.read(text, TABLES), {"bills": {"home": ["a"], "people": [9]}})
    assert bench.rows(walked.released["bills"], "people") == ["5 to under 8"]
    assert list(apply_chain(context.recodings["people"], pd.Series([9.0]))) == ["5 to under 8"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("people: { into_bands: [0, 40, 40] }", "PK720 these bands cannot be read"),
        ('people: { into_bands: ["1", "3 to 4"] }', "PK720 these bands cannot be read"),
        ('people: { into_bands: ["1 to 3", "3"] }', "PK720 these bands cannot be read"),
        ('people: { into_bands: ["one"] }', "PK720 these bands cannot be read"),
        ('size: { into_bands: ["1", "2 and more"] }', "PK720 these bands cannot be read"),
        (
            "commune: { into_bands: [0, 1] }",
            "PK719 the column commune is of type code: this does not apply to it",
        ),
        ("people: { to: year }", "PK719 the column people is of type integer: this does not apply to it"),
        ("day: { first_characters: 4 }", "PK719 the column day is of type date: this does not apply to it"),
        ("commune: { with_hierarchy: h.csv }", "PK721 the level of the hierarchy is missing"),
        ("people: { rounded_to: 0 }", "PK723 a multiple is more than 0"),
        ("people: { rounded_to: 0.5 }", "PK722 0.5 has more decimals than the column people (0)"),
        ("peple: { rounded_to: 5 }", "PK701 no table holds the column peple at this step"),
        ("day: { to: month, as: people }", "PK709 there is a column people already"),
    ],
)
def test_what_cannot_be_is_told_before_any_data(bench, rule, told):
    found = bench.told(bench.read(f"- generalise: {{ {rule} }}", TABLES))
    assert [line.split(" ", 1)[1] for line in found] == [told]


@pytest.mark.parametrize(
    ("bands", "en", "fr"),
    [
        ("[5, 1]", "write the edges from the smallest to the largest", "écrivez les bornes de la plus petite à la plus grande"),
        ('["one"]', 'write "1", "3 to 4", "5 and more"', "écrivez « 1 », « 3 à 4 », « 5 et plus »"),
        ('["1 to 3", "3 to 4"]', "two bands share a value", "deux tranches ont une valeur en commun"),
        ('["1", "3 to 4"]', "a value falls between two bands", "une valeur tombe entre deux tranches"),
    ],
)  # fmt: skip
def test_bands_are_told_what_is_wrong_with_them(bench, bands, en, fr):
    (problem,) = bench.flow(bench.read(f"- generalise: {{ people: {{ into_bands: {bands} }} }}", TABLES))[1]
    assert (problem.instead.en, problem.instead.fr) == (en, fr)
