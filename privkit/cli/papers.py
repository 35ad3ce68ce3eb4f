"""Papers of ``privkit report``, and the statements ``privkit verify`` checks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privkit.errors import Problem
    from privkit.run.existing import Committed
    from privkit.words import Words


@dataclass(frozen=True)
class Asked:
    """What the command line asks of a paper."""

    run: str
    paper: str
    reader: str
    language: str | None
    file: Path | None
    output: str | None
    key: Path | None


def make_paper(asked: Asked) -> None:
    """Make a paper of a run and print it, or write it in the form its file's ending names.

    EvidenceError when statements are asked of a run that does not verify.
    """
    from privkit.cli.arguments import run_unchanged
    from privkit.cli.console import language_of, next_step, note, out, save
    from privkit.errors import EvidenceError
    from privkit.evidence.attest.check import UNSIGNED
    from privkit.evidence.attest.keys import signer
    from privkit.evidence.attest.statement import files_of
    from privkit.evidence.papers import Order, Subject, form_of, make
    from privkit.run.verify import verify
    from privkit.words import same

    form = form_of(asked.paper, asked.file)
    found = run_unchanged(asked.run)
    told = language_of(asked.language or str(found.evidence["policy_language"]))
    signing = asked.paper == "statement"
    sign = signer(asked.key) if signing and asked.key is not None else None
    if signing and (problems := verify(found.folder)):  # nothing is stated of a run that was changed
        raise EvidenceError(*problems)
    order = Order(asked.reader, told, asked.output, sign)
    subject = Subject(found.evidence, found.decision, files_of(found.folder))
    text = make(subject, asked.paper, form, order)
    if asked.file is None:
        out(text.rstrip("\r\n"))
    else:
        # Spreadsheets read accents in a CSV file only after a byte-order mark.
        save(asked.file, ("\ufeff" if form == "csv" else "") + text)
        out(str(asked.file))
    if signing and sign is None:
        note(UNSIGNED.say(told))
    file = asked.file or "FILE"
    check = f" --statement {file}" if signing else ""
    next_step(same(f"privkit verify {found.folder}{check}"), told)


def refuse_stray(form: str, output: str | None, key: Path | None) -> None:
    """UsageError (PK906) for an option that this form of report would silently ignore."""
    from privkit.errors import Problem, UsageError
    from privkit.words import Words

    for option, value, home in (("--of", output, "card"), ("--key", key, "statement")):
        if value is not None and form != home:
            where = f"--format {home} {option}"
            raise UsageError(
                Problem(
                    "PK906",
                    Words(f"{option} goes with --format {home}", f"{option} va avec --format {home}"),
                    instead=Words(where, where),
                )
            )


def check_statement(
    run: Committed, statement: Path | None, key: Path | None
) -> tuple[Words, tuple[Problem, ...]]:
    """What the signatures of a file of statements show, and what is wrong with it.

    UsageError (PK906) for a key without statements.
    """
    from privkit.errors import Problem, UsageError
    from privkit.evidence.attest.check import check_bundle
    from privkit.evidence.attest.keys import PublicKey
    from privkit.words import Words

    if statement is None:
        raise UsageError(
            Problem(
                "PK906",
                Words("--key goes with --statement", "--key va avec --statement"),
                instead=Words(
                    "--statement run.intoto.jsonl --key public.pem",
                    "--statement passage.intoto.jsonl --key publique.pem",
                ),
            )
        )
    public = None if key is None else PublicKey(key)
    checked = check_bundle(statement, run.folder, run.evidence, run.decision, public)
    return checked.signature, checked.problems
