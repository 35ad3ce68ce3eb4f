"""Budgets that promise little: reasons to refuse one or to warn of it, whoever asks."""

from __future__ import annotations

from fractions import Fraction

from privkit.errors import Problem
from privkit.words import Words

HIGH = 10  # odds may change by a factor of 22,000
ABSURD = 20  # by 485 million: no promise is left


def epsilon_problem(epsilon: Fraction) -> Problem | None:
    """What is wrong with an epsilon: not positive or over 20 (errors), over 10 (a warning); None if nothing."""
    if epsilon <= 0:
        return Problem(
            "PK524",
            Words("epsilon must be above 0", "epsilon doit être supérieur à 0"),
            instead=Words("a number such as 1.0", "un nombre comme 1.0"),
        )
    if epsilon > ABSURD:
        return Problem(
            "PK525",
            Words(
                f"an epsilon over {ABSURD} protects nobody: one household may change the odds of a result "
                "by more than 400 million",
                f"un epsilon supérieur à {ABSURD} ne protège personne : un foyer peut multiplier la "
                "probabilité d'un résultat par plus de 400 millions",
            ),
            instead=Words(
                "an epsilon of 10 at most, usually near 1", "un epsilon d'au plus 10, souvent proche de 1"
            ),
        )
    if epsilon > HIGH:
        return Problem(
            "PK526",
            Words(
                f"an epsilon over {HIGH} is a weak promise",
                f"un epsilon supérieur à {HIGH} promet peu de chose",
            ),
            instead=Words(
                "a smaller epsilon, or the reason why this one is enough",
                "un epsilon plus petit, ou la raison pour laquelle celui-ci suffit",
            ),
            severity="warning",
        )
    return None


def delta_problem(delta: Fraction, units: int) -> Problem | None:
    """What is wrong with a delta for a file of ``units`` privacy units; None if nothing.

    A delta over 1 / units allows to publish one unit at random in clear: an error (PK527), as is a delta
    out of [0, 1[. Over a tenth of that it is a warning (PK528): NIST SP 800-226 asks for far below 1 / units.
    ``units`` is a public order of size, not a count read from the data.
    """
    if 0 <= delta < 1 and delta * units * 10 <= 1:
        return None
    most = Words(
        f"a delta of 1 / {10 * max(units, 1)} at most, or none",
        f"un delta d'au plus 1 / {10 * max(units, 1)}, ou aucun",
    )
    if not 0 <= delta < 1 or delta * units > 1:
        return Problem(
            "PK527",
            Words(
                "delta is too large for the number of households: it allows to publish one of them in clear",
                "delta est trop grand pour le nombre de foyers : il permet d'en publier un en clair",
            ),
            instead=most,
        )
    return Problem(
        "PK528",
        Words(
            "delta is large for the number of households: it must stay far below one in that number",
            "delta est grand pour le nombre de foyers : il doit rester bien inférieur à un sur ce nombre",
        ),
        instead=most,
        severity="warning",
    )
