"""The protections tried: the policy's own, and variants of it that differ by their protection alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from privkit.advice.ground import Family, Ground
from privkit.advice.items import output, step
from privkit.advice.tables import reference_of, tables_of
from privkit.advice.yardstick import Yardstick, for_rows, for_tables
from privkit.policy.check_synthesis import ACROSS_UNITS
from privkit.policy.model.anonymity import Method
from privkit.policy.model.outputs import Nature
from privkit.policy.model.steps import Step
from privkit.steps.build import step_name
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.advice.uses import Use
    from privkit.policy.model.policy import Policy

#: Rows that a model makes are about one row per unit.
SEVERAL = Words(
    "a unit has several rows: summarise them into one first",
    "une unité a plusieurs lignes : les résumer d'abord en une seule",
)
ASIDE = Fraction(20, 100)  # of the people, whom no candidate sees: attacks are judged on them
REMOVED = "5 %"  # of the units, at most, where the policy does not say
DELTA = "1e-6"
SECONDS = 20  # for a search of levels, where the policy sets no limit


@dataclass(frozen=True)
class Candidate:
    """One protection. ``policy`` is the whole variant; ``reason`` says why there is none, and nothing is then run."""

    key: str
    name: Words
    family: Family
    nature: Nature
    policy: Policy | None
    yardstick: Yardstick | None = None
    own: bool = False
    reason: Words | None = None


@dataclass(frozen=True)
class Asked:
    """What a person asks: a use, the risk allowed to attacks the policy does not state, columns of tables, the share of
    the units set aside where the policy sets none."""

    use: Use
    risk: Fraction = Fraction(10, 100)
    by: tuple[str, ...] = ()
    aside: Fraction = ASIDE


Made = tuple["Policy", Yardstick] | Words
Builder = Callable[[Ground, Asked], Made]


def candidates_of(ground: Ground, asked: Asked) -> tuple[Candidate, ...]:
    """The policy's own protection first, then those of the use, but for the one that the policy's own is."""
    own = _own(ground, asked)
    others = (_candidate(key, ground, asked) for key in asked.use.tried)
    return (own, *(one for one in others if not _alike(own, one)))


def _alike(own: Candidate, one: Candidate) -> bool:
    """Whether a candidate does what the policy does: the same steps, whatever time a search may take."""
    if own.policy is None or one.policy is None or own.policy.comparison != one.policy.comparison:
        return False
    return _plain(own.policy.steps) == _plain(one.policy.steps)


def _plain(steps: Sequence[Step]) -> list[Step]:
    return [
        item.model_copy(
            update={"make_k_anonymous": item.make_k_anonymous.model_copy(update={"seconds_at_most": None})}
        )
        if item.make_k_anonymous
        else item
        for item in steps
    ]


def _own(ground: Ground, asked: Asked) -> Candidate:
    """The policy as it is, measured by the same yardstick; people are set aside when it sets none."""
    policy, name = ground.policy, Words("the policy as it is", "la politique telle quelle")
    nature = policy.outputs[0].nature
    if ground.family == "tables":
        rule = ground.own("aggregate")
        noisy = rule.privacy_model.value == "differential_privacy"
        yardstick = for_tables(policy, rule.tables, noisy)
        return Candidate("own", name, "tables", nature, _judged(policy, yardstick), yardstick, own=True)
    steps = policy.steps
    if ground.own("set_aside") is None:
        at = next(
            (n for n, item in enumerate(steps) if step_name(item) in (*ACROSS_UNITS, "synthesise")),
            len(steps),
        )
        steps = (*steps[:at], aside(ground, asked), *steps[at:])
    yardstick = for_rows(
        policy, ground.columns(ground.banded), ground.family, asked.risk, compared=_compared(ground)
    )
    whole = policy.model_copy(update={"steps": steps})
    return Candidate("own", name, ground.family, nature, _judged(whole, yardstick), yardstick, own=True)


def _candidate(key: str, ground: Ground, asked: Asked) -> Candidate:
    name, family, nature, build = _KNOWN[key]
    made = build(ground, asked)
    if isinstance(made, Words):
        return Candidate(key, name, family, nature, None, reason=made)
    return Candidate(key, name, family, nature, *made)


def _judged(policy: Policy, yardstick: Yardstick) -> Policy:
    return policy.model_copy(update={"release_only_if": yardstick.conditions})


def _compared(ground: Ground) -> bool:
    return ground.policy.comparison is not None


def aside(ground: Ground, asked: Asked) -> Step:
    """People set aside: the policy's own step, else the share asked."""
    own = ground.own("set_aside")
    return (
        Step(set_aside=own)
        if own is not None
        else step(set_aside={"share": f"{float(asked.aside * 100):g} %"})
    )


