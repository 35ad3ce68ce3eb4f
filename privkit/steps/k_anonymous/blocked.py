"""Errors of a search, told at the line of the policy; one that finds nothing says where to see what would pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from privkit.errors import DataError, Problem
from privkit.steps.base import Spot
from privkit.words import Words, same

#: Codes of a criterion that no choice meets, and of a search that had no time to meet one.
BLOCKED = ("PK440", "PK444", "PK446", "PK447", "PK448", "PK450", "PK454", "PK455")
_FRONTIER = Words(
    "; privkit measure --as POLICY --frontier tells what each k costs",
    " ; privkit measure --as POLITIQUE --frontier dit ce que coûte chaque k",
)


@contextmanager
def located(spot: Spot) -> Iterator[None]:
    """Give the errors of the room of anonymity, which knows no policy, their place in it."""
    try:
        yield
    except DataError as error:
        raise spot.located(DataError(*map(_helped, error.problems))) from None


def _helped(problem: Problem) -> Problem:
    if problem.code not in BLOCKED:
        return problem
    return replace(problem, instead=(problem.instead or same("")) + _FRONTIER)
