"""The values that make the cells of a table: from a public list, from the policy, from a range of dates.

Public keys are known without the data: every one is published, empty ones too. Keys chosen privately
have no domain until the noise is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from privkit.policy.model.aggregation import KeyRule
from privkit.published import KeyKind
from privkit.steps.aggregate.periods import LONGEST, TooLong, kind_of, period_range
from privkit.steps.base import Spot
from privkit.words import Words

PRIVATE = "private"


@dataclass(frozen=True)
class KeyDomain:
    """The values of one key column, in order; ``values`` is None when they are chosen privately.

    ``parents`` holds the other columns of a public list, by name: code of the value to code there.
    """

    column: str
    kind: KeyKind
    values: tuple[str, ...] | None
    labels: Mapping[str, str] = field(default_factory=dict)
    label: str | None = None
    parents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    listed_in: str = ""


def read_domain(
    column: str, rule: KeyRule, folder: Path, spot: Spot, at: tuple[str | int, ...], *, seen: bool = True
) -> KeyDomain:
    """The domain of one key column. DataError (PK768, PK769, PK771, PK794) when a list or a range cannot be used.

    With ``seen`` False files are not opened (``check`` reads none): the domain of a list is then empty.
    """
    if rule.chosen_privately:
        return KeyDomain(column, "category", None, listed_in=PRIVATE)
    if rule.values is not None:
        refuse_twice(rule.values, spot, (*at, "values"))
        return KeyDomain(column, "category", tuple(rule.values))
    if rule.known_list is not None:
        if not seen:
            return KeyDomain(column, "code", (), listed_in=rule.known_list)
        return _from_file(column, rule, folder, spot, at)
    try:
        values = period_range(str(rule.from_), str(rule.to))
    except TooLong:
        raise spot.data_error(
            "PK794",
            Words(
                f"the range of {column} has more than {LONGEST} values",
                f"l'intervalle de {column} a plus de {LONGEST} valeurs",
            ),
            Words(
                "bring the dates nearer, or publish by month or by year",
                "rapprochez les dates, ou publiez par mois ou par an",
            ),
            at=at,
        ) from None
    except ValueError:
        raise spot.data_error(
            "PK771",
            Words(
                f"the range of {column} does not go from one date to a later one of the same kind",
                f"l'intervalle de {column} ne va pas d'une date à une date suivante de même sorte",
            ),
            Words("write { from: 2025-01, to: 2025-12 }", "écrivez { de: 2025-01, à: 2025-12 }"),
            at=at,
        ) from None
    kind = kind_of(values[0])
    assert kind is not None
    return KeyDomain(column, kind, values)


def refuse_twice(values: tuple[str, ...], spot: Spot, at: tuple[str | int, ...]) -> None:
    """DataError (PK769) when a value of a public list stands there twice, or is blank."""
    twice = len(values) - len(set(values))
    blank = sum(not value.strip() for value in values)
    if not twice and not blank and values:
        return
    raise spot.data_error(
        "PK769",
        Words(
            f"values of the list that are there twice: {twice}; blank: {blank}; in all: {len(values)}",
            f"valeurs de la liste présentes deux fois : {twice} ; vides : {blank} ; en tout : {len(values)}",
        ),
        Words("keep each value once, none blank", "gardez chaque valeur une fois, aucune vide"),
        at=at,
    )


def _from_file(column: str, rule: KeyRule, folder: Path, spot: Spot, at: tuple[str | int, ...]) -> KeyDomain:
    file = str(rule.known_list)
    columns = read_list(folder / file)
    wanted = rule.column or column
    for name in (wanted, *([rule.label] if rule.label else [])):
        if name not in columns:
            raise spot.data_error(
                "PK768",
                Words(
                    f"the public list {file} has no column {name}",
                    f"la liste publique {file} n'a pas de colonne {name}",
                ),
                Words(f"its columns are: {', '.join(columns)}", f"ses colonnes sont : {', '.join(columns)}"),
                at=(*at, "known_list"),
            )
    values = tuple(columns[wanted])
    refuse_twice(values, spot, (*at, "known_list"))
    labels = dict(zip(values, columns[rule.label], strict=True)) if rule.label else {}
    parents = {name: dict(zip(values, held, strict=True)) for name, held in columns.items() if name != wanted}
    return KeyDomain(column, "code", values, labels, rule.label, parents, file)


def read_list(path: Path) -> dict[str, list[str]]:
    """The columns of a public list (.csv, .xlsx or .parquet), as text. DataError as reading a table would raise."""
    import pyarrow as pa

    from privkit.engine.protocol import Overrides, Source
    from privkit.engine.sources.detect import detect
    from privkit.engine.sources.raw import open_raw

    reading = detect(path, Overrides())
    names = list(reading.columns)
    if reading.format == "parquet":
        import pyarrow.parquet as pq

        held = pq.read_table(path, columns=names)
    else:
        with open_raw(Source("list", path, None, reading), names) as raw:
            data = raw.data
            held = data if isinstance(data, pa.Table) else pa.Table.from_batches(list(data))
            if raw.failure:
                raise raw.failure
    out = {}
    for name in names:
        texts = held.column(name).to_pylist()
        out[name] = ["" if text is None else str(text).strip() for text in texts]
    return out
