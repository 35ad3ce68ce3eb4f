"""What somebody who waits for groups is told: a line now and then, in both languages."""

from __future__ import annotations

from types import SimpleNamespace

from privkit.anonymity.result import Progress
from privkit.steps.k_anonymous import waiting


def told(monkeypatch, reporter, *calls):
    lines, clock = [], [0.0]
    monkeypatch.setattr(waiting, "monotonic", lambda: clock[0])
    report = reporter(SimpleNamespace(tell=lines.append))
    for seconds, call in calls:
        clock[0] = seconds
        report(*call)
    return lines


def test_a_search_tells_its_best_and_its_bound(monkeypatch):
    first, second = Progress(10, 0.5, 0.25, 20), Progress(90, 0.4, 0.3, 50)
    lines = told(monkeypatch, waiting.told_by, (1, (first,)), (3.5, (second,)), (4, (first,)))
    assert [line.en for line in lines] == [
        "searching: loss 0.4000, none below 0.3000 (Ctrl-C keeps the best so far)"
    ]
    assert lines[0].fr == "recherche : perte 0,4000, aucune sous 0,3000 (Ctrl-C garde le meilleur trouvé)"


def test_local_recoding_tells_how_far_it_is(monkeypatch):
    lines = told(monkeypatch, waiting.share_told_by, (1, ("cover", 0.1)), (5, ("cover", 0.456)))
    assert [line.fr for line in lines] == [
        "formation des groupes : 46 % de cette phase (Ctrl-C garde les groupes trouvés)"
    ]


def test_nobody_waits_nothing_is_told():
    assert waiting.told_by(SimpleNamespace(tell=None)) is None
    assert waiting.share_told_by(SimpleNamespace(tell=None)) is None
