"""A policy tried in memory tells what a run of it would, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privkit.errors import DataError, PolicyError, PrivkitError
from privkit.policy.reader import read_document
from privkit.run.quiet import Tried, try_policies, try_policy, varied
from tests.conftest import DAY, Tiny

if TYPE_CHECKING:
    from privkit.policy.model.policy import Policy

STEP = """\
  - generalise:
      town: { first_characters: 2 }
  - make_k_anonymous:
      k: 5
      counted_in: household
      on: [town, people]
      remove_at_most: 5 %

release_only_if:"""


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def with_k(k: int) -> Callable[[Policy], Policy]:
    def change(policy: Policy) -> Policy:
        steps = []
        for step in policy.steps:
            rule = step.make_k_anonymous
            update = {"make_k_anonymous": rule.model_copy(update={"k": k})} if rule else {}
            steps.append(step.model_copy(update=update))
        return policy.model_copy(update={"steps": tuple(steps)})

    return change


def test_a_trial_tells_what_the_run_tells_and_writes_nothing(tiny: Tiny) -> None:
    before = files(tiny.folder)
    found = try_policy(read_document(tiny.policy), DAY)
    assert files(tiny.folder) == before
    assert not tiny.reports.exists()
    evidence = tiny.apply().evidence
    assert [v.condition for v in found.verdicts] == [v["condition"] for v in evidence["verdicts"]]
    assert [v.outcome.value for v in found.verdicts] == [v["outcome"] for v in evidence["verdicts"]]
    assert (found.units_before, found.units_after) == (60, 60)
    assert [r.name for r in found.records] == ["minimise"]
    assert found.measures[0].after.smallest == 10
    assert found.spending is None and found.seconds > 0


def test_variants_tell_what_each_would_alone(tiny: Tiny) -> None:
    document = read_document(tiny.change(("\nrelease_only_if:", STEP)).policy)
    variants = [varied(document, with_k(k)) for k in (5, 15, 25)]
    together = [t for t in try_policies(variants, DAY) if isinstance(t, Tried)]
    alone = [try_policy(v, DAY) for v in variants]
    for one, other in zip(together, alone, strict=True):
        assert one.verdicts == other.verdicts
        assert one.measures == other.measures
        assert [(r.number, r.name, r.before) for r in one.records] == [
            (r.number, r.name, r.before) for r in other.records
        ]
    assert [t.measures[0].after.smallest for t in together] == [10, 20, 30]
    assert document.policy.steps[-1].make_k_anonymous.k == 5  # type: ignore[union-attr]


def test_a_variant_that_cannot_be_is_told_and_the_others_stay(tiny: Tiny) -> None:
    document = read_document(tiny.change(("\nrelease_only_if:", STEP)).policy)
    found = list(try_policies([varied(document, with_k(k)) for k in (61, 5)], DAY))
    assert isinstance(found[0], DataError)
    assert [p.code for p in found[0].problems] == ["PK440"]
    assert isinstance(found[1], Tried)


def test_a_policy_that_check_refuses_is_not_tried(tiny: Tiny) -> None:
    def without_steps(policy: Policy) -> Policy:
        return policy.model_copy(update={"steps": ()})

    document = read_document(tiny.policy)
    tiny.bills.unlink()  # and no data are read
    with pytest.raises(PolicyError) as told:
        try_policy(varied(document, without_steps), DAY)
    assert [p.code for p in told.value.problems] == ["PK725"]


def test_data_that_fit_no_variant_are_told_for_each(tiny: Tiny) -> None:
    document = read_document(tiny.change(("\nrelease_only_if:", STEP)).policy)
    tiny.bills.write_text("contract,holder,town,people,read_on,volume\n", encoding="utf-8")
    found = list(try_policies([varied(document, with_k(k)) for k in (5, 11)], DAY))
    assert [p.code for one in found if isinstance(one, PrivkitError) for p in one.problems] == ["PK468"] * 2
    with pytest.raises(DataError) as told:
        try_policy(document, DAY)
    assert [p.code for p in told.value.problems] == ["PK468"]
