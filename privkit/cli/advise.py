"""``privkit advise``: which protection for which use, and when, measured on the data of a policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privkit.advice.answer import Answer
    from privkit.words import Language, Words

MOST = 30_000


def register(app: typer.Typer) -> None:
    app.command("advise")(advise)


def advise(
    policy: Annotated[Path, typer.Argument(help="A policy file, with its data.")],
    use: Annotated[
        str, typer.Option("--for", help="training, bi, open_data, hackathon or bill (or in French).")
    ],
    risk: Annotated[
        str, typer.Option("--risk", help="Gain allowed to the attacks the policy does not state.")
    ] = "10%",
    by: Annotated[
        str | None, typer.Option("--by", help="Columns of the tables tried: column,column.")
    ] = None,
    sample: Annotated[
        str, typer.Option("--sample", help="Units read at most, drawn at random; or all.")
    ] = str(MOST),
    aside: Annotated[
        str,
        typer.Option("--aside", help="Share of units set aside to judge attacks, if the policy sets none."),
    ] = "20%",
    as_of: Annotated[str | None, typer.Option("--as-of", help="Date retention is counted from.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="A file: .html, .md or .json.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Lay the protections that suit a use side by side, measured on the data: nothing is spent, nothing is published."""
    from privkit.advice.answer import advise as answered
    from privkit.advice.asjson import as_json
    from privkit.advice.candidates import Asked
    from privkit.advice.telling import READS
    from privkit.advice.uses import use_of
    from privkit.cli.arguments import day, names, shares
    from privkit.cli.console import language_of, next_step, note, out_json
    from privkit.policy.reader import read_document
    from privkit.words import Words

    wanted = use_of(use)
    document = read_document(policy)
    told = language_of(language, document)
    asked = Asked(wanted, shares("--risk", risk)[0], names(by), shares("--aside", aside)[0])
    _refuse_format(out)
    most = _most(sample)

    def progress(number: int, total: int, words: Words) -> None:
        note(f"  {number:>{len(str(total))}}/{total}  {words.say(told)}")

    note(READS.say(told))
    found = answered(document, asked, day(as_of), progress, sample=most)
    if out is not None:
        _write(found, out, told)
    if json:
        out_json(as_json(found))
    else:
        _show(found, told)
    next_step(Words(f"privkit explain {policy}", f"privkit explain {policy}"), told)


def _most(text: str) -> int | None:
    """How many units; None for all of them. UsageError (PK906) for anything else, or fewer than 500."""
    from privkit.errors import Problem, UsageError
    from privkit.words import same

    if text.strip().lower() in ("all", "tous", "toutes"):
        return None
    plain = text.replace("\u00a0", "").replace(" ", "")
    if plain.isdigit() and int(plain) >= 500:
        return int(plain)
    from privkit.words import Words

    raise UsageError(
        Problem(
            "PK906",
            Words(
                "--sample is a number of units, 500 or more, or all",
                "--sample est un nombre d'unités, 500 ou plus, ou all",
            ),
            instead=same(f"--sample {MOST}"),
        )
    )


def _refuse_format(out: Path | None) -> None:
    """UsageError (PK906) for a file of no known kind, before minutes are spent."""
    from privkit.errors import Problem, UsageError
    from privkit.words import Words, same

    if out is not None and out.suffix.lower() not in (".html", ".md", ".json"):
        raise UsageError(
            Problem(
                "PK906",
                Words(
                    f"{out} ends with none of .html, .md, .json",
                    f"{out} ne finit ni par .html, ni .md, ni .json",
                ),
                instead=same(f"--out {out.with_suffix('.html')}"),
            )
        )


def _write(found: Answer, out: Path, language: Language) -> None:
    from json import dumps

    from privkit.advice.asjson import as_json
    from privkit.advice.page import page
    from privkit.cli.console import save
    from privkit.evidence.report.html import to_html
    from privkit.evidence.report.markdown import to_markdown

    kind = out.suffix.lower()
    if kind == ".json":
        save(out, dumps(as_json(found), ensure_ascii=False, indent=2) + "\n")
        return
    report = page(found, language)
    save(out, to_html(report) if kind == ".html" else to_markdown(report))


def _show(found: Answer, language: Language) -> None:
    from privkit.advice import telling as told
    from privkit.advice.sheets import sheets_of
    from privkit.cli.console import bold, say
    from privkit.cli.tables import Ledger, show

    def lines(title: Words, items: Sequence[Words]) -> None:
        say("", language)
        say(bold(title.say(language)), language)
        for words in items:
            say(f"  - {words.say(language)}", language)

    for words in told.opening(found):
        say(words.say(language), language)
    for sheet in sheets_of(found):
        say("", language)
        rows = tuple(tuple(cell.say(language) for cell in row) for row in sheet.rows)
        texts = 2 if sheet.name == "tables" else 1
        show(
            Ledger(sheet.title.say(language), tuple(h.say(language) for h in sheet.heads), rows, texts),
            language,
        )
        if sheet.note is not None:
            say(f"  {sheet.note.say(language)}", language)
    if found.not_measured:
        reasons = [one.candidate.name + told.BECAUSE + one.reason for one in found.not_measured]
        lines(told.NOT_MEASURED, reasons)
    if untold := told.attacks_untold(found):
        lines(told.NOTHING_SHOWN, untold)
    lines(told.MOMENT, [told.moment_line(one) for one in found.moments])
    lines(told.LAW, [told.law_line(item) for item in found.law])
    lines(told.SHOWS, told.shown(found))
    lines(told.DECIDES, told.decides(found))
    say("", language)
    say(told.CAUTION.say(language), language)
