from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import published_sample as sample
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.errors import DataError
from privkit.publication import check_package, write_package
from privkit.publication.map import classes
from privkit.published import KeyColumn, MeasureColumn
from privkit.words import Words

SQUARE = [[[0, 47], [1, 47], [1, 48], [0, 48], [0, 47]]]


def areas(path: Path, features: list[Any]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def feature(properties: Any, coordinates: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def refused(path: Path | None, keys: tuple[KeyColumn, ...] | None = None, language: Any = "en") -> list[str]:
    about = sample.about(geometry=path)
    with pytest.raises(DataError) as error:
        check_package(keys or sample.by_month().keys, about, ["map"], "volumes")
    lines: list[str] = error.value.text(language)
    return lines


def test_a_map_needs_areas(tmp_path: Path) -> None:
    said = [
        "PK693 a map is asked of table `volumes`, which has no areas, or no file of areas is given",
        "  → publication: { geometry: references/areas.geojson }, or `with:` without map",
    ]
    assert refused(None) == said
    only_months = sample.by_month().keys[1:]
    assert refused(areas(tmp_path / "a.geojson", [feature({"code": "1"})]), only_months) == said


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{", '{"type": "FeatureCollection"}', '{"features": []}', '{"features": [{"type": "Feature"}]}',
        '{"features": [{"properties": {"code": "01053"}, "geometry": null}]}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_file_that_is_not_geojson(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text, encoding="utf-8")
    lines = refused(path)
    assert lines[0] == "a.geojson: PK686 the file of areas is not a GeoJSON collection of polygons"
    assert lines[1].startswith('  → a file {"type": "FeatureCollection", "features": [...]} in UTF-8')
    assert refused(tmp_path / "absent.geojson")[0].startswith("absent.geojson: PK686")


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Point", [0, 0]), ("Polygon", [[[0, 0], [1, 1]]]), ("Polygon", [[["a", 0]] * 4]), ("Polygon", 3),
        ("MultiPolygon", []), ("Polygon", [[[0]] * 5]), ("Polygon", [[[1e999, 0]] * 4]),
    ],
)  # fmt: skip
def test_shapes_that_are_not_polygons(kind: str, coordinates: Any, tmp_path: Path) -> None:
    features = [feature({"code": code}, coordinates, kind) for code in sample.AREAS]
    assert refused(areas(tmp_path / "a.geojson", features))[0].startswith("a.geojson: PK686 ")


def test_no_property_holds_the_codes(tmp_path: Path) -> None:
    path = areas(tmp_path / "a.geojson", [feature({"insee": "99999", "nom": "x"})])
    assert (
        refused(path)[0]
        == "a.geojson: PK687 no property of the areas (`insee`, `nom`) holds the codes of the table"
    )
    assert "aucune propriété des zones (`insee`, `nom`)" in refused(path, language="fr")[0]


def test_areas_of_the_table_without_a_shape_are_counted_not_named(tmp_path: Path) -> None:
    path = areas(tmp_path / "a.geojson", [feature({"code": code}) for code in list(sample.AREAS)[:3]])
    lines = refused(path)
    assert lines == [
        "a.geojson: PK688 1 of the 4 areas of the table have no shape (property `code`)",
        "  → a file of areas of the same year as the table, with all of them, or no map",
    ]


def test_keys_chosen_privately_are_mapped_where_they_have_a_shape(tmp_path: Path) -> None:
    published = sample.by_month("en")
    private = replace(published, keys=(replace(published.keys[0], listed_in="private"), published.keys[1]))
    path = areas(tmp_path / "a.geojson", [feature({"code": code}) for code in list(sample.AREAS)[:3]])
    table = sample.written(private, tmp_path, "en")
    svg, _ = write_package(private, sample.about(geometry=path), ["map"], table, "en")
    assert "Map of 3 areas, 0 without a figure." in svg.read_text(encoding="utf-8")


def test_two_shapes_for_one_code(tmp_path: Path) -> None:
    features = [feature({"code": code}) for code in [*sample.AREAS, "44109"]]
    assert (
        refused(areas(tmp_path / "a.geojson", features))[0]
        == "a.geojson: PK694 two areas have the same code in `code`"
    )


def test_the_property_is_the_one_that_holds_the_codes(tmp_path: Path) -> None:
    features = [
        feature({"rank": n, "dep": "44", "id": code, "flag": True}) for n, code in enumerate(sample.AREAS)
    ]
    check_package(
        sample.by_month().keys, sample.about(geometry=areas(tmp_path / "a.geojson", features)), ["map"]
    )


def test_a_mean_is_mapped_before_a_total_and_hidden_areas_are_named(tmp_path: Path) -> None:
    published = sample.by_area("en", number=7)
    mean = MeasureColumn("mean_m3", "mean", "v", "m3", 1, Words("mean water use", "usage moyen"))
    frame = published.frame.copy()
    frame.insert(
        2, "mean_m3", [None if s == "secret" else 10 + n for n, s in enumerate(frame["cell_status"])]
    )
    published = replace(published, measures=(*published.measures, mean), frame=frame)
    shapes = {c: [[[[n, 47], [n + 1, 47], [n, 48], [n, 47]]]] for n, c in enumerate(published.keys[0].values)}
    features = [feature({"code": code}, shape, "MultiPolygon") for code, shape in shapes.items()]
    path = sample.written(published, tmp_path, "en")
    about = sample.about(geometry=areas(tmp_path / "a.geojson", features))
    svg, png = write_package(published, about, ["map"], path, "en")
    text = svg.read_text(encoding="utf-8")
    label = ET.fromstring(text).attrib["aria-label"]
    assert label == "Mean water use. In m3. Map of 7 areas, 1 without a figure."
    assert ">secret<" in text and png.read_bytes().startswith(b"\x89PNG")


@given(st.lists(st.integers(-1000, 1000).map(float), max_size=60))
def test_classes_hold_every_value_and_about_as_many_each(values: list[float]) -> None:
    ends = classes(values)
    assert ends == sorted(set(ends)) and len(ends) <= 5
    assert bool(ends) == bool(values)
    if values:
        assert ends[-1] == max(values) and set(ends) <= set(values)
    if len(set(values)) == len(values) >= 5:
        low, sizes = float("-inf"), []
        for end in ends:
            sizes.append(sum(low < v <= end for v in values))
            low = end
        assert max(sizes) - min(sizes) <= 1
