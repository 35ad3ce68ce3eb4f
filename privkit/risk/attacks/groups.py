"""Subgroups easier to attack than most: the outliers, the rare, small places, large families.

Who belongs to one is decided by a person's own values and by half of the originals, set apart for that and never
attacked. So the rule falls alike on people of the release and on strangers, whatever the sizes of the two
(:class:`~privkit.risk.attacks.sides.Sides`); a rule that looked at a person's own sample would not.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from privkit.risk.attacks.cohorts import Groups, Mask
from privkit.risk.attacks.encode import MISSING, Encoded, Floats, Sheet, encode
from privkit.risk.attacks.neighbours import Neighbours
from privkit.risk.attacks.scene import Scene
from privkit.risk.attacks.sides import Positions, sheets, sides
from privkit.risk.packing import Ints, pack

#: Share of the people that a subgroup of the most exposed is made of.
SHARE = 0.1
#: People looked at for outliers on each side, and rows that they are compared with.
_CANDIDATES, _COMPARED = 4_000, 50_000
#: The neighbour whose distance makes an outlier: not the first, which may be a twin.
_NEIGHBOUR = 5

_Both = npt.NDArray[np.bool_]


def subgroups(scene: Scene, seed: int, *, small: Sequence[str] = (), large: Sequence[str] = ()) -> Groups:
    """Masks over the rows of originals and of control, by name, for the ``groups`` of an attack.

    * ``outliers``: the tenth furthest from its fifth nearest neighbour (Gower 1971, numbers by size), among up to
      4,000 on each side (Meeus, Guepin, Cretu and de Montjoye 2023, *Achilles' heels*);
    * ``rare combinations``: the tenth whose rarest pair of values is the rarest, numbers by tenths;
    * ``small values of c``, for each column c of ``small``: values that together make a tenth of the people at most,
      rarest first (small communes);
    * ``largest c``, for each number c of ``large``: at or above the 95th percentile (large families).

    Raises DataError (PK670 to PK673).
    """
    encoded = encode(scene)
    drawn = sides(encoded, np.random.default_rng([seed, 4]), keep_others=True)
    people, strangers, others = sheets(encoded, drawn)
    both = Sheet(
        np.concatenate([people.codes, strangers.codes]),
        np.concatenate([people.values, strangers.values]),
        np.concatenate([people.places, strangers.places]),
    )
    found = {"outliers": _outliers(encoded, both, others)}
    if len(encoded.fields) > 1:
        found["rare combinations"] = _rare(encoded, both, others)
    for name, column in zip(small, encoded.columns(small), strict=True):
        found[f"small values of {name}"] = _small(both.codes[:, column], others.codes[:, column])
    for name, column in zip(large, encoded.columns(large), strict=True):
        found[f"largest {name}"] = _largest(both.values[:, column], others.values[:, column])
    half = len(people)
    return {
        name: (
            _mask(drawn.people[inside[:half]], encoded.originals_order),
            _mask(drawn.strangers[inside[half:]], encoded.control_order),
        )
        for name, inside in found.items()
    }


def _mask(inside: Positions, order: npt.NDArray[np.intp]) -> Mask:
    mask = np.zeros(len(order), np.bool_)
    mask[order[inside]] = True
    return mask


def _outliers(encoded: Encoded, both: Sheet, others: Sheet) -> _Both:
    half = len(both) // 2
    some = min(half, _CANDIDATES)  # the sides are in random order
    candidates = np.concatenate([np.arange(some), half + np.arange(some)])
    compared = others.rows(np.arange(min(len(others), _COMPARED)))
    low, high = _middle(compared.values)
    index = Neighbours(encoded, range(len(encoded.fields)), _by_size(compared, low, high))
    far = index.distances(_by_size(both.rows(candidates), low, high), _NEIGHBOUR)
    out = np.zeros(len(both), np.bool_)
    out[candidates] = far >= np.quantile(far, 1 - SHARE) if len(far) else False
    return out


def _middle(values: Floats) -> tuple[Floats, Floats]:
    """The 5th and the 95th percentile of each column, 0 and 0 of a column without numbers."""
    ends = np.zeros((2, values.shape[1]))
    for j, column in enumerate(values.T):
        present = column[np.isfinite(column)]
        if len(present):
            ends[:, j] = np.quantile(present, [0.05, 0.95])
    return ends[0], ends[1]


def _by_size(sheet: Sheet, low: Floats, high: Floats) -> Sheet:
    """Numbers placed by their size, not by their rank, which brings extremes close: the middle nine tenths of the
    people fill a third of the scale, and what is beyond them by as much again, or more, is at its end."""
    spread = np.where(high > low, high - low, 1.0)
    places = (np.clip((sheet.values - low) / spread, -1, 2) + 1) / 3
    return replace(sheet, places=places.astype(np.float32))


def _rare(encoded: Encoded, both: Sheet, others: Sheet) -> _Both:
    columns = [
        np.concatenate([_label(sheet, j, encoded.is_number(j)) for sheet in (both, others)])
        for j in range(len(encoded.fields))
    ]
    rarest = np.full(len(both), np.iinfo(np.int64).max)
    for one, other in itertools.combinations(columns, 2):
        keys = pack(np.column_stack([one, other]))
        seen = np.bincount(keys[len(both) :], minlength=int(keys.max()) + 1)
        rarest = np.minimum(rarest, seen[keys[: len(both)]])
    return np.asarray(rarest <= np.quantile(rarest, SHARE)) if len(both) else np.zeros(0, np.bool_)


def _label(sheet: Sheet, j: int, number: bool) -> Ints:
    codes = sheet.codes[:, j].astype(np.int64)
    if not number:
        return codes
    tenth = (np.nan_to_num(sheet.places[:, j]) * 10).astype(np.int64) + 1
    return np.where(codes == MISSING, MISSING, tenth)


def _small(codes: npt.NDArray[np.int32], others: npt.NDArray[np.int32]) -> _Both:
    seen = np.bincount(others, minlength=int(max(codes.max(initial=0), others.max(initial=0))) + 1)
    rarest_first = np.argsort(seen, kind="stable")
    small = np.zeros(len(seen), np.bool_)
    small[rarest_first[np.cumsum(seen[rarest_first]) <= SHARE * len(others)]] = True
    return np.asarray(small[codes])


def _largest(values: npt.NDArray[np.float64], others: npt.NDArray[np.float64]) -> _Both:
    present = others[~np.isnan(others)]
    if not len(present):
        return np.zeros(len(values), np.bool_)
    return np.asarray(values >= np.quantile(present, 0.95))
