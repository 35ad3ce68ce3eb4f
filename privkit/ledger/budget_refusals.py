"""Why a claim is refused: not enough is left, or the ledger says otherwise of the same people or the same data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from privkit.errors import BudgetError, Place, PolicyError, Problem
from privkit.ledger.amount import Amount, exact
from privkit.ledger.balance import Balance
from privkit.ledger.claim import Claim, Purse, Spend
from privkit.words import Words, same


def refuse_contradictions(spends: Sequence[Spend], claim: Claim, path: Path) -> None:
    """Raise PolicyError when the ledger says otherwise: two totals (PK871), two units (PK872), the same data
    under other words (PK873)."""
    for spend in spends:
        theirs = spend.claim
        if theirs.purse.key == claim.purse.key:
            if theirs.purse.protected != claim.purse.protected:
                raise _two_units(theirs, claim, path)
            if theirs.total != claim.total:
                raise _two_totals(theirs, claim, path)
        refuse_other_words(Cited.of(theirs), claim, path)


@dataclass(frozen=True)
class Cited:
    """An earlier spend, as a ledger of budgets or of runs tells it."""

    purse: Purse
    inputs: frozenset[str]
    run: str
    policy: str

    @classmethod
    def of(cls, claim: Claim) -> Cited:
        return cls(claim.purse, frozenset(claim.inputs), claim.run, claim.policy)

    @classmethod
    def of_run(cls, body: Mapping[str, Any]) -> Cited:
        """From the ``reserved`` row of a run (see ``run/spending.py``)."""
        spent = body["budget"]
        purse = Purse(spent["people"], spent["unit"], spent["period"], spent["each_year_of"])
        return cls(purse, frozenset(spent["inputs"]), str(body["run"]), str(body["policy"]))


def refuse_other_words(earlier: Cited, claim: Claim, path: Path) -> None:
    """Raise PolicyError (PK873) when the same bytes were spent from under other people, unit or period."""
    here, there = claim.purse, earlier.purse
    if earlier.inputs.isdisjoint(claim.inputs) or (here.key, here.protected) == (there.key, there.protected):
        return
    said = (
        f"people: {there.people}, protects: {there.unit}, period: {there.period}",
        f"personnes: {there.people}, protège: {there.unit}, période: {there.period}",
    )
    if there.each_year_of:
        said = (
            f"{said[0]}, each_year_of: {there.each_year_of}",
            f"{said[1]}, chaque_année_de: {there.each_year_of}",
        )
    raise PolicyError(
        Problem(
            "PK873",
            Words(
                f"the same data were spent from under other words, by run {earlier.run} of policy {earlier.policy}: "
                f"{said[0]}",
                f"les mêmes données ont été comptées sous d'autres mots, par le passage {earlier.run} de la politique "
                f"{earlier.policy} : {said[1]}",
            ),
            Place(str(path)),
            instead=Words(
                "write the same words in privacy_budget: the same people have one budget, whoever publishes",
                "écrivez les mêmes mots dans budget_de_confidentialité : les mêmes personnes ont un seul budget, qui "
                "que ce soit qui publie",
            ),
        )
    )


def elsewhere(earlier: Cited, ledger: str, path: Path) -> PolicyError:
    """The same bytes were spent from in another ledger: two ledgers would let twice the total out."""
    return PolicyError(
        Problem(
            "PK874",
            Words(
                f"the same data were spent from in another ledger, {ledger}, by run {earlier.run} of policy "
                f"{earlier.policy}",
                f"les mêmes données ont été comptées dans un autre registre, {ledger}, par le passage {earlier.run} "
                f"de la politique {earlier.policy}",
            ),
            Place(str(path)),
            instead=Words(
                f"write `ledger: {ledger}`: all releases about the same people spend from one ledger",
                f"écrivez `registre_des_dépenses: {ledger}` : toutes les diffusions sur les mêmes personnes dépensent "
                "dans un seul registre",
            ),
        )
    )


def exceeded(before: Balance, claim: Claim, short: Amount, path: Path) -> BudgetError:
    """Not enough is left: what was asked, what is left, what is short, what to write instead."""
    left = before.left.floored()
    purse = claim.purse
    told_short = short.words()
    together = Words("", "")
    if before.by == "composed":
        together = Words(" (losses counted together)", " (pertes comptées ensemble)")
    return BudgetError(
        Problem(
            "PK870",
            Words(
                f"the budget of {purse.people} for {purse.period} would be exceeded: asked ",
                f"le budget de {purse.people} pour {purse.period} serait dépassé : demandé ",
            )
            + claim.amount.words()
            + Words("; left ", " ; il reste ")
            + left.words(up=False)
            + together
            + Words(" of ", " sur ")
            + claim.total.words()
            + Words("; short by ", " ; il manque ")
            + told_short,
            Place(str(path)),
            instead=_instead(before, left, claim),
        )
    )


def _instead(before: Balance, left: Amount, claim: Claim) -> Words:
    spent = Words("what was spent does not come back", "ce qui est dépensé ne revient pas")
    epsilon, period = _cut(left.epsilon), claim.purse.period
    if epsilon == "0":
        return (
            Words(
                f"nothing more can be published about them for {period}; ",
                f"plus rien ne peut être publié sur elles pour {period} ; ",
            )
            + spent
        )
    written = f"epsilon: {epsilon}"
    if delta := min(left.delta, claim.amount.delta):
        written += f", delta: {exact(delta)}"
    most = (
        Words("at most", "au plus")
        if before.by == "simple"
        else Words("a smaller one, such as", "moins, comme")
    )
    return (
        Words("write ", "écrivez ")
        + most
        + Words(f" `this_release: {{ {written} }}`; ", f" `cette_diffusion: {{ {written} }}` ; ")
        + spent
    )


def _cut(value: Fraction) -> str:
    """What may be written in a policy: exact when it is short, else four decimals, rounded down."""
    text = exact(value)
    return text if "/" not in text and len(text) < 9 else exact(Fraction(int(value * 10_000), 10_000))


def _two_totals(theirs: Claim, claim: Claim, path: Path) -> PolicyError:
    return PolicyError(
        Problem(
            "PK871",
            Words(
                f"two totals for {claim.purse.people} and {claim.purse.period}: ",
                f"deux totaux pour {claim.purse.people} et {claim.purse.period} : ",
            )
            + claim.total.words()
            + Words(" here, ", " ici, ")
            + theirs.total.words()
            + Words(
                f" in the ledger, by run {theirs.run} of policy {theirs.policy}",
                f" au registre, par le passage {theirs.run} de la politique {theirs.policy}",
            ),
            Place(str(path)),
            instead=Words(
                "write the total of the ledger; another total is for another period",
                "écrivez le total du registre ; un autre total est pour une autre période",
            ),
        )
    )


def _two_units(theirs: Claim, claim: Claim, path: Path) -> PolicyError:
    return PolicyError(
        Problem(
            "PK872",
            Words(
                f"two units for {claim.purse.people} and {claim.purse.period}: ",
                f"deux unités pour {claim.purse.people} et {claim.purse.period} : ",
            )
            + unit_words(claim.purse)
            + Words(" here, ", " ici, ")
            + unit_words(theirs.purse)
            + Words(
                f" in the ledger, by run {theirs.run} of policy {theirs.policy}",
                f" au registre, par le passage {theirs.run} de la politique {theirs.policy}",
            ),
            Place(str(path)),
            instead=Words(
                "protect the same unit as in the ledger: losses of two units do not add up",
                "protégez la même unité qu'au registre : les pertes de deux unités ne s'additionnent pas",
            ),
        )
    )


def unit_words(purse: Purse) -> Words:
    """What is protected: ``household``, or one year of it."""
    if purse.each_year_of is None:
        return same(purse.unit)
    return Words(
        f"one year of a {purse.unit} (by {purse.each_year_of})",
        f"une année d'un {purse.unit} (par {purse.each_year_of})",
    )
