from __future__ import annotations

import pandas as pd

from privkit.demo import CityReport
from privkit.demo.layout import OPERATOR_FILES, REQUESTS


def test_canaries_are_in_the_bills_as_reported(city: CityReport, bills: pd.DataFrame) -> None:
    assert len(city.canaries) == 3
    for canary in city.canaries:
        rows = bills[bills["id_contrat"] == canary.id_contrat]
        assert rows["date_releve"].nunique() == 36
        assert set(rows["usage"]) == {"domestique"}
        assert set(rows["nom_titulaire"]) == {canary.nom_titulaire}
        assert set(rows["adresse"]) == {canary.adresse}
        assert canary.commentaire in set(rows["commentaire"])


def test_no_one_else_bears_the_words_of_a_canary(city: CityReport, bills: pd.DataFrame) -> None:
    ids = {canary.id_contrat for canary in city.canaries}
    others = bills[~bills["id_contrat"].isin(ids)]
    for canary in city.canaries:
        for column in ("nom_titulaire", "adresse", "commentaire"):
            assert getattr(canary, column) not in set(others[column])


def test_each_operator_sends_one(city: CityReport) -> None:
    found = []
    for path in (OPERATOR_FILES["regie"], OPERATOR_FILES["sud"]):
        content = (city.folder / path).read_bytes()
        found.append([c.id_contrat for c in city.canaries if c.nom_titulaire.encode() in content])
    assert [len(ids) for ids in found] == [1, 1]
    assert found[0] != found[1]


def test_a_canary_has_objected(city: CityReport) -> None:
    requests = (city.folder / REQUESTS).read_text(encoding="utf-8")
    assert f"\n{city.canaries[0].id_contrat};opposition;" in requests


def test_the_report_does_not_show_its_canaries(city: CityReport) -> None:
    shown = repr(city) + str(city)
    assert not any(value in shown for canary in city.canaries for value in canary)
