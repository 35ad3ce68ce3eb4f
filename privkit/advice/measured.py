"""Each candidate tried on the data of the policy, in memory, and what was measured of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from privkit.advice.candidates import SEVERAL
from privkit.advice.figures import TableFigures, table_figures
from privkit.advice.yardstick import THREE_RISKS
from privkit.errors import PrivkitError
from privkit.run.quiet import try_policies
from privkit.values import Outcome, Verdict
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.advice.candidates import Candidate
    from privkit.advice.ground import Ground
    from privkit.run.quiet import Tried

#: Called before each candidate: its number, how many there are, its name.
Told = Callable[[int, int, Words], None]


@dataclass(frozen=True)
class Attack:
    """One of the three risks on one candidate: what the attacker gains, at most, and without protection.

    ``reason``: why it shows nothing; its figures are then None, but for those the attack got without protection.
    ``allowed``: the largest gain, ``stated`` by the policy or that of the page.
    """

    kind: str
    value: float | None
    high: float | None
    unprotected: float | None
    allowed: float
    stated: bool
    held: bool | None
    reason: Words | None = None

    @property
    def powerless(self) -> bool:
        """Whether the attack was made and shows nothing, for it gains too little on unprotected data."""
        return self.held is None and self.unprotected is not None


@dataclass(frozen=True)
class Messages:
    """Messages changed: their share, that of a new draw of the raw data, and the subgroup that bears most of it."""

    changed: float
    floor: float
    lost: float
    worst: float | None
    worst_column: str | None


@dataclass(frozen=True)
class Loss:
    """A loss of usefulness beside the same on real data drawn again; None where that is not told."""

    value: float
    floor: float | None


@dataclass(frozen=True)
class Measured:
    """What was measured of one candidate. Shares are from 0 to 1; ``seconds`` of processor time, all included.

    ``smallest``, ``alone``: groups of equal quasi-identifiers, of rows of people. ``detail``: share of the detail of
    quasi-identifiers that is lost. ``conditions``: verdicts of the policy's own conditions; ``epsilon`` and ``delta``
    are what a run would reserve. ``sampled``: units drawn of how many, when not all were read.
    """

    candidate: Candidate
    units_before: int
    units_after: int | None
    rows: int | None
    columns: tuple[str, ...]
    smallest: int | None
    alone: float | None
    detail: float | None
    attacks: Mapping[str, Attack]
    messages: Messages | None
    model: Loss | None
    distance: Loss | None
    tables: tuple[TableFigures, ...]
    epsilon: float | None
    delta: float | None
    conditions: tuple[Verdict, ...]
    seconds: float
    notes: tuple[Words, ...] = ()
    sampled: tuple[int, int] | None = None

    @property
    def removed(self) -> float | None:
        """The share of the units that are no longer there; None where rows are nobody's."""
        if self.candidate.family != "rows" or self.units_after is None or not self.units_before:
            return None
        return 1 - self.units_after / self.units_before


@dataclass(frozen=True)
class NotMeasured:
    """A candidate that could not be tried, and why."""

    candidate: Candidate
    reason: Words
    code: str = ""


Found = Measured | NotMeasured


def measure(
    ground: Ground, candidates: tuple[Candidate, ...], as_of: date, told: Told, **options: Any
) -> tuple[Found, ...]:
    """Try every candidate, in order; one that cannot be tried is told with its reason, and the others stay.

    ``options`` are those of :func:`privkit.run.quiet.try_policies`. The error of the policy's own protection is
    raised when no candidate could be tried: nothing could be said.
    """
    tried = [one for one in candidates if one.policy is not None]
    documents = [replace(ground.document, policy=one.policy) for one in tried if one.policy is not None]
    outcomes: Iterator[Tried | PrivkitError] = try_policies(documents, as_of, **options)
    found: list[Found] = []
    errors: list[PrivkitError] = []
    for number, one in enumerate(candidates):
        told(number + 1, len(candidates), one.name)
        if one.policy is None:
            assert one.reason is not None
            found.append(NotMeasured(one, one.reason))
            continue
        came = next(outcomes)
        if isinstance(came, PrivkitError):
            errors.append(came)
            found.append(NotMeasured(one, _why(came), came.problems[0].code if came.problems else ""))
        elif _left_out(one, came):
            found.append(NotMeasured(one, SEVERAL))
        else:
            found.append(figures_of(one, came))
    if errors and not any(isinstance(one, Measured) for one in found):
        raise errors[0]
    return tuple(found)


