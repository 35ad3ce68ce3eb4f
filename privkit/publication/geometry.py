"""The shapes of areas, read from a GeoJSON file (RFC 7946) and joined to the codes of a table."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from privkit.errors import DataError, Place, Problem
from privkit.words import Words

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Areas:
    """Shapes by code: for each area its rings, outer and inner alike. ``held_in`` is the property that holds the codes."""

    rings: Mapping[str, tuple[Ring, ...]]
    held_in: str

    @property
    def geographic(self) -> bool:
        """Whether coordinates are longitudes and latitudes."""
        return all(
            abs(x) <= 180 and abs(y) <= 90 for rings in self.rings.values() for r in rings for x, y in r[:1]
        )


def read_areas(path: Path, codes: Sequence[str], *, all_needed: bool = True) -> Areas:
    """The shapes of the areas ``codes``; those of the file that the table does not have are left out.

    The property that holds the codes is the one in which most of them are found. Without ``all_needed`` an area
    that has no shape is left out too.

    :raises DataError: PK686 (unreadable), PK687 (no such property), PK688 (no shape), PK694 (twice).
    """
    features = _features(path)
    name = _property(features, codes)
    if name is None:
        raise DataError(_no_property(path, features))
    wanted, rings = set(codes), dict[str, tuple[Ring, ...]]()
    for feature in features:
        code = _said(feature, name)
        if code in wanted:
            if code in rings:
                raise DataError(_twice(path, name))
            rings[code] = _rings(path, feature["geometry"])
    missing = [code for code in codes if code not in rings]
    if missing and all_needed:
        raise DataError(_without_shape(path, name, len(missing), len(codes)))
    return Areas(rings, name)


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise DataError(_unreadable(path)) from error
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or not features or not all(map(_is_feature, features)):
        raise DataError(_unreadable(path))
    return features


def _is_feature(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("properties"), dict)
        and isinstance(value.get("geometry"), dict)
    )


def _property(features: Iterable[dict[str, Any]], codes: Sequence[str]) -> str | None:
    wanted, found = set(codes), Counter[str]()
    for feature in features:
        found.update(name for name in feature["properties"] if _said(feature, name) in wanted)
    return max(
        found, key=lambda name: (len(_distinct(features, name) & wanted), -found[name], name), default=None
    )


def _distinct(features: Iterable[dict[str, Any]], name: str) -> set[str]:
    return {_said(feature, name) for feature in features}


def _said(feature: dict[str, Any], name: str) -> str:
    value = feature["properties"].get(name)
    return "" if value is None or isinstance(value, dict | list | bool | float) else str(value)


def _rings(path: Path, geometry: dict[str, Any]) -> tuple[Ring, ...]:
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(parts, list):
        raise DataError(_unreadable(path))
    polygons = [parts] if kind == "Polygon" else parts
    try:
        rings = tuple(
            tuple((float(point[0]), float(point[1])) for point in ring) for one in polygons for ring in one
        )
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise DataError(_unreadable(path)) from error
    if not rings or any(len(r) < 4 or not all(map(_finite, r)) for r in rings):
        raise DataError(_unreadable(path))
    return rings


def _finite(point: tuple[float, float]) -> bool:
    return math.isfinite(point[0]) and math.isfinite(point[1])


def _unreadable(path: Path) -> Problem:
    return Problem(
        "PK686",
        Words(
            "the file of areas is not a GeoJSON collection of polygons",
            "le fichier de zones n'est pas une collection GeoJSON de polygones",
        ),
        Place(path.name),
        Words(
            'a file {"type": "FeatureCollection", "features": [...]} in UTF-8, whose shapes are Polygon or MultiPolygon',
            'un fichier {"type": "FeatureCollection", "features": [...]} en UTF-8, aux contours Polygon ou MultiPolygon',
        ),
    )


def _no_property(path: Path, features: Sequence[dict[str, Any]]) -> Problem:
    names = (
        ", ".join(f"`{name}`" for name in sorted({n for f in features for n in f["properties"]})[:8]) or "-"
    )
    return Problem(
        "PK687",
        Words(
            f"no property of the areas ({names}) holds the codes of the table",
            f"aucune propriété des zones ({names}) ne porte les codes de la table",
        ),
        Place(path.name),
        Words(
            "add to each area a property with its code, written as text exactly as in the table",
            "ajouter à chaque zone une propriété portant son code, écrit comme texte tel que dans la table",
        ),
    )


def _without_shape(path: Path, name: str, missing: int, all: int) -> Problem:
    return Problem(
        "PK688",
        Words(
            f"{missing} of the {all} areas of the table have no shape (property `{name}`)",
            f"{missing} des {all} zones de la table n'ont pas de contour (propriété `{name}`)",
        ),
        Place(path.name),
        Words(
            "a file of areas of the same year as the table, with all of them, or no map",
            "un fichier de zones du même millésime que la table, qui les a toutes, ou pas de carte",
        ),
    )


def _twice(path: Path, name: str) -> Problem:
    return Problem(
        "PK694",
        Words(f"two areas have the same code in `{name}`", f"deux zones ont le même code dans `{name}`"),
        Place(path.name),
        Words(
            "one area per code, with a MultiPolygon if need be",
            "une zone par code, en MultiPolygon au besoin",
        ),
    )
