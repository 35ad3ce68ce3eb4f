"""What a reader and a catalogue must know of a table, beside its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from privkit.words import Language


@dataclass(frozen=True)
class About:
    """Who publishes a table, under which terms. All of it is prose of the policy, in its ``language``.

    A text left empty is left out of the files. ``geometry`` is a GeoJSON file of the areas (RFC 7946);
    ``siret``, ``spatial`` (name of the territory), ``spatial_grain`` (its scale, a word of the SCDL such as
    "Communale"), ``theme``, ``keywords`` and ``url`` (page of the data set) fill the catalogue entry.
    """

    title: str
    licence: str
    publisher: str
    as_of: date
    language: Language
    description: str = ""
    purpose: str = ""
    contact: str = ""
    period: str = ""
    frequency: str = ""
    errata: str = ""
    version: str = "1.0"
    geography_year: str = ""
    geometry: Path | None = None
    url: str = ""
    siret: str = ""
    spatial: str = ""
    spatial_grain: str = ""
    theme: str = ""
    keywords: tuple[str, ...] = ()
    first_published: date | None = None