def _rows(
    ground: Ground,
    asked: Asked,
    kept: Sequence[Step],
    protect: Sequence[Step],
    nature: Nature,
    family: Family = "rows",
    raw: bool = False,
    compared: bool = True,
) -> Made:
    """Rows that leave after these steps. ``raw``: without the bands of the policy, in which households are compared."""
    table, steps = ground.table(tuple(kept)), (*kept, aside(ground, asked), *protect)
    if table is None:
        return _NO_UNITS
    columns = ground.columns(tuple(kept))
    left = {c.name for c in columns.schema.columns}
    compared = compared and not raw and _keeps_comparison(ground, left)
    names = ground.renamed() if raw else {}
    yardstick = for_rows(ground.policy, columns, family, asked.risk, names, compared)
    hidden = any(item.pseudonymise for item in kept)  # without pseudonyms, that word is refused
    said = Nature.GENERALISED if nature is Nature.PSEUDONYMISED and not hidden else nature
    whom = asked.use.receives.say(ground.document.language)
    single = len(ground.schemas(tuple(kept))) == 1
    whole = ground.policy.model_copy(
        update={
            "steps": steps,
            "outputs": (output("tried", None if single else table, said.value, whom),),
            "comparison": ground.policy.comparison if compared else None,
            "privacy_budget": None,
        }
    )
    return _judged(whole, yardstick), yardstick


def _keeps_comparison(ground: Ground, left: set[str]) -> bool:
    rule = ground.policy.comparison
    return rule is not None and {rule.target, *rule.groups_by} <= left


_NO_UNITS = Words(
    "no table of units is left after the steps of the policy",
    "aucune table d'unités ne reste après les étapes de la politique",
)
_NO_QUASI = Words(
    "no quasi-identifier is left: there is nothing to make coarser",
    "aucun quasi-identifiant ne reste : il n'y a rien à rendre moins précis",
)
_NO_BANDS = Words("the policy declares no band and no bound", "la politique ne déclare ni tranche ni borne")
_MANY_LABELS = Words(
    "one value gets several labels: no group of a comparison is the same for two households",
    "une même valeur reçoit plusieurs libellés : aucun groupe de comparaison n'est le même pour deux foyers",
)


def _pseudonymised(ground: Ground, asked: Asked) -> Made:
    return _rows(ground, asked, ground.shape, (), Nature.PSEUDONYMISED, raw=True)


def _bands(ground: Ground, asked: Asked) -> Made:
    if len(ground.banded) == len(ground.shape):
        return _NO_BANDS
    return _rows(ground, asked, ground.banded, (), Nature.PSEUDONYMISED)


def _grouped(k: int, method: Method, ground: Ground, asked: Asked) -> Made:
    own = ground.own("make_k_anonymous")
    one_label = method is Method.FULL_DOMAIN  # what a comparison needs
    if not one_label and asked.use.matters == "messages":
        return _MANY_LABELS
    if own is not None:
        limit = own.seconds_at_most or SECONDS
        rule = own.model_copy(update={"k": k, "method": method, "seconds_at_most": limit})
        return _rows(
            ground,
            asked,
            ground.banded,
            (Step(make_k_anonymous=rule),),
            Nature.GENERALISED,
            compared=one_label,
        )
    on = ground.columns(ground.banded).quasi
    if not on:
        return _NO_QUASI
    body = {"k": str(k), "on": list(on), "remove_at_most": REMOVED, "method": method.value}
    made = step(make_k_anonymous={**body, "seconds_at_most": str(SECONDS)})
    return _rows(ground, asked, ground.banded, (made,), Nature.GENERALISED, compared=one_label)


