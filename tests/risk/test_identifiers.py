from __future__ import annotations

import hashlib
import random
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.engine import open_engine
from privkit.errors import InternalError
from privkit.gates.exhibit import Exhibit, Measured
from privkit.risk.checked_numbers import IBAN_SHAPES
from privkit.risk.identifiers import DETECTORS, Finding, scan_values
from privkit.values import Column, Role, Schema, Type


def detected(text: str) -> set[str]:
    return {finding.detector for finding in scan_values("c", [text])}


# Telephone numbers are of the ranges kept for fiction (Arcep), the NIR is a textbook one, IBAN examples are those of the SWIFT registry.
FOUND = {
    "email": [
        "marie.dupont@example.fr", "M.D+eau@sous.domaine.example.com", "écrire à x@y.org.", "<a_b@c-d.eu>",
        "MARIE@EXAMPLE.FR", "zoé@example.fr",
    ],
    "telephone": [
        "02 61 91 00 00", "0261910000", "02.61.91.00.00", "02-61-91-00-00", "+33 2 61 91 00 00", "+33261910000",
        "0033 6 39 98 56 78", "+33 (0)6 39 98 56 78", "tél : 06 39 98 56 78, le soir", "06\u00a039\u00a098\u00a056\u00a078",
        "+33 06 39 98 56 78",
    ],
    "nir": [
        "255081416802538", "2 55 08 14 168 025 38", "NIR 2 55 08 14 168 025 38.", "2-55-08-14-168-025-38",
        "2\u00a055\u00a008\u00a014\u00a0168\u00a0025\u00a038",
    ],
    "iban": [
        "FR1420041010050500013M02606", "FR14 2004 1010 0505 0001 3M02 606", "DE89370400440532013000",
        "fr14 2004 1010 0505 0001 3m02 606", "GB29 NWBK 6016 1331 9268 19", "IBAN : BE68 5390 0754 7034 merci",
        "ES91-2100-0418-4502-0005-1332",
    ],
    "address": [
        "12 rue de Strasbourg", "12 bis, rue de Strasbourg 44000 Nantes", "3 ter avenue Jean-Jaurès", "6 RUE JEANNE D ARC",
        "143 BD DES POILUS", "5 B CHE DE LA CENSIVE DU TERTRE", "12B ALL DES TANNEURS", "1 IMP X Y ZOLA", "8 RTE DE VANNES",
        "2 place Royale", "1, quai de la Fosse", "14 cours des 50-Otages", "0006 RUE DU 8 MAI 1945", "7 PL 8 MAI 1945",
        "12-14 rue d'Enfer", "20 bd. Michelet", "12 BIS RUE CREBILLON",
        "n°12 rue Crébillon", "4 allée Brancas", "Chez Mme X, 4 allée Brancas", "3 rond-point de Paris",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_found(kind: str, text: str) -> None:
    assert kind in detected(text)


ORDINARY = [
    "", "40 à 60", "0 to 40", "5 et plus", "5 and more", "[40, 60)", "≥ 120 m³", "441090101", "44109", "2A004", "01053",
    "36252187900034", "362 521 879 00034", "552100554", "2024-01-31", "31/01/2024", "2024-01-31 06:12:34", "01/02/2024",
    "rue", "Rue", "RUE", "rue de Strasbourg", "Quai de Versailles", "Hauts Pavés - Saint Félix", "Malakoff - Saint-Donatien",
    "La Chapelle-sur-Erdre", "Saint-Jean-de-Boiseau", "Place", "Maison", "Appartement", "Vente en l'état futur d'achèvement",
    "secteur 3", "secteur nord", "zone 12", "11 et plus de logements", "44109000MR0220", "47.154986, -1.399623",
    "0.612345678", "12,0612345678", "0000123456", "1234567890", "612345678", "1 234 567 890", "3 pièces", "4 pas", "5 all",
    "12 places de parking", "1 place de stationnement", "2 tours", "12", "12 bis", "individuel pur", "@nantes", "x@", "a@b",
    "C2024-000123", "FR", "FR14", "FR76 3000", "11th", "Never-married", "Married-civ-spouse", "<=50K", "*", "1.2.3.4",
    "550e8400-e29b-41d4-a716-446655440000", "192.168.10.20", "10 cm", "1 avenue", "2e étage", "25 avr. 2024",
    "1985057800608", "9 rues", "441090101 rue de Nantes", "3 avenues larges",
]  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_labels_are_not_flagged(text: str) -> None:
    assert detected(text) == set()


@pytest.mark.parametrize("length", [16, 20, 24, 32, 40, 64])
def test_digests_are_not_flagged(length: int) -> None:
    digests = [
        hashlib.sha256(bytes([length, *i.to_bytes(4, "big")])).hexdigest()[:length] for i in range(5000)
    ]
    assert scan_values("pseudonym", digests) == ()
    assert scan_values("pseudonym", [digest.upper() for digest in digests]) == ()


def nir_from(random: random.Random) -> str:
    department = random.choice(["44", "2A", "2B", "99", "01"])
    body = f"{random.choice('12')}{random.randrange(100):02}{random.randrange(1, 13):02}{department}"
    body += f"{random.randrange(1000):03}{random.randrange(1, 1000):03}"
    # The rule as Insee words it: a letter counts 0, less one million for A and two for B.
    whole = int(body.replace("A", "0").replace("B", "0"))
    whole -= 1_000_000 if "A" in body else 2_000_000 if "B" in body else 0
    return f"{body}{97 - whole % 97:02}"


def iban_from(random: random.Random, country: str) -> str:
    alphabet = {"n": "0123456789", "a": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    alphabet["c"] = alphabet["n"] + alphabet["a"]
    account, count = "", ""
    for char in IBAN_SHAPES[country]:
        if char.isdigit():
            count += char
        else:
            account, count = account + "".join(random.choices(alphabet[char], k=int(count))), ""
    remainder = 0
    for char in account + country + "00":
        for digit in str(int(char, 36)):
            remainder = (remainder * 10 + int(digit)) % 97
    return f"{country}{98 - remainder:02}{account}"


def with_one_digit_changed(text: str, random: random.Random) -> str:
    at = random.choice([i for i, char in enumerate(text) if char.isdigit()])
    return text[:at] + random.choice([d for d in "0123456789" if d != text[at]]) + text[at + 1 :]


@given(st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_a_valid_nir_is_found_and_a_mistyped_one_is_not(random: random.Random) -> None:
    nir = nir_from(random)
    assert "nir" in detected(nir)
    spaced = " ".join(nir[a:b] for a, b in [(0, 1), (1, 3), (3, 5), (5, 7), (7, 10), (10, 13), (13, 15)])
    assert "nir" in detected(f"n° {spaced}, Nantes")
    assert "nir" in detected(nir.lower())
    assert "nir" not in detected(with_one_digit_changed(nir, random))
    assert "nir" not in detected("1" + nir)
    assert "nir" not in detected(nir + "7")


@given(st.randoms(use_true_random=False), st.sampled_from(sorted(IBAN_SHAPES)))
@settings(max_examples=400)
def test_a_valid_iban_is_found_and_a_mistyped_one_is_not(random: random.Random, country: str) -> None:
    iban = iban_from(random, country)
    assert "iban" in detected(iban)
    assert "iban" in detected(f"compte {' '.join(iban[i : i + 4] for i in range(0, len(iban), 4))} (perso)")
    assert "iban" not in detected(with_one_digit_changed(iban, random))
    assert "iban" not in detected(iban + "7")
    assert "iban" not in detected("X" + iban)


@pytest.mark.parametrize("key", ["00", "01", "99"])
def test_keys_that_no_bank_gives_are_not_an_iban(key: str) -> None:
    # Right modulo 97, yet ISO 13616 gives keys 02 to 98 only.
    account = next(
        text
        for i in range(2000)
        if int((text := f"{i:018}") + "1314" + key) % 97 == 1  # DE is 13, 14
    )
    assert "iban" not in detected("DE" + key + account)
    other = f"{(int(key) + 97) % 194:02}" if key != "99" else "02"
    assert "iban" in detected("DE" + other + account)


@given(st.from_regex(r"(0[1-9]|\+33[1-9]|0033[1-9])[0-9]{8}", fullmatch=True))
def test_any_french_number_is_found_and_a_longer_or_shorter_one_is_not(number: str) -> None:
    assert "telephone" in detected(number)
    assert "telephone" not in detected(number + "1")
    assert "telephone" not in detected(number[:-1])
    assert "telephone" not in detected("9" + number.lstrip("+"))


def test_findings_count_values_and_rows_and_hold_no_value() -> None:
    values = ["a@b.fr", None, "Nantes", "c@d.fr", "a@b.fr", "12 rue Crébillon c@d.fr"]
    findings = scan_values("remarque", values, [3, 100, 50, 4, 2, 1])
    assert findings == (Finding("remarque", "email", 3, 10), Finding("remarque", "address", 1, 1))
    assert scan_values("remarque", values)[0] == Finding("remarque", "email", 3, 4)
    assert "b.fr" not in repr(findings)


def test_nothing_to_read_nothing_found() -> None:
    assert scan_values("c", []) == ()
    assert scan_values("c", [None, None], [1, 2]) == ()


def test_one_count_per_value() -> None:
    with pytest.raises(InternalError) as caught:
        scan_values("c", ["a@b.fr"], [])
    assert str(caught.value) == "PK680 one count per value is needed"
    assert "a@b.fr" not in str(caught.value)


def test_every_detector_answers_value_by_value() -> None:
    for key, detector in DETECTORS.items():
        found = detector.find(["rien", FOUND[key][0], ""])
        assert found.dtype == np.bool_
        assert found.tolist() == [False, True, False]
        assert detector.label.en != detector.label.fr


def test_long_text_does_not_take_long() -> None:
    start = time.process_time()
    for text in (
        "a" * 50_000 + "@",
        "1 " * 25_000,
        "12 rue " * 8_000,
        "FR" + "1 " * 25_000,
        "1-" * 25_000,
        "0" * 50_000,
    ):
        assert detected(text) <= {"address"}
    assert time.process_time() - start < 5


def test_the_engine_leaves_out_no_text_that_a_detector_finds(tmp_path: Path) -> None:
    """What is not looked at is what nothing is found in: every example of each kind, alone in its column."""
    texts = [(kind, text) for kind, examples in FOUND.items() for text in examples]
    texts += [(kind, f"Zoé\n{text}") for kind, text in texts]
    columns = [Column(f"x{n}", Type.TEXT, Role.OTHER) for n in range(len(texts))]
    frame = pd.DataFrame({f"x{n}": [text, "nothing", None] for n, (_, text) in enumerate(texts)})
    with open_engine("duckdb", spill=tmp_path, threads=1) as engine:
        measured = Measured(engine, engine.upload(frame, columns), Schema(tuple(columns)))
        found = {(f.column, f.detector, f.rows) for f in Exhibit("out", measured, None).identifiers}
    assert {(f"x{n}", kind, 1) for n, (kind, _) in enumerate(texts)} <= found
