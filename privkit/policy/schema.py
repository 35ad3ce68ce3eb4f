"""The JSON Schema of the policy language, in English or in French, made from the models.

It helps typing in an editor; ``privkit check`` stays the judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.policy.model.policy import Policy
from privkit.policy.model.register import Register
from privkit.policy.model.steps import ColumnMap
from privkit.policy.model.synthesis import NO_MODEL, Synthesise
from privkit.policy.rules import COUNTS
from privkit.policy.shapes import all_models, keywords
from privkit.policy.terms import Section
from privkit.words import Language

Json = dict[str, Any]
_TITLES = {"en": "privkit policy", "fr": "politique privkit"}


def json_schema(language: Language) -> Json:
    """The schema of a policy written in ``language`` (JSON Schema 2020-12)."""
    raw = Policy.model_json_schema(by_alias=language == "fr")
    definitions = raw.pop("$defs")
    models = {model.__name__: model for model in all_models(Policy)}
    cleaned: dict[str, Json] = {}
    for name, definition in {**definitions, "Policy": raw}.items():
        said = _said(definition, language)
        cleaned[name] = _model(said, models[name], language) if name in models else said
    policy = cleaned.pop("Policy")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://privkit.example/schemas/policy.{language}.schema.json",
        **policy,
        "title": _TITLES[language],
        "$defs": {name: cleaned[name] for name in sorted(cleaned)},
    }


def _said(node: Any, language: Language) -> Any:
    """Keep one language: descriptions and words of closed lists; drop pydantic's titles and defaults."""
    if isinstance(node, list):
        return [_said(item, language) for item in node]
    if not isinstance(node, dict):
        return node
    out = {}
    for key, value in node.items():
        if key.startswith("x-fr") or (key in ("default", "title") and not isinstance(value, dict)):
            continue
        out[key] = _said(value, language)
    if language == "fr":
        for key, french in (("description", "x-fr"), ("enum", "x-fr-enum"), ("examples", "x-fr-examples")):
            if french in node:
                out[key] = node[french]
    return _without_null(out)


def _without_null(node: Json) -> Json:
    """An optional field is left out of a policy, never written as null."""
    options = node.get("anyOf")
    if not isinstance(options, list) or {"type": "null"} not in options:
        return node
    rest = [option for option in options if option != {"type": "null"}]
    kept = {key: value for key, value in node.items() if key != "anyOf"}
    return {**rest[0], **kept} if len(rest) == 1 else {**kept, "anyOf": rest}


def _model(schema: Json, model: type[Section], language: Language) -> Json:
    """A model as written: its words in their order, nothing else allowed, the right number of them."""
    words = {k.field: k.word.say(language) for k in keywords(model).values()}
    raw: Mapping[str, Json] = schema.get("properties", {})
    by_key = {field: raw.get(field, raw.get(keywords(model)[field].word.fr, {})) for field in words}
    if issubclass(model, ColumnMap):
        return _column_map(by_key, words)
    out: Json = {
        "type": "object",
        "additionalProperties": False,
        "properties": {words[field]: _titled(words[field], by_key[field]) for field in words},
    }
    if model is Policy:
        out["properties"]["privkit"] |= {"enum": [1, "1"], "type": ["integer", "string"]}
        out["properties"][words["language"]] |= {"enum": [language]}
    if model is Register:  # a lone text, or none, stands for a list
        word = words["processors"]
        out["properties"][word] = _or_text(out["properties"][word])
    if model is Synthesise:  # a word says that there is none
        word = words["privacy_model"]
        out["properties"][word] = _or_text(out["properties"][word], enum=[NO_MODEL[language]])
    required = [words[k.field] for k in keywords(model).values() if k.required]
    if required:
        out["required"] = required
    return out | _counted(model, words)


def _or_text(schema: Json, **more: Any) -> Json:
    said: Json = {key: schema.pop(key) for key in ("title", "description") if key in schema}
    return {**said, "anyOf": [{"type": "string", **more}, schema]}


def _titled(word: str, schema: Json) -> Json:
    return {"title": word.replace("_", " "), **schema}


def _column_map(by_key: Mapping[str, Json], words: Mapping[str, str]) -> Json:
    """User columns, whose rule is a mapping, and keywords beside them."""
    rule = by_key["columns"]["additionalProperties"]
    properties = {
        words[field]: {"anyOf": [_titled(words[field], schema), rule]}
        for field, schema in by_key.items()
        if field != "columns"
    }
    return {"type": "object", "properties": properties, "additionalProperties": rule, "minProperties": 1}


def _counted(model: type[Section], words: Mapping[str, str]) -> Json:
    """Exactly one, or at least one, of some words."""
    rule = COUNTS.get(model)
    if rule is None:
        return {}
    if len(rule.fields) == len(words):
        return {"minProperties": 1} | ({"maxProperties": 1} if rule.only_one else {})
    return {"oneOf": [{"required": [words[field]]} for field in rule.fields]}
