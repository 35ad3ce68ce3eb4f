"""Strict conversion of what a file holds to the canonical types, as DuckDB SQL.

Blank means NULL for every type. Nothing is guessed or rounded in silence: a value that does not
fit makes the scan fail. The one allowance is for binary floating point, where 0.1 + 0.2 stands
for 0.3: see :data:`FLOAT_TOLERANCE`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from privkit.engine.dates import forms_for
from privkit.engine.protocol import Reading
from privkit.engine.sql import literal, sql_type
from privkit.values import Column, Type

#: Spaces met around values and between thousands: space, tab, line ends, no-break, narrow no-break.
SPACES = " \t\r\n\u00a0\u202f"
THOUSANDS = "[ \u00a0\u202f]"
#: A double may differ from its decimal text by this share of itself, and never by more than a
#: thousandth of its last decimal.
FLOAT_TOLERANCE = 1e-9

YES = ("oui", "yes", "true", "vrai", "o", "y", "1")
NO = ("non", "no", "false", "faux", "n", "0")

_WHOLE = rf"[+-]?(\d+|\d{{1,3}}({THOUSANDS}\d{{3}})+)"
# 3e+05, as R and pandas write it: taken when it is exact (at most 18 decimals once written out)
_SCIENTIFIC = r"[+-]?\d{1,18}([.,]\d{1,9})?[eE]([+]?\d{1,2}|-0?\d)"
_TIME = r"([ T]+\d{1,2}:\d{2}(:\d{2}([.]\d+)?)?Z?)?"
_MIDNIGHT = r"([ T]+0{1,2}:00(:00([.]0+)?)?Z?)?"


@dataclass(frozen=True)
class Conversion:
    """SQL for one column.

    ``value`` gives the canonical value. ``wrong`` is true where a value does not fit and None
    when that cannot happen. ``mark`` gives the decimal mark used, where it has to be found out.
    ``plain`` is a cheaper value, good for a whole column when ``doubt`` is true of none of its rows.
    """

    value: str
    wrong: str | None = None
    mark: str | None = None
    plain: str | None = None
    doubt: str | None = None


class Mismatch(Exception):
    """The column of the file has a type that can never become the declared one."""


def conversion_of(raw: str, found: str, column: Column, reading: Reading) -> Conversion:
    """How to turn the SQL expression ``raw`` of DuckDB type ``found`` into ``column``.

    Raises Mismatch when no value of that type could fit.
    """
    kind = _kind(found)
    if kind == "null":
        return Conversion(f"CAST(NULL AS {sql_type(column)})")
    if kind == "text":
        return _from_text(f"CAST({raw} AS VARCHAR)" if found != "VARCHAR" else raw, column, reading)
    makers = {
        Type.INTEGER: _integer,
        Type.NUMBER: _number,
        Type.DATE: _date,
        Type.DATETIME: _datetime,
        Type.YES_NO: _yes_no,
    }
    made = makers[column.type](raw, kind, found, column) if column.type in makers else _text(raw, kind)
    if made is None:
        raise Mismatch
    return made


def _kind(found: str) -> str:
    if found == "VARCHAR" or found.startswith(("ENUM", "UUID")):
        return "text"
    if found.startswith("DECIMAL"):
        return "decimal"
    if re.fullmatch(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|U?INTEGER", found):
        return "integer"
    kinds = {"DOUBLE": "float", "FLOAT": "float", "BOOLEAN": "bool", "DATE": "date", '"NULL"': "null"}
    if found.startswith("TIMESTAMP"):
        return "instant" if "TIME ZONE" in found or found.endswith("TZ") else "timestamp"
    return kinds.get(found, "other")


def _from_text(raw: str, column: Column, reading: Reading) -> Conversion:
    clean = f"trim({raw}, {literal(SPACES)})"
    if column.type.is_text:
        # first a comparison that settles nearly every row: it starts with a visible ASCII character
        return Conversion(f"CASE WHEN {raw} >= '!' AND {raw} < '\x7f' OR {clean} <> '' THEN {raw} END")
    mark = None
    if column.type is Type.INTEGER:
        value = (
            f"CASE WHEN regexp_full_match({clean}, {literal(_WHOLE)}) "
            f"THEN TRY_CAST({_unspaced(clean)} AS BIGINT) {_scientific(clean, 0, 'BIGINT')} END"
        )
    elif column.type is Type.NUMBER:
        value, mark = _number_text(clean, column, reading)
    elif column.type is Type.YES_NO:
        word = f"lower({clean})"
        value = f"CASE WHEN {word} IN {_words(YES)} THEN true WHEN {word} IN {_words(NO)} THEN false END"
    else:
        value = _moment_text(clean, column.type, reading)
    return Conversion(value, f"({clean} <> '' AND ({value}) IS NULL)", mark)


def _guarded(clean: str, pattern: str, value: str) -> str:
    return f"CASE WHEN regexp_full_match({clean}, {literal(pattern)}) THEN {value} END"


def _unspaced(clean: str) -> str:
    return f"regexp_replace({clean}, {literal(THOUSANDS)}, '', 'g')"


def _scientific(clean: str, decimals: int, target: str) -> str:
    exact = f"TRY_CAST(replace({clean}, ',', '.') AS DECIMAL(38,18))"
    return (
        f"WHEN regexp_full_match({clean}, {literal(_SCIENTIFIC)}) AND {exact} = round({exact}, {decimals}) "
        f"THEN TRY_CAST({exact} AS {target})"
    )


def _words(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(literal(w) for w in words) + ")"


def _number_text(clean: str, column: Column, reading: Reading) -> tuple[str, str | None]:
    marks = f"[{reading.decimal}]" if reading.decimal else "[.,]"
    pattern = rf"({_WHOLE})({marks}\d+)?|[+-]?{marks}\d+"
    plain = f"replace({_unspaced(clean)}, ',', '.')"
    decimals = f"length(rtrim(regexp_extract({clean}, '[.,](\\d+)$', 1), '0'))"
    value = (
        f"CASE WHEN regexp_full_match({clean}, {literal(pattern)}) AND {decimals} <= {column.decimals} "
        f"THEN TRY_CAST({plain} AS {sql_type(column)}) {_scientific(clean, column.decimals, sql_type(column))} END"
    )
    return value, (None if reading.decimal else f"regexp_extract({clean}, '[.,]')")


def _moment_text(clean: str, type_: Type, reading: Reading) -> str:
    forms = forms_for(reading.dates)
    days = "|".join(f.pattern for f in forms)
    day = clean
    for form in forms:
        if form.rewrite:
            day = f"regexp_replace({day}, {literal('^' + form.groups)}, {literal(form.rewrite)})"
    pattern = f"({days}){_MIDNIGHT if type_ is Type.DATE else _TIME}"
    # a pattern of digits and separators only: TRY_CAST cannot meet 'infinity', eras or zones
    moment = f"TRY_CAST(rtrim({day}, 'Z') AS TIMESTAMP)"
    value = f"CAST({moment} AS DATE)" if type_ is Type.DATE else f"date_trunc('second', {moment})"
    return _guarded(clean, pattern, value)


def _text(raw: str, kind: str) -> Conversion | None:
    # dates, numbers with decimals and booleans have no one text: the policy must choose their type
    return Conversion(f"CAST({raw} AS VARCHAR)") if kind == "integer" else None


def _integer(raw: str, kind: str, found: str, column: Column) -> Conversion | None:
    if kind == "integer":
        if found in ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT"):
            return Conversion(raw if found == "BIGINT" else f"CAST({raw} AS BIGINT)")
        return _checked(raw, f"TRY_CAST({raw} AS BIGINT)")
    if kind == "decimal":
        return _checked(raw, f"CASE WHEN {raw} = trunc({raw}) THEN TRY_CAST({raw} AS BIGINT) END")
    if kind == "float":
        x = f"CAST({raw} AS DOUBLE)"
        return _checked(f"CASE WHEN NOT isnan({x}) THEN {x} END", _whole_float(x))
    return None


def _whole_float(x: str) -> str:
    return f"CASE WHEN isfinite({x}) AND {x} = trunc({x}) THEN TRY_CAST({x} AS BIGINT) END"


def _number(raw: str, kind: str, found: str, column: Column) -> Conversion | None:
    target = sql_type(column)
    if kind == "integer":
        return _checked(raw, f"TRY_CAST({raw} AS {target})")
    if kind == "decimal":
        if found == target:
            return Conversion(raw)
        return _checked(
            raw, f"CASE WHEN {raw} = round({raw}, {column.decimals}) THEN TRY_CAST({raw} AS {target}) END"
        )
    if kind == "float":
        # a 4-byte float is read through its shortest text, as 0.1 and not 0.10000000149
        x = f"CAST(CAST({raw} AS VARCHAR) AS DOUBLE)" if found == "FLOAT" else raw
        near = f"round({x}, {column.decimals})"
        limit = f"least({FLOAT_TOLERANCE} * abs({x}), {10.0 ** -(column.decimals + 3)!r})"
        value = (
            f"CASE WHEN isfinite({x}) AND abs({x} - {near}) <= {limit} THEN TRY_CAST({near} AS {target}) END"
        )
        checked = _checked(f"CASE WHEN NOT isnan({x}) THEN {x} END", value)
        return checked if found == "FLOAT" else _with_plain(checked, x, target)
    return None


def _with_plain(checked: Conversion, x: str, target: str) -> Conversion:
    """A double that its decimal gives back exactly needs none of the care of the others."""
    back = f"CAST(TRY_CAST({x} AS {target}) AS DOUBLE)"
    return replace(checked, plain=f"CAST({x} AS {target})", doubt=f"NOT coalesce({back} = {x}, {x} IS NULL)")


def _date(raw: str, kind: str, found: str, column: Column) -> Conversion | None:
    if kind == "date":
        return Conversion(raw)
    if kind == "timestamp":
        return _checked(raw, f"CASE WHEN date_trunc('day', {raw}) = {raw} THEN CAST({raw} AS DATE) END")
    return None


def _datetime(raw: str, kind: str, found: str, column: Column) -> Conversion | None:
    if kind == "instant":  # a moment with a zone is kept as UTC
        return Conversion(f"date_trunc('second', timezone('UTC', {raw}))")
    if kind == "timestamp":
        whole = f"CAST({raw} AS TIMESTAMP)"
        return Conversion(whole if found == "TIMESTAMP_S" else f"date_trunc('second', {whole})")
    return Conversion(f"CAST({raw} AS TIMESTAMP)") if kind == "date" else None


def _yes_no(raw: str, kind: str, found: str, column: Column) -> Conversion | None:
    if kind == "bool":
        return Conversion(raw)
    if kind in ("integer", "float", "decimal"):
        return _checked(
            raw if kind != "float" else f"CASE WHEN NOT isnan({raw}) THEN {raw} END",
            f"CASE WHEN {raw} = 1 THEN true WHEN {raw} = 0 THEN false END",
        )
    return None


def _checked(present: str, value: str) -> Conversion:
    return Conversion(value, f"(({present}) IS NOT NULL AND ({value}) IS NULL)")
