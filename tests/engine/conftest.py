"""Both engines for the contract tests, and short ways to make files and tables."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from privkit.engine import open_engine
from privkit.engine.protocol import Engine, Overrides, Source, Table
from privkit.engine.sources.detect import detect
from privkit.values import Column, Role, Type

NO_SPARK = shutil.which("java") is None or importlib.util.find_spec("pyspark") is None


@pytest.fixture(scope="session")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", spill=tmp_path_factory.mktemp("spill")) as engine:
        yield engine


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if NO_SPARK:
        pytest.skip("needs Java and pyspark")
    with open_engine("spark", spill=tmp_path_factory.mktemp("spill")) as engine:
        yield engine


@pytest.fixture(params=["duck", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def columns() -> Callable[..., list[Column]]:
    """``columns(a="integer", b="number:2")`` as a list of Column."""

    def make(**types: str) -> list[Column]:
        made = []
        for name, said in types.items():
            kind, _, decimals = said.partition(":")
            made.append(Column(name, Type(kind), Role.OTHER, decimals=int(decimals or 0)))
        return made

    return make


@pytest.fixture
def scanned(duck: Engine, tmp_path: Path) -> Callable[..., Any]:
    """Write text to a file, scan it and collect it."""

    def scan(text: str | bytes, cols: Sequence[Column], name: str = "t.csv", **overrides: Any) -> Any:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        source = Source("bills", path, None, detect(path, Overrides(**overrides)))
        table: Table = duck.scan(source, cols)
        return duck.collect_arrow(table, 10_000).to_pydict()

    return scan
