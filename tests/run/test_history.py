"""Runs over time: what changed since the one before, and why what left must be judged again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from privkit.evidence.record import Status
from privkit.run import again
from privkit.run.history import Passed, PolicyRuns, history
from privkit.run.history_words import output, since, verdict
from privkit.run.index import write_index
from privkit.run.purge import purge

NOW = date(2026, 12, 1)
FAR = date(2200, 1, 1)


@pytest.fixture
def ordered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of one second sort by their identity: give each a second of its own."""
    import datetime

    from privkit.run import apply

    class Clock(datetime.datetime):
        ticks = 0

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Clock:
            cls.ticks += 1
            return cls(2026, 11, 20, 8, 0, cls.ticks, tzinfo=tz)

    monkeypatch.setattr(apply, "datetime", Clock)


def only(tiny: Any, as_of: date = NOW) -> PolicyRuns:
    (runs,) = history(tiny.reports, as_of)
    return runs


def en(many: Any) -> list[str]:
    return [words.en for words in many]


def fr(many: Any) -> list[str]:
    return [words.fr for words in many]


def test_no_run_no_line(tmp_path: Path) -> None:
    assert history(tmp_path / "reports", NOW) == ()


def test_one_run(tiny: Any, ordered: None) -> None:
    done = tiny.apply()
    runs = only(tiny)
    assert (runs.title, runs.review_before, runs.language) == ("A small set", date(2031, 6, 30), "en")
    (one,) = runs.runs
    assert (one.run, one.status, one.day, one.version) == (
        done.run,
        Status.RELEASED,
        date(2026, 11, 20),
        "1.0",
    )
    assert (verdict(one).en, verdict(one).fr) == ("2 met", "2 remplies")
    assert (since(one).en, since(one).fr) == ("first run", "premier passage")
    assert en(map(output, one.outputs)) == ["set: kept until 20 November 2027, then eliminated"]
    assert fr(map(output, one.outputs)) == ["set : gardée jusqu'au 20 novembre 2027, puis éliminée"]
    assert one.again == ()


def test_what_changed_since_the_run_before(tiny: Any, ordered: None) -> None:
    tiny.apply()
    tiny.bills.write_text(tiny.bills.read_text().replace("C0001", "C9001"), encoding="utf-8")
    tiny.change(("at_least: 5", "at_least: 50"), ("title: A small set", "title: A set"))
    tiny.apply(date(2026, 11, 16))
    last, first = only(tiny).runs
    assert last.status is Status.REFUSED
    assert (verdict(last).en, verdict(last).fr) == ("1 met, 1 not met", "1 remplie, 1 non remplie")
    assert last.outputs == ()
    assert since(last).en == (
        "the policy changed (1 to be looked at, 1 stronger); the data changed: bills; "
        "as-of date: 2026-11-15 → 2026-11-16"
    )
    assert since(last).fr == (
        "la politique a changé (1 à regarder, 1 plus forte) ; les données ont changé : bills ; "
        "date d'arrêté : 2026-11-15 → 2026-11-16"
    )
    assert first.changes is None
    assert last.again == ()  # nothing left


def test_another_run_of_the_same_policy_changes_nothing_of_it(tiny: Any, ordered: None) -> None:
    tiny.apply()
    tiny.apply(date(2026, 11, 16))
    last, _ = only(tiny).runs
    assert last.changes == ()
    assert since(last).en == "as-of date: 2026-11-15 → 2026-11-16"


