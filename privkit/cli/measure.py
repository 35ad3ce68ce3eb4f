"""``privkit measure``: what an attacker could learn from a file, before and after, and what each k costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from fractions import Fraction

    from privkit.policy.reader import Document
    from privkit.run.frontier import Frontier
    from privkit.run.measure import Asked
    from privkit.run.measured import Measurements
    from privkit.words import Language, Words

LOSS = "30%"


def register(app: typer.Typer) -> None:
    app.command("measure")(measure)


def measure(
    file: Annotated[Path | None, typer.Argument(help="A data file; none with --as --frontier.")] = None,
    policy: Annotated[Path | None, typer.Option("--as", help="The policy whose roles apply.")] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="The file before protection, to compare.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="The quasi-identifiers: column,column.")] = None,
    same: Annotated[str | None, typer.Option("--quasi-identifiers", help="The same as --on.")] = None,
    confidential: Annotated[
        str | None, typer.Option("--confidential", help="Confidential columns: column,column.")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="The column that tells units apart.")] = None,
    weight: Annotated[str | None, typer.Option("--weight", help="The column of sampling weights.")] = None,
    household: Annotated[
        str | None, typer.Option("--household", help="The column that tells which units live together.")
    ] = None,
    fraction: Annotated[
        str | None, typer.Option("--sampling-fraction", help="Share of the population in the file: 1%.")
    ] = None,
    ks: Annotated[str | None, typer.Option("--k", help="Group sizes to count below: 2,3,5,11.")] = None,
    threshold: Annotated[str, typer.Option("--threshold", help="Risks to count above: 20%,10%.")] = "20%",
    frontier: Annotated[bool, typer.Option("--frontier", help="What each k removes and loses.")] = False,
    limits: Annotated[str, typer.Option("--remove", help="Limits of the frontier: 0%,1%,5%.")] = "0%,1%,5%",
    loss: Annotated[
        str | None, typer.Option("--loss", help=f"The loss to stay within, on the frontier: {LOSS}.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Date of the frontier: 2026-11-24.")] = None,
    figures: Annotated[Path | None, typer.Option("--figures", help="A folder for SVG and PNG.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="A file for the JSON.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Measure groups, uniqueness and re-identification risk of a file, by the roles of a policy or as named."""
    from privkit.cli.arguments import day, fraction_of, shares, sizes
    from privkit.cli.console import language_of
    from privkit.policy.reader import read_document
    from privkit.run.measure import Asked
    from privkit.run.recording import THRESHOLDS

    document = read_document(policy) if policy else None
    told = language_of(language, document)
    named = _named(on or same, confidential, unit, weight, household)
    counted = sizes("--k", ks) if ks else THRESHOLDS
    above = tuple(map(float, shares("--threshold", threshold)))
    asked = Asked(document, named, counted, above, fraction_of(fraction))
    wanted = shares("--remove", limits)
    bound = float(shares("--loss", loss)[0]) if loss else _loss_of(document)
    _refuse_nothing(file, document, frontier)
    found, curve = _found(
        asked, file, against, frontier, sizes("--k", ks) if ks else None, wanted, day(as_of), told
    )
    _tell(found, curve, bound, json, out, told)
    if figures is not None:
        _draw(figures, found, curve, told)
    _next(file, policy, frontier, told)


def _named(
    on: str | None, confidential: str | None, unit: str | None, weight: str | None, household: str | None
) -> Any:
    from privkit.cli.arguments import names
    from privkit.run.measure_columns import Named

    return Named(names(on), names(confidential), unit, weight, household)


def _refuse_nothing(file: Path | None, document: Document | None, frontier: bool) -> None:
    from privkit.errors import Problem, UsageError
    from privkit.words import Words

    if file is None and not (frontier and document):
        raise UsageError(
            Problem(
                "PK906",
                Words("no file to measure", "aucun fichier à mesurer"),
                instead=Words(
                    "privkit measure FILE --as POLICY, or privkit measure --as POLICY --frontier",
                    "privkit measure FICHIER --as POLITIQUE, ou privkit measure --as POLITIQUE --frontier",
                ),
            )
        )


def _found(
    asked: Asked,
    file: Path | None,
    against: Path | None,
    frontier: bool,
    ks: tuple[int, ...] | None,
    limits: tuple[Fraction, ...],
    as_of: Any,
    language: Language,
) -> tuple[Measurements | None, Frontier | None]:
    """What was asked: the figures of a file, the frontier, or both."""
    from privkit.run.frontier import KS, frontier_of_policy
    from privkit.run.measure import frontier_of, measure_source

    found = measure_source(asked, file, against) if file else None
    if not frontier:
        return found, None
    wanted = tuple(k for k in ks or KS if k > 1)
    if file is None:
        assert asked.document is not None
        return found, frontier_of_policy(asked.document, as_of, wanted, limits)
    return found, frontier_of(asked, file, as_of, language, wanted, limits)


def _loss_of(document: Document | None) -> float:
    """The loss the policy allows, else a default."""
    from privkit.cli.arguments import shares

    rules = document.policy.release_only_if if document else []
    allowed = [float(r.information_loss.at_most) for r in rules if r.information_loss]
    return min(allowed, default=float(shares("--loss", LOSS)[0]))


def _units(found: Measurements | None, curve: Frontier | None) -> Words:
    from privkit.cli.measure_tables import unit_words

    counted = found.after.counted_in if found else curve.counted_in if curve else "row"
    return unit_words(counted)


def _tell(
    found: Measurements | None,
    curve: Frontier | None,
    loss: float,
    json: bool,
    out: Path | None,
    language: Language,
) -> None:
    from privkit.cli.console import out_json, save, say

    told: dict[str, Any] = found.as_json() if found else {}
    if curve is not None:
        told["frontier"] = curve.as_json()
    if out is not None:
        save(out, _text(told))
    if json:
        out_json(told)
        return
    if found is not None:
        _show(found, language)
    if curve is not None:
        from privkit.cli.measure_frontier import sentence, table
        from privkit.cli.tables import show

        say("", language)
        show(table(curve, _units(found, curve), language), language)
        say("", language)
        say(sentence(curve, loss).say(language), language)


def _text(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _show(found: Measurements, language: Language) -> None:
    from privkit.cli.console import say
    from privkit.cli.measure_tables import notes, opening, tables
    from privkit.cli.tables import show

    for line in opening(found):
        say(line.say(language), language)
    for table in tables(found, language):
        say("", language)
        show(table, language)
    say("", language)
    for line in notes(found):
        say(line.say(language), language)


def _draw(folder: Path, found: Measurements | None, curve: Frontier | None, language: Language) -> None:
    from privkit.cli.console import make_folder, note, save
    from privkit.run.measure_figures import pictures

    make_folder(folder)
    for one in pictures(found, curve, _units(found, curve), language):
        save(folder / f"{one.name}.svg", one.svg)
        save(folder / f"{one.name}.png", one.png)
        note(f"{folder / one.name}.svg, .png")


def _next(file: Path | None, policy: Path | None, frontier: bool, language: Language) -> None:
    from privkit.cli.console import next_step
    from privkit.words import same

    if policy is None:
        next_step(same(f"privkit init policy.yaml --from {file}"), language)
    elif frontier or file is None:
        next_step(same(f"privkit plan {policy}"), language)
    else:
        next_step(same(f"privkit measure --as {policy} --frontier"), language)
