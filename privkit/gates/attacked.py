"""How an attack decides a condition.

The same attacker is sent against the unprotected data (positive control), against the release, and, through the
release, against people who were not in it. Against unprotected data the attack must do better than what the condition
allows, or it shows nothing: *inconclusive*. Then the condition is held when the upper bound of what the attack gains
on the people of the release, everybody and each group that counts, is within the threshold, even when the attack does no better than a
guess.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from privkit.gates.attack_words import group_name
from privkit.gates.base import Trial, at_most, beside, percent, round_up_percent
from privkit.gates.exhibit import Exhibit
from privkit.gates.runs import Attack, Tried, orders_of, tried
from privkit.gates.stage import Stage, Untold
from privkit.risk.attacks.result import FEWEST, AttackResult, Orders
from privkit.risk.attacks.scene import Scene
from privkit.steps.base import shown_share
from privkit.values import Outcome, Verdict
from privkit.words import Words

#: The setting most attack conditions have.
RISK = Words("risk_at_most", "risque_au_plus")
#: The share found, in words, and whether it is any at all: the sentence of a condition.
Sentence = Callable[[Words, bool], Words]


@dataclass(frozen=True)
class Prepared:
    """An attack ready to be made. ``key`` tells it apart from others on the same output; ``figures`` go as they are."""

    attack: Attack
    scenes: tuple[Scene, Scene]
    key: tuple[Hashable, ...]
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One condition: its keyword, its rule, its threshold, the words of its setting, its sentence.

    ``stronger`` says what gives an attack that shows nothing a chance on unprotected data. ``difference``: what is
    gained is a difference of shares of success, and not a share of those who would not have been found otherwise.
    ``groups`` are asked for by the policy. ``nothing_to_try`` says that a release which leaves an attacker nothing to
    try is safe from it; None when it shows nothing.
    """

    name: str
    rule: Any
    threshold: Fraction
    setting: Words
    sentence: Sentence
    stronger: Words
    difference: bool = False
    groups: tuple[str, ...] = ()
    nothing_to_try: Words | None = None

    @property
    def required(self) -> Words:
        """The threshold in words."""
        return at_most(self.threshold)


Prepare = Callable[[Exhibit, Stage], "Prepared | Untold"]


def judged(asked: Asked, trial: Trial, prepare: Prepare) -> list[Verdict]:
    """One verdict per output concerned."""
    return [_one(asked, trial, exhibit, prepare) for exhibit in trial.concerned(asked.rule.output)]


def _one(asked: Asked, trial: Trial, exhibit: Exhibit, prepare: Prepare) -> Verdict:
    stage = trial.runs.stage(exhibit, trial)
    if isinstance(stage, Untold):
        return untold(asked, exhibit.output, stage)
    ready = prepare(exhibit, stage)
    if isinstance(ready, Untold):
        return untold(asked, exhibit.output, ready)
    orders = orders_of(exhibit.output, trial, float(asked.rule.confidence))
    found = tried(exhibit, trial, (asked.name, *ready.key), ready.attack, ready.scenes, orders)
    if isinstance(found, Untold):
        return untold(asked, exhibit.output, found)
    figures = {**figures_of(found, orders, asked), **ready.figures, "people": dict(stage.people)}
    if stage.left_out:
        figures["left_out"] = list(stage.left_out)
    if stage.sampled:
        figures["sampled"] = stage.sampled
    return _decided(asked, exhibit.output, found, figures, stage.note)


def _decided(asked: Asked, output: str, found: Tried, figures: dict[str, Any], note: Words | None) -> Verdict:
    threshold, worst = asked.threshold, worst_of(found.release, asked)
    if not succeeds(found.unprotected, threshold):
        weak = _no_power(asked, found.unprotected, threshold)
        return untold(asked, output, weak, figures)
    if not found.release.originals.attacks:
        return _not_one(asked, output, figures, note)
    held = worst.risk.high <= float(threshold)
    return Verdict(
        asked.name,
        output,
        Outcome.HELD if held else Outcome.FAILED,
        measured(asked, found.release),
        asked.required,
        figures,
        asked.rule.because,
        None if held else nearest(asked, worst),
        note,
        found.release.risk,
    )


def _not_one(asked: Asked, output: str, figures: dict[str, Any], note: Words | None) -> Verdict:
    """No attempt could be made on the release, where there were some on the unprotected data."""
    if asked.nothing_to_try is None:
        return untold(asked, output, Untold(_NO_ATTEMPT, asked.stronger), figures)
    figures = {**figures, "share": 0.0}
    because = asked.rule.because
    return Verdict(
        asked.name, output, Outcome.HELD, asked.nothing_to_try, asked.required, figures, because, None, note
    )


_NO_ATTEMPT = Words("not one attack could be made", "aucune attaque n'a pu être menée")


def worst_of(found: AttackResult, asked: Asked) -> AttackResult:
    """Everybody, or the group that decides in their place: the highest upper bound of those that count.

    A group counts when the condition asks for it, when it was attacked as often as everybody, or when a gain is proved
    on it (its interval is above 0). On a smaller group where none is proved the upper bound is wide whatever the release
    is: it is told, and does not decide.
    """
    often = found.originals.attacks

    def counts(group: AttackResult) -> bool:
        made = group.originals.attacks
        return made > 0 and (group.risk.low > 0 or group.group in asked.groups or made >= often)

    return _highest(found, [g for g in found.groups if counts(g)])


