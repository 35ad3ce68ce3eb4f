"""Conditions on attacks as written: what is refused, and the sentences read aloud, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from privkit.policy.checks import check_document
from privkit.policy.model.attack_conditions import (
    CopiedRecords,
    Fidelity,
    Inference,
    KnownReadings,
    Linkability,
    LinkingAttack,
    Membership,
    SinglingOut,
    Usefulness,
)
from privkit.policy.model.conditions import ATTACKS
from privkit.policy.reader import Document
from privkit.policy.sentences_attacks import (
    copied_records,
    fidelity,
    inference,
    known_readings,
    linkability,
    linking_attack,
    membership,
    singling_out,
    usefulness,
)
from privkit.policy.skeleton import template
from privkit.words import Words

TODAY = date(2026, 11, 24)
Found = list[tuple[str, str, str]]
FIVE = "5 %"
ANCHOR = {"en": "  - direct_identifiers_left: ", "fr": "  - identifiants_restants: "}


def read_as(model: Any, **fields: Any) -> Any:
    """A condition read from texts, as a policy writes them."""
    return model.model_validate(fields, context={"language": "en"}, by_name=True)


@pytest.fixture
def asked(told: Callable[..., Found]) -> Callable[..., Found]:
    """What is told of the template of synthetic households with one more condition."""

    def of(condition: str, language: str = "en", *changes: tuple[str, str]) -> Found:
        anchor = ANCHOR[language]
        more = (anchor, f"  - {condition}\n{anchor}")
        return told(language, *([more] if condition else []), *changes)

    return of


@pytest.mark.parametrize(
    ("condition", "code", "message"),
    [
        (
            "singling_out: { risk_at_most: 5 %, attacker_knows: [sectr] }",
            "PK104",
            "no table has a column `sectr`",
        ),
        (
            "singling_out: { risk_at_most: 5 %, attacker_knows: [sector, sector] }",
            "PK628",
            "`sector` is there twice",
        ),
        (
            "singling_out: { risk_at_most: 5 %, attacker_knows: [sector, garden], columns_together: 3 }",
            "PK628",
            "a description of 3 columns, and only 2 to choose from",
        ),
        (
            "singling_out: { risk_at_most: 5 %, attacker_knows: [extraction_date] }",
            "PK633",
            "the column `extraction_date` is not left after the steps",
        ),
        (
            "singling_out: { risk_at_most: 5 %, confidence: 79 % }",
            "PK629",
            "a confidence is from 80 % to 99.9 %",
        ),
        (
            "singling_out: { risk_at_most: 5 %, confidence: 99.95 % }",
            "PK629",
            "a confidence is from 80 % to 99.9 %",
        ),
        (
            "singling_out: { risk_at_most: 0 % }",
            "PK629",
            "this condition can never hold: what is compared is an upper bound, and it is never 0",
        ),
        ("copied_records: { at_most: -1 }", "PK629", "this number is outside its range"),
        (
            "linkability: { risk_at_most: 5 %, attacker_knows: [[sector], [garden], [occupants]] }",
            "PK628",
            "linkability is between two files: two lists of columns, of one at least",
        ),
        (
            "linkability: { risk_at_most: 5 %, attacker_knows: [[sector, garden], [garden]] }",
            "PK628",
            "`garden` is in both lists: the files would be linked without the release",
        ),
        (
            "linkability: { risk_at_most: 5 %, attacker_knows: [[sector], [garde]] }",
            "PK104",
            "no table has a column `garde`",
        ),
        ("inference: { risk_at_most: 5 %, secret: volume }", "PK104", "no table has a column `volume`"),
        (
            "inference: { risk_at_most: 5 %, secret: volume_m3, attacker_knows: [sector, volume_m3_3] }",
            "PK628",
            "the attacker knows `volume_m3_3`, and it is what they are to guess",
        ),
        (
            "inference: { risk_at_most: 5 %, secret: garden, attacker_knows: [sector, garden] }",
            "PK628",
            "the attacker knows `garden`, and it is what they are to guess",
        ),
        (
            "membership: { advantage_at_most: 5 %, targets: [random, random] }",
            "PK628",
            "`random` is there twice",
        ),
        (
            "membership: { advantage_at_most: 0 % }",
            "PK629",
            "this condition can never hold: what is compared is an upper bound, and it is never 0",
        ),
        (
            "known_readings: { months: 12, risk_at_most: 5 % }",
            "PK628",
            "the attacker knows 12 readings of 12: none is left to find",
        ),
        (
            "known_readings: { months: 2, risk_at_most: 5 %, readings: volume }",
            "PK104",
            "no table has a column `volume`",
        ),
        (
            "known_readings: { months: 2, risk_at_most: 5 %, readings: sector }",
            "PK628",
            "`sector` is not a column of readings",
        ),
        (
            "linking_attack: { register: a.csv, risk_at_most: 5 % }",
            "PK628",
            "no column is compared with the register",
        ),
        (
            "linking_attack: { register: a.csv, exact: [sector], near: [sector], risk_at_most: 5 % }",
            "PK628",
            "`sector` is compared both ways",
        ),
        (
            "linking_attack: { register: a.xlsx, exact: [sector], risk_at_most: 5 % }",
            "PK628",
            "a register is a file that ends with .csv",
        ),
        (
            "fidelity: { distance_at_most: 5 %, columns_together: 4 }",
            "PK629",
            "this number is outside its range",
        ),
        (
            "fidelity: { distance_at_most: 0 % }",
            "PK629",
            "this condition can never hold: what is compared is an upper bound, and it is never 0",
        ),
        ("usefulness: { loss_at_most: 5 %, predict: [price] }", "PK104", "no table has a column `price`"),
        ("singling_out: { risk_at_most: 5 %, output: other }", "PK104", "there is no output `other`"),
        (
            "information_loss: { at_most: 5 % }",
            "PK631",
            "`information_loss` follows real people into the output, and a model made its rows",
        ),
        (
            "households_removed: { at_most: 5 % }",
            "PK631",
            "`households_removed` follows real people into the output, and a model made its rows",
        ),
        (
            "k_map: { at_least: 5, population: { file: p.csv } }",
            "PK631",
            "`k_map` follows real people into the output, and a model made its rows",
        ),
    ],
)
def test_what_is_refused(condition: str, code: str, message: str, asked: Callable[..., Found]) -> None:
    assert asked(condition) == [(code, "error", message)]


@pytest.mark.parametrize(
    ("condition", "code", "message"),
    [
        (
            "inférence: { risque_au_plus: 51 %, secret: volume_m3 }",
            "PK630",
            "un risque de 51 % laisse un attaquant réussir plus d'une fois sur deux",
        ),
        (
            "k_anonymat: { au_moins: 5 }",
            "PK632",
            "`k_anonymat` compte des lignes qu'un modèle a faites : elle ne dit rien de vraies personnes",
        ),
        (
            "unicité: { au_plus: 0 % }",
            "PK632",
            "`unicité` compte des lignes qu'un modèle a faites : elle ne dit rien de vraies personnes",
        ),
    ],
)
def test_what_is_told_and_not_refused(
    condition: str, code: str, message: str, asked: Callable[..., Found]
) -> None:
    assert asked(condition, "fr") == [(code, "warning", message)]


@pytest.mark.parametrize(
    "condition",
    [
        "singling_out: { risk_at_most: 50 %, confidence: 99.9 %, columns_together: 3 }",
        "singling_out: { risk_at_most: 0.1 %, confidence: 80 %, attacker_knows: [volume_m3] }",
        "linkability: { risk_at_most: 5 %, attacker_knows: [[volume_m3], [garden]] }",
        "inference: { risk_at_most: 5 %, secret: volume_m3_12, attacker_knows: [volume_m3_1] }",
        "inference: { risk_at_most: 5 %, secret: volume_m3 }",
        "known_readings: { months: 11, risk_at_most: 5 %, readings: volume_m3 }",
        "membership: { advantage_at_most: 5 % }",
        "linking_attack: { register: data/a.csv, exact: [sector], near: [volume_m3], risk_at_most: 5 % }",
        "fidelity: { distance_at_most: 5 %, columns_together: 3 }",
        "usefulness: { loss_at_most: 0 %, predict: [volume_m3] }",
    ],
)
def test_what_is_taken(condition: str, asked: Callable[..., Found]) -> None:
    assert asked(condition) == []


NOBODY = "  - set_aside:                         # seen by no model: attacks are judged on them\n      share: 20 %\n      by: household\n"


IN_TURN = ["copied_records", "singling_out", "linkability", "inference", "known_readings", "membership"]
IN_TURN += ["usefulness", "linking_attack"]


def test_every_attack_needs_people_set_aside(asked: Callable[..., Found]) -> None:
    found = asked(
        "linking_attack: { register: a.csv, exact: [sector], risk_at_most: 5 % }", "en", (NOBODY, "")
    )
    assert found == [
        (
            "PK621",
            "error",
            f"`{word}` compares the release with people who are not in it, and nobody is set aside",
        )
        for word in IN_TURN
    ]
    assert {*IN_TURN, "usefulness"} == {*ATTACKS, "usefulness"}


def test_rows_that_no_model_made_need_them_too(read: Callable[[str], Document]) -> None:
    """With the words to add; a release of real households is attacked in the same way."""
    text = template("training", "fr", "essai").replace("état: brouillon", "état: validée", 1)
    text = text.replace(
        "  - foyers_retirés: ", "  - individualisation: { risque_au_plus: 5 % }\n  - foyers_retirés: "
    )
    (found,) = check_document(read(text), TODAY)
    assert found.message.fr == (
        "`individualisation` compare la sortie à des personnes qui n'y sont pas, et personne n'est mis de côté"
    )
    assert found.instead == Words(
        "add among the steps, before those that protect: `- set_aside: { share: 20 % }`",
        "ajouter parmi les étapes, avant celles qui protègent : `- mettre_de_côté: { part: 20 % }`",
    )
    step = "  - rendre_k_anonyme:"
    assert (
        check_document(read(text.replace(step, f"  - mettre_de_côté: {{ part: 20 % }}\n{step}")), TODAY) == []
    )
    late = text.replace(
        "\ndiffuser_seulement_si:", "  - mettre_de_côté: { part: 20 % }\n\ndiffuser_seulement_si:"
    )
    assert [p.code for p in check_document(read(late), TODAY)] == ["PK620"]


def test_people_set_aside_for_nothing(read: Callable[[str], Document]) -> None:
    text = template("training", "en", "essai").replace("state: draft", "state: validated", 1)
    step = "  - make_k_anonymous:"
    (found,) = check_document(read(text.replace(step, f"  - set_aside: {{ share: 20 % }}\n{step}")), TODAY)
    assert (found.code, found.severity) == ("PK621", "warning")
    assert found.message.en == "people are set aside and no condition compares anything with them"


@pytest.mark.parametrize(
    ("attacks", "found"),
    [
        (99, [("PK634", "warning", "99 attacks make wide intervals: a good release may be refused")]),
        (100, []),
        (1_000_000, []),
        (1_000_001, [("PK634", "error", "more than 1,000,000 attacks of each kind")]),
    ],
)
def test_how_many_attacks(attacks: int, found: Found, asked: Callable[..., Found]) -> None:
    assert asked("", "en", ("attacks: 2000", f"attacks: {attacks}")) == found


def test_public_rows_without_an_attack(read: Callable[[str], Document]) -> None:
    text = template("open-data", "en", "essai").replace("state: draft", "state: validated", 1)
    found = [p for p in check_document(read(text), TODAY) if p.code == "PK635"]
    assert [p.message.en for p in found] == ["output `open_data` is public, and no attack on it is measured"]
    anchor = "  - direct_identifiers_left: "
    rule = "singling_out: { risk_at_most: 5 % }"
    assert anchor in text
    more = text.replace(anchor, f"  - {rule}\n{anchor}")
    assert "PK635" not in [p.code for p in check_document(read(more), TODAY)]


def test_several_columns_of_readings(asked: Callable[..., Found]) -> None:
    more = "index_m3: { role: confidential, type: number, repeated: 3 }\n        sector:          {"
    found = asked(
        "",
        "en",
        ("sector:          {", more),
        ("        sector:\n", "        index_m3:\n          because: Why.\n        sector:\n"),
    )
    assert found == [("PK628", "error", "several columns of readings are left: `index_m3`, `volume_m3`")]


def test_readings_of_a_second_table(asked: Callable[..., Found]) -> None:
    """Readings may be rows of a second table, told apart by a period whose values are public."""
    readings = """    readings:
      file: data/readings.csv
      one_row_is: one reading
      origin: { source: utility, collection: direct, first_purpose: billing }
      columns:
        contract_id: { role: direct_identifier, type: code }
        month:       { role: quasi_identifier, type: code }
        index_m3:    { role: confidential, type: number }

