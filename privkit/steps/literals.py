"""A value written in the policy, as a literal of a column's type."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from privkit.errors import Problem
from privkit.policy.scalars import plain_number
from privkit.steps.base import Spot
from privkit.values import Column, Type
from privkit.words import Words

YES = ("yes", "oui", "true", "vrai")
NO = ("no", "non", "false", "faux")
DIGITS = 18  # of a number, as the engine holds it

KINDS = {
    Type.INTEGER: Words("a whole number", "un nombre entier"),
    Type.NUMBER: Words("a number", "un nombre"),
    Type.DATE: Words("a date, such as 2026-12-01", "une date, par exemple 2026-12-01"),
    Type.DATETIME: Words("a date, such as 2026-12-01", "une date, par exemple 2026-12-01"),
    Type.YES_NO: Words("yes or no", "oui ou non"),
}


def literal(value: str | Decimal, column: Column) -> str | int | Decimal | date | datetime | bool:
    """``value`` in the Python type that compares exactly with the column. ValueError when it cannot be."""
    text = str(value).strip() if column.type not in (Type.TEXT, Type.CODE, Type.CATEGORY) else str(value)
    match column.type:
        case Type.INTEGER:
            number = _number(text)
            if number != int(number):
                raise ValueError(column.type)
            return int(number)
        case Type.NUMBER:
            return _number(text)
        case Type.DATE:
            return date.fromisoformat(text)
        case Type.DATETIME:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                raise ValueError(column.type)
            return moment
        case Type.YES_NO:
            if text.lower() in YES + NO:
                return text.lower() in YES
            raise ValueError(column.type)
        case _:
            return text


def _number(text: str) -> Decimal:
    try:
        number = Decimal(plain_number(text))
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite() or abs(number) >= 10**DIGITS:
        raise ValueError(text)
    return number


def wrong_literal(
    value: str | Decimal, column: Column, spot: Spot, at: tuple[str | int, ...]
) -> Problem | None:
    """The problem of a value that does not fit a column's type, or None."""
    try:
        literal(value, column)
    except ValueError:
        kind = KINDS[column.type]
        return spot.problem(
            "PK707",
            Words(f"the column {column.name} takes {kind.en}", f"la colonne {column.name} attend {kind.fr}"),
            Words(f"write {kind.en}", f"écrivez {kind.fr}"),
            at=at,
        )
    return None


def wrong_values(
    listed: Iterable[str], amounts: Iterable[Decimal], column: Column, spot: Spot, at: tuple[str | int, ...]
) -> list[Problem]:
    """Problems of the values of a rule: listed ones fit the type; amounts are compared, so with a number only."""
    if any(True for _ in amounts) and not column.type.is_numeric:
        return [
            spot.problem(
                "PK717",
                Words(
                    f"the column {column.name} is not a number",
                    f"la colonne {column.name} n'est pas un nombre",
                ),
                Words("list the values wanted", "donnez la liste des valeurs"),
                at=at,
            )
        ]
    found = (wrong_literal(value, column, spot, at) for value in listed)
    return [problem for problem in found if problem]
