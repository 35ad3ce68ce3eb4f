"""What is due for the runs of a policy, or will be soon: the review, the terms of use, retention, decisions, judgements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from privkit.evidence.record import Status
from privkit.policy.say import day, several
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.evidence.report.blocks import Tone
    from privkit.run.history import PolicyRuns

    Due = tuple[Tone, Words, Words]

SOON = 60  #: days before a date from which it is told

_NOW = Words("now", "maintenant")
_SOON = Words("soon", "bientôt")


def to_do(runs: PolicyRuns) -> tuple[Due, ...]:
    """What is due on ``runs.as_of``, then what will be within :data:`SOON` days: a tone, a short word, a sentence."""
    found = [*_dates(runs), *_elimination(runs), *_people(runs)]
    return tuple(sorted(found, key=lambda due: due[1] is _SOON))


def _dates(runs: PolicyRuns) -> Iterator[Due]:
    ends = [(runs.review_before, Words("the policy was to be reviewed before", "la politique était à revoir avant le"),
             Words("the policy is to be reviewed before", "la politique est à revoir avant le"))]  # fmt: skip
    for table, end in runs.terms.items():
        ends.append(
            (
                end,
                Words(
                    f"the terms of use of {table} expired on",
                    f"les conditions d'usage de {table} ont expiré le",
                ),
                Words(
                    f"the terms of use of {table} expire on", f"les conditions d'usage de {table} expirent le"
                ),
            )
        )
    for end, past, coming in ends:
        gone = end <= runs.as_of if end == runs.review_before else end < runs.as_of
        if gone or _near(end, runs.as_of):
            words = past if gone else coming
            shown = day(end)
            told = Words(f"{words.en} {shown.en}", f"{words.fr} {shown.fr}")
            yield ("bad", _NOW, told) if gone else ("unsure", _SOON, told)


def _near(end: date, as_of: date) -> bool:
    return 0 <= (end - as_of).days <= SOON


def _elimination(runs: PolicyRuns) -> Iterator[Due]:
    kept = [one for run in runs.runs for one in run.outputs if one.until and not one.eliminated]
    due = [one for one in kept if one.due(runs.as_of)]
    if due:
        many = several(len(due), Words("output", "sortie"), Words("outputs", "sorties"))
        yield (
            "bad",
            _NOW,
            Words(
                f"{many.en} past the time they may be kept: privkit purge --due",
                f"{many.fr} au-delà de leur durée : privkit purge --due",
            ),
        )
    near = [one for one in kept if one not in due and one.until and _near(one.until, runs.as_of)]
    if near:
        many = several(len(near), Words("output", "sortie"), Words("outputs", "sorties"))
        first = day(min(one.until for one in near if one.until))
        yield (
            "unsure",
            _SOON,
            Words(
                f"{many.en} to eliminate or archive, the first on {first.en}",
                f"{many.fr} à éliminer ou archiver, la première le {first.fr}",
            ),
        )


def _people(runs: PolicyRuns) -> Iterator[Due]:
    held = [
        run for run in runs.runs if run.status is Status.HELD and any(not o.eliminated for o in run.outputs)
    ]
    if held:
        many = several(len(held), Words("run", "passage"), Words("runs", "passages"))
        yield (
            "unsure",
            _NOW,
            Words(
                f"{many.en} waiting for the decision of the controller",
                f"{many.fr} en attente de la décision du responsable de traitement",
            ),
        )
    again = [run for run in runs.runs if run.again]
    if again:
        many = several(len(again), Words("run", "passage"), Words("runs", "passages"))
        yield (
            "unsure",
            _NOW,
            Words(
                f"{many.en} to judge again: the reasons are below",
                f"{many.fr} à juger de nouveau : les raisons sont plus bas",
            ),
        )
    if runs.unread:
        yield (
            "bad",
            _NOW,
            Words("folders that cannot be read: ", "dossiers illisibles : ")
            + Words(", ".join(runs.unread), ", ".join(runs.unread)),
        )
