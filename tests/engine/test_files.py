"""Writers, fingerprints and what an engine leaves on disk."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from privkit.engine import open_engine
from privkit.engine.canonical import canonical, text_of_array, unscaled
from privkit.engine.codes import CODES
from privkit.engine.fingerprint import fingerprint, fingerprint_frame
from privkit.engine.writers import digest_rows, write_rows
from privkit.errors import UsageError
from privkit.values import Column, Role, Type

NUMBER = Column("n", Type.NUMBER, Role.OTHER, decimals=2)
TEXT = Column("s", Type.TEXT, Role.OTHER)


def batches(values, cut):
    arrays = pa.array(values, pa.decimal128(18, 2))
    return [pa.record_batch([arrays.slice(i, cut)], names=["n"]) for i in range(0, len(values), cut)]


def test_how_an_engine_cuts_its_rows_does_not_matter(tmp_path):
    values = [Decimal(i).scaleb(-2) for i in range(1000)]
    for cut in (1, 7, 1000):
        write_rows(batches(values, cut), [NUMBER], tmp_path / f"{cut}.parquet", "parquet")
        write_rows(batches(values, cut), [NUMBER], tmp_path / f"{cut}.csv", "csv")
    for kind in ("parquet", "csv"):
        assert len({(tmp_path / f"{cut}.{kind}").read_bytes() for cut in (1, 7, 1000)}) == 1


def test_batches_of_a_fixed_size():
    sizes = [t.num_rows for t in canonical(batches([Decimal(1)] * 25, 4), [NUMBER], 10)]
    assert sizes == [10, 10, 5]


def test_exact_text_of_decimals_with_nulls_and_offsets():
    whole = pa.array(
        [Decimal("1"), None, Decimal("-0.05"), Decimal("0"), Decimal("9999999999999999.99")],
        pa.decimal128(18, 2),
    )
    assert text_of_array(whole, NUMBER).to_pylist() == ["1", None, "-0.05", "0", "9999999999999999.99"]
    assert text_of_array(whole.slice(2, 2), NUMBER).to_pylist() == ["-0.05", "0"]
    assert unscaled(whole.slice(1, 2)).tolist() == [0, -5]


def test_a_null_in_a_table_of_one_column_is_not_an_empty_line(tmp_path):
    write_rows([pa.record_batch([pa.array(["a", None])], names=["s"])], [TEXT], tmp_path / "t.csv", "csv")
    assert (tmp_path / "t.csv").read_bytes() == b's\na\n""\n'


def test_doubles_are_the_nearest_ones(tmp_path):
    write_rows(
        batches([Decimal("0.10"), Decimal("0.30"), Decimal("-2.55")], 2),
        [NUMBER],
        tmp_path / "t.parquet",
        "parquet",
    )
    assert pq.read_table(tmp_path / "t.parquet").column("n").to_pylist() == [0.1, 0.3, -2.55]


def test_digest_is_of_the_csv(tmp_path):
    rows = batches([Decimal("0.10"), Decimal("-2.55")], 2)
    write_rows(rows, [NUMBER], tmp_path / "t.csv", "csv")
    assert digest_rows(rows, [NUMBER]) == fingerprint(tmp_path / "t.csv").sha256


def test_fingerprint_of_a_file(tmp_path):
    content = b"x" * 3_000_000
    (tmp_path / "f").write_bytes(content)
    found = fingerprint(tmp_path / "f")
    assert (found.sha256, found.size) == (hashlib.sha256(content).hexdigest(), 3_000_000)


def test_fingerprint_of_a_frame_follows_its_content():
    frame = pd.DataFrame({"a": [1, 2], "d": [dt.date(2024, 1, 1), None], "s": ["é", "x"]})
    same = fingerprint_frame(frame.copy())
    assert fingerprint_frame(frame) == same
    assert fingerprint_frame(frame.iloc[::-1]) != same
    assert fingerprint_frame(frame.rename(columns={"a": "b"})) != same
    assert fingerprint_frame(frame.assign(a=[1, 3])) != same


def test_nothing_is_left_in_the_spill_folder(tmp_path, columns):
    with open_engine("duckdb", spill=tmp_path, memory="256MiB") as engine:
        table = engine.upload(pa.table({"i": list(range(1000))}), columns(i="integer"))
        assert engine.count(engine.checkpoint(table), "i").units == 1000
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_memory_spill(tmp_path, columns):
    with open_engine("duckdb", spill=tmp_path, memory="64MiB", threads=1) as engine:
        table = engine.upload(pa.table({"i": pa.array(range(3_000_000))}), columns(i="integer"))
        kept = engine.checkpoint(table.with_columns(s=nw.col("i").cast(nw.String())))
        assert engine.count(kept, None).rows == 3_000_000


def test_no_extension_is_fetched(duck):
    settings = dict(
        duck._connection.execute(
            "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%extensions' OR name = 'python_enable_replacements'"
        ).fetchall()
    )
    assert settings == {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }


def test_an_unknown_engine_is_told(tmp_path):
    with pytest.raises(UsageError) as caught:
        open_engine("polars", spill=tmp_path)
    assert caught.value.text("fr") == [
        "PK429 il n'y a pas de moteur nommé polars",
        "  → --engine duckdb ou --engine spark",
    ]


def test_every_code_used_has_a_title():
    import re
    from pathlib import Path

    import privkit.engine as room

    used = set()
    for file in Path(room.__file__).parent.rglob("*.py"):
        if file.name != "codes.py":
            used |= set(re.findall(r'"(PK4\d\d)"', file.read_text()))
    assert used == set(CODES)
