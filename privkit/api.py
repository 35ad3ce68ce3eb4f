"""The Python interface: the same acts as the command line, with pandas in and out.

Import these from :mod:`privkit`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.errors import Problem
from privkit.words import Language

if TYPE_CHECKING:
    import pandas as pd

    from privkit.policy.reader import Document


@dataclass(frozen=True)
class Result:
    """What a run gave.

    ``status`` is ``released``, ``held``, ``refused`` or ``inconclusive``; ``verdicts`` one mapping per condition.
    Refused runs give no output, and held outputs none before they are decided: nobody is bypassed.
    """

    run: str
    folder: Path
    status: str
    evidence: Mapping[str, Any]
    reused: bool

    @property
    def verdicts(self) -> list[Mapping[str, Any]]:
        return list(self.evidence["verdicts"])

    def output(self, name: str) -> pd.DataFrame:
        """A released output as a data frame. KeyError when it is not there: not released, or no such name."""
        import pandas as pd

        from privkit.run.outputs import inside
        from privkit.run.project import OUTPUTS

        for one in self.evidence["outputs"]:
            path = self.folder / OUTPUTS / inside(one["file"])
            if one["name"] == name and path.is_file():
                if path.suffix == ".parquet":
                    return pd.read_parquet(path)
                return pd.read_csv(path, dtype=dict.fromkeys(self._text_columns(name), str))
        raise KeyError(f"{name}: no released output of that name (the run is {self.status})")

    def _text_columns(self, name: str) -> list[str]:
        """The columns of an output that are text: codes keep their leading zeros when read from CSV."""
        from privkit.run.existing import POLICY_COPY
        from privkit.run.outputs import table_of
        from privkit.steps.build import build_steps, opening_schemas
        from privkit.steps.walk import checked_flow

        document = read_policy(self.folder / POLICY_COPY)
        final = checked_flow(build_steps(document), opening_schemas(document.policy)).final
        outputs = document.policy.outputs
        number = next(n for n, o in enumerate(outputs) if o.name == name)
        schema = final[table_of(document, number, outputs[number], final)]
        return [c.name for c in schema.kept if c.type.is_text]


def read_policy(path: str | Path) -> Document:
    """Read a policy file. Raises :class:`privkit.errors.PolicyError` with every problem at once."""
    from privkit.policy.reader import read_document

    return read_document(Path(path))


def check(policy: str | Path | Document, today: date | None = None) -> list[Problem]:
    """Every problem and warning of a policy, without reading data. Raises PolicyError when it cannot be read."""
    from privkit.run.plan import problems_of

    return problems_of(_document(policy), today or date.today())


def explain(policy: str | Path | Document, language: Language | None = None) -> list[str]:
    """The policy as plain sentences."""
    from privkit.run.explain import sentences

    document = _document(policy)
    return [words.say(language or document.language) for words in sentences(document)]


def plan(
    policy: str | Path | Document, data: Mapping[str, pd.DataFrame] | None = None, as_of: date | None = None
) -> dict[str, Any]:
    """What ``apply`` would do, as JSON values; writes nothing."""
    from privkit.run.plan import make_plan

    return make_plan(_document(policy), as_of or date.today(), data)


def apply(
    policy: str | Path | Document,
    data: Mapping[str, pd.DataFrame] | None = None,
    *,
    as_of: date | None = None,
    engine: str = "duckdb",
    reports: str | Path | None = None,
    levels_of: str | Path | None = None,
) -> Result:
    """Run a policy. ``data`` replaces files by data frames, by table name; they are copied, never changed.

    ``reports`` is where the run is kept (``reports`` beside the policy by default); ``as_of`` the date that
    retention is counted from (today); ``levels_of`` the folder of an earlier run whose levels of generalisation
    are kept. Raises PolicyError and DataError; a refused run is a result.
    """
    from privkit.run.apply import Order, apply_policy, reports_folder
    from privkit.run.freeze import freeze

    document = _document(policy)
    where = Path(reports).resolve() if reports else reports_folder(document)
    frozen = freeze(Path(levels_of), document) if levels_of else None
    done = apply_policy(Order(document, as_of or date.today(), engine, where, data, frozen=frozen))
    return Result(done.run, done.folder, str(done.status), done.evidence, done.reused)


def release(run: str | Path, decision: str | Path) -> str:
    """Record a decision on a held run and carry it out; the new status."""
    from privkit.run.release import release as carry_out

    return str(carry_out(Path(run).resolve(), Path(decision)).status)


def measure(
    data: str | Path | pd.DataFrame,
    policy: str | Path | Document | None = None,
    *,
    against: str | Path | pd.DataFrame | None = None,
    quasi_identifiers: Sequence[str] = (),
    confidential: Sequence[str] = (),
    unit: str | None = None,
    weight: str | None = None,
    household: str | None = None,
    sampling_fraction: float | None = None,
) -> dict[str, Any]:
    """Groups, uniqueness, risks, diversity and direct identifiers of a file or data frame, as JSON values.

    Roles come from ``policy``, or are named: ``quasi_identifiers`` (which then replace the policy's),
    ``confidential`` columns, ``unit``, the column that tells units apart, ``weight``, that of sampling weights, and
    ``household``, that tells which units live together. ``sampling_fraction``: the share of the population in
    the data. With ``against``, the data before protection: ``before``, ``after`` and the detail lost.
    """
    from privkit.run.measure import Asked, measure_source
    from privkit.run.measure_columns import Named

    document = None if policy is None else _document(policy)
    named = Named(tuple(quasi_identifiers), tuple(confidential), unit, weight, household)
    before = None if against is None else _source(against)
    return measure_source(Asked(document, named, fraction=sampling_fraction), _source(data), before).as_json()


def _source(data: str | Path | pd.DataFrame) -> Path | pd.DataFrame:
    return Path(data) if isinstance(data, str) else data


def _document(policy: str | Path | Document) -> Document:
    return read_policy(policy) if isinstance(policy, str | Path) else policy
