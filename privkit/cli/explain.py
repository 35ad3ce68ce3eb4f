"""``privkit explain``: a policy as numbered sentences, a code, or a word."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command("explain")(explain)


def explain(
    what: Annotated[
        str, typer.Argument(help="A policy file, a code such as PK104, or a word such as k_anonymity.")
    ],
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Say back in plain words what a policy does; or explain a code or a word."""
    from privkit.cli.codes import code_page
    from privkit.cli.console import language_of, next_step, out, say
    from privkit.errors import Problem, UsageError
    from privkit.policy.glossary import lookup
    from privkit.words import Words

    if what.endswith((".yaml", ".yml")) or Path(what).is_file():
        from privkit.policy.reader import read_document
        from privkit.run.explain import sentences

        document = read_document(Path(what))
        told = language_of(language, document)
        for number, words in enumerate(sentences(document), 1):
            say(f"{number:>3}. {words.say(told)}", told)
        next_step(Words(f"privkit plan {what}", f"privkit plan {what}"), told)
        return
    told = language_of(language)
    page = code_page(what.upper()) if what.upper().startswith("PK") else None
    entry = lookup(what) if page is None else None
    if page is not None:
        say(page.say(told), told)
    elif entry is not None:
        say(f"{entry.term.say(told)}{' : ' if told == 'fr' else ': '}{entry.meaning.say(told)}", told)
        out(f"  ({entry.source})")
    else:
        raise UsageError(
            Problem(
                "PK901",
                Words(
                    f"{what} is neither a policy file, a code nor a word of the language",
                    f"{what} n'est ni une politique, ni un code, ni un mot du langage",
                ),
                instead=Words(
                    "privkit explain POLICY.yaml, PK104 or k_anonymity",
                    "privkit explain POLITIQUE.yaml, PK104 ou k_anonymat",
                ),
            )
        )
    next_step(Words("privkit check POLICY.yaml", "privkit check POLITIQUE.yaml"), told)
