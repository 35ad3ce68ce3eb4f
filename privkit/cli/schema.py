"""``privkit schema``: the JSON Schema of the policy language, for editors."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command("schema")(schema)


def schema(language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None) -> None:
    """Print the JSON Schema of policies, in one language."""
    from privkit.cli.console import language_of, next_step, out_json
    from privkit.policy.schema import json_schema
    from privkit.words import Words

    told = language_of(language)
    out_json(json_schema(told))
    next_step(Words("privkit init NAME", "privkit init NOM"), told)
