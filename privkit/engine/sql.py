"""Small helpers for writing DuckDB SQL safely."""

from __future__ import annotations

from privkit.values import Column, Type

_FORMS = {
    Type.INTEGER: "BIGINT",
    Type.DATE: "DATE",
    Type.DATETIME: "TIMESTAMP",
    Type.YES_NO: "BOOLEAN",
}


def quoted(name: str) -> str:
    """An identifier between double quotes."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text literal between single quotes."""
    return "'" + text.replace("'", "''") + "'"


def sql_type(column: Column) -> str:
    """The DuckDB type that holds ``column``."""
    if column.type is Type.NUMBER:
        return f"DECIMAL(18,{column.decimals})"
    return _FORMS.get(column.type, "VARCHAR")
