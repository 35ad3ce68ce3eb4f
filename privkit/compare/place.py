"""From a raw attribute of a household to its label in a reference table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from privkit.compare.labels import ALL
from privkit.errors import Problem, nearest, pattern_of
from privkit.steps.recoding import BandRecoding, RangeRecoding, Recoding, RoundRecoding, apply_chain
from privkit.words import Words, same

_NAMED = 12  # labels listed in an error


def label_of(
    column: str, household: Mapping[str, str], chain: Sequence[Recoding], known: Sequence[str]
) -> str | Problem:
    """The label of one attribute, or the problem PK564 or PK565.

    ``known`` are the labels that tell groups apart, none when the table kept no detail of the column: it is
    then not asked for. An attribute already given as a label (``60 to under 80``) is taken as it is.
    """
    if not known:
        return ALL
    if column not in household:
        return _missing(column, household, known)
    value = household[column].strip()
    label = recoded(value, chain)
    if label is not None and label in known:
        return label
    if value in (ALL, *known):
        return value
    # The recoding knows the value though no household of the table had this label.
    if label is not None and chain and (not chain[-1].labels or label in chain[-1].labels):
        return label
    return _unknown(column, value, known)


def recoded(value: str, chain: Sequence[Recoding]) -> str | None:
    """A raw value through its recodings. A decimal comma is read as a point."""
    if chain and isinstance(chain[0], BandRecoding | RangeRecoding | RoundRecoding):
        value = value.replace(",", ".")
        if pd.isna(pd.to_numeric(value, errors="coerce")):
            return None
    label = apply_chain(chain, pd.Series([value], dtype=object)).iloc[0]
    return None if pd.isna(label) else str(label)


def _missing(column: str, household: Mapping[str, str], known: Sequence[str]) -> Problem:
    guess = nearest(column, list(household))
    hint = Words(f" (you wrote {guess})", f" (vous avez écrit {guess})") if guess else same("")
    return Problem(
        "PK564",
        Words(f"the household has no {column}", f"il manque {column} au foyer") + hint,
        instead=_allowed(column, known),
    )


def _unknown(column: str, value: str, known: Sequence[str]) -> Problem:
    shape = pattern_of(value)
    return Problem(
        "PK565",
        Words(
            f"{column}: a value of the form “{shape}” is not in the reference table",
            f"{column} : une valeur de la forme « {shape} » n'est pas dans la table de référence",
        ),
        instead=_allowed(column, known),
    )


def _allowed(column: str, known: Sequence[str]) -> Words:
    shown = ", ".join(known[:_NAMED]) + (", …" if len(known) > _NAMED else "")
    either = Words(f"one of: {shown}; ", f"au choix : {shown} ; ") if shown else same("")
    return (
        Words("write ", "écrivez ")
        + same(f"{column}=… ")
        + Words("with ", "avec ")
        + either
        + Words("* when it is not known", "* si on ne le connaît pas")
    )
