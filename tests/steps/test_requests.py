"""apply_requests: whose rows go, and what is said of a list that cannot be read."""

from __future__ import annotations

import pytest

HOMES = [f"h{i}" for i in range(1, 10)]
ALL = "- apply_requests: { reasons: [objection, restriction, erasure] }"
TABLES = {
    "bills": {"home": "direct_identifier code", "n": "other integer"},
    "visits": {"home": "direct_identifier code"},
    "dwellings": {"place": "direct_identifier code"},
}


def listed(bench, *lines: str, header: str = "home,right,state,date") -> None:
    (bench.folder / "requests.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")


def left(bench, step: str = ALL, table: str = "bills") -> list[str]:
    data = {t: {"home": HOMES} for t in ("bills", "visits")} | {"dwellings": {"place": ["p"]}}
    walked, _ = bench.walk(bench.read(step, TABLES), data)
    return bench.rows(walked.released[table], "home")


@pytest.mark.parametrize("right", ["objection", "opposition", "Opposition ", "LIMITATION", "restriction"])
@pytest.mark.parametrize(
    "state",
    [
        "received",
        "reçue",
        "recue",
        "reçu",
        "examined",
        "en cours",
        "En_Cours",
        "accepted",
        "acceptée",
        "accepté",
    ],
)
def test_a_request_that_stands_is_applied(bench, right, state):
    listed(bench, f"h1,{right},{state},2024-01-01")
    assert left(bench) == HOMES[1:]


@pytest.mark.parametrize("state", ["refused", "refusée", "Refusee", "refusé"])
def test_a_refused_request_is_not_applied(bench, state):
    listed(bench, f"h1,opposition,{state},2024-01-01")
    assert left(bench) == HOMES


@pytest.mark.parametrize("right", ["access", "accès", "rectification", "portability", "portabilité"])
def test_other_rights_leave_the_data_where_they_are(bench, right):
    listed(bench, f"h1,{right},accepted,2024-01-01")
    assert left(bench) == HOMES


def test_only_the_reasons_of_the_policy_are_applied(bench):
    listed(bench, "h1,objection,accepted,", "h2,erasure,accepted,", "h3,restriction,accepted,")
    assert left(bench, "- apply_requests: { reasons: [objection] }") == HOMES[1:]


def test_a_refusal_does_not_undo_another_request_of_the_same_person(bench):
    listed(bench, "h1,objection,refused,", "h1,restriction,examined,", "h1,objection,refused,")
    assert left(bench) == HOMES[1:]


def test_every_table_that_names_the_unit_loses_it(bench):
    listed(bench, "h1,objection,accepted,", "h2,erasure,received,")
    assert left(bench) == HOMES[2:]
    assert left(bench, table="visits") == HOMES[2:]


def test_spaces_around_a_unit_do_not_save_it(bench):
    listed(bench, '" h1 ",objection,accepted,')
    assert left(bench) == HOMES[1:]


def test_a_list_without_any_line_changes_nothing(bench):
    listed(bench)
    assert left(bench) == HOMES


def test_whole_numbers_are_matched_as_numbers(bench):
    tables = {"t": {"home": "direct_identifier integer"}}
    listed(bench, "12,objection,accepted,")
    assert bench.after(bench.read(ALL, tables), {"home": [1, 12, 120]}, "home") == [1, 120]


def test_figures_count_requests_and_units_met(bench):
    listed(
        bench,
        "h1,objection,accepted,",
        "h1,restriction,received,",
        "gone,erasure,accepted,",
        "h2,objection,refused,",
    )
    data = {t: {"home": HOMES} for t in ("bills", "visits")} | {"dwellings": {"place": ["p"]}}
    walked, _ = bench.walk(bench.read(ALL, TABLES), data)
    assert walked.records[0].changes.figures == {
        "requests_listed": 4,
        "requests_applied": 3,
        "units_named": 2,
        "units_found": 1,
        "applied_objection": 1,
        "applied_restriction": 1,
        "applied_erasure": 1,
    }


