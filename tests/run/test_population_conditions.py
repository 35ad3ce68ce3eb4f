"""Conditions that count a population: its file goes through the steps of the data, and is judged beside the output."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import privkit
from privkit.cli.app import app
from privkit.errors import DataError

from .test_risk_conditions import POLICY

PEOPLE = "zone,logement,n\nA1,plain,20\nA2,plain,8\nB1,plain,5\nB2,plain,50\n"
ZONES = ("A1", "A2", "B1")
FILE = "population: { fichier: gens.csv, effectif: n }"


@pytest.fixture
def policy(tmp_path: Path) -> Callable[..., Path]:
    """Twelve persons in three zones; ``steps`` before, ``conditions`` after, ``people`` in the file."""

    def make(*conditions: str, steps: str = "", people: str = PEOPLE, rows: int = 12) -> Path:
        lines = [f"P{n},2026-01-02,{ZONES[n % 3]},plain,m{n},10" for n in range(rows)]
        text = "\n".join(["id,jour,zone,logement,maison,poids", *lines, ""])
        (tmp_path / "enquete.csv").write_text(text, encoding="utf-8")
        (tmp_path / "gens.csv").write_text(people, encoding="utf-8")
        head, rest = POLICY.split("diffuser_seulement_si:\n")
        asked = "".join(f"  - {condition}\n" for condition in conditions)
        path = tmp_path / "enquete.yaml"
        path.write_text(
            f"{head}{steps}diffuser_seulement_si:\n{asked}sorties:{rest.split('sorties:', 1)[1]}",
            encoding="utf-8",
        )
        return path

    return make


def verdicts(path: Path) -> list[dict[str, Any]]:
    return list(privkit.apply(path, as_of=date(2026, 6, 1)).verdicts)


def test_k_map_counts_people_of_the_population(policy):
    held, failed = verdicts(
        policy(f"k_carte: {{ au_moins: 5, {FILE} }}", f"k_carte: {{ au_moins: 6, {FILE} }}")
    )
    assert held["outcome"] == "held"
    assert held["figures"] == {"fewest": 5, "required": 5, "units_below": 0, "on": ["zone", "logement"]}
    assert failed["outcome"] == "failed"
    assert failed["figures"]["units_below"] == 4
    assert failed["measured"]["fr"] == "personnes de la population dans la combinaison la plus rare : 5"
    assert failed["nearest"]["fr"] == (
        "une étape rendre_k_anonyme avec k_carte: 6, des colonnes moins précises, ou au_moins: 5"
    )


def test_a_combination_the_file_lacks_counts_its_own_units(policy):
    people = PEOPLE.replace("B1,plain,5\n", "")
    (found,) = verdicts(policy(f"k_carte: {{ au_moins: 5, {FILE} }}", people=people))
    assert (found["outcome"], found["figures"]["fewest"]) == ("failed", 4)


def test_presence_looks_at_absent_combinations_too(policy):
    asked = f"présence: {{ au_plus: 80 %, {FILE} }}", f"présence: {{ au_plus: 79 %, {FILE} }}"
    held, failed = verdicts(policy(*asked))
    assert (held["outcome"], failed["outcome"]) == ("held", "failed")
    assert float(held["figures"]["most"]) == pytest.approx(0.8)
    assert float(held["figures"]["least"]) == 0  # of zone B2 nobody is in the output
    assert failed["nearest"]["fr"] == "des colonnes moins précises, ou au_plus: 80 %"
    (failed,) = verdicts(policy(f"présence: {{ au_moins: 1 %, au_plus: 80 %, {FILE} }}"))
    assert failed["nearest"]["fr"] == "des colonnes moins précises, ou au_moins: 0 %"
    people = PEOPLE.replace("B2,plain,50\n", "")
    (held,) = verdicts(policy(f"présence: {{ au_moins: 20 %, au_plus: 80 %, {FILE} }}", people=people))
    assert held["outcome"] == "held"


def test_the_journalist_and_the_marketer_count_the_population(policy):
    risk = "risque_par_enregistrement: { mesure: %s, %s: 20 %%, " + FILE + " }"
    journalist, marketer = verdicts(
        policy(risk % ("journaliste", "chacun_au_plus"), risk % ("prospecteur", "moyenne_au_plus"))
    )
    assert journalist["outcome"] == "held"
    assert float(journalist["figures"]["highest"]) == pytest.approx(1 / 5)
    assert float(marketer["figures"]["average"]) == pytest.approx((1 / 20 + 1 / 8 + 1 / 5) / 3)
    assert "majorant" not in journalist["measured"]["fr"]
    (alone,) = verdicts(policy("risque_par_enregistrement: { mesure: journaliste, chacun_au_plus: 25 % }"))
    assert float(alone["figures"]["highest"]) == pytest.approx(1 / 4)
    assert "majorant" in alone["measured"]["fr"]


@pytest.mark.parametrize("named", ["", ", nommée: secteur"])
def test_the_population_is_recoded_as_the_data(policy, named):
    """Its own zone B2, which the data do not hold, is recoded too; and a new name does not lose it."""
    steps = f"  - généraliser: {{ zone: {{ premiers_caractères: 1{named} }} }}\n"
    (found,) = verdicts(policy(f"k_carte: {{ au_moins: 28, {FILE} }}", steps=steps))
    assert (found["outcome"], found["figures"]["fewest"]) == ("held", 28)
    (found,) = verdicts(policy(f"présence: {{ au_moins: 7 %, au_plus: 30 %, {FILE} }}", steps=steps))
    assert found["outcome"] == "held"
    assert float(found["figures"]["least"]) == pytest.approx(4 / 55)
    assert float(found["figures"]["most"]) == pytest.approx(8 / 28)


def test_a_file_that_cannot_be_used_is_told(policy):
    with pytest.raises(DataError) as caught:
        verdicts(policy(f"k_carte: {{ au_moins: 5, {FILE} }}", people="zone,n\nA1,5\n"))
    assert caught.value.text("fr")[0] == "PK495 il manque au fichier de population les colonnes logement"


def test_the_command_line_refuses_and_says_why(policy):
    path = policy(f"k_carte: {{ au_moins: 6, {FILE} }}")
    found = CliRunner().invoke(app, ["apply", str(path), "--as-of", "2026-06-01"])
    assert found.exit_code != 0
    assert "personnes de la population dans la combinaison la plus rare : 5" in found.output.replace(
        "\xa0", " "
    )
