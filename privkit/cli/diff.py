"""``privkit diff``: what changed between two policies, and which way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privkit.policy.difference import Change
    from privkit.policy.reader import Document
    from privkit.run.existing import Committed
    from privkit.words import Language, Words


def register(app: typer.Typer) -> None:
    app.command("diff")(diff)


def diff(
    before: Annotated[str, typer.Argument(help="The policy as it was: its file, or a run.")],
    after: Annotated[str, typer.Argument(help="The policy as it is: its file, or a run.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Say what changed between two policies: weaker, stronger, or for a person to look at. No data are read."""
    from privkit.cli.console import language_of, next_step, out_json
    from privkit.policy.difference import difference
    from privkit.words import same

    one, two = _read(before), _read(after)
    told = language_of(language, two.document)
    changes = difference(one.document.policy, two.document.policy)
    besides = _besides(one, two)
    if json:
        other = {"besides": [words.say(told) for words in besides]} if one.run and two.run else {}
        out_json({"before": before, "after": after, **as_json(changes, told), **other})
    else:
        say_changes(changes, told)
        _say_besides(besides, told)
    next_step(same(f"privkit check {two.document.path}"), told)


@dataclass(frozen=True)
class Side:
    """What is compared: a policy, and the run it is the policy of, if it was named."""

    document: Document
    run: Committed | None = None


def _read(text: str) -> Side:
    """The policy of a file or of a run. PolicyError as reading raises; UsageError (PK904) for neither."""
    from privkit.cli.arguments import run_folder
    from privkit.policy.reader import read_document
    from privkit.run.existing import POLICY_COPY, Committed

    path = Path(text)
    if path.is_file() or path.suffix in (".yaml", ".yml"):
        return Side(read_document(path))
    run = Committed.read(run_folder(text))
    return Side(read_document(run.folder / POLICY_COPY), run)


def _besides(one: Side, two: Side) -> list[Words]:
    """What else differs between two runs."""
    from privkit.run.since import other_changes

    return other_changes(one.run.evidence, two.run.evidence) if one.run and two.run else []


def _say_besides(besides: Sequence[Words], told: Language) -> None:
    from privkit.cli.console import bold, say
    from privkit.words import Words

    if besides:
        say(bold(Words("Besides the policy", "Hors de la politique").say(told)), told)
        for words in besides:
            say(f"  {words.say(told)}", told)


def as_json(changes: Sequence[Change], told: Language) -> dict[str, Any]:
    """Changes for a program: how many of each effect, then each of them."""
    from privkit.policy.difference import Effect

    return {
        **{str(effect): sum(c.effect is effect for c in changes) for effect in Effect},
        "changes": [
            {
                "effect": str(change.effect),
                "action": str(change.action),
                "path": list(change.path),
                "before": change.before.say(told) if change.before else None,
                "after": change.after.say(told) if change.after else None,
                "because": change.because.say(told) if change.because else None,
                "words": change.words.say(told),
            }
            for change in changes
        ],
    }


def say_changes(changes: Sequence[Change], told: Language) -> None:
    """Changes for a person: the weaker first."""
    from privkit.cli.console import bold, out, say
    from privkit.policy.difference import Effect
    from privkit.words import Words

    if not changes:
        say(Words("Both policies say the same.", "Les deux politiques disent la même chose.").say(told), told)
        return
    titles = {
        Effect.WEAKER: Words("Weaker protection", "Protection plus faible"),
        Effect.DIFFERENT: Words("Different: a person must look", "Différent : une personne doit regarder"),
        Effect.STRONGER: Words("Stronger protection", "Protection plus forte"),
    }
    for effect, title in titles.items():
        found = [change for change in changes if change.effect is effect]
        if found:
            say(bold(f"{title.say(told)} ({len(found)})"), told)
            for change in found:
                out(f"  {change.words.say(told)}")
    say(
        Words(
            "Only what is written is compared: what an attacker could learn is measured by apply.",
            "Seul ce qui est écrit est comparé : ce qu'un attaquant apprendrait se mesure par apply.",
        ).say(told),
        told,
    )
