from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sample

from privkit.errors import EvidenceError
from privkit.evidence.asjson import evidence_bytes, policy_json, read_evidence, to_json
from privkit.policy.model.outputs import Output
from privkit.policy.model.register import Retention
from privkit.policy.model.steps import MakeKAnonymous


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


def test_no_float_is_left_and_measured_figures_are_canonical_text() -> None:
    found = to_json(sample.record())
    assert not [leaf for leaf in _leaves(found) if isinstance(leaf, float)]
    assert found["measures"][0]["information_loss"] == "0.2431"
    assert found["measures"][0]["after"]["prosecutor_highest"] == "0.0769230769231"
    assert found["measures"][0]["after"]["units_below"] == {"5": 0, "11": 0}


def test_words_keep_both_languages_and_enums_their_word() -> None:
    found = to_json(sample.record())
    assert found["status"] == "held"
    assert found["verdicts"][2]["measured"] == {"en": "3.1% removed", "fr": "3,1 % retirés"}
    assert found["verdicts"][0]["outcome"] == "held"
    assert found["outputs"][0]["eliminate_after"] == {"en": "12 months", "fr": "12 mois"}


def test_the_same_record_gives_the_same_bytes_and_reads_back(tmp_path: Path) -> None:
    content = evidence_bytes(sample.record())
    assert content == evidence_bytes(sample.record())
    (tmp_path / "evidence.json").write_bytes(content)
    assert read_evidence(tmp_path) == read_evidence(tmp_path / "evidence.json") == to_json(sample.record())


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"format": "another"}', b"\xff"])
def test_what_is_no_evidence_is_told_without_its_content(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "evidence.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EvidenceError) as caught:
        read_evidence(tmp_path)
    assert caught.value.text("en") == [
        f"{path}: PK892 there is no evidence here that this version can read",
        "  → name the folder of a run, such as reports/<policy>/current",
    ]


def test_a_policy_is_written_with_english_keywords() -> None:
    french = {"language": "fr"}
    output = Output.model_validate(
        {
            "nom": "jeu",
            "tirée_de": "factures",
            "fichier": "jeu.csv",
            "nature": "généralisées",
            "qualification": {"proposée": "personnelle", "pour": "équipe"},
            "partage": "interne",
            "destinataires": "aucun",
            "éliminer_après": "12 mois",
        },
        context=french,
    )
    found = json.loads(json.dumps(to_json(sample.record(policy=policy_json(output)))))["policy"]  # type: ignore[arg-type]
    assert found == {
        "name": "jeu",
        "from": "factures",
        "file": "jeu.csv",
        "nature": "generalised",
        "qualification": {"proposed": "personal", "for": "équipe"},
        "sharing": "internal",
        "recipients": [],
        "eliminate_after": {"days": 0, "months": 12},
        "with": [],
    }


def test_names_the_user_chose_are_not_renamed() -> None:
    rule = MakeKAnonymous.model_validate(
        {"k": "11", "on": ["a"], "remove_at_most": "5 %", "hierarchies": {"from_": "h.csv"}},
        context={"language": "en"},
    )
    found = policy_json(rule)  # type: ignore[arg-type]
    assert found["hierarchies"] == {"from_": "h.csv"}
    assert found["remove_at_most"] == Fraction(1, 20)


def test_a_retention_keeps_its_keyword_from() -> None:
    rule = Retention.model_validate(
        {"duration": "3 years", "from": "day", "because": "The law."}, context={"language": "en"}
    )
    assert policy_json(rule)["from"] == "day"  # type: ignore[arg-type]


def test_dates_and_decimals_of_a_policy_become_text() -> None:
    found = to_json(sample.record(policy={"day": date(2026, 12, 1), "at": Decimal("0.10")}))
    assert found["policy"] == {"day": "2026-12-01", "at": "0.10"}
