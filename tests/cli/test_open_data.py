"""Open data from the command line: planned, paid for, published after a decision; and bad input, told before it costs."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_canaries import Watch

AS_OF = ("--as-of", "2026-11-15")
CITY = {
    "en": ("water-open-data.en.yaml", "water_by_commune_and_month_2025.csv"),
    "fr": ("eau-donnees-ouvertes.fr.yaml", "eau_par_commune_et_mois_2025.csv"),
}
DECISIONS = {
    "en": "decision: release\nby: controller\ncapacity: Head of water\ndate: 2026-11-20\nbecause: Agreed.\n",
    "fr": "décision: diffuser\npar: responsable_de_traitement\nqualité: Directrice\ndate: 2026-11-20\nparce_que: Ok.\n",
}


def ledger_of(folder: Path) -> Path:
    (path,) = (folder / "budgets").glob("*.sqlite")
    return path


def spoil_pages(path: Path) -> None:
    """Every byte of the rows of a Parquet file, but not its schema, is made wrong."""
    content = bytearray(path.read_bytes())
    footer = int.from_bytes(content[-8:-4], "little") + 8
    content[4:-footer] = b"\xff" * (len(content) - footer - 4)
    path.write_bytes(content)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_from_a_policy_to_a_publication(privkit: Any, town: Any, city_folder: Path, language: str) -> None:
    name, file = CITY[language]
    watch = Watch(privkit, town, city_folder)
    policy = city_folder / name
    text = policy.read_text(encoding="utf-8")
    text = re.sub(r"(total: +)\{ epsilon: 6, delta: 2e-6 \}", r"\1{ epsilon: 2.5, delta: 5e-7 }", text)
    # so few households bear no such margins: what hides figures by their noise is left out, or chance would decide
    text = re.sub(r"\n +- (hide|cacher)_.*", "", text).replace(": 4 m3", ": 4000 m3")
    policy.write_text(text.replace("[html, markdown, json]", "[markdown]"), encoding="utf-8")
    assert watch("check", policy).code == 0
    assert watch("explain", policy).code == 0
    planned = watch("plan", policy)
    assert planned.code == 0 and "±" in planned.out
    assert not (city_folder / "budgets").exists()

    applied = watch("apply", policy, *AS_OF)
    assert applied.code == 8, applied.err
    (run,) = (city_folder / "reports").glob("*/2*")
    assert not list(run.glob(f"outputs/**/{file}")) and not list(run.glob(f"sorties/**/{file}"))
    ledger = ledger_of(city_folder)
    spent = json.loads(watch("budget", "show", ledger, "--json").out)
    assert len(spent["budgets"][0]["releases"]) == 1
    assert watch("budget", "verify", ledger).code == 0

    decision = city_folder / "decision.yaml"
    decision.write_text(DECISIONS[language], encoding="utf-8")
    assert watch("release", run, "--decision", decision).code == 0
    assert watch("verify", run).code == 0
    (table,) = run.rglob(file)
    assert "held" not in table.relative_to(run).parts
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 24 * 12
    assert all(
        header.isascii() and value for row in rows for header, value in row.items() if "stat" in header
    )
    beside = {path.name for path in table.parent.iterdir()}
    assert any(n.endswith(".json") for n in beside) and any(n.endswith(".md") for n in beside), beside

    again = watch("apply", policy, *AS_OF)  # the same run: given back, nothing spent
    assert again.code in (0, 8), again.err
    assert len(json.loads(watch("budget", "show", ledger, "--json").out)["budgets"][0]["releases"]) == 1

    policy.write_text(policy.read_text(encoding="utf-8").replace('"1.0"', '"1.1"', 1), encoding="utf-8")
    spoil_pages(city_folder / "donnees" / "factures.parquet")
    over = watch("apply", policy, *AS_OF)
    assert over.code == 5 and "PK870" in over.err, over.err  # refused before a row could be found unreadable
    ledger.unlink()
    (city_folder / "reports" / "ledger.sqlite").unlink()
    assert watch("apply", policy, *AS_OF).code == 4  # with a budget, rows are read, and they are damaged
    watch.look()


POLICY = """\
privkit: 1
language: en
policy: { name: small, title: Small tables, version: "1.0", state: validated, review_before: 2031-06-30 }
register:
  record: R-1
  controller: The city
  joint_controllers: none
  processors: none
  dpo: dpo@city.example
  purpose: Inform the public about water use.
  legal_basis: { ground: public_task, texts: [deliberation 1], because: The service informs its users. }
  data_subjects: [subscribers]
  data_categories: [consumption]
  recipients: none
  audience: everyone
  transfers_outside_eu: none
  retention: { duration: 3 years, from: day, because: Three years are compared., then: eliminate }
  rights: { information: Note on the bill. }
  dpia: { reference: D-1, version: "1.0", state: validated }