@pytest.mark.parametrize(
    ("old", "new", "said", "dit"),
    [
        (
            "at_least: 5",
            "at_least: 7",
            "a condition changed since (stricter): release_only_if, k_anonymity, at_least: 5 becomes 7",
            "une condition a changé depuis (plus exigeante) : diffuser_seulement_si, k_anonymat, au_moins\u00a0: "
            "5 devient 7",
        ),
        (
            "  - l_diversity: { column: volume, at_least: 2 }\n",
            "",
            "a condition changed since (looser): release_only_if, l_diversity (volume): removed",
            "une condition a changé depuis (moins exigeante) : diffuser_seulement_si, l_diversité (volume)\u00a0: retrait",
        ),
        (
            "evidence:\n",
            "technical: { attacks: 500 }\nevidence:\n",
            "a condition changed since (a person must look): technical, attacks: 2000 becomes 500",
            "une condition a changé depuis (une personne doit regarder) : réglages_techniques, attaques\u00a0: "
            "2000 devient 500",
        ),
    ],
)
def test_a_condition_changed_since(tiny: Any, ordered: None, old: str, new: str, said: str, dit: str) -> None:
    tiny.apply()
    tiny.change((old, new))
    (one,) = only(tiny).runs
    assert (en(one.again), fr(one.again)) == ([said], [dit])


def test_what_judges_nothing_is_no_reason(tiny: Any, ordered: None) -> None:
    tiny.apply()
    tiny.change(
        ("because: The rule of the house.", "because: Our rule."), ("title: A small set", "title: A set")
    )
    (one,) = only(tiny).runs
    assert one.again == ()


def test_the_review_is_past(tiny: Any, ordered: None) -> None:
    tiny.apply()
    (one,) = only(tiny, date(2031, 6, 30)).runs
    assert en(one.again) == ["the policy was to be reviewed before 30 June 2031"]
    assert fr(one.again) == ["la politique était à revoir avant le 30 juin 2031"]
    assert only(tiny, date(2031, 6, 29)).runs[0].again == ()


def test_terms_of_use_are_past(tiny: Any, ordered: None, privkit: Callable[..., Any]) -> None:
    tiny.change(
        ("first_purpose: billing }", "first_purpose: billing, terms_of_use: { expires: 2027-01-31 } }")
    )
    tiny.apply()
    assert only(tiny, date(2027, 1, 31)).runs[0].again == ()
    assert only(tiny).terms == {"bills": date(2027, 1, 31)}
    page = write_index(only(tiny)).read_text(encoding="utf-8")
    assert "<dt>Last day of use of bills</dt><dd>31 January 2027</dd>" in page
    assert (
        "  last day of use of bills: 31 January 2027\n"
        in privkit("runs", tiny.reports, "--language", "en").out
    )
    (one,) = only(tiny, date(2027, 2, 1)).runs
    assert en(one.again) == ["the terms of use of bills expired on 31 January 2027"]
    assert fr(one.again) == ["les conditions d'usage de bills ont expiré le 31 janvier 2027"]


