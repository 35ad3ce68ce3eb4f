"""How files are found out, and what is said when they do not say enough."""

from __future__ import annotations

import gzip

import openpyxl
import pytest

from privkit.engine.protocol import Overrides, Reading
from privkit.engine.sources.detect import detect
from privkit.errors import DataError
from privkit.words import Words


@pytest.fixture
def found(tmp_path):
    def find(content: bytes | str, name: str = "t.csv", **overrides) -> Reading:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return detect(path, Overrides(**overrides))

    return find


def refusal(caught) -> tuple[list[str], list[str]]:
    return caught.value.text("en"), caught.value.text("fr")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators(found, separator):
    text = "a;b;c\r\n1;x;2\r\n3;y;4\r\n".replace(";", separator)
    assert found(text) == Reading("csv", "utf-8", separator, columns=("a", "b", "c"))


def test_decimal_commas_do_not_pass_for_separators(found):
    reading = found("id;volume;prix\n1;2,5;3,5\n2;4,5;6,5\n")
    assert (reading.separator, reading.decimal) == (";", ",")


def test_quoted_line_ends_and_separators_are_within_values(found, scanned, columns):
    text = 'id,"nom\r\nentier",rue\r\n1,"a, b\nc","4, rue ""X"""\r\n'
    assert found(text).columns == ("id", "nom\r\nentier", "rue")
    assert scanned(text, columns(rue="text"))["rue"] == ['4, rue "X"']


def test_one_column_and_no_rows(found, scanned, columns):
    assert found("contrat\n1\n2\n").columns == ("contrat",)
    assert scanned("a;b", columns(b="integer")) == {"b": []}
    assert scanned("a;b\n", columns(b="integer")) == {"b": []}


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("é;b\n1;2\n".encode(), "utf-8"),
        ("\ufeffé;b\n1;2\n".encode(), "utf-8-sig"),
        ("é;b\n1;œ€’\n".encode("cp1252"), "cp1252"),
        ("é;b\n1;2\n".encode("utf-16"), "utf-16"),
    ],
)
def test_encodings(found, scanned, columns, content, encoding):
    assert found(content).encoding == encoding
    assert found(content).columns == ("é", "b")
    assert scanned(content, columns(b="text"))["b"][0] in ("2", "œ€’")


def test_an_accent_far_down_decides(found, scanned, columns):
    content = b"a;b\n" + b"1;x\n" * 400_000 + "2;é\n".encode("cp1252")
    assert found(content).encoding == "cp1252"
    assert found(b"a;b\n" + b"1;x\n" * 400_000 + "2;é\n".encode()).encoding == "utf-8"


ENCODING_EN = [
    "PK409 t.csv is neither valid UTF-8 nor plausible cp1252 text",
    "  → reading: { encoding: … } under this table, or save the file as UTF-8",
]
ENCODING_FR = [
    "PK409 t.csv n'est ni de l'UTF-8 valide ni du texte cp1252 plausible",
    "  → lecture: { encodage: … } sous cette table, ou enregistrer le fichier en UTF-8",
]


@pytest.mark.parametrize(
    "content",
    [
        "été;b\n1;très élevé\n".encode() + b"2;\xe9\n",  # damaged UTF-8
        "été;b\n1;élevé, réglé\n".encode("cp850"),  # a DOS export
        b"a;b\n1;\x81\n",
        b"a;b\n1;\x00\xff\n",
    ],
)
def test_encodings_that_are_not_clear(found, content):
    with pytest.raises(DataError) as caught:
        found(content)
    assert refusal(caught) == (ENCODING_EN, ENCODING_FR)


def test_an_encoding_that_is_named_wins_but_utf8_is_still_checked(found):
    assert found("é;b\n1;2\n".encode("iso-8859-15"), encoding="ISO-8859-15").encoding == "iso-8859-15"
    with pytest.raises(DataError, match=r"PK409"):
        found("é;b\n".encode("cp1252"), encoding="utf-8")


