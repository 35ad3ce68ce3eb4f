"""What a synthesis is told of columns: public values, bounds, hard rules; what does not fit is told exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from privkit.policy.checks import check_document
from privkit.policy.reader import Document
from privkit.policy.repeated import profiles_of

TODAY = date(2026, 11, 24)
Read = Callable[[str], Document]
Synthetic = Callable[..., str]
Told = Callable[..., list[tuple[str, str, str]]]

LOSS = "{ differential_privacy: { epsilon: 3, delta: 1e-6 } }"
SPENT = "  - privacy_budget: { within: this_release }\n"
BUDGET = """privacy_budget:
  ledger: budgets/water.sqlite         # every release about these households spends here
  protects: household
  period: "2026"
  total:        { epsilon: 3, delta: 1e-6 }
  this_release: { epsilon: 3, delta: 1e-6 }
  because: Decided by the controller on the advice of the DPO.

"""


DOMAIN = "dwelling_type: { values: [house, flat] }\n"


def hard(rule: str) -> tuple[str, str]:
    return (DOMAIN, f"{DOMAIN}      must_respect:\n        - {rule}\n")


@pytest.mark.parametrize(
    ("language", "change", "code", "message"),
    [
        (
            "en",
            (DOMAIN, "dweling_type: { values: [house] }\n"),
            "PK104",
            "no table has a column `dweling_type`",
        ),
        (
            "en",
            (DOMAIN, "contract_id: { values: [house] }\n"),
            "PK633",
            "the column `contract_id` is not left after the steps",
        ),
        (
            "en",
            (DOMAIN, "volume_m3: { at_least: 60, at_most: 60 }\n"),
            "PK627",
            "the least value of `volume_m3` is not below its greatest",
        ),
        (
            "en",
            (DOMAIN, "dwelling_type: { at_least: 0, at_most: 60 }\n"),
            "PK627",
            "`at_least` is for numbers, and `dwelling_type` is none",
        ),
        (
            "en",
            (DOMAIN, "occupants: { at_most: 9 }\n"),
            "PK627",
            "`at_most` is for numbers, and `occupants` is none",
        ),
        (
            "en",
            (DOMAIN, "dwelling_type: { parts: 9 }\n"),
            "PK627",
            "`parts` is for numbers, and `dwelling_type` is none",
        ),
        (
            "en",
            (DOMAIN, "volume_m3: { values: [1, two] }\n"),
            "PK627",
            "`volume_m3` is a number, this value is none",
        ),
        (
            "en",
            hard("never_above: { column: volume_m3_1, limit: volume_m3_1 }"),
            "PK627",
            "the rule binds `volume_m3_1` to itself",
        ),
        (
            "en",
            hard("never_above: { column: volume_m3_1, limit: volume_m3 }"),
            "PK633",
            "`volume_m3` is 12 columns, and one is expected here",
        ),
        (
            "en",
            hard("never_above: { column: volume_m3_1, limit: area }"),
            "PK104",
            "no table has a column `area`",
        ),
        (
            "en",
            hard("combinations: { columns: [sector], known_list: a.csv }"),
            "PK627",
            "a combination is of at least two columns, each once",
        ),
        (
            "en",
            hard("total: { column: volume_m3_1, parts: [volume_m3] }"),
            "PK627",
            "the rule binds `volume_m3_1` to itself",
        ),
        (
            "en",
            hard("total: { column: volume_m3_1, parts: [volume_m3_2] }"),
            "PK627",
            "a total adds up at least two columns, each once",
        ),
        (
            "en",
            hard(
                "implies: { when: { column: garden, among: [a], missing: yes }, then: { column: sector, missing: yes } }"
            ),
            "PK627",
            "`missing` means no value, and values are listed",
        ),
        (
            "en",
            hard(
                "implies: { when: { column: garden, missing: yes }, then: { column: garden, missing: yes } }"
            ),
            "PK627",
            "the rule binds `garden` to itself",
        ),
        (
            "en",
            (DOMAIN, f"{DOMAIN}      keep_together: [sector, secto]\n"),
            "PK104",
            "no table has a column `secto`",
        ),
        (
            "en",
            (DOMAIN, f"{DOMAIN}      keep_together: [sector]\n"),
            "PK627",
            "one column alone is always kept together",
        ),
        (
            "fr",
            ("type_logement: { valeurs: [maison, appartement] }", "type_logement: { au_moins: 0 }"),
            "PK627",
            "`au_moins` est pour les nombres, et `type_logement` n'en est pas un",
        ),
    ],
)
def test_what_a_model_is_told_of_columns(
    language: str, change: tuple[str, str], code: str, message: str, told: Told
) -> None:
    assert [(c, m) for c, _, m in told(language, change)] == [(code, message)]


def test_values_chosen_privately_need_privacy(told: Told) -> None:
    change = (DOMAIN, "dwelling_type: { chosen_privately: yes }\n")
    assert told("en", change) == []
    found = told("en", change, (LOSS, "none"), (SPENT, ""), (BUDGET, ""))
    assert [(c, m) for c, _, m in found] == [
        ("PK627", "`chosen_privately` goes with differential privacy, and this model has none")
    ]


def test_rules_of_repeated_columns(synthetic: Synthetic, read: Read) -> None:
    """A total of twelve volumes is written with their one name; what is said of it is said of each."""
    total = "yearly: { role: confidential, type: number }\n        volume_m3: "
    text = synthetic(
        "en",
        ("volume_m3:       {", total + "{"),
        ("        volume_m3:\n", "        yearly:\n          because: The total.\n        volume_m3:\n"),
        hard("total: { column: yearly, parts: [volume_m3] }"),
    ).replace(DOMAIN, DOMAIN + "        volume_m3: { at_least: 0, at_most: 60, parts: 12 }\n")
    document = read(text)
    assert check_document(document, TODAY) == []
    made = next(s.synthesise for s in document.policy.steps if s.synthesise)
    names = profiles_of(document.policy)["volume_m3"]
    assert made.must_respect[0].total is not None
    assert made.must_respect[0].total.parts == names
    assert set(names) <= set(made.domain)
