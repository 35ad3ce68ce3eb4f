"""``privkit budget show`` and ``privkit budget verify``: what was spent of a shared budget, and whether it holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from privkit.ledger.balance import Balance
    from privkit.ledger.claim import Spend
    from privkit.words import Language, Words

commands = typer.Typer(
    no_args_is_help=True, help="Budgets of differential privacy: what was spent, by whom, what is left."
)

_FILE = "A budget ledger: the file under privacy_budget in a policy."
_LANGUAGE = "fr or en."


def register(app: typer.Typer) -> None:
    app.add_typer(commands, name="budget")


@commands.command("show")
def show(
    ledger: Annotated[Path, typer.Argument(help=_FILE)],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help=_LANGUAGE)] = None,
) -> None:
    """Say what was spent for each people and period, what is left, and what the loss means."""
    from privkit.cli.console import language_of, next_step, out_json
    from privkit.words import same

    told = language_of(language)
    spends, head = _read(ledger)
    found = _balances(spends)
    if json:
        out_json({"ledger": str(ledger), "head": head, "budgets": [_plain(b, found) for b in found]})
    else:
        _tell(found, told)
    next_step(same(f"privkit budget verify {ledger} --head {head}"), told)


@commands.command("verify")
def verify(
    ledger: Annotated[Path, typer.Argument(help=_FILE)],
    head: Annotated[
        str | None, typer.Option("--head", help="A head written down earlier: it must still be in the chain.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help=_LANGUAGE)] = None,
) -> None:
    """Recompute every hash of a budget ledger and check that each entry follows the one before."""
    from privkit.cli.console import language_of, next_step, out_json, say
    from privkit.words import Words, same

    told = language_of(language)
    spends, last = _read(ledger, head)
    if json:
        out_json({"ledger": str(ledger), "verifies": True, "releases": len(spends), "head": last})
    else:
        number = len(spends)
        say(
            Words(
                f"every hash verifies: {number} release{'s' * (number != 1)} spent from this ledger",
                f"toutes les empreintes concordent : {number} diffusion{'s' * (number > 1)} au registre",
            ).say(told),
            told,
        )
        say(
            Words(
                f"head: {last}\nwrite it down elsewhere: it shows later that nothing was cut off the end",
                f"tête : {last}\nnotez-la ailleurs : elle montrera plus tard que rien n'a été coupé à la fin",
            ).say(told),
            told,
        )
    next_step(same(f"privkit budget show {ledger}"), told)


def _read(path: Path, expected: str | None = None) -> tuple[tuple[Spend, ...], str]:
    """The spends of a ledger whose chain holds, and its head."""
    from privkit.ledger.claim import read_spends
    from privkit.ledger.ledger import Ledger

    with Ledger.open(path, create=False) as ledger:
        ledger.verify(expected)
        return read_spends(ledger.entries(), path), ledger.head()


def _balances(spends: Sequence[Spend]) -> tuple[Balance, ...]:
    """The balances, each counted as its last release was."""
    from privkit.ledger.balance import balance, balances
    from privkit.run.spending import compose_by

    return tuple(
        balance(b.purse, b.total, b.spends, compose_by(b.spends[-1].claim.accounting))
        for b in balances(spends)
    )


def _tell(found: Sequence[Balance], language: Language) -> None:
    from privkit.cli.console import out, say
    from privkit.words import Words

    if not found:
        say(Words("nothing was spent yet", "rien n'a encore été dépensé").say(language), language)
    for number, one in enumerate(found):
        if number:
            out()
        _one(one, language)
    people: dict[str, list[Balance]] = {}
    for one in found:
        people.setdefault(one.purse.key[0], []).append(one)
    for several in people.values():
        if len(several) > 1:
            out()
            say(_over_periods(several).say(language), language)


def _one(one: Balance, language: Language) -> None:
    from privkit.cli.console import bold, say
    from privkit.cli.tables import Ledger
    from privkit.cli.tables import show as draw
    from privkit.ledger.amount import shown
    from privkit.ledger.budget_refusals import unit_words
    from privkit.words import Words, same

    purse = one.purse
    title = same(f"{purse.people}, {purse.period}") + Words(": protects ", " : protège ") + unit_words(purse)
    say(bold(title.say(language)), language)
    together = Words("", "")
    if one.by == "composed":
        together = Words(" (losses counted together)", " (pertes comptées ensemble)")
    for label, words in (
        (Words("total ", "total "), one.total.words()),
        (Words("spent ", "dépensé "), one.spent.words() + together),
        (Words("left  ", "reste   "), one.left.floored().words(up=False)),
    ):
        say((same("  ") + label + words).say(language), language)
    heads = Words("entry|date|policy|run|state|ε|δ", "entrée|date|politique|passage|état|ε|δ").say(language)
    rows = tuple(
        (
            str(s.number),
            s.at[:10],
            s.claim.policy,
            s.claim.run,
            state(s).say(language),
            shown(s.claim.amount.epsilon).say(language),
            shown(s.claim.amount.delta).say(language),
        )
        for s in one.spends
    )
    draw(Ledger("", tuple(heads.split("|")), rows, texts=5), language)
    say(meaning(one).say(language), language)


def state(spend: Spend) -> Words:
    """What became of a spend."""
    from privkit.words import Words

    if spend.state == "committed" and spend.status:
        return {
            "released": Words("committed, released", "validé, diffusé"),
            "held": Words("committed, held", "validé, en attente"),
            "refused": Words("committed, refused", "validé, refusé"),
            "inconclusive": Words("committed, inconclusive", "validé, non concluant"),
        }.get(spend.status, Words("committed", "validé"))
    if spend.state == "abandoned" and spend.status == "refused":
        return Words("refused by decision", "refusé par décision")
    return {
        "reserved": Words("reserved: under way or stopped", "réservé : en cours ou arrêté"),
        "committed": Words("committed", "validé"),
        "released": Words("released", "diffusé"),
        "abandoned": Words("stopped, spent all the same", "arrêté, dépensé tout de même"),
    }[spend.state]


def meaning(one: Balance) -> Words:
    """What the loss means, in odds."""
    from privkit.ledger.amount import shown, times
    from privkit.words import Words

    odds, unit = times(one.spent.epsilon), one.purse.unit
    said = Words(
        f"What it means: whatever else is known, the odds that one {unit} is in the data, or has a given value, are "
        f"multiplied by at most about {odds.en}",
        f"Ce que cela veut dire : quoi qu'on sache par ailleurs, la cote de la présence d'une unité ({unit}) dans les "
        f"données, ou d'une de ses valeurs, est multipliée par au plus {odds.fr} environ",
    )
    if one.spent.delta:
        delta = shown(one.spent.delta)
        said += Words(f", but for a probability of {delta.en}", f", sauf avec une probabilité de {delta.fr}")
    return said + Words(".", ".")


def _over_periods(several: Sequence[Balance]) -> Words:
    from privkit.ledger.amount import times
    from privkit.ledger.balance import over_periods
    from privkit.words import Words

    purse = several[0].purse
    total = over_periods(several, purse)
    periods, odds = ", ".join(b.purse.period for b in several), times(total.epsilon)
    return (
        Words(
            f"{purse.people}, over {len(several)} periods ({periods}): ",
            f"{purse.people}, sur {len(several)} périodes ({periods}) : ",
        )
        + total.words()
        + Words(
            f" in all, odds multiplied by at most about {odds.en} for a {purse.unit} that is in each of them.",
            f" en tout, une cote multipliée par au plus {odds.fr} environ pour une unité ({purse.unit}) présente dans "
            "chacune.",
        )
    )


def _plain(one: Balance, found: Sequence[Balance]) -> dict[str, Any]:
    """A balance for a program: exact numbers as text."""
    from privkit.ledger.balance import over_periods

    purse = one.purse
    return {
        "people": purse.people,
        "unit": purse.unit,
        "each_year_of": purse.each_year_of,
        "period": purse.period,
        "total": one.total.body(),
        "spent": one.spent.body(),
        "counted": one.by,
        "left": one.left.floored().body(),
        "over_periods": over_periods(found, purse).body(),
        "releases": [
            {
                "entry": s.number,
                "at": s.at,
                "policy": s.claim.policy,
                "run": s.claim.run,
                "state": s.state,
                "status": s.status,
                "amount": s.claim.amount.body(),
                "accounting": s.claim.accounting,
            }
            for s in one.spends
        ],
    }
