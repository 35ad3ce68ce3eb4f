"""Rows of the original that are the only one of their kind, and stand in the measured file as they were."""

from __future__ import annotations

from privkit.risk.attacks.matches import apparent_matches, unique_exact_matches
from privkit.run.measure_cells import Cells
from privkit.run.measured import Matches

MOST_ROWS = 5_000_000


def matches(after: Cells, before: Cells) -> Matches | None:
    """Unique exact matches over all the columns both files hold, and apparent matches over the quasi-identifiers, as
    evaluations of protected releases publish them (NIST, SDNist); counted in rows, the unit's own column left out.

    None when the files share no column. On few columns a match may be chance: only attacks with people set aside tell.
    """
    units = {after.schema.unit, before.schema.unit}
    names = [n for n in after.schema.names if n in before.schema and n not in units]
    if not names:
        return None
    rows, people = (side.engine.collect(side.table.select(*names), MOST_ROWS) for side in (after, before))
    exact = unique_exact_matches(people, rows)
    on = [n for n in after.on if n in names]
    others = [n for n in names if n not in on]
    seen = apparent_matches(people, rows, on, others) if on else None
    return Matches(
        tuple(names),
        exact.records,
        exact.unique,
        exact.matched,
        tuple(on),
        seen.matched if seen else None,
        float(seen.alike.mean()) if seen and others and seen.matched else None,
    )
