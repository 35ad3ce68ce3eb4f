"""The card as Croissant 1.0 with its Responsible AI properties: what loaders and catalogues of data sets read.

What the policy does not say is left out, never made up: a card without a licence has none.

http://mlcommons.org/croissant/1.0, http://mlcommons.org/croissant/RAI/1.0
"""

from __future__ import annotations

import json
from typing import Any

from privkit.evidence.papers.card import Card, known_limits, misuses
from privkit.evidence.report import labels
from privkit.evidence.report.html import text_of
from privkit.evidence.report.sections.outputs import recipients_of, until_when

CONFORMS_TO = ("http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0")
#: Terms of Croissant 1.0, and how their values are read (appendix 1 of the specification).
_TERMS = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format", "includes",
    "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
_MEDIA = {".csv": "text/csv", ".parquet": "application/x-parquet"}
_SPDX = "https://spdx.org/licenses/"
_LICENCES = ("etalab-2.0", "ODbL-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0")


def to_croissant(card: Card) -> str:
    """The card as JSON-LD, one final newline."""
    return json.dumps(document(card), ensure_ascii=False, indent=2) + "\n"


def document(card: Card) -> dict[str, Any]:
    """The card as JSON-LD values."""
    return {"@context": _context(card.view.language), **_about(card), **_uses(card), **_data(card)}


def _context(language: str) -> dict[str, Any]:
    context: dict[str, Any] = {
        "@language": language,
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "dct": "http://purl.org/dc/terms/",
        "conformsTo": "dct:conformsTo",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
    }
    return {**context, **{term: f"cr:{term}" for term in _TERMS}}


def _about(card: Card) -> dict[str, Any]:
    view, publication = card.view, card.publication
    about, day = view.policy["policy"], str(view.evidence["started"])[:10]
    controller = {"@type": "sc:Organization", "name": str(view.register.get("controller") or "")}
    found = {
        "@type": "sc:Dataset",
        "conformsTo": list(CONFORMS_TO),
        "name": str(card.output["name"]),
        "alternateName": card.title,
        "description": str(publication.get("description") or view.register.get("purpose") or card.title),
        "version": about.get("version"),
        "inLanguage": view.evidence["policy_language"],
        "license": _licence(card.rule.get("licence")),
        "url": publication.get("page"),
        "creator": controller if controller["name"] else None,
        "publisher": controller if card.released and controller["name"] else None,
        "dateCreated": day,
        "datePublished": _published(card) if card.released else None,
        "keywords": list(publication.get("keywords") or ()) or None,
        "temporalCoverage": publication.get("period"),
        "spatialCoverage": publication.get("territory"),
        "isLiveDataset": False,
    }
    return {key: value for key, value in found.items() if value is not None}


def _licence(licence: Any) -> str | None:
    if not licence:
        return None
    known = {one.lower(): one for one in _LICENCES}
    found = known.get(str(licence).strip().lower())
    return _SPDX + found if found else str(licence)


def _published(card: Card) -> str:
    """The day of the decision that let it out, else that of the run."""
    evidence = card.view.evidence
    recorded = (card.view.policy.get("governance") or {}).get("decision") or {}
    day = (evidence.get("decision") or {}).get("date") or recorded.get("date") or ""
    return max(str(day), str(evidence["started"])[:10])


def _uses(card: Card) -> dict[str, Any]:
    view = card.view
    kept = [until_when(view, card.output), recipients_of(view, card.output)]
    collected = [
        f"{origin['source']}: {origin.get('first_purpose') or '—'}"
        for table in view.policy["data"]["tables"].values()
        if (origin := table.get("origin") or {}).get("source")
    ]
    nature = view.label(labels.NATURES, card.output["nature"])
    proposed = view.label(labels.QUALIFICATIONS, card.output["qualification"])
    found = {
        "rai:dataUseCases": [purpose] if (purpose := str(view.register.get("purpose") or "")) else None,
        "rai:dataLimitations": [*known_limits(card), *misuses(card)],
        "rai:dataCollection": "; ".join(collected),
        "rai:dataPreprocessingProtocol": made(card),
        "rai:personalSensitiveInformation": [f"{nature}; {proposed}"],
        "rai:dataReleaseMaintenancePlan": "; ".join(text_of(one) for one in kept if one),
    }
    return {key: value for key, value in found.items() if value}


def made(card: Card) -> list[str]:
    """The steps in order, in words that tell nothing of their parameters."""
    view = card.view
    names = dict.fromkeys(step["name"] for step in view.evidence["steps"])
    return [view.words(labels.STEPS[name][1]) for name in names if name in labels.STEPS]


def _data(card: Card) -> dict[str, Any]:
    file: dict[str, Any] = {
        "@type": "cr:FileObject",
        "@id": "file",
        "name": card.file,
        "contentUrl": card.file,
        "encodingFormat": _MEDIA.get(card.file[card.file.rfind(".") :].lower(), "application/octet-stream"),
    }
    if card.sha256 is not None:
        file |= {"sha256": card.sha256, "contentSize": f"{card.size} B"}
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"rows/{number}",
            "name": name,
            "description": _description(card, name),
            "dataType": kind,
            "source": {"fileObject": {"@id": "file"}, "extract": {"column": name}},
        }
        for number, (name, kind) in enumerate(card.types.items(), start=1)
    ]
    rows = {"@type": "cr:RecordSet", "@id": "rows", "name": "rows", "field": fields}
    return {"distribution": [file], "recordSet": [rows] if fields else []}


def _description(card: Card, column: str) -> str:
    """Why a column is there, in the policy's words; else what a published figure says."""
    view = card.view
    because = [
        str(one["because"])
        for one in view.evidence["journeys"]
        if column in one["becomes"] and one.get("because")
    ]
    said = [
        view.words(figure["says"])
        for table in view.evidence.get("tables") or ()
        if card.output["name"] in table["outputs"]
        for figure in table["figures"]
        if figure["name"] == column
    ]
    parts = [text.strip().rstrip(".") for text in dict.fromkeys([*said, *because])]
    return ". ".join(part[:1].upper() + part[1:] for part in parts if part) or column
