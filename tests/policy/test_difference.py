"""What changed between two policies: which way, in words, and nothing in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.policy.difference import Action, Change, difference
from privkit.policy.difference.rules_conditions import BOUNDS, ON_USE
from privkit.policy.difference.scales import higher, lower, ranked, wider_bands
from privkit.policy.model.conditions import Condition
from privkit.policy.model.outputs import Sharing
from privkit.policy.model.policy import Policy
from privkit.policy.reader import Document, read_document
from privkit.policy.scalars import Amount, Duration
from privkit.policy.terms import Choice, Section
from privkit.words import Words

READY = sorted((Path(__file__).parents[2] / "policies").glob("*.yaml"))
BACK = {Action.ADDED: Action.REMOVED, Action.REMOVED: Action.ADDED}

Read = Callable[[str], Document]
Planted = Callable[[str, str, str], str]


@pytest.fixture(scope="session")
def ready() -> list[Policy]:
    return [read_document(path).policy for path in READY]


def signs(changes: tuple[Change, ...]) -> set[tuple[Any, ...]]:
    return {(c.path, c.action, c.effect, c.before, c.after) for c in changes}


def backwards(changes: tuple[Change, ...]) -> set[tuple[Any, ...]]:
    return {(c.path, BACK.get(c.action, c.action), c.effect.opposite, c.after, c.before) for c in changes}


def test_a_policy_and_itself_say_the_same(ready: list[Policy]) -> None:
    assert [difference(policy, policy) for policy in ready] == [()] * len(READY)


def test_backwards_weaker_is_stronger(ready: list[Policy]) -> None:
    for one, two in permutations(ready, 2):
        assert difference(one, two)
        assert signs(difference(two, one)) == backwards(difference(one, two))


def variants(value: Any) -> Iterator[Any]:
    """The same value with one leaf changed, for every leaf; nothing is validated."""
    if isinstance(value, Section):
        for name in type(value).model_fields:
            for other in variants(getattr(value, name)):
                yield value.model_copy(update={name: other})
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield {name: item for name, item in value.items() if name != key}
            for other in variants(inner):
                yield {**value, key: other}
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield value[:place] + value[place + 1 :]
            for other in variants(inner):
                yield (*value[:place], other, *value[place + 1 :])
    elif isinstance(value, Choice):
        yield from (word for word in type(value) if word is not value)
    elif isinstance(value, Duration):
        yield Duration(months=value.months + 7)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield f"{value}x"
    elif isinstance(value, Amount):
        yield Amount(value.number + 1, value.unit)
        yield Amount(value.number, "other")
    elif isinstance(value, date):
        yield value.replace(year=1999)
    elif value is not None:
        yield value + 1


@pytest.mark.parametrize("number", range(len(READY)), ids=[path.stem for path in READY])
def test_no_change_is_passed_over(ready: list[Policy], number: int) -> None:
    before = ready[number]
    tried = 0
    for after in variants(before):
        changes = difference(before, after)
        assert changes
        assert signs(difference(after, before)) == backwards(changes)
        tried += 1
    assert tried > 150


EDITS = (
    ("k: 11", "k: 5"),
    ("k: 11", "k: 20"),
    ("duration: 3 years", "duration: 5 years"),
    ("sharing: internal", "sharing: agreement"),
    ("into_bands: [0, 40, 60, 80, 100, 130]", "into_bands: [0, 60, 100]"),
    ("into_bands: [0, 40, 60, 80, 100, 130]", "into_bands: [0, 50, 100]"),
    ("remove_at_most: 5 %", "remove_at_most: 6 %"),
    ("state: draft", "state: validated"),
)


@given(st.sets(st.sampled_from(EDITS)), st.sets(st.sampled_from(EDITS)))
@settings(max_examples=40, deadline=None)
def test_any_two_edited_policies(training: dict[str, str], read: Read, one: Any, two: Any) -> None:
    made = []
    for edits in (one, two):
        text = training["en"]
        for old, new in sorted(edits):
            text = text.replace(old, new, 1)
        made.append(read(text).policy)
    found = difference(*made)
    assert (found == ()) == (made[0] == made[1])
    assert signs(difference(made[1], made[0])) == backwards(found)


@given(
    st.lists(st.integers(0, 9), min_size=1, unique=True), st.lists(st.integers(0, 9), min_size=1, unique=True)
)
def test_bands_are_wider_when_their_edges_are_some_of_the_others(one: list[int], two: list[int]) -> None:
    before, after = [str(n) for n in sorted(one)], [str(n) for n in sorted(two)]
    assert wider_bands(before, after) == -wider_bands(after, before)
    assert (wider_bands(before, after) == 1) == (set(two) < set(one))


@pytest.mark.parametrize(
    ("before", "after", "sign"),
    [
        (["1", "2", "3 to 4", "5 and more"], ["1 to 2", "3 and more"], 1),
        (["1", "2", "3 à 4", "5 et plus"], ["1", "2 et plus"], 1),
        (["1", "2 and more"], ["1", "2", "3 and more"], -1),
        (["1", "2", "3 to 4"], ["1", "2 to 3"], 0),  # other values are covered
        (["1 to 2"], ["1", "2"], 0),  # edges: 2 and more is covered
        (["1 to 2", "3 and more"], ["1", "2 and more"], 0),
        (["up to 2", "3 and more"], ["up to 1", "2", "3 and more"], -1),
        (["few", "many"], ["any"], 0),
        ([], ["0"], 0),
    ],
)
def test_bands_in_words(before: list[str], after: list[str], sign: int) -> None:
    assert wider_bands(before, after) == sign
    assert wider_bands(after, before) == -sign


def test_scales() -> None:
    assert higher(Fraction(1, 20), Fraction(1, 10)) == 1
    assert lower(Duration(months=12), Duration(days=400)) == -1
    assert higher("a", "b") == higher(True, False) == 0
    scale = ranked(Sharing.PUBLIC, (Sharing.AGREEMENT, Sharing.ENCLAVE), Sharing.INTERNAL)
    assert scale(Sharing.PUBLIC, Sharing.INTERNAL) == 1
    assert scale(Sharing.AGREEMENT, Sharing.ENCLAVE) == 0


def test_every_condition_is_judged() -> None:
    """A condition no table names would be left to a person: this says which, when one is made."""
    assert set(BOUNDS) | set(ON_USE) <= set(Condition.model_fields)
    assert not set(BOUNDS) & set(ON_USE)


@pytest.mark.parametrize(
    ("language", "old", "new", "effect", "words"),
    [
        (
            "en",
            "duration: 3 years",
            "duration: 5 years",
            "weaker",
            "register, retention, duration: 3 years becomes 5 years; data are kept longer",
        ),
        (
            "fr",
            "durée: 3 ans",
            "durée: 2 ans",
            "stronger",
            "registre, conservation, durée\u00a0: 3 ans devient 2 ans\u202f; les données sont gardées moins longtemps",
        ),
        (
            "en",
            "k: 11",
            "k: 7",
            "weaker",
            "steps, make_k_anonymous, k: 11 becomes 7; each person hides among fewer",
        ),
        (
            "fr",
            "k: 11",
            "k: 15",
            "stronger",
            "étapes, rendre_k_anonyme, k\u00a0: 11 devient 15\u202f; chaque personne se cache parmi plus d'autres",
        ),
        (
            "en",
            "sharing: internal",
            "sharing: public",
            "weaker",
            "outputs, training_set, sharing: internal becomes public; more people receive it",
        ),
        (
            "fr",
            "état: brouillon",
            "état: validée",
            "different",
            "politique, état\u00a0: brouillon devient validée\u202f; un brouillon ne laisse rien sortir",
        ),
        (
            "en",
            "into_bands: [0, 40, 60, 80, 100, 130]",
            "into_bands: [0, 60, 100]",
            "stronger",
            "steps, generalise, floor_area_m2, into_bands: 0, 40, 60, 80, 100 and 130 becomes 0, 60 and 100; "
            "values are coarser",
        ),
    ],
)
def test_changes_in_words(
    planted: Planted,
    training: dict[str, str],
    read: Read,
    language: str,
    old: str,
    new: str,
    effect: str,
    words: str,
) -> None:
    before, after = read(training[language]).policy, read(planted(language, old, new)).policy
    (change,) = difference(before, after)
    assert (str(change.effect), change.words.say("fr" if language == "fr" else "en")) == (effect, words)


def test_a_condition_or_a_step_removed_is_weaker(ready: list[Policy]) -> None:
    policy = ready[READY.index(next(path for path in READY if path.stem == "water-training.en"))]
    less = policy.model_copy(update={"release_only_if": policy.release_only_if[1:]})
    (gone,) = difference(policy, less)
    assert gone.words.en == "release_only_if, k_anonymity: removed; this is no longer checked"
    assert gone.words.fr == "diffuser_seulement_si, k_anonymat\u00a0: retrait\u202f; cela n'est plus vérifié"
    assert gone.effect == "weaker"
    steps = tuple(step for step in policy.steps if not step.pseudonymise)
    (gone,) = difference(policy, policy.model_copy(update={"steps": steps}))
    assert gone.words.en == "steps, pseudonymise: removed; this protection is no longer applied"
    assert gone.effect == "weaker"
    (moved,) = difference(policy, policy.model_copy(update={"steps": policy.steps[::-1]}))
    assert (moved.effect, moved.words.fr) == ("different", "étapes\u00a0: l'ordre change")


def test_a_step_of_a_column_that_no_longer_leaves_is_left_to_a_person(ready: list[Policy]) -> None:
    policy = ready[READY.index(next(path for path in READY if path.stem == "water-training.en"))]
    steps = []
    for step in policy.steps:
        if step.minimise:
            keep = {name: kept for name, kept in step.minimise.keep.items() if name != "surface_m2"}
            step = step.model_copy(update={"minimise": step.minimise.model_copy(update={"keep": keep})})
        if step.generalise:
            rules = {name: rule for name, rule in step.generalise.items() if name != "surface_m2"}
            step = step.model_copy(update={"generalise": rules})
        steps.append(step)
    found = {
        c.path[1:]: str(c.effect)
        for c in difference(policy, policy.model_copy(update={"steps": tuple(steps)}))
    }
    assert found == {
        ("generalise", "surface_m2"): "different",
        ("minimise", "keep", "surface_m2"): "stronger",
    }


def test_a_column_that_is_never_read_is_left_to_a_person(
    planted: Planted, training: dict[str, str], read: Read
) -> None:
    text = training["en"]
    line = next(line for line in text.splitlines() if "read: no" in line)
    after = read(planted("en", f"{line}\n", ""))
    (change,) = difference(read(text).policy, after.policy)
    assert (str(change.effect), change.because) == (
        "different",
        Words("it is never read", "elle n'est jamais lue"),
    )
