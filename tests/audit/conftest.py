"""One engine for all releases, a folder with public lists, and both sources of noise."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pandas as pd
import pytest

from privkit.engine import open_engine
from privkit.engine.protocol import Engine

from .releases import Asked, Rows, known_areas, release

BACKENDS = [
    "diffprivlib",
    pytest.param(
        "opendp", marks=pytest.mark.skipif(not importlib.util.find_spec("opendp"), reason="needs OpenDP")
    ),
]
Release = Callable[[Asked, Rows], Mapping[str, pd.DataFrame]]


@pytest.fixture(scope="session")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The engine."""
    with open_engine("duckdb", spill=tmp_path_factory.mktemp("audit"), threads=1) as engine:
        yield engine


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Whose noise."""
    return str(request.param)


@pytest.fixture
def released(audited: Engine, backend: str, tmp_path: Path) -> Callable[..., Mapping[str, pd.DataFrame]]:
    """Make a release: ``released(asked, rows, areas)``."""

    def make(asked: Asked, rows: Rows, areas: int) -> Mapping[str, pd.DataFrame]:
        known_areas(tmp_path, areas)
        return release(audited, tmp_path, asked, rows, backend)

    return make
