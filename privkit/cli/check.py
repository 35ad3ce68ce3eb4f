"""``privkit check``: every problem of one or several policies, without reading data. Hierarchy files are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from privkit.errors import Problem
    from privkit.words import Language, Words

FORMATS = ("text", "json", "github")


def register(app: typer.Typer) -> None:
    app.command("check")(check)


def check(
    policies: Annotated[list[Path], typer.Argument(help="Policy files.")],
    format: Annotated[str, typer.Option("--format", help="text, json or github.")] = "text",
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Check policies: structure, law, roles, flow of columns, hierarchy files. No data is read."""
    from privkit.cli.arguments import one_of
    from privkit.cli.console import explain_next, next_step, out, out_json
    from privkit.words import same

    one_of("--format", format, FORMATS)
    found = [(path, *_problems(path, language)) for path in policies]
    told = found[-1][1]
    errors = [p for _, _, problems in found for p in problems if p.severity == "error"]
    warnings = [p for _, _, problems in found for p in problems if p.severity != "error"]
    if format == "json":
        out_json([_json(p, spoken) for _, spoken, problems in found for p in problems])
    else:
        for path, spoken, problems in found:
            for problem in problems:
                lines = [_github(path, problem, spoken)] if format == "github" else problem.lines(spoken)
                for line in lines:
                    out(line)
        if format == "text":
            out(summary(len(errors), len(warnings)).say(told))
    if errors:
        explain_next(errors, told)
        raise typer.Exit(3)
    next_step(same(f"privkit explain {policies[0]}"), told)


def _problems(path: Path, language: str | None) -> tuple[Language, list[Problem]]:
    """The language to speak of a policy, and all that is said of it."""
    from datetime import date

    from privkit.cli.console import language_of
    from privkit.cli.tongue import spoken_in
    from privkit.errors import PolicyError
    from privkit.policy.reader import read_document
    from privkit.run.hierarchies import hierarchy_problems
    from privkit.run.plan import problems_of

    told = language_of(language or spoken_in(str(path)))
    try:
        document = read_document(path)
        return told, [*problems_of(document, date.today()), *hierarchy_problems(document)]
    except PolicyError as error:
        return told, list(error.problems)


def summary(errors: int, warnings: int) -> Words:
    """How many problems there are."""
    from privkit.words import Words

    if not errors and not warnings:
        return Words("no problem found", "aucun problème trouvé")
    return Words(
        f"{errors} to mend, {warnings} to look at",
        f"{errors} à corriger, {warnings} à regarder",
    )


def _json(problem: Problem, language: Language) -> dict[str, Any]:
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message.say(language),
        "instead": problem.instead.say(language) if problem.instead else None,
        "article": problem.article,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def _github(path: Path, problem: Problem, language: Language) -> str:
    """A GitHub workflow command: one line, with the characters that would end it escaped."""
    place = problem.place
    where = f"file={_escaped(place.file if place else str(path), property=True)}"
    if place and place.line:
        where += f",line={place.line},col={place.column}"
    level = "error" if problem.severity == "error" else "warning"
    said = problem.message.say(language)
    if problem.instead:
        said += f"\n→ {problem.instead.say(language)}"
    return f"::{level} {where},title={problem.code}::{_escaped(said)}"


def _escaped(text: str, *, property: bool = False) -> str:
    marks = {"%": "%25", "\r": "%0D", "\n": "%0A"} | ({":": "%3A", ",": "%2C"} if property else {})
    return "".join(marks.get(c, c) for c in text)