def widest_of(found: AttackResult) -> AttackResult:
    """The group with the highest upper bound among all that were attacked often enough to be told."""
    return _highest(found, [g for g in found.groups if min(g.originals.attacks, g.control.attacks) >= FEWEST])


def _highest(found: AttackResult, groups: Sequence[AttackResult]) -> AttackResult:
    return max((found, *groups), key=lambda r: r.risk.high)


def succeeds(unprotected: AttackResult, threshold: Fraction) -> bool:
    """Whether an attack on unprotected data does better, beyond doubt, than what the condition allows."""
    return unprotected.risk.low > float(threshold)


def measured(asked: Asked, found: AttackResult) -> Words:
    """What the attack gains, and at most; the worst group when it is not everybody."""
    level = shown_share(Fraction(asked.rule.confidence))
    told = asked.sentence(percent(found.risk.value), found.risk.value > 0)
    high = beside(found.risk.high, asked.threshold)
    told += Words(f"; at most {high.en} ({level.en})", f" ; au plus {high.fr} (à {level.fr})")
    worst, widest = worst_of(found, asked), widest_of(found)
    if worst.group:
        who, bound = group_name(worst.group), beside(worst.risk.high, asked.threshold)
        told += Words(
            f"; worst group, {who.en}: at most {bound.en}", f" ; pire groupe, {who.fr} : au plus {bound.fr}"
        )
    if widest.group != worst.group and widest.risk.high > worst.risk.high:
        who, wide = group_name(widest.group), percent(widest.risk.high)
        told += Words(
            f"; no gain is proved elsewhere ({who.en}: at most {wide.en})",
            f" ; aucun gain n'est prouvé ailleurs ({who.fr} : au plus {wide.fr})",
        )
    return told


def nearest(asked: Asked, worst: AttackResult) -> Words:
    """The threshold that would pass; where doubt alone decides, more people set aside would too."""
    bound = round_up_percent(worst.risk.high)
    told = Words(f"{asked.setting.en}: {bound.en}", f"{asked.setting.fr}: {bound.fr}")
    if worst.risk.value <= float(asked.threshold):
        return told + Words(
            ", or more people set aside, and more attacks",
            ", ou plus de personnes mises de côté, et plus d'attaques",
        )
    return told + Words(
        ", coarser columns, or a stronger protection",
        ", des colonnes moins précises, ou une protection plus forte",
    )


def _no_power(asked: Asked, unprotected: AttackResult, threshold: Fraction) -> Untold:
    low, value = percent(unprotected.risk.low), percent(unprotected.risk.value)
    allowed = at_most(threshold)
    return Untold(
        Words(
            f"on unprotected data this attack gains {value.en} (at least {low.en}): not surely more than the condition "
            f"allows ({allowed.en}), so that it could show nothing",
            f"sur des données non protégées cette attaque gagne {value.fr} (au moins {low.fr}) : pas à coup sûr plus que "
            f"la condition n'admet ({allowed.fr}), elle ne peut donc rien montrer",
        ),
        asked.stronger,
    )


def untold(asked: Asked, output: str, why: Untold, figures: Mapping[str, Any] | None = None) -> Verdict:
    """A condition that shows nothing counts as not met."""
    return Verdict(
        asked.name,
        output,
        Outcome.INCONCLUSIVE,
        why.reason,
        asked.required,
        dict(figures or {}),
        asked.rule.because,
        why.nearest,
    )


def figures_of(found: Tried, orders: Orders, asked: Asked) -> dict[str, Any]:
    """Figures for machines: counts of the three, for everybody and each group.

    ``share`` is what is compared with ``required``: the highest upper bound. In ``bars``, ``from``, ``to`` and
    ``limit`` are the interval and the threshold as shares of attempts that succeed, beside the three ``rate``.
    """
    worst = worst_of(found.release, asked)
    before = {r.group: r for r in found.unprotected.groups}
    bars = [_bar(asked, found.release, found.unprotected)]
    bars += [_bar(asked, r, before.get(r.group)) for r in found.release.groups]
    return {
        "share": worst.risk.high,
        "required": float(asked.threshold),
        "worst_group": worst.group,
        "widest_group": widest_of(found.release).group,
        "confidence": orders.confidence,
        "comparisons": orders.comparisons,
        "asked": orders.attacks,
        "made": found.release.originals.attacks,
        "seed": orders.seed,
        "bars": bars,
    }


def _bar(asked: Asked, release: AttackResult, unprotected: AttackResult | None) -> dict[str, Any]:
    risk, base = release.risk, release.control.rate
    room = 1.0 if asked.difference else 1 - base
    start, end, limit = (min(1.0, base + room * x) for x in (risk.low, risk.high, float(asked.threshold)))
    bar = {
        "group": release.group,
        "release": _tally(release.originals),
        "control": _tally(release.control),
        "risk": risk.value,
        "low": risk.low,
        "high": risk.high,
        "from": start,
        "to": end,
        "limit": limit,
    }
    if unprotected is not None:
        bar["unprotected"] = _tally(unprotected.originals)
        bar["unprotected_control"] = _tally(unprotected.control)
        bar["unprotected_risk"] = unprotected.risk.value
        bar["unprotected_low"] = unprotected.risk.low
    return bar


def _tally(tally: Any) -> dict[str, Any]:
    return {"successes": tally.successes, "attacks": tally.attacks, "rate": tally.rate}