def test_names_are_made_usable_and_noted(found):
    reading = found("x; X ;;y;x (2);e\u0301\n1;2;3;4;5;6\n")
    assert reading.columns == ("x", "X (3)", "column_3", "y", "x (2)", "é")
    assert reading.notes == (
        Words(
            "the name X is there more than once: column 2 is called X (3)",
            "le nom X est présent plusieurs fois : la colonne 2 est appelée X (3)",
        ),
        Words(
            "column 3 has no name: it is called column_3",
            "la colonne 3 n'a pas de nom : elle est appelée column_3",
        ),
    )


def test_a_header_encoded_twice_is_left_as_it_is(found):
    twice = "Région".encode().decode("cp1252")
    assert found(f"{twice};b\n1;2\n").columns == (twice, "b")


def test_dates_and_decimals_are_recorded(found):
    assert found("d;v\n31/12/2024;1.5\n").dates == "dd/mm/yyyy"
    assert found("d;v\n2024-12-31;1.5\n").dates == "yyyy-mm-dd"
    assert found("d;e\n2024-12-31;31/12/2024\n").dates is None
    assert found("d;e\n12/31/2024;1\n").dates is None
    assert found("d;e\n12/31/2024;1\n", dates="mm/jj/aaaa").dates == "mm/dd/yyyy"


def test_gzip(found, scanned, columns):
    content = gzip.compress(b"a;b\n1;2\n")
    assert found(content, "t.csv.gz").compression == "gzip"
    assert scanned(content, columns(b="integer"), name="t.csv.gz") == {"b": [2]}


def test_a_cut_gzip_is_refused(found):
    with pytest.raises(DataError) as caught:
        found(gzip.compress(b"a;b\n" + b"1;2\n" * 9000)[:-12], "t.csv.gz")
    assert refusal(caught) == (
        ["PK408 t.csv.gz is damaged or cut short", "  → copy or export the file again"],
        ["PK408 t.csv.gz est abîmé ou tronqué", "  → copier ou exporter de nouveau le fichier"],
    )


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(found, content):
    with pytest.raises(DataError) as caught:
        found(content)
    assert refusal(caught) == (
        ["PK407 t.csv is empty", "  → a header row with the names of the columns; no rows below it is fine"],
        [
            "PK407 t.csv est vide",
            "  → une ligne d'en-tête avec les noms des colonnes ; aucune ligne en dessous convient",
        ],
    )


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(DataError, match=r"PK401 .*nope.csv is not a file"):
        detect(tmp_path / "nope.csv")


def test_two_possible_separators_are_refused(found):
    with pytest.raises(DataError) as caught:
        found("a;b,c\n1;2,3\n")
    assert refusal(caught) == (
        ["PK410 t.csv: several separators are possible", '  → reading: { separator: ";" } under this table'],
        [
            "PK410 t.csv : plusieurs séparateurs sont possibles",
            '  → lecture: { séparateur: ";" } sous cette table',
        ],
    )
    assert found("a;b,c\n1;2,3\n", separator=";").columns == ("a", "b,c")


def test_a_ragged_row_is_told_by_its_number(scanned, columns):
    with pytest.raises(DataError) as caught:
        scanned("a;b;c\n1;2;3\n4;Kanari\n", columns(a="integer"))
    assert refusal(caught) == (
        [
            "PK411 t.csv: row 3 has 2 columns, the header 3",
            "  → mend the row (a value that holds the separator goes between quotation marks), "
            "or reading: { separator: … }",
        ],
        [
            "PK411 t.csv : la ligne 3 a 2 colonnes, l'en-tête 3",
            "  → corriger la ligne (une valeur qui contient le séparateur se met entre guillemets), "
            "ou lecture: { séparateur: … }",
        ],
    )
    with pytest.raises(DataError, match=r"t.csv: row 5 has 2 columns, the header 3"):
        scanned("Titre\nSous-titre\na;b;c\n1;2;3\n4;Kanari\n", columns(a="integer"), header_row=3)


