"""A run that spends a budget: spent before data are read, told in the evidence, found again by verify."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from privkit.errors import BudgetError, DataError, EvidenceError, PolicyError, PrivkitError
from privkit.evidence.asjson import read_evidence
from privkit.evidence.record import Status
from privkit.ledger import Ledger
from privkit.policy.reader import read_document
from privkit.run import apply as applying
from privkit.run import spending
from privkit.run.inputs import gather
from privkit.run.verify import unchecked, verify

Paying = Callable[..., None]
Book = Callable[..., list[Any]]
TITLE = ("title: A small set", "title: Another set")


def told(tiny: Any, language: str = "en") -> list[str]:
    """What a run that is stopped says, the folder named ``F``."""
    with pytest.raises(PrivkitError) as caught:
        tiny.apply()
    return [line.replace(str(tiny.folder.resolve()), "F") for line in caught.value.text(language)]  # type: ignore[arg-type]


def test_the_evidence_says_what_was_spent(tiny: Any, paying: Paying, book: Book) -> None:
    paying(tiny.folder)
    done = tiny.apply()
    reserved, committed = book(tiny.folder)
    assert done.evidence["budget"] == {
        "ledger": "budgets/homes.sqlite",
        "people": "homes",
        "unit": "household",
        "each_year_of": None,
        "period": "2025",
        "total": {"epsilon": "3", "delta": "0"},
        "amount": {"epsilon": "1.25", "delta": "0"},
        "accounting": "basic",
        "events": [],
        "entry": 1,
        "hash": reserved.hash,
        "spent": {"epsilon": "1.25", "delta": "0"},
        "counted": "simple",
        "left": {"epsilon": "1.75", "delta": "0"},
        "releases": 1,
        "over_periods": {"epsilon": "1.25", "delta": "0"},
        "notes": [
            {
                "en": "a new budget ledger was begun: budgets/homes.sqlite; keep it, and name it in every policy about "
                "these people",
                "fr": "un registre des dépenses a été ouvert : budgets/homes.sqlite ; gardez-le, et nommez-le dans "
                "toute politique sur ces personnes",
            }
        ],
    }
    assert done.evidence["budget"]["notes"][0] in done.evidence["warnings"]
    assert (committed.kind, committed.body["status"], committed.body["reserved"]) == (
        "committed",
        "released",
        reserved.hash,
    )
    assert reserved.body["run"] == done.run
    assert reserved.body["inputs"] == [i["sha256"] for i in done.evidence["inputs"]]
    (row,) = tiny.rows("reserved")
    assert row.hash == done.evidence["ledger_head"]
    assert row.body["budget"]["file"] == "../budgets/homes.sqlite"
    assert verify(done.folder) == []
    assert unchecked(done.folder) == []


def test_the_budget_is_asked_before_any_row_is_read(
    tiny: Any, paying: Paying, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    paying(tiny.folder, total="1")
    monkeypatch.setattr(applying, "scan", lambda *a: pytest.fail("data were read"))
    assert told(tiny)[0].startswith(
        "F/budgets/homes.sqlite: PK870 the budget of homes for 2025 would be exceeded: asked ε 1.25; left ε 1 of ε 1"
    )
    assert tiny.rows() == []
    assert tiny.runs == []
    assert book(tiny.folder) == []


def test_a_refusal_of_the_budget_ends_with_code_5(
    tiny: Any, paying: Paying, privkit: Callable[..., Any]
) -> None:
    paying(tiny.folder)
    for number in range(3):
        tiny.change(("title: A small set", f"title: A small set {number}"))
        answer = privkit("apply", tiny.policy, "--as-of", "2026-11-15")
        tiny.change((f"title: A small set {number}", "title: A small set"))
    assert answer.code == 5
    assert (
        "PK870 the budget of homes for 2025 would be exceeded: asked ε 1.25; left ε 0.5 of ε 3" in answer.err
    )
    assert "→ write at most `this_release: { epsilon: 0.5 }`" in answer.err


def test_what_was_spent_is_told_after_the_run(tiny: Any, paying: Paying, privkit: Callable[..., Any]) -> None:
    paying(tiny.folder)
    answer = privkit("apply", tiny.policy, "--as-of", "2026-11-15")
    assert (
        "budget: ε 1.25 for this release; ε 1.25 spent of ε 3 for homes, 2025; ε 1.75 left (budgets/homes.sqlite, "
        "entry 1)\n"
    ) in answer.out
    assert "a new budget ledger was begun: budgets/homes.sqlite; keep it" in answer.err
    again = privkit("apply", tiny.policy, "--as-of", "2026-11-15")
    assert "budget: nothing was spent again\n" in again.out
    assert "a new budget ledger" not in again.err
    tiny.change(TITLE)
    told = json.loads(privkit("apply", tiny.policy, "--as-of", "2026-11-15", "--json").out)["budget"]
    assert (told["entry"], told["left"]["epsilon"], told["notes"]) == (3, "0.5", [])


def test_the_same_run_is_given_back_and_nothing_is_spent(tiny: Any, paying: Paying, book: Book) -> None:
    paying(tiny.folder)
    first = tiny.apply()
    again = tiny.apply()
    assert again.reused
    assert again.folder == first.folder
    assert len(book(tiny.folder, "reserved")) == 1


def test_a_run_whose_conditions_fail_has_spent(tiny: Any, paying: Paying, book: Book) -> None:
    paying(tiny.folder)
    done = tiny.change(("at_least: 5", "at_least: 50")).apply()
    assert done.status is Status.REFUSED
    assert [(e.kind, e.body.get("status")) for e in book(tiny.folder)] == [
        ("reserved", None),
        ("committed", "refused"),
    ]
    assert (
        tiny.change(("at_least: 50", "at_least: 5")).apply().evidence["budget"]["spent"]["epsilon"] == "2.5"
    )


def test_a_run_that_stops_on_its_data_has_spent_and_says_so(tiny: Any, paying: Paying, book: Book) -> None:
    paying(tiny.folder)
    tiny.bills.write_text(tiny.bills.read_text().replace("40.0", "forty"))
    assert told(tiny)[-2:] == [
        "PK879 the budget was spent all the same: ε 1.25, entry 1 of budgets/homes.sqlite",
        "  → a new run spends again: what is reserved never comes back",
    ]
    assert [e.kind for e in book(tiny.folder)] == ["reserved", "abandoned"]
    assert [e.kind for e in tiny.rows()] == ["reserved"]
    tiny.bills.write_text(tiny.bills.read_text().replace("forty", "40.0"))
    assert tiny.apply().evidence["budget"]["spent"]["epsilon"] == "2.5"


def test_the_same_data_under_another_name_are_refused(tiny: Any, paying: Paying) -> None:
    paying(tiny.folder)
    run = tiny.apply().run
    tiny.change(TITLE)
    paying(tiny.folder, people="inhabitants")
    said = [
        f"F/budgets/homes.sqlite: PK873 the same data were spent from under other words, by run {run} of policy tiny: "
        "people: homes, protects: household, period: 2025",
        "  → write the same words in privacy_budget: the same people have one budget, whoever publishes",
    ]
    assert told(tiny) == said
    paying(tiny.folder, period="2026")
    assert told(tiny) == said
    paying(tiny.folder, each_year_of="read_on", period="2027")
    assert told(tiny) == said
    assert len(tiny.rows("reserved")) == 1


def test_the_same_data_in_another_ledger_are_refused(tiny: Any, paying: Paying) -> None:
    paying(tiny.folder)
    run = tiny.apply().run
    tiny.change(TITLE)
    paying(tiny.folder, ledger="other.sqlite", people="inhabitants")
    assert told(tiny) == [
        f"F/other.sqlite: PK874 the same data were spent from in another ledger, budgets/homes.sqlite, by run {run} of "
        "policy tiny",
        "  → write `ledger: budgets/homes.sqlite`: all releases about the same people spend from one ledger",
    ]
    assert not (tiny.folder / "other.sqlite").exists()
    assert told(tiny, "fr")[1] == (
        "  → écrivez `registre_des_dépenses: budgets/homes.sqlite` : toutes les diffusions sur les mêmes personnes "
        "dépensent dans un seul registre"
    )


def test_another_policy_of_the_project_is_seen_too(tiny: Any, paying: Paying) -> None:
    paying(tiny.folder)
    tiny.apply()
    tiny.change(("name: tiny", "name: second"))
    paying(tiny.folder, ledger="other.sqlite")
    assert "PK874" in told(tiny)[0]
    paying(tiny.folder)
    assert tiny.apply().evidence["budget"]["spent"]["epsilon"] == "2.5"


def test_other_data_may_have_another_ledger(tiny: Any, paying: Paying) -> None:
    paying(tiny.folder)
    tiny.apply()
    tiny.bills.write_text(tiny.bills.read_text().replace("40.0", "40.1"))
    paying(tiny.folder, ledger="other.sqlite", people="others")
    assert tiny.apply().evidence["budget"]["entry"] == 1


def test_only_tables_about_people_tell_them(tiny: Any) -> None:
    columns = "\n".join(
        [
            "    towns:",
            "      file: data/towns.csv",
            "      one_row_is: a town",
            "      origin: { source: insee, collection: indirect, first_purpose: geography }",
            "      columns:",
            "        town: { role: quasi_identifier, type: code }",
            "        name: { role: other, type: text }",
            "\nsteps:",
        ]
    )
    tiny.change(("\nsteps:", columns))
    (tiny.folder / "data" / "towns.csv").write_text("town,name\n01053,Bourg\n02053,Chezy\n")
    document = read_document(tiny.policy)
    bills, _ = gather(document)
    assert spending.about_people(document, gather(document)) == (bills.fingerprint.sha256,)


@pytest.mark.parametrize("how", ["deleted", "begun again", "old copy"])
def test_a_ledger_that_lost_a_spend_is_refused(
    tiny: Any, paying: Paying, tmp_path: Path, how: str, privkit: Callable[..., Any]
) -> None:
    paying(tiny.folder, amount="0.5")
    path = tiny.folder / "budgets" / "homes.sqlite"
    tiny.apply()
    shutil.copy(path, tmp_path / "old.sqlite")
    second = tiny.change(TITLE).apply()
    path.unlink()
    if how == "begun again":
        from privkit.ledger.budget import reserve
        from privkit.ledger.claim import claim_of

        body = {**tiny.rows("reserved")[0].body["budget"]}
        asked = spending.spending_of(read_document(tiny.policy))
        assert asked
        plan = {**asked.plan(), "run": "r", "policy": "p", "identity": "i", "inputs": body["inputs"]}
        with Ledger.open(path) as ledger:
            reserve(ledger, claim_of(plan))
    if how == "old copy":
        shutil.copy(tmp_path / "old.sqlite", path)
    tiny.change((TITLE[1], "title: A third set"))
    number, run = (3, second.run) if how == "old copy" else (1, tiny.rows("reserved")[0].body["run"])
    assert told(tiny) == [
        f"F/budgets/homes.sqlite: PK876 entry {number}, which the run {run} cites, is not in the budget ledger: it was "
        "begun again, cut, or put back from an old copy",
        "  → restore the ledger as it was after this run; what was spent does not come back",
    ]
    answer = privkit("verify", second.folder)
    assert answer.code == (0 if how == "deleted" else 6)
    if how == "deleted":
        assert "the entry of the budget ledger budgets/homes.sqlite could not be checked" in answer.err


def test_a_ledger_that_was_moved_is_the_same(tiny: Any, paying: Paying) -> None:
    paying(tiny.folder)
    first = tiny.apply()
    (tiny.folder / "budgets").rename(tiny.folder / "moved")
    assert [n.en for n in unchecked(first.folder)] == [
        "the entry of the budget ledger budgets/homes.sqlite could not be checked"
    ]
    paying(tiny.folder, ledger="moved/homes.sqlite")
    assert tiny.change(TITLE).apply().evidence["budget"]["spent"]["epsilon"] == "2.5"


def test_a_ledger_changed_by_hand_ends_with_code_6(
    tiny: Any, paying: Paying, privkit: Callable[..., Any]
) -> None:
    import sqlite3

    paying(tiny.folder)
    run = tiny.apply().folder
    connection = sqlite3.connect(tiny.folder / "budgets" / "homes.sqlite", isolation_level=None)
    connection.execute("DROP TRIGGER entry_unchanged")
    connection.execute("""UPDATE entry SET body = replace(body, '"1.25"', '"0.25"') WHERE number = 1""")
    connection.close()
    answer = privkit("verify", run)
    assert answer.code == 6
    assert "PK881 entry 1 does not match its hash" in answer.err
    tiny.change(TITLE)
    answer = privkit("apply", tiny.policy)
    assert answer.code == 6
    assert len(tiny.rows("reserved")) == 1


def test_a_folder_that_is_not_there(tiny: Any, paying: Paying) -> None:
    paying(tiny.folder, ledger="no/such/homes.sqlite")
    assert told(tiny) == [
        "F/no/such/homes.sqlite: PK884 the ledger cannot be found",
        "  → check the path; a ledger that was moved must be put back, not begun again",
    ]


def test_the_ledger_of_runs_is_no_budget(tiny: Any, paying: Paying) -> None:
    tiny.apply()
    tiny.change(TITLE)
    paying(tiny.folder, ledger="reports/ledger.sqlite")
    assert told(tiny)[0] == "F/reports/ledger.sqlite: PK877 this ledger is not one of budgets"


def test_a_ledger_in_use(tiny: Any, paying: Paying, monkeypatch: pytest.MonkeyPatch) -> None:
    paying(tiny.folder)
    run = tiny.apply().folder
    opened = Ledger.open
    monkeypatch.setattr(
        Ledger, "open", classmethod(lambda cls, path, **k: opened(path, **{**k, "wait": 0.05}))
    )
    import sqlite3

    busy = sqlite3.connect(tiny.folder / "budgets" / "homes.sqlite", isolation_level=None)
    busy.execute("BEGIN EXCLUSIVE")
    try:
        assert verify(run) == []
        assert "another program has held the ledger for too long" in unchecked(run)[0].en
        assert tiny.apply().reused
        tiny.change(TITLE)
        assert "PK888" in told(tiny)[0]
        assert len(tiny.rows("reserved")) == 1
    finally:
        busy.execute("ROLLBACK")
        busy.close()


def test_releases_that_left_their_answers_are_counted_together(
    tiny: Any, paying: Paying, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two releases of ε 2 under a total of 3: refused when summed, let through by the accountant."""
    asked: list[tuple[int, Fraction, str]] = []

    def compose_by(accounting: str) -> Any:
        def compose(bodies: Any, delta: Fraction) -> Fraction:
            asked.append((len(bodies), delta, accounting))
            return Fraction(11, 10) * len(bodies)

        return compose

    monkeypatch.setattr(spending, "compose_by", compose_by)
    paying(tiny.folder, amount="2", accounting="pld", events=[{"mechanism": "geometric", "epsilon": "2"}])
    monkeypatch.setattr(spending, "spending_of", with_delta(spending.spending_of))
    tiny.apply()
    done = tiny.change(TITLE).apply()
    assert (2, Fraction(1, 10**6), "pld") in asked
    budget = done.evidence["budget"]
    assert (budget["counted"], budget["spent"]["epsilon"], budget["left"]["epsilon"]) == (
        "composed",
        "2.2",
        "0.8",
    )
    tiny.change((TITLE[1], "title: A third set"))
    assert "asked ε 2; left ε 0.8, δ 1e-6 (losses counted together)" in told(tiny)[0]


