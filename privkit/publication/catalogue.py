"""The entry of a catalogue: DCAT-AP 3 as JSON-LD.

Terms are those of the EU vocabularies (frequency, language, file type) and of IANA (media types). Addresses of
files are relative to that of the entry until the policy says where the data set is published.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from privkit.publication.about import About
from privkit.publication.facts import coverage_in_time, keywords
from privkit.publication.files import Made
from privkit.publication.vocabulary import Frequency, Licence, frequency_of, licence_of
from privkit.published import Published, header

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def dcat(published: Published, about: About, files: Sequence[Made], schema: Made | None) -> dict[str, Any]:
    """The data set and its files, the table first, as JSON-LD. ``schema`` is the file of the table's schema, if any."""
    language = about.language
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": about.url or f"#{header(published.name)}",
        "@type": "dcat:Dataset",
        "dct:identifier": header(published.name),
        "dct:title": _text(about.title, language),
        "dct:description": _text(about.description or about.title, language),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _text(about.publisher, language)},
        "dct:language": _term(
            f"{_AUTHORITY}language/{'FRA' if language == 'fr' else 'ENG'}", "LinguisticSystem"
        ),
        "dct:issued": _day((about.first_published or about.as_of).isoformat()),
        "dct:modified": _day(about.as_of.isoformat()),
        "dcat:version": about.version,
        "dct:accessRights": _term(f"{_AUTHORITY}access-right/PUBLIC", "RightsStatement"),
        "dcat:keyword": [_text(word, language) for word in keywords(published, about)],
    }
    found |= _optional(published, about)
    found["dcat:distribution"] = [_distribution(made, about, files[0], schema) for made in files]
    return found


def _optional(published: Published, about: About) -> dict[str, Any]:
    out: dict[str, Any] = {}
    days = coverage_in_time(published, about.period)
    if days is not None:
        out["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(days.first.isoformat()),
            "dcat:endDate": _day(days.last.isoformat()),
        }
    if about.spatial:
        out["dct:spatial"] = {"@type": "dct:Location", "skos:prefLabel": _text(about.spatial, about.language)}
    if about.frequency and isinstance(found := frequency_of(about.frequency), Frequency):
        out["dct:accrualPeriodicity"] = _term(found.uri, "Frequency")
    if about.contact:
        out["dcat:contactPoint"] = _contact(about)
    if about.url:
        out["dcat:landingPage"] = {"@id": about.url, "@type": "foaf:Document"}
    return out


def _distribution(made: Made, about: About, table: Made, schema: Made | None) -> dict[str, Any]:
    media, kind = made.media
    address = {"@id": _address(made, about)}
    licence = licence_of(about.licence)
    out: dict[str, Any] = {
        "@type": "dcat:Distribution",
        "dct:title": _text(f"{made.path.name} ({made.what.say(about.language)})", about.language),
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dcat:mediaType": _term(f"http://www.iana.org/assignments/media-types/{media}", "MediaType"),
        "dct:format": _term(f"{_AUTHORITY}file-type/{kind}", "MediaTypeOrExtent"),
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(made.size)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": made.sha256()},
        },
    }
    if isinstance(licence, Licence):
        out["dct:license"] = _term(licence.uri, "LicenseDocument")
    if schema is not None and made is table:
        out["dct:conformsTo"] = _term(_address(schema, about), "Standard")
    return out


def _address(made: Made, about: About) -> str:
    """The file beside the entry, or under the page of the data set; its name made fit for an address."""
    name = quote(made.path.name)
    return f"{about.url.rstrip('/')}/{name}" if about.url else name


def _contact(about: About) -> dict[str, Any]:
    card: dict[str, Any] = {"@type": "vcard:Organization", "vcard:fn": about.publisher}
    if re.fullmatch(r"[^@\s]+@[^@\s]+", about.contact):
        card["vcard:hasEmail"] = {"@id": f"mailto:{about.contact}"}
    elif re.fullmatch(r"https?://[^\s<>\"]+", about.contact):
        card["vcard:hasURL"] = {"@id": about.contact}
    else:
        card["vcard:note"] = about.contact
    return card


def _term(address: str, kind: str) -> dict[str, str]:
    """A resource with the class that DCAT-AP expects of it."""
    return {"@id": address, "@type": f"dct:{kind}"}


def _text(text: str, language: str) -> dict[str, str]:
    return {"@language": language, "@value": text}


def _day(iso: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": iso}
