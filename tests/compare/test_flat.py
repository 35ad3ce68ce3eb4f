"""The reference table as CSV, and what its JSON says of where it comes from."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from privkit.compare.flat import mark_name, to_csv
from privkit.compare.reference import Made, Privacy, ReferenceTable, reference_from_json
from privkit.errors import DataError


def test_one_row_per_group_with_its_rule_in_words(two_groups: ReferenceTable) -> None:
    assert to_csv(two_groups).splitlines() == [
        "regle,nb_occupants,logement,q20,q50,q80,unite,unites_au_moins",
        "1 à 2 personnes,1 à 2,*,50,50,50,m3,40",
        '"3 à 4 personnes, maison",3 à 4,maison,60,85,120,m3,120',
    ]
    english = replace(two_groups, spec=replace(two_groups.spec, language="en"))
    assert to_csv(english).splitlines()[0] == "rule,nb_occupants,logement,q20,q50,q80,unit,units_at_least"


def test_margins_and_loss_have_their_columns(two_groups: ReferenceTable) -> None:
    ends = tuple((Decimal(m) - 5, Decimal(m) + 5) for m in (60, 85, 120))
    noisy = replace(
        two_groups,
        privacy=Privacy("0.5", "0.0000001"),
        groups=(two_groups.groups[0], replace(two_groups.groups[1], margins=ends)),
    )
    first, second = csv.DictReader(io.StringIO(to_csv(noisy)))
    assert (second["q50"], second["q50_min"], second["q50_max"]) == ("85", "80", "90")
    assert (first["q50_min"], first["epsilon"], second["delta"]) == ("", "0.5", "0.0000001")


def test_everybody_is_said_in_words(two_groups: ReferenceTable) -> None:
    everybody = replace(two_groups.groups[0], shown=("*", "*"))
    assert to_csv(replace(two_groups, groups=(everybody,))).splitlines()[1].startswith("tout le monde,*,*,")


def test_marks_are_named_by_their_quantile() -> None:
    assert [mark_name(Fraction(share)) for share in ("0.2", "0.125", "0.995")] == ["q20", "q12_5", "q99_5"]


def test_where_it_comes_from_is_written_and_read_again(two_groups: ReferenceTable) -> None:
    made = Made("eau-reference", "1.0", "2026-11-15", "2026")
    again = reference_from_json(replace(two_groups, made=made).to_json())
    assert again.made == made
    assert json.loads(again.to_json())["version"] == 2


def test_a_table_of_the_first_version_is_still_read(two_groups: ReferenceTable) -> None:
    body = json.loads(two_groups.to_json())
    body["version"] = 1
    del body["made"], body["privacy"]
    again = reference_from_json(json.dumps(body))
    assert (again.made, again.privacy) == (None, None)
    assert again.groups == two_groups.groups


@pytest.mark.parametrize("margins", [[["1", "2"]], [["3", "2"]] * 3, "x", [["1"]] * 3])
def test_margins_that_are_none_are_refused(two_groups: ReferenceTable, margins: object) -> None:
    body = json.loads(two_groups.to_json())
    body["groups"][0]["margins"] = margins
    with pytest.raises(DataError, match="PK566"):
        reference_from_json(json.dumps(body))
