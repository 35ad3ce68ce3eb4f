"""A search that was stopped before its end: every reader is told, with how far from the best it may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privkit.anonymity import search as room
from privkit.evidence.asjson import read_evidence

STEP = "\n  - make_k_anonymous: { k: 5, on: [town, people], remove_at_most: 0 %, seconds_at_most: 1 }\n\nrelease_only_if:\n"


@pytest.mark.parametrize(
    ("stopped", "why"), [("time", "stopped by its time limit"), ("interrupted", "interrupted")]
)
def test_a_search_cut_short_is_told_to_every_reader(tiny, privkit, monkeypatch, stopped, why):
    whole = room.search
    monkeypatch.setattr(
        room,
        "search",
        lambda *a, **k: replace(whole(*a, **k), score=0.5, bound=0.375, exact=False, stopped=stopped),
    )
    tiny.change(("\nrelease_only_if:\n", STEP))
    answer = privkit("apply", tiny.policy, "--as-of", "2026-11-15")
    assert answer.code == 0
    assert why in answer.err
    (run,) = tiny.runs
    evidence = read_evidence(run)
    figures = evidence["steps"][-1]["changes"]["figures"]
    assert (figures["score"], figures["bound"], figures["stopped"]) == ("0.5", "0.375", stopped)
    assert any(why in limit["en"] for limit in evidence["limits"])
    for reader in ("dpo", "controller"):
        told = privkit("report", run, "--for", reader, "--format", "markdown", "--language", "en")
        assert why in told.out, reader
