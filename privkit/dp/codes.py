"""The codes of errors about differential privacy, with a title for each."""

from __future__ import annotations

from typing import Literal

from privkit.errors import InternalError, Problem
from privkit.words import Words

CODES: dict[str, Words] = {
    "PK520": Words(
        "differential privacy was asked for wrongly", "la confidentialité différentielle est mal demandée"
    ),
    "PK521": Words("no epsilon is enough for a delta", "aucun epsilon ne suffit à un delta"),
    "PK522": Words("Gaussian noise without a delta", "un bruit gaussien sans delta"),
    "PK523": Words("keys chosen privately without a delta", "des clés choisies en privé sans delta"),
}


def misuse(message: Words) -> InternalError:
    """The error for arguments that only a bug can bring."""
    return InternalError(Problem("PK520", message))


def no_delta_for(what: Literal["gaussian", "keys"], table: str) -> Problem:
    """The problem of a table that needs a delta and has none."""
    instead = Words("a delta in the budget, as 1e-7", "un delta dans le budget, comme 1e-7")
    if what == "keys":
        return Problem(
            "PK523",
            Words(
                f"table {table}: keys chosen from the data need a delta",
                f"table {table} : des clés choisies dans les données demandent un delta",
            ),
            instead=instead + Words(", or a known list of keys", ", ou une liste de clés connue"),
        )
    return Problem(
        "PK522",
        Words(
            f"table {table}: Gaussian noise needs a delta",
            f"table {table} : un bruit gaussien demande un delta",
        ),
        instead=instead + Words(", or geometric noise", ", ou un bruit géométrique"),
    )
