"""From the tables a policy declares to sources an engine can read: detected, compared with the policy, fingerprinted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privkit.engine.fingerprint import Fingerprint, fingerprint, fingerprint_frame
from privkit.engine.protocol import Overrides, Source
from privkit.engine.sources.detect import detect
from privkit.engine.sources.frame import detect_frame
from privkit.errors import DataError, Problem
from privkit.policy.model.data import TableRule
from privkit.policy.scalars import plain_name
from privkit.run.references import stamp
from privkit.steps.base import Schemas
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from privkit.policy.reader import Document


@dataclass(frozen=True)
class Input:
    """One table ready to be read."""

    table: str
    file: str
    source: Source
    fingerprint: Fingerprint
    stamp: tuple[int, int, int] | None = None  # of the file before it was read; see references.stamp


def gather(document: Document, frames: Mapping[str, pd.DataFrame] | None = None) -> tuple[Input, ...]:
    """Detect and check every table of the policy. Raises DataError with every mismatch at once.

    ``frames`` replaces files by data frames, by table name. No row is read but a sample to detect formats.
    """
    frames = dict(frames or {})
    problems: list[Problem] = []
    found: list[Input] = []
    for name in set(frames) - set(document.policy.data.tables):
        problems.append(_unknown_frame(document, name))
    for name, rule in document.policy.data.tables.items():
        try:
            one = _one(document, name, rule, frames.get(name))
            problems += _compare(document, name, rule, one.source.reading.columns)
            found.append(one)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(*problems)
    return tuple(found)


def _one(document: Document, name: str, rule: TableRule, frame: Any) -> Input:
    if frame is not None:
        source = Source(name, None, frame, detect_frame(frame))
        return Input(name, "(data frame)", source, fingerprint_frame(frame))
    if rule.file is None:
        raise DataError(
            document.problem(
                "PK803",
                ("data", "tables", name),
                Words(
                    f"the table {name} has no file and no data frame was given",
                    f"la table {name} n'a ni fichier ni data frame",
                ),
                Words(f"add {document.written('file')}:", f"ajoutez {document.written('file')} :"),
            )
        )
    path = document.path.parent / rule.file
    before = stamp(path)
    source = Source(name, path, None, detect(path, overrides(rule)))
    return Input(name, rule.file, source, fingerprint(path), before)


def overrides(rule: TableRule) -> Overrides:
    """How the policy says a table is read."""
    if rule.reading is None:
        return Overrides()
    r = rule.reading
    return Overrides(r.encoding, r.separator, r.decimal, r.dates, r.sheet, r.header_row)  # type: ignore[arg-type]


def _compare(document: Document, name: str, rule: TableRule, columns: tuple[str, ...]) -> list[Problem]:
    found = {plain_name(c) for c in columns}
    undeclared = [c for c in columns if plain_name(c) not in rule.columns]
    absent = [c for c, column in rule.columns.items() if c not in found and column.read]
    problems = []
    if undeclared and len(undeclared) == len(columns):
        return [_no_header(document, name)]
    if undeclared:
        problems.append(_undeclared(document, name, undeclared))
    for column in absent:
        problems.append(
            document.problem(
                "PK805",
                ("data", "tables", name, "columns", column),
                Words(
                    f"the file of {name} has no column {column}",
                    f"le fichier de {name} n'a pas de colonne {column}",
                ),
                Words("correct its name, or remove this line", "corrigez son nom, ou retirez cette ligne"),
            )
        )
    return problems


def _no_header(document: Document, name: str) -> Problem:
    """Nothing of the first line is quoted: without a header, it holds somebody's data."""
    return document.problem(
        "PK813",
        ("data", "tables", name, "columns"),
        Words(
            f"no column of the file of {name} is one of the policy's",
            f"aucune colonne du fichier de {name} n'est de la politique",
        ),
        Words(
            "give the file a first line with the names of its columns, or name the right file",
            "donnez au fichier une première ligne avec le nom de ses colonnes, ou désignez le bon fichier",
        ),
    )


def _undeclared(document: Document, name: str, columns: list[str]) -> Problem:
    many = len(columns) > 1
    names = ", ".join(columns)
    rule = "rôle: ?, type: texte, lue: non" if document.language == "fr" else "role: ?, type: text, read: no"
    lines = "\n".join(f"      {_key(c)}: {{ {rule} }}" for c in columns)  # in the policy's own language
    return document.problem(
        "PK804",
        ("data", "tables", name, "columns"),
        Words(
            f"the file of {name} holds {'columns' if many else 'a column'} the policy does not declare: {names}",
            f"le fichier de {name} porte {'des colonnes que' if many else 'une colonne que'} la politique ne déclare pas : {names}",
        ),
        Words(
            f"have these lines approved and add them, with a role:\n{lines}",
            f"faites approuver ces lignes et ajoutez-les, avec un rôle :\n{lines}",
        ),
    )


def _key(name: str) -> str:
    import re

    return (
        name
        if re.fullmatch(r"[^\W\d][\w .'’()-]*", name) and not name.endswith(" ")
        else '"' + name.replace('"', '\\"') + '"'
    )


def _unknown_frame(document: Document, name: str) -> Problem:
    from privkit.errors import nearest

    known = list(document.policy.data.tables)
    close = nearest(name, known)
    return document.problem(
        "PK806",
        ("data", "tables"),
        Words(f"the policy has no table {name}", f"la politique n'a pas de table {name}"),
        Words(f"write {close or ' / '.join(known)}", f"écrivez {close or ' / '.join(known)}"),
    )


def scan(inputs: tuple[Input, ...], opening: Schemas, engine: Any) -> dict[str, Any]:
    """The tables, in canonical types; columns never read, and tables of such columns only, left out."""
    tables = {}
    for one in inputs:
        if one.table not in opening:
            continue
        names = {plain_name(c): c for c in one.source.reading.columns}  # no-break and double spaces, NFC
        columns = opening[one.table].columns
        aliases = {c.name: names[c.name] for c in columns if names[c.name] != c.name}
        tables[one.table] = engine.scan(one.source, columns, aliases)
    return tables
