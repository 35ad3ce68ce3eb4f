"""The rules of secrecy: how many units, how dominant, and how closely an attacker may guess.

The presets carry the thresholds in use in France: 11 units and 85 % for tax data on natural persons, 3 and 85 % for
businesses (Insee's manual on the protection of tables), 10 delivery points for local energy data (decree 2020-196).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from privkit.secrecy.codes import wrong_rule
from privkit.words import Words

Zeros = Literal["publish", "secret"]
Weigh = Literal["cells", "units", "log"]


@dataclass(frozen=True)
class Rules:
    """When a cell is secret by itself, and what is protected about it.

    ``min_count``: a cell with fewer units (1 to min_count − 1) is secret. ``dominance``: secret when the
    ``dominance_of`` (1 or 2) largest contributors make more than this share of the sum; None: no such rule.
    ``p_percent``: secret when the second largest contributor can guess the largest one within this share
    (X − x1 − x2 < p·x1). ``zeros``: cells without units are published, or "secret" like small ones.
    ``margin``: share of its sum within which a cell of few units may not be guessed.
    ``known_within``: the attacker already knows each hidden sum within ± this share (None: only the bounds).
    ``insiders``: somebody alone in a cell knows its sums and uses them against the others.
    ``counts``: the counts of units are published beside the sums. ``weigh``: the cost of hiding one more cell:
    1, its units, or 1 + log2 of them. Raises PolicyError (PK577).
    """

    min_count: int = 11
    dominance: Fraction | None = Fraction(85, 100)
    dominance_of: int = 1
    p_percent: Fraction | None = None
    zeros: Zeros = "publish"
    margin: Fraction = Fraction(10, 100)
    known_within: Fraction | None = None
    insiders: bool = True
    counts: bool = True
    weigh: Weigh = "log"

    def __post_init__(self) -> None:
        if self.min_count < 1:
            raise wrong_rule(
                Words("a minimum count below 1 hides nothing", "un effectif minimal inférieur à 1 ne cache rien"),
                Words("min_count: 11", "effectif_minimal: 11"),
            )  # fmt: skip
        for share in (self.dominance, self.p_percent, self.margin, self.known_within):
            if share is not None and not 0 < share < 1:
                raise wrong_rule(
                    Words("a share of a secrecy rule must be above 0 and below 100 %",
                          "une part d'une règle de secret doit être entre 0 et 100 %, exclus"),
                    Words("for example 85 %", "par exemple 85 %"),
                )  # fmt: skip
        if self.dominance_of not in (1, 2):
            raise wrong_rule(
                Words("dominance is measured on the largest contributor or on the two largest",
                      "la dominance se mesure sur le premier contributeur ou sur les deux premiers"),
                Words("1 or 2", "1 ou 2"),
            )  # fmt: skip


PRESETS: dict[str, Rules] = {
    "tax": Rules(min_count=11),
    "energy": Rules(min_count=10, dominance=None),
    "business": Rules(min_count=3),
}


def preset(name: str, min_count: int | None = None) -> Rules:
    """The rules of a preset, with another minimum count if one is given. Raises PolicyError (PK577)."""
    if name not in PRESETS:
        raise wrong_rule(
            Words(f"there is no preset of secrecy named {name}", f"il n'y a pas de seuils de secret nommés {name}"),
            Words("tax, energy or business", "tax, energy ou business"),
        )  # fmt: skip
    rules = PRESETS[name]
    return rules if min_count is None else replace(rules, min_count=min_count)
