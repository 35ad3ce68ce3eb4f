"""What is told when a ledger is not one of budgets, or not the one it was."""

from __future__ import annotations

from pathlib import Path

from privkit.errors import DataError, EvidenceError, InternalError, Place, Problem
from privkit.words import Words


def not_a_budget(path: Path) -> DataError:
    """The ledger is one of runs, or of something else."""
    return DataError(
        Problem(
            "PK877",
            Words("this ledger is not one of budgets", "ce registre n'est pas un registre des dépenses"),
            Place(str(path)),
            instead=Words(
                "name a file of its own for the budget, such as budgets/water.sqlite",
                "donner au budget un fichier à lui, par exemple budgets/eau.sqlite",
            ),
        )
    )


def no_spend(path: Path, number: int) -> EvidenceError:
    """An entry that privkit did not write, or that another version wrote."""
    return EvidenceError(
        Problem(
            "PK875",
            Words(
                f"entry {number} of the budget ledger is not a spend this version can read",
                f"l'entrée {number} du registre des dépenses n'est pas une dépense lisible par cette version",
            ),
            Place(str(path)),
            instead=Words(
                "use the version of privkit that wrote it, or restore a copy that verifies",
                "utiliser la version de privkit qui l'a écrite, ou restaurer une copie vérifiée",
            ),
        )
    )


def spend_lost(path: Path, run: str, number: object) -> EvidenceError:
    """A run cites a spend that is no longer in the ledger: begun again, cut, or put back from an old copy."""
    return EvidenceError(
        Problem(
            "PK876",
            Words(
                f"entry {number}, which the run {run} cites, is not in the budget ledger: it was begun again, "
                "cut, or put back from an old copy",
                f"l'entrée {number}, citée par le passage {run}, n'est pas dans le registre des dépenses : il a "
                "été recommencé, coupé, ou remis depuis une copie ancienne",
            ),
            Place(str(path)),
            instead=Words(
                "restore the ledger as it was after this run; what was spent does not come back",
                "restaurer le registre tel qu'après ce passage ; ce qui est dépensé ne revient pas",
            ),
        )
    )


def unsound() -> InternalError:
    """An amount that would give back, or that the checks of the policy let through by a bug."""
    return InternalError(
        Problem(
            "PK878",
            Words(
                "an amount to spend has epsilon above 0 and delta from 0 to less than 1",
                "un montant à dépenser a un epsilon supérieur à 0 et un delta de 0 à moins de 1",
            ),
        )
    )
