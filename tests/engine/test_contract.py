"""Everything the protocol promises, on both engines, with the same expected values."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from privkit.engine.hashing import pseudonym
from privkit.engine.protocol import LinkCounts
from privkit.engine.sources import source_of
from privkit.errors import DataError, InternalError
from privkit.values import Column, Counts, Role, Schema, Type

COLUMNS = (
    Column("volume m3", Type.NUMBER, Role.OTHER, decimals=2),
    Column("members", Type.INTEGER, Role.OTHER),
    Column("commune", Type.TEXT, Role.OTHER),
    Column("day", Type.DATE, Role.OTHER),
    Column("read at", Type.DATETIME, Role.OTHER),
    Column("pool", Type.YES_NO, Role.OTHER),
    Column("hidden", Type.CODE, Role.OTHER, kept=False),
)
SCHEMA = Schema(COLUMNS)
LEAP, MOMENT = dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 23, 59, 59)
ROWS = [
    (Decimal("1.50"), 1, "Rezé", LEAP, MOMENT, True, "007"),
    (Decimal("-0.25"), -2, 'q"u,o\nte', None, None, False, "x"),
    (None, None, None, None, None, None, None),
    (Decimal("1.50"), 1, "Rezé", LEAP, MOMENT, True, "007"),
    (Decimal("9999999999999999.99"), 2**60, "Zoé", dt.date(1900, 1, 1), dt.datetime(1970, 1, 1), False, ""),
]
CSV = (
    b"volume m3,members,commune,day,read at,pool\n"
    b'-0.25,-2,"q""u,o\nte",,,false\n'
    b"1.5,1,Rez\xc3\xa9,2024-02-29,2024-02-29 23:59:59,true\n"
    b"1.5,1,Rez\xc3\xa9,2024-02-29,2024-02-29 23:59:59,true\n"
    b"9999999999999999.99,1152921504606846976,Zo\xc3\xa9,1900-01-01,1970-01-01 00:00:00,false\n"
    b",,,,,\n"
)


@pytest.fixture
def table(engine):
    frame = pa.table([pa.array([r[i] for r in ROWS]) for i in range(7)], names=[c.name for c in COLUMNS])
    return engine.upload(frame, COLUMNS)


def values(engine, table, column):
    return sorted(engine.collect_arrow(table, 100).column(column).to_pylist(), key=lambda v: (v is None, v))


def test_csv_is_canonical_and_its_digest_is_the_digest(engine, table, tmp_path):
    engine.write(table, SCHEMA, tmp_path / "t.csv", "csv")
    assert (tmp_path / "t.csv").read_bytes() == CSV
    assert engine.digest(table, SCHEMA) == hashlib.sha256(CSV).hexdigest()


def test_order_of_rows_does_not_matter(engine, table):
    shuffled = engine.upload(engine.collect_arrow(table, 10).take([3, 1, 4, 0, 2]), COLUMNS)
    assert engine.digest(shuffled, SCHEMA) == engine.digest(table, SCHEMA)


def test_one_value_changes_the_digest(engine, table):
    other = table.with_columns(
        nw.when(nw.col("members") == -2).then(-3).otherwise(nw.col("members")).alias("members")
    )
    assert engine.digest(other, SCHEMA) != engine.digest(table, SCHEMA)


def test_parquet_has_doubles_fixed_row_groups_and_no_metadata(engine, table, tmp_path):
    engine.write(table, SCHEMA, tmp_path / "a.parquet", "parquet")
    engine.write(table, SCHEMA, tmp_path / "b.parquet", "parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert file.schema_arrow.metadata is None
    assert file.schema_arrow.field("volume m3").type == pa.float64()
    assert file.read().column("volume m3").to_pylist() == [-0.25, 1.5, 1.5, 9999999999999999.99, None]
    assert file.read().column("read at").to_pylist()[1] == MOMENT
    assert "hidden" not in file.schema_arrow.names


def test_counts(engine, table):
    assert engine.count(table, None) == Counts(5, None)
    assert engine.count(table, "commune") == Counts(5, 3)
    assert engine.nulls(table, "commune") == 1


def test_counts_of_no_rows(engine, table):
    nobody = table.filter(nw.col("members") == 12345)
    assert engine.count(nobody, "commune") == Counts(0, 0)
    assert engine.nulls(nobody, "commune") == 0


def test_no_rows_can_be_written_digested_hashed_and_checkpointed(engine, table, tmp_path):
    nobody = engine.checkpoint(table.filter(nw.col("members") == 12345))
    engine.write(nobody, SCHEMA, tmp_path / "t.csv", "csv")
    engine.write(nobody, SCHEMA, tmp_path / "t.parquet", "parquet")
    header = CSV[: CSV.index(b"\n") + 1]
    assert (tmp_path / "t.csv").read_bytes() == header
    assert engine.digest(nobody, SCHEMA) == hashlib.sha256(header).hexdigest()
    assert pq.read_table(tmp_path / "t.parquet").num_rows == 0
    assert engine.count(engine.keyed_hash(nobody, ["commune"], "p", b"k", []), "p") == Counts(0, 0)


def test_keyed_hash_is_hmac_of_length_prefixed_parts(engine, table):
    hashed = engine.keyed_hash(table, ["commune", "members"], "p", b"key", ["privkit", "unit"])
    expected = {pseudonym(b"key", ["privkit", "unit"], [r[2], r[1]]) for r in ROWS if r[2] is not None}
    found = engine.collect_arrow(hashed, 10)
    assert set(found.column("p").to_pylist()) == expected | {None}
    assert found.num_rows == 5
    assert found.column_names == [*SCHEMA.names, "p"]


def test_keyed_hash_may_take_the_place_of_its_column(engine, table):
    hashed = engine.keyed_hash(table, ["commune"], "commune", b"key", [])
    expected = [pseudonym(b"key", [], [n]) for n in ("Rezé", "Rezé", "Zoé", 'q"u,o\nte')]
    assert values(engine, hashed, "commune") == [*sorted(expected), None]


@pytest.mark.parametrize("name", ["volume m3", "day", "read at", "pool"])
def test_keyed_hash_refuses_what_has_no_one_text(engine, table, name):
    with pytest.raises(InternalError, match=r"PK424"):
        engine.keyed_hash(table, [name], "p", b"key", [])


MAPPING = pa.table({"commune": ["Rezé", None, 'q"u,o\nte', "Zoé"], "zone": ["A", "none", "B", "C"]})
ZONE = [Column("zone", Type.CATEGORY, Role.OTHER)]


def test_lookup_joins_null_too(engine, table):
    assert values(engine, engine.lookup(table, ["commune"], MAPPING, ZONE), "zone") == [
        "A",
        "A",
        "B",
        "C",
        "none",
    ]


def test_lookup_takes_pandas(engine, table):
    found = engine.lookup(table, ["commune"], MAPPING.to_pandas(), ZONE)
    assert values(engine, found, "zone") == ["A", "A", "B", "C", "none"]


def test_lookup_replaces_a_column(engine, table):
    mapping = pa.table({"members": [1, -2, None, 2**60], "commune": ["one", "two", None, "many"]})
    found = engine.lookup(table, ["members"], mapping, [Column("commune", Type.TEXT, Role.OTHER)])
    assert values(engine, found, "commune") == ["many", "one", "one", "two", None]
    assert found.collect_schema().names().count("commune") == 1


def test_lookup_may_replace_its_own_key(engine, table):
    two = MAPPING.rename_columns(["commune", "to"])
    found = engine.lookup(table, ["commune"], two, [Column("to", Type.TEXT, Role.OTHER)])
    replaced = engine.cast(found.drop("commune").rename({"to": "commune"}), SCHEMA)
    assert values(engine, replaced, "commune") == ["A", "A", "B", "C", "none"]


def test_lookup_without_match_is_a_bug_unless_rows_are_dropped(engine, table):
    part = MAPPING.slice(0, 2)
    with pytest.raises(InternalError, match=r"PK423 2 rows found no match in a mapping"):
        engine.lookup(table, ["commune"], part, ZONE)
    assert engine.count(engine.lookup(table, ["commune"], part, ZONE, drop=True), None) == Counts(3)


def test_lookup_refuses_a_key_met_twice(engine, table):
    with pytest.raises(InternalError, match=r"PK422 4 keys are more than once in a mapping"):
        engine.lookup(table, ["commune"], pa.concat_tables([MAPPING, MAPPING]), ZONE)


def test_link_counts_and_never_matches_null(engine, table):
    right_columns = [Column("commune", Type.TEXT, Role.OTHER), Column("dep", Type.CODE, Role.OTHER)]
    right = engine.upload(
        pa.table({"commune": ["Rezé", None, "Nantes"], "dep": ["44", "00", "44"]}), right_columns
    )
    everyone, counts = engine.link(table, right, "commune", "all_left")
    assert counts == LinkCounts(left_rows=5, matched_rows=2, right_duplicates=0, right_rows=3)
    assert values(engine, everyone, "dep") == ["44", "44", None, None, None]
    matches, _ = engine.link(table, right, "commune", "matches")
    assert engine.count(matches, None) == Counts(2)


def test_link_tells_of_duplicates(engine, table):
    right_columns = [Column("commune", Type.TEXT, Role.OTHER), Column("dep", Type.CODE, Role.OTHER)]
    right = engine.upload(pa.table({"commune": ["Rezé", "Rezé"], "dep": ["44", "45"]}), right_columns)
    assert engine.link(table, right, "commune", "matches")[1].right_duplicates == 1


def test_collect_gives_documented_types_and_refuses_above(engine, table):
    frame = engine.collect(table.select(*SCHEMA.names), 5)
    assert [str(t) for t in frame.dtypes] == [
        "float64", "Int64", "object", "datetime64[s]", "datetime64[s]", "boolean", "object",
    ]  # fmt: skip
    assert frame["hidden"].isna().sum() == 2  # a blank text is NULL
    with pytest.raises(InternalError, match=r"PK421 a table of more than 4 rows was to be collected"):
        engine.collect(table, 4)


def test_row_numbers_are_dense_and_stay(engine, table):
    numbered = engine.row_numbered(table, "row id")
    first = engine.collect_arrow(numbered, 10).to_pylist()
    assert sorted(r["row id"] for r in first) == [0, 1, 2, 3, 4]
    again = engine.collect_arrow(numbered, 10).to_pylist()
    assert {r["row id"]: r["members"] for r in first} == {r["row id"]: r["members"] for r in again}


def test_cast_makes_canonical_types(engine, table):
    tripled = table.with_columns((nw.col("volume m3") * 3).alias("volume m3"))
    found = engine.collect_arrow(engine.cast(tripled.filter(nw.col("members") == 1), SCHEMA), 10)
    assert found.column("volume m3").to_pylist() == [Decimal("4.50"), Decimal("4.50")]
    assert found.schema.field("volume m3").type == pa.decimal128(18, 2)


def test_cast_refuses_a_float_as_integer(engine, table):
    halves = table.with_columns((nw.col("members") / 2).alias("members"))
    with pytest.raises(InternalError, match=r"PK425"):
        engine.cast(halves, SCHEMA)


def test_a_checkpoint_does_not_follow_later_changes(engine, table):
    kept = engine.checkpoint(table)
    later = engine.checkpoint(table.with_columns(nw.lit(0).alias("members")))
    assert engine.digest(kept, SCHEMA) == engine.digest(table, SCHEMA) != engine.digest(later, SCHEMA)


def test_upload_keeps_no_view_on_the_frame(engine, columns):
    frame = pd.DataFrame({"a": [1, 2]})
    table = engine.upload(frame, columns(a="integer"))
    frame.loc[0, "a"] = 99
    assert values(engine, table, "a") == [1, 2]


def test_scan_reads_a_typed_parquet_file(engine, columns, tmp_path):
    from privkit.engine.protocol import Source
    from privkit.engine.sources.detect import detect

    path = tmp_path / "t.parquet"
    exact = pa.array([Decimal("1.25"), None, Decimal("-3.00")], pa.decimal128(18, 2))
    pq.write_table(pa.table({"n": exact, "s": ["é", " \u00a0", "x "], "i": pa.array([1, None, 3])}), path)
    table = engine.scan(
        Source("t", path, None, detect(path)), columns(n="number:2", text="text"), {"text": "s"}
    )
    assert table.collect_schema().names() == ["n", "text"]
    assert values(engine, table, "text") == ["x ", "é", None]


def test_engine_failures_show_no_value(engine, columns):
    secret = "Kanari"
    table = engine.upload(pa.table({"s": [secret]}), columns(s="text"))
    with pytest.raises(InternalError, match=r"PK420") as caught:
        engine.collect(table.select(nw.col("s").cast(nw.Int64)), 5)
    assert secret not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.spark
@pytest.mark.parametrize("name", ["a.b", "a`b"])
def test_spark_refuses_names_it_would_misread(spark, name):
    with pytest.raises(DataError, match=r"PK417 column a.b: Spark takes no name with a dot or a backtick"):
        spark.upload(pa.table({name: ["x"]}), [Column(name, Type.TEXT, Role.OTHER)])


def test_duckdb_takes_any_name(duck):
    names = ["a.b", "a`b", 'a"b', "select", "é à", "[x]"]
    cols = [Column(name, Type.TEXT, Role.OTHER) for name in names]
    table = duck.upload(pa.table({name: ["x"] for name in names}), cols)
    hashed = duck.keyed_hash(table, names[:3], "p", b"k", [])
    assert duck.collect_arrow(hashed, 1).column_names == [*names, "p"]
    assert duck.digest(table, Schema(tuple(cols))) == duck.digest(duck.checkpoint(table), Schema(tuple(cols)))


def test_both_engines_convert_files_alike(engine, columns, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("contrat;volume;jour;actif\n007;1 234,5;29/02/2024;oui\n008;;;\n".encode("cp1252"))
    cols = columns(contrat="code", volume="number:2", jour="date", actif="yes_no")
    table = engine.scan(source_of("t", path), cols)
    assert (
        engine.digest(table, Schema(tuple(cols)))
        == hashlib.sha256(b"contrat,volume,jour,actif\n007,1234.5,2024-02-29,true\n008,,,\n").hexdigest()
    )
    path.write_text("contrat;volume\n007;x\n")
    with pytest.raises(DataError, match=r"PK402 table t, column volume: row 2 is not a number"):
        engine.scan(source_of("t", path), cols[:2])


def test_filters_in_a_row_are_counted_in_one_reading(engine, table):
    filled, positive = ~nw.col("commune").is_null(), nw.col("members") > 0
    found = engine.count_stages(table, "commune", [filled, None, positive])
    assert found == [Counts(5, 3), Counts(4, 3), Counts(4, 3), Counts(3, 2)]
    assert engine.count_stages(table, None, [positive, filled]) == [Counts(5), Counts(3), Counts(3)]
    nobody = table.filter(nw.col("members") > 2**61)
    assert engine.count_stages(nobody, "commune", [filled]) == [Counts(0, 0), Counts(0, 0)]


def test_units_that_are_on_one_row_each_need_no_grouping(engine, table):
    each = table.filter(nw.col("members") != 1).select("commune")
    assert engine.count(each, "commune", one_each=True) == engine.count(each, "commune") == Counts(2, 2)


@pytest.mark.parametrize("doubtful", [[], [0.1 + 0.2], [float("nan")]])
def test_doubles_of_parquet_are_the_same_whether_doubted_or_not(engine, tmp_path, doubtful):
    volumes = [0.1, 12.345, -0.001, 0.0, 1e9 + 0.123, None]
    pq.write_table(pa.table({"v": [*volumes, *doubtful]}), tmp_path / "t.parquet")
    column = Column("v", Type.NUMBER, Role.OTHER, decimals=3)
    found = values(engine, engine.scan(source_of("t", tmp_path / "t.parquet"), [column]), "v")
    exact = [Decimal(str(v)).quantize(Decimal("0.001")) for v in volumes if v is not None]
    extra = [Decimal("0.300")] if doubtful == [0.1 + 0.2] else [None] if doubtful else []
    assert found == sorted([*exact, None, *extra], key=lambda v: (v is None, v))


def test_writing_gives_the_digest(engine, table, tmp_path):
    digests = {engine.write(table, SCHEMA, tmp_path / f"t.{f}", f) for f in ("csv", "parquet")}
    assert digests == {engine.digest(table, SCHEMA)}