def with_delta(first: Any) -> Any:
    from dataclasses import replace

    from privkit.ledger.amount import Amount

    def of(document: Any, events: Any = None) -> Any:
        asked = first(document)
        return replace(asked, total=Amount(asked.total.epsilon, Fraction(1, 10**6)))

    return of


def test_what_stands_before_a_release(tiny: Any, paying: Paying) -> None:
    paying(tiny.folder)
    document = read_document(tiny.policy)
    asked = spending.spending_of(document)
    assert asked
    seen = spending.outlook(document, asked)
    assert (seen.before.left.epsilon, seen.after.left.epsilon) == (3, Fraction(7, 4))
    assert not (tiny.folder / "budgets").exists()
    tiny.apply()
    tiny.change(TITLE).apply()
    seen = spending.outlook(document, asked)
    assert (seen.before.left.epsilon, seen.before.held, seen.after.held) == (Fraction(1, 2), True, False)


@pytest.mark.parametrize(("word", "kind"), [("release", "released"), ("refuse", "abandoned")])
def test_the_decision_is_said_in_the_budget_too(
    tiny: Any, paying: Paying, book: Book, word: str, kind: str
) -> None:
    from privkit.run.release import release

    paying(tiny.folder)
    run = tiny.held().apply().folder
    text = tiny.decision().read_text()
    release(run, tiny.decision(text.replace("decision: release", f"decision: {word}")))
    assert [e.kind for e in book(tiny.folder)] == ["reserved", "committed", kind]
    assert tiny.apply().reused
    assert len(book(tiny.folder)) == 3
    assert verify(run) == []
    assert unchecked(run) == []


