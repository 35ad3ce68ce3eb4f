"""Risk beyond the groups: special uniques, uniques of the population, and individual risk by sampling weights."""

from __future__ import annotations

import math
from collections.abc import Iterator

from privkit.gates.exhibit import Measured
from privkit.gates.record_risk import modelled
from privkit.gates.unit_risks import AT_MOST, weighted_classes
from privkit.risk.population import population_uniques
from privkit.risk.record import summed
from privkit.risk.suda import special_uniques
from privkit.run.measure_cells import MOST_FACTS, MOST_WORK, Cells
from privkit.run.measured import Estimate
from privkit.words import Words

MOST_SUDA = 300_000  # combinations looked at for special uniques
MOST_COLUMNS = 24
_SEVERAL = Words(
    "a unit has several rows, in several groups", "une unité a plusieurs lignes, dans plusieurs groupes"
)
_TOO_MANY = Words(f"more than {AT_MOST} groups and units", f"plus de {AT_MOST} groupes et unités")
_NO_COLUMN = Words("there is no quasi-identifier", "il n'y a pas de quasi-identifiant")


def estimates(
    cells: Cells, weight: str | None, household: str | None, fraction: float | None
) -> tuple[Estimate, ...]:
    """What can be told: SUDA always, population uniques with a sampling ``fraction``, individual risk with a column
    of sampling ``weight``, carried to the ``household`` when its column is told. What cannot be estimated says why.
    DataError PK681 to PK683 for wrong weights.
    """
    out = list(_special(cells, fraction))
    if fraction is not None:
        out += _population(cells, fraction)
    if weight is not None or household is not None:
        out += _individual(cells, weight, household)
    return tuple(out)


def _special(cells: Cells, fraction: float | None) -> Iterator[Estimate]:
    up_to = min(MOST_FACTS, len(cells.on))
    label = Words(
        f"special uniques, at most {up_to} column{'s' if up_to > 1 else ''} (SUDA)",
        f"cas uniques spéciaux, {up_to} colonne{'s' if up_to > 1 else ''} au plus (SUDA)",
    )
    highest = Words("highest DIS-SUDA score", "score DIS-SUDA le plus haut")
    reason = _not_special(cells)
    if reason is not None:
        yield Estimate("suda_units", label, None, reason=reason)
        return
    codes, weights, holder = cells.codes()
    found = special_uniques(
        codes,
        weights=weights,
        unit_of=holder,
        fraction=0.01 if fraction is None else fraction,
        up_to=up_to,
    )
    yield Estimate("suda_units", label, len(found.alone))
    if fraction is not None:
        yield Estimate("suda_highest", highest, float(found.dis.max()) if len(found.dis) else 0.0, share=True)


def _not_special(cells: Cells) -> Words | None:
    if not cells.on:
        return _NO_COLUMN
    sets = sum(math.comb(len(cells.on), size) for size in range(1, MOST_FACTS + 1))
    if cells.rows <= MOST_SUDA and len(cells.on) <= MOST_COLUMNS and cells.rows * sets <= MOST_WORK:
        return None
    return Words(
        f"too many to look through: {cells.rows} combinations of {len(cells.on)} columns",
        f"trop à examiner : {cells.rows} combinaisons de {len(cells.on)} colonnes",
    )


def _population(cells: Cells, fraction: float) -> Iterator[Estimate]:
    label = Words("uniques of the population, estimated", "cas uniques de la population, estimés")
    share = Words("their share of the population", "leur part de la population")
    if not cells.once:
        yield Estimate("population_uniques", label, None, reason=_SEVERAL)
        return
    found = population_uniques(cells.groups.histogram, fraction)
    yield Estimate("population_uniques", label, found.uniques, reason=found.reason)
    if found.share is not None:
        yield Estimate("population_unique_share", share, found.share, share=True)


def _individual(cells: Cells, weight: str | None, household: str | None) -> Iterator[Estimate]:
    """Individual risk by weights (Franconi and Polettini 2004), carried to households when they are known."""
    kind = Words("individual risk", "risque individuel")
    if household is not None:
        kind = Words("risk through one's household", "risque par son foyer")
    highest = Words("highest ", "plus haut ") + kind
    table = Measured(cells.engine, cells.present, cells.schema)
    sizes = weighted_classes(table, cells.present, cells.on, weight, household)
    if sizes is None:
        yield Estimate("individual_highest", highest, None, reason=_TOO_MANY)
        return
    found = modelled(sizes, by_weight=weight is not None)
    total = summed(found.risk, found.units)
    yield Estimate("individual_highest", highest, total.highest, share=True)
    yield Estimate("individual_average", Words("average ", "en moyenne, ") + kind, total.average, share=True)
    expected = Words("re-identifications expected", "réidentifications attendues")
    yield Estimate("individual_expected", expected, total.expected)
