"""Sequential trees on Adult, nine columns, 80/20: three-way distance, a model trained on synthetic rows, speed."""

from __future__ import annotations

import time
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from privkit.synth.domain import Attribute, Domain, Kind
from privkit.synth.trees import fit_trees

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
ADULT = SHARED / "data" / "arx" / "adult" / "adult.csv"
TARGET = "salary-class"

pytestmark = pytest.mark.skipif(not ADULT.exists(), reason="the reference data are not here")


def split(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = pd.read_csv(ADULT, sep=";")
    order = np.random.default_rng(seed).permutation(len(frame))
    cut = int(0.8 * len(frame))
    return frame.iloc[order[:cut]].reset_index(drop=True), frame.iloc[order[cut:]].reset_index(drop=True)


def coded(real: pd.DataFrame, *frames: pd.DataFrame) -> list[pd.DataFrame]:
    """Every column as codes of the real values; ages in ten bands of as many people."""
    cuts = np.quantile(real.age, np.linspace(0, 1, 11)[1:-1])
    out = []
    for frame in frames:
        codes = {name: pd.Index(sorted(set(real[name]))).get_indexer(frame[name]) for name in real.columns}
        out.append(pd.DataFrame({**codes, "age": np.searchsorted(cuts, frame.age)}))
    return out


def distance(first: pd.DataFrame, second: pd.DataFrame, ways: int) -> float:
    """Mean total variation distance of all marginals of so many columns."""
    found = []
    for names in combinations(first.columns, ways):
        shares = [f.value_counts(list(names), normalize=True) for f in (first, second)]
        found.append(0.5 * shares[0].sub(shares[1], fill_value=0).abs().sum())
    return float(np.mean(found))


def area(train: pd.DataFrame, control: pd.DataFrame) -> float:
    """Area under the curve, on people never seen, of a model trained on these rows."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import roc_auc_score
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # threads that wait for each other on a busy machine take minutes
        model = HistGradientBoostingClassifier(random_state=0, max_iter=60)
        model.fit(train.drop(columns=TARGET), train[TARGET])
    return float(roc_auc_score(control[TARGET], model.predict_proba(control.drop(columns=TARGET))[:, 1]))


@pytest.mark.slow
def test_trees_are_near_the_real_data() -> None:
    seed = 1
    real, control = split(seed)
    domain = Domain(tuple(Attribute(n, Kind.INTEGER if n == "age" else Kind.CATEGORY) for n in real.columns))
    fit_trees(
        real.head(500), domain, np.random.default_rng(0)
    )  # the first import of scikit-learn is not counted
    started = time.process_time()
    fitted = fit_trees(real, domain, np.random.default_rng(seed))
    made = fitted.sample(len(real), np.random.default_rng(seed + 1))
    spent = time.process_time() - started
    codes, control_codes, made_codes = coded(real, real, control, made)
    assert distance(codes, made_codes, 3) < 0.04 < distance(codes, control_codes, 3)
    assert area(made_codes, control_codes) > area(codes, control_codes) - 0.01
    assert spent < 3
