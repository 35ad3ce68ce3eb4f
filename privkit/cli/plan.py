"""``privkit plan``: the schema and fate of each column; writes nothing but the plan asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from privkit.words import Language

READING = {
    "format": ("format", "format"),
    "encoding": ("encoding", "encodage"),
    "separator": ("separator", "séparateur"),
    "decimal": ("decimal mark", "séparateur décimal"),
    "dates": ("dates", "dates"),
    "compression": ("compression", "compression"),
    "sheet": ("sheet", "feuille"),
}

FATES = {
    "unread": ("never read", "jamais lue"),
    "used": ("used, then dropped", "utilisée, puis retirée"),
    "dropped": ("dropped", "retirée"),
    "kept": ("kept as it is", "gardée telle quelle"),
    "changed": ("leaves, changed", "sort, modifiée"),
}


def register(app: typer.Typer) -> None:
    app.command("plan")(plan)


def plan(
    policy: Annotated[Path, typer.Argument(help="A policy file.")],
    out_file: Annotated[Path | None, typer.Option("--out", help="Write the plan here (JSON).")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Date retention is counted from (today).")
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", help="Keep the levels this run chose, for the deliveries to come."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Show what apply would do: how files are read, each step, the way of each column."""
    from privkit.cli.arguments import day, run_folder
    from privkit.cli.console import language_of, next_step, out_json, save, say
    from privkit.policy.reader import read_document
    from privkit.run.freeze import freeze
    from privkit.run.frozen import plan_bytes
    from privkit.run.plan import make_plan
    from privkit.words import Words

    document = read_document(policy)
    told = language_of(language, document)
    frozen = freeze(run_folder(from_), document) if from_ else None
    body = make_plan(document, day(as_of), frozen=frozen)
    if out_file is not None:
        save(out_file, plan_bytes(body, out_file))
    if json:
        out_json(body)
    else:
        for line in lines(body, told):
            say(line, told)
    target = out_file or policy
    next_step(Words(f"privkit apply {target}", f"privkit apply {target}"), told)


def _value(key: str, value: Any) -> str:
    return f'"{value}"' if key in ("separator", "decimal") else str(value)


def lines(body: dict[str, Any], language: Language) -> list[str]:
    """The plan as lines of text."""
    from privkit.cli.plan_noise import noise_lines
    from privkit.policy.model.outputs import Sharing

    fr = language == "fr"
    colon = " : " if fr else ": "
    text = ["Fichiers lus" if fr else "Files read"]
    for one in body["inputs"]:
        found = {k: v for k, v in one["reading"].items() if k in READING}
        told = ", ".join(f"{READING[k][fr]} {_value(k, v)}" for k, v in found.items())
        text.append(f"  {one['table']}{colon}{one['file']} ({told})")
        text += [f"    {n[language]}" for n in one["reading"]["notes"]]
    text.append("Étapes" if fr else "Steps")
    text += [f"  {s['number']:>2}. {s['says'][language]}" for s in body["steps"]]
    if kept := body.get("frozen"):
        text.append(
            f"Niveaux gardés du passage {kept['run']}" if fr else f"Levels kept from the run {kept['run']}"
        )
        for number, step in kept["steps"].items():
            levels = ", ".join(
                f"{c} {level}/{step['highest_levels'][c]}" for c, level in step["levels"].items()
            )
            text.append(f"  {number:>2}. {levels}")
    text += _hierarchies(body.get("hierarchies", []), language)
    if "noise" in body:
        text += noise_lines(body["noise"], body["budget"], language)
    text.append("Colonnes" if fr else "Columns")
    width = max((len(f"{c['table']}.{c['column']}") for c in body["columns"]), default=0)
    for c in body["columns"]:
        fate = FATES[c["fate"]][fr]
        becomes = f" → {', '.join(c['becomes'])}" if c["becomes"] and c["becomes"] != [c["column"]] else ""
        done = f" ({', '.join(w[language] for w in c['done'])})" if c["done"] else ""
        text.append(f"  {c['table'] + '.' + c['column']:<{width}}  {fate}{becomes}{done}")
    text.append("Sorties" if fr else "Outputs")
    for o in body["outputs"]:
        held = o["goes_to"] == "held"
        wait = (" ; attend une décision" if fr else "; waits for a decision") if held else ""
        sharing = next(s for s in Sharing if s.value == o["sharing"]).say(language)
        text.append(f"  {o['name']}{colon}{', '.join(o['columns'])} ({sharing}{wait})")
    return text


def _hierarchies(uses: list[dict[str, Any]], language: Language) -> list[str]:
    """One line per hierarchy file: its levels, and what it does not list."""
    from privkit.words import Words

    if not uses:
        return []
    lines = [Words("Hierarchies", "Hiérarchies")]
    for use in uses:
        levels = " → ".join(use["levels"])
        missing = use["missing"]
        unknown = Words("values known during the run only", "valeurs connues pendant le passage seulement")
        counted = Words(
            f"distinct values missing from it: {missing}", f"valeurs distinctes absentes : {missing}"
        )
        told = unknown if missing is None else counted
        head = f"  {use['step']:>2}. {use['column']}"
        file = use["file"]
        by = Words(file or "groups of the policy", file or "groupes de la politique")
        lines.append(
            Words(f"{head}: {by.en}, {levels} ({told.en})", f"{head} : {by.fr}, {levels} ({told.fr})")
        )
    return [words.say(language) for words in lines]
