"""A tiny policy written around a few steps, small tables in an engine, and the walk over both."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from privkit.engine import open_engine
from privkit.engine.canonical import arrow_schema
from privkit.engine.protocol import Engine, Table
from privkit.errors import PrivkitError, Problem
from privkit.policy.model.data import ColumnRole, ColumnType
from privkit.policy.reader import Document, read_document
from privkit.run.noise import noise_events
from privkit.steps.base import Context, Schemas, Tables
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.secret import read_secret
from privkit.steps.walk import Flow, Walked, flow, walk
from privkit.values import Schema
from privkit.words import Language

NO_SPARK = shutil.which("java") is None or importlib.util.find_spec("pyspark") is None
AS_OF = date(2024, 12, 31)
CANARY = "Zyxcanari"  # a value of every fixture: no message may ever hold it

HEADS: dict[Language, str] = {
    "en": """\
privkit: 1
language: en
policy: { name: essai, title: Trial, version: "1", state: draft, review_before: 2030-01-01 }
register:
  record: R-1
  controller: City
  dpo: dpo@city.example
  purpose: Compare homes.
  legal_basis: { ground: public_task, texts: [text], because: Because. }
  data_subjects: [people]
  data_categories: [bills]
  recipients: [team]
  retention: { duration: 3 years, from: day, because: Because., then: eliminate }
  rights: { information: A note., requests: { list: requests.csv, column: home } }
data:
  privacy_unit: { name: household, column: home }
  tables:
""",
    "fr": """\
privkit: 1
langue: fr
politique: { nom: essai, titre: Essai, version: "1", état: brouillon, à_revoir_avant: 2030-01-01 }
registre:
  fiche: R-1
  responsable_de_traitement: Ville
  dpo: dpo@ville.example
  finalité: Comparer des logements.
  base_légale: { fondement: mission_d_intérêt_public, textes: [texte], parce_que: Parce que. }
  personnes_concernées: [gens]
  catégories_de_données: [factures]
  destinataires: [équipe]
  conservation: { durée: 3 ans, à_partir_de: day, parce_que: Parce que., ensuite: éliminer }
  droits: { information: Une mention., demandes: { liste: requests.csv, colonne: home } }
données:
  unité_protégée: { nom: foyer, colonne: home }
  tables:
""",
}
TAILS: dict[Language, str] = {
    "en": """\
release_only_if:
  - k_anonymity: { at_least: 11 }
outputs:
  - name: out
    file: outputs/out.csv
    nature: generalised
    qualification: { proposed: personal, for: team }
    sharing: internal
    recipients: [team]
    eliminate_after: 12 months
evidence: { report: [json], readers: [dpo] }
""",
    "fr": """\
diffuser_seulement_si:
  - k_anonymat: { au_moins: 11 }
sorties:
  - nom: out
    fichier: sorties/out.csv
    nature: généralisées
    qualification: { proposée: personnelle, pour: équipe }
    partage: interne
    destinataires: [équipe]
    éliminer_après: 12 mois
