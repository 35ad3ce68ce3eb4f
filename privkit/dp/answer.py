"""From exact integers to published columns: noise once, then arithmetic on noisy numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from privkit.dp.aggregates import hold
from privkit.dp.calibrate import Plan, Planned
from privkit.dp.codes_measures import misuse
from privkit.dp.combine import Answer, Asked
from privkit.dp.contribution import Need, hold_rows, units
from privkit.dp.figures import Figures, Whole, whole
from privkit.dp.intervals import Spread, gaussian, geometric
from privkit.dp.keys import keep
from privkit.dp.measures.base import Noisy
from privkit.dp.noise import Noise
from privkit.dp.sharpen import sharpened
from privkit.words import Words

#: Numbers drawn at a time: Python integers are large, and a table may have millions of bins.
AT_ONCE = 500_000


@dataclass(frozen=True, eq=False)
class Answered:
    """The noisy answers of one table. ``kept``: positions of the keys shown, None where keys are public."""

    asked: Asked
    noisy: Mapping[Need, Noisy]
    kept: NDArray[np.intp] | None = None

    def publish(self) -> dict[str, Figures]:
        """The published column of each measure, by name. It can be done again: nothing is spent."""
        surer = sharpened(self.asked.wanted, self.noisy)
        return {
            measure.name: measure.publish(needs, self.noisy if needs[0].kind == "bins" else surer)
            for measure, needs in zip(self.asked.measures, self.asked.wanted, strict=True)
        }


def answer(asked: Asked, exact: Mapping[str, NDArray[Any]], plan: Plan, noise: Noise) -> Answered:
    """Draw the noise of one table, once.

    ``exact`` holds for each query the exact integers of :attr:`Asked.needs`: one per public key (empty ones
    too) or, where keys are chosen privately, one per key that at least one unit holds. Raises DataError
    (PK547) when they cannot be right, before any noise is drawn.
    """
    cells = len(exact[asked.answers[0].query.name])
    if asked.table.cells is not None and cells != asked.table.cells:
        raise misuse(Words("not one exact answer per public key", "pas une réponse exacte par clé publique"))
    held = {
        one.query.name: hold(one.query.name, one.need, np.asarray(exact[one.query.name]), cells)
        for one in asked.answers
    }
    for one in asked.answers:
        if one.need.kind in ("rows", "bins"):
            hold_rows(asked.table, int(held[one.query.name].sum()))
    kept, noisy = None, {}
    for one in sorted(asked.answers, key=lambda each: not each.query.selects):
        planned, numbers = plan.of(one.query.name), held[one.query.name]
        if one.query.selects:
            if one.need != units() or planned.threshold is None:
                raise misuse(Words("keys are chosen by units", "les clés se choisissent par unités"))
            chosen = keep(_with_noise(one, numbers, planned, noise), planned.threshold)
            kept, values = chosen.kept, chosen.counts
        else:
            values = _with_noise(one, numbers if kept is None else numbers[kept], planned, noise)
        noisy[one.need] = Noisy(values, spread_of(planned), one.strategy)
    return Answered(asked, noisy, kept)


def _with_noise(one: Answer, exact: NDArray[Any], planned: Planned, noise: Noise) -> Whole:
    """Exact integers plus integer noise, added as Python integers: neither is ever rounded."""
    answers = exact if one.strategy is None else one.strategy.ask(exact)
    flat, out = answers.ravel(), np.empty(answers.size, dtype=np.int64)
    for start in range(0, flat.size, AT_ONCE):
        part = flat[start : start + AT_ONCE].astype(object)
        out[start : start + AT_ONCE] = whole(part + _draw(part.size, planned, noise))
    return out.reshape(answers.shape)


def _draw(size: int, planned: Planned, noise: Noise) -> NDArray[Any]:
    if planned.mechanism == "geometric" and planned.scale is not None:
        return np.asarray(noise.geometric(size, planned.scale), dtype=object)
    if planned.mechanism == "discrete_gaussian" and planned.sigma_squared is not None:
        return np.asarray(noise.discrete_gaussian(size, planned.sigma_squared), dtype=object)
    raise misuse(Words("a plan without noise", "un plan sans bruit"))


def spread_of(planned: Planned) -> Spread:
    """The noise of one planned query as intervals read it."""
    if planned.scale is not None:
        return geometric(planned.scale, planned.margin95)
    assert planned.sigma_squared is not None
    return gaussian(planned.sigma_squared, planned.margin95)
