"""link: one row for one row, or the run stops."""

from __future__ import annotations

import pytest

TABLES = {
    "bills": {"home": "direct_identifier code", "place": "other code", "n": "other integer"},
    "dwellings": {"place": "other code", "size": "quasi_identifier number:1"},
}
LINK = "- link: { tables: [bills, dwellings], on: place, keep: %s%s }"


def read(bench, keep="only_matches", more="", tables=TABLES):
    return bench.read(LINK % (keep, more), tables)


def data(left, right):
    return {
        "bills": {"home": [f"Zyxcanari{i}" for i in range(len(left))], "place": left},
        "dwellings": {"place": right, "size": list(range(len(right)))},
    }


def test_only_matches_or_every_row_of_the_first(bench):
    given = data(["a", "b", None, "z"], ["a", "b", "c", None])
    walked, _ = bench.walk(read(bench), given)
    assert list(walked.released) == ["bills"]
    assert [(p, float(s)) for p, s in bench.rows(walked.released["bills"], "place", "size")] == [
        ("a", 0.0),
        ("b", 1.0),
    ]
    walked, _ = bench.walk(read(bench, "all_of_first"), given)
    assert [p for p, s in bench.rows(walked.released["bills"], "place", "size") if s is None] == ["z", None]
    assert walked.records[0].changes.figures == {"rows": 4, "rows_matched": 2, "rows_of_second": 4}


def test_a_key_on_several_rows_of_the_second_table_stops_the_run(bench):
    document = read(bench)
    given = data(["a", "b"], ["a", "a", "a", "b", "b", "c", None, None])
    assert bench.refused(document, given)[0].endswith(
        "PK461 keys on several rows of the table dwellings: 2; linking would multiply rows"
    )
    assert bench.refused(document, given)[-1] == "  → keep one row per place in dwellings"
    assert bench.refused(document, given, language="fr")[0].endswith(
        "PK461 clés sur plusieurs lignes de la table dwellings : 2 ; croiser multiplierait les lignes"
    )


def test_several_rows_of_the_first_table_for_a_key_are_as_they_should_be(bench):
    walked, _ = bench.walk(read(bench), data(["a", "a", "a"], ["a"]))
    assert bench.rows(walked.released["bills"], "place") == ["a", "a", "a"]


def test_no_match_at_all_stops_the_run_even_without_a_threshold(bench):
    document = read(bench)
    told = bench.refused(document, data(["a", None], ["b", None]))
    assert told[0].endswith("PK462 0% of the rows of bills match dwellings")
    assert told[-1] == "  → check that place is written alike in both files"


@pytest.mark.parametrize(("left", "held"), [(["a"] * 9 + ["z"], True), (["a"] * 8 + ["z"] * 2, False)])
def test_the_share_of_matches_is_a_least(bench, left, held):
    document = read(bench, more=", matched_at_least: 90 %")
    if held:
        bench.walk(document, data(left, ["a"]))
        return
    told = bench.refused(document, data(left, ["a"]))
    assert told[0].endswith("PK462 80% of the rows of bills match dwellings; at least 90% expected")


def test_a_share_just_below_never_reads_as_the_share_asked(bench):
    document = read(bench, more=", matched_at_least: 99.5 %")
    given = data(["a"] * 1989 + ["z"] * 11, ["a"])
    assert "99.4% of the rows" in bench.refused(document, given)[0]
    french = bench.refused(document, given, language="fr")[0]
    assert french.endswith(
        "PK462 99,4 % des lignes de bills correspondent à dwellings ; au moins 99,5 % attendues"
    )


def test_the_unit_of_the_second_table_may_not_be_missing(bench):
    """A person who is not counted is not protected."""
    tables = {
        "readings": {"meter": "other code"},
        "meters": {"meter": "other code", "home": "direct_identifier code"},
    }
    given = {"readings": {"meter": ["a", "b"]}, "meters": {"meter": ["a"], "home": ["Zyxcanari"]}}
    text = "- link: { tables: [readings, meters], on: meter, keep: %s }"
    document = bench.read(text % "all_of_first", tables)
    assert bench.flow(document)[0].final["readings"].unit == "home"
    assert bench.refused(document, given)[0].endswith(
        "PK465 table readings: rows without home, the column of the privacy unit: 1"
    )
    walked, _ = bench.walk(bench.read(text % "only_matches", tables), given)
    assert walked.records[0].after["readings"].units == 1


def test_linking_after_protection_keeps_rows_apart(bench):
    """The hidden numbers of rows of both tables do not clash."""
    text = "- top_code: { n: { at: 5 } }\n" + LINK % ("only_matches", "")
    document = bench.read(text, TABLES)
    assert bench.told(document) == []
    walked, _ = bench.walk(document, data(["a", "a", "b"], ["a", "b"]))
    numbers = bench.rows(walked.released["bills"], "_privkit_row")
    assert numbers == [0, 1, 2]
    assert "_privkit_row" not in [c.name for c in walked.flow.final["bills"].kept]


def test_units_are_counted_again_after_the_link(bench):
    walked, _ = bench.walk(read(bench), data(["a", "z"], ["a"]))
    record = walked.records[0]
    assert (record.before["bills"].units, record.after["bills"].units) == (2, 1)
    assert "dwellings" not in record.after


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tables: [bills, dwelings], on: place", "PK713 there is no table dwelings at this step"),
        ("tables: [bills, dwellings], on: n", "PK711 the table dwellings has no column n at this step"),
    ],
)
def test_names_that_are_not_there(bench, text, told):
    found = bench.told(bench.read(f"- link: {{ {text} }}", TABLES))
    assert [line.split(" ", 1)[1] for line in found] == [told]


def test_the_same_column_in_both_tables_is_told(bench):
    tables = {**TABLES, "dwellings": {"place": "other integer", "n": "other code"}}
    assert [line.split(" ", 1)[1] for line in bench.told(read(bench, tables=tables))] == [
        "PK714 place does not have the same type in both tables",
        "PK712 both tables hold the column n",
    ]