preuves: { rapport: [json], lecteurs: [dpo] }
""",
}
TABLE: dict[Language, str] = {
    "en": "    {0}:\n      file: {0}.csv\n      one_row_is: a row\n"
    "      origin: {{ source: city, collection: direct, first_purpose: billing }}\n      columns:\n",
    "fr": "    {0}:\n      fichier: {0}.csv\n      une_ligne_est: une ligne\n"
    "      origine: {{ source: ville, collecte: directe, finalité_initiale: facturation }}\n      colonnes:\n",
}
COLUMN: dict[Language, str] = {
    "en": "        {name}: {{ role: {role}, type: {type}{more} }}\n",
    "fr": "        {name}: {{ rôle: {role}, type: {type}{more} }}\n",
}

#: Every type, once: column → "role type" or "role number:decimals".
BILLS: Mapping[str, Mapping[str, str]] = {
    "bills": {
        "home": "direct_identifier code",
        "commune": "quasi_identifier code",
        "day": "quasi_identifier date",
        "people": "quasi_identifier integer",
        "size": "quasi_identifier number:1",
        "garden": "quasi_identifier yes_no",
        "volume": "confidential number:2",
        "at": "other datetime",
        "note": "other category",
    }
}


def policy_text(
    steps: str, tables: Mapping[str, Mapping[str, str]] = BILLS, language: Language = "en"
) -> str:
    """A whole policy around the lines of ``steps``."""
    out = HEADS[language]
    for table, columns in tables.items():
        out += TABLE[language].format(table)
        for name, said in columns.items():
            role, kind = said.split()
            kind, _, decimals = kind.partition(":")
            word = "decimals" if language == "en" else "décimales"
            out += COLUMN[language].format(
                name=name,
                role=ColumnRole(role).say(language),
                type=ColumnType(kind).say(language),
                more=f", {word}: {decimals}" if decimals else "",
            )
    head = "steps:\n" if language == "en" else "étapes:\n"
    body = "".join(f"  {line}\n" for line in steps.strip("\n").splitlines())
    return out + head + body + TAILS[language]


@dataclass
class Bench:
    """A folder, an engine, and what the tests do with them."""

    engine: Engine
    folder: Path

    def read(
        self, steps: str, tables: Mapping[str, Mapping[str, str]] = BILLS, language: Language = "en"
    ) -> Document:
        path = self.folder / "p.yaml"
        path.write_text(policy_text(steps, tables, language), encoding="utf-8")
        return read_document(path)

    def flow(self, document: Document) -> tuple[Flow, list[Problem]]:
        problems: list[Problem] = []
        found = flow(build_steps(document), opening_schemas(document.policy), problems.append)
        return found, problems

    def told(self, document: Document) -> list[str]:
        """Problems of the flow as ``line:column code message``, in the language of the policy."""
        return [
            f"{p.place.line}:{p.place.column} {p.code} {p.message.say(document.language)}"
            for p in self.flow(document)[1]
            if p.place
        ]

    def context(self, document: Document) -> Context:
        """As a run has it, the budget of its noise reserved."""
        folder = self.folder
        reserved = {"events": noise_events(document)} if document.policy.privacy_budget else None
        return Context(
            self.engine,
            document.policy,
            document.language,
            AS_OF,
            folder,
            lambda n: read_secret(n, folder),
            budget=reserved,
        )

    def upload(self, schemas: Schemas, data: Mapping[str, Mapping[str, Sequence[Any]]]) -> Tables:
        """Named columns of values; a column that is not given is missing everywhere."""
        return {name: self.table(schema, data.get(name, {})) for name, schema in schemas.items()}

    def table(self, schema: Schema, values: Mapping[str, Sequence[Any]]) -> Table:
        rows = max((len(v) for v in values.values()), default=0)
        full = {c.name: list(values.get(c.name, [None] * rows)) for c in schema.columns}
        return self.engine.upload(pa.table(full, schema=arrow_schema(schema.columns)), list(schema.columns))

    def walk(
        self, document: Document, data: Mapping[str, Mapping[str, Sequence[Any]]]
    ) -> tuple[Walked, Context]:
        opening, context = opening_schemas(document.policy), self.context(document)
        return walk(build_steps(document), self.upload(opening, data), opening, context), context

    def after(self, document: Document, data: Mapping[str, Sequence[Any]], *columns: str) -> list[Any]:
        """The rows of the only table at the end, sorted: tuples of ``columns``, or values of one column."""
        walked, _ = self.walk(document, {next(iter(document.policy.data.tables)): data})
        return self.rows(next(iter(walked.released.values())), *columns)

    def rows(self, table: Table, *columns: str) -> list[Any]:
        held = self.engine.collect_arrow(table.select(*columns), 10_000).to_pydict()
        rows = list(zip(*(held[c] for c in columns), strict=True))
        rows.sort(key=lambda row: tuple((v is None, str(v)) for v in row))
        return [row[0] for row in rows] if len(columns) == 1 else rows

    def refused(
        self,
        document: Document,
        data: Mapping[str, Mapping[str, Sequence[Any]]],
        *,
        language: Language = "en",
    ) -> list[str]:
        """The lines of the error a walk ends with; the canary is in neither language."""
        with pytest.raises(PrivkitError) as caught:
            self.walk(document, data)
        for words in ("en", "fr"):
            assert CANARY not in "\n".join(caught.value.text(words))
        assert CANARY not in repr(caught.value)
        return caught.value.text(language)


@pytest.fixture(scope="session")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", spill=tmp_path_factory.mktemp("spill"), threads=1) as engine:
        yield engine


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if NO_SPARK:
        pytest.skip("needs Java and pyspark")
    with open_engine("spark", spill=tmp_path_factory.mktemp("spill")) as engine:
        yield engine


@pytest.fixture
def bench(duck: Engine, tmp_path: Path) -> Bench:
    return Bench(duck, tmp_path)


@pytest.fixture
def on_spark(spark: Engine, tmp_path: Path) -> Bench:
    return Bench(spark, tmp_path)


@pytest.fixture
def canary() -> str:
    return CANARY


@pytest.fixture
def hierarchy(tmp_path: Path) -> Callable[..., Path]:
    """Write a hierarchy file beside the policy."""

    def write(text: str, name: str = "h.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
