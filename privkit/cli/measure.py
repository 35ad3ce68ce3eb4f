"""``privkit measure``: what an attacker could learn from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from privkit.words import Language

LABELS = {
    "rows": ("rows", "lignes"),
    "units": ("units", "unités"),
    "groups": ("groups of equal quasi-identifiers", "groupes de quasi-identifiants égaux"),
    "smallest_group": ("smallest group", "plus petit groupe"),
    "unique": ("units alone in their group", "unités seules dans leur groupe"),
    "prosecutor_highest": (
        "highest risk for one unit (prosecutor)",
        "risque le plus haut pour une unité (procureur)",
    ),
    "marketer": ("expected share re-identified (marketer)", "part attendue de réidentifications (marketer)"),
    "information_loss": ("loss of detail", "perte de détail"),
}


def register(app: typer.Typer) -> None:
    app.command("measure")(measure)


def measure(
    file: Annotated[Path, typer.Argument(help="A data file.")],
    policy: Annotated[Path, typer.Option("--as", help="The policy whose roles apply.")],
    against: Annotated[
        Path | None, typer.Option("--against", help="The file before protection, to compare.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Measure groups, uniqueness and re-identification risk of a file, by the roles of a policy."""
    from privkit.cli.console import language_of, next_step, out_json, say
    from privkit.policy.reader import read_document
    from privkit.run.measure import measure_source
    from privkit.words import same

    document = read_document(policy)
    told = language_of(language, document)
    found = measure_source(document, file)
    before = measure_source(document, against) if against else None
    if json:
        out_json(found if before is None else {"before": before, "after": found})
    else:
        for line in lines(found, before, told):
            say(line, told)
    next_step(same(f"privkit apply {policy}"), told)


def lines(found: dict[str, Any], before: dict[str, Any] | None, language: Language) -> list[str]:
    """The figures as a table of text, before and after when both are there."""
    fr = language == "fr"
    colon, nothing = (" : ", "aucun") if fr else (": ", "none")
    kinds = "quasi-identifiants" if fr else "quasi-identifiers"
    text = [f"{kinds}{colon}{', '.join(found['quasi_identifiers']) or nothing}"]
    if before is not None and before["quasi_identifiers"] != found["quasi_identifiers"]:
        others = ", ".join(before["quasi_identifiers"]) or nothing
        text.append(f"{kinds} {'avant' if fr else 'before'}{colon}{others}")
    if before is not None:
        text.append(f"{'':<50}{'avant' if fr else 'before':>14}{'après' if fr else 'after':>14}")
    for key, label in LABELS.items():
        if key in found:
            old = f"{_shown(before[key], language):>14}" if before is not None else ""
            text.append(f"{label[fr]:<50}{old}{_shown(found[key], language):>14}")
    # with several rows per unit, a unit is counted once in each group it is in
    once = all(one["rows"] == one["units"] for one in (found, before) if one is not None)
    counted = ("unités" if once else "présences d'unités") if fr else ("units" if once else "places of units")
    for k in found["below"]:
        below = (
            f"{counted} dans des groupes de moins de {k}" if fr else f"{counted} in groups smaller than {k}"
        )
        old = f"{before['below'][k]:>14}" if before is not None else ""
        text.append(f"{below:<50}{old}{found['below'][k]:>14}")
    left = ", ".join(found["direct_identifiers"]) or nothing
    text.append(f"{'identifiants directs' if fr else 'direct identifiers'}{colon}{left}")
    return text


def _shown(value: Any, language: Language) -> str:
    from privkit.cli.console import percentage

    return percentage(value, language, 2) if isinstance(value, float) else str(value)
