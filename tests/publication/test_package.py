from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import published_sample as sample
import pytest
from markdown_it import MarkdownIt
from table_schema_profile import faults

from privkit.errors import DataError, PolicyError, UsageError
from privkit.policy.model.outputs import Beside
from privkit.publication import check_package, frame_to_publish, write_package
from privkit.publication.package import WANTED
from privkit.published import KeyColumn
from privkit.words import Language, Words

NASTY = (
    '=1+1"><script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) | `x` & </style>'
)
NO_MAP = tuple(name for name in WANTED if name != "map")
MAKERS = [sample.by_month, sample.by_area, sample.two_figures]
LANGUAGES: list[Language] = ["en", "fr"]
GOLDEN = Path(__file__).parent / "golden"


def package(
    published: Any, about: Any, folder: Path, language: Language, wanted: Any = NO_MAP
) -> dict[str, Path]:
    folder.mkdir(exist_ok=True)
    path = sample.written(published, folder, language)
    return {made.name: made for made in write_package(published, about, wanted, path, language)}


def squares(codes: Any, path: Path, name: str = "code") -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {name: code, "nom": f"area {n}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[n, 47], [n + 1, 47], [n + 1, 48], [n, 48], [n, 47]]],
            },
        }
        for n, code in enumerate(codes)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_the_words_of_the_policy_ask_for_it(tmp_path: Path) -> None:
    assert {word.value for word in Beside} == set(WANTED)
    made = package(
        sample.by_area("en"), sample.about("en"), tmp_path, "en", (Beside.MARGINS, Beside.TABLE_SCHEMA)
    )
    assert list(made) == ["water.schema.json", "water.margins.csv"]
    with pytest.raises(ValueError, match=r"^unknown files: \['fax'\]$"):
        check_package(sample.by_area().keys, sample.about(), ["fax"])


def test_what_is_asked_is_written_and_nothing_else(tmp_path: Path) -> None:
    made = package(sample.by_month("en"), sample.about("en"), tmp_path / "en", "en")
    assert list(made) == [
        "water.schema.json", "water.dictionary.csv", "water.dictionary.md", "water.margins.csv",
        "water.chart.svg", "water.chart.png", "water.note.en.md", "water.note.en.html", "water.note.fr.md",
        "water.note.fr.html", "water.xlsx", "water.catalogue.jsonld", "water.catalogue_scdl.csv",
    ]  # fmt: skip
    assert {p.name for p in (tmp_path / "en").iterdir()} == {*made, "water.csv"}
    french = package(sample.by_month("fr"), sample.about("fr"), tmp_path / "fr", "fr", ["margins", "chart"])
    assert list(french) == ["water.marges.csv", "water.graphique.svg", "water.graphique.png"]
    assert package(sample.by_area("en"), sample.about("en"), tmp_path / "no", "en", []) == {}


