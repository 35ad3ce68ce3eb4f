"""Rows a model makes: their columns and keys, what they cost, what is refused before data are read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from privkit.dp.accounting import epsilon_of
from privkit.dp.events import from_body
from privkit.run.noise import noise_events
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.walk import flow

D = Decimal
N = 400
TABLES = {
    "bills": {
        "home": "direct_identifier code",
        "commune": "quasi_identifier category",
        "since": "quasi_identifier date",
        "at": "other datetime",
        "people": "quasi_identifier integer",
        "size": "quasi_identifier number:1",
        "garden": "quasi_identifier yes_no",
        "volume": "confidential number:2",
    }
}
KEEP = (
    "- minimise: { keep: { commune: { because: It. }, since: { because: It. }, at: { because: It. }, people: { because: It. },"
    " size: { because: It. }, garden: { because: It. }, volume: { because: It. } } }\n"
)
DOMAIN = (
    "domain: { commune: { values: [a, b, c] }, since: { from: 2000-01-01, to: 2019-12-31 }, at: { from: 2024-01-01,"
    " to: 2024-12-31 }, people: { at_least: 1, at_most: 8 }, size: { at_least: 0, at_most: 200 },"
    " volume: { at_least: 0, at_most: 400 } }"
)
DP = "{ differential_privacy: { epsilon: 2, delta: 1e-6 } }"
LITTLE_NOISE = "{ differential_privacy: { epsilon: 10, delta: 1e-6 } }"  # 400 homes: less may hide anything
BUDGET = (
    "privacy_budget:\n  ledger: budgets/b.sqlite\n  protects: household\n  period: 2024\n  total: { epsilon: 5, delta: 1e-5 }\n"
    "  this_release: { epsilon: 2, delta: 1e-6 }\n"
)


def synthesise(method="trees", model="none", more=""):
    return KEEP + f"- synthesise: {{ method: {method}, privacy_model: {model}{', ' + more if more else ''} }}"


def given(rows=N):
    people = [1 + i % 5 for i in range(rows)]
    return {
        "home": [f"h{i * 7919 % rows:05}" for i in range(rows)],
        "commune": [None if i % 50 == 0 else "abc"[i % 3] for i in range(rows)],
        "since": [date(2000 + i % 20, 1 + i % 12, 1) for i in range(rows)],
        "at": [f"2024-{1 + i % 12:02}-01 00:00:00" for i in range(rows)],
        "people": people,
        "size": [D(40 + 10 * p) for p in people],
        "garden": [i % 3 == 0 for i in range(rows)],
        "volume": [D(30 * p + i % 7) for i, p in enumerate(people)],
    }


def data(rows=N):
    from datetime import datetime

    found = given(rows)
    return found | {"at": [datetime.fromisoformat(t) for t in found["at"]]}


def made(bench, steps, rows=N):
    document = bench.read(steps, TABLES)
    walked, context = bench.walk(document, {"bills": data(rows)})
    return walked, context


@pytest.mark.parametrize(
    ("method", "model", "more"),
    [
        ("trees", "none", ""),
        ("marginals", "none", ""),
        ("marginals", LITTLE_NOISE, DOMAIN),
        ("trees", "none", "rows: 37"),
    ],
)
def test_every_method_makes_the_columns_of_the_table_under_fresh_keys(bench, method, model, more):
    walked, context = made(bench, synthesise(method, model, more))
    schema, table = walked.flow.final["bills"], walked.released["bills"]
    assert [c.name for c in schema.kept] == list(TABLES["bills"])[1:]
    keys = bench.rows(table, "home")
    wanted = 37 if "rows" in more else context.made.units_made
    assert len(keys) == len(set(keys)) == wanted and not set(keys) & set(data()["home"])
    assert set(bench.rows(table, "commune")) <= {"a", "b", "c", None}
    assert all(1 <= p <= 8 for p in bench.rows(table, "people") if p is not None)
    volumes = [v for v in bench.rows(table, "volume") if v is not None]
    assert all(0 <= v <= 400 and v == v.quantize(D("0.01")) for v in volumes)
    people = [p for p in bench.rows(table, "people", "volume") if None not in p]
    small, large = ([v for p, v in people if p in side] for side in ((1,), (5,)))
    assert sum(small) / len(small) < sum(large) / len(large)  # what the columns tell of each other is learnt


def test_made_rows_are_the_same_twice_and_whatever_the_order_of_the_file(bench):
    steps = synthesise()
    document = bench.read(steps, TABLES)
    columns = list(TABLES["bills"])
    first = bench.rows(bench.walk(document, {"bills": data()})[0].released["bills"], *columns)
    turned = {k: v[::-1] for k, v in data().items()}
    assert bench.rows(bench.walk(document, {"bills": turned})[0].released["bills"], *columns) == first
    other = data()
    other["volume"][0] += 1
    assert bench.rows(bench.walk(document, {"bills": other})[0].released["bills"], *columns) != first


def test_noise_is_drawn_anew(bench):
    document = bench.read(synthesise("marginals", DP, DOMAIN), TABLES)
    columns = list(TABLES["bills"])
    drawn = [
        bench.rows(bench.walk(document, {"bills": data()})[0].released["bills"], *columns) for _ in range(2)
    ]
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize("epsilon", ["0.1", "1", "3"])
@pytest.mark.parametrize("accounting", ["basic", "zcdp", "pld"])
def test_what_is_asked_costs_the_epsilon_written_and_hardly_less(bench, epsilon, accounting):
    loss = f"{{ differential_privacy: {{ epsilon: {epsilon}, delta: 1e-6 }} }}"
    document = bench.read(synthesise("marginals", loss, DOMAIN), TABLES)
    head = BUDGET.replace("epsilon: 2", f"epsilon: {epsilon}") + f"  accounting: {accounting}\n"
    text = document.text.replace("steps:\n", head + "steps:\n", 1)
    from privkit.policy.reader import read_text

    events = [from_body(body) for body in noise_events(read_text(text, document.path))]
    cost = epsilon_of(events, Fraction(1, 10**6), accounting)
    assert cost <= Fraction(epsilon)
    assert accounting == "basic" or cost > Fraction(epsilon) * Fraction(95, 100)


def test_a_budget_that_reserved_other_noise_stops_the_step(bench):
    from privkit.errors import InternalError

    document = bench.read(synthesise("marginals", DP, DOMAIN), TABLES)
    text = document.text.replace("steps:\n", BUDGET + "steps:\n", 1)
    (bench.folder / "p.yaml").write_text(text, encoding="utf-8")
    from privkit.policy.reader import read_document
    from privkit.steps.walk import walk

    document = read_document(bench.folder / "p.yaml")
    opening, context = opening_schemas(document.policy), bench.context(document)
    tables = bench.upload(opening, {"bills": data()})
    walk(build_steps(document), tables, opening, context)
    context.budget = {"events": context.budget["events"][:-1]}
    with pytest.raises(InternalError) as caught:
        walk(build_steps(document), tables, opening, context)
    assert "PK797" in "\n".join(caught.value.text("en"))


def test_nothing_is_made_of_nothing(bench):
    walked, context = made(bench, synthesise(), 0)
    assert bench.rows(walked.released["bills"], "home") == [] and context.made.units_made == 0


def test_a_unit_with_two_rows_is_refused(bench):
    given = data()
    given["home"][1] = given["home"][0]
    told = bench.refused(bench.read(synthesise(), TABLES), {"bills": given})
    assert "PK467" in told[0]


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (
            synthesise("marginals", DP, DOMAIN.replace("people: { at_least: 1, at_most: 8 }, ", "")),
            "PK531 no public bounds of people: bounds read from the data would tell its extremes",
        ),
        (
            KEEP.replace("commune", "home", 1).replace("home: {", "home: {")
            + "- synthesise: { method: trees, privacy_model: none, must_respect: [{ never_above: { column: people, limit: rooms } }] }",
            "PK536 no column rooms is made",
        ),
        (
            synthesise(more="must_respect: [{ implies: { when: { column: garden, among: [no] }, then: { column: people, among: [x] } } }]"),
            "PK535 a value is not of the type of its column",
        ),
    ],
)  # fmt: skip
def test_what_is_refused_before_data_are_read(bench, steps, told):
    document = bench.read(steps, TABLES)
    problems = list(flow(build_steps(document), opening_schemas(document.policy), lambda p: None).before)
    assert problems
    assert any(told in line for line in bench.told(document)), bench.told(document)


def test_a_column_with_a_top_code_needs_no_other_bound(bench):
    steps = (
        KEEP
        + "- top_code: { volume: { at: 100 } }\n"
        + (
            f"- synthesise: {{ method: marginals, privacy_model: {DP}, "
            + DOMAIN.replace(", volume: { at_least: 0, at_most: 400 }", "")
            + " }"
        )
    )
    walked, _ = made(bench, steps)
    assert all(0 <= v <= 100 for v in bench.rows(walked.released["bills"], "volume") if v is not None)


RULES = (
    "must_respect: [{ implies: { when: { column: garden, among: [no] }, then: { column: people, among: [1, 2] } } },"
    " { never_above: { column: volume, limit: size } }]"
)


@pytest.mark.parametrize(("method", "model", "domain"), [("trees", "none", ""), ("marginals", DP, DOMAIN)])
def test_hard_rules_hold_in_every_row(bench, method, model, domain):
    walked, context = made(bench, synthesise(method, model, ", ".join(filter(None, [domain, RULES]))))
    rows = bench.rows(walked.released["bills"], "garden", "people", "volume", "size")
    assert rows
    assert all(people in (1, 2) for garden, people, _, _ in rows if garden is False)
    assert all(volume <= size for *_, volume, size in rows if volume is not None and size is not None)
    assert sum(context.made.repaired.values()) > 0


TWO = {
    "homes": {
        "home": "direct_identifier code",
        "people": "quasi_identifier integer",
        "garden": "quasi_identifier yes_no",
    },
    "readings": {
        "home": "direct_identifier code",
        "month": "other category",
        "volume": "confidential number:1",
        "estimated": "other yes_no",
    },
}
KEEP_TWO = (
    "- minimise: { keep: { people: { because: It. }, garden: { because: It. }, month: { because: It. },"
    " volume: { because: It. }, estimated: { because: It. } } }\n"
)
MONTHS = [f"2024-{m:02}" for m in range(1, 13)]


def two(months=MONTHS):
    homes = [f"h{i:03}" for i in range(300)]
    rows = [(h, m, i, k) for i, h in enumerate(homes) for k, m in enumerate(months) if (i + k) % 10]
    return {
        "homes": {
            "home": homes,
            "people": [1 + i % 4 for i in range(300)],
            "garden": [i % 2 == 0 for i in range(300)],
        },
        "readings": {
            "home": [h for h, *_ in rows],
            "month": [m for _, m, *_ in rows],
            "volume": [D(2 * (1 + i % 4) + k % 3) for _, _, i, k in rows],
            "estimated": [k % 4 == 0 for *_, k in rows],
        },
    }


def with_readings(method="trees", model="none", domain=""):
    body = f"method: {method}, privacy_model: {model}, period: month, periods: [{', '.join(MONTHS)}]"
    return KEEP_TWO + f"- synthesise: {{ {body}{', ' + domain if domain else ''} }}"


@pytest.mark.parametrize(
    ("method", "model", "domain"),
    [
        ("trees", "none", ""),
        (
            "marginals",
            DP,
            "domain: { people: { at_least: 1, at_most: 8 }, volume: { at_least: 0, at_most: 40 } }",
        ),
    ],
)
def test_two_tables_come_back_with_keys_that_hold(bench, method, model, domain):
    document = bench.read(with_readings(method, model, domain), TWO)
    walked, context = bench.walk(document, two())
    homes = bench.rows(walked.released["homes"], "home")
    readings = bench.rows(walked.released["readings"], "home", "month", "volume")
    assert len(homes) == len(set(homes)) and not set(homes) & set(two()["homes"]["home"])
    assert {h for h, *_ in readings} <= set(homes)
    assert len({(h, m) for h, m, _ in readings}) == len(readings)
    assert {m for _, m, _ in readings} <= set(MONTHS)
    assert 0.5 < len(readings) / len(homes) / 10.8 < 1.3  # nine readings in ten are there, in the data
    assert all(0 <= v <= 40 for *_, v in readings if v is not None)
    final = walked.flow.final
    assert [c.name for c in final["readings"].kept] == ["home", "month", "volume", "estimated"]
    assert final["homes"].one_row_per_unit and not final["readings"].one_row_per_unit
    assert context.profiles == {"volume": tuple(f"volume {k:02}" for k in range(1, 13))}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (f", periods: [{', '.join(MONTHS)}]", "", "PK537 the values of month must be listed, each once"),
        ("2024-02", "2024-01", "PK537 the values of month must be listed, each once"),
        (", period: month", "", "PK533 several tables are left: homes and readings"),
    ],
)
def test_readings_that_cannot_be_laid_beside_their_units(bench, old, new, told):
    lines = bench.told(bench.read(with_readings().replace(old, new), TWO))
    assert any(told in line for line in lines), lines


def test_two_readings_of_one_period_are_refused(bench):
    given = two()
    given["readings"]["month"][1] = given["readings"]["month"][0]
    told = bench.refused(bench.read(with_readings(), TWO), given)
    assert "PK585" in told[0] and "month" in told[0]


def test_without_noise_dates_stay_within_those_there_are(bench):
    walked, _ = made(bench, synthesise("marginals"))
    days = [d for d in bench.rows(walked.released["bills"], "since") if d is not None]
    assert days and date(2000, 1, 1) <= min(days) <= max(days) <= date(2019, 12, 31)
    assert len({d.year for d in days}) > 10