def test_the_attacks_may_have_changed(tiny: Any, ordered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = tiny.apply().evidence["code_version"]
    monkeypatch.setattr(again, "code_version", lambda: "9.9.9+abc")
    (one,) = only(tiny).runs
    assert en(one.again) == [
        f"it was judged by privkit {judged}, and this is 9.9.9+abc: attacks may have changed"
    ]
    assert fr(one.again) == [
        f"il a été jugé par privkit {judged}, et voici 9.9.9+abc : les attaques ont pu changer"
    ]


def test_what_was_eliminated_is_not_judged_again(tiny: Any, ordered: None) -> None:
    tiny.apply()
    purge(tiny.reports, FAR, FAR)
    (one,) = only(tiny, FAR).runs
    assert one.again == ()
    assert (en(map(output, one.outputs)), fr(map(output, one.outputs))) == (
        ["set: eliminated"],
        ["set : éliminée"],
    )


def test_without_the_policy_of_today_its_conditions_are_not_compared(tiny: Any, ordered: None) -> None:
    tiny.apply()
    tiny.policy.unlink()
    (one,) = only(tiny).runs
    assert one.again == ()


def test_a_policy_that_cannot_be_read_and_evidence_that_cannot(tiny: Any, ordered: None) -> None:
    first = tiny.apply().folder
    tiny.change(("at_least: 5", "at_least: 4"))
    second = tiny.apply().folder
    (first / "policy.yaml").write_text("privkit: 9\n", encoding="utf-8")
    last, _ = only(tiny).runs
    assert last.changes is None
    assert since(last).en == "the policy changed, and this version cannot read both"
    assert since(last).fr == "la politique a changé, et cette version ne peut lire les deux"
    (second / "evidence.json").write_text("{", encoding="utf-8")
    runs = only(tiny)
    assert [one.run for one in runs.runs] == [first.name]
    assert runs.unread == (second.name,)
    edited = (first / "evidence.json").read_text(encoding="utf-8").replace('"verdicts":[{', '"verdicts":[1,{')
    (second / "evidence.json").write_text(edited, encoding="utf-8")
    assert only(tiny).unread == (second.name,)


class Page(HTMLParser):
    """Tags, links, anchors and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        self.tags.append(tag)
        if tag == "a":
            self.links.append(str(told["href"]))
        if "id" in told:
            self.ids.append(str(told["id"]))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_escapes_and_every_link_leads_somewhere(tiny: Any, ordered: None) -> None:
    tiny.apply()
    tiny.change(
        (
            "recipients: [data team]\n    eliminate",
            "recipients: [data team, <script>x</script>]\n    eliminate",
        ),
        ("title: A small set", "title: <img src=x>"),
    )
    tiny.apply()
    path = write_index(only(tiny))
    assert path == tiny.reports / "tiny" / "index.html"
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert "<script>x</script>" in page.text
    assert 'lang="en"' in text
    for link in page.links:
        assert link[1:] in page.ids if link.startswith("#") else (path.parent / link).is_file()
    assert len(page.links) == 9
    assert "Next elimination20 November 2027" in re.sub(r"\s*\n\s*", "", page.text)
    assert not any(p.name.startswith(".index") for p in path.parent.iterdir())


def test_the_page_in_french_and_no_run_changes_for_it(tiny: Any, ordered: None) -> None:
    from privkit.run.verify import verify

    folder = tiny.apply().folder
    text = write_index(only(tiny, date(2032, 1, 1)), "fr").read_text(encoding="utf-8")
    assert 'lang="fr"' in text
    assert "À juger de nouveau" in text
    assert "À revoir avant le" in text
    assert verify(folder) == []
    assert tiny.apply().reused


def test_the_command(tiny: Any, ordered: None, privkit: Callable[..., Any]) -> None:
    import json

    folder = tiny.apply().folder
    answer = privkit("runs", tiny.reports, "--language", "en")
    assert answer.code == 0
    assert answer.out == (
        "tiny – A small set (to be reviewed before 30 June 2031)\n"
        f"  {folder.name}  released, 20 November 2026, conditions: 2 met\n"
        "    set: kept until 20 November 2027, then eliminated\n"
        "    since the run before: first run\n"
    )
    assert answer.last == f"next: privkit verify {folder}"
    late = privkit("runs", tiny.reports, "--language", "fr", "--as-of", "2032-01-01")
    assert late.out.splitlines() == [
        "tiny – A small set (à revoir avant le 30 juin 2031)",
        f"  {folder.name}  diffusé, 20 novembre 2026, conditions\u00a0: 2 remplies",
        "    set\u00a0: gardée jusqu'au 20 novembre 2027, puis éliminée",
        "    depuis le passage précédent\u00a0: premier passage",
        "    à juger de nouveau\u00a0: la politique était à revoir avant le 30 juin 2031",
    ]
    assert late.last == f"ensuite : privkit purge --due --reports {tiny.reports}"
    page = privkit("runs", tiny.reports, "--html")
    assert page.out == f"{tiny.reports / 'tiny' / 'index.html'}\n"
    (body,) = json.loads(privkit("runs", tiny.reports, "--json").out)
    (run,) = body["runs"]
    assert (run["status"], run["outputs"][0]["until"], run["policy_changes"]) == (
        "released",
        "2027-11-20",
        None,
    )
    nothing = privkit("runs", tiny.folder / "none", "--language", "fr")
    assert (nothing.code, nothing.out) == (0, "Il n'y a aucun passage ici.\n")


def test_values_are_said_of_every_outcome() -> None:
    empty = Passed("r", Path(), Status.INCONCLUSIVE, NOW, "08:00", "", "1", {}, (), None, (), ())
    assert verdict(empty).en == "no condition"
