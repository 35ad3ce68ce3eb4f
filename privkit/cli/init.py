"""``privkit init``: a policy to start from, from a template or from the columns of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, cast, get_args

import typer

SAMPLE = 20_000  # rows looked at to guess types


def register(app: typer.Typer) -> None:
    app.command("init")(init)


def init(
    name: Annotated[str, typer.Argument(help="Name of the policy; NAME.yaml is written.")],
    template: Annotated[str, typer.Option(help="training, open-data or synthetic.")] = "training",
    from_: Annotated[
        Path | None, typer.Option("--from", help="A data file: guess columns and roles.")
    ] = None,
    hierarchy: Annotated[
        str | None,
        typer.Option("--hierarchy", help="With --from: write NAME, a hierarchy file of this column."),
    ] = None,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Write a policy to start from. Guessed roles are marked to confirm, and refused until a person confirms.

    With --hierarchy, write the values of one column with proposed levels instead, as a CSV file to edit.
    """
    from privkit.cli.console import language_of, next_step, out, save
    from privkit.errors import Problem, UsageError
    from privkit.policy.skeleton import Kind, skeleton_from
    from privkit.policy.skeleton import template as template_text
    from privkit.words import Words

    told = language_of(language)
    if hierarchy is not None:
        from privkit.cli.init_hierarchy import write_hierarchy

        write_hierarchy(name, hierarchy, from_, told)
        return
    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if path.exists():
        raise UsageError(
            Problem(
                "PK906",
                Words(f"{path} is there already", f"{path} existe déjà"),
                instead=Words("choose another name", "choisissez un autre nom"),
            )
        )
    if template not in get_args(Kind):
        names = ", ".join(get_args(Kind))
        raise UsageError(
            Problem(
                "PK906",
                Words(f"there is no template {template}", f"il n'y a pas de modèle {template}"),
                instead=Words(f"one of: {names}", f"l'un de : {names}"),
            )
        )
    if from_ is None:
        text = template_text(cast(Kind, template), told, path.stem)
    else:
        file = _relative(from_, path)
        text = skeleton_from(profiles(from_), name=path.stem, file=file, language=told)
    save(path, text)
    out(Words(f"wrote {path}", f"{path} écrit").say(told))
    next_step(Words(f"privkit check {path}", f"privkit check {path}"), told)


def _relative(file: Path, policy: Path) -> str:
    import os

    return os.path.relpath(file, policy.resolve().parent)


def profiles(file: Path) -> list[Any]:
    """What each column of a file looks like: its type, how many distinct and blank values, what detectors find."""
    from privkit.engine.protocol import Overrides
    from privkit.engine.sources.detect import detect
    from privkit.policy.guesses import ColumnProfile, guess_role, guess_unit
    from privkit.risk.identifiers import scan_name, scan_values
    from privkit.values import Role

    reading = detect(file, Overrides())
    sample, whole = _sample(file, reading), whole_columns(file, reading)
    out = []
    for name, values in sample.items():
        texts = [v for v in values if v is not None and v.strip()]
        found = [f.detector for f in scan_values(name, texts)] + (
            [n.suggests] if (n := scan_name(name)) else []
        )
        kind = type_of(name, texts, typed=name in whole)
        distinct = len(set(texts)) / len(texts) if texts else 0.0
        blank = 1 - len(texts) / len(values) if values else 0.0
        out.append(ColumnProfile(name, kind, distinct, blank, tuple(found)))
    units = sample.get(guess_unit(out))
    return [
        replace(one, levels=proposal_of(one, sample[one.name], units))
        if guess_role(one) is Role.QUASI_IDENTIFIER
        else one
        for one in out
    ]


def proposal_of(profile: Any, values: Sequence[str | None], units: Sequence[str | None] | None) -> Any:
    """The levels proposed for a column, from the values of a sample and the guessed unit of each."""
    from privkit.policy.guesses import plain_column
    from privkit.policy.proposals import propose

    rows = [
        (v, u or "") for v, u in zip(values, units or [None] * len(values), strict=True) if v and v.strip()
    ]
    holders = [u for _, u in rows] if units is not None else None
    return propose(plain_column(profile.name), profile.type, [v for v, _ in rows], holders)


