from __future__ import annotations

import json

import pandas as pd
import pytest

from privkit.compare.fit import fit_reference
from privkit.compare.reference import ReferenceTable, reference_from_json
from privkit.errors import DataError

from .conftest import CHAINS, ORDERS, a_spec

HOME = {"nb_occupants": "3", "type_logement": "maison", "surface_m2": "73"}


def test_a_household_is_placed_from_its_raw_attributes(reference: ReferenceTable) -> None:
    group = reference.place(HOME)
    assert group is not None
    assert "3 à 4" in group.labels[0]
    assert group.labels[1] == ("maison",)
    assert "60 à moins de 80" in group.labels[2]


@pytest.mark.parametrize("surface", ["73", "73.0", "73,5", " 73 ", "60 à moins de 80"])
def test_ways_to_write_the_same_attribute(reference: ReferenceTable, surface: str) -> None:
    assert reference.place({**HOME, "surface_m2": surface}) == reference.place(HOME)


def test_json_gives_the_same_table_and_the_same_bytes(reference: ReferenceTable) -> None:
    text = reference.to_json()
    again = reference_from_json(text)
    assert again == reference
    assert again.to_json() == text
    assert again.place(HOME) == reference.place(HOME)


def test_json_holds_no_float(reference: ReferenceTable) -> None:
    def no_float(text: str) -> None:
        raise AssertionError(text)

    json.loads(reference.to_json(), parse_float=no_float)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"kind": "privkit reference table", "version": 2}', "nope"]
)
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(DataError) as caught:
        reference_from_json(text)
    assert caught.value.text("fr") == [
        "PK566 ce n'est pas une table de référence",
        "  → donnez le fichier écrit sous comparaison: fichier: par privkit apply",
    ]


def test_marks_out_of_order_are_refused(reference: ReferenceTable) -> None:
    body = json.loads(reference.to_json())
    body["groups"][0]["marks"].reverse()
    with pytest.raises(DataError, match="PK566"):
        reference_from_json(json.dumps(body))


def test_a_missing_and_a_strange_attribute_are_told_together_without_the_value(
    reference: ReferenceTable,
) -> None:
    with pytest.raises(DataError) as caught:
        reference.place({"nb_occupant": "3", "type_logement": "Canari77", "surface_m2": "73"})
    assert caught.value.text("fr") == [
        "PK564 il manque nb_occupants au foyer (vous avez écrit nb_occupant)",
        "  → écrivez nb_occupants=… avec au choix : 1, 2, 3 à 4, 5 et plus ; * si on ne le connaît pas",
        "PK565 type_logement : une valeur de la forme « aaaaaa99 » n'est pas dans la table de référence",
        "  → écrivez type_logement=… avec au choix : appartement, maison ; * si on ne le connaît pas",
    ]
    assert "Canari" not in str(caught.value)


def test_a_band_that_is_no_number_is_strange(reference: ReferenceTable) -> None:
    with pytest.raises(DataError, match="PK565 surface_m2: a value of the form “aaaaa”"):
        reference.place({**HOME, "surface_m2": "large"})


def test_no_comparison_when_the_attribute_is_not_known(reference: ReferenceTable) -> None:
    assert reference.place({**HOME, "nb_occupants": "*"}) is None


def test_a_column_without_detail_is_not_asked_for(city: pd.DataFrame) -> None:
    spec = a_spec("nb_occupants", "iris")
    table = fit_reference(city.assign(iris="*"), spec, ORDERS, CHAINS)
    assert table.place({"nb_occupants": "3"}) == table.groups[2]


def test_a_label_seen_elsewhere_but_not_here_has_no_comparison(city: pd.DataFrame) -> None:
    table = city[(city["nb_occupants"] != "1") | (city["type_logement"] == "maison")]
    placed = fit_reference(table, a_spec("nb_occupants", "type_logement"), ORDERS, CHAINS)
    assert placed.place({"nb_occupants": "1", "type_logement": "maison"}) is not None
    assert placed.place({"nb_occupants": "1", "type_logement": "appartement"}) is None


def test_the_exact_group_is_not_left_for_a_general_one(city: pd.DataFrame) -> None:
    unknown = city[city["type_logement"] == "appartement"].head(200).assign(nb_occupants=None)
    houses = city[city["type_logement"] == "maison"]
    table = fit_reference(
        pd.concat([houses, unknown]), a_spec("nb_occupants", "type_logement"), ORDERS, CHAINS
    )
    assert table.place({"nb_occupants": "*", "type_logement": "appartement"}) is not None
    assert table.place({"nb_occupants": "2", "type_logement": "appartement"}) is None
    assert table.group_of(["inconnu", "appartement"]) == table.groups[-1]


def test_json_keys_are_sorted(reference: ReferenceTable) -> None:
    def sorted_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert [key for key, _ in pairs] == sorted(key for key, _ in pairs)
        return dict(pairs)

    json.loads(reference.to_json(), object_pairs_hook=sorted_keys)
