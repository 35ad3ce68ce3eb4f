"""The rules of the house, read from the source itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "privkit"
FILES = sorted(ROOT.rglob("*.py"))

#: From the top to the bottom: a room imports only rooms that stand lower. Those of one line ignore each other.
ORDER = (
    ("__main__",),
    ("cli",),
    ("api",),
    ("advice",),  # tries variants of a policy through run
    ("run",),
    ("publication",),
    ("evidence",),
    ("gates",),
    ("compare",),
    ("steps",),
    ("policy", "engine", "ledger", "anonymity", "dp", "synth", "risk", "secrecy", "usefulness", "demo"),
    ("published",),
    ("values",),
    ("errors",),
    ("words",),
)
FLOOR = {room: number for number, rooms in enumerate(ORDER) for room in rooms}
CODE = re.compile(r"PK\d{3}")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Full names of the modules a file imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            names = [f"{module}.{a.name}" for a in node.names] if module == "privkit" else [module]
            yield from ((name, node.lineno) for name in names)


def test_imports_go_one_way() -> None:
    wrong = []
    for path in FILES:
        here = room_of(path)
        for name, line in imported(path) if here != "__init__" else ():
            if name.startswith("privkit.") and name != "privkit.__version__":
                there = name.split(".")[1]
                if there != here and FLOOR[there] <= FLOOR[here]:
                    wrong.append(f"{path}:{line}: {here} imports {there}")
    assert wrong == []


def test_the_package_itself_only_names_its_interface() -> None:
    assert {name for name, _ in imported(ROOT / "__init__.py") if name.startswith("privkit")} == {
        "privkit.api"
    }


def test_every_room_has_its_floor() -> None:
    assert {room_of(path) for path in FILES} - {"__init__"} <= set(FLOOR)


def test_files_and_functions_are_small() -> None:
    long = [str(p) for p in FILES if len(p.read_text(encoding="utf-8").splitlines()) > 400]
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 60:
                    long.append(f"{path}:{node.lineno}: {node.name} has {length} lines")
    assert long == []


def test_only_the_command_line_prints() -> None:
    for path in FILES:
        if room_of(path) != "cli":
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Call):
                    called = ast.unparse(node.func)
                    assert called not in ("print", "sys.stdout.write", "sys.stderr.write", "typer.echo"), (
                        f"{path}:{node.lineno}"
                    )


def test_only_the_engine_knows_duckdb_and_spark() -> None:
    for path in FILES:
        if room_of(path) != "engine":
            for name, line in imported(path):
                assert name.split(".")[0] not in ("duckdb", "pyspark", "py4j"), f"{path}:{line}"


def test_diffprivlib_and_sdv_live_in_one_file_each() -> None:
    for package, home in {"diffprivlib": "dp/noise.py", "sdv": "synth/sdv.py"}.items():
        where = {
            str(path.relative_to(ROOT))
            for path in FILES
            for name, _ in imported(path)
            if name.split(".")[0] == package
        }
        assert where <= {home}


def test_no_randomness_at_module_level() -> None:
    for path in FILES:
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
                continue
            for call in (n for n in ast.walk(node) if isinstance(n, ast.Call)):
                called = ast.unparse(call.func)
                assert "random" not in called, f"{path}:{call.lineno}: {called}"


def test_no_randomness_without_a_seed() -> None:
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                legacy = re.match(r"(np|numpy)\.random\.(?!default_rng|Generator|PCG64|SeedSequence)", called)
                assert legacy is None, f"{path}:{node.lineno}: {called}"
                if called.endswith("default_rng"):
                    assert node.args or node.keywords, f"{path}:{node.lineno}: a seed is missing"
        assert "random" not in {name.split(".")[0] for name, _ in imported(path)}, path


def listed() -> dict[str, list[str]]:
    """Every code of the tables (files ``codes*.py``) and the rooms that list it."""
    out: dict[str, list[str]] = {}
    for path in FILES:
        if path.name.startswith("codes") and room_of(path) != "cli":
            for node in ast.walk(tree(path)):
                for key in node.keys if isinstance(node, ast.Dict) else ():
                    if isinstance(key, ast.Constant) and CODE.fullmatch(str(key.value)):
                        out.setdefault(str(key.value), []).append(room_of(path))
    return out


def used() -> set[str]:
    """Every code in the source but for the tables: a literal by itself, or the beginning of a text."""
    out = set()
    for path in FILES:
        table = path.name.startswith("codes")
        for node in ast.walk(tree(path)):
            if table and isinstance(node, ast.Call):  # a table may make the problem of its own code
                out |= {
                    str(a.value)
                    for a in node.args
                    if isinstance(a, ast.Constant) and CODE.match(str(a.value))
                }
            elif not table and isinstance(node, ast.Constant) and isinstance(node.value, str):
                out |= set(re.findall(r"^PK\d{3}(?=$| )", node.value))
    return out


def test_every_code_used_is_listed() -> None:
    assert used() - set(listed()) == set()


def test_every_code_listed_is_used() -> None:
    assert set(listed()) - used() == set()


def test_a_code_means_one_thing() -> None:
    assert {code: rooms for code, rooms in listed().items() if len(rooms) > 1} == {}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_code_is_explained(language: str) -> None:
    from privkit.cli.codes import code_page

    for code in listed():
        page = code_page(code)
        assert page is not None, code
        said = page.say("fr" if language == "fr" else "en")
        assert said.startswith(f"{code} ")
        assert len(said) > len(code) + 5


def test_every_public_module_says_what_it_is() -> None:
    silent = [str(p.relative_to(ROOT)) for p in FILES if p.stat().st_size and not ast.get_docstring(tree(p))]
    assert [name for name in silent if name != "__main__.py"] == []
