"""Notices: every item of GDPR art. 13 and 14, the right rights, blanks where the policy says nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sample

from privkit.evidence.asjson import to_json
from privkit.evidence.papers import Order, Subject, make
from privkit.words import Language


def sections(language: Language = "en", change: Any = None) -> dict[str, str]:
    """Name of each section → its text."""
    evidence = to_json(sample.record())
    if change:
        change(evidence["policy"])
    found = json.loads(make(Subject(evidence), "notice", "json", Order(language=language)))
    return {one["name"]: json.dumps(one, ensure_ascii=False) for one in found["sections"]}


def ground(name: str) -> Any:
    return lambda policy: policy["register"]["legal_basis"].__setitem__("ground", name)


#: What art. 13(1) and (2) ask for, and how a reader finds it.
ARTICLE_13 = {
    "identity of the controller": "Métropole",
    "contact of the controller": "its postal address and e-mail",
    "contact of the DPO": "dpo@metropole.example",
    "purposes": "groupes de foyers comparables",
    "legal basis": "(art. 6(1)(e))",
    "recipients": "équipe science des données",
    "transfers": "Do they leave the European Union?",
    "retention": "3\u00a0years, then eliminated",
    "access": "(art. 15)",
    "rectification": "(art. 16)",
    "erasure": "(art. 17)",
    "restriction": "(art. 18)",
    "objection": "(art. 21)",
    "complaint": "CNIL",
    "statutory requirement": "whether the law or a contract requires these data",
    "automated decisions": "(art. 22)",
}


@pytest.mark.parametrize("item", sorted(ARTICLE_13))
def test_every_item_of_article_13_is_there(item: str) -> None:
    assert ARTICLE_13[item] in sections()["art-13"]


def test_article_14_adds_the_source_and_the_categories() -> None:
    found = sections()["art-14"]
    assert "fichiers fonciers, first collected for: établissement des impôts locaux" in found
    assert "whether this source is open to all" in found
    assert "consommation" in found
    assert "requires these data" not in found  # an item of art. 13 only
    assert "fichiers fonciers" not in sections()["art-13"]


def test_sensitive_data_are_told_where_they_come_from_only() -> None:
    found = sections()
    assert "Sensitive data are among them: health." in found["art-13"]
    assert "Sensitive data" not in found["art-14"]


def test_a_policy_without_another_source_needs_one_notice() -> None:
    assert set(sections(change=lambda policy: policy["data"]["tables"].pop("foncier"))) == {
        "before",
        "art-13",
    }


RIGHTS = {
    "consent": {"15", "16", "17", "18", "20", "7(3)"},
    "contract": {"15", "16", "17", "18", "20"},
    "legal_obligation": {"15", "16", "17", "18"},
    "vital_interests": {"15", "16", "17", "18"},
    "public_task": {"15", "16", "17", "18", "21"},
    "legitimate_interests": {"15", "16", "17", "18", "21"},
}


@pytest.mark.parametrize("name", sorted(RIGHTS))
def test_rights_follow_the_ground(name: str) -> None:
    found = sections(change=ground(name))["art-13"]
    given = {
        article for article in ("15", "16", "17", "18", "20", "21", "7(3)") if f". (art. {article})" in found
    }
    assert given == RIGHTS[name]
    assert ("portability (art. 20) does not apply" in found) == ("20" not in RIGHTS[name])
    assert ("object (art. 21) does not apply" in found) == ("21" not in RIGHTS[name])


def test_a_public_task_gives_no_portability_in_french_either() -> None:
    found = sections("fr")["art-13"]
    assert "Le droit à la portabilité (art. 20) ne s’applique pas" in found
    assert "Opposition\u00a0: refuser" in found


@pytest.mark.parametrize(
    ("key", "blank"),
    [
        ("purpose", "the purpose (policy: register.purpose)"),
        ("controller", "name of the controller (policy: register.controller)"),
        ("dpo", "how to reach the data protection officer (policy: register.dpo)"),
        ("data_categories", "the categories of data (policy: register.data_categories)"),
        ("legal_basis", "the legal basis (policy: register.legal_basis)"),
        ("retention", "how long (policy: register.retention)"),
    ],
)
def test_what_the_policy_does_not_say_is_a_blank(key: str, blank: str) -> None:
    found = sections(change=lambda policy: policy["register"].pop(key))
    assert f"[to fill in by the controller: {blank}]" in found["art-13"]
    assert blank in found["before"]  # told to whoever publishes


def test_a_transfer_asks_for_its_safeguards() -> None:
    found = sections(change=lambda policy: policy["register"].update(transfers_outside_eu=["Canada"]))
    assert "Canada. [to fill in by the controller: the safeguards" in found["art-13"]


def test_no_step_that_applies_requests_no_promise() -> None:
    evidence = to_json(sample.record(steps=sample.STEPS[1:]))
    assert "applied from the next run on" not in make(Subject(evidence), "notice", "md", Order())
    assert "applied from the next run on" in make(Subject(to_json(sample.record())), "notice", "md", Order())
