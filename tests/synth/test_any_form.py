"""Columns of any form pandas gives them, and modules imported in any order."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from privkit.synth.domain import Attribute, Domain, Kind
from privkit.synth.encode import encoding_of
from privkit.synth.trees import fit_trees

IN_ANY_ORDER = """
import importlib, pkgutil, sys
import privkit.risk.attacks, privkit.synth, privkit.usefulness
rooms = (privkit.risk.attacks, privkit.synth, privkit.usefulness)
names = [m.name for room in rooms for m in pkgutil.walk_packages(room.__path__, room.__name__ + ".")]
assert len(names) > 40
for name in names:
    for known in [k for k in sys.modules if k.startswith("privkit")]:
        del sys.modules[known]
    importlib.import_module(name)
"""


def test_each_module_can_be_the_first_imported() -> None:
    subprocess.run([sys.executable, "-c", IN_ANY_ORDER], check=True, timeout=120)


@pytest.mark.parametrize("form", ["object", "string", "category"])
def test_texts(form: str) -> None:
    encoding = encoding_of(Attribute("c", Kind.CATEGORY, ("a", "b")))
    column = pd.Series(["a", "b", None, "x"], dtype=form)
    assert encoding.encode(column).tolist() == [0, 1, encoding.missing, encoding.other]


@pytest.mark.parametrize(
    "column", [pd.Series([1, 2, 3]), pd.Series([1, 2, 3], dtype="Int64"), pd.Series(["1", "2", "x"])]
)
def test_codes_written_as_numbers(column: pd.Series) -> None:
    encoding = encoding_of(Attribute("c", Kind.CATEGORY, ("1", "2")))
    assert encoding.encode(column).tolist() == [0, 1, encoding.other]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([True, False, None]),
        pd.Series([True, False, None], dtype="boolean"),
        pd.Series([1.0, 0.0, np.nan]),
        pd.Series([np.True_, np.False_, None], dtype=object),
    ],
)
def test_yes_and_no(column: pd.Series) -> None:
    encoding = encoding_of(Attribute("y", Kind.YES_NO))
    assert encoding.encode(column).tolist() == [1, 0, encoding.missing]


def test_trees_of_a_column_whose_values_are_all_unknown() -> None:
    """None of them is in the public list: nothing is given, and nothing is made up."""
    domain = Domain((Attribute("c", Kind.CATEGORY, ("a", "b")), Attribute("y", Kind.YES_NO)))
    frame = pd.DataFrame({"c": ["x", "z"] * 50, "y": [True, False] * 50})
    made = fit_trees(frame, domain, np.random.default_rng(1)).sample(30, np.random.default_rng(2))
    assert made["c"].isna().all()
    assert set(made["y"]) == {True, False}
