"""The JSON Schema: checked in, equal to what the models give, and true of the templates."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
import yaml

from privkit.policy.guesses import ColumnProfile
from privkit.policy.schema import json_schema
from privkit.policy.skeleton import skeleton_from, template
from privkit.values import Type


class EditorLoader(yaml.BaseLoader):
    """Reads as an editor does (YAML 1.2): numbers are numbers, `no` and `on` are texts."""


EditorLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789")
)
EditorLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]+$"), list("-+0123456789")
)
EditorLoader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
EditorLoader.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))


@cache
def validator(language: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema(language))  # type: ignore[arg-type]


def faults(text: str, language: str, loader: Any = EditorLoader) -> list[str]:
    document = yaml.load(text, Loader=loader)
    return [f"{'.'.join(map(str, e.path))}: {e.message}" for e in validator(language).iter_errors(document)]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_file_checked_in_is_the_one_made(language: str) -> None:
    path = files("privkit.policy") / "schemas" / f"policy.{language}.schema.json"
    made = json.dumps(json_schema(language), ensure_ascii=False, indent=2) + "\n"  # type: ignore[arg-type]
    assert path.read_text(encoding="utf-8") == made


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_a_schema(language: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(language))  # type: ignore[arg-type]


@pytest.mark.parametrize("loader", [EditorLoader, yaml.BaseLoader])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["training", "open-data", "synthetic"])
def test_templates_are_valid(kind: str, language: str, loader: Any) -> None:
    assert faults(template(kind, language, "essai"), language, loader) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_drafts_are_valid(language: str) -> None:
    profiles = [ColumnProfile("because", Type.INTEGER), ColumnProfile("contract", Type.CODE)]
    text = skeleton_from(profiles, name="x", file="x.csv", language=language)  # type: ignore[arg-type]
    assert faults(text, language) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("    durée: 3 ans", "    duree: 3 ans", "registre.conservation: "),
        ("état: brouillon  ", "état: draft  ", "politique.état: "),
        ("retirer_au_plus: 5 %", "retirer_au_plus: 5", "étapes.9.rendre_k_anonyme.retirer_au_plus: "),
        ("usage: { parmi: [domestique] }", "usage: [domestique]", "étapes.2.garder_lignes.usage: "),
        ("usage: { parmi: [domestique] }", "usage: {}", "étapes.2.garder_lignes.usage: "),
        (
            "{ motif: conservation }",
            "{ motif: conservation, durée: 3 ans }",
            "étapes.1.retirer_les_anciens: ",
        ),
        ("{ motif: conservation }", "{ motif: conservation }\n    arrondir: { a: { à: 5 } }", "étapes.1: "),
        ("langue: fr", "langue: en", "langue: "),
        ("privkit: 1", "privkit: 2", "privkit: "),
        ("      k: 11\n", "      k: 0\n", "étapes.9.rendre_k_anonyme.k: "),
    ],
)
def test_the_schema_sees_faults(old: str, new: str, fault: str) -> None:
    text = template("training", "fr", "essai")
    assert old in text
    found = faults(text.replace(old, new, 1), "fr")
    assert found
    assert all(one.startswith(fault) for one in found)


def test_keep_rows_takes_columns_named_like_its_keywords() -> None:
    text = template("training", "en", "essai")
    rule = text.replace("      use: { among: [domestic] }", "      because: { among: [x] }")
    rule = rule.replace("      because: Only dwellings are compared.\n", "")
    assert faults(rule, "en") == []


@pytest.mark.parametrize(("word", "valid"), [("none", True), ("aucun", False), ("maybe", False)])
def test_no_privacy_model_is_a_word_of_the_schema(word: str, valid: bool) -> None:
    text = template("synthetic", "en", "essai")
    loss = "{ differential_privacy: { epsilon: 3, delta: 1e-6 } }"
    assert loss in text
    assert (faults(text.replace(loss, word), "en") == []) is valid


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_word_has_a_title_and_a_meaning(language: str) -> None:
    schema = json_schema(language)  # type: ignore[arg-type]
    for definition in [schema, *schema["$defs"].values()]:
        for word, rule in definition.get("properties", {}).items():
            for one in rule.get("anyOf", [rule])[:1] if "title" not in rule else [rule]:
                assert one["title"] == word.replace("_", " ")
                assert one["description"]


def test_the_french_schema_holds_no_english_keyword() -> None:
    words: set[str] = set()
    schema = json_schema("fr")
    for definition in [schema, *schema["$defs"].values()]:
        words |= set(definition.get("properties", {}))
    assert not words & {"register", "steps", "because", "keep", "from", "outputs", "role"}
    assert "x-fr" not in json.dumps(schema)
