"""Every difference between two policies: nothing written differently is passed over in silence.

Both are walked together, field by field. A rule says which way a change goes; what no rule knows is *different*, and
left to a person. Only what is written is compared: no data are read and nothing is measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from privkit.policy.difference.change import Action, Change, Effect
from privkit.policy.difference.items import crossed, items_of, paired
from privkit.policy.difference.kept import about_kept
from privkit.policy.difference.rule import UNKNOWN, Rule
from privkit.policy.difference.rules_conditions import RULES as CONDITIONS
from privkit.policy.difference.rules_rest import RULES as REST
from privkit.policy.difference.rules_steps import RULES as STEPS
from privkit.policy.difference.scales import unknown
from privkit.policy.difference.spot import Spot
from privkit.policy.difference.values import value_words
from privkit.policy.model.policy import Policy
from privkit.policy.shapes import keywords
from privkit.policy.terms import Section
from privkit.words import Words

RULES: Mapping[str, Rule] = {**REST, **STEPS, **CONDITIONS}
_ORDER = tuple(Effect)
#: Lists whose order means something.
_ORDERED = (("steps",), ("steps", "aggregate", "then"))


def difference(before: Policy, after: Policy) -> tuple[Change, ...]:
    """What changed from one policy to another: weaker first, then what a person must look at, then stronger.

    Empty when both say the same. Backwards, the same changes come with the opposite effects.
    """
    changes = list[Change]()
    for name, word in keywords(Policy).items():
        here = Spot((name.rstrip("_"),), (name.rstrip("_"),), (word.word,))
        one, two = getattr(before, name), getattr(after, name)
        found = list(_compare(here, one, two))
        if not found and one != two:  # the same things, written another way
            found = [_change(here, Action.CHANGED, 0, because=_WRITTEN)]
        changes += found
    changes = [about_kept(change, before, after) for change in changes]
    return tuple(sorted(changes, key=lambda change: _ORDER.index(change.effect)))


_WRITTEN = Words("the same is written another way", "la même chose est écrite autrement")


def _compare(spot: Spot, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if before is None or after is None:
        yield _came_or_went(spot, before, after)
    elif isinstance(before, Section) and isinstance(after, Section):
        yield from _sections(spot, before, after)
    elif isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _compare(spot.named(key), before.get(key), after.get(key))
    elif _holds_sections(before) or _holds_sections(after):
        yield from _lists(spot, before, after)
    else:
        yield from _values(spot, before, after)


def _sections(spot: Spot, before: Section, after: Section) -> Iterator[Change]:
    for name, word in keywords(type(before)).items():
        yield from _compare(spot.field(name, word.word), getattr(before, name), getattr(after, name))


def _holds_sections(many: Any) -> bool:
    return isinstance(many, tuple) and any(isinstance(one, Section) for one in many)


def _lists(spot: Spot, before: Any, after: Any) -> Iterator[Change]:
    pairs = paired(items_of(before), items_of(after))
    for one, two in pairs:
        item = one or two
        assert item is not None
        here = spot.item(item.pattern, item.where)
        yield from _compare(here, one.value if one else None, two.value if two else None)
    if spot.pattern in _ORDERED and crossed(pairs):
        yield _change(spot, Action.MOVED, 0)


def _values(spot: Spot, before: Any, after: Any) -> Iterator[Change]:
    rule = _rule(spot)
    if isinstance(before, tuple) and isinstance(after, tuple) and rule.here and rule.scale is unknown:
        came = tuple(one for one in after if one not in before)
        went = tuple(one for one in before if one not in after)
        if went:
            yield _change(spot, Action.REMOVED, -rule.here, before=went)
        if came:
            yield _change(spot, Action.ADDED, rule.here, after=came)
        if came or went:
            return
    sign = rule.scale(before, after)
    yield _change(spot, Action.CHANGED, sign, before=before, after=after)


def _came_or_went(spot: Spot, before: Any, after: Any) -> Change:
    rule = _rule(spot)
    if before is None:
        return _change(spot, Action.ADDED, rule.presence(after), after=after)
    return _change(spot, Action.REMOVED, -rule.presence(before), before=before)


def _change(
    spot: Spot,
    action: Action,
    sign: int,
    *,
    before: Any = None,
    after: Any = None,
    because: Words | None = None,
) -> Change:
    return Change(
        spot.path,
        spot.where,
        action,
        Effect.of(sign),
        _shown(before),
        _shown(after),
        because or _rule(spot).because(sign),
    )


def _shown(value: Any) -> Words | None:
    return None if value is None or isinstance(value, Section | dict) else value_words(value)


def _rule(spot: Spot) -> Rule:
    return RULES.get(".".join(spot.pattern), UNKNOWN)
