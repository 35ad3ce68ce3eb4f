"""The budget as written: what is refused, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from privkit.errors import Problem
from privkit.policy.check_budget import check_budget
from privkit.policy.codes import CODES
from privkit.policy.reader import Document, read_text

SECTION = {
    "en": """\
privacy_budget:
  ledger: budgets/water.sqlite
  protects: household
  people: homes of the city
  each_year_of: reading_date
  period: 2025
  total: { epsilon: 3.0, delta: 1e-6 }
  this_release: { epsilon: 2.9, delta: 1e-7 }
  accounting: pld

""",
    "fr": """\
budget_de_confidentialité:
  registre_des_dépenses: budgets/eau.sqlite
  protège: foyer
  personnes: foyers de la ville
  chaque_année_de: date_releve
  période: 2025
  total: { epsilon: 3.0, delta: 1e-6 }
  cette_diffusion: { epsilon: 2.9, delta: 1e-7 }
  comptabilité: pld

""",
}
STEP = {
    "en": """\
  - aggregate:
      privacy_model: differential_privacy
      tables:
        homes:
          by: { town: { values: ["01053"] } }
          measure: { count: household }
          epsilon: 0.5
        volumes:
          by: { town: { values: ["01053"] } }
          measure: { sum: volume, precision: 0.1 }
          epsilon: 2.4
          mechanism: discrete_gaussian
""",
    "fr": """\
  - agréger:
      modèle: confidentialité_différentielle
      tableaux:
        foyers:
          par: { ville: { valeurs: ["01053"] } }
          mesure: { nombre: foyer }
          epsilon: 0,5
        volumes:
          par: { ville: { valeurs: ["01053"] } }
          mesure: { somme: volume, précision: 0.1 }
          epsilon: 2,4
          mécanisme: gaussien_discret