def _left_out(one: Candidate, tried: Tried) -> bool:
    """Whether the limit of one row per unit, which these tables need, left rows out."""
    if not one.key.startswith(("dp_tables", "dp_reference")):
        return False
    if one.yardstick is None or "tried" not in (tried.judged.tables or {}):
        return False
    limit = next((r for r in tried.records if r.name == "limit_contribution"), None)
    if limit is None:
        return False
    before, after = (
        max((c.rows for c in counts.values()), default=0) for counts in (limit.before, limit.after)
    )
    return after < before


def _why(error: PrivkitError) -> Words:
    """The first problem, and what would mend it."""
    first = error.problems[0]
    if first.instead is None:
        return first.message
    return first.message + Words(" → ", " → ") + first.instead


def figures_of(one: Candidate, tried: Tried) -> Measured:
    """What a trial measured of a candidate."""
    assert one.yardstick is not None
    first = next(iter(tried.measures), None)
    group = first.after if first and one.family == "rows" else None
    verdicts = {v.condition: v for v in tried.verdicts}
    made = tried.made
    spent = tried.spending.amount if tried.spending else None
    epsilon = float(spent.epsilon) if spent else float(made.epsilon) if made and made.epsilon else None
    delta = float(spent.delta) if spent else float(made.delta) if made and made.delta else None
    last = tried.records[-1]
    stated = one.yardstick.stated
    return Measured(
        candidate=one,
        units_before=tried.units_before,
        units_after=tried.units_after,
        rows=max((c.rows for c in last.after.values()), default=None),
        columns=tuple(dict.fromkeys(c.name for e in tried.judged.exhibits for c in e.schema.kept)),
        smallest=group.smallest if group else None,
        alone=group.unique_units / group.units if group and group.units else None,
        detail=first.information_loss if first and group else None,
        attacks={
            k: _attack(verdicts[k], k in stated, one.yardstick.allowed(k))
            for k in THREE_RISKS
            if k in verdicts
        },
        messages=_messages(tried) if one.policy and one.policy.comparison else None,
        model=_loss(verdicts.get("usefulness")),
        distance=_loss(verdicts.get("fidelity")),
        tables=table_figures(tried.aggregated) if tried.aggregated else (),
        epsilon=epsilon,
        delta=delta,
        conditions=tuple(v for v in tried.verdicts if v.condition in stated or v.condition == "comparison"),
        seconds=tried.seconds,
        notes=tuple(dict.fromkeys(v.note for v in tried.verdicts if v.note is not None)),
        sampled=tried.sampled,
    )


def _attack(verdict: Verdict, stated: bool, allowed: float) -> Attack:
    figures = verdict.figures
    everybody: Mapping[str, Any] = next(iter(figures.get("bars", ())), {})
    shown = verdict.outcome is not Outcome.INCONCLUSIVE
    return Attack(
        verdict.condition,
        everybody.get("risk", 0.0) if shown else None,
        figures.get("share") if shown else None,
        everybody.get("unprotected_risk"),
        allowed,
        stated,
        verdict.outcome is Outcome.HELD if shown else None,
        None if shown else verdict.measured,
    )


def _messages(tried: Tried) -> Messages | None:
    cost = tried.judged.cost
    if cost is None:
        return None
    worst = cost.worst
    return Messages(
        cost.changed.value,
        cost.floor_share,
        cost.no_message_share,
        worst.changed_share if worst else None,
        worst.column if worst else None,
    )


def _loss(verdict: Verdict | None) -> Loss | None:
    if verdict is None or verdict.figures.get("share") is None:
        return None
    floor = verdict.figures.get("floor")
    return Loss(float(verdict.figures["share"]), None if floor is None else float(floor))
