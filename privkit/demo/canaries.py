"""Canaries: improbable people planted in the data, so that a test can prove no value leaks.

The surnames, streets and remarks below exist nowhere else; a report, message or log that holds one of
them has let a data value out. There is one canary per operator, so every file of bills holds some.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from privkit.demo.contracts import HOME, Contracts
from privkit.demo.draw import Ints
from privkit.demo.dwellings import Dwellings
from privkit.demo.geography import Geography
from privkit.demo.places import COMMUNES, OPERATORS


class Canary(NamedTuple):
    """The values of one planted contract, as they stand in the bills."""

    id_contrat: str
    nom_titulaire: str
    adresse: str
    commentaire: str


_HOLDERS = ("Quetzalcoatline Zwyxbourg", "Ornithorynque Vkladivostokoff", "Xylophonia Brzezgorzyn")
_ADDRESSES = ("9991 impasse du Dodo Mauve", "9992 sente du Kraken Poli", "9993 venelle du Yack Vernis")
_REMARKS = (
    "Zwyxbourg entend son compteur chanter la nuit",
    "Vkladivostokoff garde un lamantin dans le bassin",
    "Brzezgorzyn arrose des cactus sous la pluie",
)
_FIRST_NUMBER = 977_313_371  # other contracts stay under 900 000 000


@dataclass(frozen=True)
class Planted:
    """The canaries and the places of their contracts."""

    canaries: tuple[Canary, ...]
    places: Ints


def plant(contracts: Contracts, dwellings: Dwellings, geography: Geography) -> tuple[Contracts, Planted]:
    """Give one ordinary domestic contract per operator a canary's number, and say who it became."""
    commune = geography.commune[contracts.area]
    whole = (contracts.start == 0) & (contracts.end == contracts.end.max()) & (contracts.use == HOME)
    ordinary = whole & ~dwellings.vacant[contracts.dwelling] & dwellings.registered[contracts.dwelling]
    # A second meter would bear the neighbour's old name: dwellings with several contracts are left alone.
    meters = np.bincount(contracts.dwelling[contracts.dwelling >= 0], minlength=dwellings.house.size)
    ordinary &= meters[contracts.dwelling] == 1
    people = np.array([c.inhabitants for c in COMMUNES])
    numbers, canaries = contracts.number.copy(), []
    for rank, operator in enumerate(OPERATORS):
        served = np.array([c.operator == operator for c in COMMUNES])
        candidates = np.flatnonzero(ordinary & served[commune])
        if candidates.size == 0:  # a city of a few dozen households
            continue
        place = candidates[np.argmax(people[commune[candidates]])]
        numbers[place] = _FIRST_NUMBER + 1_000_003 * rank
        town = COMMUNES[int(commune[place])].name
        canaries.append(
            Canary(str(numbers[place]), _HOLDERS[rank], f"{_ADDRESSES[rank]}, {town}", _REMARKS[rank])
        )
    order = np.argsort(numbers)
    renumbered = replace(contracts, number=numbers).taken(order)
    places = len(contracts) - len(canaries) + np.arange(len(canaries), dtype=np.int64)
    return renumbered, Planted(tuple(canaries), places)
