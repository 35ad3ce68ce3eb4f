"""The words of the bills as Arrow columns: names, addresses, codes, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privkit.demo.canaries import Planted
from privkit.demo.contracts import HOME, SHARED, WORK, Contracts
from privkit.demo.draw import Bools, Ints
from privkit.demo.dwellings import Dwellings
from privkit.demo.geography import Geography
from privkit.demo.people import (
    CORRECTION_REMARK,
    FIRST_NAMES,
    NAMING_REMARKS,
    PLAIN_REMARKS,
    RESIDENCES,
    SHOPS,
    SURNAMES,
    phone,
)
from privkit.demo.places import COMMUNES, STREETS

_NAMING = 1_500  # different remarks that name someone
_PLAIN = 3_500  # entries of the pool that do not, so that 3 remarks in 10 name someone


@dataclass(frozen=True)
class Texts:
    """Text columns with one entry per contract, and the pool of remarks."""

    id_contrat: pa.Array
    id_local: pa.Array
    nom_titulaire: pa.Array
    adresse: pa.Array
    remarks: pa.Array


def make_texts(
    rng: np.random.Generator,
    contracts: Contracts,
    dwellings: Dwellings,
    geography: Geography,
    planted: Planted,
) -> Texts:
    """Spell out the contracts; canaries take the place of the words they replace."""
    return Texts(
        id_contrat=pc.utf8_lpad(pa.array(contracts.number).cast(pa.string()), 9, "0"),
        id_local=_dwelling_ids(contracts, dwellings, geography),
        nom_titulaire=_replaced(_holders(contracts), planted, [c.nom_titulaire for c in planted.canaries]),
        adresse=_replaced(_addresses(contracts, geography), planted, [c.adresse for c in planted.canaries]),
        remarks=pa.array([*remark_pool(rng), *(c.commentaire for c in planted.canaries)]),
    )


def dwelling_codes(dwellings: Dwellings, geography: Geography) -> pa.Array:
    """``id_local``: the commune's code, then seven digits in no meaningful order."""
    commune = pick([c.code for c in COMMUNES], geography.commune[dwellings.area])
    return pc.binary_join_element_wise(
        commune, pc.utf8_lpad(pa.array(dwellings.number).cast(pa.string()), 7, "0"), ""
    )


def remark_pool(rng: np.random.Generator) -> tuple[str, ...]:
    """The pool of remarks; the first is that of corrections."""
    plain = [PLAIN_REMARKS[i] for i in rng.integers(0, len(PLAIN_REMARKS), _PLAIN)]
    draws = (
        rng.integers(0, top, _NAMING)
        for top in (len(NAMING_REMARKS), len(FIRST_NAMES), len(SURNAMES), 10_000)
    )
    naming = [
        NAMING_REMARKS[form].format(first=FIRST_NAMES[first], last=SURNAMES[last], phone=phone(int(number)))
        for form, first, last, number in zip(*draws, strict=True)
    ]
    return (CORRECTION_REMARK, *plain, *naming)


def pick(words: Sequence[str], index: Ints) -> pa.Array:
    """The words at these indexes."""
    return pa.array(words, pa.string()).take(pa.array(index))


def yes_no(mask: Bools | pa.Array) -> pa.Array:
    """``oui`` or ``non``, as French files write a yes or a no."""
    return pc.if_else(pa.array(mask) if isinstance(mask, np.ndarray) else mask, "oui", "non")


def _dwelling_ids(contracts: Contracts, dwellings: Dwellings, geography: Geography) -> pa.Array:
    nowhere = contracts.dwelling < 0
    codes = dwelling_codes(dwellings, geography)
    return codes.take(pa.array(np.where(nowhere, 0, contracts.dwelling), mask=nowhere))


def _holders(contracts: Contracts) -> pa.Array:
    """People for homes and gardens, shop signs and residences for the others."""
    last = pick(SURNAMES, contracts.last)
    person = pc.binary_join_element_wise(pick(FIRST_NAMES, contracts.first), last, " ")
    shop = pc.binary_join_element_wise(pick(SHOPS, contracts.first % len(SHOPS)), last, " ")
    residence = pc.binary_join_element_wise(
        "Copropriété", pick(RESIDENCES, contracts.last % len(RESIDENCES)), " "
    )
    work, shared = pa.array(contracts.use == WORK), pa.array(contracts.use == SHARED)
    return pc.if_else(shared, residence, pc.if_else(work, shop, person))


def _addresses(contracts: Contracts, geography: Geography) -> pa.Array:
    """``12 rue des Lilas, appt 4, Nantes``."""
    street = pc.binary_join_element_wise(
        pa.array(contracts.door).cast(pa.string()), pick(STREETS, contracts.street), " "
    )
    in_flat = pa.array((contracts.flat > 0) & (contracts.use == HOME))
    flat = pc.if_else(
        in_flat, pc.binary_join_element_wise(", appt ", pa.array(contracts.flat).cast(pa.string()), ""), ""
    )
    town = pick([c.name for c in COMMUNES], geography.commune[contracts.area])
    return pc.binary_join_element_wise(pc.binary_join_element_wise(street, flat, ""), town, ", ")


def _replaced(column: pa.Array, planted: Planted, words: list[str]) -> pa.Array:
    mask = np.zeros(len(column), dtype=np.bool_)
    mask[planted.places] = True
    return pc.replace_with_mask(column, pa.array(mask), pa.array(words, pa.string()))
