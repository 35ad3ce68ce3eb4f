"""The last look before noise is drawn: what was reserved of the budget is what will be asked of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from privkit.errors import InternalError, Problem
from privkit.steps.base import Context
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.steps.aggregate.noise_plan import NoisePlan


def refuse_unpaid(planned: NoisePlan, context: Context) -> None:
    """:func:`refuse_unreserved` for the noise of tables."""
    refuse_unreserved([event.to_body() for event in planned.plan.events], context)


def refuse_unreserved(asked: Sequence[Mapping[str, Any]], context: Context) -> None:
    """Raise InternalError (PK797) unless the run reserved these very noisy answers: nothing is drawn on credit."""
    reserved = context.budget["events"] if context.budget else None
    if reserved is None or list(reserved) != list(asked):
        raise InternalError(
            Problem(
                "PK797",
                Words(
                    "the noise to draw is not what was reserved of the budget",
                    "le bruit à tirer n'est pas ce qui a été réservé du budget",
                ),
                instead=Words(
                    "nothing was published; tell the makers of privkit",
                    "rien n'a été publié ; signalez-le aux auteurs de privkit",
                ),
            )
        )