governance:
  dpo_advice: { opinion: favourable, date: 2026-11-03 }
  decision: { by: controller, capacity: Head of water, date: 2026-11-10 }
data:
  privacy_unit: { name: household, column: contract }
  tables:
    bills:
      file: bills.csv
      one_row_is: a reading
      origin: { source: utility, collection: direct, first_purpose: billing }
      columns:
        contract: { role: direct_identifier, type: code }
        town:     { role: quasi_identifier, type: code }
        day:      { role: quasi_identifier, type: date }
        volume:   { role: confidential, type: number, unit: m3, decimals: 6 }
privacy_budget:
  ledger: budgets/small.sqlite
  protects: household
  people: households of the city
  period: "2026"
  total:        { epsilon: 3, delta: 1e-6 }
  this_release: { epsilon: 1, delta: 1e-7 }
  because: Agreed.
steps:
  - minimise:
      keep:
        town:   { because: Asked by town. }
        day:    { because: Season shows. }
        volume: { because: The quantity published. }
  - generalise: { day: { to: month, as: month } }
  - limit_contribution: { per: household, at_most: { towns: 1, months: 3, rows_per_month: 1 }, because: One address. }
  - aggregate:
      privacy_model: differential_privacy
      tables:
        use:
          by: { town: { known_list: towns.csv }, month: { from: 2026-01, to: 2026-03 } }
          measures:
            homes:  { count: household }
            volume: { sum: volume, bounds: [0, 20], precision: 0.1 }
release_only_if:
  - privacy_budget: { within: this_release }
  - every_key_published: { tables: all }
  - direct_identifiers_left: { at_most: 0 }
outputs:
  - name: use
    from: use
    file: outputs/use.csv
    nature: aggregated
    qualification: { proposed: anonymous, for: the public }
    sharing: public
    licence: etalab-2.0
    with: [table_schema]