def test_a_ledger_among_the_runs_is_refused(tiny: Any, paying: Paying) -> None:
    """It would be wiped with the staging, or break the manifest of a run."""
    for file in ("reports/tiny/budget.sqlite", "reports/tiny/.staging/b.sqlite"):
        paying(tiny.folder, ledger=file)
        (line, *_) = told(tiny)
        assert line.endswith("PK665 the budget ledger stands among the runs of this policy")
        assert not (tiny.folder / file).exists()


def test_a_replay_spends_nothing_and_draws_nothing(
    tiny: Any, paying: Paying, book: Book, privkit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    paying(tiny.folder)
    run = tiny.apply().folder
    before = (tiny.folder / "budgets" / "homes.sqlite").read_bytes()
    monkeypatch.setattr(applying, "scan", lambda *a: pytest.fail("the run was made again"))
    answer = privkit("verify", run, "--replay")
    assert (answer.code, answer.out) == (
        0,
        "every hash verifies, and the run is in the ledger\n"
        "replay: noise cannot be drawn again, and nothing was spent; the data, the plan of the noise and the budget "
        "are as recorded\n"
        "head of the ledger, to note elsewhere (verify --head holds the ledger to it later): "
        f"{tiny.rows()[-1].hash}\n",
    )
    assert (tiny.folder / "budgets" / "homes.sqlite").read_bytes() == before
    assert json.loads(privkit("verify", run, "--replay", "--json").out)["replayed"] is False

    paying(tiny.folder, amount="1")
    answer = privkit("verify", run, "--replay")
    assert answer.code == 6
    assert answer.err.startswith("PK845 replay: the plan of the noise differs")
    paying(tiny.folder)
    tiny.bills.write_text(tiny.bills.read_text().replace("40.0", "40.1"))
    answer = privkit("verify", run, "--replay", "--language", "fr")
    assert answer.err.startswith("PK845 rejeu : les entrées diffèrent")


def test_a_forged_citation_is_found(tiny: Any, paying: Paying, book: Book) -> None:
    """The ledger of runs and the evidence cite one entry; the budget ledger holds another amount under that hash."""
    paying(tiny.folder)
    first = tiny.apply()
    second = tiny.change(TITLE).apply()
    assert verify(second.folder) == []
    from privkit.run.project import Project
    from privkit.run.verify_budget import verify_budget

    project = Project(tiny.reports, "tiny")
    evidence, row = read_evidence(first.folder), tiny.rows("reserved")[0].body
    other = {**evidence["budget"], "amount": {"epsilon": "0.25", "delta": "0"}}
    (problem,) = verify_budget(project, first.run, {**evidence, "budget": other}, row)[0]
    assert problem.code == "PK876"
    stolen = {**evidence["budget"], "hash": second.evidence["budget"]["hash"]}
    (problem,) = verify_budget(project, first.run, {**evidence, "budget": stolen}, row)[0]
    assert problem.code == "PK876"
    (problem,) = verify_budget(project, first.run, {**evidence, "budget": None}, row)[0]
    assert problem.code == "PK876"


def test_evidence_older_than_budgets_is_still_read(tiny: Any) -> None:
    from privkit.evidence.report import render

    evidence = read_evidence(tiny.apply().folder)
    assert evidence.pop("budget") is None
    assert "k-anonymity" in render(evidence, format="markdown", reader="dpo", language="en")


def test_the_words_of_a_policy_say_what_it_spends(tiny: Any) -> None:
    section = "\n".join(
        [
            "privacy_budget:",
            "  ledger: ../shared/water.sqlite",
            "  protects: household",
            "  people: subscribed homes",
            "  each_year_of: read_on",
            "  period: 2025",
            "  total: { epsilon: 3.0, delta: 1e-6 }",
            "  this_release: { epsilon: 2.9, delta: 1e-7 }",
            "\nsteps:",
        ]
    )
    document = read_document(tiny.change(("steps:", section)).policy)
    asked = spending.spending_of(document, lambda document: ({"mechanism": "exponential", "epsilon": "1"},))
    assert asked
    assert asked.plan() == {
        "ledger": "../shared/water.sqlite",
        "people": "subscribed homes",
        "unit": "household",
        "each_year_of": "read_on",
        "period": "2025",
        "total": {"epsilon": "3", "delta": "0.000001"},
        "amount": {"epsilon": "2.9", "delta": "0.0000001"},
        "accounting": "pld",
        "events": [{"mechanism": "exponential", "epsilon": "1"}],
    }
    assert spending.ledger_file(document, asked) == tiny.folder.resolve() / "../shared/water.sqlite"


def test_errors_are_of_the_right_kind(tiny: Any, paying: Paying) -> None:
    paying(tiny.folder, total="1")
    with pytest.raises(BudgetError):
        tiny.apply()
    paying(tiny.folder)
    tiny.apply()
    tiny.change(TITLE)
    for more, kind in (
        ({"people": "others"}, PolicyError),
        ({"total": "4"}, PolicyError),
        ({"ledger": "o.sqlite"}, PolicyError),
        ({"ledger": "a/b/c.sqlite"}, PolicyError),
    ):
        paying(tiny.folder, **more)
        with pytest.raises(kind):
            tiny.apply()
    (tiny.folder / "budgets" / "homes.sqlite").unlink()
    paying(tiny.folder)
    with pytest.raises(EvidenceError):
        tiny.apply()
    (tiny.folder / "text.sqlite").write_text("not a ledger " * 100)
    tiny.bills.write_text(tiny.bills.read_text().replace("40.0", "40.1"))
    paying(tiny.folder, ledger="text.sqlite")
    with pytest.raises(DataError):
        tiny.apply()
