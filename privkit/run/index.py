"""Write the index page of a policy's runs: ``reports/<policy>/index.html``, replaced in one act."""

from __future__ import annotations

from pathlib import Path

from privkit.evidence.index import IndexPage, IndexRun, Link, render_index
from privkit.evidence.record import Status
from privkit.evidence.report.blocks import Tone
from privkit.policy.difference import Effect
from privkit.policy.say import day, french
from privkit.run import commit
from privkit.run.due import to_do
from privkit.run.history import Passed, PolicyRuns
from privkit.run.history_words import EFFECTS, STATUSES, output, since, verdict
from privkit.words import Language, Words, same

INDEX = "index.html"
_TONES: dict[Status, Tone] = {
    Status.RELEASED: "good",
    Status.HELD: "calm",
    Status.REFUSED: "bad",
    Status.INCONCLUSIVE: "unsure",
}
_EFFECT_TONES: dict[Effect, Tone] = {
    Effect.WEAKER: "bad",
    Effect.DIFFERENT: "unsure",
    Effect.STRONGER: "good",
}
_FILES = {
    "report.html": Words("report", "rapport"),
    "report.md": Words("report (text)", "rapport (texte)"),
    "evidence.json": Words("evidence", "preuves"),
    "decision.json": Words("decision", "décision"),
    "policy.yaml": Words("policy as it was", "politique d'alors"),
}


def write_index(runs: PolicyRuns, language: Language | None = None) -> Path:
    """Write the page beside the runs of the policy, in its language or the one asked for. Where it is."""
    told: Language = language or ("fr" if runs.language == "fr" else "en")
    path = runs.project.folder / INDEX
    with commit.telling_disk_errors(path):
        temporary = path.with_name(f".{INDEX}")
        temporary.write_text(render_index(page_of(runs, told)), encoding="utf-8")
        temporary.replace(path)
    return path


def page_of(runs: PolicyRuns, told: Language) -> IndexPage:
    """What the page says."""
    review = day(runs.review_before)
    facts = [
        (Words("Policy", "Politique"), runs.project.policy),
        (Words("To be reviewed before", "À revoir avant le"), review.say(told)),
        (Words("Runs", "Passages"), str(len(runs.runs))),
    ]
    if ends := [one.until for run in runs.runs for one in run.outputs if one.until and not one.eliminated]:
        facts.append((Words("Next elimination", "Prochaine élimination"), day(min(ends)).say(told)))
    for table, end in runs.terms.items():
        facts.append(
            (Words(f"Last day of use of {table}", f"Dernier jour d'usage de {table}"), day(end).say(told))
        )
    if runs.unread:
        facts.append((Words("Folders that cannot be read", "Dossiers illisibles"), ", ".join(runs.unread)))
    shown = tuple((name.say(told), value) for name, value in facts)
    title = french(runs.title) if told == runs.language == "fr" else runs.title
    due = tuple((tone, _said(tag, told), _said(words, told)) for tone, tag, words in to_do(runs))
    return IndexPage(title, told, shown, due, tuple(_run(one, told) for one in runs.runs))


def _said(words: Words, told: Language) -> str:
    return french(words.fr) if told == "fr" else words.en


def _run(passed: Passed, told: Language) -> IndexRun:
    def said(words: Words) -> str:
        return _said(words, told)

    about = Words(
        f"policy version {passed.version}, data as of {passed.as_of}",
        f"version {passed.version} de la politique, données arrêtées au {passed.as_of}",
    )
    links = [
        Link(f"{passed.run}/{name}", said(words))
        for name, words in _FILES.items()
        if (passed.folder / name).is_file()
    ]
    return IndexRun(
        name=passed.run,
        status=said(STATUSES[passed.status]),
        tone=_TONES[passed.status],
        day=said(day(passed.day) + same(f", {passed.hour} UTC")),
        about=said(about),
        verdict=said(verdict(passed)),
        outputs=tuple(said(output(one)) for one in passed.outputs),
        since=said(since(passed)),
        changes=tuple(
            (_EFFECT_TONES[c.effect], said(EFFECTS[c.effect]), said(c.words)) for c in passed.changes or ()
        ),
        again=tuple(said(words) for words in passed.again),
        links=tuple(links),
    )
