"""Every step, on both engines: what it promises about columns, on no row; the same rows, on odd ones."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from privkit.engine.common import dtype_of
from privkit.steps.build import build_steps, opening_schemas
from privkit.values import Schema

D = Decimal
TABLES = {
    "bills": {
        "home": "direct_identifier code",
        "place": "other code",
        "commune": "quasi_identifier code",
        "day": "quasi_identifier date",
        "at": "other datetime",
        "people": "quasi_identifier integer",
        "size": "quasi_identifier number:1",
        "garden": "quasi_identifier yes_no",
        "volume": "confidential number:2",
        "note": "other category",
    },
    "dwellings": {"place": "other code", "kind": "quasi_identifier category"},
}
HIERARCHY = "commune,area\n01053,Aîné\n2A004,Corse\néàç,Corse\n"
REQUESTS = "home,droit,état\né1,opposition,reçue\nh3,objection,refused\nh4,limitation,en cours\n"
LEAP, END = date(2024, 2, 29), date(2023, 12, 31)

#: NULLs, accents, duplicate rows, month ends, negatives, decimals.
ROWS = [
    ("é1", "p1", "01053", LEAP, datetime(2024, 2, 29, 23, 59, 59), 1, D("-0.5"), True, D("-12.25"), "Rezé"),
    ("é1", "p1", "01053", LEAP, datetime(2024, 2, 29, 23, 59, 59), 1, D("-0.5"), True, D("-12.25"), "Rezé"),
    ("h2", "p2", "2A004", END, datetime(2023, 12, 31), -3, D("40.0"), False, D("0.05"), "L'Haÿ, \"x\""),
    ("h3", None, None, None, None, None, None, None, None, None),
    ("h4", "p4", "éàç", date(2024, 1, 31), datetime(2024, 1, 31, 12), 12, D("39.9"), None, D("99999.99"), ""),
    ("h5", "p2", "01053", date(2020, 2, 29), datetime(2020, 2, 29), 0, D("60.0"), False, D("0.00"), "rezé"),
    ("h5", "p2", "01053", date(2024, 12, 31), datetime(2024, 12, 31, 8), 0, D("60.0"), False, D("-0.01"), "rezé"),
    ("h6", "p6", "2A004", date(2024, 6, 30), datetime(2024, 6, 30), 7, D("12.5"), True, D("7.50"), "Rezé"),
]  # fmt: skip
DWELLINGS = [("p1", "maison"), ("p2", "été"), ("p4", None), (None, "x")]

PSEUDO = (
    "- pseudonymise: { columns: [home, people], into: [ref, who], method: keyed_hash,"
    " key: { secret: CITY_KEY, held_by: security officer } }"
)
PER_HOME = (
    "- summarise: { by: household, table: bills, columns: { people: { largest: people },"
    " size: { largest: size }, day: { largest: day }, volume: { sum: volume } } }\n"
)
STEPS = {
    "apply_requests": "- apply_requests: { reasons: [objection, restriction] }",
    "drop_older_than": "- drop_older_than: { duration: 10 months, from: day }\n"
    "- drop_older_than: { duration: 10 months, from: at }",
    "keep_rows": "- keep_rows:\n    size: { at_least: -0.5, below: 60 }\n    people: { not_among: [7] }\n"
    "    at: { not_among: [2023-12-31] }\n    garden: { among: [yes, no] }\n"
    "    note: { among: [Rezé, 'L''Haÿ, \"x\"'] }",
    "pseudonymise": PSEUDO,
    "link": "- link: { tables: [bills, dwellings], on: place, keep: all_of_first }",
    "summarise": "- summarise:\n    by: household\n    table: bills\n    columns:\n"
    "      a: { sum: volume, over: last 12 months, by_date: day }\n"
    "      b: { mean: volume, over: last 12 months, by_date: at }\n"
    "      c: { count: volume }\n      d: { smallest: day }\n      e: { largest: note }\n"
    "      f: { latest: size, by_date: at, over: last 12 months }\n      g: { mean: people }\n"
    "- keep_rows: { commune: { filled: yes }, garden: { filled: yes } }",
    "minimise": "- minimise: { keep: { commune: { because: It. }, volume: { because: It. } } }",
    "generalise": "- generalise:\n    people: { into_bands: ['up to 0', '1 to 7', '8 and more'] }\n"
    "    volume: { into_bands: [0, 0.05, 7.5] }\n    day: { to: quarter, as: quarter }\n    at: { to: month }\n"
    "    note: { first_characters: 2 }\n    size: { rounded_to: 2.5 }\n"
    "    commune: { with_hierarchy: h.csv, level: area }",
    "top_code": "- top_code: { volume: { at: 7.5 }, people: { at: 0 } }",
    "bottom_code": "- bottom_code: { volume: { at: -0.01 }, people: { at: 0 } }",
    "round": "- round: { volume: { to: 0.1 }, people: { to: 5 }, size: { to: 5 } }",
    "suppress": "- suppress: { commune: { among: [01053] }, people: { rarer_than: 2 }, volume: { above: 7.5 },"
    " size: { below: 0 }, day: { rarer_than: 2 }, garden: { rarer_than: 2 }, note: { rarer_than: 2 } }",
    "make_k_anonymous": "- summarise: { by: household, table: bills, columns: { people: { largest: people },"
    " size: { largest: size }, day: { largest: day }, volume: { sum: volume } } }\n"
    "- generalise: { size: { into_bands: [0, 40] } }\n"
    "- make_k_anonymous: { k: 2, on: [commune, people, size, garden, day], remove_at_most: 20 %,"
    " l_diversity: { column: volume, at_least: 2 } }",
    "suppress_locally": PER_HOME + "- suppress_locally: { k: 2, on: [commune, people, size, garden, day], weights: { day: 2 } }\n"
    "- suppress_locally: { k: 3, on: [commune, people, volume], blank_is: any_value }",
    "microaggregate": PER_HOME + "- microaggregate: { columns: [people, size], k: 2, by: [garden] }\n"
    "- microaggregate: { columns: [volume], k: 3, value: median }",
    "swap": "- swap: { columns: [people, size, day, at, volume], within: 40 % }\n"
    "- swap: { columns: [volume], within: 50 %, by: [note] }",
    "add_noise": "- add_noise: { columns: [people, size, volume], strength: 20 %, keep_spread: yes,"
    " bounds: { people: { at_least: 0 }, size: { at_most: 60 } } }\n"
    "- add_noise: { columns: [volume, people], strength: 10 %, keep_correlations: no }",
    "post_randomise": "- post_randomise: { columns: [commune, garden, note, people], keep: 50 % }\n"
    "- post_randomise: { columns: [commune], keep: 20 %, by: [garden, size] }\n"
    "- post_randomise: { columns: [people, note], keep: 30 %, together: yes }",
    "sample": PER_HOME + "- sample: { share: 80 % }\n- sample: { share: 70 %, by: [garden] }",
    "limit_contribution": "- limit_contribution: { per: household, at_most: { communes: 1, rows_per_commune: 1 },"
    " key: { secret: CITY_KEY } }",
    "aggregate": "- aggregate:\n    privacy_model: statistical_secrecy\n    secrecy: { at_least: 2 }\n    tables:\n"
    "      fine: { by: { commune: { values: [01053, 2A004] }, garden: { values: [yes, no] } },"
    " measures: { n: { count: household }, r: { count: rows }, v: { sum: volume }, m: { mean: people } } }\n"
    "      wide: { by: { commune: { values: [01053, 2A004] } }, measure: { sum: volume } }",
    "set_aside": "- set_aside: { share: 30 % }",
    "synthesise": PER_HOME + "- minimise: { keep: { commune: { because: It. }, people: { because: It. }, day: { because: It. },"
    " size: { because: It. }, garden: { because: It. }, volume: { because: It. } } }\n"
    "- synthesise: { method: marginals, privacy_model: none, rows: 9 }",
}  # fmt: skip


def test_every_step_of_the_language_is_here():
    from privkit.steps.build import BUILDERS

    assert set(STEPS) == set(BUILDERS)


@pytest.fixture(autouse=True)
def reference_files(tmp_path, monkeypatch):
    monkeypatch.setenv("CITY_KEY", "k" * 40)
    (tmp_path / "h.csv").write_text(HIERARCHY, encoding="utf-8")
    (tmp_path / "requests.csv").write_text(REQUESTS, encoding="utf-8")


def columns(rows, names):
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


GIVEN = {"bills": columns(ROWS, TABLES["bills"]), "dwellings": columns(DWELLINGS, TABLES["dwellings"])}
#: Steps that Spark runs beside a second table; others leave it alone, as DuckDB shows of each of them.
OF_TWO_TABLES = {"link", "minimise", "apply_requests"}


def digests(bench, step, tables=tuple(TABLES)):
    """What is left, released and baseline, as digests of every column, hidden units included."""
    document = bench.read(STEPS[step], {name: TABLES[name] for name in tables})
    walked, _ = bench.walk(document, {name: GIVEN[name] for name in tables})
    out = {}
    for side, tables, schemas in (
        ("released", walked.released, walked.flow.final),
        ("baseline", walked.baseline, walked.flow.baseline),
    ):
        for name, table in tables.items():
            shown = Schema(tuple(c for c in schemas[name].columns if c.name != "_privkit_row"))
            out[side, name] = bench.engine.digest(table, shown)
    return out, walked


def fits(bench, step):
    """Run on no row: the columns and types that ``fate`` promised, before any cast."""
    document = bench.read(STEPS[step], TABLES)
    schemas = opening_schemas(document.policy)
    tables, context = bench.upload(schemas, {}), bench.context(document)
    for one in build_steps(document):
        promised = one.fate(schemas, lambda problem: pytest.fail(str(problem)))
        tables = one.run(tables, schemas, context).tables
        assert set(tables) == set(promised)
        for name, schema in promised.items():
            held = tables[name].collect_schema()
            assert set(schema.names) <= set(held.names())
            tables[name] = bench.engine.cast(tables[name], schema)
            made = tables[name].collect_schema()
            assert made.names() == list(schema.names)
            assert [made[c.name] for c in schema.columns] == [dtype_of(c) for c in schema.columns]
            rows = bench.engine.count(tables[name], None).rows
            assert (rows > 0) is (one.name == "aggregate")  # every public key has its row, empty ones too
            for column in schema.columns:  # a cast may change the precision of a number, never its kind
                assert type(held[column.name]) is type(made[column.name]), column.name
        schemas = promised


@pytest.mark.parametrize("step", STEPS)
def test_on_no_row_a_step_makes_the_columns_it_promised(bench, step):
    fits(bench, step)


@pytest.mark.spark
@pytest.mark.parametrize("step", ["generalise", "make_k_anonymous"])
def test_on_no_row_on_spark(on_spark, step):
    fits(on_spark, step)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_gives_the_same_digest_twice(bench, step):
    """And leaves rows, so that the comparison between engines compares something."""
    first, walked = digests(bench, step)
    assert first == digests(bench, step)[0]
    assert all(bench.engine.count(t, None).rows > 1 for t in walked.released.values())


@pytest.mark.spark
@pytest.mark.parametrize("step", STEPS)
def test_both_engines_give_the_same_rows(bench, on_spark, step):
    tables = tuple(TABLES) if step in OF_TWO_TABLES else ("bills",)
    assert digests(on_spark, step, tables)[0] == digests(bench, step, tables)[0]
