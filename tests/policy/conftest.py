"""Ready policies and short ways to read them, for the tests of the language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from privkit.errors import PolicyError, Problem
from privkit.policy.checks import check_document
from privkit.policy.reader import Document, read_text
from privkit.policy.skeleton import template


@pytest.fixture(scope="session")
def training() -> dict[str, str]:
    """The training template in each language."""
    return {language: template("training", language, "essai") for language in ("en", "fr")}


@pytest.fixture(scope="session")
def read() -> Callable[[str], Document]:
    return lambda text: read_text(text, Path("p.yaml"))


@pytest.fixture(scope="session")
def problems() -> Callable[[str], tuple[Problem, ...]]:
    """The problems of a text; empty when it reads without error."""

    def of(text: str) -> tuple[Problem, ...]:
        try:
            return read_text(text, Path("p.yaml")).warnings
        except PolicyError as error:
            return error.problems

    return of


@pytest.fixture(scope="session")
def planted(training: dict[str, str]) -> Callable[[str, str, str], str]:
    """The training template with one fragment replaced; the fragment must be there."""

    def of(language: str, old: str, new: str) -> str:
        assert old in training[language], f"not in the template: {old!r}"
        return training[language].replace(old, new, 1)

    return of


@pytest.fixture(scope="session")
def synthetic() -> Callable[..., str]:
    """The template of synthetic households, decided, with fragments replaced."""

    def of(language: str, *changes: tuple[str, str]) -> str:
        text = template("synthetic", language, "essai")  # type: ignore[arg-type]
        text = text.replace("  state: draft", "  state: validated", 1)
        text = text.replace("  état: brouillon", "  état: validée", 1)
        for old, new in changes:
            assert old in text, f"not in the template: {old!r}"
            text = text.replace(old, new, 1)
        return text

    return of


@pytest.fixture(scope="session")
def told(
    read: Callable[[str], Document], synthetic: Callable[..., str]
) -> Callable[..., list[tuple[str, str, str]]]:
    """Code, severity and message of each problem of that template, in its language."""

    def of(language: str, *changes: tuple[str, str]) -> list[tuple[str, str, str]]:
        document = read(synthetic(language, *changes))
        found = check_document(document, date(2026, 11, 24))
        return [(p.code, p.severity, p.message.say(document.language)) for p in found]

    return of
