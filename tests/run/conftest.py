"""Policies that spend a budget, for the tests of runs."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

spec = importlib.util.spec_from_file_location("paying", Path(__file__).with_name("paying.py"))
assert spec
assert spec.loader
paying_module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(paying_module)


@pytest.fixture
def paying(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Policies spend what ``budget.json`` beside them says; call it to write that file."""
    from privkit.run import spending

    monkeypatch.setattr(spending, "spending_of", paying_module.spending_of)
    return paying_module.write  # type: ignore[no-any-return]


@pytest.fixture
def book() -> Callable[..., list[Any]]:
    """The entries of the budget ledger of a folder, checked."""

    def of(folder: Path, kind: str | None = None, name: str = "budgets/homes.sqlite") -> list[Any]:
        from privkit.ledger import Ledger

        with Ledger.open(folder / name, create=False) as ledger:
            ledger.verify()
            return list(ledger.entries(kind))

    return of


@pytest.fixture(scope="session")
def paying_at() -> Callable[..., None]:
    """Write what the policies of a folder spend."""
    return paying_module.write  # type: ignore[no-any-return]
