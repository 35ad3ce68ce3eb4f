"""What the steps that perturb values share: where they act, their columns as arrays, and what they changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from privkit.steps.base import (
    Context,
    Report,
    Schemas,
    Spot,
    keep_unit,
    listed,
    plural,
    require,
    shown_share,
)
from privkit.values import Column, Schema, Type
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.engine.protocol import Table
    from privkit.steps.draws import Drawn

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_LARGEST = 10**18 - 1  # of a number, in units of its last decimal


def table_of(schemas: Schemas, columns: Sequence[str]) -> str | None:
    """The first table that holds all of these columns."""
    return next((name for name, schema in schemas.items() if all(c in schema for c in columns)), None)


def check_place(
    schemas: Schemas,
    columns: Sequence[str],
    by: Sequence[str],
    spot: Spot,
    report: Report,
    key: str = "columns",
) -> str | None:
    """The one table that holds the columns a step changes and those it goes by; None when told as wrong."""
    if twice := [c for c in dict.fromkeys([*columns, *by]) if [*columns, *by].count(c) > 1]:
        words = Words(f"{twice[0]} is named twice", f"{twice[0]} est nommée deux fois")
        report(spot.problem("PK735", words, Words("write it once", "écrivez-la une fois"), at=(key,)))
        return None
    good = [require(schemas, column, spot, report, at=(key,)) for column in columns]
    good += [require(schemas, column, spot, report, at=("by",)) for column in by]
    good += [keep_unit(schemas, column, spot, report, at=(key,)) for column in columns]
    return one_table(schemas, [*columns, *by], spot, report, key) if all(good) else None


def one_table(schemas: Schemas, names: list[str], spot: Spot, report: Report, key: str) -> str | None:
    """PK701 when no table holds all these columns, PK716 when several do."""
    held = [name for name, schema in schemas.items() if all(c in schema for c in names)]
    if len(held) == 1:
        return held[0]
    on, tables = listed(names), listed(held)
    if held:
        report(
            spot.problem(
                "PK716",
                Words(
                    f"several tables hold {on.en}: {tables.en}",
                    f"plusieurs tables portent {on.fr} : {tables.fr}",
                ),
                Words(
                    "link them, or keep these columns in one", "croisez-les, ou ne les gardez que dans une"
                ),
                at=(key,),
            )
        )
        return None
    report(
        spot.problem(
            "PK701",
            Words(
                f"no table holds {on.en} together at this step",
                f"aucune table ne porte à la fois {on.fr} à cette étape",
            ),
            Words("link the tables before", "croisez les tables avant"),
            at=(key,),
        )
    )
    return None


def check_numbers(schema: Schema, columns: Sequence[str], spot: Spot, report: Report) -> None:
    """PK717 for a column that is not a number, or that labels have replaced."""
    for name in columns:
        if not schema[name].type.is_numeric:
            report(
                spot.problem(
                    "PK717",
                    Words(f"the column {name} is not a number", f"la colonne {name} n'est pas un nombre"),
                    Words(
                        "do it before the column is made coarser",
                        "faites-le avant que la colonne soit rendue moins précise",
                    ),
                    at=("columns",),
                )
            )


def check_units(schemas: Schemas, name: str, spot: Spot, report: Report) -> None:
    """PK724: groups are counted in privacy units, so the table must hold it."""
    if schemas[name].unit is None:
        report(
            spot.problem(
                "PK724",
                Words(
                    f"the table {name} has no privacy unit to count",
                    f"la table {name} n'a pas d'unité protégée à compter",
                ),
                Words(
                    "link it with the table that holds the unit", "croisez-la avec la table qui porte l'unité"
                ),
            )
        )


def check_share(
    share: Fraction, spot: Spot, report: Report, key: str, *, none: bool = False, all_: bool = False
) -> None:
    """PK730 for 0 % or 100 % where the step would then do nothing, or leave nothing."""
    if not (none and share == 0) and not (all_ and share == 1):
        return
    shown = shown_share(share)
    report(
        spot.problem(
            "PK730",
            Words(
                f"with {shown.en} this step has no purpose", f"avec {shown.fr}, cette étape est sans objet"
            ),
            Words("write another share, such as 5 %", "écrivez une autre part, par exemple 5 %")
            if share == 0
            else Words(
                "write a smaller share, such as 90 %", "écrivez une part plus petite, par exemple 90 %"
            ),
            at=(key,),
        )
    )


def refuse_several_rows(table: Table, schema: Schema, unit_name: str, spot: Spot, context: Context) -> None:
    """PK467: groups are counted in units, so each must have one row."""
    if schema.one_row_per_unit:
        return
    counts = context.engine.count(table, schema.unit)
    if counts.rows != counts.units:
        raise spot.data_error(
            "PK467",
            Words(
                f"{counts.rows} rows for {counts.units} {plural(unit_name)}: groups would count rows",
                f"{counts.rows} lignes pour {counts.units} {plural(unit_name)} : les groupes compteraient des lignes",
            ),
            Words("add a step summarise before", "ajoutez une étape résumer avant"),
        )


def row_notes(schema: Schema, unit_name: str) -> tuple[Words, ...]:
    """What to know when a unit may have several rows: each is drawn by itself, and a mean undoes the draws."""
    if schema.unit is None or schema.one_row_per_unit:
        return ()
    return (
        Words(
            f"Each row is drawn by itself: over the many rows of one {unit_name}, what was drawn averages out.",
            f"Chaque ligne est tirée séparément : sur les nombreuses lignes d'une même unité ({unit_name}), "
            "les tirages se compensent.",
        ),
    )


def numbers_of(array: Any, column: Column) -> Floats:
    """A column of numbers in units of its last decimal, NULL as NaN."""
    from privkit.engine.canonical import unscaled

    null = array.is_null().to_numpy(zero_copy_only=False)
    whole = (
        unscaled(array) if column.type is Type.NUMBER else array.fill_null(0).to_numpy(zero_copy_only=False)
    )
    out: Floats = np.where(null, np.nan, whole.astype(np.float64))
    return out


def array_of(numbers: Floats, column: Column) -> Any:
    """The reverse of :func:`numbers_of`: rounded half away from zero, NaN as NULL."""
    import pyarrow as pa

    null = np.isnan(numbers)
    largest = _LARGEST if column.type is Type.NUMBER else 2**63 - 1025  # the greatest double below 2^63
    sized = np.minimum(np.floor(np.where(null, 0.0, np.abs(numbers)) + 0.5), float(largest))
    whole = np.minimum(sized.astype(np.int64), largest)
    whole = np.where(np.nan_to_num(numbers) < 0, -whole, whole)
    if column.type is not Type.NUMBER:
        return pa.array(whole, pa.int64(), mask=null)
    words = np.stack([whole, np.where(whole < 0, -1, 0)], axis=1).astype("<i8")
    valid = pa.py_buffer(np.packbits(~null, bitorder="little").tobytes())
    kind = pa.decimal128(18, column.decimals)
    return pa.Array.from_buffers(kind, len(whole), [valid, pa.py_buffer(words.tobytes())])


def codes_of(array: Any) -> Ints:
    """Values numbered from 0 in the order they come, NULL being one of them."""
    encoded = array.dictionary_encode(null_encoding="encode")
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), np.int64)


def strata_of(arrays: Sequence[Any], rows: int) -> Ints:
    """The part of each row: rows with the same values of all these columns."""
    from privkit.anonymity.groupby import group_rows

    if not arrays or not rows:
        return np.zeros(rows, np.int64)
    return group_rows(np.stack([codes_of(a) for a in arrays], axis=1)).of_row


def correlation_change_of(drawn: Drawn, arrays: Mapping[str, Any]) -> float:
    """The largest change of a correlation between two columns of numbers of the table, perturbed or not."""
    from privkit.anonymity.perturbation.effect import correlation_change

    columns = [c for c in drawn.schema.kept if c.type.is_numeric]
    if not columns:
        return 0.0
    before = np.stack([numbers_of(drawn.column(c.name), c) for c in columns], axis=1)
    after = np.stack([numbers_of(arrays.get(c.name, drawn.column(c.name)), c) for c in columns], axis=1)
    return correlation_change(before, after)


def said_by(by: Sequence[str], en: str, fr: str) -> Words:
    """The end of a sentence about the columns a step goes by; nothing without any."""
    if not by:
        return Words("", "")
    names = listed(list(by))
    return Words(en.format(names.en), fr.format(names.fr))


def full_stop(because: str | None) -> Words:
    """The end of a sentence, with the policy's reason when there is one."""
    why = f" ({because.rstrip('.')})." if because else "."
    return Words(why, why)