def test_an_open_quotation_mark_does_not_swallow_rows(scanned, columns):
    with pytest.raises(DataError) as caught:
        scanned('a;b\n1;"x\n2;y\n3;z\n', columns(a="integer"))
    assert refusal(caught) == (
        [
            "PK412 t.csv: a quotation mark is opened and never closed, the rows after it would be lost",
            '  → close it, or double it ("") where it is part of the text',
        ],
        [
            "PK412 t.csv : un guillemet est ouvert et jamais fermé, les lignes suivantes seraient perdues",
            '  → le fermer, ou le doubler ("") là où il fait partie du texte',
        ],
    )


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        ({"decimal": ";"}, 'reading: decimal is not a known setting\n  → decimal: "," or "."'),
        ({"dates": "dd mm"}, "reading: dates is not a known setting"),
        ({"separator": ";;"}, "reading: separator is not a known setting"),
        ({"header_row": 0}, "reading: header_row is not a known setting"),
        ({"encoding": "klingon"}, "there is no encoding named klingon"),
    ],
)
def test_settings_that_mean_nothing(found, overrides, told):
    with pytest.raises(DataError, match=told.replace(".", "\\.")) as caught:
        found("a;b\n1;2\n", **overrides)
    assert caught.value.problems[0].code == "PK415"


def test_a_header_row_below_the_end(found):
    with pytest.raises(DataError, match=r"PK416 t.csv: row 9 holds no header"):
        found("a;b\n1;2\n", header_row=9)


def test_old_workbooks_and_damaged_files(found):
    with pytest.raises(DataError, match=r"PK414 t.xls is an old workbook"):
        found(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "t.xls")
    with pytest.raises(DataError, match=r"PK408 t.parquet is damaged or cut short"):
        found(b"PAR1 and nothing else", "t.parquet")
    with pytest.raises(DataError, match=r"PK408 t.xlsx is damaged or cut short"):
        found(b"PK\x03\x04 and nothing else", "t.xlsx")


@pytest.fixture
def book(tmp_path):
    import datetime as dt

    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Relevés"
    for row in (
        ["Titre"],
        ["contrat", "volume", "jour", "heure", "actif", None],
        ["007", 12.5, dt.datetime(2024, 2, 29), dt.datetime(2024, 2, 29, 1, 2, 3), True, None],
        [8, 3, "01/03/2024", None, "non", None],
        [None] * 6,
        ["9", 0.1 + 0.2, None, None, None, None],
        [None] * 6,
    ):
        sheet.append(row)
    made.create_sheet("Autre")
    path = tmp_path / "t.xlsx"
    made.save(path)
    return path


def test_a_sheet_is_asked_for(book):
    with pytest.raises(DataError) as caught:
        detect(book)
    assert refusal(caught) == (
        ["PK413 t.xlsx has the sheets Relevés, Autre", "  → reading: { sheet: Relevés } under this table"],
        ["PK413 t.xlsx a les feuilles Relevés, Autre", "  → lecture: { feuille: Relevés } sous cette table"],
    )


def test_a_sheet_is_read(book, scanned, columns):
    overrides = {"sheet": "Relevés", "header_row": 2}
    reading = detect(book, Overrides(**overrides))
    assert reading.columns == ("contrat", "volume", "jour", "heure", "actif")
    cols = columns(contrat="code", volume="number:1", jour="date", heure="datetime", actif="yes_no")
    found = scanned(book.read_bytes(), cols, name="u.xlsx", **overrides)
    assert [str(v) for v in found["volume"]] == ["12.5", "3.0", "0.3"]
    assert found["contrat"] == ["007", "8", "9"]
    assert [str(v) for v in found["jour"]] == ["2024-02-29", "2024-03-01", "None"]
    assert str(found["heure"][0]) == "2024-02-29 01:02:03"
    assert found["actif"] == [True, False, None]


def test_rows_of_a_sheet_are_numbered_as_shown(book, scanned, columns):
    with pytest.raises(
        DataError, match=r"column contrat: row 3 is not a date .pattern 999.; 2 more rows like it"
    ):
        scanned(book.read_bytes(), columns(contrat="date"), name="u.xlsx", sheet="Relevés", header_row=2)
