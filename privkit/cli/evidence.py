"""``privkit report`` and ``privkit verify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from privkit.errors import UsageError
    from privkit.words import Language


def register(app: typer.Typer) -> None:
    app.command("report")(report)
    app.command("verify")(verify)


def report(
    run: Annotated[str, typer.Argument(help="A run: its folder or its name.")],
    format: Annotated[str, typer.Option("--format", help="html, markdown or json.")] = "html",
    reader: Annotated[str, typer.Option("--for", help="dpo, controller or public.")] = "dpo",
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
    out_file: Annotated[Path | None, typer.Option("--out", help="Write here instead of printing.")] = None,
) -> None:
    """Make the report of a run, for one reader, in one language."""
    from privkit.cli.arguments import one_of, run_folder
    from privkit.cli.console import language_of, next_step, out, save
    from privkit.evidence.report import FORMATS, READERS, render
    from privkit.run.existing import Committed
    from privkit.words import same

    if format == "pia":
        raise _not_yet("the export to the PIA tool", "l'export vers l'outil PIA")
    one_of("--format", format, FORMATS)
    one_of("--for", reader, READERS)
    found = Committed.read(run_folder(run))
    told = language_of(language or str(found.evidence["policy_language"]))
    evidence = {
        **found.evidence,
        **({"decision": dict(found.decision), "status": str(found.status)} if found.decision else {}),
    }
    text = render(evidence, format=format, reader=reader, language=told)  # type: ignore[arg-type]
    if out_file is None:
        out(text)
    else:
        save(out_file, text)
        out(str(out_file))
    next_step(same(f"privkit verify {found.folder}"), told)


def verify(
    run: Annotated[str, typer.Argument(help="A run: its folder or its name.")],
    replay: Annotated[bool, typer.Option("--replay", help="Run the policy again and compare.")] = False,
    policy: Annotated[
        Path | None, typer.Option("--policy", help="The policy as it was, when it is not beside the reports.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Recompute every hash of a run and of the ledger; with --replay, run again and compare."""
    import tempfile

    from privkit.cli.arguments import run_folder
    from privkit.cli.console import language_of, next_step, note, out_json
    from privkit.errors import EvidenceError
    from privkit.run.existing import Committed
    from privkit.run.verify import replay as run_again
    from privkit.run.verify import unchecked
    from privkit.run.verify import verify as check
    from privkit.words import same

    folder = run_folder(run)
    evidence = Committed.read(folder).evidence
    told = language_of(language or str(evidence["policy_language"]))
    problems = check(folder)
    if replay and not problems:
        from privkit.policy.reader import read_document
        from privkit.run.verify import policy_of

        with tempfile.TemporaryDirectory(prefix="privkit-") as workspace:
            problems = run_again(folder, read_document(policy or policy_of(folder)), Path(workspace))
    if problems:
        raise EvidenceError(*problems)
    notes, noisy = unchecked(folder), bool(evidence.get("budget"))
    if json:
        left = [words.say(told) for words in notes]
        out_json({"run": folder.name, "verifies": True, "replayed": replay and not noisy, "unchecked": left})
    else:
        _say_verified(told, replay=replay, noisy=noisy)
        for words in notes:
            note(words.say(told))
    next_step(same(f"privkit report {folder} --for dpo"), told)


def _say_verified(told: Language, *, replay: bool, noisy: bool) -> None:
    from privkit.cli.console import out, say
    from privkit.run.verify_budget import NOT_DRAWN_AGAIN
    from privkit.words import Words

    out(
        Words(
            "every hash verifies, and the run is in the ledger",
            "toutes les empreintes concordent, et le passage est au registre",
        ).say(told)
    )
    if replay and noisy:
        say(NOT_DRAWN_AGAIN.say(told), told)
    elif replay:
        out(Words("replay: same outputs, same verdicts", "rejeu : mêmes sorties, mêmes verdicts").say(told))


def _not_yet(en: str, fr: str) -> UsageError:
    from privkit.errors import Problem, UsageError
    from privkit.words import Words

    return UsageError(
        Problem(
            "PK905",
            Words(f"not available in this version: {en}", f"pas disponible dans cette version : {fr}"),
            instead=Words(
                "privkit --help lists what is available", "privkit --help dit ce qui est disponible"
            ),
        )
    )
