"""Ready policies and short ways to read them, for the tests of the language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from privkit.errors import PolicyError, Problem
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
