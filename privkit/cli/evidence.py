"""``privkit report`` and ``privkit verify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privkit.words import Language


def register(app: typer.Typer) -> None:
    app.command("report")(report)
    app.command("verify")(verify)


def report(
    run: Annotated[str, typer.Argument(help="A run: its folder or its name.")],
    format: Annotated[
        str,
        typer.Option(
            "--format",
            help="html, markdown, json; pia, aipd, aipd-markdown; register, notice, card, dpv, sheets, statement.",
        ),
    ] = "html",
    reader: Annotated[str, typer.Option("--for", help="dpo, controller or public.")] = "dpo",
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
    out_file: Annotated[
        Path | None,
        typer.Option(
            "--out", "--output", help="Write here instead of printing; a paper takes the form of its ending."
        ),
    ] = None,
    of: Annotated[str | None, typer.Option("--of", help="For a card: the output it is about.")] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", help="For a statement: the private Ed25519 key (PEM) that signs it."),
    ] = None,
) -> None:
    """Make the report of a run, or a paper from the same facts, for one reader, in one language."""
    from privkit.cli.arguments import one_of, run_folder
    from privkit.cli.console import language_of, next_step, out, save
    from privkit.cli.documents import make_document
    from privkit.cli.papers import Asked, make_paper, refuse_stray
    from privkit.evidence.documents import DOCUMENTS
    from privkit.evidence.papers import PAPERS
    from privkit.evidence.report import FORMATS, READERS, render
    from privkit.run.existing import Committed
    from privkit.words import same

    refuse_stray(format, of, key)
    if format in PAPERS:
        one_of("--for", reader, READERS)
        make_paper(Asked(run, format, reader, language, out_file, of, key))
        return
    one_of("--format", format, (*FORMATS, *DOCUMENTS, *PAPERS))
    one_of("--for", reader, READERS)
    if format in DOCUMENTS:
        make_document(run, format, reader, language, out_file)
        return
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
    statement: Annotated[
        Path | None, typer.Option("--statement", help="Statements about the run (.jsonl) to check too.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="The public Ed25519 key (PEM) that must have signed them.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Recompute every hash of a run and of the ledger; with --replay, run again and compare."""
    import tempfile

    from privkit.cli.arguments import run_folder
    from privkit.cli.console import language_of, next_step, note, out_json, say
    from privkit.cli.papers import check_statement
    from privkit.errors import EvidenceError
    from privkit.run.existing import Committed
    from privkit.run.verify import replay as run_again
    from privkit.run.verify import unchecked
    from privkit.run.verify import verify as check
    from privkit.words import Words, same

    folder = run_folder(run)
    found = Committed.read(folder)
    evidence = found.evidence
    told = language_of(language or str(evidence["policy_language"]))
    problems = check(folder)
    signature = None
    if statement is not None or key is not None:
        signature, wrong = check_statement(found, statement, key)
        problems = [*problems, *wrong]
    if replay and not problems:
        from privkit.policy.reader import read_document
        from privkit.run.verify import policy_of

        with tempfile.TemporaryDirectory(prefix="privkit-") as workspace:
            problems = run_again(folder, read_document(policy or policy_of(folder)), Path(workspace))
    if problems:
        raise EvidenceError(*problems)
    notes, noisy = unchecked(folder), _noisy(evidence)
    if json:
        left = [words.say(told) for words in notes]
        shown = {"statement": signature.say(told)} if signature else {}
        body = {"run": folder.name, "verifies": True, "replayed": replay and not noisy, "unchecked": left}
        out_json({**body, **shown})
    else:
        _say_verified(told, replay=replay, noisy=noisy)
        if signature:
            say(f"{Words('statements: ', 'déclarations : ').say(told)}{signature.say(told)}", told)
        for words in notes:
            note(words.say(told))
    next_step(same(f"privkit report {folder} --for dpo"), told)


def _noisy(evidence: Mapping[str, Any]) -> bool:
    """Whether the run drew noise, which no replay can draw again."""
    made = (s["changes"]["figures"] for s in evidence["steps"] if s["name"] == "synthesise")
    return bool(evidence.get("budget")) or any("noise_plan" in figures for figures in made)


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
