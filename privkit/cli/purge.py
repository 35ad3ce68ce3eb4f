"""``privkit purge --due``: the outputs whose time has passed, listed, or deleted with ``--yes``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privkit.errors import UsageError
    from privkit.run.retention import Kept
    from privkit.words import Language, Words


def register(app: typer.Typer) -> None:
    app.command("purge")(purge)


def purge(
    due: Annotated[bool, typer.Option("--due", help="The outputs whose time has passed.")] = False,
    reports: Annotated[Path, typer.Option("--reports", help="Where runs are.")] = Path("reports"),
    as_of: Annotated[str | None, typer.Option("--as-of", help="Due on this day; today if absent.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Delete them. Without it, they are only listed.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """List the outputs that must be eliminated; with --yes, delete them. Evidence and ledgers always stay."""
    from datetime import date

    from privkit.cli.arguments import day
    from privkit.cli.console import language_of, next_step, out_json
    from privkit.errors import EvidenceError
    from privkit.run.purge import due_outputs
    from privkit.run.purge import purge as eliminate
    from privkit.words import same

    if not due:
        raise _what()
    told, when = language_of(language), day(as_of)
    found = eliminate(reports, when, date.today()) if yes else due_outputs(reports, when)
    if json:
        out_json(
            [
                {
                    "run": str(folder),
                    "output": kept.output,
                    "until": str(kept.until),
                    "rule": str(kept.rule),
                    "then": kept.then,
                    "files": list(kept.files),
                    "deleted": found.deleted and kept.then == "eliminate",
                }
                for folder, kept in found.due
            ]
        )
    else:
        _say(found.due, found.deleted, told)
    if found.broken:
        raise EvidenceError(*found.broken)
    left = not found.deleted and any(kept.then == "eliminate" for _, kept in found.due)
    next_step(
        same(f"privkit purge --due --reports {reports} --yes" if left else f"privkit runs {reports}"), told
    )


def _say(due: Sequence[tuple[Path, Kept]], deleted: bool, told: Language) -> None:
    from privkit.cli.console import say
    from privkit.words import Words

    if not due:
        say(Words("No output is due.", "Aucune sortie n'est à éliminer.").say(told), told)
        return
    for folder, kept in due:
        say(_line(folder, kept, deleted).say(told), told)
    end = (
        Words(
            "Copies made elsewhere are out of reach: whoever received them must delete them too.",
            "Les copies faites ailleurs sont hors d'atteinte : qui les a reçues doit aussi les supprimer.",
        )
        if deleted
        else Words("Nothing was deleted.", "Rien n'a été supprimé.")
    )
    say(end.say(told), told)


def _line(folder: Path, kept: Kept, deleted: bool) -> Words:
    from privkit.policy.say import day
    from privkit.run.retention import Rule
    from privkit.words import Words

    assert kept.until is not None
    until = day(kept.until)
    why = (
        Words("its own term", "sa propre durée")
        if kept.rule is Rule.OUTPUT
        else Words("the retention of the register", "la conservation du registre")
    )
    if kept.then == "archive":
        act = Words("to archive, by a person", "à archiver, par une personne")
    elif deleted:
        act = Words("deleted", "supprimée")
    else:
        act = Words("to eliminate", "à éliminer")
    count = len(kept.files)
    files = Words(f"{count} file{'s' * (count > 1)}", f"{count} fichier{'s' * (count > 1)}")
    return Words(
        f"{act.en}: {kept.output}, kept until {until.en} ({why.en}), {files.en}, {folder}",
        f"{act.fr} : {kept.output}, gardée jusqu'au {until.fr} ({why.fr}), {files.fr}, {folder}",
    )


def _what() -> UsageError:
    from privkit.errors import Problem, UsageError
    from privkit.words import Words

    return UsageError(
        Problem(
            "PK850",
            Words("privkit purge is not told what to eliminate", "privkit purge ne sait quoi éliminer"),
            instead=Words(
                "write privkit purge --due, which deletes nothing without --yes",
                "écrivez privkit purge --due, qui ne supprime rien sans --yes",
            ),
        )
    )
