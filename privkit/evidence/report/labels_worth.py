"""What models and their scores are called in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privkit.words import Words

if TYPE_CHECKING:
    from privkit.evidence.report.view import View

METRICS = {
    "auc": Words("AUC", "AUC"),
    "accuracy": Words("accuracy", "exactitude"),
    "r2": Words("R²", "R²"),
    "mae": Words("mean absolute error", "erreur absolue moyenne"),
}
LEARNERS = {
    "trees": Words("boosted trees", "arbres boostés"),
    "linear": Words("linear model", "modèle linéaire"),
}


def learner_name(view: View, learner: str) -> str:
    """The name of a kind of model."""
    return view.label(LEARNERS, learner)