evidence: { report: [markdown, json], readers: [dpo, controller, public] }
"""
CANARIES = ("Zq7CONTRACT", "Zq8TOWN", "987654.321", "Zq9")


class Small:
    """Three towns, three months, and a row full of canaries: an unknown town, a volume far above its bound."""

    def __init__(self, folder: Path, privkit: Callable[..., Any], homes: int = 90) -> None:
        self.folder, self._privkit = folder, privkit
        self.policy, self.data = folder / "small.yaml", folder / "bills.csv"
        self.policy.write_text(POLICY, encoding="utf-8")
        (folder / "towns.csv").write_text("town\na\nb\nc\n", encoding="utf-8")
        first = date(2026, 1, 15)
        rows = [
            f"C{n:05d},{'abc'[n % 3]},{first + timedelta(days=30 * m)},{n % 12}.5"
            for n in range(homes)
            for m in range(3)
        ]
        rows.append(f"{CANARIES[0]},{CANARIES[1]},2026-02-01,{CANARIES[2]}")
        self.data.write_text("contract,town,day,volume\n" + "\n".join(rows) + "\n", encoding="utf-8")

    def change(self, *pairs: tuple[str, str]) -> Small:
        text = self.policy.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, 1)
        self.policy.write_text(text, encoding="utf-8")
        return self

    def row(self, words: str) -> Small:
        """One more row of data."""
        with self.data.open("a", encoding="utf-8") as lines:
            lines.write(words + "\n")
        return self

    def __call__(self, *words: object) -> Any:
        answer = self._privkit(*words)
        said = answer.out + answer.err
        assert "Traceback" not in said
        for canary in CANARIES:
            assert canary not in said, (words[0], canary)
        for path in (p for p in self.folder.rglob("*") if p.is_file() and p != self.data):
            content = path.read_bytes()
            for canary in CANARIES:
                assert canary.encode() not in content, (path, canary)
        return answer

    def apply(self) -> Any:
        return self("apply", self.policy, *AS_OF)

    @property
    def spent(self) -> int:
        """Spends reserved in the ledger."""
        path = self.folder / "budgets" / "small.sqlite"
        if not path.exists():
            return 0
        with sqlite3.connect(path) as book:
            return int(book.execute("SELECT count(*) FROM entry WHERE kind = 'reserved'").fetchone()[0])


@pytest.fixture
def small(tmp_path: Path, privkit: Callable[..., Any]) -> Small:
    return Small(tmp_path, privkit)


def test_a_sound_policy_is_held_and_no_value_shows(small: Small) -> None:
    assert small("check", small.policy).code == 0
    assert small("plan", small.policy, "--json").code == 0
    done = small.apply()
    assert (done.code, small.spent) == (8, 1), done.err
    (run,) = (small.folder / "reports" / "small").glob("2*")
    for reader in ("dpo", "controller", "public"):
        assert small("report", run, "--for", reader, "--format", "markdown").code == 0
    assert small("budget", "show", small.folder / "budgets" / "small.sqlite").code == 0


TABLE = "  use:\n          by: { town: { known_list: towns.csv }"
#: What is changed in the policy, the exit code, the code of the error: nothing is spent, nor is any row read.
POLICIES: dict[str, tuple[tuple[tuple[str, str], ...], int, str]] = {
    "no bounds": (((", bounds: [0, 20]", ""),), 3, "PK774"),
    "reversed bounds": ((("[0, 20]", "[20, 0]"),), 3, "PK775"),
    "one bound": ((("[0, 20]", "[20]"),), 3, "PK774"),
    "a bound that is no number": ((("[0, 20]", "[0, nan]"),), 3, "PK"),
    "an infinite bound": ((("[0, 20]", "[0, inf]"),), 3, "PK"),
    "a negative cap": ((("towns: 1", "towns: -1"),), 3, "PK"),
    "a cap of none": ((("months: 3", "months: 0"),), 3, "PK"),
    "no epsilon": ((("{ epsilon: 1, delta", "{ epsilon: 0, delta"),), 3, "PK653"),
    "a negative epsilon": ((("{ epsilon: 1, delta", "{ epsilon: -1, delta"),), 3, "PK653"),
    "an absurd epsilon": ((("epsilon: 3", "epsilon: 9999"), ("{ epsilon: 1,", "{ epsilon: 5000,")), 3, "PK654"),
    "an epsilon that is no number": ((("{ epsilon: 1, delta", "{ epsilon: nan, delta"),), 3, "PK"),
    "an epsilon in words": ((("{ epsilon: 1, delta", "{ epsilon: little, delta"),), 3, "PK"),
    "an infinite epsilon": ((("{ epsilon: 1, delta", "{ epsilon: 1e999999, delta"),), 3, "PK"),
    "a large delta": ((("delta: 1e-6", "delta: 0.01"), ("delta: 1e-7", "delta: 0.01")), 3, "PK656"),
    "a delta of one": ((("delta: 1e-6", "delta: 1"), ("delta: 1e-7", "delta: 1")), 3, "PK653"),
    "more than the total": ((("{ epsilon: 1, delta", "{ epsilon: 4, delta"),), 3, "PK652"),
    "an unknown word": ((("count: household", "cuont: household"),), 3, "PK"),
    "an unknown mechanism": (((TABLE, TABLE.replace("use:", "use:\n          mechanism: laplace")),), 3, "PK"),
    "an unknown model": ((("differential_privacy", "k_anonymity_of_cells"),), 3, "PK"),
    "no list": ((("towns.csv", "villages.csv"),), 4, "PK"),
    "no such column in the list": ((("known_list: towns.csv", "known_list: towns.csv, column: code"),), 4, "PK768"),
    "sums too large to be exact": (
        (("precision: 0.1", "precision: 0.000001"),),
        3,
        "PK546",
    ),
    "too many dates": ((("from: 2026-01, to: 2026-03", "from: 0001-01, to: 9999-12"),), 4, "PK794"),
}  # fmt: skip


@pytest.mark.parametrize("case", POLICIES)
def test_a_policy_that_cannot_be_followed_costs_nothing(small: Small, case: str) -> None:
    changes, code, told = POLICIES[case]
    small.change(*changes)
    small.data.write_bytes(small.data.read_bytes() + b'"never closed\xff')  # were it read, it would be told
    answer = small.apply()
    assert answer.code == code, answer.err
    assert told in answer.err, answer.err
    assert "→" in answer.err
    assert small.spent == 0
    assert small("plan", small.policy).code == code


def test_a_table_of_too_many_cells(small: Small) -> None:
    towns = [f"t{n}" for n in range(30_000)]
    (small.folder / "towns.csv").write_text("\n".join(["town", *towns]) + "\n", encoding="utf-8")
    answer = small.change(("from: 2026-01, to: 2026-03", "from: 2020-01, to: 2026-03")).apply()
    assert (answer.code, small.spent) == (4, 0)
    assert "PK795 the public lists of use make 2250000 cells, more than 1000000" in answer.err


def test_a_list_with_a_value_twice(small: Small) -> None:
    (small.folder / "towns.csv").write_text("town\na\nb\na\n", encoding="utf-8")
    answer = small.apply()
    assert (answer.code, small.spent) == (4, 0)
    assert "PK769 values of the list that are there twice: 1; blank: 0; in all: 3" in answer.err


@pytest.mark.parametrize(
    "value", ["NaN", "nan", "inf", "-Infinity", "1e400", "9" * 40, "0x10", "Zq9", "1.2345678", "--5"]
)
def test_values_that_are_no_finite_numbers(small: Small, value: str) -> None:
    answer = small.row(f"C00001,a,2026-02-03,{value}").apply()
    assert answer.code == 4, answer.err
    assert "volume" in answer.err and "→" in answer.err
    assert small.spent == 1 and "PK879" in answer.err  # paid before rows were read: told
    assert value not in answer.err or value in ("NaN", "nan", "inf", "--5"), answer.err


def test_negative_values_count_as_the_bound(small: Small) -> None:
    assert small.row("C99999,a,2026-02-03,-5").apply().code == 8


def test_rows_without_a_unit(small: Small) -> None:
    answer = small.row(",a,2026-02-03,5").apply()
    assert (answer.code, small.spent) == (4, 1)
    assert "PK465" in answer.err


def test_a_delta_over_one_in_the_number_of_households(tmp_path: Path, privkit: Callable[..., Any]) -> None:
    small = Small(tmp_path, privkit, homes=1_300)
    small.change(("delta: 1e-6", "delta: 9e-4"), ("delta: 1e-7", "delta: 9e-4"))
    answer = small.apply()
    assert answer.code == 1, answer.err
    assert "this δ is over one in the number of units: one household in clear would keep to it" in answer.out
    assert "1,30" not in answer.out and "1301" not in answer.out and "1300" not in answer.out


def test_a_ledger_changed_by_hand(small: Small) -> None:
    assert small.apply().code == 8
    path = small.folder / "budgets" / "small.sqlite"
    with sqlite3.connect(path) as book:
        triggers = book.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            book.execute(f"DROP TRIGGER {name}")
        book.execute("UPDATE entry SET body = replace(body, '\"1\"', '\"0\"')")
        for _, sql in triggers:
            book.execute(sql)
    small.change(('"1.0"', '"1.1"'))
    answer = small.apply()
    assert answer.code == 6, answer.err
    assert small("budget", "verify", path).code == 6


def test_a_ledger_that_another_program_holds(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    from privkit.ledger import schema

    connect = schema.connect
    monkeypatch.setattr(schema, "connect", lambda path, wait, create: connect(path, 0.05, create))
    assert small.apply().code == 8
    small.change(('"1.0"', '"1.1"'))
    with sqlite3.connect(small.folder / "budgets" / "small.sqlite", isolation_level=None) as book:
        book.execute("BEGIN EXCLUSIVE")
        answer = small.apply()
        book.execute("ROLLBACK")
    assert answer.code == 4
    assert "PK888 another program has held the ledger for too long" in answer.err
    assert small.spent == 1


def test_the_same_people_under_another_name(small: Small) -> None:
    assert small.apply().code == 8
    small.change(("people: households of the city", "people: subscribers"), ("name: small", "name: other"))
    answer = small.apply()
    assert answer.code == 3, answer.err
    assert "PK87" in answer.err and "→" in answer.err
    assert small.spent == 1


TWO_LISTS = """\
        towns:
          by: { town: { known_list: other.csv } }
          measure: { count: household }
        use:
"""


def test_one_column_with_two_lists(small: Small) -> None:
    (small.folder / "other.csv").write_text("town\na\nb\nd\n", encoding="utf-8")
    small.change(("        use:\n", TWO_LISTS))
    answer = small.apply()
    assert answer.code == 8, answer.err  # each table has the keys of its own list
    (run,) = (small.folder / "reports" / "small").glob("2*")
    (table,) = run.rglob("use.csv")
    assert {line.split(",")[0] for line in table.read_text("utf-8").splitlines()[1:]} == set("abc")


@pytest.mark.parametrize("name", ["water-secrecy.en.yaml", "eau-secret-statistique.fr.yaml"])
def test_tables_under_secrecy_tell_no_value(privkit: Any, town: Any, city_folder: Path, name: str) -> None:
    watch = Watch(privkit, town, city_folder)
    policy = city_folder / name
    policy.write_text(
        policy.read_text(encoding="utf-8").replace("[html, markdown, json]", "[markdown]"), "utf-8"
    )
    for command in ("check", "explain", "plan"):
        assert watch(command, policy).code == 0
    applied = watch("apply", policy, *AS_OF)
    assert applied.code == 8, applied.out + applied.err
    (run,) = (city_folder / "reports").glob("*/2*")
    assert watch("verify", run).code == 0
    decision = city_folder / "decision.yaml"
    decision.write_text(DECISIONS[name[-7:-5]], encoding="utf-8")
    assert watch("release", run, "--decision", decision).code == 0
    assert watch.look() > 5


@pytest.mark.parametrize("value", ["inf", "1e300", "nan"])
def test_a_frame_of_doubtful_numbers(small: Small, value: str) -> None:
    """From Python: not a number is a blank, which counts for nothing; infinite and overflowing numbers are refused."""
    import pandas as pd

    import privkit
    from privkit.errors import DataError

    frame = pd.read_csv(small.data, dtype={"contract": str, "town": str}, parse_dates=["day"])
    frame.loc[0, "volume"] = float(value)
    if value == "nan":
        run = privkit.apply(small.policy, {"bills": frame}, as_of=date(2026, 11, 15))
        assert run.status == "held"
    else:
        with pytest.raises(DataError, match="volume") as refused:
            privkit.apply(small.policy, {"bills": frame}, as_of=date(2026, 11, 15))
        assert value not in str(refused.value)