def type_of(name: str, texts: list[str], *, typed: bool = False) -> Any:
    """The type of a column: what its values look like, but a code when whole numbers are named like one.

    A column with ``*`` (cells an earlier release suppressed) is read as text, whatever its other values are.
    ``typed``: the file itself says that these are whole numbers.
    """
    from privkit.policy.guesses import plain_column
    from privkit.policy.proposals import named_like_a_code
    from privkit.values import Type

    known = [text for text in texts if text.strip() != "*"]
    kind = _type(known)
    if kind is Type.INTEGER and not typed and named_like_a_code(plain_column(name)):
        return Type.CODE
    return kind if len(known) == len(texts) or kind.is_text else Type.CATEGORY


def samples(file: Path) -> dict[str, list[str | None]]:
    """The first rows of a file, as text, by column."""
    from privkit.engine.protocol import Overrides
    from privkit.engine.sources.detect import detect

    return _sample(file, detect(file, Overrides()))


def _parquet_sample(file: Path, reading: Any) -> dict[str, list[str | None]]:
    """The first rows of a Parquet file: its own types, written as text."""
    from pyarrow.parquet import ParquetFile

    with ParquetFile(file) as source:
        batch = next(source.iter_batches(batch_size=SAMPLE), None)
        columns = [[]] * len(reading.columns) if batch is None else [c.to_pylist() for c in batch.columns]
    return {
        name: [None if value is None else str(value) for value in values]
        for name, values in zip(reading.columns, columns, strict=True)
    }


def _sample(file: Path, reading: Any) -> dict[str, list[str | None]]:
    """The first rows of a file, as text."""
    if reading.format == "parquet":
        return _parquet_sample(file, reading)
    frame = _read(file, reading, reading.columns, lambda table: table.head(SAMPLE), SAMPLE)
    return {n: [v if isinstance(v, str) else None for v in frame[n]] for n in reading.columns}


def whole_columns(file: Path, reading: Any) -> frozenset[str]:
    """The columns a file itself declares as whole numbers: a text file declares none."""
    if reading.format != "parquet":
        return frozenset()
    from pyarrow import types
    from pyarrow.parquet import read_schema

    return frozenset(field.name for field in read_schema(file) if types.is_integer(field.type))


def distinct_values(file: Path, reading: Any, name: str, at_most: int) -> list[str]:
    """The distinct values of a column of a whole file, as text. DataError (PK421) above ``at_most``."""
    if reading.format == "parquet":
        from pyarrow.parquet import read_table

        return [str(v) for v in read_table(file, columns=[name])[name].unique().to_pylist() if v is not None]
    frame = _read(file, reading, [name], lambda table: table.unique(), at_most)
    return [v for v in frame[name] if isinstance(v, str)]


def _read(file: Path, reading: Any, names: Sequence[str], change: Any, at_most: int) -> Any:
    """Some columns of a file as text, changed, then collected."""
    import tempfile

    from privkit.engine import open_engine
    from privkit.engine.protocol import Source
    from privkit.values import Column, Role, Type

    columns = [Column(n, Type.TEXT, Role.OTHER) for n in names]
    with (
        tempfile.TemporaryDirectory(prefix="privkit-") as spill,
        open_engine("duckdb", spill=Path(spill)) as engine,
    ):
        table = engine.scan(Source("file", file, None, reading), columns)
        return engine.collect(change(table), at_most)


def _type(texts: list[str]) -> Any:
    import re

    from privkit.values import Type

    if not texts:
        return Type.TEXT
    shapes = {
        Type.YES_NO: r"(?i)oui|non|yes|no|true|false|vrai|faux",
        Type.INTEGER: r"-?(0|[1-9]\d{0,14})",
        Type.NUMBER: r"-?\d{1,15}([.,]\d{1,9})?",
        Type.DATE: r"\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4}",
        Type.DATETIME: r"(\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4})[ T]\d{2}:\d{2}(:\d{2})?",
        Type.CODE: r"[0-9A-Z]{2,20}",
    }
    for kind, shape in shapes.items():
        if all(re.fullmatch(shape, t.strip()) for t in texts):
            zeros = kind is Type.NUMBER and any(re.match(r"0\d", t.strip()) for t in texts)
            return Type.CODE if zeros else kind
    return Type.CATEGORY if len(set(texts)) <= max(20, len(texts) // 50) else Type.TEXT
