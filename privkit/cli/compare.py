"""``privkit compare``: fit a reference table, place one household, cost of protection, propose bands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from privkit.cli import compare_batch, compare_cost, compare_household

if TYPE_CHECKING:
    from privkit.words import Language

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
commands.command("cost")(compare_cost.cost)


@commands.command("fit")
def fit(
    run: Annotated[str, typer.Argument(help="The folder of a released run.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, each rule in words.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Show the reference table a run made: groups, marks, numbers of households, privacy loss and margins if any."""
    from privkit.cli.arguments import run_folder
    from privkit.cli.compare_reading import load
    from privkit.cli.console import language_of, next_step, out
    from privkit.compare.flat import to_csv
    from privkit.words import Words

    folder = Path(run) if Path(run).is_file() else run_folder(run)
    table = load(folder)
    told = language_of(language or table.spec.language)
    if json:
        out(table.to_json())
    elif csv:
        out(to_csv(table).rstrip("\n"))
    else:
        for line in (*rows(table, told), *notes(table, told)):
            out(line)
    asked = " ".join(f"{name}=…" for name in table.spec.groups_by)
    command = f"privkit compare household {run} {asked} --volume …"
    next_step(Words(command, command), told)


def notes(table: Any, language: Language) -> list[str]:
    """Where the table comes from, and what noise leaves of its marks."""
    from privkit.words import Words

    said = []
    if table.made:
        of = table.made
        period = Words(f", period {of.period}", f", période {of.period}").say(language) if of.period else ""
        head = Words(
            f"policy {of.policy} {of.version}, data up to {of.as_of}",
            f"politique {of.policy} {of.version}, données jusqu'au {of.as_of}",
        )
        said.append(head.say(language) + period)
    if table.privacy:
        loss = f"ε = {table.privacy.epsilon}" + (
            f", δ = {table.privacy.delta}" if table.privacy.delta != "0" else ""
        )
        margins = any(group.margins for group in table.groups)
        words = Words(
            f"{loss}, for every group: made from rows drawn under differential privacy",
            f"{loss}, pour chaque groupe : faite de lignes tirées sous confidentialité différentielle",
        )
        read = Words(
            f"{loss}, for every group: read from noisy figures alone; in brackets, where noise leaves each mark (95%)",
            f"{loss}, pour chaque groupe : lue dans les seuls chiffres bruités ; entre crochets, où le bruit laisse "
            "chaque repère (95 %)",
        )
        said.append((read if margins else words).say(language))
    return ["", *said] if said else []


def _marks(group: Any, fr: bool) -> list[str]:
    """The marks, each with its interval where noise moved it."""
    to = "à" if fr else "to"
    if not group.margins:
        return [str(mark) for mark in group.marks]
    return [
        f"{mark} [{low} {to} {high}]" for mark, (low, high) in zip(group.marks, group.margins, strict=True)
    ]


def rows(table: Any, language: str) -> list[str]:
    """The reference table as lines of text."""
    fr = language == "fr"
    names = list(table.spec.groups_by)
    shares = [
        f"{float(s) * 100:g}{PERCENT[language]}".replace(".", "," if fr else ".") for s in table.spec.shares
    ]
    head = [*names, *shares, "foyers" if fr else "households"]
    body = [[*g.shown, *_marks(g, fr), f"≥ {g.units}"] for g in table.groups]
    widths = [max(len(str(row[i])) for row in [head, *body]) for i in range(len(head))]
    return [
        "  ".join(
            f"{cell!s:<{w}}" if n < len(names) else f"{cell!s:>{w}}"
            for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [head, *body]
    ]
