"""Budgets that promise little are told, with what to write instead."""

from fractions import Fraction as F

import pytest

from privkit.dp.sense import delta_problem, epsilon_problem


def test_epsilons_that_promise_something_pass() -> None:
    assert [epsilon_problem(e) for e in (F(1, 100), F(1), F(10))] == [None, None, None]


@pytest.mark.parametrize(
    ("epsilon", "severity", "en", "fr"),
    [
        (F(0), "error", "PK524 epsilon must be above 0", "PK524 epsilon doit être supérieur à 0"),
        (F(-1), "error", "PK524 epsilon must be above 0", "PK524 epsilon doit être supérieur à 0"),
        (
            F(21),
            "error",
            "PK525 an epsilon over 20 protects nobody: one household may change the odds of a result by more "
            "than 400 million",
            "PK525 un epsilon supérieur à 20 ne protège personne : un foyer peut multiplier la probabilité d'un "
            "résultat par plus de 400 millions",
        ),
        (
            F(11),
            "warning",
            "PK526 an epsilon over 10 is a weak promise",
            "PK526 un epsilon supérieur à 10 promet peu de chose",
        ),
    ],
)
def test_a_senseless_epsilon_is_told(epsilon: F, severity: str, en: str, fr: str) -> None:
    problem = epsilon_problem(epsilon)
    assert problem is not None
    assert problem.severity == severity
    assert problem.lines("en")[0] == en
    assert problem.lines("fr")[0] == fr
    assert problem.instead is not None


def test_deltas_far_below_one_household_pass() -> None:
    assert delta_problem(F(0), 200_000) is None
    assert delta_problem(F(1, 10**7), 200_000) is None
    assert delta_problem(F(1, 2_000_000), 200_000) is None


@pytest.mark.parametrize("delta", [F(1, 199_999), F(1, 100), F(1), F(-1, 10)])
def test_a_delta_of_one_household_or_more_is_refused(delta: F) -> None:
    problem = delta_problem(delta, 200_000)
    assert problem is not None
    assert problem.lines("en") == [
        "PK527 delta is too large for the number of households: it allows to publish one of them in clear",
        "  → a delta of 1 / 2000000 at most, or none",
    ]
    assert problem.lines("fr") == [
        "PK527 delta est trop grand pour le nombre de foyers : il permet d'en publier un en clair",
        "  → un delta d'au plus 1 / 2000000, ou aucun",
    ]


def test_a_delta_near_one_household_is_a_warning() -> None:
    problem = delta_problem(F(1, 200_000), 200_000)
    assert problem is not None
    assert (problem.code, problem.severity) == ("PK528", "warning")
    assert problem.lines("fr") == [
        "PK528 delta est grand pour le nombre de foyers : il doit rester bien inférieur à un sur ce nombre",
        "  → un delta d'au plus 1 / 2000000, ou aucun",
    ]
