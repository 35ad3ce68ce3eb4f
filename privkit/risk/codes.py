"""The codes of errors about risk figures, with a title for each."""

from __future__ import annotations

from privkit.errors import InternalError, Problem
from privkit.words import Words

CODES: dict[str, Words] = {
    "PK680": Words("a risk figure was asked for wrongly", "une mesure de risque est mal demandée"),
    "PK681": Words("units without a sampling weight", "unités sans poids de sondage"),
    "PK682": Words("sampling weights that are zero or negative", "poids de sondage nuls ou négatifs"),
    "PK683": Words("infinite sampling weights", "poids de sondage infinis"),
}


def misuse(message: Words) -> InternalError:
    """The error for arguments that only a bug can bring."""
    return InternalError(Problem("PK680", message))