""",
}

MARKS = {"en": ("\nsteps:", "\nrelease_only_if:"), "fr": ("\nétapes:", "\ndiffuser_seulement_si:")}


@pytest.fixture(scope="session")
def budget_text(training: dict[str, str]) -> dict[str, str]:
    """The training template with a budget and tables that spend it, in each language."""
    out = {}
    for language, (steps, closing) in MARKS.items():
        text = training[language]
        assert steps in text
        assert closing in text
        text = text.replace(steps, f"\n{SECTION[language]}{steps.lstrip()}", 1)
        out[language] = text.replace(closing, f"\n{STEP[language]}{closing}", 1)
    return out


@pytest.fixture
def found(budget_text: dict[str, str]) -> Callable[..., list[Problem]]:
    """The problems of the budget once fragments were replaced; each must be there."""

    def of(*pairs: tuple[str, str], language: str = "en") -> list[Problem]:
        text = budget_text[language]
        for old, new in pairs:
            assert old in text, f"not in the policy: {old!r}"
            text = text.replace(old, new, 1)
        document: Document = read_text(text, Path("p.yaml"))
        return list(check_budget(document))

    return of


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_sound_budget(found: Callable[..., list[Problem]], language: str) -> None:
    assert found(language=language) == []


@pytest.mark.parametrize(
    ("pair", "code", "said", "instead", "severity"),
    [
        (
            ("epsilon: 3.0", "epsilon: 2"),
            "PK652",
            "this release asks epsilon 2.9, more than the total 2",
            "write at most 2",
            "error",
        ),
        (
            ("delta: 1e-6", "delta: 1e-8"),
            "PK652",
            "this release asks delta 0.0000001, more than the total 0.00000001",
            "write at most 0.00000001",
            "error",
        ),
        (("epsilon: 2.9", "epsilon: 0"), "PK653", "epsilon must be above 0", "write for example 1", "error"),
        (("epsilon: 3.0", "epsilon: -3"), "PK653", "epsilon must be above 0", "write for example 1", "error"),
        (
            ("epsilon: 0.5", "epsilon: -0.5"),
            "PK653",
            "epsilon must be above 0",
            "write for example 0.5",
            "error",
        ),
        (
            ("delta: 1e-7", "delta: -1e-7"),
            "PK653",
            "delta is a probability, from 0 to less than 1",
            "write for example 1e-7",
            "error",
        ),
        (
            ("delta: 1e-6", "delta: 1"),
            "PK653",
            "delta is a probability, from 0 to less than 1",
            "write for example 1e-7",
            "error",
        ),
        (
            ("epsilon: 3.0", "epsilon: 20.5"),
            "PK654",
            "an epsilon over 20 protects nobody",
            "write 10 at most, usually near 1",
            "error",
        ),
        (
            ("epsilon: 3.0", "epsilon: 20"),
            "PK655",
            "an epsilon over 10 promises little",
            "write 10 at most, usually near 1",
            "warning",
        ),
        (
            ("delta: 1e-6", "delta: 0.01"),
            "PK656",
            "this delta is too large for 1,000 units or more",
            "write for example 1e-7",
            "error",
        ),
        (
            ("delta: 1e-6", "delta: 1e-4"),
            "PK656",
            "this delta is too large for 100,000 units or more",
            "write for example 1e-7",
            "warning",
        ),
        (
            (", delta: 1e-6", ""),
            "PK657",
            "`this_release` has a delta and `total` has none",
            "write delta in `total` too",
            "error",
        ),
        (
            ("epsilon: 2.4", "epsilon: 2.41"),
            "PK660",
            "the tables ask epsilon 2.91, `this_release` has 2.9",
            "lower the epsilons of the tables, or raise `this_release`",
            "error",
        ),
        (
            ("epsilon: 2.4\n", "epsilon: 2.3\n"),
            "PK661",
            "the tables ask epsilon 2.8, and `this_release` spends 2.9: the rest is spent for nothing",
            "write 2.8 in `this_release`",
            "warning",
        ),
        (
            ("protects: household", "protects: meter"),
            "PK662",
            "the budget protects `meter`, the privacy unit is `household`",
            "write `household`",
            "error",
        ),
        (
            ("period: 2025", "period: always"),
            "PK664",
            "this period does not say when it is",
            "write for example 2025",
            "warning",
        ),
        (
            ("budgets/water.sqlite", "https://city.example/water"),
            "PK665",
            "the ledger is a file of its own",
            "write for example budgets/water.sqlite",
            "error",
        ),
        (
            ("budgets/water.sqlite", "budgets/"),
            "PK665",
            "the ledger is a file of its own",
            "write for example budgets/water.sqlite",
            "error",
        ),
    ],
)
def test_what_is_refused(
    found: Callable[..., list[Problem]],
    pair: tuple[str, str],
    code: str,
    said: str,
    instead: str,
    severity: str,
) -> None:
    (problem,) = found(pair)
    assert problem.instead
    assert (problem.code, problem.message.en, problem.instead.en, problem.severity) == (
        code,
        said,
        instead,
        severity,
    )
    assert problem.place
    assert problem.line_text
    assert problem.message.en != problem.message.fr
    assert code in CODES


def test_a_table_that_nothing_is_left_for(found: Callable[..., list[Problem]]) -> None:
    (problem,) = found(
        ("epsilon: 2.4\n          mechanism: discrete_gaussian", "mechanism: auto"),
        ("epsilon: 0.5", "epsilon: 2.9"),
    )
    assert (problem.code, problem.message.en) == (
        "PK660",
        "the tables ask epsilon 2.9, `this_release` has 2.9: nothing is left for `volumes`",
    )
    assert found(("          epsilon: 2.4\n", "")) == []


def test_without_delta(found: Callable[..., list[Problem]]) -> None:
    pure = ((", delta: 1e-6", ""), (", delta: 1e-7", ""))
    said = {(p.code, p.severity): p.message.en for p in found(*pure)}
    assert said == {
        ("PK658", "warning"): "without delta, `pld` counts as `basic`",
        ("PK659", "error"): "table `volumes`: `discrete_gaussian` needs a delta",
    }
    assert found(*pure, ("  accounting: pld\n", ""), ("discrete_gaussian", "geometric")) == []
    assert found(*pure, ("accounting: pld", "accounting: basic"), ("discrete_gaussian", "auto")) == []
    assert found(("accounting: pld", "accounting: basic")) == []  # basic with a delta is sound


def test_a_year_is_that_of_a_date(found: Callable[..., list[Problem]]) -> None:
    (problem,) = found(("each_year_of: reading_date", "each_year_of: volume_m3"))
    assert problem.instead
    assert (problem.code, problem.message.en, problem.instead.en) == (
        "PK663",
        "`volume_m3` is not a column of dates",
        "write `reading_date`",
    )
    (problem,) = found(("each_year_of: reading_date", "each_year_of: reading_dates"))
    assert (problem.code, problem.message.en) == ("PK104", "no table has a column `reading_dates`")


@pytest.mark.parametrize(
    ("language", "add_section", "add_step"),
    [
        (
            "en",
            "add the section `privacy_budget:`",
            "add a step `aggregate` or `synthesise` with `differential_privacy`, or remove the section",
        ),
        (
            "fr",
            "ajouter la section `budget_de_confidentialité:`",
            "ajouter une étape `agréger` ou `synthétiser` avec `confidentialité_différentielle`, ou retirer la section",
        ),
    ],
)
def test_a_budget_and_its_noise_go_together(
    found: Callable[..., list[Problem]], language: str, add_section: str, add_step: str
) -> None:
    (problem,) = found((SECTION[language], ""), language=language)
    assert problem.instead
    assert (problem.code, problem.instead.say(language)) == ("PK651", add_section)  # type: ignore[arg-type]
    (problem,) = found((STEP[language], ""), language=language)
    assert problem.instead
    assert (problem.code, problem.instead.say(language)) == ("PK650", add_step)  # type: ignore[arg-type]


def test_secrecy_spends_no_budget(found: Callable[..., list[Problem]]) -> None:
    (problem,) = found(("privacy_model: differential_privacy", "privacy_model: statistical_secrecy"))
    assert (problem.code, problem.message.fr) == ("PK650", "aucune étape ne dépense ce budget")


def test_in_french(found: Callable[..., list[Problem]]) -> None:
    (problem,) = found(("epsilon: 3.0", "epsilon: 2.5"), language="fr")
    assert problem.lines("fr")[0].endswith("PK652 cette diffusion demande epsilon 2,9, plus que le total 2,5")
    (problem,) = found((", delta: 1e-6", ""), language="fr")
    assert problem.message.fr == "`cette_diffusion` a un delta et `total` n'en a pas"
    (problem,) = found(("epsilon: 2,4\n", "epsilon: 2,3\n"), language="fr")
    assert problem.message.fr == (
        "les tableaux demandent epsilon 2,8, et `cette_diffusion` dépense 2,9 : le reste est dépensé pour rien"
    )
    (problem,) = found(("protège: foyer", "protège: compteur"), language="fr")
    assert problem.message.fr == "le budget protège `compteur`, l'unité protégée est `foyer`"


def test_exact_sums(found: Callable[..., list[Problem]]) -> None:
    """0.1 + 0.2 is 0.3: no table is refused by a float."""
    assert (
        found(
            ("epsilon: 2.9", "epsilon: 0.3"),
            ("epsilon: 0.5", "epsilon: 0.1"),
            ("epsilon: 2.4", "epsilon: 0.2"),
        )
        == []
    )
