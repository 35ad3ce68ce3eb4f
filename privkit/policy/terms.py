"""How a field or a value of the language gets its English and its French name.

Names are declared where they are used, never translated out of context: *supprimer* is suppress in
one place and delete in another. A model is read by field name in English and by alias in French.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, ValidationInfo, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class Section(BaseModel):
    """Base of every mapping of the language: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        validate_by_name=True,
        validate_by_alias=True,
        arbitrary_types_allowed=True,
        protected_namespaces=(),
    )

    @model_validator(mode="before")
    @classmethod
    def _python_keywords(cls, raw: Any, info: ValidationInfo) -> Any:
        """``from`` is a word of the language and a keyword of Python: its field is called ``from_``."""
        reserved = [name for name in cls.model_fields if name.endswith("_")]
        if not reserved or not isinstance(raw, dict) or (info.context or {}).get("language") != "en":
            return raw
        fields = {name[:-1]: name for name in reserved} | {name: f"{name}?" for name in reserved}
        return {fields.get(key, key): value for key, value in raw.items()}


def term(fr: str, en_help: str, fr_help: str, *, default: Any = ...) -> Any:
    """Declare a field: its French name and what it means, in both languages."""
    if default is ...:
        return Field(alias=fr, description=en_help, json_schema_extra={"x-fr": fr_help})
    if isinstance(default, (list, dict)):
        return Field(
            default_factory=type(default), alias=fr, description=en_help, json_schema_extra={"x-fr": fr_help}
        )
    return Field(default, alias=fr, description=en_help, json_schema_extra={"x-fr": fr_help})


class Choice(str, Enum):  # noqa: UP042 - StrEnum would take the second word for an encoding
    """A closed list of words, each with its French form: ``PUBLIC = "public", "public"``."""

    fr: str

    def __new__(cls, en: str, fr: str) -> Self:
        word = str.__new__(cls, en)
        word._value_ = en
        word.fr = fr
        return word

    def say(self, language: str) -> str:
        """The word as written in a policy of that language."""
        return self.fr if language == "fr" else self.value

    @classmethod
    def words(cls, language: str) -> list[str]:
        return [w.say(language) for w in cls]

    @classmethod
    def _parse(cls, value: Any, info: core_schema.ValidationInfo) -> Choice:
        if isinstance(value, cls):
            return value
        language = (info.context or {}).get("language", "en")
        for word in cls:
            if value == word.say(language):
                return word
        raise PydanticCustomError(
            "choice", "not one of the words", {"known": cls.words(language), "got": str(value)}
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(cls._parse)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "enum": cls.words("en"), "x-fr-enum": cls.words("fr")}