def _made(method: str, epsilon: str | None, ground: Ground, asked: Asked) -> Made:
    own = ground.own("synthesise")
    delta = (
        own.privacy_model.differential_privacy.delta
        if own and own.privacy_model.differential_privacy
        else DELTA
    )
    model: Any = "none"
    if epsilon is not None:
        model = {"differential_privacy": {"epsilon": epsilon, "delta": str(delta)}}
    rule = step(synthesise={"method": method, "privacy_model": model}).synthesise
    assert rule is not None
    if own is not None:  # what the policy says that anybody knows, and what holds in every row
        kept = ("domain", "must_respect", "keep_together")
        rule = rule.model_copy(update={name: getattr(own, name) for name in kept})
    return _rows(ground, asked, ground.banded, (Step(synthesise=rule),), Nature.SYNTHETIC, "made")


def _tables(epsilon: str | None, ground: Ground, asked: Asked) -> Made:
    found = tables_of(ground, epsilon, asked.by)
    if isinstance(found, Words):
        return found
    policy, rule = found
    yardstick = for_tables(ground.policy, rule.tables, epsilon is not None)
    return _judged(policy, yardstick), yardstick


def _reference(epsilon: str, ground: Ground, asked: Asked) -> Made:
    found = reference_of(ground, epsilon)
    if isinstance(found, Words):
        return found
    policy, rule = found
    yardstick = for_tables(ground.policy, rule.tables, noisy=True, compared=True)
    return _judged(policy, yardstick), yardstick


def _k(k: int, method: Method = Method.FULL_DOMAIN) -> tuple[Words, Family, Nature, Builder]:
    name = Words(f"groups of {k}, one level per column", f"groupes de {k}, un niveau par colonne")
    if method is Method.LOCAL:
        name = Words(f"groups of {k}, each with its own levels", f"groupes de {k}, chacun avec ses niveaux")
    return name, "rows", Nature.GENERALISED, partial(_grouped, k, method)


def _private(epsilon: str, rows: bool) -> tuple[Words, Family, Nature, Builder]:
    if rows:
        name = Words(f"rows made by a model, ε = {epsilon}", f"lignes faites par un modèle, ε = {epsilon}")
        return name, "made", Nature.SYNTHETIC, partial(_made, "marginals", epsilon)
    name = Words(f"tables with noise, ε = {epsilon}", f"tableaux bruités, ε = {epsilon}")
    return name, "tables", Nature.AGGREGATED, partial(_tables, epsilon)


_KNOWN: Mapping[str, tuple[Words, Family, Nature, Builder]] = {
    "pseudonymised": (
        Words("no identifiers, nothing more", "sans identifiants, rien de plus"),
        "rows",
        Nature.PSEUDONYMISED,
        _pseudonymised,
    ),
    "bands": (
        Words("no identifiers, in the policy's bands", "sans identifiants, dans les tranches prévues"),
        "rows",
        Nature.PSEUDONYMISED,
        _bands,
    ),
    **{f"k{k}": _k(k) for k in (5, 11, 30, 50)},
    "local11": _k(11, Method.LOCAL),
    "trees": (
        Words("rows made by a model, no noise", "lignes faites par un modèle, sans bruit"),
        "made",
        Nature.SYNTHETIC,
        partial(_made, "trees", None),
    ),
    "dp_rows_1": _private("1", True),
    "dp_rows_3": _private("3", True),
    "secrecy": (
        Words("tables under statistical secrecy", "tableaux sous secret statistique"),
        "tables",
        Nature.AGGREGATED,
        partial(_tables, None),
    ),
    **{
        f"dp_reference_{e}": (
            Words(
                f"reference read from a table with noise, ε = {e}",
                f"référence lue dans un tableau bruité, ε = {e}",
            ),
            "tables",
            Nature.AGGREGATED,
            partial(_reference, e),
        )
        for e in ("1", "3")
    },
    "dp_tables_1": _private("1", False),
    "dp_tables_3": _private("3", False),
}
