"""Levels written in the policy: what each rule makes, what is refused, and what the evidence keeps."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from privkit.anonymity.check import check_classes
from privkit.errors import PrivkitError
from privkit.policy.model.steps import MakeKAnonymous
from privkit.steps.build import build_steps
from privkit.steps.level_rules import levels_for
from privkit.steps.recoding import apply_chain

D = Decimal
TABLES = {
    "bills": {
        "home": "direct_identifier code",
        "age": "quasi_identifier integer",
        "size": "quasi_identifier number:1",
        "iris": "quasi_identifier code",
        "day": "quasi_identifier date",
        "at": "quasi_identifier datetime",
        "kind": "quasi_identifier category",
        "garden": "quasi_identifier yes_no",
    }
}


def make(levels: str, on: str, k: int = 2, remove: str = "0 %") -> str:
    return f"- make_k_anonymous: {{ k: {k}, on: [{on}], remove_at_most: {remove}, levels: {{ {levels} }} }}"


def faire(niveaux: str, sur: str) -> str:
    return f"- rendre_k_anonyme: {{ k: 2, sur: [{sur}], retirer_au_plus: 0 %, niveaux: {{ {niveaux} }} }}"


def labels(bench, text, values, language="en"):
    """The hierarchy a rule makes of values: value → its labels."""
    document = bench.read(text, TABLES, language)
    rule = document.policy.steps[0].make_k_anonymous
    assert isinstance(rule, MakeKAnonymous)
    (step,) = build_steps(document)
    column = bench.flow(document)[0].before[0]["bills"][rule.on[0]]
    made = levels_for(column, values, rule.hierarchies, rule.levels, bench.context(document), step.spot)
    h = made.hierarchy
    return {v: tuple(level[i] for level in h.labels[1:]) for i, v in enumerate(h.values)}


def test_widths_are_labelled_as_bands_are(bench):
    found = labels(
        bench, make("age: { widths: [5, 20], lower_bound: 20, upper_bound: 85 }", "age"), ["18", "37", "90"]
    )
    assert found["18"] == ("under 20", "under 20", "*")
    assert found["37"] == ("35 to under 40", "20 to under 40", "*")
    assert found["90"] == ("85 and more", "85 and more", "*")
    assert found["84"] == (
        "80 to under 85",
        "80 to under 85",
        "*",
    )  # the bounds are public: all of it is domain
    french = labels(bench, faire("age: { largeurs: [5], borne_haute: 85 }", "age"), ["37", "90"], "fr")
    assert french == {"37": ("35 à moins de 40", "*"), "90": ("85 et plus", "*")}


def test_bands_are_taken_together(bench):
    found = labels(bench, make("size: { bands: [0, 40, 60, 80] }", "size"), ["-1", "12.5", "60", "99"])
    assert found["12.5"] == ("0 to under 40", "under 40", "under 80", "*")
    found = labels(bench, make("size: { bands: [0, 40, 60, 80], merge: [2] }", "size"), ["12.5", "60", "99"])
    assert found == {
        "12.5": ("0 to under 40", "0 to under 60", "*"),
        "60": ("60 to under 80", "60 and more", "*"),
        "99": ("80 and more", "60 and more", "*"),
    }


def test_codes_dates_and_groups(bench):
    assert labels(bench, make("iris: { first_characters: [5, 2] }", "iris"), ["2A0040101"]) == {
        "2A0040101": ("2A004", "2A", "*")
    }
    assert labels(bench, make("iris: { redact_last: [1, 2] }", "iris"), ["75011"]) == {
        "75011": ("7501*", "750**", "*")
    }
    days = ["2024-12-30"]
    assert labels(bench, make("day: { dates: [month, quarter, year] }", "day"), days) == {
        "2024-12-30": ("2024-12", "2024-Q4", "2024", "*")
    }
    assert labels(bench, faire("day: { dates: [semaine, année] }", "day"), days, "fr") == {
        "2024-12-30": ("2025-W01", "2025", "*")
    }
    groups = "kind: { groups: { use: { dry: [a, b], wet: [c] } } }"
    assert labels(bench, make(groups, "kind"), ["c"]) == {
        "a": ("dry", "*"), "b": ("dry", "*"), "c": ("wet", "*"),
    }  # fmt: skip
    assert labels(bench, faire("kind: { courantes: [a], autres: autre }", "kind"), ["a", "z"], "fr") == {
        "a": ("a", "*"), "z": ("autre", "*"),
    }  # fmt: skip


def test_numbers_may_be_listed_as_people_write_them(bench):
    rule = 'size: { courantes: ["1,50", "2,0"], autres: autre }'
    assert labels(bench, faire(rule, "size"), ["1.5", "7"], "fr") == {
        "1.5": ("1,50", "*"), "2": ("2,0", "*"), "7": ("autre", "*"),
    }  # fmt: skip


def test_a_file_gives_the_levels_wanted(bench, hierarchy):
    hierarchy("iris,commune,epci,dep\n1,A,E,44\n2,B,E,85\n")
    found = labels(bench, make("iris: { file: h.csv, keep: [commune, dep] }", "iris"), ["1"])
    assert found == {"1": ("A", "44", "*"), "2": ("B", "85", "*")}


STRAY = [
    ("age: { first_characters: [2] }", "age",
     "PK750 the column age is of type integer: first_characters does not apply to it",
     "for a column already made coarser, use groups or a file"),
    ("kind: { widths: [5] }", "kind",
     "PK750 the column kind is of type category: widths does not apply to it",
     "for a column already made coarser, use groups or a file"),
    ("age: { bands: [5, 1] }", "age", "PK720 these bands cannot be read",
     "write the edges from the smallest to the largest"),
    ("age: { widths: [5, 12] }", "age", "PK752 these levels do not go from fine to coarse",
     "write widths above 0, each a multiple of the one before: [5, 10, 20]"),
    ("iris: { first_characters: [2, 5] }", "iris", "PK752 these levels do not go from fine to coarse",
     "write fewer and fewer characters: [5, 2]"),
    ("iris: { redact_last: [2, 1] }", "iris", "PK752 these levels do not go from fine to coarse",
     "write more and more characters: [1, 2, 3]"),
    ("day: { dates: [year, month] }", "day", "PK752 these levels do not go from fine to coarse",
     "write dates from the finest part to the coarsest: [month, quarter, year]"),
    ("day: { dates: [week, month] }", "day", "PK752 these levels do not go from fine to coarse",
     "a week belongs to no month: write [week, year], or [month, quarter, year]"),
    ("age: { bands: [0, 5], merge: [1] }", "age", "PK752 these levels do not go from fine to coarse",
     "take at least 2 neighbours together"),
    ("age: { widths: [5], lower_bound: 9, upper_bound: 9 }", "age",
     "PK753 the lower bound is not under the upper one", "write the smaller one as the lower bound"),
    ("kind: { groups: { use: { dry: [a], wet: [a] } } }", "kind", "PK754 a is in two groups of use", "keep it in one"),
    ("kind: { groups: { use: { dry: [a], wet: [b] }, all: { any: [dry] } } }", "kind",
     "PK754 wet is in no group of all", "add it to a group, or write others:"),
    ("size: { common: [1.5, 1.50], others: rest }", "size", "PK754 1.5 is listed twice", "keep it once"),
    ("size: { groups: { use: { low: [2], high: [2.0] } } }", "size", "PK754 2 is in two groups of use",
     "keep it in one"),
    ("kind: { common: [a] }", "kind", "PK754 the rest has no label", "add others: and a label"),
    ("day: { dates: [month], merge: [2] }", "day", "PK755 merge does not go with dates",
     "use it with bands, or remove it"),
    ("age: { widths: [5], straddling: group }", "age", "PK755 straddling does not go with widths",
     "use it with file, or remove it"),
    ("size: { widths: [5] }", "age", "PK756 this step does not generalise size",
     "add it to on:, or remove its levels"),
    ("siz: { widths: [5] }", "age", "PK701 no table holds the column siz at this step",
     "write size, or move the step"),
]  # fmt: skip


@pytest.mark.parametrize(("levels", "on", "told", "instead"), STRAY)
def test_what_is_refused_before_any_data(bench, levels, on, told, instead):
    _, problems = bench.flow(bench.read(make(levels, on), TABLES))
    assert [f"{p.code} {p.message.en}" for p in problems] == [told]
    assert problems[0].instead is not None
    assert problems[0].instead.en == instead
    assert problems[0].place is not None
    assert problems[0].place.column > 5


def test_french_words(bench):
    def told(levels, on="age"):
        (problem,) = bench.flow(bench.read(faire(levels, on), TABLES, "fr"))[1]
        return f"{problem.code} {problem.message.fr} → {problem.instead.fr}"

    assert told("age: { premiers_caractères: [2] }") == (
        "PK750 la colonne age est de type entier : premiers_caractères ne s'y applique pas "
        "→ pour une colonne déjà moins précise, employez groupes ou un fichier"
    )
    assert told("age: { largeurs: [5], à_cheval: regrouper }") == (
        "PK755 à_cheval ne va pas avec largeurs → employez-le avec fichier, ou retirez-le"
    )
    assert told("day: { dates: [semaine, mois] }", "day") == (
        "PK752 ces niveaux ne vont pas du fin au large → une semaine n'appartient à aucun mois : "
        "écrivez [semaine, année], ou [mois, trimestre, année]"
    )


def test_one_place_says_the_levels(bench, hierarchy):
    hierarchy("iris,area\n1,A\n")
    text = make("iris: { redact_last: [1] }", "iris").replace(
        "levels:", "hierarchies: { iris: h.csv }, levels:"
    )
    _, problems = bench.flow(bench.read(text, TABLES))
    assert [f"{p.code} {p.message.en}" for p in problems] == ["PK751 two places say the levels of iris"]


@pytest.mark.parametrize(
    ("levels", "column", "values", "told"),
    [
        ("iris: { first_characters: [5] }", "iris", ["44109", "Zyx"], "PK443 codes of iris with fewer than 5 characters: 1"),
        ("iris: { dates: [month] }", "iris", ["Zyxcanari"], "PK445 values of iris that are neither days nor months: 1"),
        ("kind: { groups: { use: { dry: [a] } } }", "kind", ["Zyxcanari", "a"], "PK484 distinct values of kind that no group lists: 1"),
        ('age: { bands: ["1 to 5", "6 and more"] }', "age", [0, 1], "PK466 distinct values of age that fall in no band: 1"),
    ],
)  # fmt: skip
def test_values_that_a_rule_cannot_place_are_counted_where_the_policy_says_so(
    bench, levels, column, values, told
):
    data = {"home": [str(i) for i in range(len(values))], column: values}
    lines = bench.refused(bench.read(make(levels, column), TABLES), {"bills": data})
    assert told in lines[0]
    assert "p.yaml:" in lines[0]


def test_what_leaves_is_k_anonymous_and_the_recodings_say_how(bench):
    n = 60
    data = {
        "home": [f"h{i:02}" for i in range(n)],
        "age": [18 + i * 7 % 70 for i in range(n)],
        "iris": [f"4410{i % 3}010{i % 2}" for i in range(n)],
        "at": [datetime(2024, 1 + i % 12, 3, 10, i) for i in range(n)],
        "kind": [["a", "b", "*", None][i % 4] for i in range(n)],
    }
    rules = (
        "age: { widths: [10, 20], lower_bound: 0, upper_bound: 100 }, iris: { first_characters: [5, 2] }, "
        "at: { dates: [day, month, year] }, kind: { groups: { use: { dry: [a, b] } } }"
    )
    on = ["age", "iris", "at", "kind"]
    document = bench.read(make(rules, ", ".join(on), 4, "10 %"), TABLES)
    found, context = bench.walk(document, {"bills": data})
    out = bench.engine.collect(found.released["bills"], 999).sort_values("home", ignore_index=True)
    assert check_classes(out[on], k=4).holds
    raw = bench.engine.collect(found.baseline["bills"], 999).sort_values("home", ignore_index=True)
    kept = raw[raw["home"].isin(out["home"])]
    for column in on:
        again = apply_chain(context.recodings[column], kept[column])
        assert [None if pd.isna(v) else v for v in again] == [None if pd.isna(v) else v for v in out[column]]
    assert build_steps(document)[0].parameters()["levels"]["iris"] == {"first_characters": [5, 2]}


def test_public_bounds_place_a_household_that_was_never_in_the_file(bench):
    text = make("age: { widths: [10], lower_bound: 0, upper_bound: 100 }", "age")
    document = bench.read(text, TABLES)
    _, context = bench.walk(document, {"bills": {"home": list("abcd"), "age": [31, 32, 41, 42]}})
    placed = apply_chain(context.recodings["age"], pd.Series([37, 55], dtype=object))
    assert list(placed) == ["30 to under 40", "50 to under 60"]
    text = make("age: { widths: [10], lower_bound: 0, upper_bound: 40 }", "age")
    _, context = bench.walk(
        bench.read(text, TABLES), {"bills": {"home": list("abcd"), "age": [31, 32, 41, 42]}}
    )
    placed = apply_chain(context.recodings["age"], pd.Series([37, 55], dtype=object))
    assert list(placed) == [None, None]  # values outside the bounds come from the data: none is listed


STREETS = "rue,commune,part\nr1,A,0.7\nr1,B,0.3\nr2,B,1\nr3,C,1\nr4,A,1\nr5,B,1\n"
LIVED = ["r1", "r4", "r2", "r5", "r3", "r3"]


@pytest.mark.parametrize(
    ("way", "after", "said"),
    [
        ("largest_share", ["A", "A", "B", "B", "C", "C"],
         {"joint_labels": 0, "widest_joint_label": 0, "moved": 0.06, "units": 1, "values": 1, "straddling": 1}),
        ("group", ["A + B", "A + B", "A + B", "A + B", "C", "C"],
         {"joint_labels": 1, "widest_joint_label": 2, "moved": 0.0, "units": 4, "values": 4, "straddling": 1}),
    ],
)  # fmt: skip
def test_areas_over_two_coarser_ones(bench, hierarchy, way, after, said):
    hierarchy(STREETS)
    rule = f"iris: {{ file: h.csv, keep: [commune], share: part, straddling: {way} }}"
    document = bench.read(make(rule, "iris"), TABLES)
    found, _ = bench.walk(document, {"bills": {"home": list("abcdef"), "iris": LIVED}})
    assert [label for _, label in bench.rows(found.released["bills"], "home", "iris")] == after
    changes = found.records[-1].changes
    (figures,) = changes.figures["straddling"]["iris"]
    assert figures.pop("level") == "commune"
    assert figures == pytest.approx(said)
    (note,) = changes.notes
    assert note.fr == (
        "iris : un secteur à cheval sur plusieurs commune compte là où est sa plus grande part."
        if way == "largest_share"
        else "iris : les secteurs commune qui ont en commun un secteur plus fin sont réunis."
    )


@pytest.mark.parametrize("k", [1, 6])
def test_nothing_is_told_of_levels_that_were_not_used(bench, hierarchy, k):
    """The value itself for k = 1; for k = 6, * alone."""
    hierarchy(STREETS)
    rule = "iris: { file: h.csv, share: part, straddling: group }"
    found, _ = bench.walk(
        bench.read(make(rule, "iris", k), TABLES), {"bills": {"home": list("abcdef"), "iris": LIVED}}
    )
    assert "straddling" not in found.records[-1].changes.figures
    assert found.records[-1].changes.notes == ()


def test_refused_unless_the_policy_says_what_to_do(bench, hierarchy):
    hierarchy(STREETS)
    document = bench.read(make("iris: { file: h.csv, share: part }", "iris"), TABLES)
    lines = bench.refused(document, {"bills": {"home": ["a"], "iris": ["r1"]}})
    assert "PK434 hierarchy of iris: the value of line 3 is already on line 2" in lines[0]


def test_a_table_that_was_released_before_comes_back(bench, hierarchy):
    """Stars of an earlier release are no missing values, with a file, a rule or neither."""
    hierarchy("iris,area\n1,A\n2,A\n")
    data = {
        "home": list("abcdef"),
        "iris": ["1", "1", "*", "*", "2", "2"],
        "kind": ["x", "x", "*", "*", "y", "y"],
    }
    for text in (
        make("iris: { file: h.csv }", "iris, kind"),
        make("iris: { redact_last: [1] }, kind: { common: [x], others: rest }", "iris, kind"),
        "- make_k_anonymous: { k: 2, on: [iris, kind], remove_at_most: 0 %, hierarchies: { iris: h.csv } }",
    ):
        found, _ = bench.walk(bench.read(text, TABLES), {"bills": data})
        rows = bench.rows(found.released["bills"], "home", "iris", "kind")
        assert rows[2] == ("c", "*", "*"), text
        assert rows[0] == ("a", "1", "x")
    text = "- generalise: { iris: { with_hierarchy: h.csv, level: area } }"
    found, _ = bench.walk(bench.read(text, TABLES), {"bills": data})
    assert bench.rows(found.released["bills"], "iris") == ["*", "*", "A", "A", "A", "A"]


def test_columns_without_any_value(bench):
    rules = "age: { widths: [5], lower_bound: 0, upper_bound: 20 }, day: { dates: [year] }, size: { bands: [0, 5] }"
    found, _ = bench.walk(
        bench.read(make(rules, "age, day, size"), TABLES),
        {"bills": {"home": ["a", "b"], "day": [date(2024, 1, 1)] * 2}},
    )
    assert bench.rows(found.released["bills"], "age", "size") == [(None, None)] * 2


def test_exactly_one_way(bench):
    for levels, told in {
        "age: { widths: [5], bands: [0, 5] }": "PK107 `bands` and `widths` cannot stand together in `age`",
        "age: { lower_bound: 5 }": "PK107 `age` says nothing to do",
    }.items():
        with pytest.raises(PrivkitError) as caught:
            bench.read(make(levels, "age"), TABLES)
        codes = [f"{p.code} {p.message.en}" for p in caught.value.problems]
        assert told in codes or told.replace("bands` and `widths", "widths` and `bands") in codes


def test_the_step_says_its_levels(bench):
    rules = (
        "age: { widths: [5, 10], lower_bound: 20, upper_bound: 85 }, iris: { first_characters: [5, 2] }, "
        "day: { dates: [month, year] }, kind: { common: [a, b], others: rest }, size: { bands: [0, 40] }, "
        "at: { file: h.csv, keep: [x], straddling: group }"
    )
    (step,) = build_steps(bench.read(make(rules, "age, iris, day, kind, size, at"), TABLES))
    assert step.say().en.partition("; remove none of them.")[2] == (
        " Levels: age by 5, then 10 (values under 20 and from 85 on stay together); iris to its first 5, then 2 characters; "
        "day by month, year; kind as a, b or rest; size into bands (0, 40), then wider ones; "
        "at as h.csv says (x), areas that share a finer one being taken together."
    )
    niveaux = (
        (
            "age: { largeurs: [0,5, 1], borne_haute: 8,5 }, iris: { caviarder_les_derniers: [1, 2] }, "
            "day: { dates: [semaine, année] }, kind: { groupes: { usage: { sec: [a] } } }, "
            "at: { fichier: h.csv, à_cheval: plus_grande_part }"
        )
        .replace("0,5", '"0,5"')
        .replace("8,5", '"8,5"')
    )
    (step,) = build_steps(bench.read(faire(niveaux, "age, iris, day, kind, at"), TABLES, "fr"))
    assert step.say().fr.partition("n'en retirer aucun.")[2] == (
        " Niveaux : age par 0,5, puis 1 (les valeurs à partir de 8,5 restent ensemble) ; "
        "iris avec ses 1, puis 2 derniers caractères cachés ; day par semaine, année ; "
        "kind par usage, que la politique énumère ; at comme le dit h.csv, "
        "un secteur à cheval sur plusieurs comptant là où est sa plus grande part."
    )
