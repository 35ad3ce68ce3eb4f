"""Which candidates a use tries: those that mean something for it, on the same steps, with the same attackers."""

from __future__ import annotations

from pathlib import Path

import pytest

from privkit.advice.candidates import Asked, Candidate, candidates_of
from privkit.advice.ground import Ground
from privkit.advice.law import from_taxes, law_of, standing
from privkit.advice.moment import moments_of
from privkit.advice.uses import USES, use_of
from privkit.errors import UsageError
from privkit.policy.model.conditions import kind_of
from privkit.policy.reader import Document, read_document
from privkit.steps.build import step_name

POLICIES = Path(__file__).parents[2] / "policies"


def document(name: str, *changes: tuple[str, str]) -> Document:
    from privkit.policy.reader import read_text

    text = (POLICIES / name).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_text(text, POLICIES / name)


def candidates(name: str, use: str) -> dict[str, Candidate]:
    return {one.key: one for one in candidates_of(Ground(document(name)), Asked(USES[use]))}


def test_uses_are_known_in_both_languages_and_a_near_word_is_told() -> None:
    assert use_of("facture") is use_of("bill") is USES["bill"]
    assert use_of("open-data") is use_of("données_ouvertes") is USES["open_data"]
    with pytest.raises(UsageError) as told:
        use_of("trainning")
    assert told.value.text("en") == ["PK697 --for trainning: there is no such use", "  → --for training"]
    with pytest.raises(UsageError) as told:
        use_of("xyz")
    assert told.value.text("fr")[1] == (
        "  → --for, au choix : entrainement, pilotage, donnees_ouvertes, hackathon, facture"
    )


@pytest.mark.parametrize("use", list(USES))
@pytest.mark.parametrize(
    "name", ["water-training.en.yaml", "eau-donnees-ouvertes.fr.yaml", "water-synthetic.en.yaml"]
)
def test_all_start_from_the_same_steps_and_data(name: str, use: str) -> None:
    ground = Ground(document(name))
    shape = [step for step in ground.shape if step.minimise is None]
    for one in candidates_of(ground, Asked(USES[use])):
        if one.policy is None:
            assert one.reason is not None and one.reason.en and one.reason.fr
            continue
        assert one.policy.data == ground.policy.data
        steps = [step for step in one.policy.steps if step_name(step) not in ("minimise", "set_aside")]
        assert steps[: len(shape)] == shape
        if not one.own:
            assert all(output.sharing.value == "internal" for output in one.policy.outputs)
            assert all(output.qualification.proposed.value == "personal" for output in one.policy.outputs)


def test_rows_are_attacked_alike_on_people_set_aside() -> None:
    found = candidates("water-training.en.yaml", "training")
    attacks = set()
    for one in found.values():
        assert one.policy is not None
        kinds = [step_name(step) for step in one.policy.steps]
        assert kinds.count("set_aside") == 1
        protects = [n for n, kind in enumerate(kinds) if kind in ("make_k_anonymous", "synthesise")]
        assert all(kinds.index("set_aside") < n for n in protects)
        attacks.add(
            tuple(
                c
                for c in one.policy.release_only_if
                if kind_of(c) in ("singling_out", "linkability", "inference")
            )
        )
    assert len(attacks) == 1


def test_what_the_policy_already_does_is_tried_once() -> None:
    found = candidates("water-training.en.yaml", "training")
    assert "k11" not in found and found["own"].own and "k30" in found


def test_conditions_that_say_nothing_of_made_rows_are_left_out_and_told() -> None:
    yardstick = candidates("water-training.en.yaml", "training")["trees"].yardstick
    assert yardstick is not None
    assert set(yardstick.left_out) >= {
        "k_anonymity",
        "l_diversity",
        "uniqueness",
        "households_removed",
        "information_loss",
    }
    assert "protection_cost" in yardstick.stated


def test_tables_are_by_columns_whose_values_anybody_knows() -> None:
    found = candidates("water-training.en.yaml", "bi")
    for key in ("secrecy", "dp_tables_1"):
        policy = found[key].policy
        assert policy is not None
        rule = policy.steps[-1].aggregate
        assert rule is not None
        (table,) = rule.tables.values()
        assert list(table.by) == [
            "nb_occupants",
            "surface_m2",
        ]  # no file of levels beside this copy of the policy
        assert not any(keys.chosen_privately for keys in table.by.values())


def test_tables_of_the_policy_keep_their_parts_of_another_budget() -> None:
    policy = candidates("eau-donnees-ouvertes.fr.yaml", "open_data")["dp_tables_1"].policy
    assert policy is not None and policy.privacy_budget is not None
    rule = next(step.aggregate for step in policy.steps if step.aggregate)
    assert [float(table.epsilon or 0) for table in rule.tables.values()] == [0.1, 0.7, 0.2]
    assert policy.privacy_budget.this_release.epsilon == 1


def test_a_column_that_does_not_leave_makes_no_table() -> None:
    ground = Ground(document("water-training.en.yaml"))
    with pytest.raises(UsageError) as told:
        candidates_of(ground, Asked(USES["bi"], by=("jardins",)))
    assert told.value.text("en") == ["PK698 --by jardins: no such column leaves", "  → --by jardin"]


def test_nothing_is_called_anonymous_without_for_whom() -> None:
    for use in USES:
        for one in candidates("water-training.en.yaml", use).values():
            told = standing(one)
            assert (
                told.en.startswith("personal")
                or told.en == "anonymous for who receives them? a person decides"
            )


def test_tax_data_call_for_statistical_secrecy() -> None:
    policy = document("water-training.en.yaml").policy
    assert from_taxes(policy) == ("property",)
    assert any(item.topic.en == "Statistical secrecy of tax data" for item in law_of(policy, USES["bi"]))
    other = document("water-open-data.en.yaml").policy
    assert from_taxes(other) == ()
    assert any(item.source.en == "CRPA L. 312-1-2" for item in law_of(other, USES["open_data"]))


@pytest.mark.parametrize("use", list(USES))
def test_identity_is_lost_once_at_the_protection(use: str) -> None:
    found = moments_of(document("water-training.en.yaml").policy, USES[use])
    assert [m.stage.en for m in found] == [
        *("Collection", "Crossing", "Protection", "Segmentation", "Comparison on the bill"),
    ]
    assert [m.stage.en for m in found if m.lost] == ["Protection"]
    assert found[1].here is not None and found[1].heeded
    assert found[1].here.en == "pseudonyms are made at step 4, before the crossing at step 5"


def test_a_crossing_on_an_identifier_is_pointed_at() -> None:
    found = moments_of(document("water-synthetic.en.yaml").policy, USES["hackathon"])
    assert found[1].here is not None and found[1].heeded is False
    assert found[1].here.en == "the crossing at step 4 is on an identifier as it is: pseudonymise before it"


def test_the_ready_policies_can_all_be_read() -> None:
    for path in sorted(POLICIES.glob("*.yaml")):
        ground = Ground(read_document(path))
        assert ground.columns(ground.banded).schema.columns
