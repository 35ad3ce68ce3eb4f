"""What several rooms share: a policy over sixty rows that runs in a blink, a simulated city, the command line."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from privkit.demo import CityReport
    from privkit.run.apply import Applied

# Read when a library is first loaded or Java starts. Workers share the cores, so that threads of their own only wait
# for each other; a Java of a few minutes spends more on its best compiler than it gains.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")

DAY = date(2026, 11, 15)

POLICY = """\
privkit: 1
language: en

policy:
  name: tiny
  title: A small set
  version: "1.0"
  state: validated
  effective_from: 2026-11-01
  review_before: 2031-06-30

register:
  record: R-1
  controller: The city
  joint_controllers: none
  processors: none
  dpo: dpo@city.example
  purpose: Compare the water use of homes.
  legal_basis:
    ground: public_task
    texts: [deliberation 1]
    because: The public water service informs its users.
  data_subjects: [subscribers]
  data_categories: [consumption]
  recipients: [data team]
  transfers_outside_eu: none
  retention:
    duration: 3 years
    from: read_on
    because: Three years are compared.
    then: eliminate
  rights:
    information: Note on the bill.
  dpia: { reference: D-1, version: "1.0", state: validated }

governance:
  dpo_advice: { opinion: favourable, date: 2026-11-03 }
  decision: { by: controller, capacity: Head of water, date: 2026-11-10 }

data:
  privacy_unit: { name: household, column: contract }
  tables:
    bills:
      file: data/bills.csv
      one_row_is: a year of one contract
      origin: { source: utility, collection: direct, first_purpose: billing }
      columns:
        contract: { role: direct_identifier, type: code }
        holder:   { role: direct_identifier, type: text, read: no }
        town:     { role: quasi_identifier, type: code }
        people:   { role: quasi_identifier, type: integer }
        read_on:  { role: other, type: date }
        volume:   { role: confidential, type: number, unit: m3, decimals: 1 }

steps:
  - minimise:
      keep:
        town:   { because: Local network. }
        people: { because: Main driver of water use. }
        volume: { because: The quantity compared. }

release_only_if:
  - k_anonymity: { at_least: 5, because: The rule of the house. }
  - l_diversity: { column: volume, at_least: 2 }

outputs:
  - name: set
    file: outputs/set.csv
    nature: generalised
    qualification: { proposed: personal, for: data team }
    sharing: internal
    recipients: [data team]
    eliminate_after: 12 months

evidence:
  report: [markdown]
  readers: [controller]
"""

DECISION = """\
decision: release
by: controller
capacity: Head of water
date: 2026-11-20
because: The agreement is signed.
"""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What thousands of tests are made of lives until the end: the garbage collector need not look at it again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests come first: no worker begins one when the others have nothing left."""
    long = {item.path for item in items if any(map(item.get_closest_marker, ("slow", "spark")))}
    items.sort(key=lambda item: item.path not in long)


def bills(rows: int = 60) -> str:
    """Sixty households in three towns, of one or two people: ten in each group."""
    lines = ["contract,holder,town,people,read_on,volume"]
    for n in range(rows):
        lines.append(f"C{n:04d},Zzyx{n},0{n % 3 + 1}053,{n % 2 + 1},2026-0{n % 9 + 1}-15,{40 + n * 1.5:.1f}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Tiny:
    """A folder with a small policy and its data."""

    folder: Path

    @property
    def policy(self) -> Path:
        return self.folder / "tiny.yaml"

    @property
    def bills(self) -> Path:
        return self.folder / "data" / "bills.csv"

    @property
    def reports(self) -> Path:
        return self.folder / "reports"

    @property
    def runs(self) -> list[Path]:
        """What can be seen under the policy's reports."""
        place = self.reports / "tiny"
        return sorted(p for p in place.iterdir() if not p.name.startswith(".") and not p.is_symlink())

    def change(self, *pairs: tuple[str, str]) -> Tiny:
        """Replace fragments of the policy; each must be there."""
        text = self.policy.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, f"not in the policy: {old!r}"
            text = text.replace(old, new, 1)
        self.policy.write_text(text, encoding="utf-8")
        return self

    def held(self) -> Tiny:
        """Share the output under an agreement: it waits for a decision."""
        return self.change(("sharing: internal", "sharing: agreement"))

    def mixed(self) -> Tiny:
        """Two outputs of the same table: one internal, one under an agreement."""
        text = self.policy.read_text(encoding="utf-8")
        start, end = text.index("  - name: set"), text.index("evidence:")
        again = text[start:end].replace("name: set", "name: shared").replace("set.csv", "shared.csv")
        again = again.replace("sharing: internal", "sharing: agreement")
        self.policy.write_text(text[:end].rstrip("\n") + "\n" + again + text[end:], encoding="utf-8")
        return self

    def decision(self, text: str = DECISION, name: str = "decision.yaml") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def apply(self, as_of: date = DAY) -> Applied:
        from privkit.policy.reader import read_document
        from privkit.run.apply import Order, apply_policy

        return apply_policy(Order(read_document(self.policy), as_of, "duckdb", self.reports))

    def rows(self, kind: str | None = None) -> list[Any]:
        """The entries of the run ledger."""
        from privkit.ledger.ledger import Ledger

        with Ledger.open(self.reports / "ledger.sqlite", create=False) as ledger:
            return list(ledger.entries(kind))


@pytest.fixture(scope="session")
def tiny_at() -> Callable[[Path], Tiny]:
    """Make the small folder somewhere."""

    def make(folder: Path) -> Tiny:
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "bills.csv").write_text(bills(), encoding="utf-8")
        (folder / "tiny.yaml").write_text(POLICY, encoding="utf-8")
        return Tiny(folder)

    return make


@pytest.fixture
def tiny(tmp_path: Path, tiny_at: Callable[[Path], Tiny]) -> Tiny:
    return tiny_at(tmp_path / "tiny")


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line of stderr."""
        return self.err.rstrip("\n").rpartition("\n")[2]


@pytest.fixture
def privkit(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Run a command in this process."""
    from privkit.cli.app import run

    def command(*words: object) -> Answer:
        capsys.readouterr()
        code = run([str(word) for word in words])
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    return command


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> CityReport:
    """A small simulated city with its policies; only what is copied from it may be changed."""
    from privkit.demo import make_city
    from privkit.demo.policies import write_policies

    report = make_city(tmp_path_factory.mktemp("town"), households=400, seed=5)
    write_policies(report.folder)
    for path in report.folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("messages_changés, au_plus: 10 %", "messages_changés, au_plus: 90 %")
        text = text.replace("messages_changed, at_most: 10 %", "messages_changed, at_most: 90 %")
        for written in (
            "au_plus: 30 %",
            "at_most: 30 %",
            "gain_au_plus: 10 %",
            "gain_at_most: 10 %",
        ):  # too few homes
            text = text.replace(written, f"{written.partition(':')[0]}: 90 %")
        path.write_text(text, encoding="utf-8")
    return report


@pytest.fixture
def city_folder(town: CityReport, tmp_path: Path) -> Path:
    """A copy of the small city."""
    shutil.copytree(town.folder, tmp_path / "town")
    return tmp_path / "town"
