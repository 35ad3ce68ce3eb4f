"""``privkit compare suggest``: bands proposed from data, as rules to read and lines to paste in a policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from privkit.compare.segments.suggest import Suggestion
    from privkit.words import Language

SEED = 1


def suggest(
    source: Annotated[Path, typer.Argument(help="A file of one row per household, or the folder of a run.")],
    target: Annotated[str, typer.Option("--target", help="The column that is compared, such as volume.")],
    columns: Annotated[str, typer.Option("--columns", help="Columns to draw bands from: column,column.")],
    policy: Annotated[
        Path | None, typer.Option("--as", help="The policy whose types, unit and language apply.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="The column that tells households apart.")
    ] = None,
    at_least: Annotated[int, typer.Option("--at-least", help="Least households in a group.")] = 30,
    bootstraps: Annotated[
        int, typer.Option("--bootstraps", min=0, max=200, help="Times bands are drawn again.")
    ] = 20,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Propose bands that tell households apart, from a shallow tree: rules, how stable they are, lines to paste."""
    import numpy as np

    from privkit.cli.arguments import names
    from privkit.cli.console import language_of, next_step, out_json
    from privkit.compare.segments.suggest import suggest as propose
    from privkit.policy.reader import read_document
    from privkit.run.suggesting import derived_from, file_of, frame_of
    from privkit.words import same

    document = read_document(policy) if policy else None
    told = language_of(language, document)
    rules = document.policy if document else None
    asked = names(columns)
    frame = frame_of(file_of(source), target, asked, rules, unit)
    found = propose(
        frame,
        target,
        asked,
        np.random.default_rng(SEED),
        at_least=at_least,
        language=told,
        derived=derived_from(rules, target) if rules else (),
        bootstraps=bootstraps,
    )
    measure = _unit(rules, target)
    if json:
        out_json(_body(found))
    else:
        _tell(found, measure, told)
    next_step(same("privkit check POLICY" if told == "en" else "privkit check POLITIQUE"), told)


def _tell(found: Suggestion, measure: str | None, told: Language) -> None:
    from privkit.cli.console import out, say
    from privkit.cli.tables import Ledger, show, whole
    from privkit.compare.segments.fragment import explained_by, fragment
    from privkit.words import Words

    for column in found.groups_by:
        said = explained_by(found, column)
        say(Words(f"{column}: {said}", f"{column} : {said}").say(told), told)
    if found.unused:
        none = ", ".join(found.unused)
        say(Words(f"{none}: nothing more", f"{none} : rien de plus").say(told), told)
    out()
    heads = (*found.groups_by, Words("households", "foyers").say(told))
    rows = tuple(
        (*(rule.conditions.get(c, "*") for c in found.groups_by), f"≥ {whole(rule.units, told)}")
        for rule in found.rules
    )
    title = Words("Groups that the tree finds", "Groupes que trouve l'arbre").say(told)
    show(Ledger(title, heads, rows, texts=len(found.groups_by)), told)
    out()
    for line in _worth(found):
        say(line.say(told), told)
    out()
    out(fragment(found, measure).rstrip("\n"))


def _worth(found: Suggestion) -> list[Any]:
    """Stability and quality in sentences."""
    from privkit.cli.console import percentage
    from privkit.compare.segments.quality import weak
    from privkit.words import Words, same

    def share(value: float) -> Words:
        return Words(percentage(value, "en", 0), percentage(value, "fr", 0))

    lines = []
    if found.stability.bootstraps:
        changed, index = share(found.stability.changed), f"{found.stability.agreement:.2f}"
        lines.append(
            Words(
                f"Drawn again from other households ({found.stability.bootstraps} times), the groups agree at {index} "
                f"(adjusted Rand index, 1: the same) and {changed.en} of messages change.",
                f"Retirés d'autres foyers ({found.stability.bootstraps} fois), les groupes s'accordent à "
                f"{index.replace('.', ',')} (indice de Rand ajusté, 1 : les mêmes) et {changed.fr} des messages changent.",
            )
        )
    quality = found.quality
    if quality is not None:
        explained, inside = share(max(0.0, quality.groups.explained)), share(quality.groups.coverage)
        aimed = share(quality.expected)
        gain = share(1 - sum(quality.groups.pinball) / (sum(quality.everybody.pinball) or 1.0))
        lines.append(
            Words(
                f"On households held out, these bands foretell {explained.en} of the differences; {inside.en} of "
                f"households stand between the marks ({aimed.en} aimed at); the marks miss by {gain.en} less than one "
                "reference for everybody (pinball loss).",
                f"Sur des foyers mis de côté, ces tranches prévoient {explained.fr} des écarts ; {inside.fr} des foyers "
                f"sont entre les repères ({aimed.fr} visés) ; les repères se trompent de {gain.fr} de moins qu'une "
                "référence unique (perte pinball).",
            )
        )
    if weak(quality, found.stability.changed if found.stability.bootstraps else None):
        lines.append(
            Words(
                "The comparison is weak: use differs much inside groups, or the marks move much by chance. Say so to "
                "the people compared, or do not compare.",
                "La comparaison est faible : les usages diffèrent beaucoup dans un groupe, ou les repères bougent "
                "beaucoup par hasard. Dites-le aux personnes comparées, ou ne comparez pas.",
            )
        )
    if found.left_out >= 0.005:
        out = share(found.left_out)
        lines.append(
            Words(
                f"{out.en} of households lack a column and were left out.",
                f"{out.fr} des foyers n'ont pas toutes les colonnes et ont été laissés de côté.",
            )
        )
    return lines or [same("")]


def _unit(rules: Any, target: str) -> str | None:
    """The unit of measure of the target, as the policy says it."""
    if rules is None:
        return None
    if rules.comparison is not None and rules.comparison.target == target:
        return str(rules.comparison.unit)
    found = (t.columns[target].unit for t in rules.data.tables.values() if target in t.columns)
    return next((str(unit) for unit in found if unit), None)


def _body(found: Suggestion) -> dict[str, Any]:
    quality = found.quality
    return {
        "target": found.target,
        "groups_by": list(found.groups_by),
        "into_bands": {column: list(bands) for column, bands in found.bands.items()},
        "explained": {column: round(share, 3) for column, share in found.shares.items()},
        "unused": list(found.unused),
        "rules": [{"where": dict(rule.conditions), "units": rule.units} for rule in found.rules],
        "at_least": found.at_least,
        "units": found.units,
        "stability": {
            "adjusted_rand_index": round(found.stability.agreement, 3),
            "messages_changed": round(found.stability.changed, 3),
            "bootstraps": found.stability.bootstraps,
        },
        "quality": quality
        and {
            name: {
                "pinball": [float(f"{loss:.3g}") for loss in scores.pinball],
                "coverage": round(scores.coverage, 3),
                "explained": round(scores.explained, 3),
            }
            for name, scores in (("groups", quality.groups), ("one_reference", quality.everybody))
        },
    }
