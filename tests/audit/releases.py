"""Whole releases: a policy in memory, rows in the engine, its steps, the published tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from privkit.engine.canonical import arrow_schema
from privkit.engine.protocol import Engine
from privkit.policy.reader import Document, read_text
from privkit.steps.aggregate.step import Aggregate
from privkit.steps.base import Context
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.walk import checked_flow

POLICY = """\
privkit: 1
language: en
policy: {{ name: audit, title: Audit, version: "1", state: draft, review_before: 2030-01-01 }}
register:
  record: R-1
  controller: City
  dpo: dpo@city.example
  purpose: To publish.
  legal_basis: {{ ground: public_task, texts: [text], because: Because. }}
  data_subjects: [people]
  data_categories: [bills]
  recipients: [all]
  retention: {{ duration: 3 years, from: day, because: Because., then: eliminate }}
  rights: {{ information: A note., requests: {{ list: requests.csv, column: home }} }}
data:
  privacy_unit: {{ name: household, column: home }}
  tables:
    bills:
      file: bills.csv
      one_row_is: a bill
      origin: {{ source: city, collection: direct, first_purpose: billing }}
      columns:
        home: {{ role: direct_identifier, type: code }}
        area: {{ role: quasi_identifier, type: code }}
        month: {{ role: quasi_identifier, type: code }}
        day: {{ role: quasi_identifier, type: date }}
        volume: {{ role: confidential, type: number, decimals: 1 }}
privacy_budget:
  ledger: budget.sqlite
  protects: household{each_year}
  period: 2025
  total: {{ epsilon: {epsilon}{delta} }}
  this_release: {{ epsilon: {epsilon}{delta} }}
  accounting: {accounting}
steps:
  - limit_contribution: {{ per: household, at_most: {{ {caps} }}{totals} }}
  - aggregate:
      privacy_model: differential_privacy
      tables:
{tables}
{then}
release_only_if:
  - privacy_budget: {{ within: this_release }}
outputs:
  - name: out
    file: outputs/out.csv
    nature: aggregated
    qualification: {{ proposed: anonymous, for: the public }}
    sharing: public
technical: {{ noise: {noise} }}
evidence: {{ report: [json], readers: [dpo] }}
"""


@dataclass(frozen=True)
class Asked:
    """What a policy of the audit says. ``tables``: the lines under ``tables:``, written flush left."""

    tables: str
    caps: str = "areas: 1, months: 1, rows_per_month: 1"
    epsilon: str = "1"
    delta: str = ""
    totals: str = ""
    accounting: str = "basic"
    each_year_of: str = ""
    then: Sequence[str] = ()

    def document(self, folder: Path, noise: str) -> Document:
        """The policy, read as from a file of that folder."""
        each = f"\n  each_year_of: {self.each_year_of}" if self.each_year_of else ""
        then = "      then:\n" + "\n".join(f"        - {one}" for one in self.then) if self.then else ""
        text = POLICY.format(
            caps=self.caps,
            epsilon=self.epsilon,
            accounting=self.accounting,
            delta=f", delta: {self.delta}" if self.delta else "",
            totals=f", total_per_group: {{ {self.totals} }}" if self.totals else "",
            each_year=each,
            tables="\n".join(f"        {line}" for line in self.tables.strip("\n").splitlines()),
            then=then,
            noise=noise,
        )
        return read_text(text, folder / "policy.yaml")


@dataclass(frozen=True)
class Rows:
    """Rows of ``bills``; arrays of one length. ``volume`` in m3, NaN for NULL; a month below 0 is NULL."""

    home: NDArray[Any]
    area: NDArray[Any]
    month: NDArray[Any]
    volume: NDArray[np.float64]
    year: NDArray[np.int64]

    @classmethod
    def of(cls, home: Any, area: Any, volume: Any, month: Any = 1, year: Any = 2025) -> Rows:
        """Rows of households and areas by number; what is one value is the same in all rows."""
        size = np.broadcast(home, area, volume, month, year).shape
        whole = [np.broadcast_to(np.asarray(x), size).ravel() for x in (home, area, month, volume, year)]
        return cls(whole[0], whole[1], whole[2], whole[3].astype(float), whole[4])

    def where(self, keep: Any) -> Rows:
        """Some of the rows."""
        keep = np.asarray(keep)
        return Rows(self.home[keep], self.area[keep], self.month[keep], self.volume[keep], self.year[keep])

    def times(self, copies: int) -> Rows:
        """Every row so many times."""
        return self.where(np.repeat(np.arange(len(self.home)), copies))

    def __add__(self, other: Rows) -> Rows:
        pairs = [(getattr(self, n), getattr(other, n)) for n in ("home", "area", "month", "volume", "year")]
        return Rows(*[np.concatenate(pair) for pair in pairs])

    def arrow(self, schema: Any) -> Any:
        """The rows as the engine takes them."""
        text = {
            "home": np.char.mod("H%06d", self.home),
            "area": np.char.mod("A%05d", self.area),
            "month": np.char.mod("2025-%02d", self.month),
        }
        blank = np.isnan(self.volume)
        units = pa.array(np.where(blank, 0, np.rint(self.volume * 10)).astype(np.int64), mask=blank)
        tenth = pa.scalar("0.1").cast(pa.decimal128(2, 1))
        volume = pa.compute.multiply(units.cast(pa.decimal128(19, 0)), tenth)
        held = {name: pa.array(values.tolist()) for name, values in text.items()}
        held["month"] = pa.array(text["month"].tolist(), mask=self.month < 0)
        days = {y: date(int(y), 6, 1) for y in np.unique(self.year)}
        held |= {"day": pa.array([days[y] for y in self.year], pa.date32()), "volume": volume}
        return pa.table({f.name: held[f.name].cast(f.type) for f in schema}, schema=schema)


def known_areas(folder: Path, count: int) -> None:
    """The public list of areas."""
    lines = ["area", *(f"A{n:05d}" for n in range(count))]
    (folder / "areas.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def release(engine: Engine, folder: Path, asked: Asked, rows: Rows, noise: str) -> Mapping[str, pd.DataFrame]:
    """The published tables by name: every step of the policy but the copy of the tables back into the engine."""
    document = asked.document(folder, noise)
    steps, opening = build_steps(document), opening_schemas(document.policy)
    columns = list(opening["bills"].columns)
    context = Context(engine, document.policy, "en", date(2025, 12, 31), folder, lambda name: b"")
    tables = {"bills": engine.upload(rows.arrow(arrow_schema(columns)), columns)}
    flow = checked_flow(steps, opening)
    for step, schemas in zip(steps, flow.before, strict=True):
        if isinstance(step, Aggregate):
            made = step.make(tables, schemas, context)
            return {name: one.published.frame for name, one in made.tables.items()}
        tables = step.run(tables, schemas, context).tables
    raise AssertionError("a policy of the audit aggregates")


def numbers(frame: pd.DataFrame, *columns: str) -> NDArray[np.float64]:
    """Columns of figures as floats, NaN where a figure is not published: cells × columns."""
    return np.stack([frame[c].astype(float).to_numpy() for c in columns], axis=1)
