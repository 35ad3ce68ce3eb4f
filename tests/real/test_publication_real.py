"""Maps of real areas, and files beside a table of them."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from privkit.errors import DataError
from privkit.publication import About, check_package, frame_to_publish, write_package
from privkit.publication.package import WANTED
from privkit.published import KeyColumn, MeasureColumn, Published
from privkit.words import Words

GEO = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "fr_geo_hierarchy"
pytestmark = pytest.mark.skipif(not GEO.exists(), reason="the real data are not here")


def about(geometry: Path) -> About:
    return About(
        "Usage moyen par zone", "Licence Ouverte 2.0", "Métropole", date(2026, 2, 1), "fr", geometry=geometry
    )


def published(codes: tuple[str, ...], labels: dict[str, str]) -> Published:
    rows: list[tuple[Any, ...]] = [
        (c, labels.get(c), None, "secret") if n % 6 == 5 else (c, labels.get(c), Decimal(80 + n), "published")
        for n, c in enumerate(codes)
    ]
    return Published(
        "usage",
        (KeyColumn("zone", "zone", "code", codes, labels, "zone_libelle"),),
        (MeasureColumn("moyenne_m3", "mean", "volume", "m3", 1, Words("mean use", "usage moyen")),),
        pd.DataFrame(rows, columns=["zone", "zone_libelle", "moyenne_m3", "cell_status"], dtype=object),
        "statistical_secrecy",
        "foyer",
    )


def communes() -> dict[str, str]:
    with (GEO / "nantes_metropole_communes.csv").open(encoding="utf-8") as file:
        return {row["DEPCOM"]: row["NOM_DEPCOM"] for row in csv.DictReader(file)}


def quarters() -> dict[str, str]:
    read = json.loads((GEO / "quartiers_nantes.geojson").read_text(encoding="utf-8"))
    names = [feature["properties"]["quartier"] for feature in read["features"]]
    return dict(zip(names, names, strict=True))


@pytest.mark.parametrize(
    ("labels", "file", "hidden"),
    [(communes, "communes_44.geojson", 4), (quarters, "quartiers_nantes.geojson", 1)],
)
def test_real_areas_are_mapped(labels: Any, file: str, hidden: int, tmp_path: Path) -> None:
    names = labels()
    table = published(tuple(names), names)
    path = tmp_path / "usage.csv"
    frame_to_publish(table, "fr").to_csv(path, index=False, lineterminator="\n")
    made = {p.name: p for p in write_package(table, about(GEO / file), WANTED, path, "fr")}
    drawn = ET.fromstring(made["usage.carte.svg"].read_text(encoding="utf-8"))
    label = drawn.attrib["aria-label"]
    assert label.endswith(f"Carte de {len(names)} zones, dont {hidden} sans chiffre.")
    shapes = [e for e in drawn.iter() if e.tag.endswith("}path") and "clip-path" in e.attrib]
    assert len(shapes) >= len(names)
    assert made["usage.carte.svg"].stat().st_size < 400_000


def test_a_table_of_the_whole_department_needs_all_its_shapes() -> None:
    codes = (*communes(), "35238")  # Rennes is in another department
    keys = (KeyColumn("commune", "commune", "code", codes),)
    with pytest.raises(DataError) as error:
        check_package(keys, about(GEO / "communes_44.geojson"), ["map"])
    assert error.value.text("fr")[0] == (
        "communes_44.geojson: PK688 1 des 25 zones de la table n'ont pas de contour (propriété `code`)"
    )
