"""``privkit compare``: fit a reference table, place one household, cost of protection."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

PERCENT = {"fr": "\u00a0%", "en": "%"}

commands = typer.Typer(
    no_args_is_help=True, help="Reference households: fit, place one household, cost of protection."
)


def register(app: typer.Typer) -> None:
    app.add_typer(commands, name="compare")


@commands.command("household")
def household(
    reference: Annotated[
        Path, typer.Argument(help="A reference table, or the folder of a run that has one.")
    ],
    values: Annotated[list[str], typer.Argument(help="column=value for each column of the groups.")],
    volume: Annotated[str, typer.Option(help="What the household used, in the table's unit.")],
    chart: Annotated[Path | None, typer.Option(help="Write a small chart here (SVG).")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Say where one household stands among similar homes."""
    from privkit.cli.console import language_of, next_step, out, out_json, save, say
    from privkit.compare.bar import bar
    from privkit.compare.chart import chart as draw
    from privkit.compare.message import message
    from privkit.words import same

    table = load(reference)
    told = language_of(language or table.spec.language)
    found = message(table, pairs(values), amount(volume))
    if chart is not None:
        save(chart, draw(found, table, told))
    if json:
        out_json(
            {
                "state": found.state,
                "ratio": None if found.ratio is None else str(found.ratio),
                "sentence": found.sentence.say(told),
            }
        )
    else:
        say(found.sentence.say(told), told)
        if found.state is not None:
            out(bar(found, language=told))
    next_step(same(f"privkit compare fit {reference}"), told)


@commands.command("fit")
def fit(
    run: Annotated[str, typer.Argument(help="The folder of a released run.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Show the reference table a run made: groups, marks, numbers of households."""
    from privkit.cli.arguments import run_folder
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


def load(path: Path) -> Any:
    """A reference table from its file, or from a released run."""
    from privkit.compare.reference import reference_from_json
    from privkit.errors import DataError, Problem
    from privkit.run.existing import Committed
    from privkit.run.outputs import inside
    from privkit.run.project import OUTPUTS
    from privkit.words import Words

    if path.is_dir():
        rule = Committed.read(path.resolve()).evidence["policy"].get("comparison")
        path = path / OUTPUTS / inside(rule["file"]) if rule else path / OUTPUTS / "-"
    try:
        return reference_from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise DataError(
            Problem(
                "PK566",
                Words(
                    f"there is no released reference table {path.name}",
                    f"il n'y a pas de table de référence diffusée {path.name}",
                ),
                instead=Words(
                    "name the folder of a released run, or its reference file",
                    "nommez le dossier d'un passage diffusé, ou son fichier de référence",
                ),
            )
        ) from None


def pairs(values: list[str]) -> dict[str, str]:
    """``column=value`` arguments."""
    from privkit.errors import Problem, UsageError
    from privkit.words import Words

    wrong = [n for n, v in enumerate(values, 1) if "=" not in v]
    if wrong:
        raise UsageError(
            Problem(
                "PK906",
                Words(
                    f"argument {wrong[0]} is not column=value",
                    f"l'argument {wrong[0]} n'est pas colonne=valeur",
                ),
                instead=Words("surface_m2=73", "surface_m2=73"),
            )
        )
    return dict(v.split("=", 1) for v in values)


def amount(text: str) -> Any:
    """The volume, with a decimal point or comma."""
    import re
    from decimal import Decimal, InvalidOperation

    from privkit.errors import Problem, UsageError
    from privkit.words import Words

    try:
        found = Decimal(re.sub(r"[ \u00a0\u202f]", "", text).replace(",", "."))
        if not found.is_finite():
            raise InvalidOperation
        return found
    except InvalidOperation:
        raise UsageError(
            Problem(
                "PK906",
                Words("--volume is not a number", "--volume n'est pas un nombre"),
                instead=Words("--volume 92.5", "--volume 92,5"),
            )
        ) from None


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
