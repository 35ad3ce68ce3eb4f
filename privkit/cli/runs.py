"""``privkit runs``: the runs over time, what changed, until when outputs are kept, what must be judged again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from privkit.run.history import Passed, PolicyRuns
    from privkit.words import Language


def register(app: typer.Typer) -> None:
    app.command("runs")(runs)


def runs(
    reports: Annotated[Path, typer.Argument(help="Where runs are.")] = Path("reports"),
    html: Annotated[
        bool, typer.Option("--html", help="Write index.html beside the runs of each policy.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Terms are judged on this day; today if absent.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """List the runs of every policy: status, outputs, what changed since the run before, what to judge again."""
    from privkit.cli.arguments import day
    from privkit.cli.console import language_of, next_step, out, out_json, say
    from privkit.run.history import history
    from privkit.run.index import write_index
    from privkit.words import Words, same

    when, told = day(as_of), language_of(language)
    found = history(reports, when)
    pages = [write_index(one, told if language else None) for one in found] if html else []
    if json:
        out_json([_as_json(one, told) for one in found])
    elif html:
        for page in pages:
            out(str(page))
    elif found:
        for one in found:
            _say(one, told)
    if not found and not json:
        say(Words("There is no run here.", "Il n'y a aucun passage ici.").say(told), told)
    due = any(kept.due(when) for one in found for run in one.runs for kept in run.outputs)
    after = f"privkit purge --due --reports {reports}" if due else f"privkit verify {_newest(found)}"
    next_step(same(after) if found else same("privkit apply POLICY"), told)


def _newest(found: tuple[PolicyRuns, ...]) -> Path | str:
    return max((one.runs[0] for one in found), key=lambda run: run.run).folder if found else ""


def _say(one: PolicyRuns, told: Language) -> None:
    from privkit.cli.console import bold, say
    from privkit.policy.say import day
    from privkit.words import Words

    review = day(one.review_before)
    about = Words(f"to be reviewed before {review.en}", f"à revoir avant le {review.fr}")
    say(bold(f"{one.project.policy} – {one.title} ({about.say(told)})"), told)
    for table, end in one.terms.items():
        last = Words("last day of use of", "dernier jour d'usage de").say(told)
        say(f"  {last} {table}{':' if told == 'en' else ' :'} {day(end).say(told)}", told)
    for run in one.runs:
        for line in _lines(run, told):
            say(line, told)
    for name in one.unread:
        say(f"  {name} {Words('cannot be read', 'est illisible').say(told)}", told)


def _lines(run: Passed, told: Language) -> list[str]:
    from privkit.policy.say import day
    from privkit.run.history_words import EFFECTS, STATUSES, output, since, verdict
    from privkit.words import Words

    status, when = STATUSES[run.status].say(told), day(run.day).say(told)
    lines = [
        f"  {run.run}  {status}, {when}, {Words('conditions', 'conditions').say(told)} : {verdict(run).say(told)}"
    ]
    lines += [f"    {output(one).say(told)}" for one in run.outputs]
    before = Words("since the run before", "depuis le passage précédent").say(told)
    lines.append(f"    {before} : {since(run).say(told)}")
    lines += [f"      {EFFECTS[c.effect].say(told)} : {c.words.say(told)}" for c in run.changes or ()]
    again = Words("to judge again", "à juger de nouveau").say(told)
    lines += [f"    {again} : {words.say(told)}" for words in run.again]
    return [line.replace(" : ", ": ") for line in lines] if told == "en" else lines


def _as_json(one: PolicyRuns, told: Language) -> dict[str, Any]:
    from privkit.cli.diff import as_json

    return {
        "policy": one.project.policy,
        "title": one.title,
        "review_before": str(one.review_before),
        "terms_of_use": {table: str(end) for table, end in one.terms.items()},
        "unread": list(one.unread),
        "runs": [
            {
                "run": run.run,
                "folder": str(run.folder),
                "status": str(run.status),
                "day": str(run.day),
                "as_of": run.as_of,
                "policy_version": run.version,
                "verdicts": dict(run.verdicts),
                "outputs": [
                    {
                        "output": kept.output,
                        "until": str(kept.until) if kept.until else None,
                        "then": kept.then,
                        "eliminated": kept.eliminated,
                    }
                    for kept in run.outputs
                ],
                "policy_changes": None if run.changes is None else as_json(run.changes, told),
                "other_changes": [words.say(told) for words in run.other],
                "judge_again": [words.say(told) for words in run.again],
            }
            for run in one.runs
        ],
    }
