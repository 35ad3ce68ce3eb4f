"""Pseudonyms: HMAC-SHA-256 of length-prefixed parts, bound to a version or a purpose, from a key never shown."""

from __future__ import annotations

import hashlib
import hmac
import logging

import pytest

from privkit.values import Role

KEY = "Zyxcanari-key-" + "k" * 40
TABLES = {
    "bills": {"home": "direct_identifier code", "commune": "quasi_identifier code", "n": "other integer"},
    "visits": {"home": "direct_identifier code", "who": "free_text text"},
}
STEP = """\
- pseudonymise:
    columns: [home{more}]
    into: [ref{into}]
    method: keyed_hash
    key: {{ secret: CITY_KEY, held_by: security officer, bound_to: {bound} }}
"""


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("CITY_KEY", KEY)


def reference(*parts: str, key: str = KEY) -> str:
    """RFC 2104 over each part's length in 8 bytes, then its UTF-8 text."""
    message = b"".join(len(p.encode()).to_bytes(8, "big") + p.encode() for p in parts)
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


def step(more="", into="", bound="this_version"):
    return STEP.format(more=more, into=into, bound=bound)


def pseudonyms(bench, text, data, column="ref", table="bills", tables=TABLES):
    walked, _ = bench.walk(bench.read(text, tables), data)
    return bench.rows(walked.released[table], column)


DATA = {"bills": {"home": ["é1", "2"]}, "visits": {"home": ["2", "é1"]}}


def test_a_pseudonym_is_the_reference_one(bench):
    found = pseudonyms(bench, step(), DATA)
    assert found == sorted(reference("privkit pseudonym 1", "essai", "1", "ref", v) for v in ("é1", "2"))


def test_it_is_bound_to_the_purpose_when_asked(bench):
    found = pseudonyms(bench, step(bound="this_purpose"), DATA)
    assert found == sorted(
        reference("privkit pseudonym 1", "essai", "Compare homes.", "ref", v) for v in ("é1", "2")
    )


def test_versions_purposes_and_columns_cannot_be_matched(bench):
    by_version = pseudonyms(bench, step(), DATA)
    by_purpose = pseudonyms(bench, step(bound="this_purpose"), DATA)
    by_column = pseudonyms(bench, step().replace("ref", "other"), DATA, "other")
    path = bench.folder / "p.yaml"
    document = bench.read(step(), TABLES)
    path.write_text(document.text.replace('version: "1"', 'version: "2"'), encoding="utf-8")
    from privkit.policy.reader import read_document

    walked, _ = bench.walk(read_document(path), DATA)
    by_next = bench.rows(walked.released["bills"], "ref")
    assert len({*by_version, *by_purpose, *by_column, *by_next}) == 8


def test_tables_share_pseudonyms_so_that_they_can_be_linked(bench):
    assert pseudonyms(bench, step(), DATA) == pseudonyms(bench, step(), DATA, table="visits")


def test_parts_do_not_run_into_each_other(bench):
    """Two columns whose name and value make the same characters end to end have different pseudonyms."""
    tables = {"t": {"home": "direct_identifier code", "a": "other code", "b": "other code"}}
    text = STEP.format(more=", a, b", into=", x1, x", bound="this_version")
    data = {"t": {"home": ["h"], "a": ["2"], "b": ["12"]}}
    walked, _ = bench.walk(bench.read(text, tables), data)
    ((first, second),) = bench.rows(walked.released["t"], "x1", "x")
    assert first != second


def test_missing_stays_missing_and_whole_numbers_are_their_text(bench):
    data = {"bills": {"home": ["a", "b"], "n": [None, 42]}, "visits": {"home": ["a"]}}
    found = pseudonyms(bench, step(", n", ", m"), data, "m")
    assert found == [reference("privkit pseudonym 1", "essai", "1", "m", "42"), None]


def test_the_old_column_goes_and_the_unit_follows(bench):
    document = bench.read(step(", commune", ", area"), TABLES)
    found, problems = bench.flow(document)
    assert not problems
    schema = found.final["bills"]
    assert schema.names == ("ref", "area", "n")
    assert schema.unit == "ref"
    assert schema["ref"].pseudonym
    assert schema["ref"].role is Role.OTHER


def test_a_pseudonym_of_a_quasi_identifier_still_groups_people(bench):
    """Equal communes keep equal pseudonyms: leaving them out of k-anonymity would hide groups."""
    found, _ = bench.flow(bench.read(step(", commune", ", area"), TABLES))
    assert found.final["bills"].with_role(Role.QUASI_IDENTIFIER) == ("area",)


@pytest.mark.parametrize(
    ("more", "into", "told"),
    [
        (", n", "", "PK708 columns: 2; new names: 1"),
        ("", ", x", "PK708 columns: 1; new names: 2"),
        (", n", ", commune", "PK709 there is a column commune already"),
        (", nn", ", m", "PK701 no table holds the column nn at this step"),
    ],
)
def test_names_that_do_not_fit(bench, more, into, told):
    found = bench.told(bench.read(step(more, into), TABLES))
    assert [line.split(" ", 1)[1] for line in found] == [told]


def test_only_text_and_whole_numbers_are_hashed(bench):
    tables = {"t": {"home": "direct_identifier code", "v": "other number:2"}}
    assert [line.split(" ", 1)[1] for line in bench.told(bench.read(step(", v", ", x"), tables))] == [
        "PK710 the column v is neither text nor a whole number: it cannot be hashed"
    ]


def test_an_absent_key_stops_the_run_in_both_languages(bench, monkeypatch):
    monkeypatch.delenv("CITY_KEY")
    document = bench.read(step(), TABLES)
    assert bench.refused(document, DATA)[0] == "PK451 the key CITY_KEY is not there"
    assert bench.refused(document, DATA, language="fr")[0] == "PK451 la clé CITY_KEY est absente"


def test_the_key_is_nowhere_to_be_read(bench, caplog):
    caplog.set_level(logging.DEBUG)
    document = bench.read(step(), TABLES)
    walked, context = bench.walk(document, DATA)
    shown = " ".join([repr(walked), repr(context), repr(walked.records), repr(walked.flow), caplog.text])
    assert KEY not in shown
    assert "canari" not in shown
