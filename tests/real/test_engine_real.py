"""Real files in awkward formats, read as they are. Skipped where the data are absent."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from privkit.engine import open_engine
from privkit.engine.protocol import Overrides, Source
from privkit.engine.sources.detect import detect
from privkit.errors import DataError
from privkit.values import Column, Counts, Role, Type

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with open_engine("duckdb", spill=tmp_path_factory.mktemp("spill")) as found:
        yield found


def column(name: str, kind: str, decimals: int = 0) -> Column:
    return Column(name, Type(kind), Role.OTHER, decimals=decimals)


def scan(engine, file: str, columns: list[Column] | None = None, **overrides):
    path = DATA / file
    reading = detect(path, Overrides(**overrides))
    chosen = columns if columns is not None else [column(name, "text") for name in reading.columns]
    return reading, engine.scan(Source("t", path, None, reading), chosen)


@pytest.mark.parametrize(
    ("file", "encoding", "separator", "rows", "width"),
    [
        ("messy_fr_csv/hebergements_44_cp1252.csv", "cp1252", ";", 1249, 9),
        ("messy_fr_csv/donnees_communes.csv", "utf-8", ";", 34970, 11),
        ("messy_fr_csv/sitadel_logements_mensuel.csv", "utf-8", ";", 3180, 8),
        ("daiad_alicante_water/registration_survey_raw.csv", "utf-8-sig", ";", 232, 15),
        ("daiad_alicante_water/pre_trial_survey_raw.csv", "utf-8-sig", ";", 119, 19),
        ("daiad_alicante_water/households.csv", "utf-8", ",", 242, 32),
        ("dvf_nantes/dvf_nantes_2014_2017.csv.gz", "utf-8", ",", 43799, 36),
        ("dvf_nantes/rues_nantes.csv", "utf-8", ",", 2093, 5),
    ],
)
def test_text_files(engine, file, encoding, separator, rows, width):
    reading, table = scan(engine, file)
    assert (reading.encoding, reading.separator, len(reading.columns)) == (encoding, separator, width)
    assert engine.count(table, None) == Counts(rows)


def test_accents_of_cp1252(engine):
    found = engine.collect(scan(engine, "messy_fr_csv/hebergements_44_cp1252.csv")[1], 2000)
    assert found["Type de l'offre"][0] == "Chambres d'hôtes"
    assert "Nom de la commune" in found


def test_codes_keep_their_zeros_and_populations_are_integers(engine):
    columns = [
        column("DEP", "code"),
        column("CODCAN", "code"),
        column("Commune", "text"),
        column("PTOT", "integer"),
    ]
    _, table = scan(engine, "messy_fr_csv/donnees_communes.csv", columns)
    found = engine.collect(table, 40_000)
    assert found.iloc[0].tolist() == ["01", "08", "L'Abergement-Clémenciat", 848]
    assert found["PTOT"].sum() > 60_000_000


def test_coordinates_with_a_decimal_point(engine):
    columns = [column("Latitude", "number", 9), column("Code postal", "code")]
    reading, table = scan(engine, "messy_fr_csv/hebergements_44_cp1252.csv", columns)
    found = engine.collect(table, 2000)
    assert reading.decimal == "."
    assert found["Latitude"].dropna().between(46, 49).all()


def test_hourly_readings(engine):
    columns = [
        column("household_id", "code"),
        column("datetime", "datetime"),
        column("meter_reading_l", "integer"),
        column("diff_l", "integer"),
    ]
    reading, table = scan(engine, "daiad_alicante_water/readings_hourly.csv.gz", columns)
    assert (reading.compression, reading.dates) == ("gzip", "dd/mm/yyyy")
    assert engine.count(table, "household_id") == Counts(673927, 92)
    first = engine.collect(table.head(1), 1)["datetime"][0]
    assert first == dt.datetime(2016, 3, 1, 1, 19, 43)
    assert engine.nulls(table, "datetime") == 0


def test_hourly_readings_are_not_days(engine):
    with pytest.raises(DataError, match=r"type: datetime"):
        scan(engine, "daiad_alicante_water/readings_hourly.csv.gz", [column("datetime", "date")])


@pytest.mark.parametrize("file", ["registration_survey_raw.csv", "pre_trial_survey_raw.csv"])
def test_doubly_encoded_surveys_are_read_as_they_are(engine, file):
    reading, table = scan(engine, f"daiad_alicante_water/{file}")
    assert reading.columns[0] == "ID"
    assert any("Â¿" in name and "Ã" in name for name in reading.columns)
    assert engine.count(table, "ID").units == engine.count(table, None).rows


def test_sales_of_nantes(engine):
    columns = [
        column("date_mutation", "date"),
        column("valeur_fonciere", "number", 2),
        column("id_parcelle", "code"),
        column("quartier", "category"),
        column("nombre_pieces_principales", "integer"),
        column("lon", "number", 6),
    ]
    _, table = scan(engine, "dvf_nantes/dvf_nantes_2014_2017.csv.gz", columns)
    found = engine.collect(table, 50_000)
    assert found["date_mutation"].dt.year.between(2014, 2017).all()
    assert found["id_parcelle"].dropna().str.len().eq(14).all()
    assert found["quartier"].nunique() == 11


def test_a_workbook_with_several_sheets(engine):
    with pytest.raises(DataError, match=r"mes_donnees.xlsx has the sheets Sheet1, Sheet2, Sheet3"):
        detect(DATA / "messy_fr_csv/mes_donnees.xlsx")
    reading, table = scan(engine, "messy_fr_csv/mes_donnees.xlsx", sheet="Sheet2")
    assert len(reading.columns) == 15
    assert "Année" in reading.columns
    assert engine.count(table, None).rows == 125
