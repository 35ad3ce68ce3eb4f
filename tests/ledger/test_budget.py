"""A shared budget: what is refused, what is counted, and what never comes back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.errors import BudgetError, DataError, EvidenceError, InternalError, PrivkitError
from privkit.ledger import Ledger
from privkit.ledger.amount import Amount, amount_of, exact, shown, times
from privkit.ledger.balance import balances, over_periods
from privkit.ledger.budget import book_of, commit, follow, reserve
from privkit.ledger.claim import Claim, Purse, claim_of, read_spends

HOMES = Purse("subscribed homes", "household", "2025")
THREE = Amount(Fraction(3))


def claim(epsilon: str = "1", delta: str = "0", **more: Any) -> Claim:
    """A claim on three epsilons of the same homes."""
    first = Claim(
        HOMES,
        THREE,
        Amount(Fraction(epsilon), Fraction(delta)),
        "basic",
        (),
        "run-1",
        "water",
        "i1",
        ("a" * 64,),
    )
    return replace(first, **more)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "budget.sqlite"


@pytest.fixture
def told(path: Path) -> Callable[..., list[str]]:
    """Reserve claims in turn; what the last one was told, the file named ``L``."""

    def of(*claims: Claim, language: str = "en", compose: Any = None) -> list[str]:
        with Ledger.open(path) as ledger:
            for one in claims[:-1]:
                reserve(ledger, one, compose)
            before = ledger.head()
            with pytest.raises(PrivkitError) as caught:
                reserve(ledger, claims[-1], compose)
            assert ledger.head() == before, "a refusal leaves nothing behind"
        return [line.replace(str(path), "L") for line in caught.value.text(language)]  # type: ignore[arg-type]

    return of


def test_a_claim_is_read_back_as_it_was_entered(path: Path) -> None:
    asked = claim(
        "2.9",
        "1e-7",
        total=Amount(Fraction(1, 3) + 3, Fraction(1, 10**7)),
        events=({"mechanism": "geometric", "epsilon": "29/10"},),
        purse=replace(HOMES, each_year_of="read_on"),
    )
    with Ledger.open(path) as ledger:
        done = reserve(ledger, asked)
        (spend,) = read_spends(ledger.entries(), path)
    assert spend.claim == asked
    assert (spend.number, spend.hash, spend.state) == (1, done.entry.hash, "reserved")
    assert done.book == done.entry.hash
    assert done.entry.body["amount"] == {"epsilon": "2.9", "delta": "0.0000001"}
    assert done.entry.body["total"] == {"epsilon": "10/3", "delta": "0.0000001"}


def test_all_of_a_budget_can_be_spent_and_nothing_more(path: Path, told: Callable[..., list[str]]) -> None:
    tenths = [
        claim("0.1", run=f"run-{i}") for i in range(30)
    ]  # thirty tenths are three, not 2.9999999999999996
    assert told(*tenths, claim("0.000000000001")) == [
        "L: PK870 the budget of subscribed homes for 2025 would be exceeded: asked ε 1e-12; left ε 0 of ε 3; "
        "short by ε 1e-12",
        "  → nothing more can be published about them for 2025; what was spent does not come back",
    ]
    with Ledger.open(path) as ledger:
        (found,) = balances(read_spends(ledger.entries(), path))
    assert found.spent == THREE
    assert found.left == Amount(Fraction(0))


def test_what_is_asked_left_and_short_is_told(told: Callable[..., list[str]]) -> None:
    asked = (claim("2.9"), claim("2.9"))
    assert told(*asked) == [
        "L: PK870 the budget of subscribed homes for 2025 would be exceeded: asked ε 2.9; left ε 0.1 of ε 3; "
        "short by ε 2.8",
        "  → write at most `this_release: { epsilon: 0.1 }`; what was spent does not come back",
    ]
    assert told(asked[0], language="fr") == [
        "L: PK870 le budget de subscribed homes pour 2025 serait dépassé : demandé ε 2,9 ; il reste ε 0,1 sur ε 3 ; "
        "il manque ε 2,8",
        "  → écrivez au plus `cette_diffusion: { epsilon: 0.1 }` ; ce qui est dépensé ne revient pas",
    ]


def test_delta_is_a_budget_of_its_own(told: Callable[..., list[str]]) -> None:
    total = Amount(Fraction(3), Fraction(1, 10**6))
    first = claim("1", "0.0000009", total=total)
    assert told(first, first) == [
        "L: PK870 the budget of subscribed homes for 2025 would be exceeded: asked ε 1, δ 9e-7; left ε 2, δ 1e-7 of "
        "ε 3, δ 1e-6; short by ε 0, δ 8e-7",
        "  → write at most `this_release: { epsilon: 2, delta: 0.0000001 }`; what was spent does not come back",
    ]


def test_periods_are_separate_and_their_sum_is_told(path: Path) -> None:
    with Ledger.open(path) as ledger:
        reserve(ledger, claim("2"))
        other = claim("3", purse=replace(HOMES, period="2026"), inputs=("b" * 64,))
        done = reserve(ledger, other)
        found = balances(read_spends(ledger.entries(), path))
    assert [(b.purse.period, b.spent.epsilon) for b in found] == [("2025", 2), ("2026", 3)]
    assert done.over_periods == over_periods(found, HOMES) == Amount(Fraction(5))


@pytest.mark.parametrize("people", ["Subscribed  Homes", "subscribed homes ", "SUBSCRIBED\u00a0HOMES"])
def test_the_same_words_typed_otherwise_are_the_same_people(
    told: Callable[..., list[str]], people: str
) -> None:
    again = claim("3", purse=replace(HOMES, people=people), inputs=("b" * 64,))
    assert told(claim("1"), again)[0].startswith("L: PK870 ")


def test_two_totals_for_the_same_people_and_period(told: Callable[..., list[str]]) -> None:
    more = claim("1", total=Amount(Fraction(4)))
    assert told(claim("1"), more) == [
        "L: PK871 two totals for subscribed homes and 2025: ε 4 here, ε 3 in the ledger, by run run-1 of policy water",
        "  → write the total of the ledger; another total is for another period",
    ]
    assert told(more, language="fr") == [
        "L: PK871 deux totaux pour subscribed homes et 2025 : ε 4 ici, ε 3 au registre, par le passage run-1 de la "
        "politique water",
        "  → écrivez le total du registre ; un autre total est pour une autre période",
    ]


def test_two_units_for_the_same_people_and_period(told: Callable[..., list[str]]) -> None:
    yearly = claim("1", purse=replace(HOMES, each_year_of="read_on"))
    assert told(claim("1"), yearly) == [
        "L: PK872 two units for subscribed homes and 2025: one year of a household (by read_on) here, household in "
        "the ledger, by run run-1 of policy water",
        "  → protect the same unit as in the ledger: losses of two units do not add up",
    ]


@pytest.mark.parametrize(
    "purse",
    [
        replace(HOMES, people="other homes"),
        replace(HOMES, period="2026"),
        Purse("other homes", "meter", "2027", "read_on"),
    ],
)
def test_the_same_data_under_other_words_are_refused(told: Callable[..., list[str]], purse: Purse) -> None:
    asked = claim("1", purse=purse, inputs=("b" * 64, "a" * 64))
    assert told(claim("1"), asked) == [
        "L: PK873 the same data were spent from under other words, by run run-1 of policy water: people: subscribed "
        "homes, protects: household, period: 2025",
        "  → write the same words in privacy_budget: the same people have one budget, whoever publishes",
    ]


def test_other_data_of_other_people_share_a_ledger(path: Path) -> None:
    with Ledger.open(path) as ledger:
        reserve(ledger, claim("3"))
        reserve(ledger, claim("3", purse=replace(HOMES, people="other homes"), inputs=("b" * 64,)))


@pytest.mark.parametrize(
    "amount",
    [
        Amount(Fraction(0)),
        Amount(Fraction(-1)),
        Amount(Fraction(1), Fraction(-1, 9)),
        Amount(Fraction(1), Fraction(1)),
    ],
)
def test_nothing_can_be_given_back(path: Path, amount: Amount) -> None:
    with Ledger.open(path) as ledger:
        with pytest.raises(InternalError, match="PK878"):
            reserve(ledger, claim(amount=amount))
        with pytest.raises(InternalError, match="PK878"):
            reserve(ledger, claim(total=amount))
        assert list(ledger.entries()) == []


def sum_of_squares(bodies: Sequence[Mapping[str, Any]], delta: Fraction) -> Fraction:
    """A stand-in for an accountant that counts finer than the sum."""
    assert delta == Fraction(1, 10**6)
    return sum((Fraction(b["epsilon"]) ** 2 for b in bodies), Fraction(0))


def fine(epsilon: str, delta: str = "0.000001", **more: Any) -> Claim:
    total = Amount(Fraction(1), Fraction(1, 10**6))
    return claim(epsilon, delta, total=total, events=({"epsilon": epsilon},), **more)


def test_releases_that_left_their_noisy_answers_are_counted_together(
    path: Path, told: Callable[..., list[str]]
) -> None:
    four = [fine("0.5", run=f"run-{i}") for i in range(4)]
    assert told(*four, fine("0.5"), compose=sum_of_squares) == [
        "L: PK870 the budget of subscribed homes for 2025 would be exceeded: asked ε 0.5, δ 1e-6; left ε 0, δ 1e-6 "
        "(losses counted together) of ε 1, δ 1e-6; short by ε 0.25",
        "  → nothing more can be published about them for 2025; what was spent does not come back",
    ]
    with Ledger.open(path) as ledger:
        spends = read_spends(ledger.entries(), path)
    (found,) = balances(spends, sum_of_squares)
    assert (found.by, found.spent) == ("composed", Amount(Fraction(1), Fraction(1, 10**6)))
    assert found.simple == Amount(Fraction(2), Fraction(4, 10**6))
    (simple,) = balances(spends)
    assert (simple.by, simple.held) == ("simple", False)


def test_one_release_without_its_answers_leaves_the_simple_sum(told: Callable[..., list[str]]) -> None:
    blind = replace(fine("0.5", "0"), events=())
    assert told(blind, fine("0.6"), compose=sum_of_squares)[0].endswith("short by ε 0.1")


def test_the_smaller_of_the_two_bounds_counts(path: Path) -> None:
    with Ledger.open(path) as ledger:
        done = reserve(ledger, fine("1", "0.0000001"), lambda bodies, delta: Fraction(2))
    assert (done.balance.by, done.balance.spent.epsilon) == ("simple", 1)


def test_answers_that_cannot_be_counted_leave_the_simple_sum(told: Callable[..., list[str]]) -> None:
    def unknown(bodies: Sequence[Mapping[str, Any]], delta: Fraction) -> Fraction:
        raise InternalError

    assert told(fine("0.5", "0"), fine("0.6", "0"), compose=unknown)[0].endswith("short by ε 0.1")


def test_what_is_said_later_gives_nothing_back(path: Path, told: Callable[..., list[str]]) -> None:
    with Ledger.open(path) as ledger:
        one = reserve(ledger, claim("1"))
        two = reserve(ledger, claim("1", identity="i2"))
        assert follow(ledger, two.entry.hash, "abandoned") is not None
        assert commit(ledger, one.entry.hash, "held") is not None
        assert commit(ledger, one.entry.hash, "held") is None  # said once
        assert follow(ledger, one.entry.hash, "released") is not None
        found = read_spends(ledger.entries(), path)
        ledger.verify()
    assert [(s.state, s.status) for s in found] == [("released", None), ("abandoned", None)]
    assert told(claim("1.1"))[0].endswith("asked ε 1.1; left ε 1 of ε 3; short by ε 0.1")


def test_a_release_made_again_after_a_crash_spends_again_and_is_told(path: Path) -> None:
    with Ledger.open(path) as ledger:
        assert reserve(ledger, claim("1")).spent_before == 0
        done = reserve(ledger, claim("1"))
        assert (done.spent_before, done.balance.spent.epsilon) == (1, 2)
        commit(ledger, done.entry.hash, "released")
        assert reserve(ledger, claim("0.5")).spent_before == 1


def test_what_was_never_reserved_cannot_be_committed(path: Path) -> None:
    with Ledger.open(path) as ledger, pytest.raises(EvidenceError, match="PK876"):
        commit(ledger, "0" * 64, "released")


def test_the_first_entry_tells_ledgers_apart(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.sqlite") as a, Ledger.open(tmp_path / "b.sqlite") as b:
        assert book_of(a) is None
        assert reserve(a, claim()).book == book_of(a)
        reserve(b, claim(run="run-2"))
        assert book_of(a) != book_of(b)
        first = book_of(a)
        reserve(a, claim("0.1"))
        assert book_of(a) == first


def test_a_ledger_of_runs_is_no_budget(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.append("reserved", {"run": "r", "policy": "p", "identity": "i"})
        with pytest.raises(DataError) as caught:
            reserve(ledger, claim())
    assert caught.value.text("fr")[0] == f"{path}: PK877 ce registre n'est pas un registre des dépenses"


GOOD = claim().body()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {**GOOD, "amount": {"epsilon": "-1", "delta": "0"}},
        {**GOOD, "amount": {"epsilon": "1/0", "delta": "0"}},
        {**GOOD, "amount": {"epsilon": 1, "delta": "0"}},
        {**GOOD, "amount": {"epsilon": "nan", "delta": "0"}},
        {**GOOD, "total": {"epsilon": "3"}},
        {**GOOD, "people": 3},
        {**GOOD, "events": "none"},
        {**GOOD, "inputs": None},
    ],
)
@pytest.mark.parametrize("kind", ["reserved", "committed", "refunded"])
def test_an_entry_that_is_no_spend_stops_all_spending(path: Path, body: dict[str, Any], kind: str) -> None:
    with Ledger.open(path) as ledger:
        reserve(ledger, claim())
        ledger.append(kind, {"ledger": "privkit-budget-1", **body})
        with pytest.raises(EvidenceError, match="PK875 entry 2 of the budget ledger is not a spend"):
            reserve(ledger, claim("0.1"))


def test_a_ledger_changed_by_hand_stops_all_spending(path: Path) -> None:
    with Ledger.open(path) as ledger:
        reserve(ledger, claim("2.9"))
        reserve(ledger, claim("0.05"))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("DROP TRIGGER entry_unchanged")
    connection.execute("""UPDATE entry SET body = replace(body, '"2.9"', '"0.1"') WHERE number = 1""")
    connection.close()
    with Ledger.open(path) as ledger, pytest.raises(EvidenceError) as caught:
        reserve(ledger, claim("1"))
    assert caught.value.text("en")[0] == f"{path}: PK881 entry 1 does not match its hash"


def test_a_ledger_in_use_is_told(path: Path) -> None:
    with Ledger.open(path) as ledger:
        reserve(ledger, claim("0.1"))
    busy = sqlite3.connect(path, isolation_level=None)
    busy.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DataError, match="PK888"), Ledger.open(path, wait=0.05) as ledger:
        reserve(ledger, claim("0.1"))
    busy.execute("ROLLBACK")
    busy.close()


amounts = st.fractions(min_value=Fraction(1, 1000), max_value=2, max_denominator=1000)


@given(asked=st.lists(amounts, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_more_than_the_total_whatever_is_asked(tmp_path_factory: Any, asked: list[Fraction]) -> None:
    path = tmp_path_factory.mktemp("budget") / "b.sqlite"
    entered = Fraction(0)
    with Ledger.open(path) as ledger:
        for epsilon in asked:
            fits = entered + epsilon <= 3
            try:
                reserve(ledger, claim(amount=Amount(epsilon)))
            except BudgetError:
                assert not fits
            else:
                assert fits
                entered += epsilon
        spent = sum((s.claim.amount.epsilon for s in read_spends(ledger.entries(), path)), Fraction(0))
    assert spent == entered <= 3


@given(value=st.fractions(min_value=-(10**9), max_value=10**9))
def test_an_exact_number_reads_back_to_itself(value: Fraction) -> None:
    assert Fraction(exact(value)) == value
    assert amount_of(Amount(value, value).body()) == Amount(value, value)


@given(value=st.fractions(min_value=Fraction(1, 10**9), max_value=10**6))
def test_a_number_is_shown_on_the_side_that_promises_less(value: Fraction) -> None:
    above, below = (Fraction(shown(value, up=up).en) for up in (True, False))
    assert below <= value <= above
    assert above - below <= value / 999


def test_what_epsilon_means() -> None:
    said = {e: (times(Fraction(e)).en, times(Fraction(e)).fr) for e in ("0.1", "1", "2.9", "10", "900")}
    assert said == {
        "0.1": ("1.1", "1,1"),
        "1": ("2.7", "2,7"),
        "2.9": ("18", "18"),
        "10": ("22,000", "22\u202f000"),
        "900": ("over a billion billion", "plus d'un milliard de milliards"),
    }


def test_claims_know_their_own_bodies() -> None:
    assert claim_of(GOOD) == claim()
