"""``privkit compare``: fit a reference table, place one household, cost of protection, propose bands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from privkit.cli import compare_batch, compare_household

PERCENT = {"fr": "\u00a0%", "en": "%"}

commands = typer.Typer(
    no_args_is_help=True,
    help="Reference households: propose bands, fit, tell one household or a whole billing run, cost of protection.",
)


def register(app: typer.Typer) -> None:
    from privkit.cli.compare_suggest import suggest

    if all(command.name != "suggest" for command in commands.registered_commands):
        commands.command("suggest")(suggest)
    app.add_typer(commands, name="compare")


commands.command("household")(compare_household.household)
commands.command("batch")(compare_batch.batch)


@commands.command("fit")
def fit(
    run: Annotated[str, typer.Argument(help="The folder of a released run.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Show the reference table a run made: groups, marks, numbers of households."""
    from privkit.cli.arguments import run_folder
    from privkit.cli.compare_reading import load
    from privkit.cli.console import language_of, next_step, out
    from privkit.words import Words

    folder = Path(run) if Path(run).is_file() else run_folder(run)
    table = load(folder)
    told = language_of(language or table.spec.language)
    if json:
        out(table.to_json())
    else:
        for line in rows(table, told):
            out(line)
    asked = " ".join(f"{name}=…" for name in table.spec.groups_by)
    command = f"privkit compare household {run} {asked} --volume …"
    next_step(Words(command, command), told)


@commands.command("cost")
def cost(
    run: Annotated[str, typer.Argument(help="The folder of a run.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Share of households whose message changes because of protection, beside the resampling floor."""
    from privkit.cli.arguments import run_folder
    from privkit.cli.console import language_of, next_step, out_json, percentage, say
    from privkit.errors import DataError, Problem
    from privkit.run.existing import Committed
    from privkit.words import Words, same

    evidence = Committed.read(run_folder(run)).evidence
    told = language_of(language or str(evidence["policy_language"]))
    found = evidence["cost"]
    if found is None:
        raise DataError(
            Problem(
                "PK568",
                Words("this run made no comparison", "ce passage n'a pas fait de comparaison"),
                instead=Words(
                    "add a comparison section to the policy", "ajoutez une section comparaison à la politique"
                ),
            )
        )
    if json:
        out_json(found)
        next_step(same(f"privkit report {run} --for controller"), told)
        return
    changed, floor, none = (percentage(float(found[k]), told) for k in ("changed", "floor", "no_message"))
    say(
        Words(
            f"{changed} of households get another message (of which {none} get none any more)\n"
            f"{floor} would, if the raw data were merely drawn again (resampling floor)",
            f"{changed} des foyers reçoivent un autre message (dont {none} n'en reçoivent plus)\n"
            f"{floor} en changeraient par un simple nouveau tirage des données brutes (plancher de rééchantillonnage)",
        ).say(told),
        told,
    )
    next_step(same(f"privkit report {run} --for controller"), told)


def rows(table: Any, language: str) -> list[str]:
    """The reference table as lines of text."""
    fr = language == "fr"
    names = list(table.spec.groups_by)
    shares = [
        f"{float(s) * 100:g}{PERCENT[language]}".replace(".", "," if fr else ".") for s in table.spec.shares
    ]
    head = [*names, *shares, "foyers" if fr else "households"]
    body = [[*g.shown, str(g.low), str(g.middle), str(g.high), f"≥ {g.units}"] for g in table.groups]
    widths = [max(len(str(row[i])) for row in [head, *body]) for i in range(len(head))]
    return [
        "  ".join(
            f"{cell!s:<{w}}" if n < len(names) else f"{cell!s:>{w}}"
            for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [head, *body]
    ]
