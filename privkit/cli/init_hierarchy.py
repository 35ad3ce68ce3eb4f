"""``privkit init NAME --hierarchy COLUMN --from FILE``: the values of a column and proposed levels, to be edited."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from privkit.errors import Problem, UsageError, nearest
from privkit.words import Language, Words

if TYPE_CHECKING:
    from privkit.values import Type

MOST_VALUES = 200_000


def write_hierarchy(name: str, column: str, source: Path | None, language: Language) -> None:
    """Write a hierarchy file in ARX's form: no header, ``;`` between cells, one line per value, ``*`` last.

    UsageError PK906: no data file, no such column, a file that is there already, too many values.
    """
    from privkit.cli.console import next_step, note, out, save

    path = Path(name if Path(name).suffix else f"{name}.csv")
    if source is None:
        raise _wrong("--hierarchy needs a data file", "--hierarchy demande un fichier de données",
                     "add --from FILE", "ajoutez --from FICHIER")  # fmt: skip
    if path.exists():
        raise _wrong(
            f"{path} is there already",
            f"{path} existe déjà",
            "choose another name",
            "choisissez un autre nom",
        )
    rows = _rows(source, column, language)
    save(path, as_csv(rows))
    told = Words(
        f"wrote {path}: {len(rows)} values, {len(rows[0])} levels",
        f"{path} écrit : {len(rows)} valeurs, {len(rows[0])} niveaux",
    )
    out(told.say(language))
    note(
        Words(
            "this file holds values of the data: keep it with them, and edit its levels before use",
            "ce fichier contient des valeurs des données : gardez-le avec elles, et relisez ses niveaux avant usage",
        ).say(language)
    )
    rule = f"levels: {{ {column}: {{ file: {path} }} }}", f"niveaux: {{ {column}: {{ fichier: {path} }} }}"
    next_step(Words(f"in the policy, {rule[0]}", f"dans la politique, {rule[1]}"), language)


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    """The rows of a hierarchy as ARX reads them."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    return text.getvalue()


def _rows(source: Path, name: str, language: Language) -> list[tuple[str, ...]]:
    """Each value of the column with its labels; categories get a middle level equal to the value, to be edited."""
    from privkit.cli.init import proposal_of, samples, type_of
    from privkit.policy.guesses import ColumnProfile, plain_column
    from privkit.policy.model.levels import LevelRule
    from privkit.policy.proposals import named_like_a_code, of_codes
    from privkit.steps.level_rules import from_rule
    from privkit.steps.levels import known_values
    from privkit.values import Column, Role, Type

    texts, typed = _values(source, name)
    kind = type_of(name, texts, typed=typed)
    column = Column(name, kind, Role.QUASI_IDENTIFIER)
    values = known_values([_canonical(text, kind) for text in texts], column)
    if not values:
        raise _wrong(f"the column {name} has no value", f"la colonne {name} n'a aucune valeur",
                     "choose another column", "choisissez une autre colonne")  # fmt: skip
    proposal = proposal_of(ColumnProfile(name, kind), samples(source)[name], None)
    coded = kind is Type.CODE or (kind is Type.INTEGER and named_like_a_code(plain_column(name)))
    if coded and not (proposal and proposal.fields):
        proposal = of_codes(plain_column(name), set(values), whole=kind is Type.INTEGER)
    if proposal is None or not proposal.fields or "common" in proposal.fields:
        return [(value, value, "*") for value in values]
    fields = {f: v.say(language) if isinstance(v, Words) else v for f, v in proposal.fields.items()}
    if kind in (Type.DATE, Type.DATETIME):
        fields = {"dates": ("month", "quarter", "year")}
    rule = LevelRule.model_validate(fields, context={"language": "en"})
    return list(zip(*from_rule(column, values, rule, language, source.parent).hierarchy.labels, strict=True))


def _canonical(text: str, kind: Type) -> str:
    """A value as steps will see it: ISO dates, a decimal point."""
    from privkit.values import Type

    if kind in (Type.DATE, Type.DATETIME) and text[2:3] == "/":
        return f"{text[6:10]}-{text[3:5]}-{text[:2]}{text[10:].replace('T', ' ')}"
    return text.replace(",", ".") if kind.is_numeric else text


def _values(source: Path, name: str) -> tuple[list[str], bool]:
    """The distinct filled values of a column but ``*``, and whether the file declares whole numbers."""
    from privkit.cli.init import distinct_values, whole_columns
    from privkit.engine.protocol import Overrides
    from privkit.engine.sources.detect import detect

    reading = detect(source, Overrides())
    if name not in reading.columns:
        close = nearest(name, list(reading.columns))
        listed = ", ".join(reading.columns)
        raise _wrong(f"there is no column {name}", f"il n'y a pas de colonne {name}",
                     f"write {close or listed}", f"écrivez {close or listed}")  # fmt: skip
    values = distinct_values(source, reading, name, MOST_VALUES)
    return sorted({v.strip() for v in values} - {"", "*"}), name in whole_columns(source, reading)


def _wrong(en: str, fr: str, instead_en: str, instead_fr: str) -> UsageError:
    return UsageError(Problem("PK906", Words(en, fr), instead=Words(instead_en, instead_fr)))
