"""``privkit report`` and ``privkit verify``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privkit.run.existing import Committed
    from privkit.words import Language, Words


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
    cost_range: Annotated[
        Path | None,
        typer.Option("--cost-range", help="A range of costs (.json) to show, of the same policy and data."),
    ] = None,
) -> None:
    """Make the report of a run, or a paper from the same facts, for one reader, in one language."""
    from privkit.cli.arguments import one_of, run_unchanged
    from privkit.cli.console import language_of, next_step, out, save
    from privkit.cli.documents import make_document
    from privkit.cli.papers import Asked, make_paper, refuse_stray
    from privkit.evidence.documents import DOCUMENTS
    from privkit.evidence.papers import PAPERS
    from privkit.evidence.report import FORMATS, READERS, render
    from privkit.words import same

    refuse_stray(format, of, key)
    _refuse_range(cost_range, format, reader)
    if format in PAPERS:
        one_of("--for", reader, READERS)
        make_paper(Asked(run, format, reader, language, out_file, of, key))
        return
    one_of("--format", format, (*FORMATS, *DOCUMENTS, *PAPERS))
    one_of("--for", reader, READERS)
    if format in DOCUMENTS:
        make_document(run, format, reader, language, out_file)
        return
    found = run_unchanged(run)
    told = language_of(language or str(found.evidence["policy_language"]))
    evidence = {**found.evidence, **_since_then(found), **_range(cost_range, found.evidence)}
    text = render(evidence, format=format, reader=reader, language=told)  # type: ignore[arg-type]
    if out_file is None:
        out(text)
    else:
        save(out_file, text)
        out(str(out_file))
    next_step(same(f"privkit verify {found.folder}"), told)


def _since_then(found: Committed) -> dict[str, Any]:
    """What a person decided since the run, if anything, and the outputs eliminated since."""
    from privkit.run.eliminated import eliminated_outputs
    from privkit.run.existing import project_of_run

    decided = {"decision": dict(found.decision), "status": str(found.status)} if found.decision else {}
    return {**decided, "eliminated": eliminated_outputs(project_of_run(found.folder), found.run)}


def _refuse_range(path: Path | None, format: str, reader: str) -> None:
    """UsageError (PK906): a range is internal, and only reports show it."""
    from privkit.errors import Problem, UsageError
    from privkit.evidence.report import FORMATS
    from privkit.words import Words, same

    if path is not None and (reader == "public" or format not in FORMATS):
        raise UsageError(
            Problem(
                "PK906",
                Words(
                    "--cost-range is for a report to the DPO or the controller: its figures are internal",
                    "--cost-range est pour un rapport au DPO ou au responsable : ses chiffres sont internes",
                ),
                instead=same(f"--for dpo --cost-range {path}"),
            )
        )


def _range(path: Path | None, evidence: Mapping[str, Any]) -> dict[str, Any]:
    """The range of costs as a part of the evidence, for this report only."""
    if path is None:
        return {}
    from privkit.run.cost_range_file import of_run, read_range

    return {"cost_range": of_run(read_range(path), evidence, path)}


def verify(
    run: Annotated[str, typer.Argument(help="A run: its folder or its name.")],
    replay: Annotated[bool, typer.Option("--replay", help="Run the policy again and compare.")] = False,
    policy: Annotated[
        Path | None, typer.Option("--policy", help="The policy as it was, when it is not beside the reports.")
    ] = None,
    statement: Annotated[
        Path | None, typer.Option("--statement", help="Statements about the run (.jsonl) to check too.")
    ] = None,
    head: Annotated[
        str | None,
        typer.Option(
            "--head", help="A head of the ledger that was noted elsewhere: it must still be in the chain."
        ),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="The public Ed25519 key (PEM) that must have signed them.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Recompute every hash of a run and of the ledger; with --replay, run again and compare."""
    import tempfile

    from privkit.cli.arguments import ledger_head, run_folder
    from privkit.cli.console import language_of, next_step, out_json
    from privkit.cli.papers import check_statement
    from privkit.errors import EvidenceError
    from privkit.run.existing import Committed
    from privkit.run.verify import head_of, unchecked
    from privkit.run.verify import replay as run_again
    from privkit.run.verify import verify as check
    from privkit.words import same

    folder = run_folder(run)
    found = Committed.read(folder)
    evidence = found.evidence
    told = language_of(language or str(evidence["policy_language"]))
    problems = check(folder, ledger_head(head))
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
    shown = Shown(told, head_of(folder), replay, _noisy(evidence), tuple(unchecked(folder)), signature)
    if json:
        out_json(_as_json(folder.name, shown))
    else:
        _say_verified(shown)
    next_step(same(f"privkit report {folder} --for dpo"), told)


@dataclass(frozen=True)
class Shown:
    """What is told of a run that verifies."""

    language: Language
    head: str
    replay: bool
    noisy: bool
    unchecked: tuple[Words, ...]
    signature: Words | None


def _as_json(run: str, shown: Shown) -> dict[str, Any]:
    told = shown.language
    body = {
        "run": run,
        "verifies": True,
        "replayed": shown.replay and not shown.noisy,
        "unchecked": [words.say(told) for words in shown.unchecked],
        "ledger_head": shown.head,
    }
    return {**body, "statement": shown.signature.say(told)} if shown.signature else body


def _to_note(head: str) -> Words:
    """A chain shows a change inside; only a head kept elsewhere shows that its end was cut off."""
    from privkit.words import Words

    return Words(
        f"head of the ledger, to note elsewhere (verify --head holds the ledger to it later): {head}",
        f"tête du registre, à noter ailleurs (verify --head y tiendra le registre) : {head}",
    )


def _noisy(evidence: Mapping[str, Any]) -> bool:
    """Whether the run drew noise, which no replay can draw again."""
    made = (s["changes"]["figures"] for s in evidence["steps"] if s["name"] == "synthesise")
    return bool(evidence.get("budget")) or any("noise_plan" in figures for figures in made)


def _say_verified(shown: Shown) -> None:
    from privkit.cli.console import note, out, say
    from privkit.run.verify_budget import NOT_DRAWN_AGAIN
    from privkit.words import Words

    told = shown.language
    out(
        Words(
            "every hash verifies, and the run is in the ledger",
            "toutes les empreintes concordent, et le passage est au registre",
        ).say(told)
    )
    if shown.replay and shown.noisy:
        say(NOT_DRAWN_AGAIN.say(told), told)
    elif shown.replay:
        out(Words("replay: same outputs, same verdicts", "rejeu : mêmes sorties, mêmes verdicts").say(told))
    if shown.signature:
        say(f"{Words('statements: ', 'déclarations : ').say(told)}{shown.signature.say(told)}", told)
    say(_to_note(shown.head).say(told), told)
    for words in shown.unchecked:
        note(words.say(told))
