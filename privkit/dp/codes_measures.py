"""The codes of errors about measures under differential privacy, with a title for each."""

from __future__ import annotations

from privkit.errors import DataError, InternalError, PolicyError, Problem
from privkit.words import Words

CODES: dict[str, Words] = {
    "PK540": Words("a measure was asked for wrongly", "une mesure est mal demandée"),
    "PK541": Words("bounds missing or not finite", "bornes absentes ou infinies"),
    "PK542": Words("bounds in the wrong order", "bornes dans le mauvais ordre"),
    "PK543": Words("a precision that is not a positive number", "une précision qui n'est pas un nombre positif"),
    "PK544": Words("a precision finer than the column", "une précision plus fine que la colonne"),
    "PK545": Words("a bound that the precision does not divide", "une borne que la précision ne divise pas"),
    "PK546": Words("totals too large for exact sums", "des totaux trop grands pour des sommes exactes"),
    "PK547": Words("an exact answer that cannot be right", "une réponse exacte qui ne peut pas être juste"),
    "PK548": Words(
        "bands of a histogram that do not cover the bounds",
        "tranches d'un histogramme qui ne couvrent pas les bornes",
    ),
    "PK549": Words("a quantile outside ]0, 1[", "un quantile hors de ]0, 1["),
    "PK550": Words("a measure without a share of the budget", "une mesure sans part du budget"),
    "PK552": Words("tables that are not totals of one another", "des tables qui ne sont pas des totaux l'une de l'autre"),
    "PK553": Words("a rule on published numbers that cannot apply", "une règle sur les nombres publiés qui ne peut s'appliquer"),
    "PK554": Words("a cap on contributions under one", "un plafond de contribution inférieur à un"),
}  # fmt: skip


def misuse(message: Words) -> InternalError:
    """The error for arguments that only a bug can bring."""
    return InternalError(Problem("PK540", message))


def wrong_policy(code: str, message: Words, instead: Words) -> PolicyError:
    """The error for a parameter of the policy."""
    return PolicyError(Problem(code, message, instead=instead))


def wrong_data(code: str, message: Words, instead: Words) -> DataError:
    """The error for exact answers that break what was promised of them."""
    return DataError(Problem(code, message, instead=instead))
