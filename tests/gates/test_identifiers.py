"""direct_identifiers_left: by role, by name, by content, under whatever name; the values are never told."""

from __future__ import annotations

import pytest

from privkit.gates import exhibit, identifiers
from privkit.policy.model.conditions import DirectIdentifiersLeft
from privkit.values import Outcome

NIR = "2 69 05 49 588 157 80"  # a number whose key is right, of nobody
IBAN = "FR76 3000 6000 0112 3456 7890 189"


def left(judge, table, most="0"):
    return judge(identifiers.judge, DirectIdentifiersLeft, {"at_most": most}, table)


@pytest.fixture
def holding(column, measured):
    def make(name, values, said="other text", **more):
        columns = [column("home", "-direct code"), column(name, said, **more)]
        return measured(columns, [(f"h{i}", v) for i, v in enumerate(values)])

    return make


@pytest.mark.parametrize(
    ("value", "en", "fr"),
    [
        ("zyxcanari@ville.example", "e-mail address", "adresse électronique"),
        ("appeler le 06 12 34 56 78", "French telephone number", "numéro de téléphone français"),
        (NIR, "French social security number", "numéro de sécurité sociale (NIR)"),
        (IBAN, "bank account number (IBAN)", "numéro de compte bancaire (IBAN)"),
        ("12 rue des Lilas 44400 Rezé", "postal address", "adresse postale"),
    ],
)
def test_content_under_an_innocent_name(holding, judge, value, en, fr):
    found = left(judge, holding("remarks", ["nothing", None, value, "nothing"]))
    assert found.outcome is Outcome.FAILED
    assert found.measured.en == f"1 column: remarks ({en})"
    assert found.measured.fr == f"1 colonne : remarks ({fr})"
    assert found.nearest.en == "remove remarks from minimise: keep"
    assert found.nearest.fr == "retirez remarks de minimiser : garder"
    assert "canari" not in repr(found)


@pytest.mark.parametrize("kind", ["other code", "qi category", "conf text"])
def test_every_kind_of_text_is_looked_at(holding, judge, kind):
    assert left(judge, holding("x", ["a@b.example"], kind)).outcome is Outcome.FAILED


def test_a_social_security_number_read_as_a_whole_number(holding, judge):
    found = left(judge, holding("x", [269054958815780, 12, None], "other integer"))
    assert found.measured.en == "1 column: x (French social security number)"
    assert left(judge, holding("x", [269054958815781, 12], "other integer")).outcome is Outcome.HELD


def test_a_declared_identifier_and_a_telling_name(holding, judge):
    by_role = left(judge, holding("x", ["a"], "direct text"))
    assert (by_role.measured.en, by_role.measured.fr) == (
        "1 column: x (declared as one)",
        "1 colonne : x (déclarée comme tel)",
    )
    by_name = left(judge, holding("email", ["a"], "other text"))
    assert (by_name.measured.en, by_name.measured.fr) == (
        "1 column: email (by its name)",
        "1 colonne : email (d'après son nom)",
    )


def test_a_column_counts_once_whatever_it_holds(holding, judge):
    table = holding("email", ["a@b.example", "06 12 34 56 78"])
    assert left(judge, table, "1").outcome is Outcome.HELD
    assert left(judge, table, "1").figures == {"columns": ["email"], "required": 1}


def test_what_does_not_leave_is_not_told(holding, judge):
    for said in ("-other text", "-direct text"):
        found = left(judge, holding("x", ["a@b.example"], said))
        assert (found.outcome, found.measured.en, found.measured.fr) == (
            Outcome.HELD,
            "0 columns",
            "0 colonne",
        )


def test_a_pseudonym_is_no_identifier_left(holding, judge):
    assert left(judge, holding("ref", ["a" * 64], "other code", pseudonym=True)).outcome is Outcome.HELD


def test_every_distinct_value_is_looked_at(holding, judge, monkeypatch):
    """However many there are: the last one is found too."""
    monkeypatch.setattr(exhibit, "AT_ONCE", 3)
    values = [f"v{i}" for i in range(20)]
    for place in (0, 7, 19):
        table = holding("x", [*values[:place], "a@b.example", *values[place:]])
        assert left(judge, table).outcome is Outcome.FAILED


def test_values_and_rows_are_counted_over_every_part(holding, monkeypatch):
    monkeypatch.setattr(exhibit, "AT_ONCE", 2)
    table = holding("x", ["a@b.example", "c@d.example", "a@b.example", "e@f.example", "plain"])
    (finding,) = exhibit.Exhibit("out", table, None).identifiers
    assert (finding.detector, finding.values_found, finding.rows) == ("email", 3, 4)


def test_an_empty_output_names_nobody(holding, judge):
    assert left(judge, holding("x", [])).outcome is Outcome.HELD