privacy_budget:
"""
    changes = [
        ("\nprivacy_budget:\n", readings),
        (
            "        sector:\n",
            "        month:\n          because: Why.\n        index_m3:\n          because: Why.\n        sector:\n",
        ),
        ("      rows: 20000\n", "      rows: 20000\n      period: month\n      periods: [a, b, c]\n"),
        ("known_readings: { months: 2,", "known_readings: { months: 2, readings: index_m3,"),
    ]
    assert asked("", "en", *changes) == []
    late = [
        *changes[:-1],
        ("known_readings: { months: 2,", "known_readings: { months: 3, readings: index_m3,"),
    ]
    assert asked("", "en", *late) == [
        ("PK628", "error", "the attacker knows 3 readings of 3: none is left to find")
    ]


BEYOND = (
    ", beyond what works on people who are not in it",
    ", au-delà de ce qui réussit sur des personnes qui n'y sont pas",
)


@pytest.mark.parametrize(
    ("words", "en", "fr"),
    [
        (
            copied_records(read_as(CopiedRecords, at_most="3")),
            "At most 3 rows are copies of someone's record, beyond what chance gives (confidence 95%).",
            "Au plus 3 lignes sont la copie des données de quelqu'un, au-delà de ce que donne le hasard (confiance de 95 %).",
        ),
        (
            singling_out(
                read_as(SinglingOut, risk_at_most=FIVE, attacker_knows=("a", "b"), columns_together="2")
            ),
            "An attacker who describes people after the release isolates someone by a and b, 2 columns at a time in at most "
            f"5% of attempts{BEYOND[0]} (singling out; confidence 95%).",
            "Un attaquant qui décrit des personnes d'après la sortie isole quelqu'un par a et b, 2 colonnes à la fois dans au "
            f"plus 5 % des essais{BEYOND[1]} (individualisation ; confiance de 95 %).",
        ),
        (
            linkability(read_as(Linkability, risk_at_most=FIVE, attacker_knows=(("a",), ("b", "c")))),
            "An attacker who holds two files, one with a, the other with b and c, links two lines of one person through the "
            f"release in at most 5% of attempts{BEYOND[0]} (linkability; confidence 95%).",
            "Un attaquant qui détient deux fichiers, l'un avec a, l'autre avec b et c, relie par la sortie deux lignes d'une "
            f"même personne dans au plus 5 % des essais{BEYOND[1]} (corrélation ; confiance de 95 %).",
        ),
        (
            inference(read_as(Inference, risk_at_most=FIVE, secret="s")),
            "An attacker who knows of a person all the other columns guesses s through the release (a number, within 5%) in "
            f"at most 5% of attempts{BEYOND[0]} (inference; confidence 95%).",
            "Un attaquant qui connaît d'une personne toutes les autres colonnes devine s par la sortie (un nombre, à 5 % près) "
            f"dans au plus 5 % des essais{BEYOND[1]} (inférence ; confiance de 95 %).",
        ),
        (
            membership(read_as(Membership, advantage_at_most=FIVE, targets=["outliers"])),
            "When an attacker who knows all of someone's record tells whether it was used, true positives exceed false ones by "
            "at most 5%, for people unlike others (membership; confidence 95%).",
            "Quand un attaquant qui connaît toutes les données de quelqu'un dit si elles ont servi, les vrais positifs "
            "dépassent les faux d'au plus 5 %, pour des personnes qui ne ressemblent pas aux autres (appartenance ; confiance "
            "de 95 %).",
        ),
        (
            known_readings(read_as(KnownReadings, months="1", risk_at_most=FIVE, readings="v")),
            "Someone who knows 1 reading of v of a household finds another one through the release, within 5%, in at most 5% "
            f"of attempts{BEYOND[0]} (known readings; confidence 95%).",
            "Qui connaît 1 relevé (v) d'un foyer en trouve un autre par la sortie, à 5 % près, dans au plus 5 % des "
            f"essais{BEYOND[1]} (relevés connus ; confiance de 95 %).",
        ),
        (
            linking_attack(
                read_as(LinkingAttack, register="r.csv", exact=("a",), near=("b",), risk_at_most=FIVE)
            ),
            "An intruder who holds the register r.csv and compares a as they are and b with some tolerance finds whose line it "
            f"is in at most 5% of attempts{BEYOND[0]} (linking attack; confidence 95%).",
            "Un intrus qui détient l'annuaire r.csv et compare a à l'identique et b avec une tolérance trouve à qui est une "
            f"ligne dans au plus 5 % des essais{BEYOND[1]} (attaque par croisement ; confiance de 95 %).",
        ),
        (
            fidelity(read_as(Fidelity, distance_at_most=FIVE, columns_together="1")),
            "The distributions of columns taken one by one are, on average, at most 5% away from those of the people the "
            "release was made from (total variation).",
            "Les répartitions des colonnes prises une à une s'écartent, en moyenne, d'au plus 5 % de celles des personnes dont "
            "vient la sortie (variation totale).",
        ),
        (
            usefulness(read_as(Usefulness, loss_at_most=FIVE, predict=("a",))),
            "Models trained on the release to predict a lose at most 5% of what models trained on real people learn, judged on "
            "real people set aside (train on synthetic, test on real).",
            "Des modèles entraînés sur la sortie à prédire a perdent au plus 5 % de ce qu'apprennent des modèles entraînés sur "
            "de vraies personnes, jugés sur de vraies personnes mises de côté.",
        ),
    ],
)
def test_what_is_read_aloud(words: Words, en: str, fr: str) -> None:
    assert (words.en, words.fr) == (en, fr)