@pytest.mark.parametrize("make", MAKERS)
def test_the_same_table_gives_the_same_bytes(make: Any, tmp_path: Path) -> None:
    geometry = squares(make().keys[0].values, tmp_path / "g.json")
    about = sample.about("fr", geometry=geometry)
    first = package(make("fr"), about, tmp_path / "a", "fr", WANTED)
    second = package(make("fr"), about, tmp_path / "b", "fr", WANTED)
    assert [p.read_bytes() for p in first.values()] == [p.read_bytes() for p in second.values()]
    places = str(tmp_path).encode()
    assert not [name for name, path in first.items() if places in path.read_bytes()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", MAKERS)
def test_the_schema_is_a_table_schema_and_the_table_follows_it(
    make: Any, language: Language, tmp_path: Path
) -> None:
    made = package(make(language), sample.about(language), tmp_path, language, ["table_schema"])
    schema = json.loads(made["water.schema.json"].read_text(encoding="utf-8"))
    assert faults(schema, tmp_path / "water.csv") == []
    text = (tmp_path / "water.csv").read_text(encoding="utf-8")
    (tmp_path / "water.csv").write_text(text.replace("publi", "publu", 1), encoding="utf-8")
    assert len(faults(schema, tmp_path / "water.csv")) == 1  # the checker does check


@pytest.mark.parametrize(
    ("kind", "values", "type"),
    [
        ("day", ("2025-01-31", "2025-02-01"), "date"),
        ("month", ("2025-01", "2025-02"), "yearmonth"),
        ("year", ("2024", "2025"), "year"),
        ("quarter", ("2025-Q1", "2025-Q2"), "string"),
        ("band", ("0-10", "10-20"), "string"),
    ],
)
def test_the_kind_of_a_key_becomes_its_type(
    kind: Any, values: tuple[str, ...], type: str, tmp_path: Path
) -> None:
    frame = pd.DataFrame([(v, 5, "published") for v in values], columns=["k", "households", "cell_status"])
    for total in (None, "total"):
        key = KeyColumn("k", "k", kind, values, total=total)
        published = sample.by_area("en", keys=(key,), frame=frame)
        made = package(
            published, sample.about("en"), tmp_path, "en", ["table_schema", "chart", "catalogue_entry"]
        )
        schema = json.loads(made["water.schema.json"].read_text(encoding="utf-8"))
        assert faults(schema, tmp_path / "water.csv") == []
        assert schema["fields"][0]["type"] == (type if total is None else "string")


def test_keys_chosen_privately_are_not_listed_as_all_there_is(tmp_path: Path) -> None:
    published = sample.by_area("en")
    private = replace(published, keys=(replace(published.keys[0], listed_in="private"),))
    made = package(private, sample.about("en"), tmp_path, "en", ["table_schema"])
    schema = json.loads(made["water.schema.json"].read_text(encoding="utf-8"))
    assert "enum" not in schema["fields"][0]["constraints"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("reader", LANGUAGES)
def test_the_note_reads_as_it_should(make: Any, language: Language, reader: Language, tmp_path: Path) -> None:
    made = package(make(language), sample.about(language), tmp_path, language, ["reader_note"])
    text = made[f"water.note.{reader}.md"].read_text(encoding="utf-8")
    golden = GOLDEN / f"{make.__name__}.{language}.read_in_{reader}.md"
    assert text == golden.read_text(encoding="utf-8")
    assert len(text.split()) < 700  # two minutes, or three for a slow reader
    for word in ("anonym", "guarante", "garanti", "complian", "conforme", "cnil"):
        assert word not in text.lower()


@pytest.mark.parametrize(
    ("epsilon", "en", "fr"),
    [
        ("1", "×2.7 ", "×2,7 "),
        ("2.9", "×18 ", "×18 "),
        ("1/20", "×1.06 ", "×1,06 "),
        ("6", "×400 ", "×400 "),
        ("10", "by more than 1,000 ", "par plus de 1\N{NARROW NO-BREAK SPACE}000 "),
        ("5000", "by more than 1,000 ", "par plus de 1\N{NARROW NO-BREAK SPACE}000 "),
    ],
)
def test_the_bound_is_said_in_odds(epsilon: str, en: str, fr: str, tmp_path: Path) -> None:
    published = sample.by_month("en")
    assert published.loss is not None
    loss = replace(published.loss, epsilon=Fraction(epsilon), delta=Fraction(0))
    made = package(replace(published, loss=loss), sample.about("en"), tmp_path, "en", ["reader_note"])
    for language, said in (("en", en), ("fr", fr)):
        text = made[f"water.note.{language}.md"].read_text(encoding="utf-8")
        sentence = next(line for line in text.splitlines() if line.startswith("> "))
        assert said in sentence and "δ" not in text
        assert ("almost no protection" in sentence or "ne protège presque pas" in sentence) == (
            Fraction(epsilon) >= 10
        )


@pytest.mark.parametrize(
    ("share", "said"),
    [("1", "100%"), ("999999/1000000", "at least 95%"), ("9/10", "at least 90%"), ("1/50", "under 5%")],
)
def test_the_coverage_does_not_give_the_hidden_total(share: str, said: str, tmp_path: Path) -> None:
    published = sample.by_area("en", coverage={"households": Fraction(share)})
    made = package(published, sample.about("en"), tmp_path, "en")
    assert f"| `households` | {said} |" in made["water.note.en.md"].read_text(encoding="utf-8")
    fine = f"{float(Fraction(share)):.4f}"[1:]  # nowhere else either
    texts = [
        path.read_text(encoding="utf-8") for path in made.values() if path.suffix in (".md", ".csv", ".json")
    ]
    assert share == "1" or not [text for text in texts if fine in text]


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_policy_or_of_the_table_becomes_markup(language: Language, tmp_path: Path) -> None:
    nasty = Words(NASTY, NASTY)
    published = sample.by_month(language)
    key = replace(published.keys[0], labels=dict.fromkeys(sample.AREAS, NASTY))
    measure = replace(published.measures[0], unit=NASTY, says=nasty)
    frame = published.frame.assign(**{str(key.label_name): NASTY})
    assert published.loss is not None
    loss = replace(published.loss, protects=nasty, period=NASTY)
    published = replace(
        published, keys=(key, published.keys[1]), measures=(measure,), frame=frame, notes=(nasty,), loss=loss,
        mechanism=NASTY, unit_name=NASTY,
    )  # fmt: skip
    texts = dict.fromkeys(
        (
            "title",
            "description",
            "purpose",
            "contact",
            "errata",
            "publisher",
            "version",
            "geography_year",
            "period",
        ),
        NASTY,
    )
    made = package(published, sample.about(language, **texts), tmp_path, language)
    for reader in LANGUAGES:
        page = Page(made[f"water.note.{reader}.html"].read_text(encoding="utf-8"))
        assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object"}
        assert not [a for _, a in page.tags if any(name.startswith("on") for name in a)]
        links = [a["href"] or "" for tag, a in page.tags if tag == "a"]
        assert all(re.match(r"https?://|mailto:|[\w.]+\.html$", link) for link in links)
        rendered = MarkdownIt("commonmark", {"html": True}).enable("table")
        for name in (
            f"water.note.{reader}.md",
            next(n for n in made if n.endswith(("aire.md", "ary.md"))),
        ):
            html = Page(rendered.render(made[name].read_text(encoding="utf-8")))
            assert not {tag for tag, _ in html.tags} & {"script", "img", "a", "style"}, name
    picture = ET.fromstring(
        next(p for n, p in made.items() if n.endswith(".svg")).read_text(encoding="utf-8")
    )
    names = {element.tag.rpartition("}")[2] for element in picture.iter()}
    assert names <= {
        "svg",
        "title",
        "rect",
        "g",
        "path",
        "text",
        "tspan",
        "defs",
        "clipPath",
        "use",
        "pattern",
    }
    json.loads(made["water.catalogue.jsonld"].read_text(encoding="utf-8"))


def test_words_of_the_policy_keep_their_language(tmp_path: Path) -> None:
    made = package(sample.by_month("fr"), sample.about("fr"), tmp_path, "fr", ["reader_note"])
    english = made["water.note.en.html"].read_text(encoding="utf-8")
    assert '<html lang="en">' in english and '<h1 lang="fr">' in english and '<p lang="fr">' in english
    assert 'lang="fr">L’eau' in english and 'href="water.note.fr.html"' in english
    assert ' lang="fr">' not in made["water.note.fr.html"].read_text(encoding="utf-8").split("<main>")[1]


def test_no_cell_of_the_workbook_is_a_formula(tmp_path: Path) -> None:
    labels = dict(zip(sample.AREAS, ("=1+1", "+33", "-2", "@x\x00"), strict=True))
    published = sample.by_month("en")
    frame = published.frame.assign(commune_label=[labels[c] for c in published.frame["commune"]])
    published = replace(
        published, keys=(replace(published.keys[0], labels=labels), published.keys[1]), frame=frame
    )
    made = package(published, sample.about("en", title="=cmd()"), tmp_path, "en", ["workbook"])
    with zipfile.ZipFile(made["water.xlsx"]) as archive:
        stamps = re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", archive.read("docProps/core.xml"))
        assert set(stamps) == {b"2026-02-01T00:00:00Z"}
    book = openpyxl.load_workbook(made["water.xlsx"])
    assert book.sheetnames == ["data", "dictionary", "note"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    data = book["data"]
    assert data.freeze_panes == "A2"
    assert [c.value for c in data[1]] == list(frame.columns)
    assert [c.value for c in data[2]][:4] == ["01053", "=1+1", "2025-01", 2000.5]
    assert data["B2"].quotePrefix and not data["A2"].quotePrefix
    assert data["D5"].value is None and data["G5"].value == "not_significant"
    assert book["note"]["A1"].value == "=cmd()" and book["note"]["A1"].quotePrefix
    assert data.column_dimensions["A"].width >= len("commune")


def test_a_workbook_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UsageError) as error:
        check_package(sample.by_area().keys, sample.about(), ["workbook"])
    assert error.value.text("en")[-1] == "  → pip install 'privkit[excel]'"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dictionary_tells_of_every_column(language: Language, tmp_path: Path) -> None:
    made = package(sample.by_month(language), sample.about(language), tmp_path, language, ["data_dictionary"])
    name = "water.dictionary" if language == "en" else "water.dictionnaire"
    rows = list(csv.DictReader(made[f"{name}.csv"].read_text(encoding="utf-8").splitlines()))
    head = (tmp_path / "water.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    first = "name" if language == "en" else "nom"
    assert [row[first] for row in rows] == head
    text = made[f"{name}.md"].read_text(encoding="utf-8")
    assert all(f"| `{column}` |" in text for column in head)


def test_the_margins_are_exact(tmp_path: Path) -> None:
    made = package(sample.by_month("en"), sample.about("en"), tmp_path, "en", ["margins"])
    assert made["water.margins.csv"].read_text(encoding="utf-8").splitlines() == [
        "measure,unit,margin_95,same_in_every_cell,meaningless_below,within_10_percent_from,mechanism",
        "volume_m3,m3,310.4,yes,620.8,3104.0,whole-number noise of the discrete Gaussian law",
    ]
    varying = sample.by_month("en")
    frame = varying.frame.copy()
    frame.loc[0, "volume_m3_high"] = Decimal("9999.9")
    varying = replace(
        varying, measures=(replace(varying.measures[0], margin=None, kind="mean"),), frame=frame
    )
    made = package(varying, sample.about("en"), tmp_path, "en", ["margins"])
    assert (
        made["water.margins.csv"]
        .read_text(encoding="utf-8")
        .splitlines()[1]
        .startswith("volume_m3,m3,310.4,no (median),,,")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_entry_names_every_file_with_its_sum(language: Language, tmp_path: Path) -> None:
    about = sample.about(
        language, url="https://data.example/water", spatial="Nantes", keywords=("Eau", "Été")
    )
    wanted = ["catalogue_entry", "table_schema", "margins", "workbook", "reader_note"]
    made = package(sample.by_month(language), about, tmp_path, language, wanted)
    entry = json.loads(made["water.catalogue.jsonld"].read_text(encoding="utf-8"))
    assert entry["@type"] == "dcat:Dataset" and entry["@id"] == "https://data.example/water"
    assert entry["dct:temporal"]["dcat:startDate"]["@value"] == "2025-01-01"
    assert entry["dct:temporal"]["dcat:endDate"]["@value"] == "2025-12-31"
    assert entry["dct:accrualPeriodicity"]["@id"].endswith("/frequency/ANNUAL")
    assert entry["dcat:contactPoint"]["vcard:hasEmail"]["@id"] == "mailto:opendata@metropolis.example"
    prefixes = {
        name for value in _names(entry) for name in [value.split(":")[0]] if not value.startswith("@")
    }
    assert prefixes <= set(entry["@context"])
    files = {d["dcat:downloadURL"]["@id"].rpartition("/")[2]: d for d in entry["dcat:distribution"]}
    assert set(files) == {"water.csv", *made} - {"water.catalogue.jsonld", "water.catalogue_scdl.csv"}
    for name, found in files.items():
        content = (tmp_path / name).read_bytes()
        assert found["dcat:byteSize"]["@value"] == str(len(content))
        assert found["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(content).hexdigest()
        assert found["dct:license"]["@id"] == "https://spdx.org/licenses/etalab-2.0"
        assert found["dcat:accessURL"]["@id"].startswith("https://data.example/water/water.")
    assert [name for name, found in files.items() if "dct:conformsTo" in found] == ["water.csv"]
    (row,) = csv.DictReader(made["water.catalogue_scdl.csv"].read_text(encoding="utf-8").splitlines())
    assert list(row) == [
        "COLL_NOM", "COLL_SIRET", "ID", "TITRE", "DESCRIPTION", "THEME", "PRODUCTEUR_NOM", "PRODUCTEUR_SIRET",
        "COUV_SPAT_MAILLE", "COUV_SPAT_NOM", "COUV_TEMP_DEBUT", "COUV_TEMP_FIN", "DATE_PUBL", "FREQ_MAJ", "DATE_MAJ",
        "MOTS_CLES", "LICENCE", "NOMBRE_RESSOURCES", "FORMAT_RESSOURCES", "URL",
    ]  # fmt: skip
    assert (row["LICENCE"], row["FREQ_MAJ"], row["MOTS_CLES"]) == (
        "Licence Ouverte-LO",
        "Annuelle",
        "eau;ete",
    )
    assert row["NOMBRE_RESSOURCES"] == str(len(files))


def _names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for one in value for name in _names(one)]
    if isinstance(value, dict):
        return [name for key, one in value.items() if key != "@context" for name in [key, *_names(one)]]
    return []


def test_without_an_address_files_are_named_relatively(tmp_path: Path) -> None:
    made = package(sample.by_month("en"), sample.about("en"), tmp_path, "en", ["catalogue_entry"])
    entry = json.loads(made["water.catalogue.jsonld"].read_text(encoding="utf-8"))
    assert entry["dcat:distribution"][0]["dcat:accessURL"] == {"@id": "water.csv"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Etalap 2.1", "PK684 licence `Etalap 2.1`: not a licence known here"),
        ("javascript:alert(1)", "PK684 licence `javascript:alert(1)`: not a licence known here"),
    ],
)
def test_an_unknown_licence_is_refused_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as error:
        check_package(sample.by_month().keys, sample.about(licence=text, frequency="sometimes"), [])
    lines = error.value.text("en")
    assert lines[0] == said
    assert lines[1] == (
        "  → licence: etalab-2.0   (etalab-2.0, ODbL-1.0, CC-BY-4.0, CC-BY-SA-4.0, CC0-1.0, or the address of another)"
    )
    assert lines[3] == "PK685 frequency `sometimes`: unknown"


@pytest.mark.parametrize(
    "text", ["etalab-2.0", "Licence Ouverte 2.0", "ODbL", "cc by 4.0", "https://example.org/l"]
)
def test_licences_are_known_by_their_usual_names(text: str) -> None:
    check_package(sample.by_month().keys, sample.about(licence=text), [])


@pytest.mark.parametrize(
    "text", ["annuel", "annuelle", "Mensuelle", "yearly", "Annual", "trimestriel", "irrégulière", "once"]
)
def test_frequencies_are_known_in_both_languages(text: str) -> None:
    check_package(sample.by_month().keys, sample.about(frequency=text), [])


def test_the_siret_and_the_page_are_looked_at() -> None:
    check_package(
        sample.by_month().keys, sample.about(siret="244 400 404 00129", url="https://data.example/e"), []
    )
    with pytest.raises(PolicyError) as error:
        check_package(sample.by_month().keys, sample.about(siret="244400404", url="data.example"), [])
    assert error.value.text("fr") == [
        "PK695 le SIRET n'a pas 14 chiffres",
        "  → siret: les 9 chiffres du SIREN et les 5 de l'établissement",
        "PK696 la page n'est pas une adresse du web",
        "  → page: https://data.exemple.fr/eau",
    ]


def test_an_output_that_is_not_open_needs_no_licence(tmp_path: Path) -> None:
    made = package(sample.by_area("en"), sample.about("en", licence=""), tmp_path, "en")
    assert "icence" not in made["water.note.en.md"].read_text(encoding="utf-8")
    assert "dct:license" not in made["water.catalogue.jsonld"].read_text(encoding="utf-8")
    assert "icence" not in made["water.chart.svg"].read_text(encoding="utf-8")


def test_a_table_of_one_row_without_keys(tmp_path: Path) -> None:
    published = sample.by_area("en", number=1)
    published = replace(published, keys=(), frame=published.frame.drop(columns=["area"]))
    made = package(published, sample.about("en"), tmp_path, "en")
    assert "The table has one row." in made["water.note.en.md"].read_text(encoding="utf-8")
    assert "primaryKey" not in json.loads(made["water.schema.json"].read_text(encoding="utf-8"))


def test_a_parquet_table_has_its_files_too(tmp_path: Path) -> None:
    published, path = sample.two_figures("fr"), tmp_path / "eau.parquet"
    frame_to_publish(published, "fr").astype(str).to_parquet(path)
    made = write_package(published, sample.about("fr"), ["table_schema", "catalogue_entry"], path, "fr")
    entry = json.loads(made[1].read_text(encoding="utf-8"))
    first = entry["dcat:distribution"][0]
    assert first["dcat:mediaType"]["@id"].endswith("/application/vnd.apache.parquet")
    assert first["dct:conformsTo"]["@id"] == "eau.schema.json"


def test_a_table_with_other_columns_is_not_the_one_told_of(tmp_path: Path) -> None:
    path = sample.written(sample.two_figures("en"), tmp_path, "en")
    with pytest.raises(DataError, match="PK692"):
        write_package(sample.by_month("en"), sample.about("en"), ["margins"], path, "en")


def test_the_table_comes_first(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        write_package(sample.by_area(), sample.about(), ["margins"], tmp_path / "t.csv", "en")
    assert error.value.text("en") == [
        "t.csv: PK692 the published table is not there, or has other columns",
        "  → write the table first, then the files beside it",
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("change", ["all hidden", "one month", "no labels", "with totals", "negative"])
def test_odd_tables_are_drawn_and_told_too(change: str, language: Language, tmp_path: Path) -> None:
    published = sample.by_month(language)
    name, frame = published.measures[0].name, published.frame.copy()
    figures = list(frame.columns[3:6])
    if change == "all hidden":
        frame[figures] = None
        frame[published.status] = "secret"
    elif change == "one month":
        frame = frame[frame[published.keys[1].name] == "2025-01"].reset_index(drop=True)
        published = replace(
            published, keys=(published.keys[0], replace(published.keys[1], values=("2025-01",)))
        )
    elif change == "no labels":
        frame[published.keys[0].label_name] = None
        published = replace(published, keys=(replace(published.keys[0], labels={}), published.keys[1]))
    elif change == "with totals":
        total = frame.iloc[[0]].assign(**{published.keys[0].name: "total"})
        frame = pd.concat([frame, total], ignore_index=True)
        published = replace(published, keys=(replace(published.keys[0], total="total"), published.keys[1]))
    else:
        frame[figures] = frame[figures].map(lambda v: None if v is None else v - 3000)
    published = replace(published, frame=frame)
    geometry = squares(sample.AREAS, tmp_path / "g.geojson")
    made = package(published, sample.about(language, geometry=geometry), tmp_path / "p", language, WANTED)
    schema = json.loads(made["water.schema.json"].read_text(encoding="utf-8"))
    assert faults(schema, tmp_path / "p" / "water.csv") == []
    svg = next(p for n, p in made.items() if n.endswith(".svg")).read_text(encoding="utf-8")
    assert name and ET.fromstring(svg).attrib["role"] == "img"
