"""Keyed pseudonyms against the standard library, and what the key leaves behind."""

from __future__ import annotations

import hashlib
import hmac

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.engine.hashing import hash_arrays, key_fingerprint, message_of, pseudonym
from privkit.engine.protocol import Source


def test_message_is_length_prefixed_utf8():
    assert message_of(["é", ""]) == b"\0\0\0\0\0\0\0\x02\xc3\xa9" + bytes(8)


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_other_parts_are_another_message(a, b):
    assert (message_of(a) == message_of(b)) == (a == b)


def test_pseudonym_is_hmac_sha256_in_lower_case_hexadecimal():
    expected = hmac.new(b"key", message_of(["ctx", "é", "12"]), hashlib.sha256).hexdigest()
    assert pseudonym(b"key", ["ctx"], ["é", 12]) == expected
    assert len(expected) == 64


def test_arrays_and_nulls():
    arrays = [pa.array(["é", None, "x"]), pa.array([12, 1, None])]
    assert hash_arrays(b"key", ["ctx"], arrays).to_pylist() == [
        pseudonym(b"key", ["ctx"], ["é", 12]),
        None,
        None,
    ]


def test_fingerprint_tells_keys_apart_and_is_not_a_hash_of_the_key():
    one, other = key_fingerprint(b"a" * 32), key_fingerprint(b"b" * 32)
    assert one != other
    assert len(one) == 16
    assert not hashlib.sha256(b"a" * 32).hexdigest().startswith(one)


@pytest.mark.spark
def test_the_key_is_in_no_spark_plan(spark, columns):
    key = b"CANARY-KEY-0123456789abcdef"
    table = spark.upload(pa.table({"s": ["a"]}), columns(s="text"))
    hashed = spark.keyed_hash(table, ["s"], "p", key, ["ctx"]).to_native()
    plan = hashed._jdf.queryExecution().toString()
    assert "CANARY" not in plan
    assert key.hex() not in plan


def test_many_distinct_values_pass_in_pieces(duck, columns):
    rows = 150_000
    table = duck.upload(pa.table({"i": list(range(rows))}), columns(i="integer"))
    hashed = duck.keyed_hash(table, ["i"], "p", b"key", [])
    assert duck.count(hashed, "p").units == rows


def test_a_source_shows_no_value_of_its_frame():
    from privkit.engine.sources.frame import detect_frame

    frame = pa.table({"a": ["Kanari"]})
    assert "Kanari" not in repr(Source("t", None, frame, detect_frame(frame)))
