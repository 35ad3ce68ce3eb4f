"""Why what a run let out must be judged again: anonymity is said of a day, and does not last by itself.

A verdict was given with the conditions, the attacks and the terms of that day. When the policy asks otherwise since, when
the attacks may have changed, when the review or a term of use is past, it no longer speaks for today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from privkit.policy.difference import Effect, difference
from privkit.policy.say import day
from privkit.run.identity import code_version
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.difference import Change
    from privkit.policy.model.policy import Policy

#: Of a policy, what a verdict rests on: the conditions, and the number of attacks.
_JUDGED_BY = (("release_only_if",), ("technical", "attacks"))
_EFFECTS = {
    Effect.STRONGER: Words("stricter", "plus exigeante"),
    Effect.WEAKER: Words("looser", "moins exigeante"),
    Effect.DIFFERENT: Words("a person must look", "une personne doit regarder"),
}


def reasons_to_judge_again(
    evidence: Mapping[str, Any], then: Policy | None, now: Policy | None, as_of: date
) -> tuple[Words, ...]:
    """The reasons, most pressing first; none when the verdicts of the run still speak for ``as_of``.

    ``then``: the policy of the run; ``now``: the same policy as it is written today; None when it cannot be read.
    """
    return (*_past(evidence, now, as_of), *_conditions(then, now), *_attacks(evidence))


def _past(evidence: Mapping[str, Any], now: Policy | None, as_of: date) -> Iterator[Words]:
    written = now.policy.review_before if now else evidence["policy"]["policy"]["review_before"]
    review = date.fromisoformat(str(written))
    if review <= as_of:
        shown = day(review)
        yield Words(
            f"the policy was to be reviewed before {shown.en}",
            f"la politique était à revoir avant le {shown.fr}",
        )
    for name, expires in terms_of_use(evidence).items():
        if expires < as_of:
            shown = day(expires)
            yield Words(
                f"the terms of use of {name} expired on {shown.en}",
                f"les conditions d'usage de {name} ont expiré le {shown.fr}",
            )


def terms_of_use(evidence: Mapping[str, Any]) -> dict[str, date]:
    """The last day of use of each table whose terms name one."""
    tables = evidence["policy"]["data"]["tables"].items()
    ends = {name: (table["origin"].get("terms_of_use") or {}).get("expires") for name, table in tables}
    return {name: date.fromisoformat(str(end)) for name, end in ends.items() if end}


def _conditions(then: Policy | None, now: Policy | None) -> Iterator[Words]:
    if then is None or now is None:
        return
    for change in difference(then, now):
        if _judges(change):
            effect = _EFFECTS[change.effect]
            yield Words(
                f"a condition changed since ({effect.en}): {_short(change).en}",
                f"une condition a changé depuis ({effect.fr}) : {_short(change).fr}",
            )


def _judges(change: Change) -> bool:
    if change.path[-1] == "because":  # the reason was put otherwise, not what is asked
        return False
    return any(change.path[: len(start)] == start for start in _JUDGED_BY)


def _short(change: Change) -> Words:
    """The change without what it does to people, which its effect says."""
    from dataclasses import replace

    return replace(change, because=None).words


def _attacks(evidence: Mapping[str, Any]) -> Iterator[Words]:
    judged, here = str(evidence["code_version"]), code_version()
    if judged != here:
        yield Words(
            f"it was judged by privkit {judged}, and this is {here}: attacks may have changed",
            f"il a été jugé par privkit {judged}, et voici {here} : les attaques ont pu changer",
        )
