"""``privkit apply`` and ``privkit release``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    app.command("apply")(apply)
    app.command("release")(release)


def apply(
    policy: Annotated[Path, typer.Argument(help="A policy file, or a plan made by privkit plan --out.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Date retention is counted from (today).")
    ] = None,
    engine: Annotated[str, typer.Option(help="duckdb or spark.")] = "duckdb",
    reports: Annotated[
        Path | None, typer.Option(help="Where runs are kept (reports beside the policy).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Run a policy on its data. Nothing leaves unless every condition holds and a person has decided."""
    from privkit.cli.console import Progress, language_of
    from privkit.cli.result import exit_code, show
    from privkit.run.apply import Order, apply_policy, reports_folder

    document, when, frozen = _what(policy, as_of)
    told = language_of(language, document)
    where = reports.resolve() if reports else reports_folder(document)
    done = apply_policy(Order(document, when, engine, where, frozen=frozen), Progress(told))
    show(done, told, document.path, as_json=json)
    code = exit_code(done.status)
    if code:
        raise typer.Exit(int(code))


def _what(policy: Path, as_of: str | None) -> tuple[Any, Any, Any]:
    """The policy, the as-of date and frozen levels; those of a plan when one is given, which must still hold.

    A plan with frozen levels is for deliveries to come: its date is today's unless one is given.
    """
    from datetime import date

    from privkit.cli.arguments import day
    from privkit.policy.reader import read_document
    from privkit.run.frozen import check_plan, read_plan

    if policy.suffix != ".json":
        return read_document(policy), day(as_of), None
    body = read_plan(policy)
    document = read_document(Path(body["policy_file"]))
    check_plan(body, document)
    frozen = body.get("frozen")
    return document, day(as_of) if as_of or frozen else date.fromisoformat(body["as_of"]), frozen


def release(
    run: Annotated[str, typer.Argument(help="A held run: its folder or its name.")],
    decision: Annotated[
        Path, typer.Option("--decision", help="YAML: decision, by, capacity, date, because.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Record the controller's decision on a held run, and let its outputs out (or not)."""
    from privkit.cli.arguments import run_folder
    from privkit.cli.console import language_of, next_step, out_json, say
    from privkit.evidence.record import Status
    from privkit.run.release import release as carry_out
    from privkit.words import Words

    done = carry_out(run_folder(run), decision)
    told = language_of(language or str(done.evidence["policy_language"]))
    if json:
        out_json(
            {
                "run": done.run,
                "folder": str(done.folder),
                "status": str(done.status),
                "decision": done.decision,
            }
        )
    elif done.status is Status.RELEASED:
        where = done.folder / "outputs"
        say(Words(f"released: {where}", f"diffusé : {where}").say(told), told)
    else:
        say(
            Words(
                f"not released; the decision is recorded: {done.folder}",
                f"non diffusé ; la décision est enregistrée : {done.folder}",
            ).say(told),
            told,
        )
    next_step(Words(f"privkit verify {done.folder}", f"privkit verify {done.folder}"), told)
