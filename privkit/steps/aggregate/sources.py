"""The table that is aggregated, and the steps before it: which of them a guarantee can stand on."""

from __future__ import annotations

from collections.abc import Iterator

from privkit.errors import Problem
from privkit.policy.declared import declared_columns
from privkit.policy.model.aggregation import Aggregate as Rule
from privkit.policy.model.aggregation import PrivacyModel
from privkit.policy.model.policy import Policy
from privkit.policy.model.steps import Step as Item
from privkit.steps.base import Schemas, Spot
from privkit.words import Words

#: Steps that look at several units to change one: after them, one unit changes the rows of others.
ACROSS_UNITS = (
    "make_k_anonymous",
    "suppress_locally",
    "microaggregate",
    "swap",
    "add_noise",
    "post_randomise",
    "sample",
)
#: Steps that keep within a limit what was brought within it.
AFTER_A_LIMIT = ("top_code", "bottom_code", "round", "minimise", "keep_rows")


def source_of(rule: Rule, schemas: Schemas) -> str | None:
    """The live table that is aggregated: the one named, or the one whose rows are those of units."""
    if rule.from_ is not None:
        return rule.from_ if rule.from_ in schemas and schemas[rule.from_].unit else None
    held = [name for name, schema in schemas.items() if schema.unit is not None]
    return held[0] if len(held) == 1 else None


def limit_before(policy: Policy, number: int) -> int | None:
    """The number of the last ``limit_contribution`` before a step."""
    return next((n for n in reversed(range(number)) if policy.steps[n].limit_contribution), None)


def order_problems(rule: Rule, policy: Policy, number: int, spot: Spot) -> Iterator[Problem]:
    """Steps that cannot stand where they are: PK778, PK779, PK780, PK785 (a step on rows after the tables)."""
    for later in policy.steps[number + 1 :]:
        yield _after(spot, _word(later))
    if rule.privacy_model is not PrivacyModel.DIFFERENTIAL_PRIVACY:
        return
    limit = limit_before(policy, number)
    if limit is None:
        yield _no_limit(spot)
    for position, item in enumerate(policy.steps[:number]):
        word = _word(item)
        blanks = item.suppress and any(rule.rarer_than is not None for rule in item.suppress.values())
        if word in ACROSS_UNITS or blanks:
            yield _across(spot, word)
        elif limit is not None and position > limit and word not in AFTER_A_LIMIT:
            yield _between(spot, word)


def names_before(policy: Policy, number: int) -> tuple[str, ...]:
    """Every column there may have been before a step: those declared, and those that steps name.

    A limit on ``areas`` is on the column of that name where there was one, kept or not, never on ``area``.
    """
    made = [c.name for c in declared_columns(policy)]
    for item in policy.steps[:number]:
        made += [rule.as_ for rule in (item.generalise or {}).values() if rule.as_]
        made += [
            *(item.summarise.columns if item.summarise else ()),
            *(item.pseudonymise.into if item.pseudonymise else ()),
        ]
    return tuple(dict.fromkeys(made))


def _word(item: Item) -> str:
    return next(name for name in Item.model_fields if getattr(item, name) is not None)


def _after(spot: Spot, word: str) -> Problem:
    written = spot.word(word)
    return spot.problem(
        "PK785",
        Words(
            f"the step {written} comes after the tables are made: no row is left",
            f"l'étape {written} vient après la fabrication des tableaux : il n'y a plus de ligne",
        ),
        Words(
            "move it before; what is done on published figures goes under then:",
            "placez-la avant ; ce qui se fait sur les chiffres publiés va sous puis :",
        ),
    )


def _no_limit(spot: Spot) -> Problem:
    written = spot.word("limit_contribution")
    return spot.problem(
        "PK779",
        Words(
            "nothing bounds what one unit can change: no noise would hide it",
            "rien ne borne ce qu'une unité peut changer : aucun bruit ne la cacherait",
        ),
        Words(f"add a step {written} before this one", f"ajoutez une étape {written} avant celle-ci"),
    )


def _across(spot: Spot, word: str) -> Problem:
    written = spot.word(word)
    return spot.problem(
        "PK778",
        Words(
            f"after the step {written} one unit changes the rows of others: the guarantee would not hold",
            f"après l'étape {written} une unité change les lignes des autres : la garantie ne tiendrait pas",
        ),
        Words(
            f"remove {written}: noise protects by itself",
            f"retirez {written} : le bruit protège par lui-même",
        ),
    )


def _between(spot: Spot, word: str) -> Problem:
    written, limit = spot.word(word), spot.word("limit_contribution")
    return spot.problem(
        "PK780",
        Words(
            f"the step {written} after {limit} may let one unit change more than the limit",
            f"l'étape {written} après {limit} peut laisser une unité changer plus que la limite",
        ),
        Words(f"move {written} before {limit}", f"placez {written} avant {limit}"),
    )
