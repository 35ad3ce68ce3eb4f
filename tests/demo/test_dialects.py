"""The operators' files, byte for byte, and the same readings as the merged file."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from privkit.demo import CityReport
from privkit.demo.csvfile import CsvFile, Dialect, decimal_text
from privkit.demo.layout import OPERATOR_FILES

READERS = {
    "regie": {"sep": ";", "decimal": ",", "encoding": "cp1252"},
    "nord": {"sep": ";", "encoding": "utf-8-sig"},
    "sud": {"sep": ",", "encoding": "utf-8"},
}
DAYS = {"regie": "%d/%m/%Y", "nord": "%Y-%m-%d", "sud": "%Y-%m-%d"}


def _bytes(city: CityReport, operator: str) -> bytes:
    path = city.folder / OPERATOR_FILES[operator]
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _read(city: CityReport, operator: str) -> pd.DataFrame:
    codes = {"id_contrat": str, "id_local": str, "code_iris": str}
    frame = pd.read_csv(city.folder / OPERATOR_FILES[operator], dtype=codes, **READERS[operator])
    return frame.assign(
        date_releve=pd.to_datetime(frame["date_releve"], format=DAYS[operator]),
        tarif_social=frame["tarif_social"].map({"oui": True, "non": False}),
    )


def test_the_public_operator_writes_windows_1252(city: CityReport) -> None:
    content = _bytes(city, "regie")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    text = content.decode("cp1252")
    assert "Rezé" in text
    assert b"Rez\xe9" in content
    assert content.count(b"\r\n") == content.count(b"\n") == city.files[OPERATOR_FILES["regie"]] + 1
    assert ";31/10/2026;" in text


def test_the_north_writes_utf8_with_a_mark_compressed_without_a_date(city: CityReport) -> None:
    packed = (city.folder / OPERATOR_FILES["nord"]).read_bytes()
    assert packed[4:8] == b"\0\0\0\0"
    content = gzip.decompress(packed)
    assert content.startswith(b"\xef\xbb\xbfid_contrat;")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert b"Cou\xc3\xabron" in content
    assert b";2026-10-31;" in content


def test_the_south_writes_commas_and_breaks_lines_inside_remarks(city: CityReport) -> None:
    content = _bytes(city, "sud")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.count(b"\n") > city.files[OPERATOR_FILES["sud"]] + 1
    assert b',"Mot laiss\xc3\xa9 sur la porte : ""absent jusqu\'au 15""\nsecond passage' in content


def test_operators_send_the_last_three_months_of_the_merged_file(
    city: CityReport, bills: pd.DataFrame
) -> None:
    sent = pd.concat([_read(city, operator) for operator in OPERATOR_FILES])
    merged = bills[bills["date_releve"] >= "2026-08-01"]
    assert len(sent) == len(merged)
    columns = [c for c in bills.columns if c != "commentaire"]
    order = ["id_contrat", "date_releve", "volume_m3"]
    left, right = (
        frame[columns]
        .fillna({"id_local": ""})
        .sort_values(order)
        .reset_index(drop=True)
        .astype({"nb_occupants": "float64"})
        for frame in (sent, merged)
    )
    pd.testing.assert_frame_equal(left, right, check_dtype=False)


def test_remarks_are_the_same_once_line_breaks_are_told_apart(city: CityReport, bills: pd.DataFrame) -> None:
    sent = _read(city, "sud")
    merged = bills[bills["id_contrat"].isin(sent["id_contrat"]) & (bills["date_releve"] >= "2026-08-01")]
    assert sorted(sent["commentaire"].dropna()) == sorted(merged["commentaire"].dropna())


def test_each_commune_is_sent_by_one_operator(city: CityReport) -> None:
    served = [set(_read(city, operator)["code_iris"].str[:5]) for operator in OPERATOR_FILES]
    assert sum(len(communes) for communes in served) == len(set.union(*served)) == 24


def test_only_fields_that_need_it_are_quoted(tmp_path: Path) -> None:
    with CsvFile(tmp_path / "x.csv", ("a", "b"), Dialect(separator=",", breaks_in_text=True)) as file:
        file.write([pa.array(["x", "x,y", 'x"y', None]), pa.array(["é", "", "a\nb", "z"])])
        file.write([pa.array([], pa.string()), pa.array([], pa.string())])
    assert file.rows == 4
    assert (tmp_path / "x.csv").read_text(encoding="utf-8") == 'a,b\nx,é\n"x,y",\n"x""y","a\nb"\n,z\n'


def test_numbers_keep_their_three_decimals() -> None:
    numbers = pa.array([0.0, 1.5, -2.25, 12345.678, 1e-3])
    assert decimal_text(numbers, ",").to_pylist() == ["0,000", "1,500", "-2,250", "12345,678", "0,001"]