DATA = {"bills": {"home": ["Zyxcanari"]}, "visits": {"home": ["x"]}, "dwellings": {"place": ["p"]}}


def test_an_unknown_state_is_told_with_its_line(bench):
    listed(bench, "h1,objection,accepted,", "h2,objection,Zyxcanari,")
    document = bench.read(ALL, TABLES)
    assert bench.refused(document, DATA) == [
        "requests.csv:3: PK705 the column state holds a word privkit does not know",
        "  → write one of: received, examined, accepted, refused",
    ]
    assert bench.refused(document, DATA, language="fr") == [
        "requests.csv:3: PK705 la colonne state porte un mot que privkit ne connaît pas",
        "  → écrivez l'un de : reçue, en cours, acceptée, refusée",
    ]


def test_an_unknown_right_is_told_with_its_line(bench):
    listed(bench, "h1,Zyxcanari,accepted,", header="home,droit,état,date")
    document = bench.read(ALL, TABLES)
    assert bench.refused(document, DATA) == [
        "requests.csv:2: PK705 the column droit holds a word privkit does not know",
        "  → write one of: objection, restriction, erasure, access, rectification, portability",
    ]
    assert bench.refused(document, DATA, language="fr")[1] == (
        "  → écrivez l'un de : opposition, limitation, effacement, accès, rectification, portabilité"
    )


def test_a_blank_state_is_not_taken_for_a_refusal(bench):
    listed(bench, "h1,objection,,")
    assert bench.refused(bench.read(ALL, TABLES), DATA)[0].startswith(
        "requests.csv:2: PK705 the column state"
    )


def test_a_standing_request_of_nobody_stops_the_run(bench):
    listed(bench, ",access,accepted,", ",objection,accepted,")
    document = bench.read(ALL, TABLES)
    assert bench.refused(document, DATA) == [
        "requests.csv:3: PK705 the column home is blank: nobody to leave out",
        "  → say whose request it is",
    ]
    assert bench.refused(document, DATA, language="fr") == [
        "requests.csv:3: PK705 la colonne home est vide : personne à écarter",
        "  → dites de qui vient la demande",
    ]


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("home,state,date", "droit / right"),
        ("home,right,date", "etat / état / state"),
        ("house,right,state", "home"),
    ],
)
def test_a_column_that_is_missing_is_told(bench, header, missing):
    listed(bench, "Zyxcanari,a,b", header=header)
    document = bench.read(ALL, TABLES)
    line = next(n for n, text in enumerate(document.text.splitlines(), 1) if "apply_requests" in text)
    told = bench.refused(document, DATA)
    assert told[0].endswith(
        f"p.yaml:{line}:21: PK704 the list of requests requests.csv has no column {missing}"
    )
    assert bench.refused(document, DATA, language="fr")[0].endswith(
        f"PK704 la liste de demandes requests.csv n'a pas de colonne {missing}"
    )


def test_without_a_list_the_step_is_told_before_any_data(bench):
    document = bench.read(ALL, TABLES)
    path = bench.folder / "p.yaml"
    path.write_text(document.text.replace(", requests: { list: requests.csv, column: home }", ""))
    from privkit.policy.reader import read_document

    told = bench.told(read_document(path))
    assert [line.split(" ", 1)[1] for line in told] == ["PK703 no list of requests is declared"]


def test_a_request_column_gone_at_this_step_is_told(bench):
    minimise = (
        "- minimise:\n    keep: { n: { because: Needed. } }\n- apply_requests: { reasons: [objection] }"
    )
    tables = {"bills": {"home": "direct_identifier code", "n": "other integer"}, "x": {"n": "other code"}}
    pseudo = (
        "- pseudonymise: { columns: [home], into: [ref], method: keyed_hash,"
        " key: { secret: K, held_by: security officer } }\n" + ALL
    )
    assert bench.told(bench.read(minimise, tables)) == []  # the unit stays aside
    assert [line.split(" ", 1)[1] for line in bench.told(bench.read(pseudo, tables))] == [
        "PK701 no table holds the column home at this step"
    ]
