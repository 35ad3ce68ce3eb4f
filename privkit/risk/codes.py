"""The codes of errors about risk figures, with a title for each."""

from __future__ import annotations

from privkit.errors import InternalError, Problem
from privkit.words import Words

CODES: dict[str, Words] = {
    "PK670": Words("an attack without a column", "attaque sans colonne"),
    "PK671": Words(
        "a column that an attack needs is not there", "une colonne dont une attaque a besoin est absente"
    ),
    "PK672": Words("an attack without rows, or without strangers", "attaque sans lignes, ou sans témoins"),
    "PK673": Words(
        "a column of numbers that holds something else", "colonne de nombres qui contient autre chose"
    ),
    "PK675": Words("a column that no table of counts has", "colonne absente des tableaux de comptages"),
    "PK676": Words(
        "tables of counts with too many combinations",
        "tableaux de comptages aux combinaisons trop nombreuses",
    ),
    "PK677": Words(
        "readings known that are too many for the profile", "trop de relevés connus pour le profil"
    ),
    "PK678": Words(
        "a register that shares no column with the release",
        "registre sans colonne en commun avec la publication",
    ),
    "PK679": Words("too few runs for a canary", "trop peu d'essais pour un canari"),
    "PK680": Words("a risk figure was asked for wrongly", "une mesure de risque est mal demandée"),
    "PK681": Words("units without a sampling weight", "unités sans poids de sondage"),
    "PK682": Words("sampling weights that are zero or negative", "poids de sondage nuls ou négatifs"),
    "PK683": Words("infinite sampling weights", "poids de sondage infinis"),
}


def misuse(message: Words) -> InternalError:
    """The error for arguments that only a bug can bring."""
    return InternalError(Problem("PK680", message))
