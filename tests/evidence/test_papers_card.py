"""Cards: Croissant 1.0 as the specification asks, and a datasheet that says what data are not for."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import sample
import sample_tables

from privkit.errors import UsageError
from privkit.evidence.asjson import to_json
from privkit.evidence.papers import Order, Subject, make

#: Terms appendix 1 of Croissant 1.0 asks the context to define.
CONTEXT = {
    "@language", "@vocab", "citeAs", "column", "conformsTo", "cr", "rai", "data", "dataType", "dct",
    "equivalentProperty", "examples", "extract", "field", "fileProperty", "fileObject", "fileSet", "format",
    "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references",
    "regex", "repeated", "replace", "samplingRate", "sc", "separator", "source", "subField", "transform",
}  # fmt: skip


def croissant(run: Any, **order: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(make(Subject(to_json(run)), "card", "jsonld", Order(**order)))
    return found


def published(**changes: Any) -> dict[str, Any]:
    """The evidence of a released public table."""
    evidence = to_json(sample_tables.noisy())
    output = {
        "name": "volumes_2025", "nature": "aggregated", "sharing": "public", "licence": "etalab-2.0",
        "qualification": {"proposed": "anonymous", "for": "the public"},
        "publication": {"title": "Volumes", "page": "https://data.example.org/v", "keywords": ["eau"], "period": "2025"},
    }  # fmt: skip
    evidence["policy"] |= {"outputs": [{**output, **changes}]}
    return {**evidence, "status": "released"}


def test_the_croissant_holds_what_the_specification_requires() -> None:
    found = json.loads(make(Subject(published()), "card", "jsonld", Order()))
    assert set(found["@context"]) == CONTEXT
    assert found["@context"]["dataType"] == {"@id": "cr:dataType", "@type": "@vocab"}
    assert found["@type"] == "sc:Dataset"
    assert found["conformsTo"] == [
        "http://mlcommons.org/croissant/1.0",
        "http://mlcommons.org/croissant/RAI/1.0",
    ]
    required = {
        "name",
        "description",
        "license",
        "url",
        "creator",
        "datePublished",
        "distribution",
        "recordSet",
    }
    assert required <= set(found)
    assert found["license"] == "https://spdx.org/licenses/etalab-2.0"
    (file,) = found["distribution"]
    assert file["@type"] == "cr:FileObject" and file["encodingFormat"] == "text/csv"
    assert file["name"] == file["contentUrl"] == "volumes.csv"
    assert len(file["sha256"]) == 64 and file["contentSize"] == "412880 B"


def test_every_field_has_a_type_and_comes_from_the_file() -> None:
    (rows,) = croissant(sample_tables.noisy())["recordSet"]
    assert [one["name"] for one in rows["field"]] == list(sample_tables.OUTPUT.columns)
    kinds = {one["name"]: one["dataType"] for one in rows["field"]}
    assert kinds == {
        "commune": "sc:Text", "mois": "sc:Text", "foyers": "sc:Float", "moyenne_m3": "sc:Float",
        "statut_case": "sc:Text",
    }  # fmt: skip
    ids = [one["@id"] for one in rows["field"]]
    assert len(set(ids)) == len(ids)
    for one in rows["field"]:
        assert one["source"] == {"fileObject": {"@id": "file"}, "extract": {"column": one["name"]}}
        assert one["description"]


def test_what_the_policy_does_not_say_is_left_out() -> None:
    found = croissant(sample.record())
    assert not {"license", "url", "datePublished", "publisher", "keywords"} & set(found)


def test_responsible_ai_properties_use_the_names_of_the_vocabulary() -> None:
    found = croissant(sample.record())
    assert {key for key in found if key.startswith("rai:")} == {
        "rai:dataUseCases", "rai:dataLimitations", "rai:dataCollection", "rai:dataPreprocessingProtocol",
        "rai:personalSensitiveInformation", "rai:dataReleaseMaintenancePlan",
    }  # fmt: skip
    assert isinstance(found["rai:dataReleaseMaintenancePlan"], str)  # cardinality ONE
    assert "To recognise a person, or try to." in found["rai:dataLimitations"]


def test_bands_are_text_and_summaries_are_numbers() -> None:
    evidence = to_json(sample.record())
    evidence["policy"] |= {
        "steps": [
            {"summarise": {"by": "foyer", "columns": {"volume_annuel": {"sum": "volume_m3"}}}},
            {"generalise": {"surface_m2": {"into_bands": ["0", "40"]}}},
        ]
    }
    columns = evidence["policy"]["data"]["tables"]["foncier"]["columns"]
    columns |= {
        "jardin": {"type": "yes_no"},
        "surface_m2": {"type": "number"},
        "type_logement": {"type": "category"},
    }
    (rows,) = json.loads(make(Subject(evidence), "card", "jsonld", Order()))["recordSet"]
    kinds = {one["name"]: one["dataType"] for one in rows["field"]}
    assert kinds["volume_annuel"] == "sc:Float"
    assert kinds["surface_m2"] == "sc:Text"
    assert kinds["jardin"] == "sc:Boolean"
    assert kinds["code_iris"] == "sc:Text"  # not known: text


@pytest.mark.parametrize(
    ("evidence", "reader", "told"),
    [
        (to_json(sample.record()), "dpo", True),
        (to_json(sample.record()), "public", False),  # shared under an agreement
        ({**published(), "status": "held"}, "public", False),  # not out yet
        (published(), "public", True),
        (to_json(sample.refused()), "dpo", False),  # no file is left
    ],
)
def test_a_fingerprint_is_told_to_those_who_hold_the_file(evidence: Any, reader: str, told: bool) -> None:
    (file,) = json.loads(make(Subject(evidence), "card", "jsonld", Order(reader)))["distribution"]
    assert ("sha256" in file, "contentSize" in file) == (told, told)


def datasheet(run: Any, language: Any = "en") -> str:
    return make(Subject(to_json(run)), "card", "md", Order(language=language))


def test_a_datasheet_has_its_parts_in_order() -> None:
    said = datasheet(sample.record())
    titles = [line.lstrip("# 0123456789.") for line in said.splitlines() if line.startswith("## ")]
    assert titles == [
        "In brief", "What it is for", "What it must not be used for", "What it holds", "How it was made",
        "What was measured", "Known limits",
    ]  # fmt: skip
    assert "about 36,720 foyers" in said or "about 36,720 households" in said
    assert "[to fill in by the controller: licence, or terms of use" in said.replace("\\", "")


@pytest.mark.parametrize(
    ("nature", "qualification", "wanted"),
    [
        ("synthetic", "anonymous", "no row is anyone's"),
        ("pseudonymised", "personal", "tested against known names"),
        ("generalised", "personal", "row by row"),
        ("aggregated", "anonymous", "by subtraction"),
        ("generalised", "personal", "these are personal data"),
    ],
)
def test_misuses_follow_the_nature_of_the_data(nature: str, qualification: str, wanted: str) -> None:
    output = replace(sample.OUTPUTS[0], nature=nature, qualification=qualification)
    assert wanted in datasheet(sample.record(outputs=(output,)))
    other = replace(output, nature="other", qualification="anonymous")
    assert wanted not in datasheet(sample.record(outputs=(other,)))


def test_noisy_tables_count_nobody() -> None:
    said = datasheet(sample_tables.noisy())
    assert "288 rows, one per cell" in said
    assert "41,2" not in said and "24,1" not in said


def test_a_card_is_about_one_output() -> None:
    two = (sample.OUTPUTS[0], replace(sample.OUTPUTS[0], name="autre"))
    evidence = to_json(sample.record(outputs=two))
    with pytest.raises(UsageError) as caught:
        make(Subject(evidence), "card", "md", Order())
    assert caught.value.text("en") == [
        "PK837 this run has several outputs: say which",
        "  → --of jeu_entrainement, autre",
    ]
    with pytest.raises(UsageError) as caught:
        make(Subject(evidence), "card", "md", Order(output="jeu_entrainment"))
    assert caught.value.text("fr") == [
        "PK837 ce passage n'a pas de sortie jeu_entrainment",
        "  → --of jeu_entrainement",
    ]
    assert "`autre`" in make(Subject(evidence), "card", "md", Order(output="autre"))
