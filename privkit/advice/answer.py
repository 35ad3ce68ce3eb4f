"""One question and its answer: a policy, a use, and everything that was laid side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from privkit.advice.candidates import Asked, candidates_of
from privkit.advice.ground import Ground
from privkit.advice.law import Item, law_of
from privkit.advice.measured import Found, Measured, NotMeasured, Told, measure
from privkit.advice.moment import Moment, moments_of
from privkit.advice.shows import Cheapest, Standing, cheapest, standings
from privkit.errors import PolicyError
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.reader import Document

#: Units that candidates are tried on, at most, unless more are asked for.
MOST_UNITS = 30_000


@dataclass(frozen=True)
class Answer:
    """What was measured of a policy's data for one use, on ``as_of``. Internal: it was measured on people's data."""

    document: Document
    asked: Asked
    as_of: date
    found: tuple[Found, ...]
    sample: int | None

    @property
    def measured(self) -> tuple[Measured, ...]:
        return tuple(one for one in self.found if isinstance(one, Measured))

    @property
    def not_measured(self) -> tuple[NotMeasured, ...]:
        return tuple(one for one in self.found if isinstance(one, NotMeasured))

    @property
    def standings(self) -> tuple[Standing, ...]:
        return standings(self.found)

    @property
    def cheapest(self) -> tuple[Cheapest, ...]:
        return cheapest(self.found, self.asked.use.matters)

    @property
    def law(self) -> tuple[Item, ...]:
        return law_of(self.document.policy, self.asked.use)

    @property
    def moments(self) -> tuple[Moment, ...]:
        return moments_of(self.document.policy, self.asked.use)

    @property
    def unit(self) -> str:
        return self.document.policy.data.privacy_unit.name

    @property
    def seconds(self) -> float:
        """Processor time of all candidates; what they share is counted in each."""
        return sum(one.seconds for one in self.measured)


def advise(
    document: Document,
    asked: Asked,
    as_of: date,
    told: Told,
    *,
    sample: int | None = MOST_UNITS,
    **options: Any,
) -> Answer:
    """Try the candidates of a use on the data of a policy.

    ``sample``: units drawn at random, with the policy's seed, when there are more; None for all. PolicyError PK699 for
    the bill when the policy compares nothing; errors of the policy and of its data as ``apply`` raises them.
    """
    if asked.use.name == "bill" and document.policy.comparison is None:
        raise PolicyError(_no_comparison(document))
    ground = Ground(document)
    found = measure(ground, candidates_of(ground, asked), as_of, told, sample=sample, **options)
    return Answer(document, asked, as_of, found, sample)


def _no_comparison(document: Document) -> Any:
    word = document.written("comparison")
    return document.problem(
        "PK699",
        ("policy", "name"),
        Words(
            "the policy compares nothing: no reference table could be on a bill",
            "la politique ne compare rien : aucune table de référence ne pourrait être sur une facture",
        ),
        Words(
            f"add a section {word}: target, groups_by…",
            f"ajoutez une section {word} : grandeur, groupes_par…",
        ),
    )
